// Takes the README's screenshots from a running Tenantry with the demo.
//
//     scripts/run                                                   (in another window)
//     BASE_URL=http://localhost:3000 node end2end/screenshots/take.mjs [FOLDER]
//
// With FOLDER it takes every page, light and dark, narrow and wide, and puts them there: for looking at them all.
import { chromium } from '@playwright/test';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const base = process.env.BASE_URL ?? 'http://localhost:3000';
const folder = process.argv[2];
// As the demo prints them.
const [email, password] = ['ana.lima@example.com', 'velvet-quarry-44-moth'];
const home = '/o/meridian-teleradiology';
const settings = `${home}/settings`;
const inside = `${home}/w/harbor-health-network`;

const IN_THE_README = {
  overview: home,
  members: `${settings}/members`,
  invitations: `${settings}/members/invitations`,
  audit: `${settings}/audit`,
  workspaces: `${settings}/workspaces`,
  fills: `${inside}/fills`,
  // What has no address of its own that is always the same: a page, and the link on it.
  form: [`${inside}/forms`, 'CT head, emergency'],
};
/** Of those, what is taken dark. */
const DARK = ['audit'];
const SIGNED_OUT = {
  login: '/login',
  'sign-in-link': '/login/link',
  signup: '/signup',
  sent: '/signup?sent=1',
  forgot: '/forgot',
  'dead-link': '/verify-email/x',
  'dead-invitation': '/invitations/x',
  'not-found': '/nowhere',
};
const SIGNED_IN = {
  ...IN_THE_README,
  general: `${settings}/general`,
  'audit-filtered': `${settings}/audit?action=member.role_changed`,
  workspace: `${settings}/workspaces/harbor-health-network`,
  'workspace-suspended': `${settings}/workspaces/coastal-childrens`,
  notifications: `${settings}/notifications`,
  forms: `${inside}/forms`,
  fill: [`${inside}/fills?state=ready`, 'CT head, emergency'],
  'fills-failed': `${inside}/fills?state=failed`,
  'fill-sessions': `${inside}/sessions`,
  'fill-session': [`${inside}/sessions`, 'Night reads'],
  profiles: `${inside}/profiles`,
  'workspace-profile': [`${inside}/profiles`, 'Harbor General Hospital'],
  documents: `${inside}/documents`,
  'workspace-members': `${home}/w/st-brendan-hospitals/members`,
  'api-keys': `${inside}/api-keys`,
  'workspace-settings': `${inside}/settings`,
  welcome: `${home}/welcome`,
  'welcome-company': `${home}/welcome?step=company`,
  'welcome-logo': `${home}/welcome?step=logo`,
  'welcome-people': `${home}/welcome?step=people`,
  profile: '/account',
  security: '/account/security',
  sessions: '/account/sessions',
  'own-organizations': '/account/organizations',
  organizations: '/orgs',
  'new-organization': '/orgs/new',
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({ baseURL: base, locale: 'en-GB', viewport: { width: 1280, height: 800 }, deviceScaleFactor: folder ? 1 : 1.5 });
const page = await context.newPage();

async function shoot(pages) {
  for (const [name, path] of Object.entries(pages)) {
    for (const colorScheme of folder ? ['light', 'dark'] : [DARK.includes(name) ? 'dark' : 'light']) {
      for (const width of folder ? [1280, 390] : [1280]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        const [start, link] = [path].flat();
        await page.goto(start);
        if (link) await page.goto(await page.getByRole('link', { name: link, exact: true }).first().getAttribute('href'));
        const file = folder ? join(folder, `${name}-${width}-${colorScheme}.png`) : join(dirname(fileURLToPath(import.meta.url)), `${name}.png`);
        await page.screenshot({ path: file, fullPage: Boolean(folder) });
      }
    }
  }
}

if (folder) await shoot(SIGNED_OUT);
await page.goto('/login');
await page.getByLabel('Email address').fill(email);
await page.getByLabel('Password', { exact: true }).fill(password);
await page.getByRole('button', { name: 'Sign in', exact: true }).click();
await page.waitForURL(/\/o\//);
await shoot(folder ? SIGNED_IN : IN_THE_README);
await browser.close();
