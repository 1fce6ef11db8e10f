// The questions after signing up: answered, they are saved.

import { confirmationLink, organization, signUp, somebody } from '../support/people';
import { grey } from '../support/picture';
import { expect, test } from '../support/test';

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('every answer is kept', async ({ page }) => {
      const ana = somebody('Ana Lima');
      const name = organization('North');
      const step = page.locator('[aria-current=step]');
      const goOn = page.getByRole('button', { name: 'Save and go on' });
      await signUp(page, ana);
      await page.goto(await confirmationLink(ana));
      await page.getByRole('button', { name: 'Confirm and sign in' }).click();

      await test.step('the name, which can’t be empty', async () => {
        await expect(step).toHaveText('Name');
        await page.getByLabel('Organization name').fill('');
        await goOn.click();
        await expect(page.getByLabel('Organization name')).toHaveAttribute('aria-invalid', 'true');
        await expect(step).toHaveText('Name');
        await page.getByLabel('Organization name').fill(name);
        await goOn.click();
      });

      await test.step('the company and its size', async () => {
        await expect(step).toHaveText('Company');
        await page.getByRole('textbox', { name: 'Company' }).fill('North Wool Ltd');
        await page.getByLabel('People who work there').selectOption({ index: 2 });
        await goOn.click();
      });

      await test.step('the logo', async () => {
        await expect(step).toHaveText('Logo');
        await page.getByLabel('Picture').setInputFiles(grey(300, 300));
        await page.getByRole('button', { name: 'Add logo' }).click();
        await expect(page.getByRole('status')).toHaveText('Saved the logo.');
        await expect(step).toHaveText('Logo');
        await expect(page.locator('.logo-now img')).toBeVisible();
        await page.getByRole('link', { name: 'Go on', exact: true }).click();
      });

      await expect(step).toHaveText('People');
      await page.getByRole('link', { name: 'Later: go to the overview' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
      const home = page.url();
      await page.goto(`${home}/settings/general`);
      await expect(page.getByLabel('Organization name')).toHaveValue(name);
      await expect(page.locator('.logo-now img')).toBeVisible();
      const company = page.getByRole('region', { name: 'Company' });
      await expect(company.getByRole('textbox', { name: 'Company' })).toHaveValue('North Wool Ltd');
      await expect(company.getByLabel('People who work there')).toHaveValue('2-10');
      await page.goto(`${home}/settings/audit`);
      await expect(page.getByRole('main')).toContainText('Said that the organization is for “North Wool Ltd”');
    });
  });
}
