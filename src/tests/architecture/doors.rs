//! The ways into the database that no role guards: who takes which is listed, so that another one is a decision.

use super::assert_none;
use crate::tests::support::Source;
use std::collections::BTreeSet;

/// Who enters for a visitor, through which door: the capabilities that `kernel/authz.rs` gives to `Outside`.
const VISITORS: [(&str, &str); 19] = [
    ("src/account/server/address/mod.rs", "change::<ChangeAddress>"),
    ("src/account/server/address/mod.rs", "view::<ChangeAddress>"),
    ("src/account/server/ending/mod.rs", "change::<RestoreAccount>"),
    ("src/account/server/ending/mod.rs", "change::<SignIn>"),
    ("src/account/server/ending/mod.rs", "view::<RestoreAccount>"),
    ("src/account/server/ending/mod.rs", "view::<SignIn>"),
    ("src/account/server/link/mod.rs", "change::<RequestSignInLink>"),
    ("src/account/server/link/mod.rs", "change::<SignInByLink>"),
    ("src/account/server/link/mod.rs", "view::<SignInByLink>"),
    ("src/account/server/invitation/mod.rs", "change::<AnswerInvitation>"),
    ("src/account/server/invitation/mod.rs", "view::<AnswerInvitation>"),
    ("src/account/server/reset.rs", "change::<RequestReset>"),
    ("src/account/server/reset.rs", "change::<ResetPassword>"),
    ("src/account/server/reset.rs", "view::<ResetPassword>"),
    ("src/account/server/signin.rs", "change::<SignIn>"),
    ("src/account/server/signin.rs", "view::<SignIn>"),
    ("src/account/server/signup.rs", "change::<ConfirmAddress>"),
    ("src/account/server/signup.rs", "change::<SignUp>"),
    ("src/account/server/signup.rs", "view::<ConfirmAddress>"),
];

/// Who enters as a job, and what for. A job may do what `jobs_may!` lists in `kernel/authz.rs`.
const JOBS: [(&str, &str); 20] = [
    ("src/account/server/ending/mail.rs", "letters look up to whom they go"),
    ("src/account/server/ending/purge.rs", "an account that was deleted goes"),
    ("src/account/server/invitation/mail.rs", "who invited hears of the answer"),
    ("src/account/server/mail.rs", "letters look up to whom they go"),
    ("src/kernel/event.rs", "a reaction enters under its own name"),
    ("src/kernel/expiry.rs", "what was deleted from a workspace goes after 30 days, whoever sees it"),
    ("src/kernel/jobs.rs", "reads the event that a reaction is about"),
    ("src/kernel/orphans.rs", "files that no row names are looked for, whoever sees them"),
    ("src/organizations/server/ending/mail.rs", "letters look up to whom they go"),
    ("src/organizations/server/ending/purge.rs", "an organization that was deleted goes, and leaves a receipt"),
    (
        "src/settings/general/server/logo/mod.rs",
        "the file of a former logo is deleted while the row says that it is former",
    ),
    ("src/settings/invitations/server/mail.rs", "the letter that invites says who, to what, as what"),
    ("src/settings/members/server/mail.rs", "letters look up to whom they go, and about which organization"),
    ("src/settings/workspaces/server/mail.rs", "everybody in a workspace is told of a manager who was appointed"),
    ("src/settings/invitations/server/members.rs", "who came back needs no invitation"),
    ("src/settings/workspaces/server/purge.rs", "a workspace that was deleted goes"),
    ("src/workspace/fills/server/notify/mail.rs", "letters look up to whom they go, and about which fill"),
    ("src/workspace/fills/server/notify/mod.rs", "finds out who is told of a fill"),
    ("src/workspace/members/server/invite/mail.rs", "the letter that invites says who, to what, as what"),
    ("src/workspace/members/server/mail.rs", "letters look up to whom they go, and about which workspace"),
];

#[test]
fn visitors_enter_where_it_is_listed() {
    let sources = Source::all();
    let doors = doors(&sources);
    assert!(doors.contains("SignIn") && doors.len() >= 5, "the doors are read from kernel/authz.rs: {doors:?}");
    let mut found = BTreeSet::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for (how, capability) in
            opened(source).into_iter().filter(|(_, capability)| doors.contains(capability.as_str()))
        {
            found.insert((source.path.clone(), format!("{how}::<{capability}>")));
        }
    }
    let listed = VISITORS.iter().map(|(path, door)| ((*path).to_owned(), (*door).to_owned()));
    assert_same(found, listed.collect());
}

/// Who enters for the operator. It may do what a job may.
const OPERATORS: [(&str, &str); 1] =
    [("src/operator/server/mod.rs", "the operator sets what an organization may have, from the command line")];

#[test]
fn jobs_enter_where_it_is_listed() {
    assert_called(".system(", &JOBS, &["src/kernel/authz.rs"]);
}

#[test]
fn the_operator_enters_where_it_is_listed() {
    assert_called(".operator(", &OPERATORS, &[]);
}

/// That `call` is where it is listed, and in `own`, which makes it.
fn assert_called(call: &str, listed: &[(&str, &str)], own: &[&str]) {
    let found = Source::all()
        .into_iter()
        .filter(|source| !source.is_test() && source.code.contains(call) && !own.contains(&source.path.as_str()));
    let listed = listed.iter().map(|(path, _)| ((*path).to_owned(), call.to_owned()));
    assert_same(found.map(|source| (source.path, call.to_owned())).collect(), listed.collect());
}

#[test]
fn a_door_is_found_however_its_call_is_written() {
    let source =
        Source::new("src/a.rs", "fn f() { visitor\n.change::<SignIn>(); self.visitor().view::<authz::SignUp>() }");
    let found: Vec<String> =
        opened(&source).into_iter().map(|(how, capability)| format!("{how} {capability}")).collect();
    assert_eq!(found, ["change SignIn", "view SignUp"]);
}

fn assert_same(found: BTreeSet<(String, String)>, listed: BTreeSet<(String, String)>) {
    let new = found.difference(&listed).map(|(path, call)| {
        format!("{path}: {call}\n    another way in without a role: list it here, with what it is for")
    });
    let gone =
        listed.difference(&found).map(|(path, call)| format!("{path}: {call} is listed and isn't there any more"));
    assert_none(&new.chain(gone).collect::<Vec<_>>());
}

/// The capabilities of who isn't signed in.
fn doors(sources: &[Source]) -> BTreeSet<&str> {
    let authz = sources.iter().find(|source| source.path == "src/kernel/authz.rs").expect("kernel/authz.rs is there");
    let (_, block) = authz.code.split_once("@Door Outside:").expect("the doors stand in one block");
    let (block, _) = block.split_once('}').expect("the block ends");
    block
        .split(';')
        .filter_map(|entry| entry.split(':').next())
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

/// Every `view::<C>` and `change::<C>`: how, and the last part of `C`.
fn opened(source: &Source) -> Vec<(&str, String)> {
    let tokens = source.tokens();
    let calls = tokens.windows(3).enumerate().filter_map(|(at, window)| match window {
        [(_, how @ ("view" | "change")), (_, "::"), (_, "<")] => Some((at + 3, *how)),
        _ => None,
    });
    calls
        .map(|(from, how)| {
            let capability = tokens[from..].iter().map(|(_, token)| *token).take_while(|token| *token != ">").last();
            (how, capability.unwrap_or_default().to_owned())
        })
        .collect()
}
