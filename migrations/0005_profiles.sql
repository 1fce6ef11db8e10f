-- How a person reads: every time on a page is in their zone and written as they chose.
alter table users
    add column time_zone   text not null default 'UTC' check (length(time_zone) between 1 and 64),
    add column date_format text not null default 'long',
    add column time_format text not null default '24h';
comment on column users.time_zone is 'IANA name, like Europe/Berlin.';
comment on column users.date_format is 'How the person''s pages write dates: long, iso, dots, slashes or month-first.';
comment on column users.time_format is 'How they write times of day: 24h or 12h.';
