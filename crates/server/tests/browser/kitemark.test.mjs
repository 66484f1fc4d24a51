// A group applies for the kitemark, an assessor awards it, everybody sees it, and it ends.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DESKTOP, launch, PHONE } from "./browser.mjs";
import { fits, hasFrame, isAccessible, isOurOwn } from "./checks.mjs";
import { code, ownServer } from "./own-server.mjs";

const DAY_MS = 86_400_000;
const EXPIRES = new Date(Date.now() + 200 * DAY_MS);

let browser;
let server;
/** Organizations of the demo that are named by words alone, with one of their listings. */
let groups;

before(async () => {
  server = await ownServer();
  browser = await launch();
  const answer = await (await fetch(`${server.base}/oruk/v3/services?per_page=100`)).json();
  const named = new Map();
  for (const { id, organization } of answer.contents) {
    if (/^[A-Z][a-z]+( [A-Z][a-z]+)+$/.test(organization?.name ?? "")) named.set(organization.name, id);
  }
  groups = [...named].map(([name, listing]) => ({ name, listing, slug: name.toLowerCase().replaceAll(" ", "-") }));
  assert.ok(groups.length >= 2, "the demo has such organizations");
});
after(async () => {
  await browser?.close();
  await server?.end();
});

const follow = (page, locator) => Promise.all([page.waitForEvent("load"), locator.click()]);
const press = (page, name) => follow(page, page.getByRole("button", { name, exact: true }));

async function person(email, options) {
  const { script = true, viewport = DESKTOP } = options;
  const context = await browser.newContext({ javaScriptEnabled: script, viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${server.base}/sign-in`);
  await page.locator("input[name=email]").fill(email);
  await follow(page, page.locator("form button[type=submit]").last());
  const mail = await server.mail(email, "/sign-in/c/");
  await page.goto(mail.match(/http\S*\/sign-in\/c\/\S+/)[0]);
  await follow(page, page.locator("form button[type=submit]").last());
  return page;
}

async function assessor(email, options) {
  server.role(email, "assessor", "--scheme", "light-touch");
  const page = await person(email, options);
  await page.goto(`${server.base}/account/authenticator`);
  const seed = await page.locator("input[name=seed]").inputValue();
  await page.locator("input[name=code]").fill(code(seed));
  await follow(page, page.locator("form button[type=submit]").last());
  return page;
}

/** The rules that every page must pass; axe needs script. */
async function isSound(page, { script = true }) {
  await hasFrame(page);
  await fits(page);
  await isOurOwn(page);
  if (script) await isAccessible(page);
}

/** Answers question after question, until none is left. */
async function answerAll(page, options) {
  for (let asked = 0; page.url().includes("/questions/"); asked += 1) {
    assert.ok(asked < 60, "the questions end");
    if (asked % 8 === 0) await isSound(page, options);
    const guidance = await page.locator("h1").innerText();
    const choices = page.locator("input[type=radio]");
    if (await page.locator("#issuer").count()) {
      await page.locator("#issuer").fill("Ansvar");
      await page.locator("#covers").fill("Public liability, five million pounds");
      await fillDate(page, EXPIRES);
    } else if (await page.locator("#day").count()) {
      await fillDate(page, new Date(Date.now() - 100 * DAY_MS));
    } else {
      // The answers that carry no risk with them: what must be so is so, the rest is not done here.
      const risky = /^(Do you write down|Do children|Does anybody see|Do volunteers|Do you drive|Do you cook|Do you lead|Do you advise|Do you run groups|Do you take people)/;
      await choices.nth(risky.test(guidance) ? 1 : 0).check();
    }
    await press(page, "Save and continue");
  }
}

async function fillDate(page, date) {
  await page.locator("#day").fill(String(date.getUTCDate()));
  await page.locator("#month").fill(String(date.getUTCMonth() + 1));
  await page.locator("#year").fill(String(date.getUTCFullYear()));
}

describe("a group and its kitemark", () => {
  const proofs = [];

  for (const [name, options] of Object.entries({
    "with script": { script: true },
    "without script, on a small phone": { script: false, viewport: PHONE },
  })) {
    test(`applies, comes back, is asked, and has its badge ${name}`, async () => {
      const group = groups[proofs.length];
      const email = `steward${proofs.length}@lunchclub.org.uk`;
      server.role(email, "steward", "--organization", group.slug);
      const steward = await person(email, options);
      await steward.goto(`${server.base}/account`);
      await follow(steward, steward.getByRole("link", { name: `Kitemark for ${group.name}` }));
      await isSound(steward, options);
      await press(steward, "Begin");
      assert.match(await steward.title(), /^Error: /);
      await steward.locator("input[name=tier][value=evidence-seen]").check();
      await press(steward, "Begin");
      await isSound(steward, options);
      await press(steward, "Save and continue");
      await steward.locator("input[value=yes]").check();
      await press(steward, "Save and come back later");
      await follow(steward, steward.getByRole("link", { name: /^Go on/ }));
      await isSound(steward, options);
      const application = steward.url();
      await follow(steward, steward.getByRole("link", { name: /^Answer/ }).first());
      await answerAll(steward, options);
      assert.equal(steward.url(), application);
      await press(steward, "Declare and hand in");
      assert.match(await steward.locator("main").innerText(), /waiting for an assessor/);
      await server.mail(email, "waiting for an assessor");

      const reader = await assessor(`assessor${proofs.length}@network.org.uk`, options);
      await reader.goto(`${server.base}/kitemark/to-assess`);
      await isSound(reader, options);
      await follow(reader, reader.getByRole("link", { name: `Read the application of ${group.name}` }));
      await isSound(reader, options);
      await reader.locator("#ask_more-words").fill("Whose hall is it?");
      await press(reader, "Ask");
      await server.mail(email, "Whose hall is it?");
      await steward.goto(application);
      await steward.locator("#answer_more-words").fill("It belongs to the church next door.");
      await press(steward, "Send");
      await reader.goto(application);
      await press(reader, "Award");
      await server.mail(email, "now has the mark");

      await steward.goto(application);
      await follow(steward, steward.getByRole("link", { name: /^See what everybody sees/ }));
      await isSound(steward, options);
      const proof = steward.url();
      proofs.push({ path: new URL(proof).pathname, group, email });
      const badge = steward.locator("main img");
      assert.match(await badge.getAttribute("alt"), new RegExp(`^${group.name}: Evidence seen`));
      const [width] = await badge.evaluate((image) => [image.naturalWidth]);
      assert.equal(width, 240, "the badge is drawn");
      assert.match(await steward.locator("main").innerText(), /not a recommendation/);
      await steward.goto(`${server.base}/listings/${group.listing}`);
      assert.match(await steward.locator("#kitemark").innerText(), /Evidence seen/);
      await isSound(steward, options);
      await steward.goto(`${server.base}/search?kitemark=evidence-seen&q=${encodeURIComponent(group.name)}`);
      assert.match(await steward.locator(".fp-hits").innerText(), /Evidence seen/);
      await Promise.all([steward, reader].map((page) => page.context().close()));
    });
  }

  test("falls to the tier below the day after its evidence has run out, and then ends", async () => {
    assert.equal(proofs.length, 2);
    const shows = async (words) => {
      for (const { path } of proofs) {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(server.base + path);
        assert.match(await page.locator("main").innerText(), words);
        await context.close();
      }
    };
    await server.later(202);
    await shows(/Safe practice declared/);
    for (const { email } of proofs) await server.mail(email, "Safe practice declared");
    await server.later(800);
    await shows(/holds no kitemark today/);
    for (const { email, group } of proofs) {
      await server.mail(email, "the mark has ended");
      const listing = await fetch(`${server.base}/listings/${group.listing}`);
      assert.equal(listing.status, 200, "it is never unpublished");
    }
  });
});
