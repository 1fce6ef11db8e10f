-- The company is edited like the rest of the General tab.
comment on column organizations.updated_parts is 'What the last edit changed: name, address, description, website, company, logo, defaults.';
