// One's own account: the profile, what proves who one is, the browsers that are signed in, and ends: of a membership and
// of the account.

import type { Page } from '@playwright/test';
import { letterTo, linkIn } from '../support/mailbox';
import { bring, found } from '../support/members';
import { join, personalOrganization, signIn, signOut, somebody, type Person } from '../support/people';
import { expect, test } from '../support/test';

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('the profile decides how pages write times', async ({ page }) => {
      const ana = somebody('Ana Lima');
      await join(page, ana);

      await test.step('a profile without a name is refused at its field', async () => {
        await page.goto('/account');
        await page.getByLabel('Your name').fill('');
        await page.getByRole('button', { name: 'Save profile' }).click();
        await expect(page.getByLabel('Your name')).toHaveAttribute('aria-invalid', 'true');
      });

      await test.step('zone, dates and times are chosen', async () => {
        await page.getByLabel('Your name').fill('Ana Maria Lima');
        await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
        await page.getByRole('group', { name: 'Dates' }).getByText('24.03.2027').click();
        await page.getByRole('group', { name: 'Times of day' }).getByText('4:05 PM').click();
        await page.getByRole('button', { name: 'Save profile' }).click();
        await expect(page.getByRole('status')).toHaveText('Your profile is saved.');
      });

      await test.step('another page writes times so, and the name', async () => {
        await page.goto('/account/sessions');
        await expect(page.getByRole('row').filter({ hasText: 'This browser' }).locator('time').first()).toContainText(
          /\d\d\.\d\d\.\d{4}, \d{1,2}:\d\d [AP]M JST/,
        );
        await page.getByRole('button', { name: ana.email }).click();
        await expect(page.getByText('Ana Maria Lima').first()).toBeVisible();
      });
    });

    test('another password ends the other browser’s session', async ({ page, anotherBrowser }) => {
      const bo = somebody('Bo Berg');
      await join(page, bo);
      const phone = await anotherBrowser();
      await signInAt(phone, bo);

      const section = page.getByRole('region', { name: 'Password' });
      const change = async (current: string, password: string) => {
        await section.getByLabel('Current password', { exact: true }).fill(current);
        await section.getByLabel('New password', { exact: true }).fill(password);
        await section.getByRole('button', { name: 'Change password' }).click();
      };
      const changed = `${bo.password}-2`;
      await page.goto('/account/security');
      await change('not it at all', changed);
      await expect(section.getByLabel('Current password', { exact: true })).toHaveAccessibleDescription(/That isn't your current password\./);
      await change(bo.password, changed);
      await expect(page.getByRole('status')).toHaveText('Your password is changed. Every other browser is signed out.');
      await letterTo(bo.email, 'Your password was changed');

      await phone.reload();
      await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Sign in');
      await signIn(phone, { ...bo, password: changed });
      await expect(phone.getByRole('heading', { level: 1 })).toHaveText(personalOrganization(bo));
    });

    test('another address is proved first, and both addresses are told', async ({ page }) => {
      const cem = somebody('Cem Demir');
      const { email } = somebody('Cem New');
      await join(page, cem);
      const section = page.getByRole('region', { name: 'Email address' });

      await test.step('asked for, it changes nothing yet', async () => {
        await page.goto('/account/security');
        await section.getByLabel('New email address').fill(email);
        await section.getByLabel('Current password', { exact: true }).fill(cem.password);
        await section.getByRole('button', { name: 'Change address' }).click();
        await expect(section.getByText(`Your address is ${cem.email}.`)).toBeVisible();
        await expect(section.getByRole('button', { name: 'Cancel the change' })).toBeVisible();
        expect((await letterTo(cem.email, 'Another address was asked for')).text).toContain(email);
      });

      await test.step('the link makes it the one to sign in with', async () => {
        await page.goto(linkIn(await letterTo(email, 'Confirm your new address')));
        await page.getByRole('button', { name: 'Confirm address' }).click();
        await expect(section.getByText(`Your address is ${email}.`)).toBeVisible();
        await letterTo(email, 'This is the address of your account now');
        expect((await letterTo(cem.email, 'Your account has another address now')).text).toContain(email);

        await signOut(page, { ...cem, email });
        await signIn(page, cem);
        await expect(page.getByText('The email address or the password is wrong.')).toBeVisible();
        await signIn(page, { ...cem, email });
        await expect(page.getByRole('button', { name: email })).toBeVisible();
      });
    });

    test('a mailed link signs in once, where one wanted to go', async ({ page, anotherBrowser }) => {
      const dia = somebody('Dia Rao');
      await join(page, dia);
      await signOut(page, dia);

      await page.goto('/account/sessions');
      await page.getByRole('link', { name: 'Sign in with a link by mail' }).click();
      await page.getByLabel('Email address').fill(dia.email);
      await page.getByRole('button', { name: 'Send the link' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
      const link = linkIn(await letterTo(dia.email, 'Your link to sign in'));

      const scanner = await anotherBrowser();
      await scanner.goto(link);
      await page.goto(link);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sessions');
      await scanner.getByRole('button', { name: 'Sign in' }).click();
      await expect(scanner.getByText('This link has been used. Each works once.')).toBeVisible();
    });

    test('a new browser’s sign-in is mailed, and its session can be ended', async ({ page, anotherBrowser }) => {
      const eva = somebody('Eva Novak');
      await join(page, eva);
      const phone = await anotherBrowser();
      await signInAt(phone, eva);
      const letter = await letterTo(eva.email, 'A new browser signed in to your account');
      await page.goto(linkIn(letter));

      await expect(page.getByText('2 browsers', { exact: true })).toBeVisible();
      const other = page.getByRole('row').filter({ hasNotText: 'This browser' }).filter({ has: page.getByRole('button', { name: 'Sign out' }) });
      await other.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByRole('status')).toContainText('is signed out.');
      await expect(page.getByText('1 browser', { exact: true })).toBeVisible();

      await phone.reload();
      await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Sign in');
      await page.reload();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sessions');
    });

    test('who leaves an organization finds nothing there any more', async ({ page, anotherBrowser }) => {
      const [fay, gus] = [somebody('Fay Moss'), somebody('Gus Hale')];
      const north = await found(page, fay);
      const guss = await anotherBrowser();
      await bring(page, north, guss, gus);

      await guss.goto('/account/organizations');
      await guss.getByRole('row', { name: north.name }).getByRole('button', { name: 'Leave' }).click();
      const dialog = guss.getByRole('dialog', { name: `Leave ${north.name}?` });
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await expect(dialog).toBeHidden();
      await guss.getByRole('row', { name: north.name }).getByRole('button', { name: 'Leave' }).click();
      await dialog.getByRole('button', { name: 'Leave organization' }).click();
      await expect(guss.getByRole('status')).toHaveText(`You left ${north.name}.`);
      await expect(guss.getByText('You are in no organization')).toBeVisible();
      expect((await guss.goto(north.address))?.status()).toBe(404);

      await page.goto(north.members);
      await expect(page.getByRole('table', { name: `Members of ${north.name}` })).not.toContainText(gus.email);
      await page.goto(`${north.audit}?action=members`);
      await expect(page.getByRole('table').locator('summary').first()).toHaveText(/^Left/);
    });

    test('a deleted account is shut until its mailed link restores it, with its organization', async ({ page, anotherBrowser }) => {
      const hal = somebody('Hal Stone');
      await join(page, hal);
      const home = page.url();
      const phone = await anotherBrowser();
      await signInAt(phone, hal);
      const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
      const remove = async (password: string, email: string) => {
        await dialog.getByLabel('Your password', { exact: true }).fill(password);
        await dialog.getByLabel('to confirm').fill(email);
        await dialog.getByRole('button', { name: 'Delete account' }).click();
      };

      await test.step('a wrong password or address is told at its field', async () => {
        await page.goto('/account');
        await page.getByRole('button', { name: 'Delete account' }).click();
        await expect(dialog.getByText(`Deleted with it: ${personalOrganization(hal)}.`)).toBeVisible();
        await remove('not it at all', 'hal@example.com');
        await expect(dialog.getByLabel('Your password', { exact: true })).toHaveAccessibleDescription(/That isn't your current password\./);
        await expect(dialog.getByLabel('to confirm')).toHaveAccessibleDescription(new RegExp(`Type ${hal.email}`));
      });

      await test.step('deleted, it is signed out everywhere and can’t sign in', async () => {
        await remove(hal.password, hal.email);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
        await expect(page.getByRole('status')).toContainText('Your account is deleted. Until ');
        await phone.goto(home);
        await expect(phone.getByRole('heading', { level: 1 })).toHaveText('Sign in');
        await signIn(phone, hal);
        await expect(phone.getByRole('alert')).toContainText('This account is being deleted.');
      });

      await test.step('the link shows what comes back, and brings it back once', async () => {
        const letter = await letterTo(hal.email, 'Your account was deleted');
        expect(letter.text).toContain(personalOrganization(hal));
        await page.goto(linkIn(letter));
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restore your account');
        await expect(page.getByText(`It brings back ${personalOrganization(hal)}.`)).toBeVisible();
        await page.getByRole('button', { name: 'Restore account' }).click();
        await expect(page.getByRole('status')).toHaveText('Your account is restored. Sign in with your password.');
        await signIn(page, hal);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(personalOrganization(hal));
        await expect(page).toHaveURL(home);
        await letterTo(hal.email, 'Your account was restored');
        await page.goto(linkIn(letter));
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link doesn’t work');
      });
    });
  });
}

async function signInAt(page: Page, person: Person) {
  await page.goto('/login');
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(personalOrganization(person));
}
