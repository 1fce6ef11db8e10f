-- What a founder says of the company when they are welcomed, for the operator's information. Nothing depends on it.
alter table organizations
    add column company      text not null default '' check (length(company) <= 100),
    add column company_size text check (company_size in ('1', '2-10', '11-50', '51-200', '201-1000', 'over-1000'));
comment on column organizations.company is 'The company behind it; empty where nobody said.';
comment on column organizations.company_size is 'How many people work there, from a list; null where nobody said.';
