-- Whether an organization keeps an owner is asked when a role or a suspension changes, not when an owner was here last or
-- chose for themselves: asking locks the organization's row, which has no place at the end of a visit.
drop trigger memberships_keep_owner on memberships;
create constraint trigger memberships_keep_owner after insert or update of role, suspended_at or delete on memberships
    deferrable initially deferred for each row execute function app.memberships_keep_owner();
