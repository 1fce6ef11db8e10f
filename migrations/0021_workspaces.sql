-- What a workspace goes through: edited, suspended, archived, deleted; and what its documents are written and drawn in.
alter table workspaces
    add column description text not null default '' check (length(description) <= 300),
    add column state       text not null default 'active' check (state in ('active', 'suspended', 'archived', 'deleting')),
    add column reason      text not null default '' check (length(reason) <= 200),
    add column state_at    timestamptz,
    add column state_by    uuid references users on delete set null,
    add column deletion    uuid,
    add column language    text not null default 'en' check (language in ('en', 'de', 'fr', 'es', 'it', 'pt', 'nl')),
    add column date_format text not null default 'long' check (date_format in ('long', 'iso', 'dots', 'slashes', 'month-first')),
    add column time_format text not null default '24h' check (time_format in ('24h', '12h')),
    add column decimals    smallint not null default 2 check (decimals between 0 and 6),
    add column dpi         smallint not null default 300 check (dpi in (72, 100, 150, 200, 300, 600)),
    add column version     bigint not null default 1,
    add column updated_at  timestamptz,
    add column updated_by  uuid references users on delete set null,
    add constraint workspaces_deletion check ((state = 'deleting') = (deletion is not null));
create index workspaces_state_by on workspaces (state_by);
create index workspaces_updated_by on workspaces (updated_by);
create index workspaces_names on workspaces (org_id, lower(name), id) where state in ('active', 'suspended');
create index workspaces_archived on workspaces (org_id, lower(name), id) where state = 'archived';
comment on column workspaces.description is 'What it is for, in at most 300 characters; may be empty.';
comment on column workspaces.state is 'active; suspended: its members are locked out; archived: out of lists and limits, gone for its members; deleting: gone for everybody, a job empties it.';
comment on column workspaces.reason is 'Why it is suspended, for who is locked out; may be empty.';
comment on column workspaces.state_at is 'When the state was last changed; null while it is the first.';
comment on column workspaces.state_by is 'Who changed it.';
comment on column workspaces.deletion is 'The deletion that is under way.';
comment on column workspaces.language is 'The language of its documents, an ISO 639-1 code.';
comment on column workspaces.date_format is 'How it writes dates: long, iso, dots, slashes or month-first.';
comment on column workspaces.time_format is 'How it writes times of day: 24h or 12h.';
comment on column workspaces.decimals is 'How many decimal digits it writes, 0 to 6.';
comment on column workspaces.dpi is 'The resolution that it draws documents in, in dots per inch.';
comment on column workspaces.version is 'Grows with every edit of name, address, description, settings or state; a save names the one that it read.';
comment on column workspaces.updated_at is 'When it was last edited; null before the first edit.';
comment on column workspaces.updated_by is 'Who last edited it.';

alter table workspace_memberships
    add column version    bigint not null default 1,
    add column created_by uuid references users on delete set null;
create index workspace_memberships_created_by on workspace_memberships (created_by);
create index workspace_memberships_managers on workspace_memberships (org_id, workspace_id, user_id) where role = 'manager';
comment on column workspace_memberships.version is 'Grows with every change of the role; tokens and saves carry the one they read.';
comment on column workspace_memberships.created_by is 'Who added the person; null for who created the workspace.';

-- What is counted of a workspace, for who may see counts and no content. Slotted like `tallies`, for the same reason.
create table workspace_counts (
    org_id       uuid not null references organizations on delete cascade,
    workspace_id uuid not null,
    kind         text not null check (kind in ('members', 'managers', 'forms', 'profiles', 'documents', 'sessions')),
    count        bigint not null,
    foreign key (org_id, workspace_id) references workspaces (org_id, id) on delete cascade
);
create index workspace_counts_workspace on workspace_counts (org_id, workspace_id, kind);
comment on table workspace_counts is 'Counts of a workspace''s rows, kept by triggers: the sum over the rows of a kind. What is deleted and can be restored doesn''t count.';
comment on column workspace_counts.kind is 'What is counted.';
comment on column workspace_counts.count is 'A part of the sum; may be negative.';

alter table workspace_counts enable row level security;
alter table workspace_counts force row level security;
create policy inside on workspace_counts
    using (org_id = app.org()) with check (org_id = app.org());
grant select, insert, update, delete on workspace_counts to tenantry_serving;

create function app.workspace() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.workspace', true), '')::uuid;
comment on function app.workspace() is 'The workspace that this transaction is inside of; null outside of any.';
create function app.sees_all() returns boolean
    language sql stable parallel safe
    return coalesce(current_setting('app.sees_all', true), '') = 'on';
comment on function app.sees_all() is 'Whether every form of the workspace is open here: to a manager, a key and a job. To others a form may be for chosen people.';
grant execute on function app.workspace, app.sees_all to tenantry_serving;

create function app.count_in_workspace(in_org uuid, in_workspace uuid, in_kind text, in_delta bigint) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    update workspace_counts set count = count + in_delta
        where ctid = (select c.ctid from workspace_counts c
            where c.org_id = in_org and c.workspace_id = in_workspace and c.kind = in_kind limit 1 for update skip locked);
    if not found then
        -- Where the workspace itself is going there is nothing left to count.
        insert into workspace_counts (org_id, workspace_id, kind, count)
            select in_org, in_workspace, in_kind, in_delta from workspaces w where w.org_id = in_org and w.id = in_workspace;
    end if;
end $$;
comment on function app.count_in_workspace is 'Adds to a count of a workspace.';
grant execute on function app.count_in_workspace to tenantry_serving;

create function app.count_workspace_members() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    if tg_op = 'UPDATE' then
        if old.role = 'manager' then perform app.count_in_workspace(old.org_id, old.workspace_id, 'managers', -1); end if;
        if new.role = 'manager' then perform app.count_in_workspace(new.org_id, new.workspace_id, 'managers', 1); end if;
        return null;
    end if;
    part := case tg_op when 'INSERT' then new else old end;
    perform app.count_in_workspace(part.org_id, part.workspace_id, 'members', case tg_op when 'INSERT' then 1 else -1 end);
    if part.role = 'manager' then
        perform app.count_in_workspace(part.org_id, part.workspace_id, 'managers', case tg_op when 'INSERT' then 1 else -1 end);
    end if;
    return null;
end $$;
comment on function app.count_workspace_members is 'Trigger: keeps the counts of a workspace''s members and managers.';
create trigger count_members after insert or delete on workspace_memberships
    for each row execute function app.count_workspace_members();
create trigger count_managers after update of role on workspace_memberships
    for each row when (old.role is distinct from new.role) execute function app.count_workspace_members();

-- What is there already. Forced row-level security would hide it from the owner too.
alter table workspace_memberships no force row level security;
alter table workspace_counts no force row level security;
insert into workspace_counts (org_id, workspace_id, kind, count)
    select org_id, workspace_id, 'members', count(*) from workspace_memberships group by org_id, workspace_id
    union all
    select org_id, workspace_id, 'managers', count(*) from workspace_memberships where role = 'manager' group by org_id, workspace_id;
alter table workspace_memberships force row level security;
alter table workspace_counts force row level security;

-- A line of the log may belong to a workspace.
alter table audit_log add column workspace_id uuid;
comment on column audit_log.workspace_id is 'The workspace that it happened in; null for what concerns the organization. No foreign key: the log outlives what it tells of.';
create index audit_log_workspace on audit_log (org_id, workspace_id, id desc) where workspace_id is not null;
alter table outbox add column workspace_id uuid;
comment on column outbox.workspace_id is 'The workspace that it happened in; null for what concerns the organization.';

drop function app.record(uuid, uuid, uuid, timestamptz, text, uuid, text, integer, text, uuid, jsonb, inet, text, text, text[], timestamptz[]);
create function app.record(
    in_audit uuid, in_outbox uuid, in_org uuid, in_at timestamptz, in_actor_kind text, in_actor uuid,
    in_event text, in_version integer, in_target_kind text, in_target uuid, in_body jsonb,
    in_ip inet, in_user_agent text, in_request text, in_reactions text[], in_run_at timestamptz[] default '{}', in_workspace uuid default null
) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    if in_audit is not null then
        insert into audit_log (id, org_id, workspace_id, at, actor_kind, actor_id, action, version, target_kind, target_id, details, ip, user_agent, request_id)
            values (in_audit, in_org, in_workspace, in_at, in_actor_kind, in_actor, in_event, in_version, in_target_kind, in_target, in_body, in_ip, in_user_agent, in_request);
    end if;
    insert into outbox (id, org_id, workspace_id, event, version, payload, created_at)
        values (in_outbox, in_org, in_workspace, in_event, in_version, in_body, in_at);
    for reaction in 1 .. cardinality(in_reactions) loop
        perform app.enqueue('reaction', json_build_object('outbox', in_outbox, 'org', in_org, 'workspace', in_workspace, 'reaction', in_reactions[reaction]),
            in_outbox || ':' || in_reactions[reaction], in_run_at[reaction]);
    end loop;
end $$;
comment on function app.record is 'One event: its audit line, unless it is given no id for one, its outbox row, and a job for each reaction to it, at once where no time is given.';
grant execute on function app.record to tenantry_serving;
