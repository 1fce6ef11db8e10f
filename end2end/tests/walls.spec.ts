// What doesn't open.

import { inspect } from '../support/inspection';
import { join, signOut, somebody } from '../support/people';
import { expect, test } from '../support/test';

test('another person’s organization is nothing at all', async ({ page, anotherBrowser }) => {
  const [ana, bo] = [somebody('Ana Lima'), somebody('Bo Berg')];
  await join(page, ana);
  const stranger = await anotherBrowser();
  await join(stranger, bo);

  await stranger.goto('/o/there-is-none-like-this');
  const words = await stranger.getByRole('main').innerText();
  expect(words).toContain('Nothing at this address');
  for (const place of ['', '/settings/general']) {
    const answer = await stranger.goto(page.url() + place);
    expect(answer?.status()).toBe(404);
    expect(await stranger.getByRole('main').innerText()).toBe(words);
  }
});

test('the cookie of a session that was signed out is worth nothing', async ({ page, context, anotherBrowser }) => {
  const ana = somebody('Ana Lima');
  await join(page, ana);
  const address = page.url();
  const cookies = await context.cookies();

  const thief = await anotherBrowser();
  await thief.context().addCookies(cookies);
  await thief.goto(address);
  await expect(thief).toHaveURL(address);

  await signOut(page, ana);
  await thief.goto(address);
  await expect(thief.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
});

test('a form on another site reaches nothing', async ({ page, baseURL }) => {
  await page.route('http://elsewhere.example/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${baseURL}/forms/account/sign-in"><input name="email" value="a@example.com"><input name="password" value="x"><button>Win</button></form>`,
    }),
  );
  await page.goto('http://elsewhere.example/');
  const answer = page.waitForResponse(`${baseURL}/forms/account/sign-in`);
  await page.getByRole('button', { name: 'Win' }).click();
  expect((await answer).status()).toBe(403);
  await expect(page.getByText('This request came from another site, so nothing was done.')).toBeVisible();
  await inspect(page, 'refusing another site');
});
