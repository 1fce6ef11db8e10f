// From signing up to a forgotten password, by the doors that a person takes. Told twice, because everything in it works
// without scripts too.

import { letterTo, linkIn } from '../support/mailbox';
import { confirmationLink, fillSignUp, openSelector, organization, personalOrganization, signIn, signOut, skipWelcome, somebody } from '../support/people';
import { expect, test } from '../support/test';

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('somebody signs up, works in two organizations and forgets the password', async ({ page, context, anotherBrowser }) => {
      const ana = somebody('Ana Lima');
      const north = organization('North');
      const selector = page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Your organizations' });
      const title = page.getByRole('heading', { level: 1 });

      await test.step('a weak password is refused at its field, and the rest stays typed', async () => {
        await page.goto('/');
        await page.getByRole('link', { name: 'Create one' }).click();
        await fillSignUp(page, { ...ana, password: 'password1' });
        if (scripts) {
          await expect(page.getByText('Too easy to guess')).toBeVisible();
        }
        await page.getByRole('button', { name: 'Create account' }).click();
        const password = page.getByLabel('Password', { exact: true });
        await expect(password).toHaveAttribute('aria-invalid', 'true');
        await expect(password).toHaveAccessibleDescription(/This is a very common password\.$/);
        await expect(password).toHaveValue('');
        await expect(page.getByLabel('Your name')).toHaveValue(ana.name);
        await expect(page.getByLabel('Email address')).toHaveValue(ana.email);
      });

      await test.step('a good one leads to a mail, and its link by the welcome to the personal organization', async () => {
        await page.getByLabel('Password', { exact: true }).fill(ana.password);
        if (scripts) {
          await expect(page.getByText('Strong', { exact: true })).toBeVisible();
        }
        await page.getByRole('button', { name: 'Create account' }).click();
        await expect(title).toHaveText('Check your email');
        await expect(page.getByText(`We sent a link to ${ana.email}.`)).toBeVisible();

        await page.goto(await confirmationLink(ana));
        await expect(page.getByText(ana.email)).toBeVisible();
        await page.getByRole('button', { name: 'Confirm and sign in' }).click();
        await skipWelcome(page, ana);
        await expect(page.getByText('Your workspaces').locator('..')).toContainText('General');
        await expect(page.getByRole('link', { name: 'General' })).toBeVisible();
      });
      const personalAddress = page.url();

      await test.step('a second organization is created from the sidebar', async () => {
        await openSelector(page);
        await page.getByRole('link', { name: 'Create organization' }).click();
        await page.getByLabel('Organization name').fill(north);
        await page.getByRole('button', { name: 'Create organization' }).click();
        await expect(title).toHaveText(north);
        await expect(selector).toContainText('Owner');
      });
      const northAddress = page.url();

      await test.step('the sidebar finds the first one again, and the start remembers it', async () => {
        await openSelector(page);
        const search = page.getByRole('searchbox');
        const list = scripts ? page.locator('#org-items') : page.getByRole('main');
        await search.fill('LIMA');
        if (!scripts) {
          await search.press('Enter');
        }
        await expect(list.getByRole('link', { name: north })).toBeHidden();
        await list.getByRole('link', { name: personalOrganization(ana) }).click();
        await expect(title).toHaveText(personalOrganization(ana));
        await page.goto('/');
        await expect(page).toHaveURL(personalAddress);
      });

      await test.step('two tabs hold two organizations', async () => {
        const second = await context.newPage();
        await second.goto(northAddress);
        await page.reload();
        await expect(selector).toContainText(personalOrganization(ana));
        await second.reload();
        await expect(second.getByRole('heading', { level: 1 })).toHaveText(north);
        await second.close();
      });

      const renamed = organization('Far north');
      await test.step('an owner renames it', async () => {
        await page.goto(northAddress);
        await page.getByRole('link', { name: 'Settings' }).click();
        await expect(title).toHaveText('General');
        await page.getByLabel('Organization name').fill(renamed);
        await page.getByRole('button', { name: 'Save identity' }).click();
        await expect(page.getByText(`The name is now ${renamed}.`)).toBeVisible();
        await expect(selector).toContainText(renamed);
      });

      await test.step('who signs out and in again is back where they were', async () => {
        await signOut(page, ana);
        await expect(page.getByText('You are signed out.')).toBeVisible();
        await page.goto(northAddress);
        await signIn(page, { ...ana, password: 'not it at all' });
        await expect(page.getByText('The email address or the password is wrong.')).toBeVisible();
        await expect(page.getByLabel('Email address')).toHaveValue(ana.email);
        await signIn(page, ana);
        await expect(page).toHaveURL(northAddress);
        await expect(title).toHaveText(renamed);
      });

      await test.step('a forgotten password is replaced by mail, which ends every session', async () => {
        const phone = await anotherBrowser();
        await phone.goto('/login');
        await phone.getByRole('link', { name: 'Forgot the password?' }).click();
        await phone.getByLabel('Email address').fill(ana.email);
        await phone.getByRole('button', { name: 'Send the link' }).click();
        await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Check your email');

        await phone.goto(linkIn(await letterTo(ana.email, 'Choose a new password')));
        const changed = { ...ana, password: `${ana.password}-2` };
        await phone.getByLabel('New password').fill(changed.password);
        await phone.getByRole('button', { name: 'Change password' }).click();
        await expect(phone.getByText('Your password is changed')).toBeVisible();
        await letterTo(ana.email, 'Your password was changed');

        await page.reload();
        await expect(title).toHaveText('Sign in');
        await signIn(page, ana);
        await expect(page.getByText('The email address or the password is wrong.')).toBeVisible();
        await signIn(page, changed);
        await expect(title).toHaveText(renamed);
      });
    });
  });
}
