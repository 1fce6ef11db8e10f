-- Every slug that an organization has or had. A table of all of them rather than one of the former: that a slug is
-- nobody else's, current or former, is then one unique index, which holds for founding and renaming alike and under
-- parallel requests. An organization's current slug refers to its row here, so that none can be given out past it.
create table organization_slugs (
    slug   text not null constraint organization_slugs_slug_key primary key check (slug ~ '^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$'),
    org_id uuid not null references organizations on delete cascade,
    since  timestamptz not null,
    constraint organization_slugs_org_slug_key unique (org_id, slug)
);
comment on table organization_slugs is 'Every slug that an organization has or had: old addresses lead to the new one, and are given to nobody else.';
comment on column organization_slugs.slug is 'The name in addresses.';
comment on column organization_slugs.since is 'When the organization first took it.';

-- Row-level security is forced on the owner too, who sees no organization but for this moment.
alter table organizations no force row level security;
insert into organization_slugs (slug, org_id, since) select o.slug, o.id, o.created_at from organizations o;
alter table organizations force row level security;

create unique index organizations_id_slug on organizations (id, slug);
alter table organizations add constraint organizations_slug_known foreign key (id, slug) references organization_slugs (org_id, slug);

alter table organization_slugs enable row level security;
alter table organization_slugs force row level security;
create policy inside on organization_slugs
    using (org_id = app.org()) with check (org_id = app.org());
create policy own on organization_slugs for select
    using (org_id in (select m.org_id from memberships m where m.user_id = app.user_id()));
grant select, insert, update, delete on organization_slugs to tenantry_serving;

create or replace function app.enter(
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
        if not found then
            -- A former slug. Asked for only here, so that the usual way pays nothing for it.
            select o.id, o.slug, o.name, m.id, m.role, l.org_id is not distinct from o.id
                into org_id, org_slug, org_name, member_id, role, was_last
                from organization_slugs s join organizations o on o.id = s.org_id
                    join memberships m on m.org_id = o.id and m.user_id = in_user left join last_places l on l.user_id = m.user_id
                where s.slug = in_slug;
        end if;
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
comment on function app.enter is 'Opens an organization, by id or else by a slug that it has or had, for a person: sets the tenant and the person for this transaction and returns the role, with the current slug. Nulls where the person isn''t a member, just as where there is no such organization. For a change the membership is locked against change and removal.';
