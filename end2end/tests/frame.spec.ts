// What surrounds a page works before any script does.

import { join, signOut, somebody } from '../support/people';
import { expect, test } from '../support/test';

test.use({ javaScriptEnabled: false, colorScheme: 'light' });

test('dark is chosen in the menu, and stays', async ({ page }) => {
  const ana = somebody('Ana Lima');
  const document = page.locator('html');
  await join(page, ana);
  await expect(document).toHaveCSS('color-scheme', 'light dark');

  const choose = async (theme: string) => {
    await page.getByRole('button', { name: ana.email }).click();
    await page.getByRole('button', { name: theme }).click();
  };
  await choose('Dark');
  await expect(document).toHaveCSS('color-scheme', 'dark');
  await page.reload();
  await expect(document).toHaveCSS('color-scheme', 'dark');
  await choose('System');
  await expect(document).toHaveCSS('color-scheme', 'light dark');
  await choose('Dark');
  await signOut(page, ana);
  await expect(document).toHaveCSS('color-scheme', 'dark');
});

test('on a phone the sidebar is a drawer', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await join(page, somebody('Ana Lima'));
  const drawer = page.getByRole('navigation', { name: 'Main' });
  const open = page.getByRole('button', { name: 'Navigation' });

  await expect(drawer).toBeHidden();
  await open.click();
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(open).toBeFocused();

  await open.click();
  await drawer.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('General');
});
