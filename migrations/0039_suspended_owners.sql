-- Who is suspended in an organization restores it as little as they enter it: they may have been locked out by whoever
-- deleted it. Whoever's account is being deleted doesn't either.
create or replace function app.enter_deleted(
    in_user uuid, in_id uuid,
    out org_id uuid, out org_slug text, out org_name text, out member_id uuid, out role text
)
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    is_suspended boolean;
begin
    perform set_config('app.user', in_user::text, true);
    perform set_config('app.org', in_id::text, true);
    select o.id, o.slug, o.name, m.id, m.role, m.suspended_at is not null
        into org_id, org_slug, org_name, member_id, role, is_suspended
        from organizations o join memberships m on m.org_id = o.id and m.user_id = in_user
            join users u on u.id = m.user_id and u.deleted_at is null
        where o.id = in_id and o.deleted_at is not null and o.purging_at is null
        for update of o;
    if org_id is null then
        perform set_config('app.org', '', true);
    elsif is_suspended then
        -- The name is all that they get: the refusal says it.
        perform set_config('app.org', '', true);
        org_id := null; org_slug := null; member_id := null; role := 'suspended';
    end if;
end $$;
comment on function app.enter_deleted is 'Opens an organization that is deleted and can be restored, for one of its members, and locks it: a purge that would begin waits, and one that has begun left nothing to open. Nulls where there is no such; only its name, with the role "suspended", where they are locked out.';

drop function app.own_organizations(uuid, boolean, integer);
create function app.own_organizations(in_user uuid, in_lock boolean, in_limit integer) returns table (
    org_id uuid, slug text, name text, personal boolean, role text, is_suspended boolean, joined_at timestamptz,
    people bigint, owners bigint, workspaces bigint,
    deletion uuid, deleted_at timestamptz, purge_at timestamptz, is_purging boolean
)
    language plpgsql
    set search_path = pg_catalog, public
as $$
#variable_conflict use_column
declare
    was_user text := coalesce(current_setting('app.user', true), '');
    was_org text := coalesce(current_setting('app.org', true), '');
    mine uuid;
begin
    perform set_config('app.user', in_user::text, true);
    for mine in select m.org_id from memberships m where m.user_id = in_user order by m.org_id limit in_limit loop
        -- How many are there with oneself is seen from inside alone.
        perform set_config('app.org', mine::text, true);
        if in_lock then
            perform from organizations o where o.id = mine for no key update;
        end if;
        return query
            select o.id, o.slug, o.name, o.personal, m.role, m.suspended_at is not null, m.created_at,
                count(*) filter (where u.deleted_at is null),
                count(*) filter (where u.deleted_at is null and x.role = 'owner' and (x.suspended_at is null or x.user_id = in_user)),
                (select count(*) from workspace_memberships wm where wm.org_id = o.id and wm.user_id = in_user),
                o.deletion, o.deleted_at, o.purge_at, o.purging_at is not null
            from organizations o
            join memberships m on m.org_id = o.id and m.user_id = in_user
            join memberships x on x.org_id = o.id
            join users u on u.id = x.user_id
            where o.id = mine
            group by o.id, m.id;
    end loop;
    perform set_config('app.user', was_user, true);
    perform set_config('app.org', was_org, true);
end $$;
comment on function app.own_organizations is 'Every organization that a person is in, the deleted ones too, whether they are suspended there, with how many people and owners can sign in there and how many workspaces of it are the person''s. Locked, if asked for, in the order of their ids: nobody else becomes or stops being their owner then.';
grant execute on function app.own_organizations to tenantry_serving;
