import { defineConfig, devices } from '@playwright/test';

// scripts/test browser starts the server, its mail server and its database, and says here where they are.
const { BASE_URL, CHROMIUM, CI } = process.env;
if (!BASE_URL) {
  throw new Error('BASE_URL is not set: run these tests with scripts/test browser, which starts what they need.');
}

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  // One server and one mailbox serve all tests, and each test makes its own people and organizations in them.
  workers: 2,
  fullyParallel: true,
  // A test that passes the second time has found something.
  retries: 0,
  forbidOnly: Boolean(CI),
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    baseURL: BASE_URL,
    // What isn't there by then won't come, and the failure says what was waited for; without these it would say only
    // that the test took too long.
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    // Without pictures along the way: they would take a third of the time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    // What still moves is "not stable" for a click, which then scrolls the page to have it stand still; a menu follows
    // its button, and the click lands beside it, which shuts it.
    contextOptions: { reducedMotion: 'reduce' },
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
  projects: [
    {
      name: 'chromium',
      use: {
        ...devices['Desktop Chrome'],
        launchOptions: {
          executablePath: CHROMIUM || '/usr/bin/chromium',
          args: [
            // The sandbox wants a user who isn't root; nothing but our own pages is opened.
            '--no-sandbox',
            '--disable-gpu',
            // The browser itself asks the network for nothing.
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
  ],
});
