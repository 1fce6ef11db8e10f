#!/usr/bin/env node
// Draws src/ui/icon/paths.rs from the lucide-static package: one constant of SVG markup for each icon that
// src/ui/icon.rs names. Run it after adding a name there. The result is committed; a build doesn't need this script.

import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execFileSync } from "node:child_process";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = readFileSync(join(root, "src/ui/icon.rs"), "utf8");

// `Name => "file"` lines of the icons! table say which file draws which name.
const table = [...source.matchAll(/^\s+([A-Z]\w*) => "([a-z0-9-]+)"/gm)];
if (table.length === 0) throw new Error("src/ui/icon.rs has no table of icons");

const lines = table.map(([, name, file]) => {
  const svg = readFileSync(join(root, "node_modules/lucide-static/icons", `${file}.svg`), "utf8");
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const markup = body.trim().replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
  return `pub(super) const ${name}: &str = r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${markup}</svg>"#;`;
});

const version = JSON.parse(readFileSync(join(root, "node_modules/lucide-static/package.json"), "utf8")).version;
const header = `//! What each icon is drawn with, on a 24 by 24 grid. Written by \`scripts/icons.mjs\`; change the table in \`icon.rs\` instead.
//!
//! From Lucide ${version}, https://lucide.dev, under the ISC licence; parts of it derive from Feather, MIT licence,
//! copyright 2013 to present Cole Bemis. The full texts are in \`public/licences.txt\`.

// Named as the icons are, so that one macro can match them.
#![allow(non_upper_case_globals)]

`;
mkdirSync(join(root, "src/ui/icon"), { recursive: true });
const target = join(root, "src/ui/icon/paths.rs");
writeFileSync(target, header + lines.join("\n") + "\n");
execFileSync("rustfmt", ["--edition", "2024", target], { stdio: "inherit" });
