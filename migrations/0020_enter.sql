-- Entering an organization, by what an organization has come to be: with former slugs, deleted for a while, with members
-- who are suspended. They are locked out by the way in, so that no use case can forget it.
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
            where m.user_id = in_user and m.org_id = in_id and o.deleted_at is null;
    else
        select o.id, o.slug, o.name, m.id, m.role, l.org_id is not distinct from o.id, m.suspended_at is not null
            into org_id, org_slug, org_name, member_id, role, was_last, is_suspended
            from organizations o join memberships m on m.org_id = o.id and m.user_id = in_user left join last_places l on l.user_id = m.user_id
            where o.slug = in_slug and o.deleted_at is null;
        if not found then
            -- A former slug. Asked for only here, so that the usual way pays nothing for it.
            select o.id, o.slug, o.name, m.id, m.role, l.org_id is not distinct from o.id, m.suspended_at is not null
                into org_id, org_slug, org_name, member_id, role, was_last, is_suspended
                from organization_slugs s join organizations o on o.id = s.org_id
                    join memberships m on m.org_id = o.id and m.user_id = in_user left join last_places l on l.user_id = m.user_id
                where s.slug = in_slug and o.deleted_at is null;
        end if;
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
comment on function app.enter is 'Opens an organization that isn''t deleted, by id or else by a slug that it has or had, for a person: sets the tenant and the person for this transaction and returns the role, with the current slug. Nulls where the person isn''t a member, just as where there is no such organization; only its name, with the role "suspended", where they are locked out. For a change the membership is locked against change and removal.';
