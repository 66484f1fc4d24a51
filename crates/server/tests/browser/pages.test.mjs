// Every kind of page, wide and narrow, with script and without: it works, fits and is accessible.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DESKTOP, firstListing, launch, NEED, PHONE, RESULTS, visit } from "./browser.mjs";
import { fits, hasFrame, isAccessible, isOurOwn } from "./checks.mjs";

const PAGES = {
  "the home page": ["/", 200],
  "results for a need and a place": [RESULTS, 200],
  "results for a need alone": [`/search?q=${encodeURIComponent(NEED)}`, 200],
  "results for nothing at all": ["/search", 200],
  "filtered results": [`${RESULTS}&radius=10`, 200],
  "no results": ["/search?q=zzzqqqxxx&near=SW9+8DJ", 200],
  "a page beyond the results": [`${RESULTS}&radius=30&page=400`, 404],
  "a page number that is none": [`${RESULTS}&page=two`, 404],
  "a place that is not known": ["/search?q=tea&near=Nowhere+in+particular", 400],
  "a distance that cannot be": ["/search?q=tea&near=SW9+8DJ&radius=far", 400],
  "a listing": [firstListing, 200],
  "the sources": ["/sources", 200],
  "about": ["/about", 200],
  cookies: ["/cookies", 200],
  accessibility: ["/accessibility", 200],
  privacy: ["/privacy", 200],
  licences: ["/licences", 200],
  "an address that is no page": ["/no/such/page", 404],
  "a listing that never was": ["/listings/no-such-listing", 404],
};

const WAYS = {
  "on a desktop": { viewport: DESKTOP },
  "on a desktop without our script": { viewport: DESKTOP, lost: true },
  "at 320 pixels": { viewport: PHONE },
  "at 320 pixels without our script": { viewport: PHONE, lost: true },
};

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const [name, [path, status]] of Object.entries(PAGES)) {
  describe(name, () => {
    for (const [way, options] of Object.entries(WAYS)) {
      test(way, async () => {
        const address = typeof path === "function" ? await path(browser) : path;
        await visit(browser, address, options, async (page, answer) => {
          assert.equal(answer.status(), status);
          await hasFrame(page);
          await fits(page);
          await isOurOwn(page);
          await isAccessible(page);
        });
      });
    }
  });
}

describe("in forced colours", () => {
  for (const [name, path] of [["results", RESULTS], ["a listing", firstListing], ["the home page", "/"]]) {
    test(name, async () => {
      const address = typeof path === "function" ? await path(browser) : path;
      await visit(browser, address, { forcedColors: "active" }, isAccessible);
    });
  }
});
