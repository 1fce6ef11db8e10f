// Ways into somebody else's organization.

import { expect, type Page } from '@playwright/test';
import { letterTo, linkIn } from './mailbox';
import { confirmationLink, personalOrganization, signUp, type Person } from './people';

/** An organization whose owner is at work in `page`. */
export interface Place {
  name: string;
  /** Its overview. */
  address: string;
  members: string;
  invitations: string;
  audit: string;
}

/** Signs up with an organization of one's own. Ends on its overview. */
export async function found(page: Page, owner: Person): Promise<Place> {
  await signUp(page, owner);
  await page.goto(await confirmationLink(owner));
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await page.waitForURL('**/o/*/**');
  await page.goto('/');
  const name = personalOrganization(owner);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const address = page.url();
  const settings = `${address}/settings`;
  return { name, address, members: `${settings}/members`, invitations: `${settings}/members/invitations`, audit: `${settings}/audit` };
}

/** Sends the form that invites, with that list in it. */
export async function invite(page: Page, place: Place, people: string, role = 'Member') {
  await page.goto(place.invitations);
  await page.getByLabel('Email addresses').fill(people);
  await page.getByLabel('Role', { exact: true }).selectOption(role);
  await page.getByRole('button', { name: 'Invite people' }).click();
}

/** The link in the mail that invites. */
export async function invitationLink({ email }: Person, place: Place) {
  return linkIn(await letterTo(email, `You are invited to ${place.name}`));
}

/** Signs up on the page of an invitation that is open. Ends on the overview of the organization. */
export async function joinFromInvitation(page: Page, { name, password }: Person, place: Place) {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: `Create account and join ${place.name}` }).click();
  await expect(page).toHaveURL(place.address);
}

/** The owner in `page` invites somebody, who signs up in `browser`. */
export async function bring(page: Page, place: Place, browser: Page, person: Person, role?: string) {
  await invite(page, place, person.email, role);
  await browser.goto(await invitationLink(person, place));
  await joinFromInvitation(browser, person, place);
}

/** Opens the menu in somebody's row, and chooses the button of that name in it. */
export async function chooseInMenu(page: Page, whose: string, button: string) {
  const row = page.getByRole('row', { name: whose });
  await row.getByRole('button', { name: `Actions for ${whose}` }).click();
  await row.getByRole('button', { name: button, exact: true }).click();
}
