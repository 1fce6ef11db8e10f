-- The lists of a workspace's members are walks along an index, as those of an organization's are: what people are ordered by
-- stands beside their membership.
alter table workspace_memberships add column term text collate "C" not null default '';
comment on column workspace_memberships.term is 'What the person is ordered by: the name, folded by app.fold. Kept by triggers here and on users; nothing else writes it.';

create function app.term_of_workspace_member() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    -- Shared, so that a name that is being changed is waited for.
    select app.fold(u.name) into new.term from users u where u.id = new.user_id for share;
    new.term := coalesce(new.term, '');
    return new;
end $$;
comment on function app.term_of_workspace_member is 'Trigger: gives who is added to a workspace their place in its list.';
create trigger term_added before insert on workspace_memberships
    for each row execute function app.term_of_workspace_member();

create function app.workspace_member_renamed() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    person text := current_setting('app.user', true);
    tenant text := current_setting('app.org', true);
    its_org uuid;
begin
    perform set_config('app.user', new.id::text, true);
    -- Everybody sees their own memberships, and changes them inside of the organization alone.
    for its_org in select distinct wm.org_id from workspace_memberships wm where wm.user_id = new.id order by 1 loop
        perform set_config('app.org', its_org::text, true);
        update workspace_memberships wm set term = app.fold(new.name) where wm.org_id = its_org and wm.user_id = new.id;
    end loop;
    perform set_config('app.org', coalesce(tenant, ''), true), set_config('app.user', coalesce(person, ''), true);
    return null;
end $$;
comment on function app.workspace_member_renamed is 'Trigger: gives a person their new place in the list of every workspace that they are in.';
revoke all on function app.workspace_member_renamed from public;
create trigger workspace_member_renamed after update of name on users
    for each row when (old.name <> new.name) execute function app.workspace_member_renamed();

alter table workspace_memberships no force row level security;
update workspace_memberships wm set term = app.fold(u.name) from users u where u.id = wm.user_id;
alter table workspace_memberships force row level security;
create index workspace_memberships_list on workspace_memberships (org_id, workspace_id, term, user_id);

-- Whose a membership is is asked by person and organization everywhere; without the workspace in it, the planner would rather
-- walk through all of an organization's in an index that has everything.
drop index workspace_memberships_user;
create index workspace_memberships_user on workspace_memberships (user_id, org_id, workspace_id);
