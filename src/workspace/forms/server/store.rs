//! The SQL of forms: `forms` and `form_access`.

use crate::{
    kernel::{
        authz::{EditContent, Inside, ManageWorkspace, SeeContent},
        db::{Access as Reads, Change, Room},
        fault::{OnConstraint, internal},
        paging::{Spot, Way},
    },
    model::{AppError, FormId, Page, UserId, content::Title},
    workspace::forms::model::{Access, People, Person},
};
use sqlx::{FromRow, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// How many people of the workspace can be chosen from on a page.
const PEOPLE: usize = 500;

/// A form as it is stored.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: FormId,
    pub name: String,
    pub access: Access,
    pub created_at: OffsetDateTime,
    pub deleted_at: Option<OffsetDateTime>,
    pub version: i64,
}

/// The same with who last edited it, locked until the change ends.
pub struct Locked {
    pub stored: Stored,
    pub updated_at: Option<OffsetDateTime>,
    pub updated_by: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    access: String,
    created_at: OffsetDateTime,
    deleted_at: Option<OffsetDateTime>,
    version: i64,
}

impl Row {
    fn read(self) -> Result<Stored, AppError> {
        Ok(Stored {
            id: self.id.into(),
            name: self.name,
            access: self.access.parse().map_err(internal)?,
            created_at: self.created_at,
            deleted_at: self.deleted_at,
            version: self.version,
        })
    }
}

/// A page of the forms, or of those that were deleted since then, the last deleted first.
pub async fn list(
    db: &mut impl Room<SeeContent>,
    deleted_since: Option<OffsetDateTime>,
    way: Way,
) -> Result<Page<Stored>, AppError> {
    let (org, workspace) = db.place();
    let mut query =
        QueryBuilder::new("select id, name, access, created_at, deleted_at, version from forms where org_id = ");
    query.push_bind(org.uuid()).push(" and workspace_id = ").push_bind(workspace.uuid());
    match deleted_since {
        None => {
            query.push(" and deleted_at is null");
            way.push(&mut query, "created_at", "id");
        }
        Some(since) => {
            query.push(" and deleted_at is not null and deleted_at > ").push_bind(since);
            way.push(&mut query, "deleted_at", "id");
        }
    }
    let rows: Vec<Row> = query.build_query_as().fetch_all(db.conn()).await?;
    let rows = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    Ok(way.page(rows, |form| Spot { at: form.deleted_at.unwrap_or(form.created_at), id: form.id.uuid() }))
}

pub async fn get(db: &mut impl Room<SeeContent>, form: FormId) -> Result<Stored, AppError> {
    let (org, workspace) = db.place();
    sqlx::query_as!(
        Row,
        "select id, name, access, created_at, deleted_at, version from forms
         where org_id = $1 and workspace_id = $2 and id = $3 and deleted_at is null",
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?
    .read()
}

/// People of the workspace, and who of them `form` is for: those first, then the others by name.
pub async fn list_people(db: &mut impl Room<SeeContent>, form: Option<FormId>) -> Result<People, AppError> {
    let (org, workspace) = db.place();
    let rows = sqlx::query!(
        r#"with chosen as (
            select m.user_id, m.term from form_access a
                join workspace_memberships m on m.org_id = a.org_id and m.workspace_id = a.workspace_id and m.user_id = a.user_id
            where a.org_id = $1 and a.workspace_id = $2 and a.form_id = $3 order by m.term, m.user_id limit $4),
         others as (
            select m.user_id, m.term from workspace_memberships m
            where m.org_id = $1 and m.workspace_id = $2 and not exists (select from form_access a
                where a.org_id = $1 and a.workspace_id = $2 and a.form_id = $3 and a.user_id = m.user_id)
            order by m.term, m.user_id limit $4)
         select u.id, u.name, u.email, p.chosen as "chosen!"
         from (select c.*, true as chosen from chosen c union all select o.*, false from others o) p join users u on u.id = p.user_id
         order by p.chosen desc, p.term, p.user_id limit $4"#,
        org.uuid(),
        workspace.uuid(),
        form.map(FormId::uuid),
        i64::try_from(PEOPLE).unwrap_or(i64::MAX).saturating_add(1),
    )
    .fetch_all(db.conn())
    .await?;
    let person = |id: Uuid, name, email, chosen| Person { id: id.into(), name, email, chosen };
    let are_more = rows.len() > PEOPLE;
    let shown = rows.into_iter().take(PEOPLE).map(|row| person(row.id, row.name, row.email, row.chosen)).collect();
    Ok(People { shown, are_more })
}

/// Everybody who was chosen for the form.
pub async fn list_chosen(db: &mut impl Room<SeeContent>, form: FormId) -> Result<Vec<UserId>, AppError> {
    let (org, workspace) = db.place();
    let chosen = sqlx::query_scalar!(
        "select user_id from form_access where org_id = $1 and workspace_id = $2 and form_id = $3 order by user_id",
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
    )
    .fetch_all(db.conn())
    .await?;
    Ok(chosen.into_iter().map(UserId::from).collect())
}

/// The form, deleted or not.
pub async fn lock(change: &mut Change<impl Inside<SeeContent>>, form: FormId) -> Result<Locked, AppError> {
    let (org, workspace) = Room::<SeeContent>::place(change);
    let row = sqlx::query!(
        r#"select f.id, f.name, f.access, f.created_at, f.deleted_at, f.version, f.updated_at, u.name as "updated_by?"
         from forms f left join users u on u.id = f.updated_by
         where f.org_id = $1 and f.workspace_id = $2 and f.id = $3 for update of f"#,
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
    )
    .fetch_optional(Reads::<SeeContent>::conn(change))
    .await?
    .ok_or_else(AppError::not_found)?;
    let (updated_at, updated_by) = (row.updated_at, row.updated_by);
    let row = Row {
        id: row.id,
        name: row.name,
        access: row.access,
        created_at: row.created_at,
        deleted_at: row.deleted_at,
        version: row.version,
    };
    Ok(Locked { stored: row.read()?, updated_at, updated_by })
}

pub async fn insert(change: &mut Change<impl Inside<EditContent>>, form: &Stored) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    let by = change.scope().identity.uuid();
    sqlx::query!(
        "insert into forms (id, org_id, workspace_id, name, access, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)",
        form.id.uuid(),
        org.uuid(),
        workspace.uuid(),
        form.name,
        form.access.as_str(),
        form.created_at,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Makes the form one for exactly these people. 422 where one of them isn't in the workspace.
pub async fn choose(
    change: &mut Change<impl Inside<SeeContent>>,
    form: FormId,
    people: &[UserId],
) -> Result<(), AppError> {
    let (org, workspace) = Room::<SeeContent>::place(change);
    let people: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
    sqlx::query!(
        "delete from form_access where org_id = $1 and workspace_id = $2 and form_id = $3 and user_id <> all ($4)",
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
        &people,
    )
    .execute(Reads::<SeeContent>::conn(change))
    .await?;
    sqlx::query!(
        "insert into form_access (org_id, workspace_id, form_id, user_id)
         select $1, $2, $3, p from unnest($4::uuid[]) p on conflict do nothing",
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
        &people,
    )
    .execute(Reads::<SeeContent>::conn(change))
    .await
    .on_constraint("form_access_org_id_workspace_id_user_id_fkey", || {
        AppError::field("people", "Somebody of these isn't in this workspace any more. Choose again.")
    })?;
    Ok(())
}

/// Returns the new version.
pub async fn rename(
    change: &mut Change<impl Inside<EditContent>>,
    form: FormId,
    name: &Title,
) -> Result<i64, AppError> {
    let ((org, workspace), by, now) =
        (Room::<EditContent>::place(change), change.scope().identity.uuid(), change.now());
    let version = sqlx::query_scalar!(
        "update forms set name = $4, version = version + 1, updated_at = $5, updated_by = $6
         where org_id = $1 and workspace_id = $2 and id = $3 returning version",
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
        name.as_str(),
        now,
        by,
    )
    .fetch_one(change.conn())
    .await?;
    Ok(version)
}

pub async fn set_access(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    form: FormId,
    access: Access,
) -> Result<(), AppError> {
    let ((org, workspace), by, now) =
        (Room::<ManageWorkspace>::place(change), change.scope().identity.uuid(), change.now());
    sqlx::query!(
        "update forms set access = $4, version = version + 1, updated_at = $5, updated_by = $6
         where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
        access.as_str(),
        now,
        by,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

pub async fn set_deleted(
    change: &mut Change<impl Inside<EditContent>>,
    form: FormId,
    at: Option<OffsetDateTime>,
) -> Result<(), AppError> {
    let (org, workspace) = Room::<EditContent>::place(change);
    sqlx::query!(
        "update forms set deleted_at = $4 where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        form.uuid(),
        at,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
