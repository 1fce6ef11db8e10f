//! The SQL of `fills`.

use super::{Kept, Wanted};
use crate::{
    kernel::{
        authz::{Inside, ReportFills, SeeContent},
        db::{Change, Room},
        fault::internal,
        paging::{ROWS, Spot, Way},
    },
    model::{
        AppError, FillId, FillSessionId, FormId, OrgId, Page, ProfileId, WorkspaceId, content::FillState,
        document::Pages,
    },
};
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

/// A fill as it is stored.
#[derive(Clone, Debug)]
pub struct Fill {
    pub id: FillId,
    pub form: FormId,
    pub session: Option<FillSessionId>,
    pub profile: Option<ProfileId>,
    pub state: FillState,
    pub failure: String,
    pub processing_ms: Option<i32>,
    pub fields: Option<i32>,
    pub pdf: Option<Kept>,
    pub created_at: OffsetDateTime,
    pub ready_at: Option<OffsetDateTime>,
}

/// The same with the names that it is shown under.
pub struct Shown {
    pub fill: Fill,
    pub form_name: String,
    pub session_name: Option<String>,
}

/// Whether what a report names is there.
pub struct Known {
    pub form: bool,
    pub session: bool,
    pub profile: bool,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    form_id: Uuid,
    session_id: Option<Uuid>,
    profile_id: Option<Uuid>,
    state: String,
    failure: String,
    processing_ms: Option<i32>,
    fields: Option<i32>,
    pdf_file: Option<String>,
    pdf_url: Option<String>,
    pdf_bytes: Option<i64>,
    pdf_digest: Option<Vec<u8>>,
    pdf_pages: Option<i32>,
    pdf_width: Option<i32>,
    pdf_height: Option<i32>,
    created_at: OffsetDateTime,
    ready_at: Option<OffsetDateTime>,
    form_name: String,
    session_name: Option<String>,
}

impl Row {
    fn read(self) -> Result<Shown, AppError> {
        let pdf = match (self.pdf_file, self.pdf_url) {
            (Some(file), _) => Some(Kept::Stored {
                file,
                bytes: self.pdf_bytes.unwrap_or_default(),
                digest: self.pdf_digest.and_then(|digest| digest.try_into().ok()),
                pages: Pages::stored([self.pdf_pages, self.pdf_width, self.pdf_height]),
            }),
            (None, url) => url.map(Kept::Linked),
        };
        let fill = Fill {
            id: self.id.into(),
            form: self.form_id.into(),
            session: self.session_id.map(Into::into),
            profile: self.profile_id.map(Into::into),
            state: self.state.parse().map_err(internal)?,
            failure: self.failure,
            processing_ms: self.processing_ms,
            fields: self.fields,
            pdf,
            created_at: self.created_at,
            ready_at: self.ready_at,
        };
        Ok(Shown { fill, form_name: self.form_name, session_name: self.session_name })
    }
}

/// A page of fills, of forms that the reader sees and that aren't deleted.
pub async fn list(db: &mut impl Room<SeeContent>, wanted: Wanted, way: Way) -> Result<Page<Shown>, AppError> {
    let rows: Vec<Row> = list_sql("", db.place(), wanted, way).build_query_as().fetch_all(db.conn()).await?;
    let rows = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    Ok(way.page(rows, |shown| Spot { at: shown.fill.created_at, id: shown.fill.id.uuid() }))
}

/// The statement of [`list`], behind `before`. Never through fills of other forms, however many there are: of each form its
/// next fill is looked up; then the others of those forms whose next fills come first, as many forms as the page has rows, up
/// to the last of these fills. Nothing else can be on the page.
pub fn list_sql(
    before: &str,
    (org, workspace): (OrgId, WorkspaceId),
    wanted: Wanted,
    way: Way,
) -> QueryBuilder<Postgres> {
    let of_form = |query: &mut QueryBuilder<Postgres>, form: &str| {
        query.push(" from fills l where l.org_id = ").push_bind(org.uuid());
        query.push(" and l.workspace_id = ").push_bind(workspace.uuid()).push(" and l.form_id = ").push(form);
        if let Some(session) = wanted.session {
            query.push(" and l.session_id = ").push_bind(session.uuid());
        }
        if let Some(state) = wanted.state {
            // Said in the text, for the index of the few that aren't ready.
            query.push(format_args!(" and l.state = '{}'", state.as_str()));
        }
    };
    let mut query = QueryBuilder::new(before);
    query.push("with seen as materialized (select f.id, f.name from forms f where f.org_id = ").push_bind(org.uuid());
    query.push(" and f.workspace_id = ").push_bind(workspace.uuid()).push(" and f.deleted_at is null");
    if let Some(form) = wanted.form {
        query.push(" and f.id = ").push_bind(form.uuid());
    }
    query.push(
        "), first as materialized (select s.id, s.name, l.id as next from seen s cross join lateral (select l.id",
    );
    of_form(&mut query, "s.id");
    way.push_by_id(&mut query, "l.id", 1);
    query.push(") l");
    way.push_order_of_ids(&mut query, "l.id", ROWS + 1);
    query.push("), page as (select l.*, f.name as form_name from first f cross join lateral (select l.*");
    of_form(&mut query, "f.id");
    way.push_until(&mut query, "l.id", "select f.next from first f", "f.next");
    way.push_by_id(&mut query, "l.id", ROWS + 1);
    query.push(") l");
    way.push_order_of_ids(&mut query, "l.id", ROWS + 1);
    query.push(
        ") select l.id, l.form_id, l.session_id, l.profile_id, l.state, l.failure, l.processing_ms, l.fields, l.pdf_file,
            l.pdf_url, l.pdf_bytes, l.pdf_digest, l.pdf_pages, l.pdf_width, l.pdf_height, l.created_at, l.ready_at, l.form_name, s.name as session_name
         from page l left join fill_sessions s on s.org_id = l.org_id and s.workspace_id = l.workspace_id and s.id = l.session_id",
    );
    way.push_order_of_ids(&mut query, "l.id", ROWS + 1);
    query
}

pub async fn get(db: &mut impl Room<SeeContent>, fill: FillId) -> Result<Shown, AppError> {
    let (org, workspace) = db.place();
    sqlx::query_as!(
        Row,
        r#"select l.id, l.form_id, l.session_id, l.profile_id, l.state, l.failure, l.processing_ms, l.fields, l.pdf_file,
            l.pdf_url, l.pdf_bytes, l.pdf_digest, l.pdf_pages, l.pdf_width, l.pdf_height, l.created_at, l.ready_at, f.name as form_name, s.name as "session_name?"
         from fills l join forms f on f.org_id = l.org_id and f.workspace_id = l.workspace_id and f.id = l.form_id and f.deleted_at is null
            left join fill_sessions s on s.org_id = l.org_id and s.workspace_id = l.workspace_id and s.id = l.session_id
         where l.org_id = $1 and l.workspace_id = $2 and l.id = $3"#,
        org.uuid(),
        workspace.uuid(),
        fill.uuid(),
    )
    .fetch_optional(db.conn())
    .await?
    .ok_or_else(AppError::not_found)?
    .read()
}

/// Inserts those whose form, session and profile are there, which were all reported at one time; returns how many they were. One
/// statement.
pub async fn insert(change: &mut Change<impl Inside<ReportFills>>, fills: &[Fill]) -> Result<u64, AppError> {
    let (org, workspace) = Room::<ReportFills>::place(change);
    let by = change.scope().identity.uuid();
    let columns: Vec<Columns<'_>> = fills.iter().map(|fill| Columns::of(fill.pdf.as_ref())).collect();
    let inserted = sqlx::query!(
        "insert into fills (id, org_id, workspace_id, form_id, session_id, profile_id, state, failure, processing_ms, fields,
            pdf_file, pdf_url, pdf_bytes, pdf_digest, pdf_pages, pdf_width, pdf_height, created_at, created_by, ready_at)
         select n.id, $1, $2, n.form_id, n.session_id, n.profile_id, n.state, n.failure, n.processing_ms, n.fields,
            n.pdf_file, n.pdf_url, n.pdf_bytes, n.pdf_digest, n.pdf_pages, n.pdf_width, n.pdf_height, $4::timestamptz, $3,
            case n.state when 'ready' then $4::timestamptz end
         from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::int[], $12::int[],
                $13::text[], $14::text[], $15::bigint[], $16::bytea[], $17::int[], $18::int[], $19::int[])
                n(id, form_id, session_id, profile_id, state, failure, processing_ms, fields, pdf_file, pdf_url, pdf_bytes,
                    pdf_digest, pdf_pages, pdf_width, pdf_height)
            join forms f on f.org_id = $1 and f.workspace_id = $2 and f.id = n.form_id and f.deleted_at is null
         where (n.session_id is null or exists (select from fill_sessions s
                where s.org_id = $1 and s.workspace_id = $2 and s.id = n.session_id and s.ended_at is null))
            and (n.profile_id is null or exists (select from profiles p
                where p.org_id = $1 and p.workspace_id = $2 and p.id = n.profile_id and p.deleted_at is null))",
        org.uuid(),
        workspace.uuid(),
        by,
        fills.first().map(|fill| fill.created_at),
        &fills.iter().map(|fill| fill.id.uuid()).collect::<Vec<_>>(),
        &fills.iter().map(|fill| fill.form.uuid()).collect::<Vec<_>>(),
        &fills.iter().map(|fill| fill.session.map(FillSessionId::uuid)).collect::<Vec<_>>() as &[Option<Uuid>],
        &fills.iter().map(|fill| fill.profile.map(ProfileId::uuid)).collect::<Vec<_>>() as &[Option<Uuid>],
        &fills.iter().map(|fill| fill.state.as_str()).collect::<Vec<_>>() as &[&str],
        &fills.iter().map(|fill| fill.failure.as_str()).collect::<Vec<_>>() as &[&str],
        &fills.iter().map(|fill| fill.processing_ms).collect::<Vec<_>>() as &[Option<i32>],
        &fills.iter().map(|fill| fill.fields).collect::<Vec<_>>() as &[Option<i32>],
        &columns.iter().map(|pdf| pdf.file).collect::<Vec<_>>() as &[Option<&str>],
        &columns.iter().map(|pdf| pdf.url).collect::<Vec<_>>() as &[Option<&str>],
        &columns.iter().map(|pdf| pdf.bytes).collect::<Vec<_>>() as &[Option<i64>],
        &columns.iter().map(|pdf| pdf.digest).collect::<Vec<_>>() as &[Option<&[u8]>],
        &columns.iter().map(|pdf| pdf.pages[0]).collect::<Vec<_>>() as &[Option<i32>],
        &columns.iter().map(|pdf| pdf.pages[1]).collect::<Vec<_>>() as &[Option<i32>],
        &columns.iter().map(|pdf| pdf.pages[2]).collect::<Vec<_>>() as &[Option<i32>],
    )
    .execute(change.conn())
    .await?;
    Ok(inserted.rows_affected())
}

/// Where a PDF is, as its columns have it.
#[derive(Default)]
struct Columns<'a> {
    file: Option<&'a str>,
    url: Option<&'a str>,
    bytes: Option<i64>,
    digest: Option<&'a [u8]>,
    /// As [`Pages::columns`] has them.
    pages: [Option<i32>; 3],
}

impl<'a> Columns<'a> {
    fn of(pdf: Option<&'a Kept>) -> Self {
        match pdf {
            Some(Kept::Stored { file, bytes, digest, pages }) => Self {
                file: Some(file),
                bytes: Some(*bytes),
                digest: digest.as_ref().map(|digest| &digest[..]),
                pages: Pages::columns(*pages),
                ..Self::default()
            },
            Some(Kept::Linked(url)) => Self { url: Some(url), ..Self::default() },
            None => Self::default(),
        }
    }
}

/// What each of the fills names, and whether it is there.
pub async fn list_known(change: &mut Change<impl Inside<ReportFills>>, fills: &[Fill]) -> Result<Vec<Known>, AppError> {
    let (org, workspace) = Room::<ReportFills>::place(change);
    let rows = sqlx::query!(
        r#"select exists (select from forms f
                where f.org_id = $1 and f.workspace_id = $2 and f.id = n.form_id and f.deleted_at is null) as "form!",
            n.session_id is null or exists (select from fill_sessions s
                where s.org_id = $1 and s.workspace_id = $2 and s.id = n.session_id and s.ended_at is null) as "session!",
            n.profile_id is null or exists (select from profiles p
                where p.org_id = $1 and p.workspace_id = $2 and p.id = n.profile_id and p.deleted_at is null) as "profile!"
         from unnest($3::uuid[], $4::uuid[], $5::uuid[]) with ordinality n(form_id, session_id, profile_id, place)
         order by n.place"#,
        org.uuid(),
        workspace.uuid(),
        &fills.iter().map(|fill| fill.form.uuid()).collect::<Vec<_>>(),
        &fills.iter().map(|fill| fill.session.map(FillSessionId::uuid)).collect::<Vec<_>>() as &[Option<Uuid>],
        &fills.iter().map(|fill| fill.profile.map(ProfileId::uuid)).collect::<Vec<_>>() as &[Option<Uuid>],
    )
    .fetch_all(change.conn())
    .await?;
    Ok(rows.into_iter().map(|row| Known { form: row.form, session: row.session, profile: row.profile }).collect())
}

/// The fill, for whoever says how it ended.
pub async fn lock(change: &mut Change<impl Inside<ReportFills>>, fill: FillId) -> Result<Fill, AppError> {
    let (org, workspace) = Room::<ReportFills>::place(change);
    let row = sqlx::query_as!(
        Row,
        r#"select l.id, l.form_id, l.session_id, l.profile_id, l.state, l.failure, l.processing_ms, l.fields, l.pdf_file,
            l.pdf_url, l.pdf_bytes, l.pdf_digest, l.pdf_pages, l.pdf_width, l.pdf_height, l.created_at, l.ready_at, f.name as form_name, null as "session_name: String"
         from fills l join forms f on f.org_id = l.org_id and f.workspace_id = l.workspace_id and f.id = l.form_id and f.deleted_at is null
         where l.org_id = $1 and l.workspace_id = $2 and l.id = $3 for update of l"#,
        org.uuid(),
        workspace.uuid(),
        fill.uuid(),
    )
    .fetch_optional(change.conn())
    .await?;
    Ok(row.ok_or_else(AppError::not_found)?.read()?.fill)
}

/// Writes how the fill ended.
pub async fn finish(change: &mut Change<impl Inside<ReportFills>>, fill: &Fill) -> Result<(), AppError> {
    let (org, workspace) = Room::<ReportFills>::place(change);
    let Columns { file, url, bytes, digest, pages: [pages, width, height] } = Columns::of(fill.pdf.as_ref());
    sqlx::query!(
        "update fills set state = $4, failure = $5, processing_ms = $6, fields = $7, pdf_file = $8, pdf_url = $9,
            pdf_bytes = $10, pdf_digest = $11, ready_at = $12, pdf_pages = $13, pdf_width = $14, pdf_height = $15
         where org_id = $1 and workspace_id = $2 and id = $3",
        org.uuid(),
        workspace.uuid(),
        fill.id.uuid(),
        fill.state.as_str(),
        fill.failure,
        fill.processing_ms,
        fill.fields,
        file,
        url,
        bytes,
        digest,
        fill.ready_at,
        pages,
        width,
        height,
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
