-- A change of the address that waits ends with another password, and when the account's deletion begins: whoever asked for
-- it may have known no more than the old password. Restored, an account had it back; what waits in one now ends here.
update email_changes c set withdrawn_at = u.deleted_at
    from users u where u.id = c.user_id and u.deleted_at is not null and c.used_at is null and c.withdrawn_at is null;
comment on column email_changes.withdrawn_at is 'When it was cancelled, replaced by another request, or ended with another password or the account''s deletion.';
