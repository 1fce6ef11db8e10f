// Looks a page over: for who can't see it well, in both colour schemes, on a phone and on a desk.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 800 };
/** The narrowest that anything is made for. */
const NARROW = { width: 360, height: 740 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Inspects the page that is open; `name` is what a failure calls it. Goes on after a failure, so that all are told at once. */
export async function inspect(page: Page, name: string) {
  await test.step(name, async () => {
    await expectIdsOnce(page, name);
    await page.setViewportSize(NARROW);
    await expectNothingCutOff(page, name);
    for (const size of [PHONE, DESK]) {
      await page.setViewportSize(size);
      await expectNothingCutOff(page, name);
      await expectAccessible(page, `${name}, ${size.width} px wide`);
    }
  });
}

/** The same for a state that a change of size would end, as an open menu. */
export async function inspectAsItIs(page: Page, name: string) {
  await test.step(name, async () => {
    await expectNothingCutOff(page, name);
    await expectAccessible(page, name);
  });
}

async function expectNothingCutOff(page: Page, name: string) {
  const { beyond, width } = await page.evaluate(() => ({ beyond: document.scrollingElement!.scrollWidth - innerWidth, width: innerWidth }));
  expect.soft(beyond, `${name}: pixels beyond the edge at ${width}`).toBeLessThanOrEqual(0);
}

/** Two things of one id: whatever points at it, as a button at its dialog, finds the first. */
async function expectIdsOnce(page: Page, name: string) {
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  });
  expect.soft(twice, `${name}: ids that stand twice`).toEqual([]);
}

async function expectAccessible(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violations(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}

async function violations(page: Page) {
  // Legacy mode enters no frames of other sites. There are none, and it is faster.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(RULES).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
}
