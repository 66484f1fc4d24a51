// What people come to do, from the home page to a listing and back.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BASE, DESKTOP, firstListing, launch, NEED, PHONE, PLACE, RESULTS, visit } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Clicks, and waits until the page that it leads to is there. */
const follow = (page, locator) => Promise.all([page.waitForEvent("load"), locator.click()]);
const found = (page) => page.locator(".fp-results h2").filter({ hasText: / found/ });
/** An address without the parameters that a form sends empty. */
const asked = (address) => {
  const url = new URL(address);
  for (const [name, value] of [...url.searchParams]) if (!value) url.searchParams.delete(name);
  return url.href;
};
const countOf = async (page) => Number((await found(page).innerText()).replace(/\D*([\d,]+).*/, "$1").replace(",", ""));

describe("a person who looks for something near them", () => {
  for (const [name, options] of Object.entries({
    "with script": { viewport: DESKTOP },
    "without script": { viewport: DESKTOP, script: false },
    "on a small phone without script": { viewport: PHONE, script: false },
  })) {
    test(`finds it, narrows it down, reads it and goes back ${name}`, async () => {
      await visit(browser, "/", options, async (page) => {
        await page.getByLabel("What do you need?").fill(NEED);
        await page.getByLabel("Where?").fill(PLACE);
        await follow(page, page.getByRole("button", { name: "Search" }));
        assert.match(page.url(), /\/search\?/);
        assert.ok((await page.title()).includes(`near ${PLACE}`), await page.title());
        const all = await countOf(page);
        assert.ok(all > 0);
        assert.match(await page.locator(".fp-hit").first().innerText(), /miles? away/);

        if (options.viewport === PHONE) await page.getByText("Filter these results").click();
        await page.getByLabel("Within 1 mile", { exact: true }).check();
        await follow(page, page.getByRole("button", { name: "Apply filters" }));
        assert.match(page.url(), /radius=1(&|$)/);
        const near = await countOf(page);
        assert.ok(near > 0 && near <= all, `${near} of ${all}`);

        const results = page.url();
        const hit = page.locator(".fp-hit__name a").first();
        const title = await hit.innerText();
        await follow(page, hit);
        assert.equal(await page.locator("h1").innerText(), title);
        assert.match(await page.locator("main").innerText(), /Where this information comes from/);

        await follow(page, page.getByRole("link", { name: "Back to results" }));
        assert.equal(asked(page.url()), asked(results));

        if (options.viewport === PHONE) await page.getByText("Filter these results").click();
        await follow(page, page.getByRole("link", { name: "Remove this filter: Within 1 mile" }));
        assert.equal(await countOf(page), all);
      });
    });
  }

  test("chooses a category and sees it as a filter that can be removed", async () => {
    await visit(browser, RESULTS, { script: false }, async (page) => {
      const group = page.locator("details.fp-filter__group:has(input[name=category])");
      await group.locator("summary").click();
      const box = group.locator("input[name=category]").first();
      const label = await page.locator(`label[for=${await box.getAttribute("id")}]`).innerText();
      const [, name, count] = label.match(/^(.*) \(([\d,]+)\)$/);
      await box.check();
      await follow(page, page.getByRole("button", { name: "Apply filters" }));
      assert.equal(await countOf(page), Number(count.replace(",", "")));
      assert.ok(await page.getByLabel(label).isChecked());
      await follow(page, page.getByRole("link", { name: `Remove this filter: ${name}` }));
      assert.doesNotMatch(page.url(), /category=/);
    });
  });

  test("turns the pages", async () => {
    await visit(browser, "/search", { script: false }, async (page) => {
      const first = await page.locator(".fp-hit__name").allInnerTexts();
      await follow(page, page.getByRole("link", { name: "Next page" }));
      assert.match(page.url(), /page=2/);
      assert.match(await page.title(), /page 2 of/);
      const second = await page.locator(".fp-hit__name").allInnerTexts();
      assert.notDeepEqual(second, first);
      assert.equal(await page.locator("[aria-current=page]").innerText(), "2");
      await follow(page, page.getByRole("link", { name: "Previous page" }));
      assert.deepEqual(await page.locator(".fp-hit__name").allInnerTexts(), first);
    });
  });

  test("starts from a common need", async () => {
    await visit(browser, "/", { script: false }, async (page) => {
      const need = page.locator(".fp-needs a").first();
      const words = await need.innerText();
      await follow(page, need);
      assert.equal(await page.getByLabel("What do you need?").inputValue(), words);
    });
  });

  test("is helped when there is nothing", async () => {
    await visit(browser, `/search?q=zzzqqqxxx&near=${encodeURIComponent(PLACE)}&radius=1`, {}, async (page) => {
      assert.equal(await page.getByText("No services found").count(), 1);
      await follow(page, page.getByRole("link", { name: "See everything near" }));
      assert.ok((await countOf(page)) > 0);
    });
  });
});

describe("a person who slips", () => {
  for (const script of [true, false]) {
    test(`is told what is wrong, with the words they typed (${script ? "with" : "without"} script)`, async () => {
      await visit(browser, "/", { script }, async (page) => {
        await page.getByLabel("What do you need?").fill("tea & cake");
        await page.getByLabel("Where?").fill("Nowhere in particular");
        await follow(page, page.getByRole("button", { name: "Search" }));
        assert.match(await page.title(), /^Error: /);
        const summary = page.locator(".govuk-error-summary");
        assert.ok((await summary.innerText()).includes("There is a problem"));
        if (script) assert.ok(await summary.evaluate((node) => node === document.activeElement));
        const line = summary.getByRole("link");
        assert.equal(await line.count(), 1);
        const words = await line.innerText();
        assert.ok((await page.locator("#near-error").innerText()).includes(words));
        assert.equal(await page.getByLabel("What do you need?").inputValue(), "tea & cake");
        assert.equal(await page.getByLabel("Where?").inputValue(), "Nowhere in particular");
        await line.click();
        // With script the box is focused; without, the address leads to it.
        if (script) assert.equal(await page.evaluate(() => document.activeElement?.id), "near");
        else assert.ok(page.url().endsWith("#near"));
      });
    });
  }
});

describe("a person without a mouse", () => {
  test("searches and reads by keyboard alone, and always sees where they are", async () => {
    await visit(browser, "/", {}, async (page) => {
      const press = async (key) => page.keyboard.press(key);
      const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
      const isVisible = () =>
        page.evaluate(() => {
          const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(document.activeElement);
          const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
          return outlined || boxShadow !== "none" || backgroundColor === "rgb(255, 221, 0)";
        });
      await press("Tab");
      assert.equal(await focused(), "Skip to main content");
      assert.ok(await isVisible());
      await press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "main-content");
      await press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "q");
      assert.ok(await isVisible());
      await page.keyboard.type(NEED);
      await press("Tab");
      await page.keyboard.type(PLACE);
      await Promise.all([page.waitForURL(/\/search\?/), press("Enter")]);
      const first = page.locator(".fp-hit__name a").first();
      const name = await first.innerText();
      let stops = 0;
      while ((await focused()) !== name) {
        await press("Tab");
        assert.ok(await isVisible(), `nothing shows that ${await focused()} has the focus`);
        assert.ok(++stops < 60, "the first hit is out of reach");
      }
      await Promise.all([page.waitForURL(/\/listings\//), press("Enter")]);
      assert.equal(await page.locator("h1").innerText(), name);
    });
  });
});

describe("the location button", () => {
  const here = { latitude: 51.46276, longitude: -0.11459 };

  test("is not there without script", async () => {
    await visit(browser, "/", { script: false }, async (page) => {
      assert.equal(await page.getByRole("button", { name: "Use my location" }).count(), 0);
    });
  });

  test("fills in a rounded place when pressed, and never before", async () => {
    const options = { geolocation: here, permissions: ["geolocation"] };
    await visit(browser, `/search?q=${NEED}`, options, async (page) => {
      const box = page.getByLabel("Where?");
      assert.equal(await box.inputValue(), "");
      await page.getByRole("button", { name: "Use my location" }).click();
      await page.getByText("We have filled in where you are").waitFor();
      assert.equal(await box.inputValue(), "51.463, -0.115");
      await follow(page, page.getByRole("button", { name: "Search", exact: true }));
      assert.match(await page.locator("h1").innerText(), /near you$/);
      assert.ok((await countOf(page)) > 0);
    });
  });

  test("says so when the browser will not tell", async () => {
    await visit(browser, "/", { permissions: [] }, async (page) => {
      await page.getByRole("button", { name: "Use my location" }).click();
      await page.getByText("did not share your location").waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), "near");
    });
  });
});

describe("what the server says", () => {
  test("assets may be kept for ever, and a stale name must ask again", async () => {
    await visit(browser, "/", { script: false }, async (page) => {
      const sheet = await page.locator("link[rel=stylesheet]").getAttribute("href");
      const kept = await page.request.get(BASE + sheet);
      assert.match(kept.headers()["cache-control"], /immutable/);
      const stale = await page.request.get(BASE + sheet.replace(/\/assets\/\w+-/, "/assets/000000000000-"));
      assert.equal(stale.status(), 200);
      assert.equal(stale.headers()["cache-control"], "no-cache");
    });
  });

  test("a listing's id leads to its name for good, and a listing that is known is not sent again", async () => {
    const path = new URL(await firstListing(browser), BASE).pathname;
    await visit(browser, path, {}, async (page, answer) => {
      const { id } = await (await page.request.get(`${BASE}/api/v1${path}`)).json();
      const moved = await page.request.get(`${BASE}/listings/${id}`, { maxRedirects: 0 });
      assert.equal(moved.status(), 301);
      assert.equal(moved.headers().location, path);
      const again = await page.request.get(BASE + path, {
        headers: { "if-none-match": answer.headers().etag },
      });
      assert.equal(again.status(), 304);
    });
  });

  test("no cookie is set, and results are kept by no shared cache", async () => {
    await visit(browser, RESULTS, {}, async (page, answer) => {
      assert.deepEqual(await page.context().cookies(), []);
      assert.match(answer.headers()["cache-control"], /private/);
    });
  });
});
