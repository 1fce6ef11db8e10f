// People, and the ways that they all take: signing up, signing in, creating an organization.

import { randomBytes } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { letterTo, linkIn } from './mailbox';

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** Somebody who never was here before. */
export function somebody(name = 'Ana Lima'): Person {
  const tag = unique();
  return { name, email: `${name.split(' ')[0].toLowerCase()}.${tag}@example.com`, password: `heron-${tag}-lantern` };
}

/** A name for an organization that no other test uses. */
export function organization(name: string) {
  return `${name} ${unique()}`;
}

function unique() {
  return randomBytes(4).toString('hex');
}

export async function fillSignUp(page: Page, { name, email, password }: Person) {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

/** Signs up, as far as “Check your email”. */
export async function signUp(page: Page, person: Person) {
  await page.goto('/signup');
  await fillSignUp(page, person);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
}

/** The link in the mail that follows from signing up. */
export async function confirmationLink(person: Person) {
  return linkIn(await letterTo(person.email, 'Confirm your address'));
}

/** Signs up, opens the mailed link, confirms, leaves the welcome. Ends on the overview of the personal organization. */
export async function join(page: Page, person: Person) {
  await signUp(page, person);
  await page.goto(await confirmationLink(person));
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await skipWelcome(page, person);
}

/** Leaves each question of the welcome for later. Ends on the overview. */
export async function skipWelcome(page: Page, person: Person) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome');
  for (const step of ['Name', 'Company', 'Logo']) {
    await expect(page.locator('[aria-current=step]')).toHaveText(step);
    await page.getByRole('link', { name: 'Skip', exact: true }).click();
  }
  await page.getByRole('link', { name: 'Later: go to the overview' }).click();
  await expect(page.getByRole('heading', { name: personalOrganization(person), level: 1 })).toBeVisible();
}

export function personalOrganization(person: Person) {
  return `${person.name}’s organization`;
}

/** Fills in the sign-in page that is open, and sends it. */
export async function signIn(page: Page, { email, password }: Person) {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function signOut(page: Page, person: Person) {
  await page.getByRole('button', { name: person.email }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

export async function createOrganization(page: Page, name: string) {
  await page.goto('/orgs/new');
  await page.getByLabel('Organization name').fill(name);
  await page.getByRole('button', { name: 'Create organization' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

/** Opens the list of organizations at the top of the sidebar. */
export async function openSelector(page: Page) {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Your organizations' }).click();
  await expect(page.getByRole('searchbox')).toBeVisible();
}
