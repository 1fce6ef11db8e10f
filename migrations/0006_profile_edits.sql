-- Editing one's profile: a save names the version that it read, and a sign-up brings the browser's time zone along.
alter table users
    add column profile_version  bigint not null default 1,
    add column profile_saved_at timestamptz;
comment on column users.profile_version is 'Grows with every save of the profile; a save names the one that it read.';
comment on column users.profile_saved_at is 'When the profile was last saved; null if it is as sign-up left it.';

alter table signups
    add column time_zone text not null default 'UTC' check (length(time_zone) between 1 and 64);
comment on column signups.time_zone is 'What the browser said at sign-up; UTC where it said nothing that is known.';
