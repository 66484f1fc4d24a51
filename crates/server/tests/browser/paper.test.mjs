// On paper: the words without the furniture.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { firstListing, launch, RESULTS, visit } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const pagesOf = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;

test("a listing prints on two sheets at most, without navigation", async () => {
  await visit(browser, await firstListing(browser), {}, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const furniture of [".fp-header__links", ".fp-footer__links", ".govuk-back-link"]) {
      assert.equal(await page.locator(furniture).isVisible(), false, furniture);
    }
    assert.ok(await page.locator("h1").isVisible());
    const pdf = await page.pdf({ format: "A4", tagged: true });
    assert.ok(pagesOf(pdf) >= 1 && pagesOf(pdf) <= 2, `${pagesOf(pdf)} sheets`);
  });
});

test("results print without the form and the filters", async () => {
  await visit(browser, RESULTS, {}, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const furniture of [".fp-search", ".fp-filter", ".govuk-pagination"]) {
      for (const part of await page.locator(furniture).all()) {
        assert.equal(await part.isVisible(), false, furniture);
      }
    }
    assert.ok(await page.locator(".fp-hit").first().isVisible());
  });
});
