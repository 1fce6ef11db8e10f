// Takes the README's screenshots from a running Tenantry, as a person who signs up there.
//
//     scripts/run                                                   (in another window)
//     BASE_URL=http://localhost:3000 MAILDEV_URL=http://127.0.0.1:1080 node end2end/screenshots/take.mjs [FOLDER]
//
// With FOLDER it takes every page, light and dark, narrow and wide, and puts them there: for looking at them all.
import { chromium } from '@playwright/test';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const base = process.env.BASE_URL ?? 'http://localhost:3000';
const mail = process.env.MAILDEV_URL ?? 'http://127.0.0.1:1080';
const folder = process.argv[2];
const password = 'velvet-quarry-44-moth';
const email = `ana.lima.${Date.now()}@example.com`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({ baseURL: base, viewport: { width: 1280, height: 800 }, deviceScaleFactor: folder ? 1 : 2 });
const page = await context.newPage();

async function confirmationLink() {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const mails = await (await fetch(`${mail}/email`)).json();
    const mine = mails.find((letter) => letter.to[0].address === email);
    const link = mine?.text.match(/\/verify-email\/\S+/);
    if (link) return link[0];
    await page.waitForTimeout(100);
  }
  throw new Error('the confirmation mail did not arrive');
}

async function shot(name, path) {
  for (const colorScheme of folder ? ['light', 'dark'] : ['light']) {
    for (const width of folder ? [1280, 390] : [1280]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      if (path) await page.goto(path);
      const file = folder ? join(folder, `${name}-${width}-${colorScheme}.png`) : join(dirname(fileURLToPath(import.meta.url)), `${name}.png`);
      await page.screenshot({ path: file, fullPage: Boolean(folder) });
    }
  }
}

if (folder) {
  for (const [name, path] of [['login', '/login'], ['forgot', '/forgot'], ['sent', '/signup?sent=1'], ['dead-link', '/verify-email/x'], ['not-found', '/nowhere']]) {
    await shot(name, path);
  }
  await page.goto('/signup');
  await page.getByLabel('Email address').fill('nobody');
  await page.getByRole('button', { name: 'Create account' }).click();
  await shot('signup-errors');
}
await page.goto('/signup');
await page.getByLabel('Your name').fill('Ana Lima');
await page.getByLabel('Email address').fill(email);
await page.getByLabel('Password', { exact: true }).fill(password);
await page.getByRole('button', { name: 'Create account' }).click();
const link = await confirmationLink();
if (folder) await shot('confirm', link);
await page.goto(link);
await page.getByRole('button', { name: 'Confirm and sign in' }).click();
for (const name of ['Meridian Teleradiology', 'St. Brendan Imaging', 'Harbor Clinics']) {
  await page.goto('/orgs/new');
  await page.getByLabel('Organization name').fill(name);
  await page.getByRole('button', { name: 'Create organization' }).last().click();
  await page.waitForURL(/\/o\//);
}
await page.goto('/orgs?q=Meridian');
const overview = await page.locator('main a[href^="/o/"]').first().getAttribute('href');
await shot('overview', overview);
if (folder) {
  await shot('general', `${overview}/settings/general`);
  await shot('orgs', '/orgs');
  await shot('new', '/orgs/new');
}
await browser.close();
