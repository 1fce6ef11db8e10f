-- The list of members reads one index of one organization, at 100,000 people as at 100. For that it can't order by
-- users.name, which is of another table, nor search with LIKE or trigrams: under row-level security only leakproof
-- operators reach an index before the policy is asked, and those aren't. Comparing text is. So what people are ordered
-- and found by stands beside their membership, kept by triggers, and a search is a range of it.
alter table memberships
    add column changed_at timestamptz,
    add column changed_by uuid references users on delete set null;
create index memberships_changed_by on memberships (changed_by);
comment on column memberships.changed_at is 'When role or state was last changed; null if never.';
comment on column memberships.changed_by is 'Who last changed role or state.';

alter table former_members
    add column member_id uuid,
    add column version   bigint not null default 1;
create unique index former_members_member on former_members (member_id);
create index former_members_removed_at on former_members (org_id, removed_at desc, user_id desc);
comment on column former_members.member_id is 'The membership that it was, which has it again when the person is reinstated; null for who left.';
comment on column former_members.version is 'The membership''s version then; it goes on from there.';

create table member_terms (
    org_id       uuid not null references organizations on delete cascade,
    member_id    uuid not null references memberships on delete cascade,
    user_id      uuid not null references users on delete cascade,
    is_name      boolean not null,
    term         text collate "C" not null,
    role         text not null,
    is_suspended boolean not null,
    primary key (org_id, is_name, term, member_id)
);
create index member_terms_role on member_terms (org_id, role, is_name, term, member_id);
create index member_terms_suspended on member_terms (org_id, is_name, term, member_id) where is_suspended;
create index member_terms_member on member_terms (member_id, is_name, term);
create index member_terms_user on member_terms (user_id);
comment on table member_terms is 'What a member is ordered and found by. Kept by triggers on memberships and users; nothing else writes it.';
comment on column member_terms.member_id is 'The member.';
comment on column member_terms.is_name is 'The one term that is their place in the list: the whole name. The others are what a search for its beginning finds.';
comment on column member_terms.term is 'Folded by app.fold: lower case, without accents. The name from each of its words on, surname first, the address, its domain.';
comment on column member_terms.role is 'The membership''s role, so that a list of one role is a walk along an index of its own.';
comment on column member_terms.is_suspended is 'Whether the membership is suspended, for the same reason.';

create table member_counts (
    org_id         uuid primary key references organizations on delete cascade,
    owners         integer not null default 0,
    admins         integer not null default 0,
    billing_admins integer not null default 0,
    user_admins    integer not null default 0,
    members        integer not null default 0,
    suspended      integer not null default 0
);
comment on table member_counts is 'How many members an organization has, kept by a trigger: counting 100,000 for every page would be most of its work. One row, so that two changes can''t lock parts of it in different order.';
comment on column member_counts.owners is 'With that role, suspended or not.';
comment on column member_counts.admins is 'With that role, suspended or not.';
comment on column member_counts.billing_admins is 'With that role, suspended or not.';
comment on column member_counts.user_admins is 'With that role, suspended or not.';
comment on column member_counts.members is 'With that role, suspended or not.';
comment on column member_counts.suspended is 'Of whatever role.';

alter table member_terms enable row level security;
alter table member_terms force row level security;
alter table member_counts enable row level security;
alter table member_counts force row level security;
create policy inside on member_terms
    using (org_id = app.org()) with check (org_id = app.org());
-- A person's name is one, and stands in the lists of all of their organizations.
create policy own on member_terms
    using (user_id = app.user_id()) with check (user_id = app.user_id());
create policy inside on member_counts
    using (org_id = app.org()) with check (org_id = app.org());
grant select, insert, update, delete on member_terms, member_counts to tenantry_serving;

create function app.fold(in_text text) returns text
    language sql immutable parallel safe
    return lower(regexp_replace(normalize(in_text, nfkd), '[\u0300-\u036f]', '', 'g'));
comment on function app.fold is 'A text as it is compared in lists: compatible forms made one, accents dropped, lower case. "Émile" is found as "emile".';
grant execute on function app.fold to tenantry_serving;

create function app.list_terms(in_name text, in_email text) returns table (is_name boolean, term text)
    language sql immutable
    set search_path = pg_catalog, app
as $$
    with folded as (select app.fold(in_name) as name, app.fold(in_email) as email),
        words as (select string_to_array(name, ' ') as w, name, email from folded)
    select true, name from words
    union all
    select false, t from (
        -- "ana maria lima", "maria lima", "lima"; nobody is looked for by a ninth word.
        select array_to_string(w[i:], ' ') as t from words, generate_series(1, least(cardinality(w), 8)) i
        union select w[1] || ' ' || w[cardinality(w)] from words where cardinality(w) > 2
        union select w[cardinality(w)] || ' ' || array_to_string(w[:cardinality(w) - 1], ' ') from words where cardinality(w) > 1
        union select email from words
        union select split_part(email, '@', 2) from words
    ) found where t <> ''
$$;
comment on function app.list_terms is 'The terms of a person of that name and address.';
grant execute on function app.list_terms to tenantry_serving;

create function app.count_members(in_org uuid, in_roles text[], in_suspended bigint, in_step integer) returns void
    language sql
    set search_path = pg_catalog, public
as $$
    update member_counts set
        owners = owners + in_step * cardinality(array_positions(in_roles, 'owner')),
        admins = admins + in_step * cardinality(array_positions(in_roles, 'admin')),
        billing_admins = billing_admins + in_step * cardinality(array_positions(in_roles, 'billing_admin')),
        user_admins = user_admins + in_step * cardinality(array_positions(in_roles, 'user_admin')),
        members = members + in_step * cardinality(array_positions(in_roles, 'member')),
        suspended = suspended + in_step * in_suspended
    where org_id = in_org
$$;
comment on function app.count_members is 'Counts memberships of those roles, so many of them suspended, in, or with a step of -1 out.';
grant execute on function app.count_members to tenantry_serving;

-- Once a statement, not once a row: ten thousand that are imported count once. Each function enters the organization
-- for its own writes: a membership also goes with an account, outside of any.
create function app.memberships_added() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    tenant text := current_setting('app.org', true);
    org uuid;
    roles text[];
    suspended bigint;
begin
    for org, roles, suspended in select c.org_id, array_agg(c.role), count(c.suspended_at) from come c group by 1 order by 1 loop
        perform set_config('app.org', org::text, true);
        delete from former_members f using come c where f.org_id = org and c.org_id = org and c.user_id = f.user_id;
        -- Shared, so that a name that is being changed is waited for.
        perform from users u where u.id in (select c.user_id from come c where c.org_id = org) order by u.id for share;
        insert into member_terms (org_id, member_id, user_id, is_name, term, role, is_suspended)
            select c.org_id, c.id, c.user_id, t.is_name, t.term, c.role, c.suspended_at is not null
            from come c join users u on u.id = c.user_id cross join lateral app.list_terms(u.name, u.email) t
            where c.org_id = org;
        insert into member_counts (org_id) values (org) on conflict do nothing;
        perform app.count_members(org, roles, suspended, 1);
    end loop;
    perform set_config('app.org', coalesce(tenant, ''), true);
    return null;
end $$;
comment on function app.memberships_added is 'Gives new members their terms, counts them in, and forgets that somebody who is in was once removed.';

create function app.memberships_changed() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    tenant text := current_setting('app.org', true);
    org uuid;
    was text[];
    became text[];
    was_suspended bigint;
    are_suspended bigint;
begin
    for org, was, was_suspended, became, are_suspended in
        select c.org_id, array_agg(g.role), count(g.suspended_at), array_agg(c.role), count(c.suspended_at)
        from come c join gone g on g.id = c.id
        -- When somebody was last active concerns nobody here.
        where c.role <> g.role or c.suspended_at is distinct from g.suspended_at
        group by 1 order by 1
    loop
        perform set_config('app.org', org::text, true);
        update member_terms t set role = c.role, is_suspended = c.suspended_at is not null
            from come c where c.org_id = org and t.member_id = c.id;
        perform app.count_members(org, was, was_suspended, -1);
        perform app.count_members(org, became, are_suspended, 1);
    end loop;
    perform set_config('app.org', coalesce(tenant, ''), true);
    return null;
end $$;
comment on function app.memberships_changed is 'Keeps terms and counts of members whose role or state was changed.';

create function app.memberships_removed() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    tenant text := current_setting('app.org', true);
    org uuid;
    roles text[];
    suspended bigint;
begin
    for org, roles, suspended in select g.org_id, array_agg(g.role), count(g.suspended_at) from gone g group by 1 order by 1 loop
        perform set_config('app.org', org::text, true);
        perform app.count_members(org, roles, suspended, -1);
    end loop;
    perform set_config('app.org', coalesce(tenant, ''), true);
    return null;
end $$;
comment on function app.memberships_removed is 'Counts out who is no member any more; their terms go with the membership.';

create trigger memberships_added after insert on memberships
    referencing new table as come for each statement execute function app.memberships_added();
create trigger memberships_changed after update on memberships
    referencing old table as gone new table as come for each statement execute function app.memberships_changed();
create trigger memberships_removed after delete on memberships
    referencing old table as gone for each statement execute function app.memberships_removed();

create function app.user_renamed() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    person text := current_setting('app.user', true);
begin
    perform set_config('app.user', new.id::text, true);
    delete from member_terms where user_id = new.id;
    insert into member_terms (org_id, member_id, user_id, is_name, term, role, is_suspended)
        select m.org_id, m.id, m.user_id, t.is_name, t.term, m.role, m.suspended_at is not null
        from memberships m, app.list_terms(new.name, new.email) t where m.user_id = new.id;
    perform set_config('app.user', coalesce(person, ''), true);
    return null;
end $$;
comment on function app.user_renamed is 'Gives a person their new place in every list that they stand in.';
create trigger user_renamed after update of name, email on users
    for each row when (old.name <> new.name or old.email <> new.email) execute function app.user_renamed();

-- Who is a member already. Forced row-level security hides them even from who owns the tables, so it is lifted here.
alter table memberships no force row level security;
alter table member_terms no force row level security;
alter table member_counts no force row level security;
insert into member_terms (org_id, member_id, user_id, is_name, term, role, is_suspended)
    select m.org_id, m.id, m.user_id, t.is_name, t.term, m.role, m.suspended_at is not null
    from memberships m join users u on u.id = m.user_id cross join lateral app.list_terms(u.name, u.email) t;
insert into member_counts
    select org_id, count(*) filter (where role = 'owner'), count(*) filter (where role = 'admin'),
        count(*) filter (where role = 'billing_admin'), count(*) filter (where role = 'user_admin'),
        count(*) filter (where role = 'member'), count(suspended_at)
    from memberships group by org_id;
alter table memberships force row level security;
alter table member_terms force row level security;
alter table member_counts force row level security;
