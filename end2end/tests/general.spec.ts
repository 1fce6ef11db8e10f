// The General tab, beyond the name: address, website, logo, defaults, and the end of an organization.

import type { Page } from '@playwright/test';
import { letterTo } from '../support/mailbox';
import { createOrganization, join, organization, somebody } from '../support/people';
import { BLUE, drawing, grey, halves, type Upload } from '../support/picture';
import { expect, test } from '../support/test';

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('another address takes the place of the former one, which leads to it', async ({ page }) => {
      await join(page, somebody('Ana Lima'));
      const former = page.url();
      const slug = organization('moved').replace(' ', '-');
      const section = page.getByRole('region', { name: 'Address' });
      const address = section.getByLabel('Address', { exact: true });
      const change = async (slug: string) => {
        await address.fill(slug);
        await section.getByRole('button', { name: 'Change address' }).click();
      };

      await page.goto(`${former}/settings/general`);
      await change('No address');
      await expect(address).toHaveAccessibleDescription(/Use lower-case letters from a to z, digits and hyphens only\./);
      await expect(address).toHaveValue('No address');
      await change(slug);
      await expect(page.getByRole('status')).toContainText(`The address now ends in /o/${slug}.`);
      await expect(page).toHaveURL(`/o/${slug}/settings/general`);

      await page.goto(former);
      await expect(page).toHaveURL(`/o/${slug}`);
      await page.goto(`${former}/settings/general`);
      await expect(page).toHaveURL(`/o/${slug}/settings/general`);
    });

    test('an address that is taken or reserved is refused at its field', async ({ page }) => {
      await join(page, somebody('Ana Lima'));
      const taken = slugOf(page);
      await createOrganization(page, organization('Moved'));
      const own = slugOf(page);
      const section = page.getByRole('region', { name: 'Address' });
      const address = section.getByLabel('Address', { exact: true });
      await page.goto(`/o/${own}/settings/general`);
      for (const [typed, sentence] of [
        [taken, 'This address is taken. Choose another one.'],
        ['settings', 'This word is reserved. Choose another address.'],
      ]) {
        await address.fill(typed);
        await section.getByRole('button', { name: 'Change address' }).click();
        await expect(address).toHaveAccessibleDescription(new RegExp(sentence));
        await expect(address).toHaveAttribute('aria-invalid', 'true');
        await expect(address).toHaveValue(typed);
      }
      await page.goto(`/o/${own}/settings/general`);
      await expect(address).toHaveValue(own);
    });

    test('a website that is none is refused at its field', async ({ page }) => {
      await openGeneral(page);
      const section = page.getByRole('region', { name: 'Identity' });
      const website = section.getByLabel('Website');
      await section.getByLabel('Description').fill('Wool, spun and dyed.');
      await website.fill('example.com');
      await section.getByRole('button', { name: 'Save identity' }).click();
      await expect(website).toHaveAccessibleDescription(/Enter an address that begins with https:\/\/ or http:\/\//);
      await expect(section.getByLabel('Description')).toHaveValue('Wool, spun and dyed.');

      await website.fill('https://example.com/');
      await section.getByRole('button', { name: 'Save identity' }).click();
      await expect(page.getByRole('status')).toHaveText('Saved the description and the website.');
      await expect(website).toHaveValue('https://example.com');
    });

    test('a logo is uploaded, one with a script is refused, and it is removed', async ({ page }) => {
      await openGeneral(page);
      const section = page.getByRole('region', { name: 'Logo' });
      const logo = section.locator('.logo-now img');

      await section.getByLabel('Picture').setInputFiles(drawing('<script>alert(1)</script>'));
      await section.getByRole('button', { name: 'Add logo' }).click();
      await expect(section.getByLabel('Picture')).toHaveAccessibleDescription(/This SVG has a script\. Export it without, or as PNG\./);
      await expect(logo).toBeHidden();

      await section.getByLabel('Picture').setInputFiles(halves(400, 200));
      await section.getByRole('button', { name: 'Add logo' }).click();
      await expect(page.getByRole('status')).toHaveText('Saved the logo.');
      await expect(logo).toBeVisible();
      const answer = await page.request.get((await logo.getAttribute('src'))!);
      expect(answer.headers()['content-type']).toBe('image/png');

      await section.getByRole('button', { name: 'Remove logo' }).click();
      await expect(page.getByRole('status')).toHaveText('The logo is removed.');
      await expect(logo).toBeHidden();
    });

    test('a JPG becomes a PNG, and a harmless drawing stays one', async ({ page }) => {
      await openGeneral(page);
      const section = page.getByRole('region', { name: 'Logo' });
      const logo = section.locator('.logo-now img');
      const bring = async (button: string, picture: Upload) => {
        await section.getByLabel('Picture').setInputFiles(picture);
        await section.getByRole('button', { name: button }).click();
        await expect(page.getByRole('status')).toHaveText('Saved the logo.');
      };

      await bring('Add logo', grey(300, 200));
      await expect(logo).toHaveAttribute('src', /\.png$/);
      const drawn = await page.request.get((await logo.getAttribute('src'))!);
      expect(drawn.headers()['content-type']).toBe('image/png');

      await bring('Replace logo', drawing('<circle cx="4.5" cy="4.5" r="4" fill="#a30"/>'));
      await expect(logo).toHaveAttribute('src', /\.svg$/);
      const answer = await page.request.get((await logo.getAttribute('src'))!);
      expect(answer.headers()['content-type']).toBe('image/svg+xml');
      expect(await answer.text()).toContain('<circle');
    });

    test('a deleted organization is locked at once, and its owner restores it', async ({ page, context }) => {
      const name = organization('North');
      const ana = somebody('Ana Lima');
      await join(page, ana);
      await createOrganization(page, name);
      const address = page.url();
      const other = await context.newPage();
      await other.goto(address);

      await page.goto(`${address}/settings/general`);
      const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
      const remove = async (typed: string) => {
        await dialog.getByLabel('to confirm').fill(typed);
        await dialog.getByRole('button', { name: 'Delete organization' }).click();
      };
      await page.getByRole('button', { name: 'Delete organization' }).click();
      await remove('North');
      await expect(dialog.getByLabel('to confirm')).toHaveAccessibleDescription(/That isn’t the name\./);
      await remove(name);
      await letterTo(ana.email, `${name} was deleted`);

      for (const path of ['', '/settings/general']) {
        expect((await other.goto(address + path))?.status()).toBe(404);
      }
      await other.goto('/orgs');
      await expect(other.getByRole('main').getByRole('link', { name })).toBeHidden();

      await page.goto('/account/organizations');
      const gone = page.getByRole('table', { name: 'Deleted organizations' }).getByRole('row', { name });
      await gone.getByRole('button', { name: 'Restore' }).click();
      await expect(page.getByRole('status')).toHaveText(`${name} is back, with everybody who was in it.`);
      await expect(page).toHaveURL(address);
      await other.goto(address);
      await expect(other.getByRole('heading', { level: 1 })).toHaveText(name);
    });
  });
}

test('the square of the cropper decides what becomes the logo', async ({ page }) => {
  await openGeneral(page);
  const section = page.getByRole('region', { name: 'Logo' });
  await section.getByLabel('Picture').setInputFiles(halves(400, 200));
  const square = section.getByRole('button', { name: 'The part that is kept.' });
  const place = section.getByText('from the left');
  await expect(place).toHaveText('25.00% from the left, 0.00% from the top');

  await test.step('keys move it, as far as the picture goes', async () => {
    await square.focus();
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Shift+ArrowRight');
    }
    await expect(place).toHaveText('50.00% from the left, 0.00% from the top');
  });

  await test.step('too far in, it says that the logo will look soft', async () => {
    await section.getByLabel('Zoom').fill('200');
    await expect(section.getByText('The part that is kept has 100 × 100 pixels.')).toBeVisible();
    await section.getByLabel('Zoom').fill('100');
    await expect(section.getByText('will look soft')).toBeHidden();
  });

  await test.step('what was in it is the logo', async () => {
    await square.press('Shift+ArrowRight');
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Shift+ArrowRight');
    }
    await section.getByRole('button', { name: 'Add logo' }).click();
    await expect(page.getByRole('status')).toHaveText('Saved the logo.');
    const corner = await section.locator('.logo-now img').evaluate(async (logo: HTMLImageElement) => {
      await logo.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: logo.naturalWidth, height: logo.naturalHeight });
      const drawn = canvas.getContext('2d')!;
      drawn.drawImage(logo, 0, 0);
      return [...drawn.getImageData(2, 2, 1, 1).data].slice(0, 3);
    });
    expect(corner).toEqual(BLUE);
  });
});

test('a pointer drags the square of the cropper, also fast', async ({ page }) => {
  await openGeneral(page);
  const section = page.getByRole('region', { name: 'Logo' });
  await section.getByLabel('Picture').setInputFiles(halves(400, 200));
  const square = section.getByRole('button', { name: 'The part that is kept.' });
  const place = section.getByText('from the left');
  await expect(place).toHaveText('25.00% from the left, 0.00% from the top');
  await square.scrollIntoViewIfNeeded();
  const box = (await square.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];

  for (const [speed, steps] of [['slowly', 40], ['fast', 1]] as const) {
    await test.step(speed, async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x - box.width, y, { steps });
      await expect(place).toHaveText('0.00% from the left, 0.00% from the top');
      await page.mouse.move(x + box.width, y, { steps });
      await expect(place).toHaveText('50.00% from the left, 0.00% from the top');
      await page.mouse.move(x, y, { steps });
      await expect(place).toHaveText('25.00% from the left, 0.00% from the top');
      await page.mouse.up();
    });
  }
});

test('the example of the defaults goes along with what is chosen', async ({ page }) => {
  await openGeneral(page);
  const section = page.getByRole('region', { name: 'Defaults for new workspaces' });
  const example = section.locator('.example-text');
  await section.getByLabel('Language').selectOption('de');
  await section.getByLabel('Date format').selectOption('long');
  await section.getByLabel('Decimal digits').selectOption('3');
  await section.getByLabel('Resolution').selectOption('600');
  await expect(example).toContainText('24. März 2027');
  await expect(example).toContainText('1.234,500');
  await expect(example).toContainText('A4 at 600 dpi');
  const shown = await example.innerText();
  await section.getByRole('button', { name: 'Save defaults' }).click();
  await expect(page.getByRole('status')).toHaveText('Saved the defaults for new workspaces.');
  await expect(example).toHaveText(shown);
});

async function openGeneral(page: Page) {
  await join(page, somebody('Ana Lima'));
  await page.goto(`${page.url()}/settings/general`);
}

/** The last part of the address of the organization that is open. */
function slugOf(page: Page) {
  return new URL(page.url()).pathname.split('/')[2];
}
