// A group takes its entry over, says what it is, takes a correction, and goes back to what it said.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BASE, DESKTOP, launch, NEED, PHONE, visit } from "./browser.mjs";
import { linkIn, openMailbox } from "./mailbox.mjs";

let browser;
let mailbox;
before(async () => {
  browser = await launch();
  mailbox = await openMailbox();
});
after(async () => {
  await browser?.close();
  await mailbox?.close();
});

/** Within so long a change is to be found, in milliseconds. */
const SOON = 1000;

const press = (page, name) => Promise.all([page.waitForEvent("load"), page.getByRole("button", { name }).click()]);
const follow = (page, name) =>
  Promise.all([page.waitForEvent("load"), page.getByRole("link", { name, exact: true }).first().click()]);

const taken = new Set();
/** An entry with a mailbox and an organization that nobody has taken over here. */
async function entry(page) {
  for (let number = 1; number <= 5; number++) {
    const found = await (await page.request.get(`${BASE}/api/v1/search?q=${NEED}&per_page=50&page=${number}`)).json();
    for (const { slug } of found.hits) {
      const listing = await (await page.request.get(`${BASE}/api/v1/listings/${slug}`)).json();
      const organization = listing.organization?.name;
      if (listing.email && organization && !taken.has(organization)) {
        taken.add(organization);
        return listing;
      }
    }
  }
  throw new Error("the demo has no entry that can be taken over");
}

async function signIn(page, email) {
  await page.goto(`${BASE}/sign-in`);
  await page.getByLabel("Your e-mail address").fill(email);
  await press(page, "Send me a link");
  await page.goto(BASE + linkIn(await mailbox.wait(email, "/sign-in/c/"), "/sign-in/c/"));
  await press(page, "Sign in");
}

async function claim(page, listing) {
  await page.goto(`${BASE}/listings/${listing.slug}`);
  await follow(page, "Is this your group?");
  await page.getByLabel("Send a link to the e-mail address that the entry shows").check();
  await press(page, "Ask");
  await page.goto(BASE + linkIn(await mailbox.wait(listing.email, "/claims/prove/"), "/claims/prove/"));
  await press(page, "Yes, they speak for it");
}

/** Writes what happens there, and publishes it. */
async function say(page, listing, words) {
  await page.goto(`${BASE}/listings/${listing.slug}/edit/about`);
  await page.getByLabel("A few sentences").fill(words);
  await press(page, "Save and go on");
  assert.match(await page.locator("main").innerText(), /not shown to anybody until you publish it/);
  await follow(page, "Check and publish");
  const changes = await page.locator("main").innerText();
  assert.match(changes, /This is what would change/);
  assert.ok(changes.includes(`Then: ${words}`), changes);
  await press(page, "Publish");
  assert.equal(await page.locator("h1").innerText(), "Thank you, it is published");
}

async function findsSoon(page, word, slug) {
  const since = Date.now();
  for (;;) {
    await page.goto(`${BASE}/search?q=${word}`);
    const first = page.locator(".fp-hit__name a").first();
    if ((await first.count()) > 0 && (await first.getAttribute("href")).includes(slug)) return;
    assert.ok(Date.now() - since < SOON * 3, `${word} is not found`);
  }
}

describe("a group", () => {
  for (const [name, options] of Object.entries({
    "with script": { viewport: DESKTOP },
    "on a small phone without script": { viewport: PHONE, script: false },
  })) {
    test(`says what it is, takes a correction and goes back ${name}`, async () => {
      await visit(browser, "/", options, async (page) => {
        const mark = options.script === false ? "quibblewort" : "snickersnee";
        const listing = await entry(page);
        await signIn(page, `ada-${mark}@elsewhere.org.uk`);
        await claim(page, listing);
        await say(page, listing, `First we say ${mark}.`);
        await findsSoon(page, mark, listing.slug);
        await say(page, listing, `Then we say ${mark} and more.`);

        // Anybody suggests another number; whoever looks after the entry agrees.
        const number = "020 7946 0321";
        const told = await page.request.post(`${BASE}/api/v1/listings/${listing.slug}/reports`, {
          headers: { origin: BASE },
          data: { kind: "correction", field: "phones", value: number },
        });
        assert.equal(told.status(), 201, await told.text());
        await page.goto(`${BASE}/account`);
        await Promise.all([
          page.waitForEvent("load"),
          page.getByRole("link", { name: /Read and answer/ }).first().click(),
        ]);
        await page.getByLabel("Yes", { exact: true }).check();
        await page.getByLabel("Your answer").fill("Thank you.");
        await press(page, "Answer");
        await page.goto(`${BASE}/listings/${listing.slug}`);
        assert.ok((await page.locator("main").innerText()).includes(number));

        // Back to the first words.
        await follow(page, "see what was said before");
        await page.getByLabel(/version 1$/).check();
        await press(page, "Say it again");
        const shown = await page.locator("main").innerText();
        assert.ok(shown.includes(`First we say ${mark}.`), shown);
        assert.ok(!shown.includes(number), "the number came later");
      });
    });
  }

  for (const [name, options] of Object.entries({
    "with script": { viewport: DESKTOP },
    "on a small phone without script": { viewport: PHONE, script: false },
  })) {
    test(`is told by a neighbour what is wrong, and answers ${name}`, async () => {
      await visit(browser, "/", options, async (page) => {
        const mark = options.script === false ? "fernbrake" : "harrowgate";
        const [steward, neighbour] = [`cy-${mark}@elsewhere.org.uk`, `bea-${mark}@elsewhere.org.uk`];
        const listing = await entry(page);
        await signIn(page, steward);
        await claim(page, listing);

        // The neighbour has no account, and another browser.
        await visit(browser, `/listings/${listing.slug}`, options, async (other) => {
          await follow(other, "Is something wrong here?");
          await press(other, "Send");
          assert.match(await other.title(), /^Error: /);
          await other.getByLabel(/^Something else is wrong/).check();
          await other.getByLabel("What is wrong, and what would be right?").fill(`The door is in ${mark} Lane.`);
          await other.getByLabel(/e-mail address/).fill(neighbour);
          await press(other, "Send");
          assert.match(await other.locator("main").innerText(), /Thank you/);
        });
        const told = await mailbox.wait(steward, "/reports/");
        await page.goto(BASE + linkIn(told, "/reports/"));
        assert.ok((await page.locator("main").innerText()).includes(`${mark} Lane`));
        await page.getByLabel("Yes", { exact: true }).check();
        await page.getByLabel("Your answer").fill("It is: thank you.");
        await press(page, "Answer");
        assert.match(await mailbox.wait(neighbour, "It is: thank you."), /agrees with you/);
        await page.goto(`${BASE}/account`);
        assert.ok(!(await page.locator("main").innerText()).includes("Read and answer"), "nothing waits");
      });
    });
  }

  test("is told what is wrong beside the field, and keeps what it typed", async () => {
    await visit(browser, "/", { script: false }, async (page) => {
      await signIn(page, "kit@elsewhere.org.uk");
      await page.goto(`${BASE}/add`);
      await press(page, "Begin");
      await page.getByLabel("The name that people know it by").fill("Chess under the clock");
      await press(page, "Save and go on");
      const home = page.url().replace(/\/[a-z]+$/, "");
      await page.goto(`${home}/times`);
      await page.getByLabel("Days and times").fill("most Tuesdays");
      await press(page, "Save and go on");
      assert.match(await page.title(), /^Error: /);
      assert.equal(await page.getByLabel("Days and times").inputValue(), "most Tuesdays");
      await page.getByLabel("Days and times").fill("every Tuesday 10am to 12 noon, term time only");
      await press(page, "Save and go on");
      await page.goto(home);
      assert.match(await page.locator("main").innerText(), /Every Tuesday, 10am to midday, in school terms only/);
    });
  });
});
