-- Browsers that an account has signed in with: a sign-in from another is mailed.
create table known_browsers (
    id            uuid primary key,
    user_id       uuid not null references users on delete cascade,
    token_hash    bytea not null,
    first_seen_at timestamptz not null,
    last_seen_at  timestamptz not null,
    constraint known_browsers_user_token_key unique (user_id, token_hash)
);
create index known_browsers_last_seen_at on known_browsers (last_seen_at);
comment on table known_browsers is 'Browsers that an account has signed in with. One that is signed out from elsewhere is forgotten, so that its next sign-in is mailed.';
comment on column known_browsers.token_hash is 'SHA-256 of the account''s id and the browser''s cookie: a copy of this table doesn''t tell which accounts share a browser.';
comment on column known_browsers.first_seen_at is 'When it first signed in.';
comment on column known_browsers.last_seen_at is 'When it last signed in; after a year of none it is forgotten.';

alter table sessions
    add column browser_id uuid references known_browsers on delete set null;
create index sessions_browser on sessions (browser_id);
comment on column sessions.browser_id is 'The browser that signed in; null once it is forgotten.';

grant select, insert, update, delete on known_browsers to tenantry_serving;
