-- Two roles beside the owner that runs this file. Neither owns anything, neither can bypass row-level security.
--   tenantry_serving  what the program does its work as
--   tenantry_worker   what runs the job queue: it sees jobs, never a tenant's row
-- They can't sign in; `tenantry migrate` makes a login for each, since a password can't stand in a file.
do $$
begin
    create role tenantry_serving nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;  -- another database of the same cluster made it
end $$;
do $$
begin
    create role tenantry_worker nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;

create schema app;
comment on schema app is 'Functions of ours: who a transaction acts for, entering an organization, recording, throttling.';
grant usage on schema app to tenantry_serving;
grant usage on schema public to tenantry_serving;

create function app.org() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.org', true), '')::uuid;
comment on function app.org() is 'The organization that this transaction acts in; null outside of one. Row-level security compares with it.';

create function app.user_id() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.user', true), '')::uuid;
comment on function app.user_id() is 'The person that this transaction acts for; null where nobody is signed in.';
