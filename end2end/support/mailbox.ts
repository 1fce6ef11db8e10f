// The mail that the server sent, as the catcher of scripts/test has it.

import { expect } from '@playwright/test';

const { MAILDEV_URL } = process.env;
if (!MAILDEV_URL) {
  throw new Error('MAILDEV_URL is not set: run these tests with scripts/test browser, which starts what they need.');
}

export interface Letter {
  subject: string;
  text: string;
  html: string;
  to: { address: string }[];
}

/** The latest letter to `address` with this subject, waited for. */
export async function letterTo(address: string, subject: string): Promise<Letter> {
  const found = async () => (await lettersTo(address)).filter((letter) => letter.subject === subject).at(-1);
  await expect.poll(found, { message: `A letter “${subject}” to ${address}`, timeout: 30_000 }).toBeTruthy();
  return (await found())!;
}

export async function lettersTo(address: string): Promise<Letter[]> {
  const answer = await fetch(`${MAILDEV_URL}/email`);
  const letters = (await answer.json()) as Letter[];
  return letters.filter((letter) => letter.to.some((to) => to.address === address));
}

/** The address that the letter's button leads to, which the plain text has too. */
export function linkIn(letter: Letter): string {
  const link = /^https?:\/\/\S+$/m.exec(letter.text)?.[0];
  expect(link, 'A link in the letter').toBeTruthy();
  expect(letter.html).toContain(link);
  return link!;
}
