// Mailed links: what they ask for, and when they stop working.

import { letterTo, linkIn } from '../support/mailbox';
import { confirmationLink, join, signIn, signOut, signUp, skipWelcome, somebody } from '../support/people';
import { expect, test } from '../support/test';

test('a confirmation link asks for the password in another browser', async ({ page, anotherBrowser }) => {
  const ana = somebody('Ana Lima');
  await signUp(page, ana);

  const phone = await anotherBrowser();
  await phone.goto(await confirmationLink(ana));
  await expect(phone.getByText('You signed up in another browser')).toBeVisible();
  const password = phone.getByLabel('Password', { exact: true });
  await password.fill('not it at all');
  await phone.getByRole('button', { name: 'Confirm and sign in' }).click();
  await expect(password).toHaveAccessibleDescription("That isn't the password that was chosen at sign-up.");

  await password.fill(ana.password);
  await phone.getByRole('button', { name: 'Confirm and sign in' }).click();
  await skipWelcome(phone, ana);
});

test('opening a confirmation link confirms nothing, and using it works once', async ({ page, anotherBrowser }) => {
  const bo = somebody('Bo Berg');
  await signUp(page, bo);
  const link = await confirmationLink(bo);

  await test.step('a mail scanner opens it, and there is still no account', async () => {
    const scanner = await anotherBrowser();
    await scanner.goto(link);
    await scanner.reload();
    await page.goto('/login');
    await signIn(page, bo);
    await expect(page.getByText('The email address or the password is wrong.')).toBeVisible();
  });

  await test.step('the person opens it and confirms', async () => {
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm and sign in' }).click();
    await skipWelcome(page, bo);
  });

  await test.step('used, it says so, and so it does when a letter is missing', async () => {
    await page.goto(link);
    await expect(page.getByText('This link has been used. Each works once.')).toBeVisible();
    await page.goto(link.slice(0, -1));
    await expect(page.getByText("This link isn't complete.")).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link doesn’t work');
  });
});

test('a link to choose a new password works once', async ({ page, anotherBrowser }) => {
  const cem = somebody('Cem Demir');
  await join(page, cem);
  await signOut(page, cem);
  await page.goto('/forgot');
  await page.getByLabel('Email address').fill(cem.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  const link = linkIn(await letterTo(cem.email, 'Choose a new password'));

  const second = await anotherBrowser();
  await second.goto(link);
  for (const tab of [page, second]) {
    await tab.goto(link);
  }
  for (const tab of [page, second]) {
    await tab.getByLabel('New password').fill(`${cem.password}-again`);
    await tab.getByRole('button', { name: 'Change password' }).click();
  }
  await expect(page.getByText('Your password is changed')).toBeVisible();
  await expect(second.getByText('This link has been used. Each works once.')).toBeVisible();
  await expect(second.getByRole('link', { name: 'Ask for another link' })).toBeVisible();
});
