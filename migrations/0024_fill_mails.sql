-- Who is told of a ready fill, and how.
alter table organizations add column notify_fills boolean not null default false;
comment on column organizations.notify_fills is 'Whether members are mailed when a form that they have access to was filled.';
alter table memberships add column fill_mails text not null default 'each' check (fill_mails in ('each', 'daily', 'never'));
comment on column memberships.fill_mails is 'What the person wants of them: each: a mail for every fill; daily: one a day; never.';

create table fill_digests (
    org_id       uuid not null,
    user_id      uuid not null,
    workspace_id uuid not null,
    fill_id      uuid not null,
    ready_at     timestamptz not null,
    primary key (org_id, user_id, fill_id),
    foreign key (org_id, user_id) references memberships (org_id, user_id) on delete cascade,
    foreign key (org_id, workspace_id, fill_id) references fills (org_id, workspace_id, id) on delete cascade
);
create index fill_digests_fill on fill_digests (org_id, workspace_id, fill_id);
comment on table fill_digests is 'Fills that the next daily mail of a person tells of.';
comment on column fill_digests.fill_id is 'The fill.';
comment on column fill_digests.ready_at is 'When the fill became ready.';
alter table fill_digests enable row level security;
alter table fill_digests force row level security;
create policy inside on fill_digests
    using (org_id = app.org()) with check (org_id = app.org());
grant select, insert, update, delete on fill_digests to tenantry_serving;

alter table fills add column announced_at timestamptz;
comment on column fills.announced_at is 'When it was settled who is mailed about it: that happens once.';

-- A reaction to an event, once for each of many: a job apiece, so that one that fails holds up no other. They come behind
-- all other jobs, so that a thousand mails about one thing keep nobody waiting for a link.
create function app.enqueue_turns(
    in_outbox uuid, in_org uuid, in_workspace uuid, in_reactions text[], in_items uuid[], in_people uuid[], in_run_at timestamptz[],
    in_keys text[]
) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform graphile_worker.add_jobs(array(
        select row(
            'reaction',
            json_build_object('outbox', in_outbox, 'org', in_org, 'workspace', in_workspace, 'reaction', t.reaction,
                'item', t.item, 'person', t.person),
            null, t.run_at, null,
            coalesce(t.key, concat_ws(':', in_outbox, t.reaction, t.item, t.person)),
            5, null
        )::graphile_worker.job_spec
        from unnest(in_reactions, in_items, in_people, in_run_at, in_keys) t(reaction, item, person, run_at, key)));
end $$;
comment on function app.enqueue_turns is 'Adds a job for each turn in the caller''s transaction: all run if that commits, and none otherwise. One with the key of a job that waits takes its place; with the key of one that runs, that one doesn''t run again.';
revoke all on function app.enqueue_turns from public;
grant execute on function app.enqueue_turns to tenantry_serving;

-- Who sees a form, said once for whatever tells people of it. (A reader's own transaction is held to the same by the policy
-- on forms.) A plain expression, so that the planner puts it into the query that asks.
create function app.sees_form(form forms, place workspace_memberships) returns boolean
    language sql stable
    return form.access = 'workspace' or place.role = 'manager'
        or exists (select from form_access a
            where a.org_id = form.org_id and a.workspace_id = form.workspace_id and a.form_id = form.id and a.user_id = place.user_id);
comment on function app.sees_form is 'Whether somebody in the workspace of a form sees it: it is open to all there, they manage the workspace, or they were chosen.';
grant execute on function app.sees_form to tenantry_serving;
