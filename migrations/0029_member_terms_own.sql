-- "Of the organization, or one's own" is two indexes, and a plan that is made before the organization is known reads all
-- of both and sorts: at 100,000 members a fifth of a second for a page. Only the trigger that follows a person's new name
-- needs what is theirs elsewhere, so it alone, with its owner's rights, sees that.
drop policy own on member_terms;
create policy own on member_terms to current_user
    using (user_id = app.user_id()) with check (user_id = app.user_id());
alter function app.user_renamed() security definer set search_path = pg_catalog, public, pg_temp;
revoke all on function app.user_renamed from public;
-- Asked once a statement, not once a row.
alter policy inside on member_terms using (org_id = (select app.org())) with check (org_id = (select app.org()));

-- What one member is found by, without a look at the table: row-level security asks for the organization of each.
drop index member_terms_member;
create index member_terms_member on member_terms (member_id, is_name, term, org_id);
