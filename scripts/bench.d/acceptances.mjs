// The invitations of acceptances.sql, from the side of who accepts them.
//
//     SECRET_KEY=… node acceptances.mjs requests KIND FROM TO
//
// prints a line for each from the number FROM to TO: the session's cookie and the token of the mailed link.
//
//     node acceptances.mjs known KIND NUMBER
//
// prints what tells that one from the others, for statements.mjs: each value, a tab, and the SQL that makes it of pgbench's
// variables. :n is the number, :o and :owner are the numbers of the organization and of who owns it, where it is one of many.

import { createHash, createHmac, hkdfSync } from "node:crypto";

const [what, kind, ...numbers] = process.argv.slice(2);
const [from, to = from] = numbers.map(Number);
if (!["requests", "known"].includes(what) || !["small", "large", "many"].includes(kind) || !(from >= 1 && to >= from)) {
  throw new Error("say: requests KIND FROM TO, or known KIND NUMBER");
}

const md5 = (text) => createHash("md5").update(`bench ${text}`).digest();
const id = (text) => md5(text).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

// As `Keys::seal` does: the id, and a digest of it under a key that is good for this alone.
function link(invitation, key) {
  const digest = createHmac("sha256", key).update(invitation).digest();
  return Buffer.concat([invitation, digest]).toString("base64url");
}

if (what === "requests") {
  const secret = Buffer.from(process.env.SECRET_KEY, "base64");
  const key = Buffer.from(hkdfSync("sha256", secret, "", "tenantry link: invitation, mailed", 32));
  const lines = [];
  for (let n = from; n <= to; n++) {
    lines.push(`${md5(`cookie ${kind} ${n}`).toString("base64url")} ${link(md5(`invitation ${kind} ${n}`), key)}\n`);
  }
  process.stdout.write(lines.join(""));
} else {
  const name = `${kind} ${from}`;
  const organizations = Number(process.env.ORGANIZATIONS);
  const organization = 1 + (from % organizations);
  const owner = 2 + ((organization * 6) % (3 * organizations - 1));
  const token = createHash("sha256").update(md5(`cookie ${name}`)).digest("hex");
  const numbered = (word) => [id(`${word} ${name}`), `md5('bench ${word} ${kind} ' || :n)::uuid`];
  const known = [
    numbered("invitation"),
    numbered("invitee"),
    numbered("session"),
    [`\\x${token}`, `sha256(decode(md5('bench cookie ${kind} ' || :n), 'hex'))`],
    [`invitee${from}@${kind}.example.com`, `'invitee' || :n || '@${kind}.example.com'`],
  ];
  if (kind === "many") {
    known.push([id(`org ${organization}`), "md5('bench org ' || :o)::uuid"], [id(`user ${owner}`), "md5('bench user ' || :owner)::uuid"]);
  }
  for (const [value, expression] of known) console.log(`${value}\t${expression}`);
}
