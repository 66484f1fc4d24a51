// Suggestions while a person types: chosen with the keyboard, and never more than text.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BASE, launch, NEED, RESULTS, visit } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const box = (page) => page.getByLabel("What do you need?");
const rows = (page) => page.locator(".autocomplete__option");

describe("suggestions", () => {
  test("come while a person types and are chosen with the keyboard", async () => {
    await visit(browser, "/", {}, async (page) => {
      await box(page).pressSequentially(NEED.slice(0, 4));
      await rows(page).first().waitFor();
      assert.equal(await box(page).getAttribute("aria-expanded"), "true");
      await box(page).press("ArrowDown");
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
      assert.match(page.url(), /\/(search\?|listings\/)/);
      assert.ok(page.url().startsWith(BASE));
    });
  });

  test("need not be chosen: enter sends what was typed", async () => {
    await visit(browser, "/", {}, async (page) => {
      await box(page).pressSequentially(NEED);
      await Promise.all([page.waitForEvent("load"), box(page).press("Enter")]);
      assert.equal(new URL(page.url()).searchParams.get("q"), NEED);
    });
  });

  test("keep what was typed in the box above the results", async () => {
    await visit(browser, RESULTS, {}, async (page) => {
      assert.equal(await box(page).inputValue(), NEED);
    });
  });

  test("are text, whatever a group calls itself", async () => {
    const hostile = `<img id="injected" src="x" onerror="document.title='taken'"><a href="https://evil.example">"x'</a>&amp;`;
    await visit(browser, "/", {}, async (page) => {
      const row = { kind: "service", text: hostile, detail: hostile, url: `${BASE}/search?q=x` };
      await page.route("**/api/v1/suggest?*", (route) => route.fulfill({ json: { suggestions: [row] } }));
      await box(page).pressSequentially("deb");
      await rows(page).first().waitFor();
      assert.ok((await rows(page).first().innerText()).includes(hostile));
      const injected = page.locator("#injected, .autocomplete__wrapper a, .autocomplete__wrapper img");
      assert.equal(await injected.count(), 0);
    });
  });

  test("lead nowhere but to this site", async () => {
    await visit(browser, "/", {}, async (page) => {
      const row = { kind: "service", text: "Debt", url: "https://evil.example/about" };
      await page.route("**/api/v1/suggest?*", (route) => route.fulfill({ json: { suggestions: [row] } }));
      await box(page).pressSequentially("deb");
      await rows(page).first().waitFor();
      await Promise.all([page.waitForEvent("load"), rows(page).first().click()]);
      assert.equal(page.url(), `${BASE}/about`);
    });
  });
});
