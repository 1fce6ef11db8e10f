//! Mail: letters written once, sent as HTML and as text, over pooled SMTP. Only jobs send.

mod letterhead;

pub use letterhead::Letterhead;

use crate::{
    kernel::{config::Config, fault::internal, setup::SetupError},
    model::{AppError, email::Email},
};
use askama::Template;
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, header},
    transport::smtp::PoolConfig,
};
use std::{sync::Arc, time::Duration};

/// A letter's content. Both parts of the mail are drawn from it, so that they can't disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    /// The organization that it speaks of; without one the product stands at its head.
    pub head: Option<Letterhead>,
    /// Paragraphs before the button.
    pub paragraphs: Vec<String>,
    /// The one thing to do: the button's words and its address, which is written out below it too.
    pub button: Option<(String, String)>,
    /// Paragraphs behind the button.
    pub closing: Vec<String>,
    /// Why this person got it: one sentence.
    pub why: String,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    product: &'a str,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
    product: &'a str,
}

/// Who takes a mail away: an SMTP server, or a test's mail box.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Hands the mail over. An error means that it has to be tried again.
    async fn carry(&self, mail: Message) -> Result<(), AppError>;
    /// Whether mails can be handed over.
    async fn check(&self) -> Result<(), String>;
}

#[async_trait]
impl Carrier for AsyncSmtpTransport<Tokio1Executor> {
    async fn carry(&self, mail: Message) -> Result<(), AppError> {
        self.send(mail).await.map(|_| ()).map_err(internal)
    }

    async fn check(&self) -> Result<(), String> {
        match self.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err("The mail server at SMTP_URL answers, but refuses to talk. Check user and password.".to_owned())
            }
            Err(error) => {
                Err(format!("The mail server at SMTP_URL can't be reached: {error}. Check host, port and TLS."))
            }
        }
    }
}

/// The way to the mail server.
#[derive(Clone)]
pub struct Mailer {
    carrier: Arc<dyn Carrier>,
    from: Mailbox,
}

impl Mailer {
    /// Reads `SMTP_URL`; connects when the first letter goes.
    pub fn new(config: &Config) -> Result<Self, SetupError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.smtp_url)?
            .timeout(Some(Duration::from_secs(10)))
            .pool_config(PoolConfig::new().max_size(4))
            .build();
        Ok(Self::by(Arc::new(transport), config))
    }

    /// A mailer that hands its mails to `carrier`.
    pub fn by(carrier: Arc<dyn Carrier>, config: &Config) -> Self {
        Self { carrier, from: config.mail_from.clone() }
    }

    /// Hands a letter to the mail server. `message_id` must be the same if the job runs again: a server or a mailbox
    /// then knows the second for the first.
    pub async fn send(&self, to: &Email, message_id: String, letter: &Letter) -> Result<(), AppError> {
        let product = self.from.name.as_deref().unwrap_or("Tenantry");
        let to: Mailbox = to.as_str().parse().map_err(internal)?;
        let html = Html { letter, product }.render().map_err(internal)?;
        let text = Text { letter, product }.render().map_err(internal)?;
        let mail = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(message_id))
            .subject(&letter.subject)
            // RFC 3834: an out-of-office answer to it would be answered by nobody.
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(internal)?;
        self.carrier.carry(mail).await
    }

    /// Whether the mail server answers; otherwise a sentence that says what to look at.
    pub async fn check(&self) -> Result<(), String> {
        self.carrier.check().await
    }
}

#[derive(Clone, Copy)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
