-- The log is read by workspace too. Until now a line named one only where it happened inside of it; what an organization
-- does to a workspace is about that workspace as well, and says so in its details: in the field "workspace", where every
-- event that is about one has it. A line about several has none.
create or replace function app.record(
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
            values (in_audit, in_org, coalesce(in_workspace, (in_body ->> 'workspace')::uuid), in_at, in_actor_kind, in_actor,
                in_event, in_version, in_target_kind, in_target, in_body, in_ip, in_user_agent, in_request);
    end if;
    -- Reactions go inside of what it happened in: the outbox keeps to that.
    insert into outbox (id, org_id, workspace_id, event, version, payload, created_at)
        values (in_outbox, in_org, in_workspace, in_event, in_version, in_body, in_at);
    for reaction in 1 .. cardinality(in_reactions) loop
        perform app.enqueue('reaction', json_build_object('outbox', in_outbox, 'org', in_org, 'workspace', in_workspace, 'reaction', in_reactions[reaction]),
            in_outbox || ':' || in_reactions[reaction], in_run_at[reaction]);
    end loop;
end $$;
comment on function app.record is 'One event: its audit line, unless it is given no id for one, its outbox row, and a job for each reaction to it, at once where no time is given. The line names the workspace that it happened in, else the one that the event is about.';
comment on column audit_log.workspace_id is 'The workspace that it happened in or is about; null for what concerns the organization, or several of them. No foreign key: the log outlives what it tells of.';

-- What is there already. Forced row-level security would hide it from the owner too.
alter table audit_log no force row level security;
update audit_log set workspace_id = (details ->> 'workspace')::uuid
    where org_id is not null and workspace_id is null and details ->> 'workspace' is not null;
alter table audit_log force row level security;

-- Beside a workspace, who and what are filtered by in every combination, as without one. Lines about none pay nothing.
create index audit_log_workspace_actor on audit_log (org_id, workspace_id, actor_id, id desc) where workspace_id is not null;
create index audit_log_workspace_action on audit_log (org_id, workspace_id, action, id desc) where workspace_id is not null;
create index audit_log_workspace_actor_action on audit_log (org_id, workspace_id, actor_id, action, id desc) where workspace_id is not null;

-- A workspace is looked for by how its name begins. Under row-level security that reaches an index only by a column, since a
-- function of one could tell what it sees.
alter table workspaces add column folded text collate "C" generated always as (app.fold(name)) stored;
comment on column workspaces.folded is 'The name as app.fold has it: what it is looked for by.';
create index workspaces_folded on workspaces (org_id, folded, id) where state <> 'deleting';
