import { chromium } from "playwright-core";
const [,, base, outdir, ...paths] = process.argv;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: ["--no-sandbox","--disable-gpu","--no-first-run"] });
for (const w of [1280, 320]) {
  const c = await b.newContext({ viewport: { width: w, height: w === 320 ? 640 : 900 } });
  const p = await c.newPage();
  p.on("console", m => { if (m.type() === "error") console.log("console:", m.text()); });
  for (const [i, path] of paths.entries()) {
    await p.goto(base + path, { waitUntil: "load" });
    const sw = await p.evaluate(() => document.documentElement.scrollWidth);
    console.log(w, path, "scrollWidth", sw);
    await p.screenshot({ path: `${outdir}/${i}-${w}.png`, fullPage: !process.env.FOLD });
  }
}
await b.close();
