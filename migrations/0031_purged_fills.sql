-- The fills of a deleted form go in many transactions and stand in one line of the log, which is written when the form goes.
alter table forms add column purged_fills bigint not null default 0;
comment on column forms.purged_fills is 'How many of its fills are purged already, of a form that is being purged.';
