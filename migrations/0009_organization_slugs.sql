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

