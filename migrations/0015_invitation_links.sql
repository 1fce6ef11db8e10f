-- Invitations from their link's side, and as a list that stays as fast as it grows.

-- Every filter of the list is one range of one of these. What is open lies after now, or before it and has expired.
create index invitations_list on invitations (org_id, expires_at desc, id desc);
create index invitations_open on invitations (org_id, expires_at desc, id desc) where outcome is null;
create index invitations_ended on invitations (org_id, outcome, expires_at desc, id desc) where outcome is not null;

create function app.hold(in_invitation uuid, in_user uuid, in_change boolean) returns uuid
    language plpgsql
    set search_path = pg_catalog, public
as $$
declare
    found_org uuid;
begin
    perform set_config('app.invitation', in_invitation::text, true);
    perform set_config('app.user', coalesce(in_user::text, ''), true);
    select i.org_id into found_org from invitations i join organizations o on o.id = i.org_id
        where i.id = in_invitation and o.deleted_at is null;
    if in_change then
        perform set_config('app.org', coalesce(found_org::text, ''), true);
    end if;
    return found_org;
end $$;
comment on function app.hold is 'Opens an invitation for whoever holds its link, signed in or not: this transaction sees it and the name of its organization. For a change it also enters the organization, which is returned; null if there is no such invitation, or the organization is deleted.';
grant execute on function app.hold to tenantry_serving;

alter table signups add column invitation_id uuid;
comment on column signups.invitation_id is 'The invitation that led to the sign-up: it goes back there afterwards. No foreign key, for a sign-up may outlive it.';
