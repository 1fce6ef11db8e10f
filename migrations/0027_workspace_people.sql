-- Who is in a workspace: changes that come one after the other, with who made the last one; invitations to a workspace
-- beside those to the organization; and what the last edit of a workspace changed.
alter table workspace_memberships
    add column changed_at timestamptz,
    add column changed_by uuid references users on delete set null;
create index workspace_memberships_changed_by on workspace_memberships (changed_by);
comment on column workspace_memberships.changed_at is 'When the role was last changed; null if never.';
comment on column workspace_memberships.changed_by is 'Who last changed the role.';

create function app.line_up_in_workspace(in_user uuid, in_org_slug text, in_org uuid, in_slug text, in_workspace uuid) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    its_org uuid := coalesce(in_org, app.org_of(in_org_slug));
begin
    perform set_config('app.user', in_user::text, true), set_config('app.org', coalesce(its_org::text, ''), true);
    -- Who isn't in it holds nobody up.
    perform from workspace_memberships wm join workspaces w on w.org_id = wm.org_id and w.id = wm.workspace_id
        where wm.org_id = its_org and wm.user_id = in_user
            and w.id = coalesce(in_workspace, (select s.id from workspaces s where s.org_id = its_org and s.slug = in_slug));
    if found then
        perform from organizations o where o.id = its_org for no key update;
    end if;
end $$;
comment on function app.line_up_in_workspace is 'Before a change of who is in a workspace and as what: they come one after the other, and so do those of who is in its organization. The organization''s row is locked before app.enter_workspace locks the person''s own memberships, as app.line_up does it.';
grant execute on function app.line_up_in_workspace to tenantry_serving;

-- Every edit says what it changed, whoever makes it: a save that comes too late is told.
alter table workspaces add column changed_parts text[] not null default '{}';
comment on column workspaces.changed_parts is 'What the last edit changed: name, address, description, settings, state.';
create function app.note_changed_parts() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    new.changed_parts := array_remove(array[
        case when new.name is distinct from old.name then 'name' end,
        case when new.slug is distinct from old.slug then 'address' end,
        case when new.description is distinct from old.description then 'description' end,
        case when (new.language, new.date_format, new.time_format, new.decimals, new.dpi)
            is distinct from (old.language, old.date_format, old.time_format, old.decimals, old.dpi) then 'settings' end,
        case when new.state is distinct from old.state then 'state' end
    ], null);
    return new;
end $$;
comment on function app.note_changed_parts is 'Trigger: keeps what the last edit of a workspace changed.';
create trigger note_changed_parts before update on workspaces
    for each row when (new.version is distinct from old.version) execute function app.note_changed_parts();

-- Lists of invitations are those to the organization; those to a workspace are listed there.
drop index invitations_list;
drop index invitations_open;
drop index invitations_ended;
create index invitations_list on invitations (org_id, expires_at desc, id desc) where workspace_id is null;
create index invitations_open on invitations (org_id, expires_at desc, id desc) where outcome is null and workspace_id is null;
create index invitations_ended on invitations (org_id, outcome, expires_at desc, id desc) where outcome is not null and workspace_id is null;
create index invitations_workspace_open on invitations (org_id, workspace_id, expires_at desc, id desc) where outcome is null and workspace_id is not null;

-- Who holds the link of an invitation to a workspace reads its name, as that of its organization.
create policy invites on workspaces for select
    using (id in (select i.workspace_id from invitations i where i.id = app.invitation()));

drop function app.hold(uuid, uuid, boolean);
create function app.hold(in_invitation uuid, in_user uuid, in_change boolean, out org_id uuid, out workspace_id uuid)
    language plpgsql
    set search_path = pg_catalog, public
as $$
#variable_conflict use_column
begin
    perform set_config('app.invitation', in_invitation::text, true);
    perform set_config('app.user', coalesce(in_user::text, ''), true);
    select i.org_id, i.workspace_id into org_id, workspace_id
        from invitations i join organizations o on o.id = i.org_id left join workspaces w on w.org_id = i.org_id and w.id = i.workspace_id
        where i.id = in_invitation and o.deleted_at is null and (i.workspace_id is null or w.state in ('active', 'suspended'));
    if in_change then
        perform set_config('app.org', coalesce(org_id::text, ''), true);
    end if;
end $$;
comment on function app.hold is 'Opens an invitation for whoever holds its link, signed in or not: this transaction sees it and the names of its organization and workspace. For a change it also enters the organization, which is returned, with the workspace where it is to one; nulls if there is no such invitation, the organization is deleted, or the workspace isn''t there for its members.';
grant execute on function app.hold to tenantry_serving;
