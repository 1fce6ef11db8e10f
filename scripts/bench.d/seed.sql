-- What scripts/bench measures on: organizations of 6 people with 4 workspaces each, and one session. Run by a
-- superuser, because row-level security would ask for an organization at a time. The caller sets token_hash, the
-- SHA-256 of the session's cookie in hexadecimal, and organizations, how many there are, at least 100. Ids follow from
-- names, so that every run has the same rows. Triggers write what the product's own would: terms, counts and tallies.
create function pg_temp.id(name text) returns uuid language sql immutable return md5('bench ' || name)::uuid;

begin;

-- What is written here refers to what there is: it isn't looked up a million times. What the product's triggers write is
-- written all the same.
alter table memberships enable always trigger memberships_added;
alter table workspaces enable always trigger tally_inserted;
alter table workspace_memberships enable always trigger term_added;
set session_replication_role = replica;

-- Everybody's password is velvet-quarry-44-moth, hashed once.
insert into users (id, email, email_key, name, password_hash, created_at)
    select pg_temp.id('user ' || n), 'person' || n || '@example.com', 'person' || n || '@example.com', 'Person ' || n,
        '$argon2id$v=19$m=12288,t=3,p=1$LfLAumt3w1QKsywW1tmDng$aIT/IhRi/IKyRqRCqYf9Du5ZwRr/texOcYMzEkGcI0w', now()
    from generate_series(1, 3 * :organizations) n;

-- The triggers below look people up, by a plan that should know how many there are.
analyze users;

-- A slug and its organization refer to each other.
with taken as (
    insert into organization_slugs (slug, org_id, since)
        select 'org-' || n, pg_temp.id('org ' || n), now() - n * interval '3 days' from generate_series(1, :organizations) n
)
insert into organizations (id, slug, name, created_at, updated_at)
    select pg_temp.id('org ' || n), 'org-' || n, 'Organization ' || n, now() - n * interval '3 days', now()
    from generate_series(1, :organizations) n;

-- Six people in each organization; most are in two. A few organizations at a time: for each that a statement adds to, the
-- trigger reads all that it added.
create procedure pg_temp.add_members(organizations integer) language plpgsql as $$
begin
    for at in 1..organizations by 50 loop
        insert into memberships (id, org_id, user_id, role, created_at)
            select pg_temp.id('membership ' || n || ' ' || k), pg_temp.id('org ' || n), pg_temp.id('user ' || (2 + (n * 6 + k) % (3 * organizations - 1))),
                case k when 0 then 'owner' when 1 then 'admin' else 'member' end, now()
            from generate_series(at, least(at + 49, organizations)) n, generate_series(0, 5) k;
    end loop;
end $$;
call pg_temp.add_members(:organizations);

insert into workspaces (id, org_id, slug, name, created_at)
    select pg_temp.id('workspace ' || n || ' ' || k), pg_temp.id('org ' || n), 'workspace-' || k,
        (array['General', 'Support', 'Research', 'Operations'])[k], now()
    from generate_series(1, :organizations) n, generate_series(1, 4) k;

-- The reader is in every tenth organization.
insert into memberships (id, org_id, user_id, role, created_at)
    select pg_temp.id('membership of the reader ' || n), pg_temp.id('org ' || n), pg_temp.id('user 1'),
        case n when 10 then 'owner' else 'member' end, now()
    from generate_series(10, 100, 10) n;

-- Everybody is in two of the four workspaces, the reader in three.
insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
    select w.org_id, w.id, m.user_id, 'editor', now()
    from memberships m join workspaces w on w.org_id = m.org_id
    where case m.user_id when pg_temp.id('user 1') then w.name <> 'Research' else w.name in ('General', 'Support') end;

insert into last_places (user_id, org_id) values (pg_temp.id('user 1'), pg_temp.id('org 10'));

insert into sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at)
    values (pg_temp.id('session'), decode(:'token_hash', 'hex'), pg_temp.id('user 1'), 'bench', now(), now(), now() + interval '1 day');

commit;
