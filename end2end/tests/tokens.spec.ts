// Tokens, as a host product checks them: by the lines that the reference of the API shows, with a library that isn't ours.

import { execFile } from 'node:child_process';
import { createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { APIRequestContext } from '@playwright/test';
import { confirmationLink, somebody, type Person } from '../support/people';
import { expect, test } from '../support/test';

type Part = Record<string, unknown>;
/** What is said of a token. */
type Answer = { claims: Part } | { refused: string; claim?: string };

const PRODUCT = resolve(__dirname, '../support/check-tokens.mjs');
const MINUTE = 60_000;

/** Asks a product that trusts the Tenantry at that address; it takes the time for that much later. */
async function check(tenantry: string, tokens: string[], later = 0): Promise<Answer[]> {
  const env = { ...process.env, TENANTRY_URL: tenantry };
  const { stdout } = await promisify(execFile)(process.execPath, [PRODUCT, JSON.stringify({ tokens, later })], { env });
  return JSON.parse(stdout) as Answer[];
}

/** Signs up by the doors that the forms of the pages have. Returns the organization that comes with it. */
async function signUp(request: APIRequestContext, { name, email, password }: Person) {
  const call = async (door: string, form: Record<string, string> = {}) => {
    const answer = await request.post(`/forms/${door}`, { form, headers: { accept: 'application/json' } });
    expect(answer.status(), await answer.text()).toBe(200);
    return answer;
  };
  await call('account/sign-up', { name, email, password });
  await call('account/confirm-address', { token: (await confirmationLink({ name, email, password })).split('/').at(-1)! });
  const { living } = (await (await call('organizations/own')).json()) as { living: { id: string }[] };
  return living[0].id;
}

const encode = (part: Part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Part;

function signed(head: Part, body: Part, key: KeyObject) {
  const text = `${encode(head)}.${encode(body)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
}

test('a token of either scope is taken, and nothing that only looks like one', async ({ request, baseURL }) => {
  const organization = await signUp(request, somebody('Ana Lima'));
  const list = await request.get(`/api/v1/organizations/${organization}/workspaces`);
  const { workspaces } = (await list.json()) as { workspaces: { id: string }[] };
  const tokenFor = async (place: Part) => {
    const answer = await request.post('/api/v1/tokens', { data: place });
    expect(answer.status(), await answer.text()).toBe(201);
    return ((await answer.json()) as { token: string }).token;
  };
  const [workspace] = workspaces.map(({ id }) => id);
  const ofOrganization = await tokenFor({ scope: 'org', organization_id: organization });
  const ofWorkspace = await tokenFor({ scope: 'workspace', organization_id: organization, workspace_id: workspace });
  const good = [ofOrganization, ofWorkspace];
  const tenantry = tenantryOf(baseURL);

  expect(await check(tenantry, good)).toMatchObject([
    { claims: { iss: tenantry, scope: 'org', org_id: organization, org_role: 'owner' } },
    { claims: { aud: tenantry, scope: 'workspace', workspace_id: workspace, workspace_role: 'manager' } },
  ]);
  expect(await check(tenantry, good, 9 * MINUTE)).toMatchObject([{ claims: {} }, { claims: {} }]);
  const late = { refused: 'ERR_JWT_EXPIRED', claim: 'exp' };
  expect(await check(tenantry, good, 10 * MINUTE)).toMatchObject([late, late]);

  const [head, body, signature] = ofOrganization.split('.');
  const [header, claims] = [decode(head), decode(body)];
  const set = await request.get('/.well-known/jwks.json');
  const { keys } = (await set.json()) as { keys: (JsonWebKey & { kid: string })[] };
  const published = keys.find(({ kid }) => kid === header.kid)!;
  const pem = createPublicKey({ key: published, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
  const symmetric = `${encode({ ...header, alg: 'HS256' })}.${body}`;
  const keyed = (secret: string | Buffer) => `${symmetric}.${createHmac('sha256', secret).update(symmetric).digest('base64url')}`;
  const bad: [what: string, token: string, refused: string][] = [
    ['another role', `${head}.${encode({ ...claims, org_role: 'admin' })}.${signature}`, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['another end', `${head}.${encode({ ...claims, exp: Number(claims.exp) + 3_600 })}.${signature}`, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['another key by the name of ours', signed(header, claims, generateKeyPairSync('ed25519').privateKey), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['the public key as a secret', keyed(pem), 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['its bytes as a secret', keyed(Buffer.from(published.x!, 'base64url')), 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['no signature', `${encode({ ...header, alg: 'none' })}.${body}.`, 'ERR_JOSE_ALG_NOT_ALLOWED'],
  ];
  const answers = await check(tenantry, bad.map(([, token]) => token));
  for (const [at, [what, token, refused]] of bad.entries()) {
    expect(answers[at], what).toMatchObject({ refused });
    const here = await fetch(new URL(`/api/v1/organizations/${organization}`, baseURL), { headers: { authorization: `Bearer ${token}` } });
    expect(here.status, `${what}, here`).toBe(401);
  }
});

test('a token by or for somebody else is refused, whoever’s key signed it', async ({ baseURL }) => {
  const kid = 'another';
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const published = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' }] });
  const server = createServer((_, answer) => answer.setHeader('content-type', 'application/jwk-set+json').end(published));
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  try {
    // It stands for a Tenantry: what ours never signs is signed here.
    const another = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: another, aud: another, iat: now, exp: now + 600, scope: 'org' };
    const token = (changed: Part) => signed({ typ: 'JWT', alg: 'EdDSA', kid }, { ...claims, ...changed }, privateKey);
    const tokens = [token({}), token({ aud: tenantryOf(baseURL) }), token({ iss: tenantryOf(baseURL) }), token({ exp: now - 1 })];
    expect(await check(another, tokens)).toMatchObject([
      { claims: { scope: 'org' } },
      { refused: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'aud' },
      { refused: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'iss' },
      { refused: 'ERR_JWT_EXPIRED', claim: 'exp' },
    ]);
    expect(await check(tenantryOf(baseURL), [token({})])).toMatchObject([{ refused: 'ERR_JWKS_NO_MATCHING_KEY' }]);
  } finally {
    server.close();
  }
});

function tenantryOf(baseURL: string | undefined) {
  return new URL(baseURL!).origin;
}
