-- Keys with which programs act inside a workspace, the keys that sign tokens, and what tokens stand on.
create table api_keys (
    id           uuid primary key,
    org_id       uuid not null,
    workspace_id uuid not null,
    name         text not null check (length(name) between 1 and 100),
    prefix       text not null constraint api_keys_prefix_key unique check (prefix ~ '^[0-9a-z]{12}$'),
    digest       bytea not null check (length(digest) = 32),
    permissions  text[] not null check (permissions <@ array['see_content', 'edit_content', 'report_fills'] and cardinality(permissions) > 0),
    created_at   timestamptz not null,
    created_by   uuid references users on delete set null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    revoked_by   uuid references users on delete set null,
    constraint api_keys_place_key unique (org_id, workspace_id, id),
    constraint api_keys_edit_sees check (not 'edit_content' = any (permissions) or 'see_content' = any (permissions)),
    foreign key (org_id, workspace_id) references workspaces (org_id, id)
);
create index api_keys_list on api_keys (org_id, workspace_id, created_at desc, id desc);
create index api_keys_created_by on api_keys (created_by);
create index api_keys_revoked_by on api_keys (revoked_by);
comment on table api_keys is 'Keys of a workspace, for programs. Shown once; a digest of the secret is all that is kept.';
comment on column api_keys.name is 'What it is for.';
comment on column api_keys.prefix is 'The part by which it is found and told from others; it is no secret.';
comment on column api_keys.digest is 'SHA-256 of the whole key, which is random enough to need no salt.';
comment on column api_keys.permissions is 'What it may: see_content, edit_content, which comes with see_content, report_fills. Never members, settings or keys.';
comment on column api_keys.created_at is 'When it was made.';
comment on column api_keys.created_by is 'Who made it.';
comment on column api_keys.expires_at is 'When it ends; null for never.';
comment on column api_keys.last_used_at is 'Its last request, to a minute.';
comment on column api_keys.revoked_at is 'When it was revoked; it works nowhere from then on.';
comment on column api_keys.revoked_by is 'Who revoked it.';
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy inside on api_keys
    using (org_id = app.org() and workspace_id = app.workspace()) with check (org_id = app.org() and workspace_id = app.workspace());
grant select, insert, update, delete on api_keys to tenantry_serving;
create policy purge on api_keys to current_user
    using (org_id = app.org()) with check (org_id = app.org());
-- A key says where it belongs before anybody is anywhere: asked by a function with its owner's rights alone.
create policy find on api_keys for select to current_user using (true);

create policy touch on api_keys for update to current_user using (true) with check (true);

create function app.use_key(in_prefix text, in_digest bytea, in_now timestamptz, out id uuid, out org_id uuid, out workspace_id uuid)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    used timestamptz;
begin
    select k.id, k.org_id, k.workspace_id, k.last_used_at into id, org_id, workspace_id, used from api_keys k
        where k.prefix = in_prefix and k.digest = in_digest and k.revoked_at is null and (k.expires_at is null or k.expires_at > in_now);
    -- To the minute: each request would write otherwise. Requests at once don't wait for each other to say so.
    if id is not null and (used is null or used < in_now - interval '1 minute') then
        update api_keys k set last_used_at = in_now
            where k.id = (select s.id from api_keys s where s.id = use_key.id for no key update skip locked);
    end if;
end $$;
comment on function app.use_key is 'The key of that prefix and digest, unless it was revoked or has expired; remembers that it was used.';
revoke all on function app.use_key from public;
grant execute on function app.use_key to tenantry_serving;

create table signing_keys (
    id         uuid primary key,
    created_at timestamptz not null,
    retired_at timestamptz
);
create unique index signing_keys_current_key on signing_keys ((true)) where retired_at is null;
comment on table signing_keys is 'Ed25519 keys that tokens are signed with, one at a time: their names alone. The keys are derived from SECRET_KEY and the name, so that a copy of the database signs nothing.';
comment on column signing_keys.id is 'The kid of its tokens.';
comment on column signing_keys.created_at is 'Since when it is published. It signs once every key before it is retired: the first one at once.';
comment on column signing_keys.retired_at is 'When another takes its place; it is published until its last token is dead.';
grant select, insert, update, delete on signing_keys to tenantry_serving;

create function app.signing_key(in_new uuid, in_now timestamptz, in_age interval, in_ahead interval, out id uuid, out latest_from timestamptz)
    language plpgsql
    set search_path = pg_catalog, public
as $$
#variable_conflict use_column
begin
    if not exists (select from signing_keys s where s.retired_at is null and s.created_at > in_now - in_age) then
        perform pg_advisory_xact_lock(hashtextextended('tenantry signing key', 0));
        if not exists (select from signing_keys s where s.retired_at is null and s.created_at > in_now - in_age) then
            delete from signing_keys s where s.retired_at < in_now - interval '1 day';
            update signing_keys s set retired_at = in_now + in_ahead where s.retired_at is null;
            insert into signing_keys (id, created_at) values (in_new, in_now);
        end if;
    end if;
    select s.id into id from signing_keys s where s.retired_at is null or s.retired_at > in_now order by s.retired_at nulls last limit 1;
    select greatest(max(s.retired_at), in_now) into latest_from from signing_keys s;
end $$;
comment on function app.signing_key is 'The key that signs now, and from when the latest one does. Where there is none younger than in_age, in_new is the latest and signs after in_ahead, or at once if it is the first; whoever asks at once gets the same.';
grant execute on function app.signing_key to tenantry_serving;

alter table workspace_memberships add column id uuid not null default gen_random_uuid();
comment on column workspace_memberships.id is 'Another one each time that somebody is added, whose version begins anew; tokens carry it.';

create function app.check_token(
    in_signing_key uuid, in_retired_since timestamptz, in_now timestamptz,
    in_user uuid, in_session uuid, in_key uuid, in_org uuid, in_workspace uuid, in_membership uuid, in_version bigint,
    out lives boolean, out opens boolean
)
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform set_config('app.user', coalesce(in_user::text, ''), true), set_config('app.org', in_org::text, true),
        set_config('app.workspace', coalesce(in_workspace::text, ''), true);
    lives := exists (select from signing_keys s where s.id = in_signing_key and (s.retired_at is null or s.retired_at > in_retired_since))
        and case
            when in_key is not null then
                exists (select from api_keys k where k.id = in_key and k.revoked_at is null and (k.expires_at is null or k.expires_at > in_now))
            else
                exists (select from sessions s join users u on u.id = s.user_id
                    where s.id = in_session and s.user_id = in_user and s.expires_at > in_now and u.deleted_at is null)
                and not exists (select from memberships m where m.org_id = in_org and m.user_id = in_user and m.suspended_at is not null)
                and case
                    when in_workspace is null then
                        exists (select from memberships m
                            where m.org_id = in_org and m.user_id = in_user and m.id = in_membership and m.version = in_version)
                    else
                        exists (select from workspace_memberships wm
                            where wm.org_id = in_org and wm.workspace_id = in_workspace and wm.user_id = in_user
                                and wm.id = in_membership and wm.version = in_version)
                end
        end;
    opens := lives and exists (select from organizations o where o.id = in_org and o.deleted_at is null)
        and (in_workspace is null or exists (select from workspaces w where w.org_id = in_org and w.id = in_workspace and w.state = 'active'));
    perform set_config('app.user', '', true), set_config('app.org', '', true), set_config('app.workspace', '', true);
end $$;
comment on function app.check_token is 'Whether a token whose signature is good still lives: its signing key, the session or key that it was got with, and the very membership, in the version that it names; who was removed and added again has another. "opens" says whether the place it is for is open too.';
grant execute on function app.check_token to tenantry_serving;

create function app.org_of(in_slug text) returns uuid
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
    return (select s.org_id from organization_slugs s where s.slug = in_slug);
comment on function app.org_of is 'The organization that has or had the slug. Only app.enter_workspace asks, and it tells nobody who isn''t in there.';
revoke all on function app.org_of from public;
grant execute on function app.org_of to tenantry_serving;
create policy find on organization_slugs for select to current_user using (true);

create function app.enter_workspace(
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
    its_state text;
    is_suspended boolean := false;
begin
    perform set_config('app.user', coalesce(in_user::text, ''), true), set_config('app.org', coalesce(its_org::text, ''), true),
        set_config('app.workspace', '', true), set_config('app.sees_all', 'off', true);
    select o.id, o.slug, o.name, w.id, w.slug, w.name, w.state, w.reason, w.version, w.language, w.date_format, w.time_format, w.decimals, w.dpi
        into org_id, org_slug, org_name, workspace_id, slug, name, its_state, reason, version, language, date_format, time_format, decimals, dpi
        from organizations o join workspaces w on w.org_id = o.id
        where o.id = its_org and o.deleted_at is null and w.state in ('active', 'suspended')
            and w.id = coalesce(in_workspace, (select s.id from workspaces s where s.org_id = its_org and s.slug = in_slug));
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
comment on function app.enter_workspace is 'Opens a workspace that is active, by id or slug of organization and workspace, for a person who is in it or for a key of it: sets tenant, workspace and person for this transaction and returns the role or the key''s permissions, with how the workspace writes. Nulls for everybody else, just as where there is none. "refusal" says that the person or the workspace is suspended, with the reason: nothing was opened then.';
grant execute on function app.enter_workspace to tenantry_serving;
