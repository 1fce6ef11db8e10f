//! The letters about filled forms. A link asks for sign-in and access; nothing that was filled in stands in a mail.

use super::store::{self, There, Waiting};
use crate::{
    kernel::{event::Heard, fault::internal, mail::Letter},
    model::AppError,
    workspace::fills::server::event::FillReady,
};

/// More forms than a daily mail names.
const NAMED: usize = 30;

/// A mail to one person about one fill.
pub async fn one(heard: Heard, _: FillReady) -> Result<(), AppError> {
    let (Some(user), Some(fill)) = (heard.person, heard.item) else {
        return Err(internal("whose turn, and for what?"));
    };
    let mut view = heard.system().view().await?;
    let Some(there) = store::find_there(&mut view, user).await? else { return Ok(()) };
    if there.is_suspended && set_aside(&heard).await? {
        return Ok(());
    }
    let Some(told) = store::find_fill(&mut view, fill, user).await? else { return Ok(()) };
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    let time = told.processing_ms.map(|time| format!("Processing took {}.", there.formats.seconds(time.into())));
    let fields = told.fields.map(|fields| match fields {
        1 => "One field was processed.".to_owned(),
        many => format!("{} fields were processed.", there.formats.count(many.into())),
    });
    let facts: Vec<String> = time.into_iter().chain(fields).collect();
    let path = format!("/o/{}/w/{}/fills/{fill}/pdf", there.org_slug, there.slug);
    let letter = Letter {
        subject: format!("{} was filled", told.form),
        head,
        paragraphs: vec![
            format!("Hello {},", there.name),
            format!("the form {} was filled in {}. {}", told.form, there.workspace, facts.join(" "))
                .trim_end()
                .to_owned(),
        ],
        button: Some(("Open the PDF".to_owned(), heard.kernel.config.link(&path))),
        closing: vec!["The link asks you to sign in, and opens for whoever can open the form.".to_owned()],
        why: why(&heard, &there),
    };
    heard.kernel.mailer.send(&there.email, heard.message_id_about(fill, user), &letter).await
}

/// Sets the mail aside until the workspace opens again. `false` where it has done so meanwhile.
async fn set_aside(heard: &Heard) -> Result<bool, AppError> {
    let mut change = heard.system().change().await?;
    if !store::pause(&mut change, heard).await? {
        return Ok(false);
    }
    change.follow(heard, &[]).await?.commit().await?;
    Ok(true)
}

/// A mail to one person about everything that waits for it.
pub async fn of_the_day(heard: Heard, _: FillReady) -> Result<(), AppError> {
    let Some(user) = heard.person else { return Err(internal("whose turn?")) };
    // Open while the mail is sent, with no row locked: a job beside it waits, and then finds only what this one left.
    let mut change = heard.system().change().await?;
    store::take_turn(&mut change, user).await?;
    let mut view = heard.system().view().await?;
    let Waiting { fills, forms } = store::list_waiting(&mut view, user).await?;
    let there = store::find_there(&mut view, user).await?;
    let head = heard.letterhead(&mut view).await?;
    drop(view);
    // Another job told of everything.
    let Some(first) = fills.first().copied() else { return Ok(()) };
    if let Some(there) = there.filter(|_| !forms.is_empty()) {
        // What it tells of stays, and so does its turn. Nothing is sent.
        if there.is_suspended && store::pause(&mut change, &heard).await? {
            return change.follow(&heard, &[]).await?.commit().await;
        }
        let total: i64 = forms.iter().map(|(_, count)| count).sum();
        let times = |count: i64| match count {
            1 => "once".to_owned(),
            many => format!("{} times", there.formats.count(many)),
        };
        let named = forms.iter().take(NAMED).map(|(name, count)| format!("{name}: {}", times(*count)));
        let more = forms.len().saturating_sub(NAMED);
        let more = (more > 0).then(|| format!("And {more} more forms."));
        let path = format!("/o/{}/w/{}/fills", there.org_slug, there.slug);
        let letter = Letter {
            subject: format!("Forms were filled {} in {}", times(total), there.workspace),
            head,
            paragraphs: [
                format!("Hello {},", there.name),
                format!("since the last such mail, in {}:", there.workspace),
            ]
            .into_iter()
            .chain(named)
            .chain(more)
            .collect(),
            button: Some(("Open the fills".to_owned(), heard.kernel.config.link(&path))),
            closing: Vec::new(),
            why: why(&heard, &there),
        };
        // Named after the first that it tells of: the same if this runs again, whatever has come since.
        heard.kernel.mailer.send(&there.email, heard.message_id_about(first, user), &letter).await?;
    }
    store::delete_waiting(&mut change, user, &fills).await?;
    change.follow(&heard, &[]).await?.commit().await
}

fn why(heard: &Heard, there: &There) -> String {
    format!(
        "You got this because you are a member of {} who can open the form. Choose one mail a day, or none, at {}.",
        there.organization,
        heard.kernel.config.link("/account/notifications")
    )
}
