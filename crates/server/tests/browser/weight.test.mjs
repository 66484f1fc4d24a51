// How much a visit costs to download, compressed: people look for help on old phones and small plans.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { firstListing, launch, RESULTS, visit } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const KB = 1024;
// Kilobytes of everything a page loads, and of its HTML alone.
const BUDGETS = {
  "the home page": ["/", 45, 10],
  results: [RESULTS, 45, 10],
  "a listing": [firstListing, 30, 10],
};

for (const [name, [path, most, mostHtml]] of Object.entries(BUDGETS)) {
  test(`${name} stays within ${most} KB`, async (t) => {
    const address = typeof path === "function" ? await path(browser) : path;
    const context = await browser.newContext();
    const page = await context.newPage();
    const bodies = [];
    page.on("response", (response) => bodies.push(response.body().then((body) => [response.url(), body])));
    await page.goto(process.env.BASE_URL.replace(/\/$/, "") + address, { waitUntil: "networkidle" });
    const sizes = (await Promise.all(bodies)).map(([url, body]) => [url, brotliCompressSync(body).length]);
    await context.close();
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    t.diagnostic(`${name}: ${total} bytes in ${sizes.length} requests, ${sizes[0][1]} of them HTML`);
    assert.ok(total <= most * KB, `${total} bytes`);
    assert.ok(sizes[0][1] <= mostHtml * KB, `${sizes[0][1]} bytes of HTML`);
  });
}

test("text is compressed when the browser can take it", async () => {
  await visit(browser, "/", {}, async (page) => {
    const sheet = await page.locator("link[rel=stylesheet]").getAttribute("href");
    const answer = await page.request.get(new URL(sheet, page.url()).href, {
      headers: { "accept-encoding": "br, gzip" },
    });
    assert.match(answer.headers()["content-encoding"] ?? "", /^(br|gzip)$/);
  });
});
