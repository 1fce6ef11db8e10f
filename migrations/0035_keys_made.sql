-- Keys belong to a workspace and outlive who made them. Whoever removes a member is told which those are, without being
-- inside of any workspace, and may have them revoked with it.
create function app.keys_made_by(in_user uuid, in_now timestamptz, in_limit integer) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'prefix', s.prefix, 'workspace', s.workspace,
            'last_used_at', to_char(s.last_used_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
        from (select k.name, k.prefix, w.name as workspace, k.last_used_at
            from api_keys k join workspaces w on w.org_id = k.org_id and w.id = k.workspace_id
            where k.org_id = app.org() and k.created_by = in_user and k.revoked_at is null
                and (k.expires_at is null or k.expires_at > in_now) and w.state <> 'deleting'
            order by k.created_at desc, k.id desc limit in_limit) s), '[]');
end $$;
comment on function app.keys_made_by is 'The keys that a person made in the transaction''s organization and that weren''t revoked, the newest first: what they are called and where they belong, and nothing that opens anything.';
create function app.revoke_keys_made_by(in_user uuid, in_by uuid, in_now timestamptz) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    revoked jsonb;
begin
    with r as (
        update api_keys k set revoked_at = in_now, revoked_by = in_by
            from workspaces w
            where k.org_id = app.org() and k.created_by = in_user and k.revoked_at is null and (k.expires_at is null or k.expires_at > in_now)
                and w.org_id = k.org_id and w.id = k.workspace_id and w.state <> 'deleting'
            returning k.id, k.workspace_id, k.name, k.created_at
    )
    select jsonb_agg(jsonb_build_object('key', r.id, 'workspace', r.workspace_id, 'name', r.name) order by r.created_at, r.id) into revoked from r;
    return coalesce(revoked, '[]');
end $$;
comment on function app.revoke_keys_made_by is 'Revokes the keys that a person made in the transaction''s organization; returns which.';
revoke all on function app.keys_made_by, app.revoke_keys_made_by from public;
grant execute on function app.keys_made_by, app.revoke_keys_made_by to tenantry_serving;
