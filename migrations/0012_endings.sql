-- How an organization and an account end: marked at once, brought back for thirty days, then purged. What is marked
-- opens for nobody; what of it remains is for the purge alone.
alter table organizations
    add column deletion     uuid,
    add column deleted_at   timestamptz,
    add column deleted_by   uuid references users on delete set null,
    add column purge_at     timestamptz,
    add column purging_at   timestamptz,
    add column purge_counts jsonb,
    add constraint organizations_deletion_whole check (num_nulls(deletion, deleted_at, purge_at) in (0, 3)),
    add constraint organizations_purge_due check (purging_at is null or coalesce(purging_at >= purge_at, false));
create index organizations_deleted_by on organizations (deleted_by);
comment on column organizations.deletion is 'The deletion that is under way; the account''s own where the organization goes along with one. Another deletion has another id, so that a job of an earlier one knows that it is void.';
comment on column organizations.deleted_at is 'When it was deleted; null while it lives. From then on it opens for nobody.';
comment on column organizations.deleted_by is 'Who deleted it.';
comment on column organizations.purge_at is 'Until when it can be restored; everything of it goes from then on.';
comment on column organizations.purging_at is 'When the purge began: from then on nothing brings it back.';
comment on column organizations.purge_counts is 'What the purge found when it began, for the receipt: rows of each table, and files. A purge that is resumed finds less.';

alter table users
    add column deletion   uuid,
    add column deleted_at timestamptz,
    add column purge_at   timestamptz,
    add constraint users_deletion_key unique (deletion),
    add constraint users_deletion_whole check (num_nulls(deletion, deleted_at, purge_at) in (0, 3));
comment on column users.deletion is 'The deletion that is under way: half of the mailed link that ends it.';
comment on column users.deleted_at is 'When the person deleted the account; null while it lives. From then on it signs nobody in.';
comment on column users.purge_at is 'Until when it can be restored; it goes from then on.';

-- A list of one's own shows what lives, whatever its query says.
alter policy own on organizations
    using (deleted_at is null and id in (select m.org_id from memberships m where m.user_id = app.user_id()));

-- For the functions below that work with their owner's rights: the purge of the organization that they entered.
create policy purge on last_places to current_user
    using (org_id = app.org()) with check (org_id = app.org());
create policy purge on audit_log for delete to current_user
    using (org_id = app.org());

create function app.enter_deleted(
    in_user uuid, in_id uuid,
    out org_id uuid, out org_slug text, out org_name text, out member_id uuid, out role text
)
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform set_config('app.user', in_user::text, true);
    perform set_config('app.org', in_id::text, true);
    select o.id, o.slug, o.name, m.id, m.role into org_id, org_slug, org_name, member_id, role
        from organizations o join memberships m on m.org_id = o.id and m.user_id = in_user
        where o.id = in_id and o.deleted_at is not null and o.purging_at is null
        for update of o;
    if org_id is null then
        perform set_config('app.org', '', true);
    end if;
end $$;
comment on function app.enter_deleted is 'Opens an organization that is deleted and can be restored, for one of its members, and locks it: a purge that would begin waits, and one that has begun left nothing to open. Nulls where there is no such.';

create function app.own_organizations(in_user uuid, in_lock boolean, in_limit integer) returns table (
    org_id uuid, slug text, name text, personal boolean, role text, joined_at timestamptz,
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
            select o.id, o.slug, o.name, o.personal, m.role, m.created_at,
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
comment on function app.own_organizations is 'Every organization that a person is in, the deleted ones too, with how many people and owners can sign in there and how many workspaces of it are the person''s. Locked, if asked for, in the order of their ids: nobody else becomes or stops being their owner then.';

create function app.purge_begin(in_org uuid, in_deletion uuid, in_now timestamptz, in_tables text[], in_files bigint) returns text
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    found_org organizations;
    counts jsonb := jsonb_build_object('files', in_files);
    tenant_table text;
    rows bigint;
begin
    perform set_config('app.org', in_org::text, true);
    select * into found_org from organizations where id = in_org and deletion = in_deletion for update;
    if not found then
        return 'void';
    elsif found_org.purging_at is not null then
        return 'begun';
    elsif found_org.purge_at > in_now then
        return 'early';
    end if;
    foreach tenant_table in array in_tables loop
        execute format('select count(*) from public.%I where org_id = $1', tenant_table) into rows using in_org;
        counts := counts || jsonb_build_object(tenant_table, rows);
    end loop;
    update organizations set purging_at = in_now, purge_counts = counts where id = in_org;
    return 'begun';
end $$;
comment on function app.purge_begin is 'Begins the purge of an organization, or finds that it has begun. "void": restored, deleted anew, or gone. "early": it can still be restored. Takes turns with a restore by the organization''s row.';

create function app.purge(in_org uuid, in_table text, in_keep uuid, in_limit integer) returns bigint
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    rows bigint;
begin
    perform set_config('app.org', in_org::text, true);
    perform from organizations where id = in_org and purging_at is not null for no key update;
    if not found then
        raise exception 'organization % isn''t being purged', in_org;
    end if;
    execute format(
        'delete from public.%1$I where ctid = any (array(select ctid from public.%1$I where org_id = $1 %2$s limit $3))',
        in_table, case when in_table = 'outbox' then 'and id is distinct from $2' else '' end
    ) using in_org, in_keep, in_limit;
    get diagnostics rows = row_count;
    return rows;
end $$;
comment on function app.purge is 'Deletes at most so many rows of one table of an organization whose purge has begun, and of no other; returns how many. Keeps the outbox row in_keep, which the purge itself runs from.';

create function app.purge_end(in_org uuid, in_keep uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    counts jsonb;
begin
    perform set_config('app.org', in_org::text, true);
    select purge_counts into counts from organizations where id = in_org and purging_at is not null for update;
    if found then
        delete from outbox where id = in_keep and org_id = in_org;
        delete from organizations where id = in_org;
    end if;
    perform set_config('app.org', '', true);
    return counts;
end $$;
comment on function app.purge_end is 'Deletes the last of an organization whose purge has begun: its own row, and the outbox row that the purge runs from. Returns what the purge found when it began; null if the organization is gone.';

revoke all on function app.purge_begin, app.purge, app.purge_end from public;
grant execute on function app.enter_deleted, app.own_organizations, app.purge_begin, app.purge, app.purge_end to tenantry_serving;

-- A reaction may wait: the purge comes thirty days after the deletion.
drop function app.record(uuid, uuid, uuid, timestamptz, text, uuid, text, integer, text, uuid, jsonb, inet, text, text, text[]);
create function app.record(
    in_audit uuid, in_outbox uuid, in_org uuid, in_at timestamptz, in_actor_kind text, in_actor uuid,
    in_event text, in_version integer, in_target_kind text, in_target uuid, in_body jsonb,
    in_ip inet, in_user_agent text, in_request text, in_reactions text[], in_run_at timestamptz[] default '{}'
) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    insert into audit_log (id, org_id, at, actor_kind, actor_id, action, target_kind, target_id, details, ip, user_agent, request_id)
        values (in_audit, in_org, in_at, in_actor_kind, in_actor, in_event, in_target_kind, in_target, in_body, in_ip, in_user_agent, in_request);
    insert into outbox (id, org_id, event, version, payload, created_at)
        values (in_outbox, in_org, in_event, in_version, in_body, in_at);
    for reaction in 1 .. cardinality(in_reactions) loop
        perform app.enqueue('reaction', json_build_object('outbox', in_outbox, 'org', in_org, 'reaction', in_reactions[reaction]),
            in_outbox || ':' || in_reactions[reaction], in_run_at[reaction]);
    end loop;
end $$;
comment on function app.record is 'One event: its audit line, its outbox row, and a job for each reaction to it, at once where no time is given.';
grant execute on function app.record to tenantry_serving;
