-- The rest of the General tab: what the organization says of itself, its logo, what new workspaces begin with, and which
-- of all that was edited last, for whoever saves from an older page.
alter table organizations
    add column description         text not null default '' check (length(description) <= 300),
    add column website             text not null default '' check (website = '' or (length(website) <= 200 and website ~ '^https?://')),
    add column logo                text check (logo ~ '^[0-9a-f]{64}\.(png|svg)$'),
    add column default_language    text not null default 'en' check (default_language in ('en', 'de', 'fr', 'es', 'it', 'pt', 'nl')),
    add column default_date_format text not null default 'long' check (default_date_format in ('long', 'iso', 'dots', 'slashes', 'month-first')),
    add column default_time_format text not null default '24h' check (default_time_format in ('24h', '12h')),
    add column default_decimals    smallint not null default 2 check (default_decimals between 0 and 6),
    add column default_dpi         smallint not null default 300 check (default_dpi in (72, 100, 150, 200, 300, 600)),
    add column updated_parts       text[] not null default '{}';
comment on column organizations.description is 'What it does, in at most 300 characters; may be empty.';
comment on column organizations.website is 'An http(s) address; empty without one.';
comment on column organizations.logo is 'The file of the logo: the SHA-256 of its content, with .png or .svg. Null without one.';
comment on column organizations.default_language is 'The language that new workspaces begin with, an ISO 639-1 code.';
comment on column organizations.default_date_format is 'How new workspaces write dates: long, iso, dots, slashes or month-first.';
comment on column organizations.default_time_format is 'How they write times of day: 24h or 12h.';
comment on column organizations.default_decimals is 'How many decimal digits they write, 0 to 6.';
comment on column organizations.default_dpi is 'The resolution that they draw documents in, in dots per inch.';
comment on column organizations.updated_parts is 'What the last edit changed: name, address, description, website, logo, defaults.';
