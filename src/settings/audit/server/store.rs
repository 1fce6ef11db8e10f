//! The SQL of the Audit tab. It reads `audit_log`; what writes there is `app.record` alone.
//!
//! A page is found in two steps: the ids, by walking indexes that end with the id, one for each combination of filters;
//! then the lines of those ids. Both stop at a limit, so that a page costs the same however long the log is.

use crate::{
    kernel::{
        authz::SeeAudit,
        db::Tenant,
        words::{Part, Words},
    },
    model::{AppError, MemberId, OrgId, UserId, WorkspaceId},
    settings::audit::model::Choice,
};
use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many people and how many workspaces a filter offers.
const OFFERED: i64 = 50;
/// How many people of that name are looked at, or deleted workspaces for one of it; and how many of them a filter takes.
const NAMESAKES: i64 = 200;
const TAKEN: i64 = 10;
/// How many of each kind a text means that are called so.
const NAMESAKES_IN_TEXT: i64 = 50;

/// Which lines, and from where on.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Who did it; empty for anybody.
    pub actors: Vec<Uuid>,
    /// Which workspace it is about; empty for any, and for none.
    pub workspaces: Vec<Uuid>,
    /// What was done; empty for anything.
    pub actions: Vec<&'static str>,
    /// The least id, inclusive, and the greatest, exclusive.
    pub ids: (Uuid, Uuid),
    /// Whether the oldest of them come first, else the newest.
    pub oldest_first: bool,
    /// What the line says.
    pub text: Option<Text>,
}

/// A text that is looked for. A line keeps ids and not the names that it is read with, and values as programs write them.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub typed: String,
    /// The actions whose label says it, or whose sentence begins with it.
    pub actions: Vec<&'static str>,
    /// Who and what is called so.
    pub named: Vec<Uuid>,
}

/// A line of the log, with the actor's name as it is now.
#[derive(Debug, sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    pub at: OffsetDateTime,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub actor_email: Option<String>,
    pub action: String,
    pub version: i32,
    pub target_kind: String,
    pub target_id: Option<Uuid>,
    pub workspace_id: Option<Uuid>,
    pub details: Value,
    pub ip: Option<String>,
    pub user_agent: String,
    pub request_id: String,
}

/// Lines in the order of `wanted`, at most `limit`. A text is looked for in the first `depth` lines that the other filters
/// leave, of each person, workspace and action that was asked for.
pub async fn list(
    db: &mut impl Tenant<SeeAudit>,
    wanted: &Wanted,
    depth: i64,
    limit: i64,
) -> Result<Vec<Row>, AppError> {
    let mut query = lines("", db.org(), wanted, depth, limit);
    Ok(query.build_query_as().fetch_all(db.conn()).await?)
}

/// What [`list`] asks. `before` is put in front: a test has it explained.
pub fn lines(before: &str, org: OrgId, wanted: &Wanted, depth: i64, limit: i64) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::<Postgres>::new(before);
    query.push(
        "select l.id, l.at, l.actor_kind, l.actor_id, l.actor_name, l.actor_email, l.action, l.version, l.target_kind,
            l.target_id, l.workspace_id, l.details, host(l.ip) as ip, l.user_agent, l.request_id from (",
    );
    push_ids(&mut query, org, wanted, if wanted.text.is_some() { depth } else { limit });
    // `offset 0` keeps the planner from turning the walk around: line by line, until there are enough.
    query.push(
        ") i cross join lateral (select a.*, u.name as actor_name, u.email as actor_email
            from audit_log a left join users u on u.id = a.actor_id where a.id = i.id offset 0) l",
    );
    if let Some(text) = &wanted.text {
        // Of the details the values, not the names of the fields. `offset 0` has the line put together once, however often
        // it is asked.
        query.push(
            r#" cross join lateral (select lower(concat_ws(' ', l.action, l.actor_name, l.actor_email, host(l.ip), l.user_agent,
                regexp_replace(l.details::text, '"[a-z_]+": ', '', 'g'))) as line offset 0) s where position(lower("#,
        );
        query.push_bind(text.typed.clone());
        query.push(") in s.line) > 0 or l.action = any(").push_bind(text.actions.clone()).push(")");
        if text.typed.contains(' ') {
            // “User admin” stands there as user_admin.
            let as_written = text.typed.replace(' ', "_");
            query.push(" or position(lower(").push_bind(as_written).push(") in s.line) > 0");
        }
        if !text.named.is_empty() {
            let ids = text.named.iter().map(Uuid::to_string).collect::<Vec<_>>().join("|");
            query.push(" or s.line ~ ").push_bind(ids);
        }
    }
    query.push(" order by i.id ").push(direction(wanted)).push(" limit ").push_bind(limit);
    query
}

/// The last id that a search of that depth looked at; None if it looked at all that there are.
pub async fn find_end(db: &mut impl Tenant<SeeAudit>, wanted: &Wanted, depth: i64) -> Result<Option<Uuid>, AppError> {
    let mut query = QueryBuilder::<Postgres>::new("select i.id from (");
    push_ids(&mut query, db.org(), wanted, depth);
    query.push(") i order by i.id ").push(direction(wanted)).push(" limit 1 offset ").push_bind(depth - 1);
    Ok(query.build_query_scalar().fetch_optional(db.conn()).await?)
}

fn direction(wanted: &Wanted) -> &'static str {
    if wanted.oldest_first { "asc" } else { "desc" }
}

/// The first ids by everything but the text. Each person with each workspace and each action is a walk of its own
/// along an index.
fn push_ids(query: &mut QueryBuilder<Postgres>, org: OrgId, wanted: &Wanted, limit: i64) {
    let order = direction(wanted);
    let (by_actor, by_action) = (!wanted.actors.is_empty(), !wanted.actions.is_empty());
    let by_workspace = !wanted.workspaces.is_empty();
    query.push("select w.id from (select 1) one");
    if by_actor {
        query.push(" cross join unnest(").push_bind(wanted.actors.clone()).push("::uuid[]) as p (actor)");
    }
    if by_workspace {
        query.push(" cross join unnest(").push_bind(wanted.workspaces.clone()).push("::uuid[]) as r (workspace)");
    }
    if by_action {
        query.push(" cross join unnest(").push_bind(wanted.actions.clone()).push("::text[]) as t (action)");
    }
    query.push(" cross join lateral (select a.id from audit_log a where a.org_id = ").push_bind(org.uuid());
    query.push(if by_actor { " and a.actor_id = p.actor" } else { "" });
    query.push(if by_workspace { " and a.workspace_id = r.workspace" } else { "" });
    query.push(if by_action { " and a.action = t.action" } else { "" });
    query.push(" and a.id >= ").push_bind(wanted.ids.0).push(" and a.id < ").push_bind(wanted.ids.1);
    query.push(" order by a.id ").push(order).push(" limit ").push_bind(limit);
    query.push(") w order by w.id ").push(order).push(" limit ").push_bind(limit);
}

/// Finds who is called as the text begins, or has it as address, and workspaces that are: a search finds what was done to
/// them too.
pub async fn name(db: &mut impl Tenant<SeeAudit>, wanted: &mut Wanted) -> Result<(), AppError> {
    let Some(text) = &mut wanted.text else { return Ok(()) };
    let org = db.org();
    text.named = sqlx::query_scalar!(
        r#"(select t.user_id as "id!" from member_terms t where t.org_id = $1 and not t.is_name
            and t.term >= app.fold($2) and t.term < app.fold($2) || U&'\+10FFFF' order by t.term limit $3)
        union
        (select u.id from users u where lower(u.name) ~>=~ lower($2) and lower(u.name) ~<~ (lower($2) || chr(1114111))
            order by lower(u.name) using ~<~ limit $3)
        union
        (select u.id from users u where u.realm_id in ('00000000-0000-0000-0000-000000000000', $1) and u.email_key = lower($2))
        union
        (select w.id from workspaces w where w.org_id = $1 and w.state <> 'deleting'
            and w.folded >= app.fold($2) and w.folded < app.fold($2) || chr(1114111) order by w.folded, w.id limit $3)"#,
        org.uuid(),
        text.typed,
        NAMESAKES_IN_TEXT,
    )
    .fetch_all(db.conn())
    .await?;
    Ok(())
}

/// What a filter offers, and what was asked for.
#[derive(Default)]
pub struct Asked {
    /// Some of what there is.
    pub offered: Vec<Choice>,
    /// All that is meant by what was typed.
    pub meant: Vec<Uuid>,
}

/// Who and what a line may be of.
#[derive(Default)]
pub struct Choices {
    /// Those who did something. Meant is whose address was typed, or whose name begins so.
    pub people: Asked,
    /// Those of the organization. Meant is the one whose address was typed, else those whose names begin so; of what was
    /// deleted, the latest.
    pub workspaces: Asked,
}

/// Steps from person to person along the index, without reading their lines; workspaces come in the order of their names.
/// One statement for both: a page has few.
pub async fn list_choices(db: &mut impl Tenant<SeeAudit>, person: &str, workspace: &str) -> Result<Choices, AppError> {
    let org = db.org();
    let rows = sqlx::query!(
        r#"with recursive stepped as (
            (select a.actor_id from audit_log a where a.org_id = $1 and a.actor_id is not null order by a.actor_id limit 1)
            union all
            select (select a.actor_id from audit_log a where a.org_id = $1 and a.actor_id > s.actor_id order by a.actor_id limit 1)
            from stepped s where s.actor_id is not null
        ), offered as (
            select actor_id from stepped where actor_id is not null limit $3
        ), typed as (
            (select id from users where $2 <> '' and realm_id in ('00000000-0000-0000-0000-000000000000', $1) and email_key = lower($2))
            union
            (select id from users where $2 <> '' and lower(name) ~>=~ lower($2) and lower(name) ~<~ (lower($2) || chr(1114111))
                order by lower(name) using ~<~ limit $4)
        ), meant as (
            select t.id from typed t
            where exists (select from audit_log a where a.org_id = $1 and a.actor_id = t.id) limit $5
        ), listed as (
            select w.id from workspaces w where w.org_id = $1 and w.state in ('active', 'suspended')
            order by lower(w.name), w.id limit $3
        ), addressed as (
            select w.id from workspaces w where w.org_id = $1 and w.slug = lower($6) and w.state <> 'deleting'
        ), named as (
            (select w.id from workspaces w where $6 <> '' and w.org_id = $1 and w.state <> 'deleting'
                and w.folded >= app.fold($6) and w.folded < app.fold($6) || chr(1114111) order by w.folded, w.id limit $5)
            union
            (select d.workspace_id from (
                select a.workspace_id, a.details ->> 'name' as name from audit_log a
                where $6 <> '' and a.org_id = $1 and a.action = 'workspace.deletion_started' order by a.id desc limit $4) d
             where d.workspace_id is not null and starts_with(app.fold(d.name), app.fold($6)))
        ), sought as (
            (select id from addressed)
            union all
            (select id from named where not exists (select from addressed) limit $5)
        )
        select c.kind as "kind!", c.id as "id!", c.name as "name!", c.value as "value!", c.offered as "offered!", c.meant as "meant!"
        from (
            select 'person' as kind, u.id, u.name, u.email as value, o.actor_id is not null as offered, m.id is not null as meant
            from (select actor_id as id from offered union select id from meant) p join users u on u.id = p.id
                left join offered o on o.actor_id = p.id left join meant m on m.id = p.id
            union all
            select 'workspace', p.id, coalesce(w.name, ''), coalesce(w.slug, ''), l.id is not null, s.id is not null
            from (select id from listed union select id from sought) p left join workspaces w on w.org_id = $1 and w.id = p.id
                left join listed l on l.id = p.id left join sought s on s.id = p.id
        ) c
        order by lower(c.name), c.id"#,
        org.uuid(),
        person,
        OFFERED,
        NAMESAKES,
        TAKEN,
        workspace,
    )
    .fetch_all(db.conn())
    .await?;
    let mut choices = Choices::default();
    for row in rows {
        let asked = if row.kind == "person" { &mut choices.people } else { &mut choices.workspaces };
        if row.meant {
            asked.meant.push(row.id);
        }
        if row.offered {
            asked.offered.push(Choice { name: row.name, value: row.value });
        }
    }
    Ok(choices)
}

/// What somebody or something is called now; of a workspace that is gone, what it was called last.
pub struct Named {
    pub name: String,
    /// The address of a workspace that there is.
    pub slug: Option<String>,
}

/// Names, by id.
pub type Names = HashMap<Uuid, Named>;

/// The names of everybody and everything that the lines speak of, and of the workspaces that they are about. A person who
/// is gone has none.
pub async fn list_names(db: &mut impl Tenant<SeeAudit>, lines: &[(Row, Words)]) -> Result<Names, AppError> {
    let (mut people, mut members) = (Vec::new(), Vec::new());
    let mut workspaces: Vec<Uuid> = lines.iter().filter_map(|(row, _)| row.workspace_id).collect();
    for part in lines.iter().flat_map(|(_, words)| &words.0) {
        match part {
            Part::Text(_) | Part::Value(_) => {}
            Part::Person(user) => people.push(UserId::uuid(*user)),
            Part::Member(member) => members.push(MemberId::uuid(*member)),
            Part::Workspace(workspace) => workspaces.push(WorkspaceId::uuid(*workspace)),
        }
    }
    if people.is_empty() && members.is_empty() && workspaces.is_empty() {
        return Ok(Names::new());
    }
    // Each is looked up once, however many lines are about it.
    workspaces.sort_unstable();
    workspaces.dedup();
    let org = db.org();
    let rows = sqlx::query!(
        r#"select id as "id!", name as "name!", null::text as slug from users where id = any($2)
        union all
        select m.id, u.name, null from memberships m join users u on u.id = m.user_id where m.org_id = $1 and m.id = any($3)
        union all
        select w.id, w.name, case when w.state <> 'deleting' then w.slug end from workspaces w where w.org_id = $1 and w.id = any($4)
        union all
        select g.id, d.name, null from unnest($4::uuid[]) g (id) cross join lateral (
            select a.details ->> 'name' as name from audit_log a
            where a.org_id = $1 and a.workspace_id = g.id and a.action = 'workspace.deletion_started' order by a.id desc limit 1) d
        where d.name is not null and not exists (select from workspaces w where w.org_id = $1 and w.id = g.id)"#,
        org.uuid(),
        &people,
        &members,
        &workspaces,
    )
    .fetch_all(db.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, Named { name: row.name, slug: row.slug })).collect())
}
