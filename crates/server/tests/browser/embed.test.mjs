// A council's page of another origin with the one script tag: the search box and its results stand on
// it, and the keyboard goes in, through and out again.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { BASE, DESKTOP, launch, NEED, PHONE, PLACE } from "./browser.mjs";
import { fits, isAccessible } from "./checks.mjs";

/** More than any frame has of places to stop at. */
const MOST_TABS = 80;

/** What the council's own policy has to allow, and nothing else. */
const POLICY = `default-src 'none'; script-src ${BASE}; frame-src ${BASE}`;

const page_ = (tag) => `<!doctype html><html lang="en"><head><title>A council – Groups near you</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>Groups near you</h1>
<p><a id="before" href="#before">Before the search</a></p>
<div id="here"></div>${tag}
<p><a id="after" href="#after">After the search</a></p></main></body></html>`;

let browser;
let server;
let council;
const pages = new Map();

before(async () => {
  browser = await launch();
  server = createServer((request, answer) => {
    const page = pages.get(request.url);
    answer.writeHead(page ? 200 : 404, { "content-type": "text/html", "content-security-policy": POLICY });
    answer.end(page);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  // Another site than 127.0.0.1, not only another port of it.
  council = `http://localhost:${server.address().port}`;
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens the council's page with this tag on it; fails if anything was logged, thrown or asked elsewhere. */
async function visit(tag, viewport, use) {
  const context = await browser.newContext({ viewport });
  const faults = [];
  try {
    pages.set("/", page_(tag));
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(`threw ${error.message}`));
    page.on("console", (message) => {
      const ofCouncil = message.location().url === `${council}/favicon.ico`;
      if (message.type() === "error" && !ofCouncil) faults.push(`logged ${message.text()}`);
    });
    page.on("request", (request) => {
      const known = [BASE, council].some((origin) => request.url().startsWith(`${origin}/`));
      if (!known) faults.push(`asked for ${request.url()}`);
    });
    await page.goto(`${council}/`, { waitUntil: "load" });
    await use(page, context);
    assert.deepEqual(await context.cookies(), [], "nobody is followed");
  } finally {
    await context.close();
  }
  assert.deepEqual(faults, []);
}

const TAG = `<script src="${BASE}/embed.js" async data-accent="1d70b8" data-target="here"></script>`;

/** The frame that the script made. */
async function frameOf(page) {
  const element = await page.waitForSelector("#here > iframe");
  const frame = await element.contentFrame();
  await frame.waitForSelector("form[role=search]");
  return { element, frame };
}

/** What has the focus: in the frame if it is there, else on the page; `nth` tells elements of one page apart. */
async function focused(page, frame) {
  const of = (where) =>
    where.evaluate(() => {
      const at = document.activeElement;
      const nth = [...document.querySelectorAll("*")].indexOf(at);
      return { tag: at.tagName, id: at.id, href: at.getAttribute("href"), nth };
    });
  const outer = await of(page);
  return outer.tag === "IFRAME" ? { inside: true, ...(await of(frame)) } : { inside: false, ...outer };
}

/**
 * Presses a key that moves the focus, and says where it came to. Page and frame are of two sites, so two
 * processes hand the focus over, and for a moment neither has it or the old one still does.
 */
async function move(page, frame, key) {
  const from = await focused(page, frame);
  await page.keyboard.press(key);
  for (let tries = 0; tries < 100; tries += 1) {
    const at = await focused(page, frame);
    const moved = at.inside !== from.inside || at.nth !== from.nth;
    if (moved && at.tag !== "BODY") return at;
    await page.waitForTimeout(50);
  }
  return assert.fail(`${key} moves the focus on from ${JSON.stringify(from)}`);
}

/** The frame is as high as what is in it, so that nobody scrolls twice. */
async function isHighEnough(page, frame) {
  for (let tries = 0; tries < 100; tries += 1) {
    const [content, window_] = await frame.evaluate(() => [
      document.documentElement.scrollHeight,
      window.innerHeight,
    ]);
    if (content <= window_) return;
    await page.waitForTimeout(50);
  }
  assert.fail("the frame's content is higher than the frame");
}

describe("the search on a council's page", () => {
  test("is searched with the keyboard alone, and lets go of it again", async () => {
    await visit(TAG, DESKTOP, async (page, context) => {
      const { frame } = await frameOf(page);
      await page.focus("#before");
      const first = await move(page, frame, "Tab");
      assert.ok(first.inside, "the focus goes into the search");
      assert.equal(first.id, "q");
      await page.keyboard.type(NEED);
      assert.equal((await move(page, frame, "Tab")).id, "near");
      await page.keyboard.type(PLACE);
      await page.keyboard.press("Enter");
      await frame.waitForSelector("li h3 a");
      assert.equal(await frame.inputValue("#q"), NEED, "what was typed stays in the box");
      assert.match(await frame.locator("h2").first().innerText(), /\d/, "how many there are is said");
      assert.equal(page.url(), `${council}/`, "the council's page stays where it is");
      await isHighEnough(page, frame);

      await page.focus("#before");
      const names = [];
      let at = await focused(page, frame);
      for (let tabs = 0; tabs < MOST_TABS && at.id !== "after"; tabs += 1) {
        at = await move(page, frame, "Tab");
        if (at.inside && at.href?.includes("/listings/")) names.push(at.href);
      }
      assert.equal(at.id, "after", "the focus comes out behind the search");
      assert.equal(names.length, await frame.locator("li h3 a").count(), "each result can be reached");

      assert.ok((await move(page, frame, "Shift+Tab")).inside, "and goes back into it");
      await frame.locator("li h3 a").first().focus();
      const opened = context.waitForEvent("page");
      await page.keyboard.press("Enter");
      const listing = await opened;
      await listing.waitForLoadState();
      assert.ok(listing.url().startsWith(`${BASE}/listings/`), listing.url());
    });
  });

  test("passes the rules of accessibility, the page around it and the frame", async () => {
    await visit(TAG, DESKTOP, async (page) => {
      const { element, frame } = await frameOf(page);
      assert.ok(await element.getAttribute("title"), "the frame has a name");
      await frame.fill("#q", NEED);
      await frame.press("#q", "Enter");
      await frame.waitForSelector("li h3 a");
      await isAccessible(frame);
      await isAccessible(page);
    });
  });

  test("fits a telephone, filled in as the tag says", async () => {
    const tag = TAG.replace(" async", ` async data-q="${NEED}" data-near="${PLACE}"`);
    await visit(tag, PHONE, async (page) => {
      const { frame } = await frameOf(page);
      await frame.waitForSelector("li h3 a");
      assert.equal(await frame.inputValue("#near"), PLACE);
      await isHighEnough(page, frame);
      await fits(page);
      await fits(frame);
    });
  });

  test("cannot reach into the page around it", async () => {
    await visit(TAG, DESKTOP, async (page) => {
      const { element, frame } = await frameOf(page);
      const sandbox = await element.getAttribute("sandbox");
      assert.ok(!sandbox.includes("allow-top-navigation"), sandbox);
      const seen = await frame.evaluate(() => {
        try {
          return parent.document.title;
        } catch (error) {
          return error.name;
        }
      });
      assert.equal(seen, "SecurityError");
    });
  });
});
