-- What is inside a workspace: forms, fills, profiles, source documents, fill sessions. Every row names organization and
-- workspace, refers to others by keys that hold both, and is seen by a transaction inside of that workspace alone.
create table forms (
    id           uuid primary key,
    org_id       uuid not null,
    workspace_id uuid not null,
    name         text not null check (length(name) between 1 and 200),
    access       text not null default 'workspace' check (access in ('workspace', 'chosen')),
    created_at   timestamptz not null,
    created_by   uuid,
    version      bigint not null default 1,
    deleted_at   timestamptz,
    constraint forms_place_key unique (org_id, workspace_id, id),
    foreign key (org_id, workspace_id) references workspaces (org_id, id)
);
create index forms_list on forms (org_id, workspace_id, created_at desc, id desc) where deleted_at is null;
create index forms_deleted on forms (org_id, workspace_id, deleted_at desc, id desc) where deleted_at is not null;
comment on table forms is 'What is filled.';
comment on column forms.name is 'Its name on pages, in mails and in the API.';
comment on column forms.access is 'workspace: for everybody in it; chosen: for managers and the people of form_access.';
comment on column forms.created_at is 'When it was made.';
comment on column forms.created_by is 'The person or the key that made it. No foreign key: it may be either, and outlives both.';
comment on column forms.version is 'Grows with every edit; a save names the one that it read.';
comment on column forms.deleted_at is 'When it was deleted; it can be restored for 30 days.';

create table form_access (
    org_id       uuid not null,
    workspace_id uuid not null,
    form_id      uuid not null,
    user_id      uuid not null,
    primary key (org_id, workspace_id, form_id, user_id),
    foreign key (org_id, workspace_id, form_id) references forms (org_id, workspace_id, id) on delete cascade,
    foreign key (org_id, workspace_id, user_id) references workspace_memberships (org_id, workspace_id, user_id) on delete cascade
);
create index form_access_user on form_access (org_id, workspace_id, user_id);
comment on column form_access.form_id is 'The form.';
comment on table form_access is 'Who of the workspace a form for chosen people is open to. It ends with the membership.';

create table profiles (
    id           uuid primary key,
    org_id       uuid not null,
    workspace_id uuid not null,
    name         text not null check (length(name) between 1 and 200),
    answers      jsonb not null default '{}' check (jsonb_typeof(answers) = 'object'),
    created_at   timestamptz not null,
    created_by   uuid,
    deleted_at   timestamptz,
    constraint profiles_place_key unique (org_id, workspace_id, id),
    foreign key (org_id, workspace_id) references workspaces (org_id, id)
);
create index profiles_list on profiles (org_id, workspace_id, created_at desc, id desc) where deleted_at is null;
create index profiles_deleted on profiles (org_id, workspace_id, deleted_at desc, id desc) where deleted_at is not null;
comment on table profiles is 'Sets of answers that forms are filled from.';
comment on column profiles.name is 'Its name on pages and in the API.';
comment on column profiles.created_at is 'When it was made.';
comment on column profiles.answers is 'Fields and what they are filled with: an object of texts, numbers and truths.';
comment on column profiles.created_by is 'The person or the key that made it.';
comment on column profiles.deleted_at is 'When it was deleted; it can be restored for 30 days.';

create table source_documents (
    id           uuid primary key,
    org_id       uuid not null,
    workspace_id uuid not null,
    name         text not null check (length(name) between 1 and 200),
    file         text not null check (file ~ '^[0-9a-f-]{36}\.pdf$'),
    bytes        bigint not null check (bytes > 0),
    created_at   timestamptz not null,
    created_by   uuid,
    deleted_at   timestamptz,
    constraint source_documents_place_key unique (org_id, workspace_id, id),
    foreign key (org_id, workspace_id) references workspaces (org_id, id)
);
create index source_documents_list on source_documents (org_id, workspace_id, created_at desc, id desc) where deleted_at is null;
create index source_documents_deleted on source_documents (org_id, workspace_id, deleted_at desc, id desc) where deleted_at is not null;
comment on table source_documents is 'Documents that answers are read from.';
comment on column source_documents.name is 'The name of the file that was sent.';
comment on column source_documents.created_at is 'When it was added.';
comment on column source_documents.file is 'The name of its file in the storage, below the workspace''s directory.';
comment on column source_documents.bytes is 'The size of the file.';
comment on column source_documents.created_by is 'The person or the key that added it.';
comment on column source_documents.deleted_at is 'When it was deleted; it can be restored for 30 days.';

create table fill_sessions (
    id           uuid primary key,
    org_id       uuid not null,
    workspace_id uuid not null,
    name         text not null default '' check (length(name) <= 200),
    created_at   timestamptz not null,
    created_by   uuid,
    ended_at     timestamptz,
    constraint fill_sessions_place_key unique (org_id, workspace_id, id),
    foreign key (org_id, workspace_id) references workspaces (org_id, id)
);
create index fill_sessions_list on fill_sessions (org_id, workspace_id, created_at desc, id desc);
comment on table fill_sessions is 'Fills that belong together: a batch, a case, a sitting.';
comment on column fill_sessions.name is 'What it is called; may be empty.';
comment on column fill_sessions.created_at is 'When it was begun.';
comment on column fill_sessions.created_by is 'The person or the key that began it.';
comment on column fill_sessions.ended_at is 'When it was closed: it takes no more fills.';

create table fills (
    id            uuid primary key,
    org_id        uuid not null,
    workspace_id  uuid not null,
    form_id       uuid not null,
    session_id    uuid,
    profile_id    uuid,
    state         text not null check (state in ('processing', 'ready', 'failed')),
    failure       text not null default '' check (length(failure) <= 500),
    processing_ms integer check (processing_ms >= 0),
    fields        integer check (fields >= 0),
    pdf_file      text check (pdf_file ~ '^[0-9a-f-]{36}\.pdf$'),
    pdf_url       text check (length(pdf_url) <= 2000 and pdf_url ~ '^https?://'),
    pdf_bytes     bigint check (pdf_bytes > 0),
    created_at    timestamptz not null,
    created_by    uuid,
    ready_at      timestamptz,
    constraint fills_place_key unique (org_id, workspace_id, id),
    constraint fills_ready check ((state = 'ready') = (ready_at is not null)),
    constraint fills_pdf check (state <> 'ready' or num_nonnulls(pdf_file, pdf_url) = 1),
    foreign key (org_id, workspace_id) references workspaces (org_id, id),
    foreign key (org_id, workspace_id, form_id) references forms (org_id, workspace_id, id),
    foreign key (org_id, workspace_id, session_id) references fill_sessions (org_id, workspace_id, id),
    foreign key (org_id, workspace_id, profile_id) references profiles (org_id, workspace_id, id)
);
create index fills_list on fills (org_id, workspace_id, id desc);
create index fills_form on fills (org_id, workspace_id, form_id, id desc);
create index fills_session on fills (org_id, workspace_id, session_id, id desc);
create index fills_unready on fills (org_id, workspace_id, state, id desc) where state <> 'ready';
create index fills_profile on fills (org_id, workspace_id, profile_id);
comment on table fills is 'Forms that were filled, with the PDF that came of it.';
comment on column fills.form_id is 'What was filled.';
comment on column fills.session_id is 'The session that it is part of; null without one.';
comment on column fills.profile_id is 'The profile that it was filled from; null without one.';
comment on column fills.created_at is 'When it was reported.';
comment on column fills.state is 'processing, ready or failed. Ready is the end: a fill is counted when it becomes so.';
comment on column fills.failure is 'Why it failed.';
comment on column fills.processing_ms is 'How long filling took, in milliseconds.';
comment on column fills.fields is 'How many fields were processed.';
comment on column fills.pdf_file is 'The PDF''s file in the storage, below the workspace''s directory.';
comment on column fills.pdf_url is 'Or where the host product keeps it.';
comment on column fills.pdf_bytes is 'The size of the stored file.';
comment on column fills.created_by is 'The person or the key that reported it.';
comment on column fills.ready_at is 'When it became ready: it was counted in that month (UTC).';

-- Usage outlives content: no foreign key to the workspace.
create table fill_counts (
    org_id       uuid not null references organizations on delete cascade,
    workspace_id uuid not null,
    month        date not null check (extract(day from month) = 1),
    count        bigint not null
);
create index fill_counts_place on fill_counts (org_id, workspace_id, month);
create index fill_counts_month on fill_counts (org_id, month);
comment on table fill_counts is 'Ready fills of each month: the sum over its rows, slotted like `tallies`. Written by one trigger, never by anything else.';
comment on column fill_counts.workspace_id is 'The workspace, which may be gone.';
comment on column fill_counts.month is 'The first day of the month, UTC.';
comment on column fill_counts.count is 'A part of the sum.';

-- What was answered to a request that carried an Idempotency-Key: the same request gets the same answer.
create table idempotent_requests (
    org_id       uuid not null,
    workspace_id uuid not null,
    caller       uuid not null,
    key          text not null check (length(key) between 1 and 200),
    digest       bytea not null,
    status       smallint,
    answer       jsonb,
    created_at   timestamptz not null,
    primary key (org_id, workspace_id, caller, key),
    foreign key (org_id, workspace_id) references workspaces (org_id, id)
);
create index idempotent_requests_age on idempotent_requests (created_at);
comment on table idempotent_requests is 'Requests that carried an Idempotency-Key, with what they were answered, for 24 hours. Written in the transaction of what they did.';
comment on column idempotent_requests.caller is 'The person or the key that sent it.';
comment on column idempotent_requests.key is 'The header''s value.';
comment on column idempotent_requests.digest is 'SHA-256 of method, address and body: the key for another request is refused.';
comment on column idempotent_requests.created_at is 'When it came.';
comment on column idempotent_requests.status is 'The status that it was answered with.';
comment on column idempotent_requests.answer is 'The body that it was answered with.';

do $$
declare
    content text;
begin
    foreach content in array array['forms', 'form_access', 'profiles', 'source_documents', 'fill_sessions', 'fills', 'idempotent_requests'] loop
        execute format('alter table %I enable row level security', content);
        execute format('alter table %I force row level security', content);
        execute format('grant select, insert, update, delete on %I to tenantry_serving', content);
        -- For the functions that empty what was deleted, with their owner's rights.
        execute format('create policy purge on %I to current_user using (org_id = app.org()) with check (org_id = app.org())', content);
    end loop;
    foreach content in array array['form_access', 'profiles', 'source_documents', 'fill_sessions', 'idempotent_requests'] loop
        execute format('create policy inside on %I using (org_id = app.org() and workspace_id = app.workspace())
            with check (org_id = app.org() and workspace_id = app.workspace())', content);
    end loop;
end $$;
-- A form for chosen people doesn't exist for the others, and its fills don't either.
create policy inside on forms
    using (org_id = app.org() and workspace_id = app.workspace() and (app.sees_all() or access = 'workspace'
        or exists (select from form_access a where a.org_id = forms.org_id and a.workspace_id = forms.workspace_id and a.form_id = forms.id and a.user_id = app.user_id())))
    with check (org_id = app.org() and workspace_id = app.workspace());
create policy inside on fills
    using (org_id = app.org() and workspace_id = app.workspace() and (app.sees_all()
        or exists (select from forms f where f.org_id = fills.org_id and f.workspace_id = fills.workspace_id and f.id = fills.form_id)))
    with check (org_id = app.org() and workspace_id = app.workspace());

alter table fill_counts enable row level security;
alter table fill_counts force row level security;
create policy inside on fill_counts
    using (org_id = app.org()) with check (org_id = app.org());
grant select, insert, update, delete on fill_counts to tenantry_serving;

create function app.count_content() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    for part in select c.org_id, c.workspace_id, count(*) as count from changed c
        where to_jsonb(c) ->> 'deleted_at' is null group by c.org_id, c.workspace_id
    loop
        perform app.count_in_workspace(part.org_id, part.workspace_id, tg_argv[0],
            case when tg_op = 'DELETE' then -part.count else part.count end);
    end loop;
    return null;
end $$;
comment on function app.count_content is 'Trigger: adds to the workspace''s count of the kind that is its argument what a statement inserted or deleted.';
create function app.count_deleted_content() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform app.count_in_workspace(new.org_id, new.workspace_id, tg_argv[0], case when new.deleted_at is null then 1 else -1 end);
    return null;
end $$;
comment on function app.count_deleted_content is 'Trigger: what was marked as deleted doesn''t count, what was restored does.';
do $$
declare
    counted text[];
begin
    foreach counted slice 1 in array array[['forms', 'forms'], ['profiles', 'profiles'], ['source_documents', 'documents'], ['fill_sessions', 'sessions']] loop
        execute format('create trigger count_inserted after insert on %I referencing new table as changed for each statement execute function app.count_content(%L)', counted[1], counted[2]);
        execute format('create trigger count_deleted after delete on %I referencing old table as changed for each statement execute function app.count_content(%L)', counted[1], counted[2]);
        if counted[1] <> 'fill_sessions' then
            execute format('create trigger count_marked after update of deleted_at on %I for each row when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function app.count_deleted_content(%L)', counted[1], counted[2]);
        end if;
    end loop;
end $$;

-- The one place where fills are counted: when one becomes ready, which it does once.
create function app.add_fills(in_org uuid, in_workspace uuid, in_at timestamptz, in_count bigint) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    its_month date := date_trunc('month', in_at at time zone 'utc')::date;
begin
    update fill_counts set count = count + in_count
        where ctid = (select f.ctid from fill_counts f
            where f.org_id = in_org and f.workspace_id = in_workspace and f.month = its_month limit 1 for update skip locked);
    if not found then
        insert into fill_counts (org_id, workspace_id, month, count) values (in_org, in_workspace, its_month, in_count);
    end if;
end $$;
comment on function app.add_fills is 'Adds to a workspace''s fills of a month. The triggers on fills call it, and nothing else.';
grant execute on function app.add_fills to tenantry_serving;
create function app.count_fills() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    for part in
        select c.org_id, c.workspace_id, min(c.ready_at) as ready_at, count(*) as count
        from changed c where c.ready_at is not null group by c.org_id, c.workspace_id, date_trunc('month', c.ready_at at time zone 'utc')
    loop
        perform app.add_fills(part.org_id, part.workspace_id, part.ready_at, part.count);
    end loop;
    return null;
end $$;
comment on function app.count_fills is 'Trigger: counts fills that a statement inserted as ready.';
create trigger count_inserted after insert on fills referencing new table as changed
    for each statement execute function app.count_fills();

create function app.count_fill() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    if old.ready_at is not null then
        raise exception using errcode = 'check_violation', constraint = 'fills_ready_is_the_end', table = 'fills',
            message = format('fill %s is ready and was counted', old.id);
    end if;
    perform app.add_fills(new.org_id, new.workspace_id, new.ready_at, 1);
    return null;
end $$;
comment on function app.count_fill is 'Trigger: counts a fill that becomes ready; one that is can''t become anything else.';
create trigger count_updated after update of ready_at on fills for each row
    when (old.ready_at is distinct from new.ready_at) execute function app.count_fill();
