-- What the overview says of the whole organization, without walking through what there is: forms and storage as tallies,
-- what was made of a day as counts of that day, and the keys that work.
alter table tallies drop constraint tallies_kind_check;
alter table tallies add constraint tallies_kind_check check (kind in ('workspaces', 'archived_workspaces', 'forms', 'storage'));
comment on table tallies is 'Counts of an organization''s rows, kept by triggers: the sum over the rows of a kind. forms: in workspaces that are in lists, without deleted ones; storage: the bytes of stored files.';

create table daily_counts (
    org_id uuid not null references organizations on delete cascade,
    day    date not null,
    kind   text not null check (kind in ('fills', 'forms')),
    count  bigint not null
);
create index daily_counts_day on daily_counts (org_id, kind, day);
comment on table daily_counts is 'What came of a day in an organization, whatever became of it since: the sum over the rows, slotted like `tallies` and written by triggers alone.';
comment on column daily_counts.day is 'The day, UTC.';
comment on column daily_counts.kind is 'fills that became ready, or forms that were made.';
comment on column daily_counts.count is 'A part of the sum.';
alter table daily_counts enable row level security;
alter table daily_counts force row level security;
create policy inside on daily_counts
    using (org_id = app.org()) with check (org_id = app.org());
grant select, insert, update, delete on daily_counts to tenantry_serving;

create function app.add_to_day(in_org uuid, in_day date, in_kind text, in_count bigint) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    update daily_counts set count = count + in_count
        where ctid = (select d.ctid from daily_counts d where d.org_id = in_org and d.day = in_day and d.kind = in_kind limit 1 for update skip locked);
    if not found then
        insert into daily_counts (org_id, day, kind, count) values (in_org, in_day, in_kind, in_count);
    end if;
end $$;
comment on function app.add_to_day is 'Adds to what came of a day in an organization.';
grant execute on function app.add_to_day to tenantry_serving;

-- Forms. A workspace that comes into lists or goes out of them takes its forms with it, and has to know of those that are
-- being added: each holds a lock of this purpose, which the other waits for. (The workspace's row is locked by much that a
-- form needn't wait for.)
create function app.tally_forms(in_org uuid, in_workspace uuid, in_delta bigint) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    its_state text;
begin
    perform pg_advisory_xact_lock_shared(32, hashtext(in_workspace::text));
    select w.state into its_state from workspaces w where w.org_id = in_org and w.id = in_workspace;
    if app.workspace_tally(its_state) = 'workspaces' then
        perform app.add_to_tally(in_org, 'forms', in_delta);
    end if;
end $$;
comment on function app.tally_forms is 'Adds to an organization''s tally of forms, where their workspace is in lists.';
grant execute on function app.tally_forms to tenantry_serving;

create function app.tally_changed_forms() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    for part in select c.org_id, c.workspace_id, count(*) as count from changed c where c.deleted_at is null group by c.org_id, c.workspace_id loop
        perform app.tally_forms(part.org_id, part.workspace_id, case when tg_op = 'DELETE' then -part.count else part.count end);
    end loop;
    if tg_op = 'INSERT' then
        for part in select c.org_id, (c.created_at at time zone 'utc')::date as day, count(*) as count from changed c group by c.org_id, 2 loop
            perform app.add_to_day(part.org_id, part.day, 'forms', part.count);
        end loop;
    end if;
    return null;
end $$;
comment on function app.tally_changed_forms is 'Trigger: counts the forms that a statement inserted or deleted.';
create function app.tally_marked_form() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform app.tally_forms(new.org_id, new.workspace_id, case when new.deleted_at is null then 1 else -1 end);
    return null;
end $$;
comment on function app.tally_marked_form is 'Trigger: a form that was marked as deleted doesn''t count, one that was restored does.';
create trigger tally_inserted after insert on forms referencing new table as changed
    for each statement execute function app.tally_changed_forms();
create trigger tally_deleted after delete on forms referencing old table as changed
    for each statement execute function app.tally_changed_forms();
create trigger tally_marked after update of deleted_at on forms
    for each row when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function app.tally_marked_form();

create or replace function app.tally_workspace_state() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    forms bigint;
begin
    if app.workspace_tally(old.state) is not null then perform app.add_to_tally(old.org_id, app.workspace_tally(old.state), -1); end if;
    if app.workspace_tally(new.state) is not null then perform app.add_to_tally(new.org_id, app.workspace_tally(new.state), 1); end if;
    if 'workspaces' in (app.workspace_tally(old.state), app.workspace_tally(new.state)) then
        perform pg_advisory_xact_lock(32, hashtext(new.id::text));
        select sum(c.count) into forms from workspace_counts c where c.org_id = new.org_id and c.workspace_id = new.id and c.kind = 'forms';
        if forms <> 0 then
            perform app.add_to_tally(new.org_id, 'forms', case app.workspace_tally(new.state) when 'workspaces' then forms else -forms end);
        end if;
    end if;
    return null;
end $$;
comment on function app.tally_workspace_state is 'Trigger: counts a workspace elsewhere that comes into lists or goes out of them, and its forms with it.';

-- Fills, of each day, and the files that are kept of them and of source documents.
create or replace function app.add_fills(in_org uuid, in_workspace uuid, in_at timestamptz, in_count bigint) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    its_day date := (in_at at time zone 'utc')::date;
    its_month date := date_trunc('month', its_day)::date;
begin
    update fill_counts set count = count + in_count
        where ctid = (select f.ctid from fill_counts f
            where f.org_id = in_org and f.workspace_id = in_workspace and f.month = its_month limit 1 for update skip locked);
    if not found then
        insert into fill_counts (org_id, workspace_id, month, count) values (in_org, in_workspace, its_month, in_count);
    end if;
    perform app.add_to_day(in_org, its_day, 'fills', in_count);
end $$;
comment on function app.add_fills is 'Adds to a workspace''s fills of a month, and to its organization''s of a day. The triggers on fills call it, and nothing else.';
create or replace function app.count_fills() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    for part in
        select c.org_id, c.workspace_id, min(c.ready_at) as ready_at, count(*) as count
        from changed c where c.ready_at is not null group by c.org_id, c.workspace_id, (c.ready_at at time zone 'utc')::date
    loop
        perform app.add_fills(part.org_id, part.workspace_id, part.ready_at, part.count);
    end loop;
    return null;
end $$;

create function app.tally_files() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    for part in execute format(
        'select c.org_id, sum(c.%1$I)::bigint as bytes from changed c where c.%2$I is not null group by c.org_id having sum(c.%1$I) <> 0',
        tg_argv[1], tg_argv[0]
    ) loop
        perform app.add_to_tally(part.org_id, 'storage', case when tg_op = 'DELETE' then -part.bytes else part.bytes end);
    end loop;
    return null;
end $$;
comment on function app.tally_files is 'Trigger: adds to the storage what the files have whose rows a statement inserted or deleted. Its arguments: the column of the file, and that of its bytes.';
create function app.tally_fill_file() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform app.add_to_tally(new.org_id, 'storage',
        case when new.pdf_file is null then 0 else coalesce(new.pdf_bytes, 0) end - case when old.pdf_file is null then 0 else coalesce(old.pdf_bytes, 0) end);
    return null;
end $$;
comment on function app.tally_fill_file is 'Trigger: adds to the storage a file that a fill is given later.';
create trigger tally_inserted after insert on fills referencing new table as changed
    for each statement execute function app.tally_files('pdf_file', 'pdf_bytes');
create trigger tally_deleted after delete on fills referencing old table as changed
    for each statement execute function app.tally_files('pdf_file', 'pdf_bytes');
create trigger tally_updated after update of pdf_file, pdf_bytes on fills for each row
    when (old.pdf_file is distinct from new.pdf_file or old.pdf_bytes is distinct from new.pdf_bytes) execute function app.tally_fill_file();
create trigger tally_inserted after insert on source_documents referencing new table as changed
    for each statement execute function app.tally_files('file', 'bytes');
create trigger tally_deleted after delete on source_documents referencing old table as changed
    for each statement execute function app.tally_files('file', 'bytes');

-- Keys are seen inside of their workspace alone; how many of them work, in the whole organization. Above a thousand nobody
-- wants to know how many.
create index api_keys_working on api_keys (org_id, workspace_id) where revoked_at is null;
create function app.working_keys(in_now timestamptz) returns bigint
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select count(*) from (
        select from api_keys k join workspaces w on w.org_id = k.org_id and w.id = k.workspace_id
        where k.org_id = app.org() and k.revoked_at is null and (k.expires_at is null or k.expires_at > in_now) and w.state = 'active'
        limit 1000) k);
end $$;
comment on function app.working_keys is 'How many keys of the transaction''s organization open something, up to 1,000.';
revoke all on function app.working_keys from public;
grant execute on function app.working_keys to tenantry_serving;

-- What is there already. Forced row-level security would hide it from the owner too.
do $$
declare
    held text;
begin
    foreach held in array array['forms', 'fills', 'source_documents', 'workspaces', 'tallies', 'daily_counts'] loop
        execute format('alter table %I no force row level security', held);
    end loop;
    insert into tallies (org_id, kind, count)
        select f.org_id, 'forms', count(*) from forms f join workspaces w on w.org_id = f.org_id and w.id = f.workspace_id
            where f.deleted_at is null and app.workspace_tally(w.state) = 'workspaces' group by f.org_id
        union all
        select s.org_id, 'storage', sum(s.bytes)::bigint from (
            select f.org_id, f.pdf_bytes as bytes from fills f where f.pdf_file is not null
            union all select d.org_id, d.bytes from source_documents d) s
            where s.bytes is not null group by s.org_id;
    insert into daily_counts (org_id, day, kind, count)
        select f.org_id, (f.created_at at time zone 'utc')::date, 'forms', count(*) from forms f group by f.org_id, 2
        union all
        select f.org_id, (f.ready_at at time zone 'utc')::date, 'fills', count(*) from fills f where f.ready_at is not null group by f.org_id, 2;
    foreach held in array array['forms', 'fills', 'source_documents', 'workspaces', 'tallies', 'daily_counts'] loop
        execute format('alter table %I force row level security', held);
    end loop;
end $$;
