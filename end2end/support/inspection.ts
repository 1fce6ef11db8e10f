// Looks a page over: for who can't see it well, in both colour schemes, on a phone and on a desk.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Inspects the page that is open; `name` is what a failure calls it. Goes on after a failure, so that all are told at once. */
export async function inspect(page: Page, name: string, sizes = [PHONE, DESK]) {
  await test.step(name, async () => {
    for (const size of sizes) {
      await page.setViewportSize(size);
      const tooWide = await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth);
      expect.soft(tooWide, `${name}: pixels past the edge at ${size.width}`).toBeLessThanOrEqual(0);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect.soft(await violations(page), `${name}: ${colorScheme}, ${size.width} px`).toEqual([]);
      }
    }
  });
}

/** The same for a state that only exists at one size, as an open menu. */
export async function inspectOnDesk(page: Page, name: string) {
  await inspect(page, name, [DESK]);
}

async function violations(page: Page) {
  // Legacy mode only means that frames of other sites aren't entered. There are none, and it is twice as fast.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(RULES).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}
