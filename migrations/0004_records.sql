-- What happened, twice: for people (the audit log) and for what must follow (the outbox and its jobs). Both are
-- written by one call, in the transaction of the change itself.
create table audit_log (
    id          uuid primary key,
    org_id      uuid,
    at          timestamptz not null,
    actor_kind  text not null check (actor_kind in ('user', 'key', 'job', 'operator', 'visitor')),
    actor_id    uuid,
    action      text not null,
    target_kind text not null,
    target_id   uuid,
    details     jsonb not null,
    ip          inet,
    user_agent  text not null default '',
    request_id  text not null default ''
);
create index audit_log_org on audit_log (org_id, id desc);
comment on table audit_log is 'Who did what, when, from where. Only ever added to: the program may not change or delete a line.';
comment on column audit_log.id is 'Version 7 UUID: newer lines have greater ids.';
comment on column audit_log.org_id is 'Whose log; null for what concerns an account alone. No foreign key: the log outlives what it tells of.';
comment on column audit_log.at is 'When, by the clock of the program.';
comment on column audit_log.actor_kind is 'What kind of actor.';
comment on column audit_log.actor_id is 'The person or key; null for a job or somebody who isn''t signed in.';
comment on column audit_log.action is 'What, like organization.renamed.';
comment on column audit_log.target_kind is 'What kind of thing it was done to.';
comment on column audit_log.target_id is 'The thing it was done to.';
comment on column audit_log.details is 'The event itself, with from and to.';
comment on column audit_log.ip is 'From which address; null for a job.';
comment on column audit_log.user_agent is 'With which browser or program.';
comment on column audit_log.request_id is 'The request''s reference in the program''s own log.';

create table outbox (
    id         uuid primary key,
    org_id     uuid,
    event      text not null,
    version    integer not null,
    payload    jsonb not null,
    created_at timestamptz not null
);
create index outbox_org on outbox (org_id, id);
comment on table outbox is 'Committed events that others hear of: mail, webhooks, Stripe. Jobs named after a row deliver it.';
comment on column outbox.org_id is 'The organization it happened in; null for what concerns an account alone.';
comment on column outbox.event is 'Its name, like organization.renamed.';
comment on column outbox.version is 'The version of the payload''s shape.';
comment on column outbox.payload is 'The event: ids and values, never a secret.';
comment on column outbox.created_at is 'When it was recorded.';

alter table audit_log enable row level security;
alter table audit_log force row level security;
alter table outbox enable row level security;
alter table outbox force row level security;
create policy inside on audit_log for select using (org_id = app.org());
create policy add on audit_log for insert with check (org_id is not distinct from app.org());
create policy inside on outbox
    using (org_id is not distinct from app.org()) with check (org_id is not distinct from app.org());
grant select, insert on audit_log, outbox to tenantry_serving;

-- The job queue's own tables can't be written by the serving role, whatever it is granted; this door can.
create function app.enqueue(in_task text, in_payload json, in_key text, in_run_at timestamptz default null) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform graphile_worker.add_job(identifier => in_task, payload => in_payload, run_at => in_run_at, job_key => in_key);
end $$;
comment on function app.enqueue is 'Adds a job in the caller''s transaction: it runs if that commits, and never otherwise.';
revoke all on function app.enqueue from public;
grant execute on function app.enqueue to tenantry_serving;

create function app.record(
    in_audit uuid, in_outbox uuid, in_org uuid, in_at timestamptz, in_actor_kind text, in_actor uuid,
    in_event text, in_version integer, in_target_kind text, in_target uuid, in_body jsonb,
    in_ip inet, in_user_agent text, in_request text, in_reactions text[]
) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    reaction text;
begin
    insert into audit_log (id, org_id, at, actor_kind, actor_id, action, target_kind, target_id, details, ip, user_agent, request_id)
        values (in_audit, in_org, in_at, in_actor_kind, in_actor, in_event, in_target_kind, in_target, in_body, in_ip, in_user_agent, in_request);
    insert into outbox (id, org_id, event, version, payload, created_at)
        values (in_outbox, in_org, in_event, in_version, in_body, in_at);
    foreach reaction in array in_reactions loop
        perform app.enqueue('reaction', json_build_object('outbox', in_outbox, 'org', in_org, 'reaction', reaction),
            in_outbox || ':' || reaction);
    end loop;
end $$;
comment on function app.record is 'One event: its audit line, its outbox row, and a job for each reaction to it.';
grant execute on function app.record to tenantry_serving;
