-- Two audit logs, alike but for their length: of 10,000 lines, and of audit_rows, which the caller sets. Each is of an
-- organization of 100 people, who did it all in a year, an eighth of it in one workspace. After seed.sql, in the same session.
begin;

create temp table logs (name text, lines bigint) on commit drop;
insert into logs values ('log-small', 10000), ('log-large', :audit_rows);

with taken as (
    insert into organization_slugs (slug, org_id, since) select l.name, pg_temp.id('org ' || l.name), now() from logs l
)
insert into organizations (id, slug, name, created_at, updated_at)
    select pg_temp.id('org ' || l.name), l.name, l.name, now() - interval '1 year', now() from logs l;

insert into memberships (id, org_id, user_id, role, created_at)
    select pg_temp.id('membership ' || l.name || ' ' || n), pg_temp.id('org ' || l.name), pg_temp.id('user ' || n),
        case n when 1 then 'owner' else 'member' end, now() - interval '1 year'
    from logs l, generate_series(1, 100) n;

insert into workspaces (id, org_id, slug, name, created_at)
    select pg_temp.id('workspace ' || l.name), pg_temp.id('org ' || l.name), 'general', 'General', now() - interval '1 year' from logs l;

-- Filling the table first and building its indexes then takes a fraction of the time. Nobody else is here yet.
create temp table put_back on commit drop as
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
    where i.indrelid = 'audit_log'::regclass and not i.indisprimary;
select format('drop index %s', name) from put_back \gexec

-- The id is what the product's are: the milliseconds, the version, and what makes it unique. In the order of time.
insert into audit_log (id, org_id, workspace_id, at, actor_kind, actor_id, action, target_kind, target_id, details, ip, user_agent, request_id)
    select (lpad(to_hex((extract(epoch from t.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(l.name || n), 1, 3) || '8' || substr(md5(l.name || n), 4, 15))::uuid,
        t.org_id, case k.action when 'workspace_member.added' then t.workspace end, t.at, 'user', pg_temp.id('user ' || 1 + n % 100), k.action, k.target_kind, p.person,
        case k.action
            when 'organization.renamed' then jsonb_build_object('organization', t.org_id, 'from', 'Acme', 'to', 'Acme North')
            when 'invitation.sent' then jsonb_build_object('invitation', p.person, 'email', 'person' || n || '@example.com', 'role', 'member')
            when 'invitation.accepted' then jsonb_build_object('invitation', p.person, 'email', 'person' || n || '@example.com', 'role', 'member', 'user', p.person)
            when 'member.role_changed' then jsonb_build_object('member', p.person, 'user', p.person, 'from', 'member', 'to', 'admin')
            when 'workspace_member.added' then jsonb_build_object('workspace', t.workspace, 'user', p.person, 'role', 'editor')
            when 'member.removed' then jsonb_build_object('member', p.person, 'user', p.person, 'role', 'member', 'workspaces', 2)
            else jsonb_build_object('member', p.person, 'user', p.person)
        end,
        '203.0.113.7', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'bench-' || n
    from logs l, generate_series(1, l.lines) n,
        lateral (select pg_temp.id('org ' || l.name) as org_id, pg_temp.id('workspace ' || l.name) as workspace, now() - (l.lines - n + 1) * (interval '1 year' / l.lines) as at) t,
        lateral (select pg_temp.id('user ' || 1 + n / 7 % 100) as person) p,
        lateral (select (array['invitation.sent', 'invitation.accepted', 'member.role_changed', 'member.suspended', 'member.reactivated', 'member.removed',
            'workspace_member.added', 'organization.renamed'])[1 + n % 8] as action) a,
        lateral (select a.action, split_part(a.action, '.', 1) as target_kind) k;

select definition from put_back \gexec
commit;
