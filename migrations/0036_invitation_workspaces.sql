-- Invitations to the organization that lead into workspaces of it too, which their inviter manages.
alter table invitations add constraint invitations_org_id_key unique (org_id, id);

create table invitation_workspaces (
    org_id        uuid not null,
    invitation_id uuid not null,
    workspace_id  uuid not null,
    role          text not null check (role in ('manager', 'editor', 'viewer')),
    granted_by    uuid references users on delete set null,
    -- The invitation first: whoever holds its link knows it and is in no organization yet.
    primary key (invitation_id, org_id, workspace_id),
    foreign key (org_id, invitation_id) references invitations (org_id, id) on delete cascade,
    foreign key (org_id, workspace_id) references workspaces (org_id, id) on delete cascade
);
create index invitation_workspaces_workspace on invitation_workspaces (org_id, workspace_id);
create index invitation_workspaces_granted_by on invitation_workspaces (granted_by);
comment on table invitation_workspaces is 'The workspaces that an invitation to the organization leads into. One to a workspace alone, for somebody from outside, has none here.';
comment on column invitation_workspaces.invitation_id is 'The invitation.';
comment on column invitation_workspaces.role is 'What the person will be there.';
comment on column invitation_workspaces.granted_by is 'Who stands for it: who chose the workspace, or a manager of it who sent the invitation again since. It is given only if they manage it when the invitation is accepted.';

alter table invitation_workspaces enable row level security;
alter table invitation_workspaces force row level security;
create policy inside on invitation_workspaces
    using (org_id = app.org()) with check (org_id = app.org());
create policy holds_link on invitation_workspaces for select
    using (invitation_id = app.invitation());
grant select, insert, update, delete on invitation_workspaces to tenantry_serving;

-- Who holds the link reads the names of these too.
drop policy invites on workspaces;
create policy invites on workspaces for select
    using (id in (
        select i.workspace_id from invitations i where i.id = app.invitation()
        union all select p.workspace_id from invitation_workspaces p where p.invitation_id = app.invitation()));
