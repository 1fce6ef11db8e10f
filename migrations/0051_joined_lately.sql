-- Who joined lately is counted in the index's order, and no further than it is said: a plan for any date expects a few of
-- them, and would collect all before it counts up to the limit.
create function app.joined_lately(in_since timestamptz) returns bigint
    language sql stable
    set search_path = pg_catalog, public, pg_temp
    set enable_bitmapscan = off
    set enable_sort = off
as $$
    select count(*) from (
        select from memberships m where m.org_id = app.org() and m.created_at > in_since order by m.created_at desc limit 999) m
$$;
comment on function app.joined_lately is 'How many members of the transaction''s organization joined since then, up to 999.';
revoke all on function app.joined_lately from public;
grant execute on function app.joined_lately to tenantry_serving;
