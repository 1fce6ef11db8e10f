//! The SQL of a workspace's settings: their columns of `workspaces`, from inside.

use crate::{
    kernel::{
        authz::{Inside, ManageWorkspace},
        db::{Change, Room},
        fault::internal,
    },
    model::{AppError, UserId, document::DocumentFormats},
    workspace::settings::model::Part,
};
use time::OffsetDateTime;

/// The settings with who last edited the workspace and what, locked until the change ends.
pub struct Locked {
    pub formats: DocumentFormats,
    pub version: i64,
    pub updated_at: Option<OffsetDateTime>,
    pub updated_by: Option<String>,
    pub parts: Vec<Part>,
}

pub async fn lock(change: &mut Change<impl Inside<ManageWorkspace>>) -> Result<Locked, AppError> {
    let (org, workspace) = change.place();
    let row = sqlx::query!(
        r#"select w.language, w.date_format, w.time_format, w.decimals, w.dpi, w.version, w.updated_at, w.changed_parts,
            u.name as "updated_by?"
        from workspaces w left join users u on u.id = w.updated_by
        where w.org_id = $1 and w.id = $2 for no key update of w"#,
        org.uuid(),
        workspace.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok(Locked {
        formats: DocumentFormats::stored([&row.language, &row.date_format, &row.time_format], [row.decimals, row.dpi])
            .map_err(internal)?,
        version: row.version,
        updated_at: row.updated_at,
        updated_by: row.updated_by,
        parts: row.changed_parts.iter().filter_map(|word| Part::from_word(word)).collect(),
    })
}

/// Writes the settings. Returns the new version.
pub async fn save(
    change: &mut Change<impl Inside<ManageWorkspace>>,
    formats: DocumentFormats,
) -> Result<i64, AppError> {
    let ((org, workspace), now) = (change.place(), change.now());
    let by = change.scope().identity.user().map(UserId::uuid);
    let DocumentFormats { language, date_format, time_format, decimals, dpi } = formats;
    let version = sqlx::query_scalar!(
        "update workspaces set language = $3, date_format = $4, time_format = $5, decimals = $6, dpi = $7,
            version = version + 1, updated_at = $8, updated_by = $9
         where org_id = $1 and id = $2 returning version",
        org.uuid(),
        workspace.uuid(),
        language.as_str(),
        date_format.as_str(),
        time_format.as_str(),
        i16::from(decimals.get()),
        dpi.get() as i16,
        now,
        by,
    )
    .fetch_one(change.conn())
    .await?;
    Ok(version)
}
