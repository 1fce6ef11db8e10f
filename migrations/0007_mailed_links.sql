-- Two more things that a mailed link is good for: signing in, and proving a new address.
create table sign_in_links (
    id         uuid primary key,
    email_key  text not null,
    next       text not null default '' check (length(next) <= 2000),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index sign_in_links_open on sign_in_links (email_key) where used_at is null;
create index sign_in_links_expires_at on sign_in_links (expires_at);
comment on table sign_in_links is 'Requests to sign in by a mailed link. Written for unknown addresses too: the answer must not differ.';
comment on column sign_in_links.id is 'Half of the mailed link; the other half is a keyed digest of it that is stored nowhere.';
comment on column sign_in_links.email_key is 'The address that was typed, in lower case.';
comment on column sign_in_links.next is 'A path of ours to go to then; empty for the start.';
comment on column sign_in_links.created_at is 'When it was asked for.';
comment on column sign_in_links.expires_at is 'When the link ends.';
comment on column sign_in_links.used_at is 'When the link was used, or ended because password or address became another.';

create table email_changes (
    id           uuid primary key,
    user_id      uuid not null references users on delete cascade,
    from_email   text not null check (length(from_email) between 3 and 254),
    email        text not null check (length(email) between 3 and 254),
    email_key    text not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    withdrawn_at timestamptz
);
create index email_changes_user on email_changes (user_id);
create unique index email_changes_one_open on email_changes (user_id) where used_at is null and withdrawn_at is null;
create index email_changes_expires_at on email_changes (expires_at);
comment on table email_changes is 'Changes of an account''s address that wait for the new one to be proved; at most one of an account is open. Written for taken addresses too: the answer must not differ.';
comment on column email_changes.id is 'Half of the mailed link; the other half is a keyed digest of it that is stored nowhere.';
comment on column email_changes.from_email is 'The address that the account had then.';
comment on column email_changes.email is 'The address to be, as it was typed.';
comment on column email_changes.email_key is 'The same in lower case.';
comment on column email_changes.created_at is 'When it was asked for.';
comment on column email_changes.expires_at is 'When the link ends.';
comment on column email_changes.used_at is 'When the link was used and the address became another.';
comment on column email_changes.withdrawn_at is 'When it was cancelled, or replaced by another request.';

grant select, insert, update, delete on sign_in_links, email_changes to tenantry_serving;
