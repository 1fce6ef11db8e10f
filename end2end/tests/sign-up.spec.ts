// Signing up, beyond the story: what it gives away, and that it needs no pointer.

import type { Locator, Page } from '@playwright/test';
import { letterTo, lettersTo } from '../support/mailbox';
import { confirmationLink, join, personalOrganization, signUp, somebody } from '../support/people';
import { expect, test } from '../support/test';

test('an address that has an account gets the same page, and another letter', async ({ page, anotherBrowser }) => {
  const ana = somebody('Ana Lima');
  const stranger = somebody('Some Stranger');
  await join(page, ana);

  const said = async (email: string) => {
    const browser = await anotherBrowser();
    await signUp(browser, { ...stranger, email });
    // A script takes the toast's words out for a moment, so that they are read out as they come back.
    await expect(browser.getByRole('main')).toContainText(`We sent a link to ${email}.`);
    return (await browser.getByRole('main').innerText()).replace(email, '…');
  };
  expect(await said(ana.email)).toBe(await said(stranger.email));

  const letter = await letterTo(ana.email, 'You already have an account');
  expect(letter.text).toContain('nothing was changed');
  expect(letter.text).toContain(`Hello ${ana.name},`);
  expect((await lettersTo(ana.email)).map((letter) => letter.subject)).toEqual(['Confirm your address', 'You already have an account']);
});

test('it takes nothing but a keyboard', async ({ page }) => {
  const ana = somebody('Ana Lima');
  await page.goto('/signup');

  await tabTo(page, page.getByLabel('Your name'));
  await page.keyboard.type(ana.name);
  await page.keyboard.press('Enter');
  // Back with two fields to correct, it begins at the first of them.
  await expect(page.getByRole('alert').getByRole('link', { name: 'Password' })).toBeVisible();
  await expect(page.getByLabel('Email address')).toBeFocused();
  await expect(page.getByLabel('Email address')).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.type(ana.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(ana.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');

  await page.goto(await confirmationLink(ana));
  await tabTo(page, page.getByRole('button', { name: 'Confirm and sign in' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome');
  for (const step of ['Name', 'Company', 'Logo']) {
    await expect(page.locator('[aria-current=step]')).toHaveText(step);
    await tabTo(page, page.getByRole('link', { name: 'Skip', exact: true }));
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('[aria-current=step]')).toHaveText('People');
  await tabTo(page, page.getByRole('link', { name: 'Later: go to the overview' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(personalOrganization(ana));

  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

/** Presses Tab until `target` has the focus. Wherever it stops on the way, one can see it. */
async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(showsFocus), { message: 'The focus can be seen' }).toBe(true);
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
  }
  await expect(target, 'Tab reaches it').toBeFocused();
}

/** Whether what has the focus, or the box drawn around it, has a ring. */
function showsFocus() {
  const focused = document.activeElement;
  return [focused, focused?.parentElement].some((element) => {
    const { outlineStyle, outlineWidth } = element ? getComputedStyle(element) : { outlineStyle: 'none', outlineWidth: '0' };
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  });
}
