-- What every page of a workspace asks first, by plans that are kept: a function in SQL that isn't part of the query that
-- calls it is planned at each call, and a condition with a query in it reaches no index before row-level security was asked.
create or replace function app.org_of(in_slug text) returns uuid
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select s.org_id from organization_slugs s where s.slug = in_slug);
end $$;

create or replace function app.enter_workspace(
    in_user uuid, in_key uuid, in_org_slug text, in_org uuid, in_slug text, in_workspace uuid, in_now timestamptz, in_change boolean,
    out org_id uuid, out org_slug text, out org_name text, out org_role text,
    out workspace_id uuid, out slug text, out name text, out role text, out permissions text[], out version bigint,
    out language text, out date_format text, out time_format text, out decimals smallint, out dpi smallint,
    out refusal text, out reason text
)
    language plpgsql
    set search_path = pg_catalog, public
as $$
#variable_conflict use_column
declare
    its_org uuid := coalesce(in_org, app.org_of(in_org_slug));
    its_id uuid := in_workspace;
    its_state text;
    is_suspended boolean := false;
begin
    perform set_config('app.user', coalesce(in_user::text, ''), true), set_config('app.org', coalesce(its_org::text, ''), true),
        set_config('app.workspace', '', true), set_config('app.sees_all', 'off', true);
    if its_id is null then
        select s.id into its_id from workspaces s where s.org_id = its_org and s.slug = in_slug;
    end if;
    select o.id, o.slug, o.name into org_id, org_slug, org_name from organizations o where o.id = its_org and o.deleted_at is null;
    if org_id is not null then
        select w.id, w.slug, w.name, w.state, w.reason, w.version, w.language, w.date_format, w.time_format, w.decimals, w.dpi
            into workspace_id, slug, name, its_state, reason, version, language, date_format, time_format, decimals, dpi
            from workspaces w where w.org_id = its_org and w.id = its_id and w.state in ('active', 'suspended');
    end if;
    if in_key is not null then
        -- Its own row is seen from inside alone.
        perform set_config('app.workspace', coalesce(workspace_id::text, ''), true);
        if in_change then
            perform from api_keys k where k.id = in_key for share;
        end if;
        select k.permissions into permissions from api_keys k
            where k.id = in_key and k.org_id = its_org and k.workspace_id = app.workspace()
                and k.revoked_at is null and (k.expires_at is null or k.expires_at > in_now);
    else
        if in_change then
            -- A change acts on rights that can't be taken away before it commits.
            perform from memberships m where m.org_id = its_org and m.user_id = in_user for share;
            perform from workspace_memberships wm where wm.org_id = its_org and wm.workspace_id = enter_workspace.workspace_id and wm.user_id = in_user for share;
        end if;
        select wm.role into role from workspace_memberships wm
            where wm.org_id = its_org and wm.workspace_id = enter_workspace.workspace_id and wm.user_id = in_user;
        select m.role, m.suspended_at is not null into org_role, is_suspended from memberships m where m.org_id = its_org and m.user_id = in_user;
    end if;
    if workspace_id is null or (role is null and permissions is null) then
        perform set_config('app.org', '', true), set_config('app.workspace', '', true);
        org_id := null; workspace_id := null; org_slug := null; org_name := null; slug := null; name := null; reason := null;
        return;
    end if;
    if coalesce(is_suspended, false) or its_state = 'suspended' then
        -- The names are all that they get: the refusal says them.
        refusal := case when coalesce(is_suspended, false) then 'person' else 'workspace' end;
        perform set_config('app.org', '', true), set_config('app.workspace', '', true);
        return;
    end if;
    perform set_config('app.workspace', workspace_id::text, true),
        set_config('app.sees_all', case when in_key is not null or role = 'manager' then 'on' else 'off' end, true);
end $$;

-- Nobody asks for the others but whoever holds an invitation, and that one workspace alone.
drop function app.own_workspaces();
create function app.shared_workspaces(in_limit bigint) returns table (
    org_id uuid, org_slug text, org_name text, logo text, workspace_id uuid, slug text, name text, role text
)
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    with mine as materialized (
        select wm.org_id, wm.workspace_id, wm.role from workspace_memberships wm
        where wm.user_id = app.user_id()
            -- Looked up one by one: as an anti-join, the planner would read everybody of the organization that was entered.
            and (select m.id from memberships m where m.org_id = wm.org_id and m.user_id = wm.user_id limit 1) is null)
    select o.id, o.slug, o.name, o.logo, w.id, w.slug, w.name, wm.role
        from mine wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
            join organizations o on o.id = wm.org_id
        where o.deleted_at is null and w.state in ('active', 'suspended')
        order by lower(o.name), o.id, lower(w.name), w.id limit in_limit;
end $$;
comment on function app.shared_workspaces is 'The workspaces that the person of this transaction is in from outside, without being a member of their organization.';
revoke all on function app.shared_workspaces from public;
grant execute on function app.shared_workspaces to tenantry_serving;

create function app.is_in_workspace(in_workspace uuid) returns boolean
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
        where wm.user_id = app.user_id() and wm.workspace_id = in_workspace and w.state in ('active', 'suspended'));
end $$;
comment on function app.is_in_workspace is 'Whether the person of this transaction is in that workspace, as a member of its organization or from outside.';
revoke all on function app.is_in_workspace from public;
grant execute on function app.is_in_workspace to tenantry_serving;
