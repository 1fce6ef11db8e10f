// Inviting people, and what they do with it: who invites, who is new, and who has an organization of their own.

import { inspect } from '../support/inspection';
import { letterTo, lettersTo, linkIn } from '../support/mailbox';
import { bring, chooseInMenu, found, invitationLink, invite, joinFromInvitation } from '../support/members';
import { openSelector, personalOrganization, somebody } from '../support/people';
import { expect, test } from '../support/test';

// Long, but the sign-ups serve all of it.
test.setTimeout(180_000);

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('one joins anew, one joins as another account, one declines and one is too late', async ({ page, anotherBrowser }) => {
      const [ana, bo, cem] = [somebody('Ana Lima'), somebody('Bo Berg'), somebody('Cem Demir')];
      const [dora, eve] = [somebody('Dora Diaz'), somebody('Eve Eder')];
      const [bos, cems, stranger] = [await anotherBrowser(), await anotherBrowser(), await anotherBrowser()];
      const north = await found(page, ana);
      await found(cems, cem);
      const row = (email: string) => page.getByRole('row', { name: email });

      await test.step('a list with a bad line invites nobody, and stays typed', async () => {
        const list = `no address at all\n${bo.email}, user admin\n${cem.email}`;
        await invite(page, north, list, 'Admin');
        const field = page.getByLabel('Email addresses');
        await expect(field).toHaveAccessibleDescription(/Line 1: “no address at all” is no address like name@example\.com\.$/);
        await expect(field).toHaveValue(list);
        await expect(page.getByLabel('Role', { exact: true })).toHaveValue('admin');
        await expect(page.getByText('Nobody is invited yet')).toBeVisible();
        // The label covers its box.
        await page.locator('label', { hasText: 'General' }).click();
        await page.getByLabel('Role in these workspaces').selectOption('viewer');
        await page.getByRole('button', { name: 'Invite people' }).click();
        await expect(field).toHaveAccessibleDescription(/^.*Line 1: /);
        await expect(page.getByLabel('General')).toBeChecked();
        await expect(page.getByLabel('Role in these workspaces')).toHaveValue('viewer');
      });

      await test.step('without it, each is invited to a role and into a workspace, and the mails say so', async () => {
        await page.getByLabel('Email addresses').fill(`${bo.email}, user admin\n${cem.email}`);
        await page.getByRole('button', { name: 'Invite people' }).click();
        await expect(page.getByText('2 people are invited.')).toBeVisible();
        await expect(page.getByText(`${bo.email} is invited to become a user admin, and to come into one workspace.`)).toBeVisible();
        await expect(row(bo.email)).toContainText('Pending');
        await expect(row(bo.email)).toContainText('Into General');
        await expect(row(cem.email)).toContainText('Admin');
        for (const [{ email }, role] of [[bo, 'a user admin'], [cem, 'an admin']] as const) {
          const letter = await letterTo(email, `You are invited to ${north.name}`);
          expect(letter.text.replace(/\s+/g, ' ')).toContain(`${ana.name} (${ana.email}) invites you to become ${role} of ${north.name}.`);
        }
      });

      await test.step('who is new gets in with name and password', async () => {
        await bos.goto(await invitationLink(bo, north));
        await expect(bos.getByRole('heading', { level: 1 })).toHaveText(`Join ${north.name}`);
        await expect(bos.getByText(`${ana.name} invites you to become a user admin of ${north.name}.`)).toBeVisible();
        await expect(bos.getByLabel('Email address')).toHaveValue(bo.email);
        await joinFromInvitation(bos, bo, north);
        await expect(bos.getByText(`You are a user admin of ${north.name} now.`)).toBeVisible();
        await bos.goto(`${north.address}/w/general/members`);
        await expect(bos.getByRole('row', { name: bo.name })).toContainText('Viewer');
        expect((await lettersTo(bo.email)).map((letter) => letter.subject)).not.toContain('Confirm your address');
      });

      const link = await invitationLink(cem, north);
      await test.step('who has an account switches to it, and accepts', async () => {
        await bos.goto(link);
        await expect(bos.getByText(`You are signed in as ${bo.email}, and this invitation is for ${cem.email}.`)).toBeVisible();
        await bos.getByRole('button', { name: 'Sign out and go on' }).click();
        await expect(bos.getByText('You are signed out. Go on with the address that was invited.')).toBeVisible();
        await bos.getByLabel('Password', { exact: true }).fill(cem.password);
        await bos.getByRole('button', { name: 'Sign in' }).click();
        await bos.getByRole('button', { name: `Accept and join ${north.name}` }).click();
        await expect(bos.getByText(`You are an admin of ${north.name} now.`)).toBeVisible();
      });

      await test.step('then both organizations are theirs, in every browser', async () => {
        await cems.goto(link);
        await expect(cems.getByText(`You are a member of ${north.name} already.`)).toBeVisible();
        await cems.getByRole('link', { name: `Go to ${north.name}` }).click();
        await expect(cems).toHaveURL(north.address);
        await openSelector(cems);
        await expect(cems.getByRole('link', { name: personalOrganization(cem) })).toBeVisible();
      });

      await test.step('an invitation is sent again, and declined without an account', async () => {
        await invite(page, north, dora.email);
        await chooseInMenu(page, dora.email, 'Send again');
        await expect(page.getByText(`The invitation is on its way to ${dora.email} again`)).toBeVisible();
        await stranger.goto(linkIn(await letterTo(dora.email, `Reminder: your invitation to ${north.name}`)));
        await stranger.getByRole('button', { name: 'Decline invitation' }).click();
        await expect(stranger.getByText('This invitation was declined.')).toBeVisible();
      });

      await test.step('another is revoked, and its link is dead', async () => {
        await invite(page, north, eve.email);
        const dead = await invitationLink(eve, north);
        await chooseInMenu(page, eve.email, 'Revoke invitation');
        await expect(page.getByText(`The invitation of ${eve.email} is revoked.`)).toBeVisible();
        await stranger.goto(dead);
        await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('There is nothing to answer here');
        await expect(stranger.getByText('This invitation was revoked.')).toBeVisible();
      });

      await test.step('who invited hears of every answer, and sees it in the list', async () => {
        await letterTo(ana.email, `${bo.name} joined ${north.name}`);
        await letterTo(ana.email, `${cem.name} joined ${north.name}`);
        await letterTo(ana.email, `${dora.email} declined your invitation`);
        await page.goto(north.invitations);
        for (const [{ email }, status] of [[bo, 'Accepted'], [cem, 'Accepted'], [dora, 'Declined'], [eve, 'Revoked']] as const) {
          await expect(row(email)).toContainText(status);
        }
        await page.getByLabel('Status').selectOption('Declined');
        await page.getByRole('button', { name: 'Filter' }).click();
        await expect(page.getByText('1 invitation', { exact: true })).toBeVisible();
        await expect(row(dora.email)).toBeVisible();
        await expect(row(bo.email)).toBeHidden();
      });
    });

    test('people come from a CSV file, whose bad lines are corrected in the field, and are reminded together', async ({ page }) => {
      const [ana, bo, cem, dora] = [somebody('Ana Lima'), somebody('Bo Berg'), somebody('Cem Demir'), somebody('Dora Diaz')];
      const north = await found(page, ana);
      const [field, file] = [page.getByLabel('Email addresses'), page.getByLabel('Or a CSV file')];
      const row = (email: string) => page.getByRole('row', { name: email });
      const send = () => page.getByRole('button', { name: 'Invite people' }).click();
      const upload = async (name: string, content: Buffer) => {
        await file.setInputFiles({ name, mimeType: 'text/csv', buffer: content });
        await send();
      };
      await page.goto(north.invitations);

      await test.step('a spreadsheet is refused at the file', async () => {
        await upload('people.xlsx', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0xff, 0xfe]));
        await expect(file).toHaveAccessibleDescription(/This file isn’t text\. Save the table as “CSV UTF-8” and choose that file\.$/);
      });

      const table = `Name,Email,Role\n"Berg, Bo",${bo.email},King\nCem,${cem.email},Admin\n`;
      await test.step('a bad line invites nobody, and every line stands in the field', async () => {
        await upload('people.csv', Buffer.from(table));
        await expect(field).toHaveAccessibleDescription(/^These are the lines of “people\.csv”\..*Line 2: “King” is no role\./);
        await expect(field).toHaveValue(table);
        await expect(page.getByText('Nobody is invited yet')).toBeVisible();
        expect(await lettersTo(cem.email)).toEqual([]);
      });

      await test.step('corrected there, it invites everybody', async () => {
        await field.fill(table.replace('King', 'User admin'));
        await send();
        await expect(page.getByText('2 people are invited.')).toBeVisible();
        await expect(row(bo.email)).toContainText('User admin');
        await expect(row(cem.email)).toContainText('Admin');
        await letterTo(bo.email, `You are invited to ${north.name}`);
      });

      await test.step('a file of addresses alone is enough', async () => {
        await upload('one.txt', Buffer.from(`\uFEFF${dora.email}\r\n`));
        await expect(page.getByText(`${dora.email} is invited to become a member.`)).toBeVisible();
      });

      await test.step('those that are ticked are sent again together', async () => {
        await chooseInMenu(page, dora.email, 'Revoke invitation');
        await expect(row(dora.email)).toContainText('Revoked');
        await expect(page.getByRole('checkbox', { name: dora.email })).toBeDisabled();
        await page.getByRole('checkbox', { name: bo.email }).check();
        await page.getByRole('checkbox', { name: cem.email }).check();
        await page.getByRole('form', { name: 'What to do with those selected' }).getByRole('button', { name: 'Send again' }).click();
        await expect(page.getByText('2 invitations are on their way again')).toBeVisible();
        for (const { email } of [bo, cem]) {
          await letterTo(email, `Reminder: your invitation to ${north.name}`);
        }
      });
    });
  });
}

test('a link that was handed on asks who opens it to confirm the address', async ({ page, anotherBrowser }) => {
  const [ana, bo] = [somebody('Ana Lima'), somebody('Bo Berg')];
  const north = await found(page, ana);
  await invite(page, north, bo.email);
  await page.getByRole('button', { name: `Actions for ${bo.email}` }).click();
  await page.getByRole('link', { name: 'Show link to hand on' }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();

  const bos = await anotherBrowser();
  await bos.goto(link);
  await bos.getByRole('link', { name: 'Create one' }).click();
  await bos.getByLabel('Your name').fill(bo.name);
  await bos.getByLabel('Password', { exact: true }).fill(bo.password);
  await bos.getByRole('button', { name: 'Create account' }).click();
  await bos.goto(linkIn(await letterTo(bo.email, 'Confirm your address')));
  await bos.getByRole('button', { name: 'Confirm and sign in' }).click();
  await bos.getByRole('button', { name: `Accept and join ${north.name}` }).click();
  await expect(bos).toHaveURL(north.address);
});

test.describe('looked over', () => {
  test('the list of invitations', async ({ page, anotherBrowser }) => {
    const [ana, bo, cem, dora] = [somebody('Ana Lima'), somebody('Bo Berg'), somebody('Cem Demir'), somebody('Dora Diaz')];
    const north = await found(page, ana);
    await page.goto(north.invitations);
    await inspect(page, 'no invitations');

    await bring(page, north, await anotherBrowser(), bo);
    await invite(page, north, `${cem.email}\n${dora.email}, admin`);
    await expect(page.getByRole('alert')).toBeVisible();
    await inspect(page, 'invitations, just sent');
    await chooseInMenu(page, cem.email, 'Revoke invitation');
    await expect(page.getByRole('row', { name: cem.email })).toContainText('Revoked');
    await page.getByRole('button', { name: `Actions for ${dora.email}` }).click();
    await page.getByRole('link', { name: 'Show link to hand on' }).click();
    await expect(page.getByLabel('Link', { exact: true })).toBeVisible();
    await inspect(page, 'invitations, with a link to hand on');

    await invite(page, north, `${'much-too-long-'.repeat(8)}\n${bo.email}, king`);
    await expect(page.getByLabel('Email addresses')).toHaveAttribute('aria-invalid', 'true');
    await inspect(page, 'invitations, with errors');
    await page.getByLabel('Email addresses').clear();
    await page.getByLabel('Or a CSV file').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('nobody\nneither') });
    await page.getByRole('button', { name: 'Invite people' }).click();
    await expect(page.getByText('These are the lines of “people.csv”.')).toBeVisible();
    await inspect(page, 'invitations, with the lines of a file');
    await page.goto(`${north.invitations}?status=expired`);
    await inspect(page, 'invitations, none of that status');
  });

  test('the page of an invitation', async ({ page, anotherBrowser }) => {
    const [ana, bo] = [somebody('Ana Lima'), somebody('Bo Berg')];
    const north = await found(page, ana);
    await invite(page, north, bo.email);
    const link = await invitationLink(bo, north);
    const bos = await anotherBrowser();

    await page.goto(link);
    await inspect(page, 'an invitation, of somebody else');
    await bos.goto(link);
    await inspect(bos, 'an invitation, without an account');
    await bos.getByRole('button', { name: 'Create account and join' }).click();
    await expect(bos.getByLabel('Your name')).toHaveAttribute('aria-invalid', 'true');
    await inspect(bos, 'an invitation, with errors');
    await joinFromInvitation(bos, bo, north);
    await bos.goto(link);
    await inspect(bos, 'an invitation, of a member');

    await page.goto(link);
    await inspect(page, 'an invitation, used');
    await page.goto('/invitations/altered');
    await inspect(page, 'an invitation, altered');
  });
});
