//! How often accounts are tried, and what an answer costs.

use super::{FORGOT, SIGN_IN, SIGN_UP, sign_in};
use crate::{
    model::AppError,
    tests::support::{Effort, PASSWORD, TestApp, effort},
};
use time::Duration;

#[tokio::test]
async fn no_answer_takes_more_work_for_an_address_that_has_an_account() {
    let app = TestApp::start().await;
    let known = app.person("Ana Lima").await.email;
    let of = async |door: &str, email: &str, fields: &[(&str, &str)]| {
        let fields: Vec<_> = fields.iter().copied().chain([("email", email)]).collect();
        let mut browser = app.browser();
        effort(async || browser.call(door, &fields).await).await
    };
    for (door, fields, turns) in [
        (SIGN_UP, &[("name", "Ana"), ("password", PASSWORD)][..], 2),
        (SIGN_IN, &[("password", "wrong-password-here")][..], 1),
        (FORGOT, &[][..], 0),
        ("/forms/account/request-sign-in-link", &[][..], 0),
    ] {
        let (one, none) = (of(door, &known, fields).await, of(door, "nobody@example.com", fields).await);
        assert_eq!(one, none, "{door}");
        assert_eq!(one, Effort { turns, ..one }, "{door}");
        assert!(one.statements > 0, "{door}");
    }
    app.done().await;
}

#[tokio::test]
async fn repeated_failures_are_slowed_per_account_and_per_address_and_a_restart_forgives_none() {
    let mut app = TestApp::start().await;
    let person = app.person("Ana Lima").await;
    let mut statuses = Vec::new();
    for _ in 0..9 {
        statuses.push(sign_in(&mut app.browser(), &person.email, "wrong-password-here").await);
    }
    assert_eq!(statuses, [422, 422, 422, 422, 422, 422, 422, 422, 429], "from nine addresses, to one account");
    let waiting = app.browser().call(SIGN_IN, &[("email", &person.email.to_uppercase()), ("password", PASSWORD)]).await;
    assert_eq!(waiting.status, 429, "the right password has to wait too, or guessing would go on");
    assert!(waiting.json::<AppError>().retry_after.is_some());
    app.restart().await;
    assert_eq!(sign_in(&mut app.browser(), &person.email, PASSWORD).await, 429);
    app.clock.forward(Duration::seconds(30));
    assert_eq!(sign_in(&mut app.browser(), &person.email, PASSWORD).await, 200);

    let mut one_address = app.browser();
    let mut refused = 0;
    for number in 0..60 {
        refused +=
            usize::from(sign_in(&mut one_address, &format!("nobody{number}@example.com"), PASSWORD).await == 429);
    }
    assert_eq!(refused, 20, "forty at once from one address");
    app.restart().await;
    let address = one_address.ip().to_string();
    assert_eq!(sign_in(&mut app.browser().at(&address), "nobody@example.com", PASSWORD).await, 429);
    assert_eq!(sign_in(&mut app.browser(), "nobody@example.com", PASSWORD).await, 422, "from another there are more");
    let keys: i64 =
        app.ask("select count(*) from rate_limits where strpos(encode(key, 'escape'), $1) > 0", "nobody").await;
    assert_eq!(keys, 0, "no address stands there in clear");
    app.done().await;
}

#[tokio::test]
async fn a_network_has_one_allowance_however_many_addresses_it_has() {
    let app = TestApp::start().await;
    let mut number = 0;
    let mut try_from = async |address: &str| {
        number += 1;
        sign_in(&mut app.browser().at(address), &format!("nobody{number}@example.com"), PASSWORD).await
    };
    for round in 0..20 {
        for address in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"] {
            assert_eq!(try_from(address).await, 422, "round {round}");
        }
    }
    assert_eq!(try_from("2001:db8:1:2::1").await, 429);
    assert_eq!(try_from("2001:db8:1:2:3:4:5:6").await, 429, "another address of the same 64 bits");
    assert_eq!(try_from("2001:db8:1:3::1").await, 422, "another network");
    for _ in 0..20 {
        for address in ["192.0.2.1", "::ffff:192.0.2.1"] {
            assert_eq!(try_from(address).await, 422);
        }
    }
    assert_eq!(try_from("::ffff:192.0.2.1").await, 429, "the same address, written as one of IPv6");
    assert_eq!(try_from("::ffff:192.0.2.2").await, 422, "addresses of IPv4 are no network of IPv6");
    app.done().await;
}
