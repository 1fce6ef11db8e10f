-- Accounts, and the ways into them. An account belongs to no organization, so these tables carry no tenant.
create table users (
    id            uuid primary key,
    realm_id      uuid not null default '00000000-0000-0000-0000-000000000000',
    email         text not null check (length(email) between 3 and 254),
    email_key     text not null,
    name          text not null check (length(name) between 1 and 100),
    password_hash text,
    created_at    timestamptz not null,
    constraint users_realm_email_key unique (realm_id, email_key)
);
comment on table users is 'Accounts. One person has one per realm.';
comment on column users.realm_id is 'The isolated organization that the account exists in; all zeros for the shared realm.';
comment on column users.email is 'The confirmed address, as it was typed.';
comment on column users.email_key is 'The address in lower case: what accounts are unique by.';
comment on column users.name is 'What others see.';
comment on column users.password_hash is 'Argon2id in PHC format; null for who signs in otherwise.';
comment on column users.created_at is 'When the address was confirmed.';

create table signups (
    id            uuid primary key,
    email         text not null check (length(email) between 3 and 254),
    email_key     text not null,
    name          text not null check (length(name) between 1 and 100),
    password_hash text not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    confirmed_at  timestamptz
);
create index signups_expires_at on signups (expires_at);
comment on table signups is 'Sign-ups that wait for the address to be confirmed. Written for taken addresses too: the answer must not differ. No account exists before the link is used, so nobody can hold an address that is not theirs.';
comment on column signups.id is 'Half of the mailed link; the other half is a keyed digest of it that is stored nowhere.';
comment on column signups.email is 'The address to confirm, as it was typed.';
comment on column signups.email_key is 'The address in lower case.';
comment on column signups.name is 'The name of the account to be.';
comment on column signups.password_hash is 'Argon2id in PHC format.';
comment on column signups.created_at is 'When it was asked for.';
comment on column signups.expires_at is 'When the link ends.';
comment on column signups.confirmed_at is 'When the link was used; it works once.';

create table password_resets (
    id         uuid primary key,
    email_key  text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index password_resets_open on password_resets (email_key) where used_at is null;
create index password_resets_expires_at on password_resets (expires_at);
comment on table password_resets is 'Requests for a new password. Written for unknown addresses too: the answer must not differ.';
comment on column password_resets.id is 'Half of the mailed link; the other half is a keyed digest of it that is stored nowhere.';
comment on column password_resets.email_key is 'The address that was typed, in lower case.';
comment on column password_resets.created_at is 'When it was asked for.';
comment on column password_resets.expires_at is 'When the link ends.';
comment on column password_resets.used_at is 'When this link, or another for the same address, was used.';

create table sessions (
    id           uuid primary key,
    token_hash   bytea not null constraint sessions_token_key unique,
    user_id      uuid not null references users on delete cascade,
    ip           inet,
    user_agent   text not null default '',
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null
);
create index sessions_user on sessions (user_id, last_seen_at desc);
create index sessions_expires_at on sessions (expires_at);
comment on table sessions is 'Signed-in browsers. Deleting a row signs that browser out with its next request.';
comment on column sessions.id is 'What a page names the session by.';
comment on column sessions.token_hash is 'SHA-256 of the cookie: a copy of this table signs nobody in.';
comment on column sessions.user_id is 'Who is signed in.';
comment on column sessions.ip is 'Where it was signed in from.';
comment on column sessions.user_agent is 'The browser''s own name for itself, at sign-in.';
comment on column sessions.created_at is 'When it was signed in.';
comment on column sessions.last_seen_at is 'Its last request, to five minutes.';
comment on column sessions.expires_at is 'When it ends, however much it is used.';

create table flashes (
    token_hash bytea primary key,
    body       jsonb not null,
    expires_at timestamptz not null
);
create index flashes_expires_at on flashes (expires_at);
comment on table flashes is 'What one form post leaves for the next page, once.';
comment on column flashes.token_hash is 'SHA-256 of the cookie.';
comment on column flashes.body is 'The form, what was typed without secrets, what was wrong with it, or the toast.';
comment on column flashes.expires_at is 'Minutes later: nobody comes back for it.';

create table rate_limits (
    key bytea primary key,
    tat timestamptz not null
);
create index rate_limits_tat on rate_limits (tat);
comment on table rate_limits is 'How far ahead of its allowance each caller is, by the generic cell rate algorithm (ITU-T I.371). In the database, so that a restart forgives nobody.';
comment on column rate_limits.key is 'Keyed digest of what is limited: no address stands here in clear.';
comment on column rate_limits.tat is 'Theoretical arrival time: when the caller will have its whole allowance back.';

create function app.throttle(in_key bytea, in_now timestamptz, in_cost interval, in_burst interval) returns interval
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    seen timestamptz;
begin
    insert into rate_limits as r (key, tat) values (in_key, in_now + in_cost)
    on conflict (key) do update set tat = greatest(r.tat, in_now) + in_cost
        where greatest(r.tat, in_now) + in_cost <= in_now + in_burst;
    if found then
        return null;
    end if;
    select tat into seen from rate_limits where key = in_key;
    return greatest(seen + in_cost - in_burst - in_now, interval '1 second');
end $$;
comment on function app.throttle is 'Takes one try from a caller''s allowance. Null: go on. Else: how long to wait; nothing was taken.';

grant select, insert, update, delete on users, signups, password_resets, sessions, flashes, rate_limits to tenantry_serving;
