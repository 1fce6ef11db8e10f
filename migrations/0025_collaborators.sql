-- People from outside: in a workspace and not in its organization. They are invited to the workspace alone.
alter table invitations
    add column workspace_id   uuid,
    add column workspace_role text check (workspace_role in ('manager', 'editor', 'viewer')),
    add constraint invitations_workspace_whole check (num_nulls(workspace_id, workspace_role) in (0, 2)),
    add constraint invitations_workspace_fkey foreign key (org_id, workspace_id) references workspaces (org_id, id) on delete cascade;
create index invitations_workspace on invitations (org_id, workspace_id);
drop index invitations_pending_key;
create unique index invitations_pending_key on invitations (org_id, email_key) where ended_at is null and workspace_id is null;
create unique index invitations_workspace_pending_key on invitations (org_id, workspace_id, email_key) where ended_at is null and workspace_id is not null;
comment on column invitations.workspace_id is 'The workspace that it is to, for somebody from outside; null for one to the organization, as a member.';
comment on column invitations.workspace_role is 'What the person will be there. The role column is "member" then and says nothing.';

create function app.own_workspaces() returns table (
    org_id uuid, org_slug text, org_name text, logo text, workspace_id uuid, slug text, name text, role text, member boolean
)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
    select o.id, o.slug, o.name, o.logo, w.id, w.slug, w.name, wm.role,
        exists (select from memberships m where m.org_id = wm.org_id and m.user_id = wm.user_id)
    from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
        join organizations o on o.id = wm.org_id
    where wm.user_id = app.user_id() and o.deleted_at is null and w.state in ('active', 'suspended')
    order by lower(o.name), o.id, lower(w.name), w.id
$$;
comment on function app.own_workspaces is 'Every workspace that the person of this transaction is in, as a member of its organization or from outside.';
revoke all on function app.own_workspaces from public;
grant execute on function app.own_workspaces to tenantry_serving;
-- For that function alone, which has its owner's rights: the program's own role sees no more than before.
create policy own on workspace_memberships for select to current_user
    using (user_id = app.user_id());
create policy own on workspaces for select to current_user
    using (id in (select wm.workspace_id from workspace_memberships wm where wm.user_id = app.user_id()));
create policy outside on organizations for select to current_user
    using (id in (select wm.org_id from workspace_memberships wm where wm.user_id = app.user_id()));
