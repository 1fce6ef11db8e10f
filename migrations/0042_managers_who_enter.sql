-- A workspace is managed by managers who can enter it. One who is suspended in the organization, or whose account is being
-- deleted, adds nobody: with no other, the workspace has no manager, whoever asks and wherever it is told.
alter table workspace_memberships add column can_enter boolean not null default true;
comment on column workspace_memberships.can_enter is 'Whether the person is neither suspended in the organization nor has an account that is being deleted. Kept by triggers here, on memberships and on users; nothing else writes it.';

create function app.can_enter(in_org uuid, in_user uuid) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, public
as $$
begin
    return exists (select from users u where u.id = in_user and u.deleted_at is null)
        and not exists (select from memberships m where m.org_id = in_org and m.user_id = in_user and m.suspended_at is not null);
end $$;
comment on function app.can_enter is 'Whether somebody who is in a workspace of the organization can enter it: neither suspended there nor with an account that is being deleted.';
grant execute on function app.can_enter to tenantry_serving;

create or replace function app.term_of_workspace_member() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    -- Shared, so that a name that is being changed is waited for, and an account that is being deleted.
    select app.fold(u.name) into new.term from users u where u.id = new.user_id for share;
    new.term := coalesce(new.term, '');
    new.can_enter := app.can_enter(new.org_id, new.user_id);
    return new;
end $$;
comment on function app.term_of_workspace_member is 'Trigger: gives who is added to a workspace their place in its list, and says whether they can enter.';

create function app.member_enters() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    tenant text := current_setting('app.org', true);
    its memberships := case tg_op when 'DELETE' then old else new end;
    enters boolean;
begin
    perform set_config('app.org', its.org_id::text, true);
    enters := app.can_enter(its.org_id, its.user_id);
    update workspace_memberships wm set can_enter = enters
        where wm.org_id = its.org_id and wm.user_id = its.user_id and wm.can_enter <> enters;
    perform set_config('app.org', coalesce(tenant, ''), true);
    return null;
end $$;
comment on function app.member_enters is 'Trigger: who is suspended in the organization, or no longer, enters none of its workspaces, or all that they are in.';
create trigger member_added_suspended after insert on memberships
    for each row when (new.suspended_at is not null) execute function app.member_enters();
create trigger member_suspended after update of suspended_at on memberships
    for each row when ((old.suspended_at is null) <> (new.suspended_at is null)) execute function app.member_enters();
create trigger suspended_member_removed after delete on memberships
    for each row when (old.suspended_at is not null) execute function app.member_enters();

create function app.account_enters() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    person text := current_setting('app.user', true);
    tenant text := current_setting('app.org', true);
    its_org uuid;
    enters boolean;
begin
    perform set_config('app.user', new.id::text, true);
    -- Everybody sees their own memberships, and changes them inside of the organization alone.
    for its_org in select distinct wm.org_id from workspace_memberships wm where wm.user_id = new.id order by 1 loop
        perform set_config('app.org', its_org::text, true);
        enters := app.can_enter(its_org, new.id);
        update workspace_memberships wm set can_enter = enters
            where wm.org_id = its_org and wm.user_id = new.id and wm.can_enter <> enters;
    end loop;
    perform set_config('app.org', coalesce(tenant, ''), true), set_config('app.user', coalesce(person, ''), true);
    return null;
end $$;
comment on function app.account_enters is 'Trigger: whose account is being deleted enters no workspace, and whose is restored enters those that they are in.';
revoke all on function app.account_enters from public;
create trigger account_enters after update of deleted_at on users
    for each row when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function app.account_enters();

-- The count of managers, which the list, its filter and the overview read, is of those.
create or replace function app.count_workspace_members() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    part record;
begin
    if tg_op = 'UPDATE' then
        if old.role = 'manager' and old.can_enter then perform app.count_in_workspace(old.org_id, old.workspace_id, 'managers', -1); end if;
        if new.role = 'manager' and new.can_enter then perform app.count_in_workspace(new.org_id, new.workspace_id, 'managers', 1); end if;
        return null;
    end if;
    part := case tg_op when 'INSERT' then new else old end;
    perform app.count_in_workspace(part.org_id, part.workspace_id, 'members', case tg_op when 'INSERT' then 1 else -1 end);
    if part.role = 'manager' and part.can_enter then
        perform app.count_in_workspace(part.org_id, part.workspace_id, 'managers', case tg_op when 'INSERT' then 1 else -1 end);
    end if;
    return null;
end $$;
comment on function app.count_workspace_members is 'Trigger: keeps the counts of a workspace''s members, and of its managers who can enter.';
drop trigger count_managers on workspace_memberships;
create trigger count_managers after update of role, can_enter on workspace_memberships
    for each row when ((old.role = 'manager' and old.can_enter) <> (new.role = 'manager' and new.can_enter))
    execute function app.count_workspace_members();

-- What is there already, which the triggers count. Forced row-level security would hide it from the owner too.
do $$
declare
    held text;
begin
    foreach held in array array['memberships', 'workspace_memberships', 'workspaces', 'workspace_counts'] loop
        execute format('alter table %I no force row level security', held);
    end loop;
    update workspace_memberships wm set can_enter = false where not app.can_enter(wm.org_id, wm.user_id);
    foreach held in array array['memberships', 'workspace_memberships', 'workspaces', 'workspace_counts'] loop
        execute format('alter table %I force row level security', held);
    end loop;
end $$;
