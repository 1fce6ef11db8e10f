-- Every sign-in stands in the log of each organization that the person is in. A sign-in happens before anybody is anywhere:
-- the lines are written by a function with its owner's rights, and by what the policy lets through nothing else.
create policy sign_in on audit_log for insert to current_user
    with check (action = 'member.signed_in' and actor_kind = 'user' and actor_id = app.user_id());

create function app.record_sign_in(
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
        from places p join organizations o on o.id = p.org_id
        where o.deleted_at is null
        order by o.id limit in_limit;
    perform set_config('app.user', was_user, true);
end $$;
comment on function app.record_sign_in is 'A sign-in, as a line in the log of each organization that the person is a member of, or in a workspace of from outside: of in_limit organizations at most. Whoever is suspended there, or whose workspace is suspended or archived, is in it still: who may let them in again is told. An organization that is deleted isn''t told: it opens for nobody, and a line that came while it is purged would stay.';
revoke all on function app.record_sign_in from public;
grant execute on function app.record_sign_in to tenantry_serving;
