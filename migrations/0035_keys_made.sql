-- Keys belong to a workspace and outlive who made them. Whoever removes a member is told which those are, without being
-- inside of any workspace, and may have them revoked with it.
create function app.keys_made_by(in_user uuid, in_now timestamptz) returns table (
    id uuid, name text, prefix text, workspace text, last_used_at timestamptz
)
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
    select k.id, k.name, k.prefix, w.name, k.last_used_at
        from api_keys k join workspaces w on w.org_id = k.org_id and w.id = k.workspace_id
        where k.org_id = app.org() and k.created_by = in_user and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > in_now) and w.state in ('active', 'suspended')
        order by k.created_at desc, k.id desc limit 51;
end $$;
comment on function app.keys_made_by is 'The keys that a person made in the transaction''s organization and that work, the newest first, at most 51: what they are called and where they belong, and nothing that opens anything.';
create function app.revoke_keys_made_by(in_user uuid, in_by uuid, in_now timestamptz) returns bigint
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    revoked bigint;
begin
    update api_keys k set revoked_at = in_now, revoked_by = in_by
        where k.org_id = app.org() and k.created_by = in_user and k.revoked_at is null and (k.expires_at is null or k.expires_at > in_now);
    get diagnostics revoked = row_count;
    return revoked;
end $$;
comment on function app.revoke_keys_made_by is 'Revokes the keys that a person made in the transaction''s organization; returns how many.';
revoke all on function app.keys_made_by, app.revoke_keys_made_by from public;
grant execute on function app.keys_made_by, app.revoke_keys_made_by to tenantry_serving;
