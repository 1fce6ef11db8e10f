// What a page's latency is while people sign in, beside the same without them, and what becomes of the sign-ins.
//
//     node sign-ins.mjs BASE PAGE COOKIE RATE SECONDS
//
// Both come at fixed times, so many a second, whether or not the ones before were answered: a server that falls behind
// shows it. Prints a table.

import http from "node:http";

const [base, page, cookie, rate, seconds] = process.argv.slice(2);
const [header, value] = cookie.split(/: /);
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
const PASSWORD = "velvet-quarry-44-moth";

// One request: its status and how long it took, in ms.
function ask(path, headers, body) {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.request(base + path, { agent, headers, method: body ? "POST" : "GET" }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode, took: performance.now() - begun }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

// Everybody once, from an address of their own.
let person = 1;
function signIn() {
  person += 1;
  const body = new URLSearchParams({ email: `person${person}@example.com`, password: PASSWORD, next: "/" }).toString();
  const address = `10.${person >> 16}.${(person >> 8) & 255}.${person & 255}`;
  const headers = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "x-forwarded-for": address,
    origin: base.replace("127.0.0.1", "localhost"),
    host: new URL(base).host.replace("127.0.0.1", "localhost"),
  };
  return ask("/forms/account/sign-in", headers, body);
}

// Calls each of `kinds` `rate` times a second; resolves to the answers of each.
async function arrive(...kinds) {
  const pending = kinds.map(() => []);
  const begun = performance.now();
  for (let at = 0; at < rate * seconds; at++) {
    const due = begun + (at * 1000) / rate;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    kinds.forEach((kind, which) => pending[which].push(kind()));
  }
  return Promise.all(pending.map((answers) => Promise.all(answers)));
}

const percentile = (answers, percent) => {
  const took = answers.map(({ took }) => took).sort((a, b) => a - b);
  return took[Math.max(0, Math.ceil((took.length * percent) / 100) - 1)];
};
const row = (name, ...cells) => console.log(name.padEnd(46) + " " + cells.map((cell) => String(cell).padStart(10)).join(" "));
const line = (name, answers) => row(name, percentile(answers, 50).toFixed(2), percentile(answers, 99).toFixed(2), percentile(answers, 100).toFixed(0));

const open = () => ask(page, { [header]: value });
for (let at = 0; at < 20; at++) await open();
const [idle] = await arrive(open);
const [busy, signIns] = await arrive(open, signIn);
const failed = [...idle, ...busy].filter(({ status }) => status !== 200);
if (failed.length > 0) throw new Error(`${failed.length} pages weren't answered with 200 but ${failed[0].status}`);
const signedIn = signIns.filter(({ status }) => status === 200);
const toldToComeBack = signIns.filter(({ status }) => status === 503);
if (signedIn.length + toldToComeBack.length !== signIns.length) {
  throw new Error(`a sign-in was answered with ${signIns.find(({ status }) => status !== 200 && status !== 503).status}`);
}

row(`${page}, ${rate} a second`, "p50 ms", "p99 ms", "longest");
line("  alone", idle);
line(`  while ${rate} sign-ins a second arrive`, busy);
row("  p99 beside idle", "", (percentile(busy, 99) / percentile(idle, 99)).toFixed(2), "(aim: ≤ 2)");
line("  the sign-ins", signIns);
row("  signed in, told to come back", signedIn.length, toldToComeBack.length);
process.exit(0);
