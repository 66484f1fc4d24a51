// Puts Fingerpost's search on a page: <script src="https://HERE/embed.js" async></script>
// Attributes of the tag: data-q, data-near, data-accent, data-background, data-text, data-font,
// data-title, data-target (the id of an element to put it into).
(() => {
  "use strict";
  const tag = document.currentScript;
  if (!tag) return;
  const here = new URL(tag.src);
  const address = new URL("/embed", here);
  for (const name of ["q", "near", "accent", "background", "text", "font"]) {
    const value = tag.dataset[name];
    if (value) address.searchParams.set(name, value);
  }
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = tag.dataset.title || "Find local groups and services";
  frame.referrerPolicy = "no-referrer";
  // The frame is of another origin, so that keeping its own gives it nothing of this page.
  frame.setAttribute(
    "sandbox",
    "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts",
  );
  frame.style.cssText = "border:0;width:100%;height:480px";
  const target = tag.dataset.target && document.getElementById(tag.dataset.target);
  if (target) target.append(frame);
  else tag.after(frame);
  addEventListener("message", (event) => {
    if (event.origin !== here.origin || event.source !== frame.contentWindow) return;
    const height = Number(event.data && event.data.fingerpostHeight);
    if (height > 0) frame.style.height = `${Math.min(Math.ceil(height), 20000)}px`;
  });
})();
