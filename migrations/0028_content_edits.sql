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
    foreach content in array array['forms', 'profiles', 'source_documents'] loop
        execute format('create policy due on %I for select to current_user using (true)', content);
    end loop;
end $$;
create function app.content_due(in_before timestamptz) returns table (org_id uuid, workspace_id uuid)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
    select f.org_id, f.workspace_id from forms f where f.deleted_at < in_before
    union
    select p.org_id, p.workspace_id from profiles p where p.deleted_at < in_before
    union
    select d.org_id, d.workspace_id from source_documents d where d.deleted_at < in_before
$$;
comment on function app.content_due is 'The workspaces with forms, profiles or source documents that were deleted before then.';
revoke all on function app.content_due from public;
grant execute on function app.content_due to tenantry_serving;

create policy due on idempotent_requests to current_user using (true);
create function app.forget_answers(in_before timestamptz, in_limit integer) returns bigint
    language sql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
    with forgotten as (
        delete from idempotent_requests
        where ctid = any (array(select r.ctid from idempotent_requests r where r.created_at < in_before limit in_limit)) returning true)
    select count(*) from forgotten
$$;
comment on function app.forget_answers is 'Deletes answers that were kept since before then, at most so many; returns how many they were.';
revoke all on function app.forget_answers from public;
grant execute on function app.forget_answers to tenantry_serving;
