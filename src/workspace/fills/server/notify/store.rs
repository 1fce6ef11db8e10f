//! The SQL of who is told of a fill, and of what waits for a daily mail.

use super::{MAIL, MAIL_DAILY};
use crate::{
    kernel::{
        authz::AsJob,
        db::{Change, Turn, View},
        event::Heard,
        fault::internal,
    },
    model::{AppError, FillId, UserId, document::DocumentFormats, email::Email},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// How somebody wants to be told.
pub enum Rhythm {
    Each,
    /// In the morning of that IANA time zone.
    Daily {
        zone: String,
    },
}

/// Somebody who is told of fills, where they see any of them.
pub struct Addressee {
    pub user: UserId,
    pub rhythm: Rhythm,
    /// Those of forms that they see.
    pub fills: Vec<FillId>,
}

/// Whether the organization mails about fills.
pub async fn is_on(change: &mut Change<AsJob>) -> Result<bool, AppError> {
    let (org, _) = place(change.scope())?;
    let is_on = sqlx::query_scalar!("select notify_fills from organizations where id = $1 and deleted_at is null", org)
        .fetch_optional(change.conn())
        .await?;
    Ok(is_on.unwrap_or(false))
}

/// Marks the fills as settled. `false` if they all were: they were reported as ready together, once.
pub async fn settle(change: &mut Change<AsJob>, fills: &[FillId], now: OffsetDateTime) -> Result<bool, AppError> {
    let (org, workspace) = place(change.scope())?;
    let fills: Vec<Uuid> = fills.iter().map(|fill| fill.uuid()).collect();
    let settled = sqlx::query!(
        "update fills set announced_at = $4
         where org_id = $1 and workspace_id = $2 and id = any($3) and announced_at is null",
        org,
        workspace,
        &fills,
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(settled.rows_affected() > 0)
}

/// The next people `behind` somebody, at most `limit`, by id: members of the organization who are in the workspace and
/// didn't mute it, and which of the fills they see. Collaborators from outside have no membership, and so no mail.
pub async fn list_addressees(
    change: &mut Change<AsJob>,
    fills: &[FillId],
    behind: Option<UserId>,
    limit: usize,
) -> Result<Vec<Addressee>, AppError> {
    let (org, workspace) = place(change.scope())?;
    let fills: Vec<Uuid> = fills.iter().map(|fill| fill.uuid()).collect();
    let rows = sqlx::query!(
        r#"with people as (
            select wm as place, m.user_id, m.fill_mails, u.time_zone
            from workspace_memberships wm join memberships m on m.org_id = $1 and m.user_id = wm.user_id
                join users u on u.id = wm.user_id
            where wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id > $4
                and m.suspended_at is null and u.deleted_at is null and m.fill_mails <> 'never'
            order by wm.user_id limit $5
         )
         select p.user_id, p.fill_mails, p.time_zone, array(
                select l.id from fills l
                    join forms f on f.org_id = $1 and f.workspace_id = $2 and f.id = l.form_id and f.deleted_at is null
                where l.org_id = $1 and l.workspace_id = $2 and l.id = any($3) and app.sees_form(f, p.place)
                order by l.id) as "fills!"
         from people p order by p.user_id"#,
        org,
        workspace,
        &fills,
        behind.map(UserId::uuid).unwrap_or_default(),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(change.conn())
    .await?;
    let addressees = rows.into_iter().map(|row| Addressee {
        user: row.user_id.into(),
        rhythm: if row.fill_mails == "daily" { Rhythm::Daily { zone: row.time_zone } } else { Rhythm::Each },
        fills: row.fills.into_iter().map(FillId::from).collect(),
    });
    Ok(addressees.collect())
}

/// Takes down what the next daily mail of each person tells of.
pub async fn insert_waiting(
    change: &mut Change<AsJob>,
    waiting: &[(FillId, UserId)],
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let (org, workspace) = place(change.scope())?;
    let (fills, people): (Vec<Uuid>, Vec<Uuid>) =
        waiting.iter().map(|(fill, person)| (fill.uuid(), person.uuid())).unzip();
    sqlx::query!(
        "insert into fill_digests (org_id, user_id, workspace_id, fill_id, ready_at)
         select $1, w.person, $2, w.fill, $5 from unnest($3::uuid[], $4::uuid[]) w(fill, person) on conflict do nothing",
        org,
        workspace,
        &fills,
        &people,
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// A workspace and somebody who is told of what happens there.
pub struct There {
    pub name: String,
    pub email: Email,
    pub organization: String,
    pub org_slug: String,
    pub workspace: String,
    pub slug: String,
    pub formats: DocumentFormats,
    /// Whether the workspace is suspended: its mails wait.
    pub is_suspended: bool,
}

/// Where the job is and whom it mails; none if person, membership or workspace are gone by now, or the person wants no mail.
pub async fn find_there(view: &mut View<AsJob>, user: UserId) -> Result<Option<There>, AppError> {
    let (org, workspace) = place(view.scope())?;
    let row = sqlx::query!(
        "select u.name, u.email, o.name as organization, o.slug as org_slug, w.name as workspace, w.slug, w.state,
            w.language, w.date_format, w.time_format, w.decimals, w.dpi
         from organizations o join workspaces w on w.org_id = o.id and w.id = $2 and w.state in ('active', 'suspended')
            join memberships m on m.org_id = o.id and m.user_id = $3 and m.suspended_at is null and m.fill_mails <> 'never'
            join users u on u.id = m.user_id and u.deleted_at is null
         where o.id = $1 and o.deleted_at is null and o.notify_fills",
        org,
        workspace,
        user.uuid(),
    )
    .fetch_optional(view.tx())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(There {
        name: row.name,
        email: Email::parse(&row.email).map_err(internal)?,
        organization: row.organization,
        org_slug: row.org_slug,
        workspace: row.workspace,
        slug: row.slug,
        formats: DocumentFormats::stored([&row.language, &row.date_format, &row.time_format], [row.decimals, row.dpi])
            .map_err(internal)?,
        is_suspended: row.state == "suspended",
    }))
}

/// A fill, as a mail tells of it.
pub struct Told {
    pub form: String,
    pub processing_ms: Option<i32>,
    pub fields: Option<i32>,
}

/// The fill, if the person still sees its form.
pub async fn find_fill(view: &mut View<AsJob>, fill: Uuid, user: UserId) -> Result<Option<Told>, AppError> {
    let (org, workspace) = place(view.scope())?;
    let told = sqlx::query_as!(
        Told,
        "select f.name as form, l.processing_ms, l.fields
         from fills l join forms f on f.org_id = $1 and f.workspace_id = $2 and f.id = l.form_id and f.deleted_at is null
            join workspace_memberships wm on wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = $4
         where l.org_id = $1 and l.workspace_id = $2 and l.id = $3
            and app.sees_form(f, wm)",
        org,
        workspace,
        fill,
        user.uuid(),
    )
    .fetch_optional(view.tx())
    .await?;
    Ok(told)
}

/// Waits until no other job mails the person about the workspace's days; until the change ends, no other does. Reports on
/// both sides of a morning, or of a change of the time zone, queue more than one, and they may run at the same time.
pub async fn take_turn(change: &mut Change<AsJob>, user: UserId) -> Result<(), AppError> {
    let (org, workspace) = place(change.scope())?;
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("fills of the day {org} {workspace} {user}")
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// What waits for a person's daily mail from the workspace.
#[derive(Default)]
pub struct Waiting {
    pub fills: Vec<Uuid>,
    /// Of the forms that the person still sees: the name, and how many fills, by name.
    pub forms: Vec<(String, i64)>,
}

/// Everything that waits, the first first.
pub async fn list_waiting(view: &mut View<AsJob>, user: UserId) -> Result<Waiting, AppError> {
    let (org, workspace) = place(view.scope())?;
    let fills = sqlx::query_scalar!(
        "select fill_id from fill_digests where org_id = $1 and workspace_id = $2 and user_id = $3 order by fill_id",
        org,
        workspace,
        user.uuid(),
    )
    .fetch_all(view.tx())
    .await?;
    let rows = sqlx::query!(
        r#"select f.name, count(*) as "count!"
         from fills l join forms f on f.org_id = $1 and f.workspace_id = $2 and f.id = l.form_id and f.deleted_at is null
            join workspace_memberships wm on wm.org_id = $1 and wm.workspace_id = $2 and wm.user_id = $4
         where l.org_id = $1 and l.workspace_id = $2 and l.id = any($3)
            and app.sees_form(f, wm)
         group by f.id, f.name order by lower(f.name), f.id"#,
        org,
        workspace,
        &fills,
        user.uuid(),
    )
    .fetch_all(view.tx())
    .await?;
    Ok(Waiting { fills, forms: rows.into_iter().map(|row| (row.name, row.count)).collect() })
}

/// Forgets what a daily mail told of.
pub async fn delete_waiting(change: &mut Change<AsJob>, user: UserId, fills: &[Uuid]) -> Result<(), AppError> {
    let (org, _) = place(change.scope())?;
    sqlx::query!(
        "delete from fill_digests where org_id = $1 and user_id = $2 and fill_id = any($3)",
        org,
        user.uuid(),
        fills
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Sets the mail of this turn aside, if the workspace is suspended: it stays so until the change ends, and whoever opens it
/// finds the mail. `false` where it isn't, and nothing was done.
pub async fn pause(change: &mut Change<AsJob>, heard: &Heard) -> Result<bool, AppError> {
    let (org, workspace) = place(change.scope())?;
    let now = change.now();
    let suspended = sqlx::query!(
        "select from workspaces where org_id = $1 and id = $2 and state = 'suspended' for share",
        org,
        workspace,
    )
    .fetch_optional(change.conn())
    .await?;
    if suspended.is_none() {
        return Ok(false);
    }
    // Who has left meanwhile gets no mail.
    sqlx::query!(
        "insert into paused_mails (org_id, workspace_id, user_id, outbox_id, reaction, item, paused_at)
         select m.org_id, $2, m.user_id, $4, $5, $6, $7 from memberships m where m.org_id = $1 and m.user_id = $3
         on conflict do nothing",
        org,
        workspace,
        heard.person.map(UserId::uuid),
        heard.outbox.uuid(),
        heard.reaction,
        heard.item,
        now,
    )
    .execute(change.conn())
    .await?;
    Ok(true)
}

/// Takes the next mails that were set aside, the first first, as turns to queue; none unless the workspace is active.
pub async fn take_paused(change: &mut Change<AsJob>, limit: usize) -> Result<Vec<Turn>, AppError> {
    let (org, workspace) = place(change.scope())?;
    let rows = sqlx::query!(
        "delete from paused_mails where org_id = $1 and workspace_id = $2 and ctid = any (array(
            select p.ctid from paused_mails p join workspaces w on w.org_id = p.org_id and w.id = p.workspace_id and w.state = 'active'
            where p.org_id = $1 and p.workspace_id = $2 order by p.outbox_id limit $3 for update of p skip locked))
         returning user_id, outbox_id, reaction, item",
        org,
        workspace,
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .fetch_all(change.conn())
    .await?;
    let turn = |reaction: &str| [MAIL, MAIL_DAILY].into_iter().find(|known| *known == reaction);
    rows.into_iter()
        .map(|row| {
            let reaction = turn(&row.reaction).ok_or_else(|| internal(format!("{:?} sends no mail", row.reaction)))?;
            let (outbox, person) = (Some(row.outbox_id.into()), Some(row.user_id.into()));
            Ok(Turn { reaction, outbox, item: row.item, person, ..Turn::default() })
        })
        .collect()
}

fn place(job: &AsJob) -> Result<(Uuid, Uuid), AppError> {
    let place = job.org.zip(job.workspace).map(|(org, workspace)| (org.uuid(), workspace.uuid()));
    place.ok_or_else(|| internal("a fill is in a workspace"))
}
