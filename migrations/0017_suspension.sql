-- A suspended member is locked out by the way in, so that no use case can forget it.
create or replace function app.enter(
    in_user uuid, in_slug text, in_id uuid, in_change boolean,
    out org_id uuid, out org_slug text, out org_name text, out member_id uuid, out role text, out was_last boolean
)
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    is_suspended boolean;
begin
    perform set_config('app.user', in_user::text, true);
    if in_id is not null then
        select o.id, o.slug, o.name, m.id, m.role, l.org_id is not distinct from o.id, m.suspended_at is not null
            into org_id, org_slug, org_name, member_id, role, was_last, is_suspended
            from memberships m join organizations o on o.id = m.org_id left join last_places l on l.user_id = m.user_id
            where m.user_id = in_user and m.org_id = in_id;
    else
        select o.id, o.slug, o.name, m.id, m.role, l.org_id is not distinct from o.id, m.suspended_at is not null
            into org_id, org_slug, org_name, member_id, role, was_last, is_suspended
            from organizations o join memberships m on m.org_id = o.id and m.user_id = in_user left join last_places l on l.user_id = m.user_id
            where o.slug = in_slug;
    end if;
    perform set_config('app.org', coalesce(org_id::text, ''), true);
    if in_change and member_id is not null then
        -- A change acts on rights that can't be taken away before it commits.
        select m.role, m.suspended_at is not null into role, is_suspended from memberships m where m.id = member_id for share;
        if not found then
            perform set_config('app.org', '', true);
            org_id := null; member_id := null; role := null;
        end if;
    end if;
    if is_suspended then
        -- The name is all that they get: the refusal says it.
        perform set_config('app.org', '', true);
        org_id := null; org_slug := null; member_id := null; role := 'suspended';
    end if;
end $$;
comment on function app.enter is 'Opens an organization, by id or else by slug, for a person: sets the tenant and the person for this transaction and returns the role. Nulls where the person isn''t a member, just as where there is no such organization; only its name, with the role "suspended", where they are locked out. For a change the membership is locked against change and removal.';

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
