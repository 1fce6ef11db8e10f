-- Changes of who is in an organization, and as what, come one after the other.
create function app.line_up(in_user uuid, in_slug text, in_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform app.enter(in_user, in_slug, in_id, false);
    perform from organizations o where o.id = app.org() for no key update;
end $$;
comment on function app.line_up is 'Before a change of who is in an organization and as what: they come one after the other. The organization''s row is locked (not its key, which other tables'' rows refer to meanwhile) before app.enter locks the person''s own membership; the other way round two owners who demote each other would wait for each other.';
grant execute on function app.line_up to tenantry_serving;
