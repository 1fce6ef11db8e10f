-- The audit log is read by when, by who and by what, in every combination, a page at a time. Each of these indexes ends
-- with the id, which is in the order of time, so that a page is a short walk however long the log is. What is written
-- once and read for years may cost three entries more.
create index audit_log_actor on audit_log (org_id, actor_id, id desc);
create index audit_log_action on audit_log (org_id, action, id desc);
create index audit_log_actor_action on audit_log (org_id, actor_id, action, id desc);

-- People are looked for by how their name begins.
create index users_name on users (lower(name) text_pattern_ops);

-- A line is read with the shape that its details had when it was written.
alter table audit_log add column version integer not null default 1;
comment on column audit_log.version is 'The version of the details'' shape.';

drop function if exists app.record(uuid, uuid, uuid, timestamptz, text, uuid, text, integer, text, uuid, jsonb, inet, text, text, text[]);
drop function if exists app.record(uuid, uuid, uuid, timestamptz, text, uuid, text, integer, text, uuid, jsonb, inet, text, text, text[], timestamptz[]);
create function app.record(
    in_audit uuid, in_outbox uuid, in_org uuid, in_at timestamptz, in_actor_kind text, in_actor uuid,
    in_event text, in_version integer, in_target_kind text, in_target uuid, in_body jsonb,
    in_ip inet, in_user_agent text, in_request text, in_reactions text[], in_run_at timestamptz[] default '{}'
) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    insert into audit_log (id, org_id, at, actor_kind, actor_id, action, version, target_kind, target_id, details, ip, user_agent, request_id)
        values (in_audit, in_org, in_at, in_actor_kind, in_actor, in_event, in_version, in_target_kind, in_target, in_body, in_ip, in_user_agent, in_request);
    insert into outbox (id, org_id, event, version, payload, created_at)
        values (in_outbox, in_org, in_event, in_version, in_body, in_at);
    for reaction in 1 .. cardinality(in_reactions) loop
        perform app.enqueue('reaction', json_build_object('outbox', in_outbox, 'org', in_org, 'reaction', in_reactions[reaction]),
            in_outbox || ':' || in_reactions[reaction], in_run_at[reaction]);
    end loop;
end $$;
comment on function app.record is 'One event: its audit line, its outbox row, and a job for each reaction to it, at once where no time is given.';
grant execute on function app.record to tenantry_serving;
