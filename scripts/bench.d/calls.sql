-- What programs call the API with: a key of a workspace, whose text the caller sets as api_key, and a form to report fills
-- of. After seed.sql, in the same session.
begin;

insert into api_keys (id, org_id, workspace_id, name, prefix, digest, permissions, created_at, created_by, last_used_at)
    select pg_temp.id('api key'), w.org_id, w.id, 'bench', split_part(:'api_key', '_', 2), sha256(convert_to(:'api_key', 'UTF8')),
        array['see_content', 'edit_content', 'report_fills'], now(), pg_temp.id('user 1'), now() + interval '1 day'
    from workspaces w where w.id = pg_temp.id('workspace 10 1');

insert into forms (id, org_id, workspace_id, name, created_at, created_by)
    select pg_temp.id('form'), w.org_id, w.id, 'Consent', now(), pg_temp.id('user 1') from workspaces w where w.id = pg_temp.id('workspace 10 1');

commit;
