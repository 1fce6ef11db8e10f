-- An organization that lives has an owner who can enter: not suspended, with an account that signs in. Looked at when a transaction commits, whatever it did:
-- somebody left, was removed, demoted or suspended, deleted the account; an organization or an owner came.
create function app.keep_owner(in_org uuid) returns void
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    was_org text := coalesce(current_setting('app.org', true), '');
begin
    perform set_config('app.org', in_org::text, true);
    -- Two that each go because of the other take turns here; the second looks when the first has committed.
    perform from organizations o where o.id = in_org for no key update;
    if exists (select from organizations o where o.id = in_org and o.deleted_at is null) and not exists (
        select from memberships m join users u on u.id = m.user_id
        where m.org_id = in_org and m.role = 'owner' and m.suspended_at is null and u.deleted_at is null
    ) then
        raise exception using errcode = 'check_violation', constraint = 'organizations_keep_owner', table = 'organizations',
            message = format('organization %s would be without an owner who can enter', in_org);
    end if;
    perform set_config('app.org', was_org, true);
end $$;
comment on function app.keep_owner is 'Refuses the transaction if the organization lives and has no owner who can enter.';

create function app.memberships_keep_owner() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    if tg_op <> 'DELETE' and new.role = 'owner' then
        -- An account that is being deleted meanwhile: one of the two sees the other.
        perform from users u where u.id = new.user_id for share;
        perform app.keep_owner(new.org_id);
    elsif tg_op <> 'INSERT' and old.role = 'owner' then
        perform app.keep_owner(old.org_id);
    end if;
    return null;
end $$;
comment on function app.memberships_keep_owner is 'Looks whether the organization keeps an owner, when an owner comes, goes or is demoted.';
create constraint trigger memberships_keep_owner after insert or update or delete on memberships
    deferrable initially deferred for each row execute function app.memberships_keep_owner();

create function app.users_keep_owner() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    was_user text := coalesce(current_setting('app.user', true), '');
    mine uuid;
begin
    perform set_config('app.user', new.id::text, true);
    -- Not only where the person is an owner: somebody may be handing over to them just now.
    for mine in select m.org_id from memberships m where m.user_id = new.id order by m.org_id loop
        perform app.keep_owner(mine);
    end loop;
    perform set_config('app.user', was_user, true);
    return null;
end $$;
comment on function app.users_keep_owner is 'Looks whether each organization of a person keeps an owner, when the account is deleted.';
create constraint trigger users_keep_owner after update of deleted_at on users
    deferrable initially deferred for each row
    when (old.deleted_at is null and new.deleted_at is not null) execute function app.users_keep_owner();

create function app.organizations_keep_owner() returns trigger
    language plpgsql
    set search_path = pg_catalog, public
as $$
begin
    perform app.keep_owner(new.id);
    return null;
end $$;
comment on function app.organizations_keep_owner is 'Looks whether an organization has an owner, when it is restored.';
create constraint trigger organizations_keep_owner after update of deleted_at on organizations
    deferrable initially deferred for each row
    when (old.deleted_at is not null and new.deleted_at is null) execute function app.organizations_keep_owner();
