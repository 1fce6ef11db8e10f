// What can be done to a member, and how it holds on their next request.

import type { Page } from '@playwright/test';
import { inspect, inspectAsItIs } from '../support/inspection';
import { letterTo } from '../support/mailbox';
import { bring, chooseInMenu, found } from '../support/members';
import { somebody } from '../support/people';
import { expect, test } from '../support/test';

// Long, but the sign-ups serve all of it.
test.setTimeout(180_000);

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('an owner changes, suspends, removes and reinstates somebody, and the log tells it', async ({ page, anotherBrowser }) => {
      const [ana, bo] = [somebody('Ana Lima'), somebody('Bo Berg')];
      const bos = await anotherBrowser();
      const north = await found(page, ana);
      await bring(page, north, bos, bo);
      const settings = bos.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' });
      const makeBo = async (role: string, said: string) => {
        await page.goto(north.members);
        await page.getByRole('link', { name: bo.name }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(bo.name);
        await page.getByRole('combobox', { name: 'Role' }).selectOption(role);
        await page.getByRole('button', { name: 'Save role' }).click();
        await expect(page.getByText(said)).toBeVisible();
      };

      await test.step('another role opens and shuts the settings in the other browser', async () => {
        await expect(settings).toBeHidden();
        expect(await status(bos, north.audit)).toBe(403);
        await makeBo('Admin', `${bo.name} is an admin now.`);
        await bos.goto(north.address);
        await settings.click();
        await expect(bos.getByRole('heading', { level: 1 })).toHaveText('General');
        expect(await status(bos, north.audit)).toBe(200);
        await letterTo(bo.email, `You are an admin of ${north.name} now`);

        await makeBo('User admin', `${bo.name} is a user admin now.`);
        expect(await status(bos, north.audit)).toBe(403);
        await expect(bos.getByText('Ask an owner or admin.')).toBeVisible();
        expect(await status(bos, north.members)).toBe(200);
      });

      await test.step('nobody acts on who is above them, or on themselves', async () => {
        await expect(bos.getByRole('checkbox', { name: `Select ${ana.name}` })).toBeDisabled();
        await page.goto(north.members);
        await expect(page.getByRole('checkbox', { name: `Select ${ana.name}` })).toBeDisabled();
        const sent: string[] = [];
        page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
        await page.getByRole('checkbox', { name: `Select ${bo.name}` }).press('Enter');
        await page.getByRole('link', { name: ana.name }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(ana.name);
        expect(sent, 'Enter in a box presses no button').toEqual([]);
        await expect(page.getByText('Nobody changes their own role or removes themselves here.')).toBeVisible();
        await expect(page.getByRole('button', { name: 'Save role' })).toBeHidden();
      });

      await test.step('the last owner stays', async () => {
        await page.getByRole('main').getByRole('link', { name: 'Organizations' }).click();
        await page.getByRole('row', { name: north.name }).getByRole('button', { name: 'Leave' }).click();
        await expect(page.getByText('You are its last owner. Make somebody else an owner first')).toBeVisible();
      });

      await test.step('suspended, somebody is locked out until they are reactivated', async () => {
        await page.goto(north.members);
        await chooseInMenu(page, bo.name, 'Suspend');
        await expect(page.getByText(`${bo.name} is suspended.`)).toBeVisible();
        expect(await status(bos, north.address)).toBe(403);
        await expect(bos.getByText(`Your access to ${north.name} is suspended. Ask an owner or admin.`)).toBeVisible();
        await chooseInMenu(page, bo.name, 'Reactivate');
        await expect(page.getByText(`${bo.name} can enter again.`)).toBeVisible();
        expect(await status(bos, north.address)).toBe(200);
      });

      await test.step('removed, they find nothing there until they are reinstated', async () => {
        await page.goto(north.members);
        const row = page.getByRole('row', { name: bo.name });
        await row.getByRole('button', { name: `Actions for ${bo.name}` }).click();
        await row.getByRole('link', { name: 'Remove from organization' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Remove from organization' }).click();
        await expect(page.getByText(`${bo.name} is removed.`)).toBeVisible();
        await expect(page).toHaveURL(north.members);
        expect(await status(bos, north.address)).toBe(404);
        await expect(bos.getByRole('heading', { level: 1 })).toHaveText('Nothing at this address');

        const removed = page.getByRole('table', { name: `Removed from ${north.name}` });
        await removed.getByRole('row', { name: bo.email }).getByRole('button', { name: 'Reinstate' }).click();
        await expect(page.getByText(`${bo.name} is a user admin again.`)).toBeVisible();
        await expect(removed).toBeHidden();
        expect(await status(bos, north.members)).toBe(200);
        await letterTo(bo.email, `You are back in ${north.name}`);
      });

      await test.step('the log tells all of it, the newest first', async () => {
        await page.goto(`${north.audit}?action=members`);
        await expect(page.getByRole('table').locator('summary')).toHaveText([
          `Reinstated “${bo.name}” as “User admin”`,
          `Removed “${bo.name}”`,
          `Let “${bo.name}” in again`,
          `Suspended “${bo.name}”`,
          `Changed the role of “${bo.name}” from “Admin” to “User admin”`,
          `Changed the role of “${bo.name}” from “Member” to “Admin”`,
          'Signed in by accepting an invitation',
          'Joined, as “Member”',
        ]);
      });
    });
  });
}

test.describe('looked over', () => {
  test('the list and the page of a person', async ({ page, anotherBrowser }) => {
    const [ana, bo, cem] = [somebody('Ana Lima'), somebody('Bo Berg'), somebody('Cem Demir')];
    const north = await found(page, ana);
    await bring(page, north, await anotherBrowser(), bo);
    await bring(page, north, await anotherBrowser(), cem, 'Admin');

    await page.goto(north.members);
    await inspect(page, 'members');
    const select = async (...people: { name: string }[]) => {
      for (const { name } of people) {
        await page.getByRole('checkbox', { name: `Select ${name}` }).check();
      }
    };
    await select(bo, cem);
    await inspect(page, 'members, two of them selected');

    await page.getByLabel('New role').selectOption('Admin');
    await page.getByRole('button', { name: 'Change role' }).click();
    const alert = page.getByRole('alert');
    await expect(alert).toContainText(`Done: ${bo.name}.`);
    await expect(alert).toContainText(`${cem.name} is an admin already.`);
    await inspect(page, 'members, with what happened to whom');

    await page.getByRole('link', { name: cem.name }).click();
    await inspect(page, 'a person');
    await page.getByRole('button', { name: 'Suspend' }).click();
    await expect(page.getByRole('button', { name: 'Reactivate' })).toBeVisible();
    await inspect(page, 'a person, suspended');
    await page.goto(`${page.url()}?remove`);
    await expect(page.getByRole('dialog')).toBeVisible();
    await inspectAsItIs(page, 'a person, whether to remove them');
    await page.goto(north.members);
    await page.getByRole('link', { name: ana.name }).click();
    await inspect(page, 'oneself');

    await page.goto(north.members);
    await select(bo);
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove from organization' }).click();
    await expect(page.getByRole('table', { name: `Removed from ${north.name}` })).toContainText(bo.name);
    await inspect(page, 'members, one suspended and one removed');
    await page.goto(`${north.members}?search=nobody-like-that`);
    await inspect(page, 'members, none found');
  });
});

/** Opens the address, and says what came. */
async function status(page: Page, address: string) {
  return (await page.goto(address))?.status();
}
