//! `demo`: somebody to sign in as and something to look at, made through the same use cases as by a person.

use crate::{
    account::server::signup::{confirm, confirmation_token, sign_up},
    kernel::{
        authn::Visitor,
        config::Environment,
        event::Origin,
        fault::internal,
        session::{LIFETIME, Sessions},
        state::Kernel,
    },
    model::AppError,
    organizations::server::create,
};
use std::{error::Error, sync::Arc};
use tower_cookies::Cookies;
use tower_sessions::{Expiry, Session};

const NAME: &str = "Ana Lima";
const EMAIL: &str = "ana.lima@example.com";
/// Printed by the command, so it must never guard anything: production refuses the demo.
const PASSWORD: &str = "velvet-quarry-44-moth";
const ORGANIZATIONS: [&str; 2] = ["Meridian Teleradiology", "Harbor Clinics"];

/// Loads the demo and prints who can sign in. In development only; a second time it says that it is there.
pub async fn load(kernel: Kernel) -> Result<(), Box<dyn Error>> {
    if kernel.config.environment != Environment::Development {
        return Err("The demo's password is no secret. Set TENANTRY_ENV=development to load it.".into());
    }
    match fill(&kernel).await {
        Ok(()) => println!("The demo is loaded."),
        // Nobody but an earlier demo has this address: example.com is reserved.
        Err(error) if error.message.contains("has an account") => println!("The demo was loaded before."),
        Err(error) => return Err(error.into()),
    }
    println!("Sign in as {EMAIL} with {PASSWORD}");
    kernel.db.close().await;
    Ok(())
}

async fn fill(kernel: &Kernel) -> Result<(), AppError> {
    let session = Session::new(None, Arc::new(Sessions(kernel.clone())), Some(Expiry::OnInactivity(LIFETIME)));
    let visitor = Visitor::read(kernel.clone(), Origin::default(), Cookies::default(), session).await?;
    sign_up(&visitor, NAME.to_owned(), EMAIL.to_owned(), PASSWORD.to_owned(), "", "").await?;
    let token = confirmation_token(&visitor).ok_or_else(|| internal("the sign-up left no cookie"))?;
    confirm(&visitor, &token, String::new()).await?;
    let visitor = visitor.next_request().await?;
    for name in ORGANIZATIONS {
        create(visitor.principal()?, name).await?;
    }
    Ok(())
}
