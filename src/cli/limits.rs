//! `limits`: the plan and the seats of one organization, by the operator.

use crate::{
    kernel::state::Kernel,
    model::{AppError, Code, seats::Taken},
    operator::server::{Asked, Limited, limit},
};
use clap::Args;

/// Which organization, and what is to be another.
#[derive(Args)]
pub struct Arguments {
    /// The organization, as its address has it: `acme` of /o/acme.
    organization: String,
    /// A plan of plans.toml, or "default" for the deployment's own.
    #[arg(long)]
    plan: Option<String>,
    /// How many members and pending invitations at most, or "plan" for the plan's own number.
    #[arg(long, value_parser = seats)]
    seats: Option<Own>,
}

/// A number of seats of its own, or none.
#[derive(Clone, Copy)]
struct Own(Option<i32>);

fn seats(typed: &str) -> Result<Own, String> {
    if typed == "plan" {
        return Ok(Own(None));
    }
    let number = typed.parse().ok().filter(|number| *number >= 0);
    number.map(|number| Own(Some(number))).ok_or_else(|| "say a whole number from 0 on, or \"plan\"".to_owned())
}

/// Does what is asked, and says what holds then.
pub async fn set(kernel: &Kernel, arguments: Arguments) -> Result<String, AppError> {
    let Arguments { organization, plan, seats } = arguments;
    let asked =
        Asked { plan: plan.map(|plan| (plan != "default").then_some(plan)), seats: seats.map(|Own(seats)| seats) };
    match limit(kernel, &organization, asked).await {
        Ok(limited) => Ok(told(&limited)),
        Err(error) if error.code == Code::NotFound => {
            Err(AppError::new(error.code, format!("There is no organization at /o/{organization}.")))
        }
        Err(error) => match error.fields.first() {
            // There is no field here to look at.
            Some(field) => Err(AppError::new(error.code, field.message.clone())),
            None => Err(error),
        },
    }
}

fn told(limited: &Limited) -> String {
    let Limited { organization, seats } = limited;
    let plan = format!("{organization} has the {} plan", seats.plan);
    let Some(taken) = seats.limited else { return format!("{plan}, and as many seats as it likes.") };
    let Taken { limit, members, pending } = taken;
    let own = if seats.is_own_limit { ", a number of its own" } else { "" };
    let over = match limit - members {
        _ if taken.used() <= limit => String::new(),
        left if left <= 0 => " Nobody who is in loses anything; nobody else gets in until there are fewer.".to_owned(),
        left => format!(" Of those who are invited the first {left} get in; nobody else can be invited."),
    };
    format!("{plan}. Seats: {limit}{own}. Members: {members}. Pending invitations: {pending}.{over}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_a_number_or_the_plans() {
        assert_eq!(seats("25").map(|own| own.0), Ok(Some(25)));
        assert_eq!(seats("plan").map(|own| own.0), Ok(None));
        for wrong in ["-1", "many", "", "2.5", "99999999999"] {
            assert!(seats(wrong).is_err(), "{wrong}");
        }
    }
}
