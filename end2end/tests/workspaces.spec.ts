// A workspace from its making to a filled form: who sees what is in it, and who doesn't.

import type { Page } from '@playwright/test';
import { inspect, inspectAsItIs } from '../support/inspection';
import { letterTo, lettersTo, linkIn } from '../support/mailbox';
import { bring, chooseInMenu, found, type Place } from '../support/members';
import { somebody } from '../support/people';
import { expect, test } from '../support/test';

// Long, but the sign-ups serve all of it.
test.setTimeout(300_000);

// The smallest that readers take for a document.
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('a form is filled, and whoever may open it reads the PDF', async ({ page, anotherBrowser }) => {
      const [ana, bo, cem, cora] = ['Ana Lima', 'Bo Berg', 'Cem Demir', 'Cora Chen'].map(somebody);
      const [bos, cems, coras] = [await anotherBrowser(), await anotherBrowser(), await anotherBrowser()];
      const north = await found(page, ana);
      await bring(page, north, bos, bo);
      await bring(page, north, cems, cem);
      const ward = `${north.address}/w/ward`;
      let key = '';
      let form = '';
      let pdf = '';

      await test.step('the organization mails its members, and has a workspace', async () => {
        await page.goto(`${north.address}/settings/notifications`);
        await page.getByLabel('Mail members when a form was filled').check();
        await page.getByRole('button', { name: 'Save notifications' }).click();
        await expect(page.getByText('Members are mailed when a form was filled.')).toBeVisible();

        await page.goto(`${north.address}/settings/workspaces`);
        await page.getByRole('link', { name: 'New workspace' }).click();
        await page.getByLabel('Name', { exact: true }).fill('Ward');
        await page.getByRole('button', { name: 'Create workspace' }).click();
        await expect(page.getByText('Ward is ready. You are its manager.')).toBeVisible();
        await expect(page).toHaveURL(`${north.address}/settings/workspaces/ward`);
      });

      await test.step('its manager adds an editor, and invites somebody from outside', async () => {
        await page.goto(`${ward}/members`);
        await page.getByLabel('Name or address').last().fill(bo.email);
        await page.getByRole('region', { name: /^Add somebody/ }).getByLabel('Role').selectOption('editor');
        await page.getByRole('button', { name: 'Add to workspace' }).click();
        await expect(page.getByRole('row', { name: bo.name })).toContainText('Editor');
        await letterTo(bo.email, 'You are in Ward now');

        await page.getByLabel('Email address').fill(cora.email);
        await page.getByRole('button', { name: 'Invite to workspace' }).click();
        await coras.goto(linkIn(await letterTo(cora.email, 'You are invited to Ward')));
        await coras.getByLabel('Your name').fill(cora.name);
        await coras.getByLabel('Password', { exact: true }).fill(cora.password);
        await coras.getByRole('button', { name: /^Create account and join/ }).click();
        await expect(coras).toHaveURL(new RegExp(`${ward}(/forms)?$`));
        expect(await status(coras, north.address)).toBe(404);
      });

      await test.step('an editor adds a form, a manager makes a key, which is shown once', async () => {
        await bos.goto(`${ward}/forms`);
        await bos.getByLabel('Name', { exact: true }).fill('Consent');
        await bos.getByRole('button', { name: 'Add form' }).click();
        await bos.getByRole('link', { name: 'Consent' }).click();
        form = await bos.getByLabel('Id', { exact: true }).inputValue();
        expect(await status(bos, `${ward}/api-keys`)).toBe(403);

        await page.goto(`${ward}/api-keys`);
        await page.getByLabel('Name', { exact: true }).fill('Reports');
        for (const box of await page.getByRole('checkbox').all()) {
          await box.check();
        }
        await page.getByRole('button', { name: 'Create key' }).click();
        key = await page.getByLabel('Key', { exact: true }).inputValue();
        expect(key).toMatch(/^tnt_[0-9a-z]{12}_[0-9a-f]{48}$/);
        if (scripts) {
          await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
          await page.getByRole('button', { name: 'Copy key' }).click();
          expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
        } else {
          await expect(page.getByRole('button', { name: 'Copy key' })).toBeHidden();
        }
        await page.reload();
        await expect(page.getByRole('row', { name: 'Reports' })).toBeVisible();
        expect(await page.content()).not.toContain(key);
      });

      await test.step('a program reports a fill with its PDF', async () => {
        const body = new FormData();
        body.set('fill', new Blob([JSON.stringify({ form_id: form, processing_ms: 2400, fields: 14 })], { type: 'application/json' }));
        body.set('pdf', new Blob([PDF], { type: 'application/pdf' }), 'consent.pdf');
        const answer = await fetch(new URL('/api/v1/fills', page.url()), {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'consent-1' },
          body,
        });
        expect(answer.status, await answer.clone().text()).toBe(201);
        pdf = `${ward}/fills/${((await answer.json()) as { id: string }).id}/pdf`;
      });

      await test.step('who may open the form is mailed, and the link opens the PDF for them alone', async () => {
        const letter = await letterTo(bo.email, 'Consent was filled');
        expect(letter.text).toContain('14 fields were processed.');
        expect(linkIn(letter)).toBe(pdf);
        for (const browser of [bos, coras]) {
          const answer = await browser.request.get(pdf);
          expect(answer.status()).toBe(200);
          expect(answer.headers()['content-type']).toBe('application/pdf');
          expect(answer.headers()['cache-control']).toContain('no-store');
          expect((await answer.body()).toString()).toBe(PDF);
        }
        expect((await cems.request.get(pdf)).status(), 'a member of the organization, not of the workspace').toBe(404);
        await letterTo(ana.email, 'Consent was filled');
        for (const { email } of [cem, cora]) {
          expect((await lettersTo(email)).map(({ subject }) => subject)).not.toContain('Consent was filled');
        }
        await bos.goto(`${ward}/fills`);
        await expect(bos.getByRole('row', { name: 'Consent' })).toContainText('Ready');
        await bos.goto(pdf.replace(/\/pdf$/, ''));
        await expect(bos.getByText('1 page of 833 × 833 pixels at 300 dpi')).toBeVisible();
      });

      await test.step('outside, an owner sees counts, and nothing of what is counted', async () => {
        await page.goto(`${ward}/members`);
        await chooseInMenu(page, bo.name, 'Change role');
        await page.getByRole('dialog').getByLabel('Role').selectOption('manager');
        await page.getByRole('button', { name: 'Save role' }).click();
        await expect(page.getByRole('row', { name: bo.name })).toContainText('Manager');
        await chooseInMenu(page, ana.name, 'Leave workspace');
        await page.getByRole('dialog').getByRole('button', { name: 'Leave workspace' }).click();
        await page.goto(`${north.address}/settings/workspaces`);
        await expect(page.getByRole('row', { name: 'Ward' }).getByRole('cell')).toContainText(['Active', '2', '1', '1'].map((text) => new RegExp(text)));
        for (const path of ['forms', 'fills', 'members', 'settings', 'api-keys']) {
          expect(await status(page, `${ward}/${path}`)).toBe(404);
        }
        expect((await page.request.get(pdf)).status()).toBe(404);
        await page.goto(north.address);
        for (const [what, count] of [['Form', '1'], ['Fill this week', '1'], ['API key in use', '1']]) {
          await expect(page.locator('dl.figures > div').filter({ hasText: new RegExp(`^${what}`) }).locator('dd')).toHaveText(count);
        }
      });

      await test.step('suspended, it is closed to people and programs alike, with the reason', async () => {
        await page.goto(`${north.address}/settings/workspaces/ward`);
        await page.getByRole('button', { name: 'Suspend workspace' }).first().click();
        await page.getByLabel('Reason').fill('Moving house');
        await page.getByRole('dialog').getByRole('button', { name: 'Suspend workspace' }).click();
        await expect(page.getByText('Ward is suspended. Nobody can open it.')).toBeVisible();
        expect(await status(bos, `${ward}/forms`)).toBe(403);
        await expect(bos.getByText('Moving house')).toBeVisible();
        const answer = await fetch(new URL('/api/v1/fills', page.url()), { headers: { authorization: `Bearer ${key}` } });
        expect(answer.status).toBe(403);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
        expect(((await answer.json()) as { detail: string }).detail).toContain('Moving house');
      });
    });
  });
}

test.describe('looked over', () => {
  test('the pages of workspaces, from outside', async ({ page }) => {
    const north: Place = await found(page, somebody('Ana Lima'));
    for (const path of ['workspaces', 'workspaces/new', 'workspaces/general', 'notifications']) {
      await page.goto(`${north.address}/settings/${path}`);
      await inspect(page, path.replace('/', '-'));
    }
    await page.goto('/account/notifications');
    await inspect(page, 'own-notifications');
  });

  test('the pages inside a workspace', async ({ page }) => {
    const north: Place = await found(page, somebody('Ana Lima'));
    for (const path of ['forms', 'fills', 'profiles', 'documents', 'sessions', 'members', 'settings', 'api-keys']) {
      await page.goto(`${north.address}/w/general/${path}`);
      await inspect(page, `inside-${path}`);
    }
  });

  test('a key just made, and what there is one of', async ({ page }) => {
    const north: Place = await found(page, somebody('Ana Lima'));
    const inside = `${north.address}/w/general`;
    await page.goto(`${inside}/api-keys`);
    await page.getByLabel('Name', { exact: true }).fill('Reports');
    for (const box of await page.getByRole('checkbox').all()) {
      await box.check();
    }
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = await page.getByLabel('Key', { exact: true }).inputValue();
    await inspect(page, 'a key, shown once');

    const make = async (what: string, fields: object) => {
      const answer = await fetch(new URL(`/api/v1/${what}`, page.url()), {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      });
      expect(answer.status, await answer.clone().text()).toBe(201);
      return ((await answer.json()) as { id: string }).id;
    };
    const form = await make('forms', { name: 'Consent' });
    const profile = await make('profiles', { name: 'Ward 3', answers: { ward: '3', beds: 24 } });
    const session = await make('sessions', { name: 'Monday' });
    const filled = { form_id: form, profile_id: profile, session_id: session, processing_ms: 2400, fields: 14 };
    const fill = await make('fills', { ...filled, pdf_url: 'https://files.example.com/consent.pdf' });
    for (const path of [`forms/${form}`, `fills/${fill}`, `profiles/${profile}`, `sessions/${session}`]) {
      await page.goto(`${inside}/${path}`);
      await inspect(page, path.split('/')[0]);
    }

    await page.goto(`${north.address}/settings/workspaces/general`);
    for (const name of ['Suspend workspace', 'Delete workspace']) {
      await page.getByRole('button', { name }).first().click();
      await inspectAsItIs(page, `${name}, asked about`);
      await page.keyboard.press('Escape');
    }
    await page.goto(north.address);
    await inspect(page, 'an overview with something in it');
  });

  test('the reference of the API', async ({ page }) => {
    await page.goto('/api/docs');
    await inspect(page, 'reference');
  });
});

async function status(page: Page, address: string) {
  return (await page.goto(address))!.status();
}
