-- An organization of 100 and one of 100,000, alike but for that: the reader owns both, everybody is in two workspaces.
-- After seed.sql, in the same session.
create function pg_temp.name_of(n integer) returns text language sql immutable
    return (array['Ada', 'Bruno', 'Chiara', 'Dario', 'Élodie', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Katya', 'Liam', 'Mara', 'Nils', 'Olga',
        'Pavel', 'Rosa', 'Søren', 'Tilda', 'Yara'])[1 + n % 20]
        || ' ' || (array['Al', 'Ber', 'Cor', 'Dal', 'Es', 'Fer', 'Gar', 'Hol', 'Jan', 'Kar', 'Lin', 'Mar', 'Nor', 'Ol', 'Per', 'Ros', 'San', 'Tor', 'Val', 'Win'])[1 + n / 20 % 20]
        || (array['berg', 'dini', 'ez', 'ford', 'gaard', 'holm', 'ini', 'kov', 'lund', 'man', 'nen', 'oni', 'quist', 'ra', 'sen', 'ström', 'ton', 'vik', 'well', 'ziak'])[1 + n / 400 % 20];

begin;

create temp table sized (name text, people integer) on commit drop;
insert into sized values ('small', 100), ('large', 100000);

with taken as (
    insert into organization_slugs (slug, org_id, since) select s.name, pg_temp.id('org ' || s.name), now() from sized s
)
insert into organizations (id, slug, name, created_at, updated_at)
    select pg_temp.id('org ' || s.name), s.name, 'The ' || s.name || ' organization', now() - interval '1 year', now() from sized s;

insert into users (id, email, email_key, name, password_hash, created_at)
    select pg_temp.id('user ' || s.name || ' ' || n), 'person' || n || '@' || s.name || '.example.com', 'person' || n || '@' || s.name || '.example.com',
        pg_temp.name_of(n), (select password_hash from users where id = pg_temp.id('user 1')), now()
    from sized s, generate_series(2, s.people) n;

insert into memberships (id, org_id, user_id, role, created_at, last_active_at)
    select pg_temp.id('membership ' || s.name || ' ' || n), pg_temp.id('org ' || s.name), pg_temp.id(case n when 1 then 'user 1' else 'user ' || s.name || ' ' || n end),
        case when n = 1 then 'owner' when n % 50 = 2 then 'admin' else 'member' end,
        now() - n * interval '1 minute', now() - n % 40 * interval '1 day'
    from sized s, generate_series(1, s.people) n;

insert into workspaces (id, org_id, slug, name, created_at)
    select pg_temp.id('workspace ' || s.name || ' ' || k), pg_temp.id('org ' || s.name), 'workspace-' || k, 'Workspace ' || k, now()
    from sized s, generate_series(1, 2) k;

insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
    select w.org_id, w.id, m.user_id, 'editor', now() from sized s join memberships m on m.org_id = pg_temp.id('org ' || s.name)
        join workspaces w on w.org_id = m.org_id;

commit;
