-- Each organization that a sign-in is told to is looked up by its key. In a join, the planner would read all there are: under
-- row-level security it can't know how few of them a person sees.
create or replace function app.record_sign_in(
    in_user uuid, in_line uuid, in_at timestamptz, in_event text, in_version integer, in_target_kind text, in_target uuid,
    in_body jsonb, in_ip inet, in_user_agent text, in_request text, in_limit integer
) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    was_user text := coalesce(current_setting('app.user', true), '');
begin
    -- Everybody sees their own memberships, and those alone.
    perform set_config('app.user', in_user::text, true);
    insert into audit_log (id, org_id, at, actor_kind, actor_id, action, version, target_kind, target_id, details, ip, user_agent, request_id)
        with recursive shared as (
            -- From organization to organization along the index, however many workspaces of one the person is in.
            (select wm.org_id from workspace_memberships wm where wm.user_id = in_user order by wm.org_id limit 1)
            union all
            select (select wm.org_id from workspace_memberships wm
                where wm.user_id = in_user and wm.org_id > s.org_id order by wm.org_id limit 1)
            from shared s where s.org_id is not null
        ), places as (
            (select m.org_id from memberships m where m.user_id = in_user order by m.org_id limit in_limit)
            union
            (select s.org_id from shared s where s.org_id is not null limit in_limit)
        )
        -- Time and count of the id that was given, then chance: in the order of what else this process writes.
        select (substr(in_line::text, 1, 18) || substr(gen_random_uuid()::text, 19))::uuid, o.id, in_at, 'user', in_user,
            in_event, in_version, in_target_kind, in_target, in_body, in_ip, in_user_agent, in_request
        from places p cross join lateral (select o.id, o.deleted_at from organizations o where o.id = p.org_id limit 1) o
        where o.deleted_at is null
        order by o.id limit in_limit;
    perform set_config('app.user', was_user, true);
end $$;
