// Rules that every page must pass, whatever it shows.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** No violation of WCAG 2.2 A and AA or of axe's best practices. */
export async function isAccessible(page) {
  // Goes through the debugger, so the content security policy does not stop it.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (rules) => window.axe.run(document, { runOnly: rules }),
    RULES,
  );
  const told = violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target).join(", ")}`);
  assert.deepEqual(told, []);
}

/** One h1, a language, a title that ends with the site's name, and a main landmark. */
export async function hasFrame(page) {
  assert.equal(await page.locator("h1").count(), 1, "one h1");
  assert.match(await page.locator("html").getAttribute("lang"), /^en/);
  assert.match(await page.title(), /\S – \S/);
  assert.equal(await page.locator("main#main-content").count(), 1, "one main");
}

/** The page fits its window: nobody has to scroll sideways to read. */
export async function fits(page) {
  const [content, window_] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window_, `${content} px of content in ${window_} px`);
}

/** Nothing of another service's brand, and nothing inline for the policy to stop. */
export async function isOurOwn(page) {
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text, /GOV\.UK/);
  // The list of suggestions is styled by its script, through the document and not through markup:
  // the policy has nothing to stop there.
  const styled = "[style]:not(.autocomplete__wrapper, .autocomplete__wrapper *)";
  const inline = page.locator(`${styled}, style, script:not([src]):not([type='application/ld+json'])`);
  assert.equal(await inline.count(), 0);
}
