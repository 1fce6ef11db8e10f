-- What a young organization sends in a day is everything that it sends: what it sends once more counts as what it sends first.
alter table invitations add column resent_at timestamptz[] not null default '{}';
comment on column invitations.resent_at is 'When it was sent once more, within a day of the last time. With created_at, all that was sent in a day.';
