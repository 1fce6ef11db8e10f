-- Organizations, who is in them, and their workspaces. Every row names its organization, and row-level security,
-- forced even on the owner of the tables, lets a transaction see the organization that it entered and no other.
-- It also sees the memberships of the person it acts for: the selector lists one's own organizations.
create table organizations (
    id         uuid primary key,
    slug       text not null constraint organizations_slug_key unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$'),
    name       text not null check (length(name) between 1 and 100),
    personal   boolean not null default false,
    created_at timestamptz not null,
    version    bigint not null default 1,
    updated_at timestamptz not null,
    updated_by uuid references users on delete set null
);
create index organizations_updated_by on organizations (updated_by);
comment on table organizations is 'The tenants.';
comment on column organizations.slug is 'Its name in addresses.';
comment on column organizations.name is 'Its name on pages.';
comment on column organizations.personal is 'Made with an account, for one person.';
comment on column organizations.created_at is 'When it was created.';
comment on column organizations.version is 'Grows with every edit of its settings; a save names the one that it read.';
comment on column organizations.updated_at is 'When its settings were last edited.';
comment on column organizations.updated_by is 'Who last edited its settings.';

create table last_places (
    user_id uuid primary key references users on delete cascade,
    org_id  uuid not null references organizations on delete cascade
);
create index last_places_org on last_places (org_id);
comment on table last_places is 'Where a person was last: where / leads. Bookkeeping, like a session''s last use.';
comment on column last_places.user_id is 'The person.';
comment on column last_places.org_id is 'The organization.';

create table memberships (
    id         uuid primary key,
    org_id     uuid not null references organizations on delete cascade,
    user_id    uuid not null references users on delete cascade,
    role       text not null check (role in ('owner', 'admin', 'billing_admin', 'user_admin', 'member')),
    created_at timestamptz not null,
    constraint memberships_org_user_key unique (org_id, user_id)
);
create index memberships_user on memberships (user_id, org_id);
comment on table memberships is 'Who is in which organization, as what.';
comment on column memberships.role is 'One of the five roles of the permission matrix.';
comment on column memberships.created_at is 'When the person joined.';

create table workspaces (
    id         uuid primary key,
    org_id     uuid not null references organizations on delete cascade,
    slug       text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$'),
    name       text not null check (length(name) between 1 and 100),
    created_at timestamptz not null,
    constraint workspaces_org_slug_key unique (org_id, slug),
    constraint workspaces_org_id_key unique (org_id, id)
);
comment on table workspaces is 'The rooms of an organization; content belongs to one.';
comment on column workspaces.slug is 'Its name in addresses, unique in the organization.';
comment on column workspaces.name is 'Its name on pages.';
comment on column workspaces.created_at is 'When it was created.';

create table workspace_memberships (
    org_id       uuid not null,
    workspace_id uuid not null,
    user_id      uuid not null references users on delete cascade,
    role         text not null check (role in ('manager', 'editor', 'viewer')),
    created_at   timestamptz not null,
    primary key (org_id, workspace_id, user_id),
    foreign key (org_id, workspace_id) references workspaces (org_id, id) on delete cascade
);
create index workspace_memberships_user on workspace_memberships (user_id, org_id);
comment on table workspace_memberships is 'Who is in which workspace, as what: independent of the organization role.';
comment on column workspace_memberships.role is 'One of the three workspace roles.';
comment on column workspace_memberships.created_at is 'When the person was added.';

alter table organizations enable row level security;
alter table organizations force row level security;
alter table memberships enable row level security;
alter table memberships force row level security;
alter table workspaces enable row level security;
alter table workspaces force row level security;
alter table workspace_memberships enable row level security;
alter table workspace_memberships force row level security;
alter table last_places enable row level security;
alter table last_places force row level security;

create policy inside on organizations
    using (id = app.org()) with check (id = app.org());
create policy own on organizations for select
    using (id in (select m.org_id from memberships m where m.user_id = app.user_id()));
create policy inside on memberships
    using (org_id = app.org()) with check (org_id = app.org());
create policy own on memberships for select
    using (user_id = app.user_id());
create policy own on last_places
    using (user_id = app.user_id()) with check (user_id = app.user_id());
create policy inside on workspaces
    using (org_id = app.org()) with check (org_id = app.org());
create policy inside on workspace_memberships
    using (org_id = app.org()) with check (org_id = app.org());

grant select, insert, update, delete on organizations, memberships, workspaces, workspace_memberships, last_places to tenantry_serving;

create function app.enter(
    in_user uuid, in_slug text, in_id uuid, in_change boolean,
    out org_id uuid, out org_slug text, out org_name text, out member_id uuid, out role text, out was_last boolean
)
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform set_config('app.user', in_user::text, true);
    if in_id is not null then
        select o.id, o.slug, o.name, m.id, m.role, l.org_id is not distinct from o.id
            into org_id, org_slug, org_name, member_id, role, was_last
            from memberships m join organizations o on o.id = m.org_id left join last_places l on l.user_id = m.user_id
            where m.user_id = in_user and m.org_id = in_id;
    else
        select o.id, o.slug, o.name, m.id, m.role, l.org_id is not distinct from o.id
            into org_id, org_slug, org_name, member_id, role, was_last
            from organizations o join memberships m on m.org_id = o.id and m.user_id = in_user left join last_places l on l.user_id = m.user_id
            where o.slug = in_slug;
    end if;
    perform set_config('app.org', coalesce(org_id::text, ''), true);
    if in_change and member_id is not null then
        -- A change acts on rights that can't be taken away before it commits.
        select m.role into role from memberships m where m.id = member_id for share;
        if not found then
            perform set_config('app.org', '', true);
            org_id := null; member_id := null; role := null;
        end if;
    end if;
end $$;
comment on function app.enter is 'Opens an organization, by id or else by slug, for a person: sets the tenant and the person for this transaction and returns the role. Nulls where the person isn''t a member, just as where there is no such organization. For a change the membership is locked against change and removal.';
grant execute on function app.enter to tenantry_serving;
