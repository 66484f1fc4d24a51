// Builds assets/dist from this folder, or with --check says whether what is checked in is current.
// The result is checked in so that `cargo build` needs no Node.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const DIST = "../assets/dist/";

// Marks of the government's brand that must never reach a reader (matched without case).
const FORBIDDEN_IN_CSS = ["GDS Transport", "@font-face", "crest", "crown", "GOV.UK", "url("];

function styles() {
  const { css } = sass.compile(here("app.scss"), {
    importers: [new sass.NodePackageImporter(here("."))],
    quietDeps: true,
    sourceMap: false,
    style: "compressed",
  });
  const found = FORBIDDEN_IN_CSS.filter((mark) => css.toLowerCase().includes(mark.toLowerCase()));
  if (found.length > 0) throw new Error(`the style sheet contains ${found.join(", ")}`);
  return css.trimEnd() + "\n";
}

async function script(entry) {
  const { outputFiles } = await esbuild.build({
    bundle: true,
    entryPoints: [here(entry)],
    format: "esm",
    legalComments: "none",
    minify: true,
    target: "es2020",
    write: false,
  });
  return outputFiles[0].text;
}

/** The notice of what the files above contain; shown at /licences. */
async function notices() {
  const require = createRequire(import.meta.url);
  const { version } = require("govuk-frontend/package.json");
  const suggest = require("accessible-autocomplete/package.json");
  return (await readFile(here("notices.txt"), "utf8"))
    .replaceAll("{govuk-frontend}", version)
    .replaceAll("{accessible-autocomplete}", suggest.version);
}

const built = {
  "app.css": styles(),
  "app.js": await script("app.mjs"),
  "suggest.js": await script("suggest.mjs"),
  "THIRD-PARTY.txt": await notices(),
};

const checking = process.argv.includes("--check");
for (const [name, text] of Object.entries(built)) {
  const path = here(DIST + name);
  if (!checking) {
    await writeFile(path, text);
    console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
  } else if ((await readFile(path, "utf8").catch(() => null)) !== text) {
    console.error(`${name} differs from its source: run "npm run build" in crates/pages/frontend`);
    process.exitCode = 1;
  }
}
