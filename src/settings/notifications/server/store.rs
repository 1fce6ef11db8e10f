//! The SQL of notifications: a column of organizations and one of memberships.

use crate::{
    kernel::{
        authz::{ManageGeneral, ManageOwnMembership, SeeAccount, Within},
        db::{Access, Change, Tenant},
        fault::internal,
    },
    model::{AppError, UserId},
    settings::notifications::model::{FillMails, OwnChoice},
};

/// More organizations than anybody chooses for one by one.
const OWN_LIMIT: i64 = 200;

/// Whether the organization mails about filled forms.
pub async fn get(db: &mut impl Tenant<ManageGeneral>) -> Result<bool, AppError> {
    let org = db.org();
    sqlx::query_scalar!("select notify_fills from organizations where id = $1", org.uuid())
        .fetch_optional(db.conn())
        .await?
        .ok_or_else(AppError::not_found)
}

/// Turns it on or off; whether that is new.
pub async fn switch<C: Within<ManageGeneral>>(change: &mut Change<C>, to: bool) -> Result<bool, AppError> {
    let org = Tenant::<ManageGeneral>::org(change);
    let switched =
        sqlx::query!("update organizations set notify_fills = $2 where id = $1 and notify_fills <> $2", org.uuid(), to)
            .execute(change.conn())
            .await?;
    Ok(switched.rows_affected() > 0)
}

/// The person's organizations by name, with what they chose.
pub async fn list_own(db: &mut impl Access<SeeAccount>, user: UserId) -> Result<Vec<OwnChoice>, AppError> {
    let rows = sqlx::query!(
        "select o.id, o.name, o.notify_fills, m.fill_mails from memberships m join organizations o on o.id = m.org_id
         where m.user_id = $1 and o.deleted_at is null order by lower(o.name), o.id limit $2",
        user.uuid(),
        OWN_LIMIT,
    )
    .fetch_all(db.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let fill_mails = row.fill_mails.parse().map_err(internal)?;
            Ok(OwnChoice { id: row.id.into(), name: row.name, fill_mails, is_on: row.notify_fills })
        })
        .collect()
}

/// Takes down what a member wants; whether that is new. Fills that wait for a daily mail are told of there, or nowhere.
pub async fn choose<C: Within<ManageOwnMembership>>(
    change: &mut Change<C>,
    user: UserId,
    to: FillMails,
) -> Result<bool, AppError> {
    let org = Tenant::<ManageOwnMembership>::org(change);
    let chosen = sqlx::query!(
        "update memberships set fill_mails = $3 where org_id = $1 and user_id = $2 and fill_mails <> $3",
        org.uuid(),
        user.uuid(),
        to.as_str(),
    )
    .execute(change.conn())
    .await?;
    if to == FillMails::Never {
        sqlx::query!("delete from fill_digests where org_id = $1 and user_id = $2", org.uuid(), user.uuid())
            .execute(change.conn())
            .await?;
    }
    Ok(chosen.rows_affected() > 0)
}
