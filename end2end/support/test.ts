// What every test here stands on. Import `test` and `expect` from this file.

import { test as base, type BrowserContext, type ConsoleMessage, type Page } from '@playwright/test';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Opens a page in another browser, which shares nothing with `page`. */
  anotherBrowser: () => Promise<Page>;
  /** What browsers of this test complained about. The test fails if anything is in it at the end. */
  complaints: string[];
}

export const test = base.extend<Fixtures>({
  // How often something may be tried from one address is limited, and a whole suite is more than that. The server under
  // test believes this header (TRUSTED_PROXIES=1), so that every test comes from an address of its own.
  extraHTTPHeaders: async ({}, use) => use({ 'x-forwarded-for': someAddress() }),

  complaints: [
    async ({}, use) => {
      const complaints: string[] = [];
      await use(complaints);
      base.expect(complaints, 'The browser has nothing to complain about').toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, complaints }, use) => {
    listen(context, complaints);
    await use(context);
  },

  anotherBrowser: async ({ browser, complaints }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push(context);
      listen(context, complaints);
      return context.newPage();
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

/** Failed scripts, refused content, files that aren't there: whatever a browser reports as an error. */
function listen(context: BrowserContext, complaints: string[]) {
  context.on('console', (message) => {
    if (message.type() === 'error' && !isStatusOfPage(message)) {
      complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
}

/** A page that is meant to answer 404 or 422 is reported too, as a resource that failed to load. */
function isStatusOfPage(message: ConsoleMessage) {
  return message.text().startsWith('Failed to load resource') && message.location().url === message.page()?.url();
}

function someAddress() {
  const part = () => Math.floor(Math.random() * 256);
  return `10.${part()}.${part()}.${part()}`;
}
