-- Whether the demo was told in this database, and to its end: it is many transactions, and one that was interrupted is no demo.
create table demo (
    is_only     boolean primary key default true check (is_only),
    begun_at    timestamptz not null,
    finished_at timestamptz
);
comment on table demo is 'One row where `tenantry demo` was begun. Written by the owner of the database alone.';
comment on column demo.is_only is 'Always true: there is one row at most.';
comment on column demo.begun_at is 'When it was begun, by the clock of Postgres.';
comment on column demo.finished_at is 'When all of it was there; null while it is told, and for good where it was interrupted.';
