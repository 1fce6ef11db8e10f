// Every page, looked over. A new page gets a line here.

import { inspect, inspectAsItIs } from '../support/inspection';
import { letterTo, linkIn } from '../support/mailbox';
import { confirmationLink, join, openSelector, organization, signUp, somebody } from '../support/people';
import { expect, test } from '../support/test';

test.use({ contextOptions: { reducedMotion: 'reduce' } });
// Long, but one sign-up serves many pages.
test.setTimeout(180_000);

test('pages of accounts', async ({ page, anotherBrowser }) => {
  const ana = somebody('Ana Lima');
  for (const path of ['/signup', '/login', '/forgot', '/forgot?sent=1']) {
    await page.goto(path);
    await inspect(page, path);
  }

  await page.goto('/signup');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await inspect(page, 'sign-up with errors');

  await page.getByLabel('Password', { exact: true }).fill('password1');
  await expect(page.getByText('Too easy to guess')).toBeVisible();
  await inspect(page, 'sign-up with the meter');

  await signUp(page, ana);
  await inspect(page, 'sign-up sent');
  const link = await confirmationLink(ana);
  await page.goto(link);
  await inspect(page, 'confirming');
  const phone = await anotherBrowser();
  await phone.goto(link);
  await inspect(phone, 'confirming in another browser');
  await phone.goto('/verify-email/altered');
  await inspect(phone, 'a dead link to confirm');

  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await phone.goto('/forgot');
  await phone.getByLabel('Email address').fill(ana.email);
  await phone.getByRole('button', { name: 'Send the link' }).click();
  await phone.goto(linkIn(await letterTo(ana.email, 'Choose a new password')));
  await inspect(phone, 'choosing a new password');
  await phone.goto('/reset/altered');
  await inspect(phone, 'a dead link to choose a new password');
});

test('pages of who is signed in', async ({ page, context }) => {
  await join(page, somebody('Ana Lima'));
  const home = page.url();
  const settings = `${home}/settings/general`;
  for (const path of [home, '/orgs', '/orgs?q=nothing-like-it', '/orgs/new', settings]) {
    await page.goto(path);
    await inspect(page, path.replace(home, '/o/…'));
  }

  await page.getByLabel('Organization name').fill('');
  await page.getByRole('button', { name: 'Save identity' }).click();
  await expect(page.getByLabel('Organization name')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, 'general with an error');

  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(settings);
    await tab.getByLabel('Organization name').fill(organization('North'));
  }
  await other.getByRole('button', { name: 'Save identity' }).click();
  await expect(other.getByRole('status')).toBeVisible();
  await page.getByRole('button', { name: 'Save identity' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await inspect(other, 'general, saved');
  await inspect(page, 'general, saved by somebody else');

  await openSelector(page);
  await inspectAsItIs(page, 'the selector, open');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '@example.com' }).click();
  await inspectAsItIs(page, 'the person’s menu, open');
});

test('pages of what went wrong', async ({ page }) => {
  for (const path of ['/nothing-here', '/operator/kit?show=429', '/operator/kit?show=500']) {
    await page.goto(path);
    await inspect(page, path);
  }
});

test('the kit', async ({ page }) => {
  for (const path of ['/operator/kit', '/operator/kit?show=frame', '/operator/kit?show=settings', '/operator/kit?show=dialog']) {
    await page.goto(path);
    await inspect(page, path);
  }
});
