-- What a membership goes through besides its role, and the invitations that lead to one.
alter table memberships
    add column version        bigint not null default 1,
    add column suspended_at   timestamptz,
    add column suspended_by   uuid references users on delete set null,
    add column last_active_at timestamptz;
create index memberships_suspended_by on memberships (suspended_by);
comment on column memberships.version is 'Grows with every change of role or state; tokens and saves carry the one they read.';
comment on column memberships.suspended_at is 'Since when the person is locked out; the membership, its role and its seat stay.';
comment on column memberships.suspended_by is 'Who suspended it.';
comment on column memberships.last_active_at is 'The person''s last request in this organization, to an hour.';

create table former_members (
    org_id     uuid not null references organizations on delete cascade,
    user_id    uuid not null references users on delete cascade,
    role       text not null check (role in ('owner', 'admin', 'billing_admin', 'user_admin', 'member')),
    joined_at  timestamptz not null,
    removed_at timestamptz not null,
    removed_by uuid references users on delete set null,
    primary key (org_id, user_id)
);
create index former_members_user on former_members (user_id);
create index former_members_removed_by on former_members (removed_by);
comment on table former_members is 'Who was removed, for 30 days: they can be reinstated with the role that they had.';
comment on column former_members.role is 'The role until then.';
comment on column former_members.joined_at is 'When the person had joined.';
comment on column former_members.removed_at is 'When the person was removed.';
comment on column former_members.removed_by is 'Who removed them.';

create table invitations (
    id         uuid primary key,
    org_id     uuid not null references organizations on delete cascade,
    email      text not null check (length(email) between 3 and 254),
    email_key  text not null,
    role       text not null check (role in ('owner', 'admin', 'billing_admin', 'user_admin', 'member')),
    invited_by uuid references users on delete set null,
    created_at timestamptz not null,
    sent_at    timestamptz not null,
    expires_at timestamptz not null,
    ended_at   timestamptz,
    outcome    text check (outcome in ('accepted', 'rejected', 'canceled', 'replaced')),
    user_id    uuid references users on delete set null,
    constraint invitations_ended check ((ended_at is null) = (outcome is null))
);
create unique index invitations_pending_key on invitations (org_id, email_key) where ended_at is null;
create index invitations_org on invitations (org_id, created_at desc, id desc);
create index invitations_invited_by on invitations (invited_by);
create index invitations_user on invitations (user_id);
comment on table invitations is 'Who was asked to join, by whom, as what, and what came of it.';
comment on column invitations.id is 'Half of the mailed link and of the copied one; the other halves are keyed digests of it that are stored nowhere.';
comment on column invitations.email is 'Whom it is for, as it was typed; nobody else can accept it.';
comment on column invitations.email_key is 'The address in lower case.';
comment on column invitations.role is 'What the person will be.';
comment on column invitations.invited_by is 'Who asked.';
comment on column invitations.created_at is 'When it was first sent.';
comment on column invitations.sent_at is 'When it was last sent.';
comment on column invitations.expires_at is 'When the link ends: pending and later than this is expired.';
comment on column invitations.ended_at is 'When it was accepted, rejected, canceled or replaced; null while it is pending.';
comment on column invitations.outcome is 'Which of the four. Of any number at once, one is written.';
comment on column invitations.user_id is 'Who accepted or rejected it, if they were signed in.';

alter table organizations
    add column plan       text,
    add column seat_limit integer check (seat_limit >= 0);
comment on column organizations.plan is 'A plan of plans.toml; null for the deployment''s own default.';
comment on column organizations.seat_limit is 'The operator''s maximum of seats for this organization, in place of its plan''s.';

alter table former_members enable row level security;
alter table former_members force row level security;
alter table invitations enable row level security;
alter table invitations force row level security;

create function app.invitation() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.invitation', true), '')::uuid;
comment on function app.invitation() is 'The invitation whose link this transaction holds; null without one.';
grant execute on function app.invitation to tenantry_serving;

create policy inside on former_members
    using (org_id = app.org()) with check (org_id = app.org());
create policy inside on invitations
    using (org_id = app.org()) with check (org_id = app.org());
create policy holds_link on invitations for select
    using (id = app.invitation());
create policy invites on organizations for select
    using (id in (select i.org_id from invitations i where i.id = app.invitation()));

grant select, insert, update, delete on former_members, invitations to tenantry_serving;
