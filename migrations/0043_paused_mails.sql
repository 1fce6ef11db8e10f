-- Mails of a suspended workspace wait until it is opened again, however long that is: a job that is retried gives up in the
-- end, and so it sets aside what it was to do.
create table paused_mails (
    org_id       uuid not null,
    workspace_id uuid not null,
    user_id      uuid not null,
    outbox_id    uuid not null,
    reaction     text not null,
    item         uuid,
    paused_at    timestamptz not null,
    constraint paused_mails_key unique nulls not distinct (org_id, workspace_id, outbox_id, reaction, item, user_id),
    foreign key (org_id, workspace_id) references workspaces (org_id, id),
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade
);
create index paused_mails_user on paused_mails (org_id, user_id);
comment on table paused_mails is 'Mails that a suspended workspace holds up. Each becomes a job again, under the name that it had, when the workspace is active.';
comment on column paused_mails.outbox_id is 'The event that it tells of. No foreign key: the job looks whether that is there.';
comment on column paused_mails.reaction is 'The reaction that sends it.';
comment on column paused_mails.item is 'What it is about, where there is one for each of many things.';
comment on column paused_mails.paused_at is 'When it was set aside.';
alter table paused_mails enable row level security;
alter table paused_mails force row level security;
create policy inside on paused_mails
    using (org_id = app.org() and workspace_id = app.workspace()) with check (org_id = app.org() and workspace_id = app.workspace());
grant select, insert, update, delete on paused_mails to tenantry_serving;
-- For the functions that empty what was deleted, with their owner's rights.
create policy purge on paused_mails to current_user
    using (org_id = app.org()) with check (org_id = app.org());

drop function app.enqueue_turns(uuid, uuid, uuid, text[], uuid[], uuid[], timestamptz[], text[]);
create function app.enqueue_turns(
    in_outboxes uuid[], in_org uuid, in_workspace uuid, in_reactions text[], in_items uuid[], in_people uuid[], in_run_at timestamptz[],
    in_keys text[]
) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform graphile_worker.add_jobs(array(
        select row(
            'reaction',
            json_build_object('outbox', t.outbox, 'org', in_org, 'workspace', in_workspace, 'reaction', t.reaction,
                'item', t.item, 'person', t.person),
            null, t.run_at, null,
            coalesce(t.key, concat_ws(':', t.outbox, t.reaction, t.item, t.person)),
            5, null
        )::graphile_worker.job_spec
        from unnest(in_outboxes, in_reactions, in_items, in_people, in_run_at, in_keys) t(outbox, reaction, item, person, run_at, key)));
end $$;
comment on function app.enqueue_turns is 'Adds a job for each turn in the caller''s transaction: all run if that commits, and none otherwise. One with the key of a job that waits takes its place; with the key of one that runs, that one doesn''t run again.';
revoke all on function app.enqueue_turns from public;
grant execute on function app.enqueue_turns to tenantry_serving;
