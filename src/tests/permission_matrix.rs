//! Who may do what, for review: `golden/permissions.txt` is the matrix that the program follows. What must hold
//! whatever the matrix says is asserted beside it.

use super::support::{TestApp, assert_golden};
use crate::model::{OrgRole, Permission};
use std::collections::BTreeSet;

fn allowed(role: OrgRole) -> Vec<Permission> {
    Permission::ALL.into_iter().filter(|permission| role.allows(*permission)).collect()
}

/// One row for each of `rows`, one column for each role.
fn table<R: Copy>(title: &str, rows: &[R], name: impl Fn(R) -> String, mark: impl Fn(R, OrgRole) -> bool) -> String {
    let line = |first: &str, cells: [&str; 5]| {
        let cells: String = cells.iter().map(|cell| format!("  {cell:<13}")).collect();
        format!("{first:<20}{cells}").trim_end().to_owned() + "\n"
    };
    let head = line(title, OrgRole::ALL.map(OrgRole::as_str));
    let rows =
        rows.iter().map(|row| line(&name(*row), OrgRole::ALL.map(|role| if mark(*row, role) { "✓" } else { "–" })));
    std::iter::once(head).chain(rows).collect()
}

#[test]
fn the_matrix_is_the_reviewed_one() {
    let may = table(
        "may",
        &Permission::ALL,
        |permission| format!("{permission:?}"),
        |permission, role| role.allows(permission),
    );
    let grants = table("may make somebody", &OrgRole::ALL, |role| role.as_str().to_owned(), OrgRole::may_grant);
    assert_golden("permissions.txt", &format!("{may}\n{grants}"));
}

#[test]
fn nobody_grants_what_they_lack() {
    for actor in OrgRole::ALL {
        for role in OrgRole::ALL.into_iter().filter(|role| actor.may_grant(*role)) {
            let lacking: Vec<_> = allowed(role).into_iter().filter(|permission| !actor.allows(*permission)).collect();
            assert!(lacking.is_empty(), "{actor} can make a {role} and lacks {lacking:?}");
            assert!(actor.allows(Permission::ManageMembers), "{actor} can make a {role} and manages nobody");
        }
    }
}

#[test]
fn only_an_owner_makes_an_owner() {
    let makers: Vec<_> = OrgRole::ALL.into_iter().filter(|actor| actor.may_grant(OrgRole::Owner)).collect();
    assert_eq!(makers, [OrgRole::Owner]);
}

#[test]
fn a_user_admin_makes_members_and_user_admins_only() {
    let made: Vec<_> = OrgRole::ALL.into_iter().filter(|role| OrgRole::UserAdmin.may_grant(*role)).collect();
    assert_eq!(made, [OrgRole::UserAdmin, OrgRole::Member]);
}

#[test]
fn owner_and_admin_are_equal() {
    assert_eq!(allowed(OrgRole::Owner), allowed(OrgRole::Admin));
    assert_eq!(allowed(OrgRole::Owner), Permission::ALL, "an owner may everything");
}

/// A refusal names who can help: there must be somebody.
#[test]
fn every_permission_has_a_holder() {
    for permission in Permission::ALL {
        assert!(permission.holders().next().is_some(), "{permission:?} is nobody's");
        assert!(permission.holders().all(|role| role.allows(permission)), "{permission:?} names somebody who lacks it");
    }
}

#[test]
fn every_role_sees_the_organization() {
    for role in OrgRole::ALL {
        assert!(role.allows(Permission::SeeOrganization), "a {role} can't leave what they can't see");
    }
}

/// `may_grant` looks at `ALL`: a permission that is missing there could be granted by anybody.
#[test]
fn all_holds_every_variant() {
    let source = include_str!("../model/permission.rs");
    let variants = |name: &str| -> BTreeSet<String> {
        let (_, body) = source.split_once(&format!("pub enum {name} {{")).expect("the enum is there");
        let (body, _) = body.split_once('}').expect("it ends");
        let lines = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        lines.map(|line| line.trim_end_matches(',').to_owned()).collect()
    };
    assert_eq!(variants("Permission"), Permission::ALL.map(|permission| format!("{permission:?}")).into());
    assert_eq!(variants("OrgRole"), OrgRole::ALL.map(|role| format!("{role:?}")).into());
}

#[tokio::test]
async fn the_database_knows_the_same_roles() {
    let app = TestApp::start().await;
    let check: String = app
        .ask("select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'memberships'::regclass and contype = 'c' and conname = $1", "memberships_role_check")
        .await;
    let stored: BTreeSet<&str> = check.split('\'').skip(1).step_by(2).collect();
    assert_eq!(stored, OrgRole::ALL.map(OrgRole::as_str).into());
    for role in OrgRole::ALL {
        assert_eq!(role.as_str().parse(), Ok(role), "what is stored can be read");
        assert_eq!(serde_json::to_value(role).unwrap(), role.as_str(), "the API and the database say the same word");
    }
    app.done().await;
}
