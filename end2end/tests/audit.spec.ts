// The log: what it says, and finding a line in it.

import { inspect } from '../support/inspection';
import { bring, chooseInMenu, found, invite } from '../support/members';
import { somebody } from '../support/people';
import { expect, test } from '../support/test';

// Long, but the sign-ups serve all of it.
test.setTimeout(180_000);

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('the log is filtered by action, person and text, in its form and in its address', async ({ page, anotherBrowser }) => {
      const [ana, bo, cem] = [somebody('Ana Lima'), somebody('Bo Berg'), somebody('Cem Demir')];
      const north = await found(page, ana);
      await bring(page, north, await anotherBrowser(), bo, 'Admin');
      await invite(page, north, cem.email);
      await chooseInMenu(page, cem.email, 'Send again');
      await expect(page.getByText('on its way')).toBeVisible();
      await chooseInMenu(page, cem.email, 'Revoke invitation');
      await expect(page.getByText('is revoked')).toBeVisible();

      const lines = page.getByRole('table').locator('summary');
      const filter = page.getByRole('search', { name: 'Filter the log' });
      const send = () => filter.getByRole('button', { name: 'Filter' }).click();
      const ofAna = [
        `Revoked the invitation of “${cem.email}”`,
        `Sent the invitation of “${cem.email}” again`,
        `Invited “${cem.email}” as “Member”`,
        `Invited “${bo.email}” as “Admin”`,
        'Created the workspace “General”',
        `Created the organization “${north.name}”`,
      ];
      const ofBo = ['Signed in by accepting an invitation', 'Joined, as “Admin”', `Accepted the invitation of “${bo.email}”`];

      await test.step('unfiltered, it has every line, with who and when and more behind it', async () => {
        await page.goto(north.audit);
        await expect(lines).toHaveText([...ofAna.slice(0, 3), ...ofBo, ...ofAna.slice(3)]);
        const joined = page.getByRole('row', { name: bo.email }).filter({ hasText: 'Joined' });
        await expect(joined.getByText('member.joined')).toBeHidden();
        await joined.locator('summary').click();
        await expect.soft(joined.getByText('member.joined')).toBeVisible();
      });
      if (scripts) {
        await inspect(page, 'the log, with a line open');
      }

      await test.step('by person: a name in a line, the form, the address', async () => {
        await page.getByRole('row', { name: bo.email }).first().getByRole('link', { name: bo.name }).click();
        await expect(lines).toHaveText(ofBo);
        await filter.getByLabel('Person').fill(ana.name);
        await send();
        await expect(lines).toHaveText(ofAna);
        await page.goto(`${north.audit}?person=${encodeURIComponent(bo.email)}`);
        await expect(lines).toHaveText(ofBo);
        await expect(filter.getByLabel('Person')).toHaveValue(bo.email);
      });

      await test.step('by action too: one, or everything of a kind', async () => {
        await filter.getByLabel('Action').selectOption('Joined');
        await send();
        await expect(lines).toHaveText(ofBo.slice(1, 2));
        await expect(page).toHaveURL(/action=member\.joined/);
        await filter.getByRole('link', { name: 'Show all' }).click();
        await expect(page).toHaveURL(north.audit);
        await filter.getByLabel('Action').selectOption('Invitations: everything');
        await send();
        await expect(lines).toHaveText([...ofAna.slice(0, 3), ofBo[2], ofAna[3]]);
        await page.goto(`${north.audit}?action=invitation.revoked`);
        await expect(lines).toHaveText(ofAna.slice(0, 1));
      });

      await test.step('by workspace: its name in a line, the form, the address', async () => {
        await page.goto(north.audit);
        await page.getByRole('row').filter({ hasText: 'Created the workspace' }).getByRole('link', { name: 'General' }).click();
        await expect(lines).toHaveText(ofAna.slice(4, 5));
        await expect(page).toHaveURL(/workspace=general/);
        await filter.getByLabel('Workspace').fill('gen');
        await send();
        await expect(lines).toHaveText(ofAna.slice(4, 5));
        await page.goto(`${north.audit}?workspace=general&person=${encodeURIComponent(bo.email)}`);
        await expect(lines).toHaveCount(0);
        await expect(filter.getByLabel('Workspace')).toHaveValue('general');
      });

      await test.step('by what the line says', async () => {
        await page.goto(north.audit);
        await filter.getByLabel('Text').fill(cem.email);
        await send();
        await expect(lines).toHaveText(ofAna.slice(0, 3));
      });
      if (scripts) {
        await inspect(page, 'the log, filtered');
      }

      await test.step('what can’t be filtered by is told at its field', async () => {
        await page.goto(`${north.audit}?from=yesterday&action=nothing.like-it&person=nobody-at-all&workspace=nowhere`);
        await expect(filter.getByLabel('From')).toHaveAccessibleDescription('Enter a date like 2027-03-24.');
        await expect(filter.getByLabel('Action')).toHaveAccessibleDescription('Choose one of the list.');
        await expect(filter.getByLabel('Person')).toHaveAccessibleDescription('Nobody in this log has that address, or a name that begins so.');
        await expect(filter.getByLabel('Workspace')).toHaveAccessibleDescription('No workspace here has that address, or a name that begins so.');
      });
      if (scripts) {
        await inspect(page, 'the log, with a bad filter');
        await page.goto(`${north.audit}?from=2020-01-01&to=2020-01-02`);
        await inspect(page, 'the log, nothing found');
      }
    });
  });
}
