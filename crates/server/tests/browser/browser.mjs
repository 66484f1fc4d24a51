// One browser for a test file, and pages in it that are watched: what they log and what they ask for.

import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long a page may take to show something before the test gives up. */
const PATIENCE_MS = 20_000;

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 320, height: 640 };

export const BASE = (process.env.BASE_URL ?? "").replace(/\/$/, "");
if (!BASE) throw new Error("set BASE_URL to a running server, like http://127.0.0.1:8080");

/** A search that has several pages of results in the demo's listings. */
export const NEED = process.env.NEED ?? "library";
export const PLACE = process.env.PLACE ?? "SW9 8DJ";
export const RESULTS = `/search?${new URLSearchParams({ q: NEED, near: PLACE })}`;

export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}

/**
 * Opens a path and hands the page to `use`; afterwards fails if the page logged an error, broke
 * the content security policy, threw, or asked another host for anything.
 *
 * `script: false` turns JavaScript off; `lost: true` leaves it on but loses ours on the way, which
 * looks the same to a reader and lets axe run.
 */
export async function visit(browser, path, options, use) {
  const { script = true, lost = false, viewport = DESKTOP, ...others } = options;
  const context = await browser.newContext({ javaScriptEnabled: script, viewport, ...others });
  if (lost) await context.route("**/*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  const faults = [];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => faults.push(`threw ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${BASE}/`) && !url.startsWith("data:")) faults.push(`asked for ${url}`);
    });
    page.on("console", (message) => {
      // Chromium logs a page of its own that is answered with 404 and the like; that is no fault.
      const ownAnswer =
        message.text().startsWith("Failed to load resource") && message.location().url === page.url();
      if (message.type() === "error" && !ownAnswer) faults.push(`logged ${message.text()}`);
    });
    const answer = await page.goto(BASE + path, { waitUntil: "load" });
    await use(page, answer);
  } finally {
    await context.close();
  }
  if (faults.length > 0) throw new Error(`${path}: ${faults.join("; ")}`);
}

/** The path of the first listing that the search finds, as linked from its results. */
export async function firstListing(browser) {
  let path;
  await visit(browser, RESULTS, { script: false }, async (page) => {
    path = await page.locator(".fp-hit__name a").first().getAttribute("href");
  });
  return path;
}
