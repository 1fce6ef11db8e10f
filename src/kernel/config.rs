//! Configuration is the environment; a `.env` file in the working directory is read first. A missing or malformed
//! setting ends the start with a sentence that names it and says what to write: all of them at once.

use base64::{Engine, prelude::BASE64_STANDARD};
use std::{fmt, net::SocketAddr, num::NonZeroU32, path::PathBuf, str::FromStr};
use url::Url;

/// Every setting, checked.
#[derive(Clone)]
pub struct Config {
    /// `DATABASE_URL`: the database as its owner. The program serves as another role of the same server, see `kernel::db`.
    pub database_url: String,
    /// `BASE_URL`: where people reach the product; links in mails begin with it. No path.
    pub base_url: Url,
    /// `LISTEN`: address and port to serve on.
    pub listen: SocketAddr,
    /// `SMTP_URL`: `smtp://`, `smtps://`, with `?tls=required` for STARTTLS.
    pub smtp_url: String,
    /// `MAIL_FROM`: the sender, as `Name <address>`.
    pub mail_from: lettre::message::Mailbox,
    /// `SECRET_KEY`: 32 bytes; every key that the program needs is derived from it.
    pub secret_key: SecretKey,
    /// `STORAGE_URL`: where files go.
    pub storage_url: Url,
    /// `OPERATOR_EMAIL`: who runs the deployment.
    pub operator_email: Option<String>,
    /// `SUPPORT_URL`: where somebody who is stuck is sent.
    pub support_url: Option<Url>,
    /// `TRUSTED_PROXIES`: how many proxies stand before the program, whose `X-Forwarded-For` is believed. None by default.
    pub trusted_proxies: usize,
    /// `PLANS_FILE`: plans in place of those that the program carries, see `kernel::plans`.
    pub plans_file: Option<PathBuf>,
    /// `BANNED_MAIL_DOMAINS`: domains of addresses that nobody invites, in lower case, like those of throw-away mail.
    pub banned_mail_domains: Vec<String>,
    /// `API_RATE`: how many requests a second a key or a person makes of the API on average; ten seconds' worth at once.
    pub api_rate: NonZeroU32,
    /// `TENANTRY_ENV`: `development` shows the kit and reads the logs out plainly.
    pub environment: Environment,
    /// How much work the hash of a password is. No setting: see [`password_cost`]. Tests take less.
    pub password_cost: argon2::Params,
}

/// Where the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Production,
    Development,
}

/// The deployment's secret. It never prints.
#[derive(Clone)]
pub struct SecretKey(pub [u8; 32]);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// What is wrong with the configuration, a sentence a setting.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the environment, after a `.env` file where there is one.
    pub fn from_env() -> Result<Self, ConfigError> {
        if let Err(error) = dotenvy::dotenv()
            && !error.not_found()
        {
            return Err(ConfigError(vec![format!(
                "The file .env can't be read: {error}. Write one NAME=value a line."
            )]));
        }
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads settings from anywhere; an empty one counts as missing.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { lookup, wrong: Vec::new() };
        let database_url = reader.required("DATABASE_URL", "postgres://user:password@host/database", |text| {
            (text.starts_with("postgres://") || text.starts_with("postgresql://")).then_some(text)
        });
        let base_url = reader.required(
            "BASE_URL",
            "the address that people open, like https://organizations.example.com, without a path",
            |text| Url::parse(&text).ok().filter(is_origin),
        );
        let listen = reader.optional("LISTEN", "an address and a port, like 127.0.0.1:3000", |text| text.parse().ok());
        let smtp_url =
            reader.required("SMTP_URL", "smtp://user:password@host:587?tls=required, or smtps://host", |text| {
                Url::parse(&text)
                    .ok()
                    .filter(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host())
                    .map(|_| text)
            });
        let mail_from = reader
            .required("MAIL_FROM", "a sender, like Tenantry <organizations@example.com>", |text| text.parse().ok());
        let secret_key =
            reader.required("SECRET_KEY", "32 random bytes in base64; `openssl rand -base64 32` makes one", |text| {
                text.parse().ok()
            });
        let storage_url = reader.required(
            "STORAGE_URL",
            "file:///var/lib/tenantry, with three slashes, or s3://bucket/prefix",
            |text| Url::parse(&text).ok().filter(is_storage),
        );
        let operator_email = reader.optional("OPERATOR_EMAIL", "the address of who runs this deployment", |text| {
            crate::model::email::Email::parse(&text).ok().map(|email| email.as_str().to_owned())
        });
        let support_url = reader.optional("SUPPORT_URL", "an http(s) address, or mailto:support@example.com", |text| {
            Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https" | "mailto"))
        });
        let trusted_proxies =
            reader.optional("TRUSTED_PROXIES", "how many proxies stand before the program, like 1", |text| {
                text.parse().ok()
            });
        let plans_file =
            reader.optional("PLANS_FILE", "the path of a file like plans.toml", |text| Some(PathBuf::from(text)));
        let banned_mail_domains = reader.optional(
            "BANNED_MAIL_DOMAINS",
            "domains with commas between them, like a.example, b.example",
            domains,
        );
        let api_rate =
            reader.optional("API_RATE", "how many requests a second, like 50", |text| text.parse::<NonZeroU32>().ok());
        let environment = reader.optional("TENANTRY_ENV", "production or development", |text| match text.as_str() {
            "production" => Some(Environment::Production),
            "development" => Some(Environment::Development),
            _ => None,
        });
        match (database_url, base_url, smtp_url, mail_from, secret_key, storage_url) {
            (
                Some(database_url),
                Some(base_url),
                Some(smtp_url),
                Some(mail_from),
                Some(secret_key),
                Some(storage_url),
            ) if reader.wrong.is_empty() => Ok(Self {
                database_url,
                base_url,
                listen: listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000))),
                smtp_url,
                mail_from,
                secret_key,
                storage_url,
                operator_email,
                support_url,
                trusted_proxies: trusted_proxies.unwrap_or(0),
                plans_file,
                banned_mail_domains: banned_mail_domains.unwrap_or_default(),
                api_rate: api_rate.unwrap_or(NonZeroU32::MIN.saturating_add(49)),
                environment: environment.unwrap_or(Environment::Production),
                password_cost: password_cost(),
            }),
            _ => Err(ConfigError(reader.wrong)),
        }
    }

    /// An address of ours, for a mail.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    /// The host that people see, for a Message-ID and a passkey.
    pub fn host(&self) -> &str {
        self.base_url.host_str().unwrap_or("localhost")
    }

    /// Whether cookies travel by https alone.
    pub fn secure(&self) -> bool {
        self.base_url.scheme() == "https"
    }
}

fn is_origin(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host() && url.path() == "/" && url.query().is_none()
}

/// `file://var/lib` has a host, `var`, and would be the folder `/lib`.
fn is_storage(url: &Url) -> bool {
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    match url.scheme() {
        "file" => !has_host && url.to_file_path().is_ok(),
        "s3" => has_host,
        _ => false,
    }
}

fn domains(text: String) -> Option<Vec<String>> {
    let is_domain =
        |domain: &str| domain.contains('.') && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    let domains = text.split(',').map(|domain| domain.trim().to_lowercase()).filter(|domain| !domain.is_empty());
    domains.map(|domain| is_domain(&domain).then_some(domain)).collect()
}

struct Reader<L> {
    lookup: L,
    wrong: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    fn required<T>(&mut self, name: &str, example: &str, parse: impl FnOnce(String) -> Option<T>) -> Option<T> {
        let value = self.optional(name, example, parse);
        if value.is_none() && (self.lookup)(name).is_none_or(|text| text.trim().is_empty()) {
            self.wrong.push(format!("{name} is missing. Write {example}."));
        }
        value
    }

    // A malformed value isn't repeated: it may be a secret, and this goes to a log.
    fn optional<T>(&mut self, name: &str, example: &str, parse: impl FnOnce(String) -> Option<T>) -> Option<T> {
        let text = (self.lookup)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
        let value = parse(text);
        if value.is_none() {
            self.wrong.push(format!("{name} can't be read. Write {example}."));
        }
        value
    }
}

impl FromStr for SecretKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = BASE64_STANDARD.decode(text.trim()).map_err(|_| ())?;
        Ok(Self(bytes.try_into().map_err(|_| ())?))
    }
}

/// What a hash costs: of the minima that OWASP's Password Storage Cheat Sheet calls equally strong, the one with the most
/// memory that still leaves the processor's caches to others. Measured on two cores, it is done in two thirds of the time
/// that 19 MiB twice over take, and pages beside it keep what they have in the cache. Whoever changes it makes hashes that
/// are there already take another time than an address that has no account: they have to be made anew as people sign in.
fn password_cost() -> argon2::Params {
    // Within Argon2's bounds: nothing is replaced by the library's own choice, which is another of those minima.
    argon2::Params::new(12 * 1024, 3, 1, None).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(change: &[(&str, Option<&str>)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            if let Some((_, value)) = change.iter().find(|(changed, _)| *changed == name) {
                return value.map(str::to_owned);
            }
            let value = match name {
                "DATABASE_URL" => "postgres://t@localhost/t",
                "BASE_URL" => "http://localhost:3000",
                "SMTP_URL" => "smtp://localhost:1025",
                "MAIL_FROM" => "Tenantry <t@example.com>",
                "SECRET_KEY" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "STORAGE_URL" => "file:///tmp/t",
                _ => return None,
            };
            Some(value.to_owned())
        })
    }

    #[test]
    fn a_whole_configuration_is_read() {
        let config = settings(&[]).unwrap();
        assert_eq!(config.link("/login"), "http://localhost:3000/login");
        assert_eq!(config.environment, Environment::Production);
        assert!(!config.secure());
        let cost = &config.password_cost;
        assert_eq!(
            (cost.m_cost(), cost.t_cost(), cost.p_cost()),
            (12 * 1024, 3, 1),
            "one of OWASP's minima for Argon2id"
        );
    }

    #[test]
    fn every_missing_setting_is_named_at_once() {
        let ConfigError(wrong) = settings(&[("DATABASE_URL", None), ("SECRET_KEY", Some(" "))]).err().unwrap();
        assert_eq!(wrong.len(), 2);
        assert!(wrong[0].starts_with("DATABASE_URL is missing. Write postgres://"));
        assert!(wrong[1].starts_with("SECRET_KEY is missing."));
    }

    #[test]
    fn a_malformed_setting_is_named_without_its_value() {
        for (name, bad) in [
            ("BASE_URL", "https://example.com/path"),
            ("LISTEN", "everywhere"),
            ("SMTP_URL", "localhost:25"),
            ("MAIL_FROM", "nobody at all"),
            ("SECRET_KEY", "c2hvcnQ="),
            ("STORAGE_URL", "somewhere"),
            ("STORAGE_URL", "file://var/lib/tenantry"),
            ("STORAGE_URL", "s3:///prefix"),
            ("TENANTRY_ENV", "staging"),
            ("OPERATOR_EMAIL", "nobody"),
            ("SUPPORT_URL", "javascript:alert(1)"),
            ("TRUSTED_PROXIES", "-1"),
            ("API_RATE", "none"),
            ("BANNED_MAIL_DOMAINS", "mail.example; other.example"),
            ("DATABASE_URL", "mysql://x"),
        ] {
            let ConfigError(wrong) = settings(&[(name, Some(bad))]).err().expect(name);
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            assert!(wrong[0].starts_with(&format!("{name} can't be read. Write ")), "{wrong:?}");
            assert!(!wrong[0].contains(bad), "{wrong:?}");
        }
    }
}
