-- An organization with 10,000 workspaces, which the reader owns; the reader is in 3 of them, and in the forms of one.
-- After seed.sql, in the same session.
begin;

with taken as (
    insert into organization_slugs (slug, org_id, since) values ('places', pg_temp.id('org places'), now())
)
insert into organizations (id, slug, name, created_at, updated_at)
    values (pg_temp.id('org places'), 'places', 'The organization of places', now() - interval '1 year', now());

insert into memberships (id, org_id, user_id, role, created_at)
    values (pg_temp.id('membership places'), pg_temp.id('org places'), pg_temp.id('user 1'), 'owner', now());

insert into workspaces (id, org_id, slug, name, created_at)
    select pg_temp.id('workspace places ' || n), pg_temp.id('org places'), 'place-' || n, 'Place ' || n, now() - n * interval '1 minute'
    from generate_series(1, 10000) n;

insert into workspace_memberships (org_id, workspace_id, user_id, role, created_at)
    select pg_temp.id('org places'), pg_temp.id('workspace places ' || n), pg_temp.id('user 1'), 'manager', now()
    from unnest(array[1, 5000, 10000]) n;

insert into forms (id, org_id, workspace_id, name, created_at, created_by)
    select pg_temp.id('form places ' || n), pg_temp.id('org places'), pg_temp.id('workspace places 5000'), 'Form ' || n, now(), pg_temp.id('user 1')
    from generate_series(1, 50) n;

commit;
