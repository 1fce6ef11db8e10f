// Every page, looked over. A new page gets a line here.

import { inspect, inspectAsItIs } from '../support/inspection';
import { letterTo, linkIn } from '../support/mailbox';
import { confirmationLink, createOrganization, join, openSelector, organization, signIn, signUp, somebody } from '../support/people';
import { drawing, halves } from '../support/picture';
import { expect, test } from '../support/test';

// Long, but one sign-up serves many pages.
test.setTimeout(420_000);

test('pages of accounts', async ({ page, anotherBrowser }) => {
  const ana = somebody('Ana Lima');
  for (const path of ['/signup', '/login', '/login/link', '/login/link?sent=1', '/login/link/altered', '/account/restore/altered', '/forgot', '/forgot?sent=1']) {
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
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome');
  const welcome = new URL(page.url()).pathname;
  for (const step of ['name', 'company', 'logo', 'people']) {
    await page.goto(`${welcome}?step=${step}`);
    await inspect(page, `welcome, ${step}`);
  }
  await page.goto(welcome);
  await page.getByLabel('Organization name').fill('');
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await expect(page.getByLabel('Organization name')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, 'welcome with an error');

  await phone.goto('/login/link');
  await phone.getByLabel('Email address').fill(ana.email);
  await phone.getByRole('button', { name: 'Send the link' }).click();
  await phone.goto(linkIn(await letterTo(ana.email, 'Your link to sign in')));
  await inspect(phone, 'signing in with a link');
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

  const refused = async (region: string, button: string, name: string) => {
    await page.getByRole('region', { name: region }).getByRole('button', { name: button }).click();
    await expect(page.getByRole('region', { name: region }).locator('[aria-invalid=true]').first()).toBeVisible();
    await inspect(page, name);
  };
  await page.goto(settings);
  await page.getByLabel('Website').fill('example.com');
  await page.getByLabel('Organization name').fill('');
  await refused('Identity', 'Save identity', 'identity with errors');
  await page.goto(settings);
  await page.getByRole('region', { name: 'Address' }).getByLabel('Address', { exact: true }).fill('No address');
  await refused('Address', 'Change address', 'address with an error');
  await page.goto(settings);
  await page.getByLabel('Picture').setInputFiles(drawing('<script>alert(1)</script>'));
  await refused('Logo', 'Add logo', 'logo with an error');
  await page.goto(settings);
  await page.getByLabel('Picture').setInputFiles(halves(400, 200));
  await expect(page.getByRole('button', { name: 'The part that is kept.' })).toBeVisible();
  await inspect(page, 'the cropper');

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

test('pages of one’s own account', async ({ page, anotherBrowser }) => {
  const ana = somebody('Ana Lima');
  await join(page, ana);
  const phone = await anotherBrowser();
  await phone.goto('/login');
  await signIn(phone, ana);
  await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
  for (const path of ['/account', '/account/security', '/account/sessions', '/account/organizations']) {
    await page.goto(path);
    await inspect(page, path);
  }
  await page.goto('/account/sessions');
  await page.getByRole('button', { name: 'Sign out all others' }).click();
  await inspectAsItIs(page, 'signing out all others, open');

  await page.goto('/account');
  await page.getByLabel('Your name').fill('');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByLabel('Your name')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, 'profile with an error');

  await page.goto('/account/security');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await inspect(page, 'another password, with errors');
  await page.goto('/account/security');
  const address = page.getByRole('region', { name: 'Email address' });
  await address.getByRole('button', { name: 'Change address' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await inspect(page, 'another address, with errors');
  const { email } = somebody('Ana New');
  await address.getByLabel('New email address').fill(email);
  await address.getByLabel('Current password', { exact: true }).fill(ana.password);
  await address.getByRole('button', { name: 'Change address' }).click();
  await expect(address.getByRole('button', { name: 'Cancel the change' })).toBeVisible();
  await inspect(page, 'another address, asked for');
  await page.goto(linkIn(await letterTo(email, 'Confirm your new address')));
  await inspect(page, 'confirming another address');
});

test('pages of deleting one’s account', async ({ page }) => {
  const ana = somebody('Ana Lima');
  await join(page, ana);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByRole('dialog', { name: 'Delete your account?' })).toBeVisible();
  await inspectAsItIs(page, 'deleting the account, open');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await inspect(page, 'deleting the account, with errors');
  await dialog.getByLabel('Your password', { exact: true }).fill(ana.password);
  await dialog.getByLabel('to confirm').fill(ana.email);
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByRole('status')).toContainText('Your account is deleted.');
  await inspect(page, 'signing in, just deleted');
  await page.goto(linkIn(await letterTo(ana.email, 'Your account was deleted')));
  await expect(page.getByRole('button', { name: 'Restore account' })).toBeVisible();
  await inspect(page, 'restoring the account');
});

test('pages of what is deleted', async ({ page }) => {
  const ana = somebody('Ana Lima');
  const name = organization('North');
  await join(page, ana);
  await createOrganization(page, name);
  await page.goto(`${page.url()}/settings/general`);
  await page.getByRole('button', { name: 'Delete organization' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
  await expect(dialog).toBeVisible();
  await inspectAsItIs(page, 'deleting an organization, open');
  await dialog.getByRole('button', { name: 'Delete organization' }).click();
  await expect(dialog.getByLabel('to confirm')).toHaveAttribute('aria-invalid', 'true');
  await inspect(page, 'deleting an organization, with an error');
  await dialog.getByLabel('to confirm').fill(name);
  await dialog.getByRole('button', { name: 'Delete organization' }).click();
  await letterTo(ana.email, `${name} was deleted`);
  await page.goto('/account/organizations');
  await expect(page.getByRole('button', { name: 'Restore' })).toBeVisible();
  await inspect(page, 'a deleted organization');
});

test('pages of what went wrong', async ({ page }) => {
  for (const path of ['/nothing-here', '/operator/kit?show=429', '/operator/kit?show=500']) {
    await page.goto(path);
    await inspect(page, path);
  }
});

test('the kit', async ({ page }) => {
  for (const path of ['/operator/kit', '/operator/kit?dir=rtl', '/operator/kit?show=frame', '/operator/kit?show=settings', '/operator/kit?show=dialog']) {
    await page.goto(path);
    await inspect(page, path);
  }
});
