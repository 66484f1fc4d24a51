// Keeps a copy of everything, and then only what changes. Needs Node 18 and nothing else.
//
//     node follow.mjs http://127.0.0.1:8080

const base = process.argv[2].replace(/\/$/, "");
const held = new Map();
// Keep this address with your copy: next time, go on from it.
let next = `${base}/api/v1/changes/rpde`;

for (;;) {
  const answer = await fetch(next);
  if (!answer.ok) throw new Error(`${next} answered ${answer.status}`);
  const page = await answer.json();
  for (const item of page.items) {
    if (item.state === "deleted") held.delete(item.id);
    else held.set(item.id, item.data);
  }
  // The last page leads to itself: ask it again in a minute.
  if (page.items.length === 0 && page.next === next) break;
  next = page.next;
}

console.log(`${held.size} services held; go on from ${next}`);
