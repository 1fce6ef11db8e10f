//! What the operator decides for one organization. Imports `kernel` and `model`.

pub mod event;
mod store;

#[cfg(test)]
mod tests;

use crate::{
    kernel::{plans::Plans, seats, state::Kernel},
    model::{AppError, OrgId, seats::Seats},
};
use event::OrganizationLimited;
use serde::{Deserialize, Serialize};

/// Under which it enters.
const NAME: &str = "limits";

/// What an organization is limited by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The id of a plan; none for the deployment's default.
    pub plan: Option<String>,
    /// A number of seats in place of the plan's; none for the plan's own.
    pub seats: Option<i32>,
}

/// What is to be another; what is left out stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub plan: Option<Option<String>>,
    pub seats: Option<Option<i32>>,
}

/// An organization's limits, and how far it is.
#[derive(Debug)]
pub struct Limited {
    /// Its name.
    pub organization: String,
    pub seats: Seats,
}

/// Sets what is asked for the organization that has or had the slug, and says what holds then. Nobody who is in loses
/// anything by it. 404 where there is no such organization, or it is deleted; 422 for a plan that there isn't.
pub async fn limit(kernel: &Kernel, slug: &str, asked: Asked) -> Result<Limited, AppError> {
    ensure_known(&kernel.plans, asked.plan.as_ref())?;
    let org = find(kernel, slug).await?;
    let mut change = kernel.operator(NAME, Some(org)).change().await?;
    let (organization, from) = store::lock_limits(&mut change, org).await?;
    let to = asked.of(&from);
    let is_new = to != from;
    if is_new {
        store::set_limits(&mut change, org, &to).await?;
    }
    // Of the new number, as they are behind the lock.
    let seats = seats::lock(&mut change).await?;
    if is_new {
        change.record(OrganizationLimited { organization: org, from, to }).await?.commit().await?;
    }
    Ok(Limited { organization, seats })
}

impl Asked {
    /// What holds then, of an organization that is limited so far by `from`.
    fn of(self, from: &Limits) -> Limits {
        Limits { plan: self.plan.unwrap_or_else(|| from.plan.clone()), seats: self.seats.unwrap_or(from.seats) }
    }
}

fn ensure_known(plans: &Plans, plan: Option<&Option<String>>) -> Result<(), AppError> {
    let Some(Some(asked)) = plan else { return Ok(()) };
    let known: Vec<&str> = plans.all().iter().map(|plan| plan.id.as_str()).collect();
    if known.contains(&asked.as_str()) {
        return Ok(());
    }
    Err(AppError::field("plan", format!("There is no plan {asked:?}. There are {}.", known.join(", "))))
}

async fn find(kernel: &Kernel, slug: &str) -> Result<OrgId, AppError> {
    let mut view = kernel.operator(NAME, None).view().await?;
    store::find_org(&mut view, slug).await?.ok_or_else(AppError::not_found)
}
