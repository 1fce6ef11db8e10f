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

-- One reaction to one event, for each of many people: a job apiece, so that one that fails holds up no other.
create function app.enqueue_for(in_outbox uuid, in_org uuid, in_workspace uuid, in_reaction text, in_item uuid, in_people uuid[], in_run_at timestamptz default null) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    person uuid;
begin
    foreach person in array in_people loop
        perform app.enqueue('reaction',
            json_build_object('outbox', in_outbox, 'org', in_org, 'workspace', in_workspace, 'reaction', in_reaction, 'item', in_item, 'person', person),
            concat_ws(':', in_outbox, in_reaction, in_item, person), in_run_at);
    end loop;
end $$;
comment on function app.enqueue_for is 'A job for each person, all or none of them with the caller''s transaction.';
grant execute on function app.enqueue_for to tenantry_serving;
