// Two people edit the same thing: here, the same person in two tabs.

import { createOrganization, join, organization, somebody } from '../support/people';
import { expect, test } from '../support/test';

test('the later of two renamings is told of the earlier one, and may go through', async ({ page, context }) => {
  const ana = somebody('Ana Lima');
  const [north, south] = [organization('North'), organization('South')];
  await join(page, ana);
  await createOrganization(page, organization('Centre'));

  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(new URL(page.url()).pathname.replace(/\/settings.*|$/, '/settings/general'));
  }
  await page.getByLabel('Organization name').fill(north);
  await page.getByRole('button', { name: 'Save identity' }).click();
  await expect(page.getByText(`The name is now ${north}.`)).toBeVisible();

  const name = other.getByLabel('Organization name');
  await name.fill(south);
  await other.getByRole('button', { name: 'Save identity' }).click();
  await expect(other.getByRole('alert')).toContainText(`${ana.name} changed the name just now.`);
  await expect(name).toHaveValue(south);
  await expect(other.getByRole('navigation', { name: 'Main' })).toContainText(north);

  await other.getByRole('button', { name: 'Save identity' }).click();
  await expect(other.getByText(`The name is now ${south}.`)).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Organization name')).toHaveValue(south);
});
