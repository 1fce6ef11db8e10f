-- Invitations to accept, each with the account and the session of who accepts it: as many as `acceptances`, which the
-- caller sets, into the organization of 100, into that of 100,000, and spread over all. After sized.sql, in the same session.
begin;

create temp table wanted on commit drop as
    select k.kind, n, kind || ' ' || n as name, 'invitee' || n || '@' || kind || '.example.com' as email,
        pg_temp.id('org ' || case kind when 'many' then o::text else kind end) as org_id,
        -- Who owns it in seed.sql, or the reader.
        pg_temp.id('user ' || case kind when 'many' then 2 + o * 6 % (3 * :organizations - 1) else 1 end) as invited_by
    from (values ('small'), ('large'), ('many')) k (kind), generate_series(1, :acceptances) n, lateral (select 1 + n % :organizations as o) o;

insert into users (id, email, email_key, name, password_hash, created_at)
    select pg_temp.id('invitee ' || name), email, email, pg_temp.name_of(n), (select password_hash from users where id = pg_temp.id('user 1')), now()
    from wanted;

-- Of the cookie that acceptances.mjs makes of the same words. Just used, whenever its turn comes: to note a session's
-- use is no part of accepting.
insert into sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at)
    select pg_temp.id('session ' || name), sha256(decode(md5('bench cookie ' || name), 'hex')), pg_temp.id('invitee ' || name), 'bench',
        now(), now() + interval '1 day', now() + interval '2 days'
    from wanted;

insert into invitations (id, org_id, email, email_key, role, invited_by, created_at, sent_at, expires_at)
    select pg_temp.id('invitation ' || name), org_id, email, email, 'member', invited_by, now(), now(), now() + interval '7 days'
    from wanted;

commit;
