-- After all that is seeded: the database is again as it was made, and knows its tables.
reset session_replication_role;
alter table memberships enable trigger memberships_added;
alter table workspaces enable trigger tally_inserted;
vacuum analyze;
