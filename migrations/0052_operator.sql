-- The operator acts by itself, from the command line: what was said of who is named and who asks holds no longer.
comment on column audit_log.actor_id is 'The person or the key; null for a job, the operator and a visitor.';
comment on function app.org_of is 'The organization that has or had the slug. app.enter_workspace asks, and tells nobody who isn''t in there; so does the operator.';
