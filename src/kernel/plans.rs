//! Plans are configuration: `plans.toml`, in the program itself, or the file that `PLANS_FILE` names in its place.
//! A malformed one ends the start with a sentence that names the file and the line.

use serde::{Deserialize, Deserializer};
use std::{collections::BTreeSet, path::Path};
use toml::Spanned;

/// The plans that the program carries.
const SHIPPED: &str = include_str!("../../plans.toml");

/// Every plan, in the order of the file.
#[derive(Clone, Debug)]
pub struct Plans {
    plans: Vec<Plan>,
    /// Where in `plans` the deployment's own default is.
    default: usize,
}

/// What an organization on this plan may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The word in the database and in the API.
    pub id: String,
    /// The name on pages.
    pub name: String,
    /// Members plus pending invitations.
    pub seats: Limit,
    pub workspaces: Limit,
    /// Fills a month.
    pub fills: Limit,
    /// Bytes.
    pub storage: Limit,
    /// API keys and webhooks of one workspace.
    pub connections: Limit,
    /// Single sign-on and SCIM.
    pub sso: bool,
}

/// At most so many; `None` is without a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(pub Option<i64>);

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    default: Spanned<String>,
    plan: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<String>,
    name: String,
    seats: Limit,
    workspaces: Limit,
    fills: Limit,
    storage: Limit,
    connections: Limit,
    sso: bool,
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a whole number from 0 on, or \"unlimited\"")]
        enum Written {
            Number(u32),
            Large(u64),
            Word(Word),
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Word {
            Unlimited,
        }
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::Number(number) => Some(number.into()),
            Written::Large(number) => Some(i64::try_from(number).map_err(serde::de::Error::custom)?),
            Written::Word(Word::Unlimited) => None,
        }))
    }
}

impl Plans {
    /// The plans of `file`, or the program's own. Fails with a sentence that says what to mend.
    pub fn load(file: Option<&Path>) -> Result<Self, String> {
        let Some(path) = file else { return Self::parse("plans.toml", SHIPPED) };
        let text = std::fs::read_to_string(path).map_err(|error| {
            format!("The file {} can't be read: {error}. Check PLANS_FILE, or leave it out.", path.display())
        })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads a file's text; `name` is what a failure calls it.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let at = |offset: usize, message: &str| {
            let line = text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
            format!("{name}, line {line}: {}.", message.trim_end_matches('.'))
        };
        let file: File = toml::from_str(text)
            .map_err(|error| at(error.span().map_or(0, |span| span.start), &error.message().replace('\n', " ")))?;
        let mut known = BTreeSet::new();
        if let Some(twice) = file.plan.iter().find(|plan| !known.insert(plan.id.get_ref().clone())) {
            return Err(at(twice.id.span().start, &format!("the plan {:?} stands here twice", twice.id.get_ref())));
        }
        let default = file.plan.iter().position(|plan| plan.id.get_ref() == file.default.get_ref());
        let default = default.ok_or_else(|| {
            at(file.default.span().start, &format!("there is no plan {:?} to be the default", file.default.get_ref()))
        })?;
        Ok(Self { plans: file.plan.into_iter().map(Plan::from).collect(), default })
    }

    /// The plan of that id. Without one, or with one that the file no longer knows, the deployment's default.
    pub fn of(&self, plan: Option<&str>) -> &Plan {
        let named = plan.and_then(|id| self.plans.iter().find(|plan| plan.id == id));
        named.unwrap_or(&self.plans[self.default])
    }

    /// Every plan, in the order of the file.
    pub fn all(&self) -> &[Plan] {
        &self.plans
    }
}

impl From<Written> for Plan {
    fn from(plan: Written) -> Self {
        let Written { id, name, seats, workspaces, fills, storage, connections, sso } = plan;
        Self { id: id.into_inner(), name, seats, workspaces, fills, storage, connections, sso }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_plans_are_those_of_the_product() {
        let plans = Plans::load(None).unwrap();
        let seats: Vec<(&str, Option<i64>)> = plans.all().iter().map(|plan| (plan.id.as_str(), plan.seats.0)).collect();
        assert_eq!(
            seats,
            [("starter", Some(1)), ("pro", Some(3)), ("business", Some(10)), ("scale", None), ("self-hosted", None)]
        );
        assert_eq!(plans.of(Some("scale")).storage, Limit(Some(1_000_000_000_000)));
        assert_eq!(plans.of(None).id, "self-hosted");
        assert_eq!(plans.of(Some("gone")).id, "self-hosted", "a plan that was taken out of the file");
        assert_eq!(plans.of(None).fills, Limit(None));
    }

    #[test]
    fn what_is_wrong_is_told_with_file_and_line() {
        let second = |line: &str| SHIPPED.replacen("seats = 3", line, 1);
        let at = SHIPPED.lines().position(|line| line == "seats = 3").unwrap() + 1;
        for (text, line, says) in [
            (second("seats = -3"), at, "a whole number from 0 on, or \"unlimited\""),
            (second("seats = \"many\""), at, "a whole number from 0 on, or \"unlimited\""),
            (second("seats = "), at, ""),
            (second("seat = 3"), at, "unknown field `seat`"),
            (SHIPPED.replacen("id = \"pro\"", "id = \"starter\"", 1), at - 2, "the plan \"starter\" stands here twice"),
            (SHIPPED.replacen("= \"self-hosted\"", "= \"free\"", 1), 7, "no plan \"free\" to be the default"),
        ] {
            let told = Plans::parse("/etc/plans.toml", &text).unwrap_err();
            assert!(told.starts_with(&format!("/etc/plans.toml, line {line}: ")) && told.contains(says), "{told}");
        }
        let told = Plans::load(Some(Path::new("/nowhere/plans.toml"))).unwrap_err();
        assert!(told.starts_with("The file /nowhere/plans.toml can't be read"), "{told}");
    }
}
