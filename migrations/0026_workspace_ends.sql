-- Workspaces as they are governed from outside: counted by whether they are in lists, found where nobody manages them, and
-- emptied where they were deleted.
alter table tallies drop constraint tallies_kind_check;
alter table tallies add constraint tallies_kind_check check (kind in ('workspaces', 'archived_workspaces'));

create function app.add_to_tally(in_org uuid, in_kind text, in_delta bigint) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    update tallies set count = count + in_delta
        where ctid = (select t.ctid from tallies t where t.org_id = in_org and t.kind = in_kind limit 1 for update skip locked);
    if not found then
        -- Where the organization itself is being deleted there is nothing left to count.
        insert into tallies (org_id, kind, count)
            select in_org, in_kind, in_delta from organizations o where o.id = in_org;
    end if;
end $$;
comment on function app.add_to_tally is 'Adds to a tally of an organization.';
grant execute on function app.add_to_tally to tenantry_serving;

create function app.workspace_tally(in_state text) returns text
    language sql immutable parallel safe
    return case when in_state in ('active', 'suspended') then 'workspaces' when in_state = 'archived' then 'archived_workspaces' end;
comment on function app.workspace_tally is 'Under which tally a workspace of that state is counted; null for one that is being deleted.';
grant execute on function app.workspace_tally to tenantry_serving;

create function app.tally_workspaces() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    for part in select c.org_id, app.workspace_tally(c.state) as kind, case tg_op when 'INSERT' then count(*) else -count(*) end as delta
        from changed c where c.state <> 'deleting' group by c.org_id, app.workspace_tally(c.state)
    loop
        perform app.add_to_tally(part.org_id, part.kind, part.delta);
    end loop;
    return null;
end $$;
comment on function app.tally_workspaces is 'Trigger: counts the workspaces that a statement inserted or deleted.';
create function app.tally_workspace_state() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    if app.workspace_tally(old.state) is not null then perform app.add_to_tally(old.org_id, app.workspace_tally(old.state), -1); end if;
    if app.workspace_tally(new.state) is not null then perform app.add_to_tally(new.org_id, app.workspace_tally(new.state), 1); end if;
    return null;
end $$;
comment on function app.tally_workspace_state is 'Trigger: counts a workspace elsewhere that comes into lists or goes out of them.';

drop trigger tally_inserted on workspaces;
drop trigger tally_deleted on workspaces;
drop function app.tally();
create trigger tally_inserted after insert on workspaces referencing new table as changed
    for each statement execute function app.tally_workspaces();
create trigger tally_deleted after delete on workspaces referencing old table as changed
    for each statement execute function app.tally_workspaces();
create trigger tally_state after update of state on workspaces
    for each row when (app.workspace_tally(old.state) is distinct from app.workspace_tally(new.state))
    execute function app.tally_workspace_state();

-- A sum of no managers has a part that is nothing or less: those few rows are looked at instead of all workspaces.
create index workspace_counts_unmanaged on workspace_counts (org_id, workspace_id) where kind = 'managers' and count <= 0;
alter table workspaces no force row level security;
alter table workspace_counts no force row level security;
insert into workspace_counts (org_id, workspace_id, kind, count)
    select w.org_id, w.id, 'managers', 0 from workspaces w
    where not exists (select from workspace_counts c where c.org_id = w.org_id and c.workspace_id = w.id and c.kind = 'managers');
alter table workspaces force row level security;
alter table workspace_counts force row level security;

create function app.empty_workspace(in_org uuid, in_workspace uuid, in_deletion uuid, in_table text, in_limit integer) returns bigint
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    rows bigint;
begin
    perform set_config('app.org', in_org::text, true), set_config('app.workspace', in_workspace::text, true),
        set_config('app.sees_all', 'on', true);
    perform from workspaces w where w.org_id = in_org and w.id = in_workspace and w.deletion = in_deletion for no key update;
    if not found then
        return null;
    end if;
    execute format(
        'delete from public.%1$I where ctid = any (array(select ctid from public.%1$I where org_id = $1 and workspace_id = $2 limit $3))',
        in_table
    ) using in_org, in_workspace, in_limit;
    get diagnostics rows = row_count;
    return rows;
end $$;
comment on function app.empty_workspace is 'Deletes at most so many rows of one table of a workspace that is being deleted, and of no other; returns how many. Null where that deletion isn''t under way. It has its caller''s rights: row-level security holds.';
revoke all on function app.empty_workspace from public;
grant execute on function app.empty_workspace to tenantry_serving;
