-- How many workspaces an organization has, without counting them: a page shows it at 10,000 as at 10. (Members have
-- member_counts, which takes its turn with everything else that a change of members locks.)
-- Each count is a sum over a few rows. Who adds or removes takes one that nobody else holds at the moment, or adds one,
-- so that two at once neither wait for each other nor can block each other.
create table tallies (
    org_id uuid not null references organizations on delete cascade,
    kind   text not null check (kind in ('workspaces')),
    count  bigint not null
);
create index tallies_org on tallies (org_id, kind);
comment on table tallies is 'Counts of an organization''s rows, kept by triggers: the sum over the rows of a kind.';
comment on column tallies.org_id is 'The organization.';
comment on column tallies.kind is 'What is counted.';
comment on column tallies.count is 'A part of the sum; may be negative.';

alter table tallies enable row level security;
alter table tallies force row level security;
create policy inside on tallies
    using (org_id = app.org()) with check (org_id = app.org());
grant select, insert, update, delete on tallies to tenantry_serving;

create function app.tally() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    for part in select c.org_id, case tg_op when 'INSERT' then count(*) else -count(*) end as delta from changed c group by c.org_id loop
        update tallies set count = count + part.delta
            where ctid = (select t.ctid from tallies t where t.org_id = part.org_id and t.kind = tg_argv[0] limit 1 for update skip locked);
        if not found then
            -- Where the organization itself is being deleted there is nothing left to count.
            insert into tallies (org_id, kind, count)
                select part.org_id, tg_argv[0], part.delta from organizations o where o.id = part.org_id;
        end if;
    end loop;
    return null;
end $$;
comment on function app.tally is 'Trigger: adds to the tally of the kind that is its argument what a statement inserted or deleted.';

create trigger tally_inserted after insert on workspaces referencing new table as changed
    for each statement execute function app.tally('workspaces');
create trigger tally_deleted after delete on workspaces referencing old table as changed
    for each statement execute function app.tally('workspaces');

-- What is there already. Forced row-level security would hide it from the owner too.
alter table workspaces no force row level security;
alter table tallies no force row level security;
insert into tallies (org_id, kind, count)
    select org_id, 'workspaces', count(*) from workspaces group by org_id;
alter table workspaces force row level security;
alter table tallies force row level security;

create index memberships_joined on memberships (org_id, created_at desc, id desc);
