// Turns what Postgres logged of one request (log_statement = 'all', read from standard input) into the same work for
// pgbench, so that both sides of scripts/bench run the same statements, whatever becomes of the page.
//
//     node statements.mjs SCRIPT VARIABLES < part-of-the-log
//
// SCRIPT is a pgbench script; VARIABLES holds pgbench's arguments that set its variables, each ended by a zero byte.
// What was sent with parameters is sent with parameters again, of the same values.

import { readFileSync, writeFileSync } from "node:fs";

const [script, variables] = process.argv.slice(2);

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

const set = [];
const lines = units.flat().map(({ text, values }, at) => {
  const named = text.replace(/\$(\d+)/g, (_, number) => {
    const value = values[number - 1];
    if (value === undefined) return "null";
    const name = `s${at + 1}_${number}`;
    if (!set.some((argument) => argument.startsWith(`${name}=`))) set.push(`${name}=${value}`);
    return `:${name}`;
  });
  return `${named};\n`;
});
writeFileSync(script, lines.join(""));
writeFileSync(variables, set.map((argument) => `-D\0${argument}\0`).join(""));
