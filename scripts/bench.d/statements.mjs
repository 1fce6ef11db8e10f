// Turns what Postgres logged of one request (log_statement = 'all', read from standard input) into the same work for
// pgbench, so that both sides of scripts/bench run the same statements, whatever becomes of the page.
//
//     node statements.mjs SCRIPT VARIABLES [KNOWN] < part-of-the-log
//
// SCRIPT is a pgbench script; VARIABLES holds pgbench's arguments that set its variables, each ended by a zero byte.
// What was sent with parameters is sent with parameters again, of the same values.
//
// A change can't be sent twice. KNOWN is a file of values that belong to this request alone, and what stands for each: a
// line each of the value, a tab, and SQL of pgbench's variables. Ids that the request itself made become others with :n.

import { readFileSync, writeFileSync } from "node:fs";

const [script, variables, file] = process.argv.slice(2);
const known = new Map(file ? readFileSync(file, "utf8").trim().split("\n").map((line) => line.split("\t")) : []);

const entries = [];
for (const line of readFileSync(0, "utf8").split("\n")) {
  const head = line.match(/^\d{4}-\d\d-\d\d \S+ \S+ \[(\d+)\].*? (LOG|DETAIL|[A-Z]+):  (.*)$/);
  if (head) entries.push({ process: head[1], kind: head[2], text: head[3] });
  else if (entries.length > 0) entries.at(-1).text += "\n" + line.replace(/^\t/, "");
}

const statements = [];
for (const { process, kind, text } of entries) {
  const sent = kind === "LOG" && text.match(/^(?:statement|execute [^:]+): ([^]*)$/);
  const values = kind === "DETAIL" && text.match(/^parameters: ([^]*)$/i);
  if (sent) {
    statements.push({ process, text: sent[1].trim().replace(/;$/, ""), values: [] });
  } else if (values) {
    // $1 = 'text, with '' for a quote', $2 = NULL
    const list = values[1].matchAll(/\$\d+ = (?:NULL|'((?:[^']|'')*)')/g);
    statements.findLast((statement) => statement.process === process).values = [...list].map(([, value]) => value?.replaceAll("''", "'"));
  }
}

// A transaction that is dropped is rolled back off the request's path, perhaps after the next one has begun on another
// connection. pgbench's clients have one connection each, so transactions are put one after the other.
const units = [];
const open = new Map();
for (const statement of statements) {
  if (open.has(statement.process)) {
    open.get(statement.process).push(statement);
    if (/^(rollback|commit)\b/i.test(statement.text)) open.delete(statement.process);
  } else {
    units.push([statement]);
    if (/^begin\b/i.test(statement.text)) open.set(statement.process, units.at(-1));
  }
}
if (units.length === 0 || open.size > 0) throw new Error("the log doesn't show a whole request");

// Version 7 UUIDs of the last hour: made by the request. They begin with when they were made, and all that begin alike
// become others with :n, later by so many milliseconds.
const UUID_BEGINS = /\b[0-9a-f]{8}-[0-9a-f]{4}-7(?=[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b)/g;
const now = Date.now();
if (file) {
  for (const [begins] of statements.flatMap(({ values }) => values).flatMap((value) => [...(value ?? "").matchAll(UUID_BEGINS)])) {
    const at = parseInt(begins.replaceAll("-", "").slice(0, 12), 16);
    if (Math.abs(now - at) > 3_600_000) continue;
    const time = `lpad(to_hex(${at} + :n), 12, '0')`;
    known.set(begins, `substr(${time}, 1, 8) || '-' || substr(${time}, 9) || '-7'`);
  }
}

const set = [];
// A value of the request, as a variable of pgbench.
function variable(name, value) {
  if (!set.some((argument) => argument.startsWith(`${name}=`))) set.push(`${name}=${value}`);
  return `:${name}`;
}

// The same value for another request. pgbench sends no types: what replaces a whole value has the one that is wanted in
// its place, and so has what the statement casts.
function expression(name, value, isText) {
  if (known.has(value)) return isText ? `(${known.get(value)})::text` : `(${known.get(value)})`;
  let replaced = `${variable(name, value)}::text`;
  for (const [part, expression] of known) {
    if (value.includes(part)) replaced = `replace(${replaced}, '${part}', (${expression})::text)`;
  }
  return `(${replaced})${isText ? "" : typeOf(value)}`;
}

function typeOf(value) {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return "::uuid";
  return /^\{\s*("|\})/.test(value) && isJson(value) ? "::jsonb" : "";
}

function isJson(value) {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const lines = units.flat().map(({ text, values }, at) => {
  const named = text.replace(/\$(\d+)/g, (_, number, offset) => {
    const value = values[number - 1];
    const name = `s${at + 1}_${number}`;
    if (value === undefined) return "null";
    // A variable of pgbench can't be empty.
    if (value === "") return "''";
    if (![...known.keys()].some((part) => value.includes(part))) return variable(name, value);
    return expression(name, value, /set_config\([^()]*$/.test(text.slice(0, offset)));
  });
  return `${named};\n`;
});
writeFileSync(script, lines.join(""));
writeFileSync(variables, set.map((argument) => `-D\0${argument}\0`).join(""));
