//! Rules about the schema. The database itself is asked, after every migration has run: what counts is what it has.

use super::{Except, assert_none, excuse};
use crate::tests::support::TestApp;
use sqlx::{Connection, PgConnection};

struct Rule {
    /// The sentence that a breach is told.
    says: &'static str,
    /// Returns one line for each breach.
    breaches: &'static str,
    except: &'static [Except],
    /// What breaks it; every line about it says `wrong`.
    broken_by: &'static str,
}

const RULES: [Rule; 10] = [
    Rule {
        says: "every column is commented, but an id and a foreign key to an organization, a person or a workspace",
        breaches: "select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and c.relname <> '_sqlx_migrations'
                and a.attnum > 0 and not a.attisdropped and col_description(c.oid, a.attnum) is null and a.attname <> 'id'
                and not (a.attname in ('org_id', 'user_id', 'workspace_id') and exists (
                    select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and a.attnum = any (k.conkey)))",
        except: &[],
        broken_by: "create table wrong (id uuid primary key, org_id uuid)",
    },
    Rule {
        says: "every table and every function of ours says what it is",
        breaches: "select c.relname::text from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and c.relname <> '_sqlx_migrations'
                and obj_description(c.oid, 'pg_class') is null
            union all select p.proname || '()' from pg_proc p
            where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace) and obj_description(p.oid, 'pg_proc') is null",
        except: &[],
        broken_by: "create function app.wrong() returns int language sql return 1",
    },
    Rule {
        says: "every foreign key has an index that begins with its columns, else a delete there reads the whole table here",
        breaches: "select k.conrelid::regclass || ' ' || k.conname from pg_constraint k
            where k.contype = 'f' and k.connamespace = 'public'::regnamespace and not exists (
                select from pg_index i
                where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null and i.indnkeyatts >= cardinality(k.conkey)
                    and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)",
        except: &[],
        broken_by: "create table wrong (a uuid references users, b uuid); create index on wrong (b, a)",
    },
    Rule {
        says: "every table of tenants has row-level security, enabled, forced and with a policy",
        // The policy `tests` is not ours: tests/support/database.rs makes it for the owner.
        breaches: "select c.relname::text from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                and (c.relname = 'organizations'
                    or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped))
                and not (c.relrowsecurity and c.relforcerowsecurity
                    and exists (select from pg_policy p where p.polrelid = c.oid and p.polname <> 'tests'))",
        except: &[],
        broken_by: "create table wrong (org_id uuid); alter table wrong enable row level security; create policy p on wrong using (true)",
    },
    Rule {
        says: "a row refers to rows of its own organization and workspace alone: the foreign key holds whatever both name",
        breaches: "select k.conrelid::regclass || ' ' || k.conname from pg_constraint k,
                lateral (select array_agg(a.attname) as columns, array_agg(a.attname) filter (where a.attnum = any (k.conkey)) as held
                    from pg_attribute a where a.attrelid = k.conrelid and a.attnum > 0) f,
                lateral (select array_agg(a.attname) as columns from pg_attribute a where a.attrelid = k.confrelid and a.attnum > 0) t
            where k.contype = 'f' and k.connamespace = 'public'::regnamespace and exists (
                select from unnest(array['org_id', 'workspace_id']::name[]) c where c = any (f.columns) and c = any (t.columns) and c <> all (f.held))",
        except: &[
            Except(
                "schema",
                "invitation_workspaces invitation_workspaces_org_id_invitation_id_fkey",
                "an invitation's own workspace is that of one to a workspace alone; this is of one to the organization",
            ),
            Except(
                "schema",
                "member_terms member_terms_member_id_fkey",
                "written by the triggers of memberships alone, with the organization of the row that it is of",
            ),
        ],
        broken_by: "create table wrong (org_id uuid, form_id uuid references forms)",
    },
    Rule {
        says: "the roles that the program works as own nothing: an owner can alter, and grant itself, anything",
        breaches: "select r.rolname || ' owns ' || pg_describe_object(d.classid, d.objid, d.objsubid)
            from pg_shdepend d join pg_roles r on r.oid = d.refobjid
            where d.deptype = 'o' and r.rolname ~ '^tenantry_(serving|worker)'
                and d.dbid in (0, (select oid from pg_database where datname = current_database()))",
        except: &[],
        broken_by: "create role tenantry_serving_wrong; grant tenantry_serving_wrong to current_user;
            grant create on schema public to tenantry_serving_wrong;
            create table wrong (id uuid); alter table wrong owner to tenantry_serving_wrong",
    },
    Rule {
        says: "the roles that the program works as can't bypass row-level security or become another",
        breaches: "select r.rolname::text from pg_roles r
            where r.rolname ~ '^tenantry_(serving|worker)' and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
            union all select r.rolname || ' is in ' || g.rolname from pg_auth_members m
            join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
            where r.rolname ~ '^tenantry_(serving|worker)' and r.rolname not like g.rolname || '_%'",
        except: &[],
        broken_by: "create role tenantry_serving_wrong createrole",
    },
    Rule {
        says: "the program only adds to the audit log and the outbox: nobody who gets into it can rewrite what happened",
        breaches: "select r || ' may ' || p || ' ' || t
            from unnest(array['tenantry_serving', 'tenantry_worker']) r, unnest(array['audit_log', 'outbox']) t,
                unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) p
            where has_table_privilege(r, t, p) or (p = 'UPDATE' and has_any_column_privilege(r, t, p))",
        except: &[],
        broken_by: "alter table outbox add wrong int; grant update (wrong) on outbox to tenantry_serving",
    },
    Rule {
        says: "what runs the queue sees no tenant's row, and nobody but the owner makes anything",
        breaches: "select 'tenantry_worker reads ' || c.relname from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
                and has_any_column_privilege('tenantry_worker', c.oid, 'SELECT')
            union all select r || ' creates in ' || n from unnest(array['tenantry_serving', 'tenantry_worker']) r, unnest(array['public', 'app']) n
            where has_schema_privilege(r, n, 'CREATE')",
        except: &[],
        broken_by: "create table wrong (id uuid); grant select on wrong to tenantry_worker",
    },
    Rule {
        says: "a function that works with its owner's rights is a door: each is listed here, with its reason",
        breaches: "select p.proname::text from pg_proc p
            where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace) and p.prosecdef",
        except: &[
            Except("schema", "account_enters", "a trigger: an account is one, and enters the workspaces of all of the person's organizations, or none"),
            Except("schema", "content_due", "the nightly purge asks in which workspaces something is due; it learns places and no content"),
            Except("schema", "forget_answers", "answers that are a day old go, wherever they are"),
            Except("schema", "enqueue", "the queue's tables are not the serving role's, and it may only add a job"),
            Except("schema", "enqueue_turns", "the queue's tables are not the serving role's, and it may only add jobs"),
            Except("schema", "org_of", "a workspace is entered by its organization's slug, before anybody is anywhere; the operator finds an organization so too"),
            Except("schema", "is_in_workspace", "of the person whom the transaction acts for, in whichever organization"),
            Except("schema", "keys_made_by", "whoever removes a member is told of their keys; names, and nothing that opens anything"),
            Except("schema", "record_sign_in", "whoever signs in is nowhere yet; it writes lines of that one kind, about the person, where they are in an organization or a workspace of it"),
            Except("schema", "revoke_keys_made_by", "whoever removes a member may end their keys, in the transaction's organization alone"),
            Except("schema", "shared_workspaces", "of the person whom the transaction acts for, across organizations"),
            Except("schema", "purge", "the log and where people were last are nobody's to delete but the purge's, of what is due"),
            Except("schema", "use_key", "a key says where it belongs before anybody is anywhere; only who has the key gets an answer"),
            Except("schema", "user_renamed", "a trigger: a name is one, and stands in the lists of all of the person's organizations"),
            Except("schema", "working_keys", "how many keys of the transaction's organization open something: a number, and no key"),
            Except("schema", "workspace_member_renamed", "a trigger: a name is one, and stands in the lists of all of the person's workspaces"),
        ],
        broken_by: "create function app.wrong() returns int language sql security definer return 1",
    },
];

#[tokio::test]
async fn the_schema_keeps_the_rules() {
    let app = TestApp::start().await;
    let mut owner = app.owner_connection().await;
    let mut wrong = Vec::new();
    for rule in &RULES {
        let found = breaches(rule, &mut owner).await.into_iter().map(|line| ("schema".to_owned(), line));
        wrong.extend(excuse(found.collect(), rule.except, rule.says));
    }
    assert_none(&wrong);
    app.done().await;
}

#[tokio::test]
async fn what_breaks_a_rule_of_the_schema_is_found() {
    let app = TestApp::start().await;
    let mut owner = app.owner_connection().await;
    for rule in &RULES {
        let before = breaches(rule, &mut owner).await.len();
        let mut broken = owner.begin().await.unwrap();
        sqlx::raw_sql(rule.broken_by)
            .execute(&mut *broken)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", rule.broken_by));
        let found = breaches(rule, &mut broken).await;
        broken.rollback().await.unwrap();
        assert!(found.len() > before, "nobody minds {:?}, though {}", rule.broken_by, rule.says);
    }
    app.done().await;
}

async fn breaches(rule: &Rule, connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(rule.breaches)
        .fetch_all(connection)
        .await
        .unwrap_or_else(|error| panic!("{}: {error}", rule.says))
}
