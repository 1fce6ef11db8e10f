-- Who last edited a form or a profile, for whoever edits it at the same time; and what of what was deleted is due.
alter table forms
    add column updated_at timestamptz,
    add column updated_by uuid;
comment on column forms.updated_at is 'When it was last edited; null before the first edit.';
comment on column forms.updated_by is 'The person who last edited it, or the key.';
alter table profiles
    add column version    bigint not null default 1,
    add column updated_at timestamptz,
    add column updated_by uuid;
comment on column profiles.version is 'Grows with every edit; a save names the one that it read.';
comment on column profiles.updated_at is 'When it was last edited; null before the first edit.';
comment on column profiles.updated_by is 'The person who last edited it, or the key.';

-- The nightly job asks where there is something to do, before it is anywhere; it learns places and nothing of what is there.
do $$
declare
    content text;
begin
    foreach content in array array['forms', 'profiles', 'source_documents', 'idempotent_requests'] loop
        execute format('create policy due on %I for select to current_user using (true)', content);
    end loop;
end $$;
create function app.content_due(in_deleted timestamptz, in_answered timestamptz) returns table (org_id uuid, workspace_id uuid)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
    select f.org_id, f.workspace_id from forms f where f.deleted_at < in_deleted
    union
    select p.org_id, p.workspace_id from profiles p where p.deleted_at < in_deleted
    union
    select d.org_id, d.workspace_id from source_documents d where d.deleted_at < in_deleted
    union
    select r.org_id, r.workspace_id from idempotent_requests r where r.created_at < in_answered
$$;
comment on function app.content_due is 'The workspaces with forms, profiles or source documents that were deleted before the one time, or with answers that were kept since before the other.';
revoke all on function app.content_due from public;
grant execute on function app.content_due to tenantry_serving;
