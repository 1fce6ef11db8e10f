//! The profile: the name that others see, and how one's own pages write times.

mod store;

#[cfg(test)]
mod tests;

use super::event::ProfileSaved;
use crate::{
    account::model::{Profile, ProfileError, ProfileValues},
    kernel::{
        authn::Principal,
        authz::{ManageAccount, SeeAccount},
        moment,
    },
    model::{AppError, Done},
};

/// The profile as its page shows it.
pub async fn get(principal: &Principal) -> Result<Profile, AppError> {
    let mut view = principal.view::<SeeAccount>().await?;
    let row = store::get(&mut view, principal.user).await?;
    let mut zones = moment::zones();
    if !zones.contains(&row.values.time_zone) {
        // Left by an older list of zones: the form must not choose another by itself.
        zones.push(row.values.time_zone.clone());
    }
    Ok(Profile { values: row.values, version: row.version, zones })
}

/// Saves the profile. 409 where it was saved since `version` was read, 422 with a sentence at each field that is wrong.
pub async fn save(
    principal: &Principal,
    version: i64,
    name: &str,
    time_zone: &str,
    date_format: &str,
    time_format: &str,
) -> Result<Done, AppError> {
    let mut change = principal.change::<ManageAccount>().await?;
    let now = change.now();
    let current = store::lock(&mut change, principal.user).await?;
    let is_zone = |zone: &str| moment::choose_zone(zone).is_some() || zone == current.values.time_zone;
    let to = ProfileValues::read(name, time_zone, date_format, time_format, is_zone)?;
    if current.version != version {
        let when = current.saved_at.map_or("meanwhile".to_owned(), |at| principal.reader.ago(at, now));
        return Err(ProfileError::Stale { when }.into());
    }
    store::save(&mut change, principal.user, &to).await?;
    let changed = to.differences(&current.values).into_iter().map(str::to_owned).collect();
    change.record(ProfileSaved { user: principal.user, changed }).await?.commit().await?;
    Ok(Done::toast("Your profile is saved."))
}
