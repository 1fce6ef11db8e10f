//! The SQL of the General tab: the settings columns of `organizations`, and the slugs that an organization takes.

use crate::{
    kernel::{
        authz::{Allows, ManageGeneral, SeeOrganization, Within},
        db::{Change, Tenant},
        fault::internal,
    },
    model::{AppError, OrgId, document::DocumentFormats},
    settings::general::model::{CompanySize, General, Part, Settings},
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The organization with who last edited it and what, locked until the change ends.
pub struct Locked {
    pub general: General,
    pub updated_at: OffsetDateTime,
    pub updated_by: Option<String>,
    pub updated_parts: Vec<Part>,
}

struct GeneralRow {
    id: Uuid,
    slug: String,
    name: String,
    description: String,
    website: String,
    company: String,
    company_size: Option<String>,
    logo: Option<String>,
    default_language: String,
    default_date_format: String,
    default_time_format: String,
    default_decimals: i16,
    default_dpi: i16,
    version: i64,
    updated_at: OffsetDateTime,
    updated_parts: Vec<String>,
    updated_by: Option<String>,
}

impl GeneralRow {
    fn read(self) -> Result<Locked, AppError> {
        let defaults = DocumentFormats::stored(
            [&self.default_language, &self.default_date_format, &self.default_time_format],
            [self.default_decimals, self.default_dpi],
        )
        .map_err(internal)?;
        let company_size = self.company_size.map(|word| word.parse()).transpose().map_err(internal)?;
        let settings = Settings {
            name: self.name,
            slug: self.slug,
            description: self.description,
            website: self.website,
            company: self.company,
            company_size,
            logo: self.logo,
            defaults,
        };
        Ok(Locked {
            general: General { id: self.id.into(), settings, version: self.version },
            updated_at: self.updated_at,
            updated_by: self.updated_by,
            updated_parts: self.updated_parts.iter().filter_map(|word| Part::from_word(word)).collect(),
        })
    }
}

pub async fn get(db: &mut impl Tenant<SeeOrganization>) -> Result<General, AppError> {
    let org = db.org();
    let row = sqlx::query_as!(
        GeneralRow,
        r#"select id, slug, name, description, website, company, company_size, logo, default_language, default_date_format, default_time_format,
            default_decimals, default_dpi, version, updated_at, updated_parts, null as "updated_by: String"
         from organizations where id = $1"#,
        org.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?;
    Ok(row.read()?.general)
}

/// How many members and workspaces there are.
pub async fn count(db: &mut impl Tenant<SeeOrganization>) -> Result<(i64, i64), AppError> {
    let org = db.org();
    let row = sqlx::query!(
        r#"select (c.owners + c.admins + c.billing_admins + c.user_admins + c.members)::bigint as "members!",
            coalesce((select sum(t.count) from tallies t where t.org_id = c.org_id and t.kind = 'workspaces'), 0)::bigint as "workspaces!"
         from member_counts c where c.org_id = $1"#,
        org.uuid(),
    )
    .fetch_one(db.conn())
    .await?;
    Ok((row.members, row.workspaces))
}

pub async fn lock(change: &mut Change<impl Within<ManageGeneral>>) -> Result<Locked, AppError> {
    let org = change.org();
    sqlx::query_as!(
        GeneralRow,
        r#"select o.id, o.slug, o.name, o.description, o.website, o.company, o.company_size, o.logo, o.default_language,
            o.default_date_format, o.default_time_format, o.default_decimals, o.default_dpi, o.version, o.updated_at, o.updated_parts, u.name as "updated_by?"
         from organizations o left join users u on u.id = o.updated_by
         where o.id = $1 for no key update of o"#,
        org.uuid(),
    )
    .fetch_optional(change.conn())
    .await?
    .ok_or_else(AppError::not_found)?
    .read()
}

/// The file of the organization's logo, with the row locked, so that it stays so until the change ends.
pub async fn lock_logo(
    change: &mut Change<impl Allows<ManageGeneral>>,
    org: OrgId,
) -> Result<Option<String>, AppError> {
    let logo = sqlx::query_scalar!("select logo from organizations where id = $1 for update", org.uuid())
        .fetch_optional(change.conn())
        .await?;
    Ok(logo.flatten())
}

/// Takes a slug for the organization, for good. False if it is, or was, another's.
pub async fn claim_slug(change: &mut Change<impl Within<ManageGeneral>>, slug: &str) -> Result<bool, AppError> {
    let (org, now) = (change.org(), change.now());
    let taken = sqlx::query!(
        "insert into organization_slugs (slug, org_id, since) values ($2, $1, $3) on conflict (slug) do nothing",
        org.uuid(),
        slug,
        now,
    )
    .execute(change.conn())
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(true);
    }
    let own = sqlx::query_scalar!(
        r#"select exists (select from organization_slugs where org_id = $1 and slug = $2) as "own!""#,
        org.uuid(),
        slug,
    )
    .fetch_one(change.conn())
    .await?;
    Ok(own)
}

/// Writes the settings, and which parts of them are new. Returns the new version.
pub async fn save(
    change: &mut Change<impl Within<ManageGeneral>>,
    settings: &Settings,
    parts: &[Part],
) -> Result<i64, AppError> {
    let (org, user, now) = (change.org(), change.scope().user, change.now());
    let DocumentFormats { language, date_format, time_format, decimals, dpi } = settings.defaults;
    let parts: Vec<String> = parts.iter().map(|part| part.as_str().to_owned()).collect();
    let version = sqlx::query_scalar!(
        "update organizations set name = $2, slug = $3, description = $4, website = $5, logo = $6, default_language = $7,
            default_date_format = $8, default_time_format = $9, default_decimals = $10, default_dpi = $11,
            version = version + 1, updated_at = $12, updated_by = $13, updated_parts = $14, company = $15, company_size = $16
         where id = $1 returning version",
        org.uuid(),
        settings.name,
        settings.slug,
        settings.description,
        settings.website,
        settings.logo,
        language.as_str(),
        date_format.as_str(),
        time_format.as_str(),
        i16::from(decimals.get()),
        dpi.get() as i16,
        now,
        user.uuid(),
        &parts,
        settings.company,
        settings.company_size.map(CompanySize::as_str),
    )
    .fetch_one(change.conn())
    .await?;
    Ok(version)
}
