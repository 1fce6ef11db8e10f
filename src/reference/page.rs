//! The page of the reference.

use super::model::{Contents, Field, Group, Kind, Operation, Reference, Shape};
use crate::ui::logo::Wordmark;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/api/docs`.
#[component]
pub fn Page() -> impl IntoView {
    let Reference(contents) = use_context::<Reference>().unwrap_or_default();
    let Contents { base, groups, shapes } = (*contents).clone();
    let index = groups.iter().map(|group| (anchor(&group.name), group.name.clone())).collect::<Vec<_>>();
    let index = [("start", "Start"), ("checking-tokens", "Checking tokens")]
        .map(|(id, label)| (id.to_owned(), label.to_owned()))
        .into_iter()
        .chain(index)
        .chain([("shapes".to_owned(), "Shapes".to_owned())])
        .map(|(id, label)| view! { <li><a class="docs-link" href=format!("#{id}")>{label}</a></li> })
        .collect_view();
    view! {
        <Title text="API · Tenantry"/>
        <div class="docs">
            <header class="docs-header"><a href="/" aria-label="Tenantry, to the start"><Wordmark/></a></header>
            <nav class="docs-index" aria-label="Parts of the reference"><ul>{index}</ul></nav>
            <main id="content" class="docs-text">
                <h1 class="docs-title">"The API"</h1>
                <Start base=base.clone()/>
                <Tokens base/>
                {groups.into_iter().map(|group| view! { <Operations group/> }).collect_view()}
                <section id="shapes" class="docs-group">
                    <h2 class="docs-heading">"Shapes"</h2>
                    <p class="docs-lead">"What requests and answers are made of. All of it is JSON."</p>
                    {shapes.into_iter().map(|shape| view! { <OneShape shape/> }).collect_view()}
                </section>
            </main>
        </div>
    }
    .into_any()
}

fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

#[component]
fn Start(base: String) -> impl IntoView {
    let call = format!("curl {base}/api/v1/fills -H 'Authorization: Bearer tnt_…'");
    view! {
        <section id="start" class="docs-group">
            <h2 class="docs-heading">"Start"</h2>
            <p>"A manager of a workspace makes a key on its page of API keys. The key opens what is inside of that workspace, as far as its permissions go:"</p>
            <pre class="docs-code" tabindex="0"><code>{call}</code></pre>
            <p>"What concerns an organization wants a token for the organization, which a person gets with their session. A refusal is "<code>"application/problem+json"</code>" (RFC 9457): "<code>"detail"</code>" says why, "<code>"errors"</code>" at which field. What isn't yours answers as if it didn't exist. Lists come in pages: send the cursor that came as "<code>"newer"</code>" or "<code>"older"</code>"."</p>
            <p>"What adds forms, fills, fill sessions, profiles and source documents, members and invitations of a workspace and its API keys, and the PATCH of a fill, takes an "<code>"Idempotency-Key"</code>": sent again with the same key within 24 hours, it is done once. An API key is said once too: the same request again is 409. Creating a workspace and inviting to an organization refuse the header (400), so that nobody relies on it there. What carries a version is done once by that. The header stands among the parameters of what takes it."</p>
            <p>"The same as a file: "<a href="/api/v1/openapi.json">"openapi.json"</a>"."</p>
        </section>
    }
    .into_any()
}

/// What a product checks a token with. `end2end/tests/tokens.spec.ts` runs it as it stands.
const CHECK: &str = include_str!("check-token.mjs");

#[component]
fn Tokens(base: String) -> impl IntoView {
    view! {
        <section id="checking-tokens" class="docs-group">
            <h2 class="docs-heading">"Checking tokens"</h2>
            <p>"A token is a JWT, signed with Ed25519, good for ten minutes and one place. With "<code>"scope: \"org\""</code>" it says "<code>"org_id"</code>" and "<code>"org_role"</code>", with "<code>"scope: \"workspace\""</code>" it says "<code>"org_id"</code>", "<code>"workspace_id"</code>" and "<code>"workspace_role"</code>", or a key's "<code>"permissions"</code>". Your product checks one by itself, where "<code>"TENANTRY_URL"</code>" is "<code>{base}</code>":"</p>
            <pre class="docs-code" tabindex="0"><code>{CHECK.trim_end()}</code></pre>
            <p>"Somebody who was removed, suspended or given another role is refused here with the next request; by your product when the ten minutes are over, or at once if it asks "<a href="#post-api-v1-tokens-introspect"><code>"POST /api/v1/tokens/introspect"</code></a>"."</p>
        </section>
    }
    .into_any()
}

#[component]
fn Operations(group: Group) -> impl IntoView {
    let Group { name, operations } = group;
    let id = anchor(&name);
    view! {
        <section id=id class="docs-group">
            <h2 class="docs-heading">{name}</h2>
            {operations.into_iter().map(|operation| view! { <OneOperation operation/> }).collect_view()}
        </section>
    }
    .into_any()
}

#[component]
fn OneOperation(operation: Operation) -> impl IntoView {
    let id = operation.anchor();
    let Operation { method, path, summary, description, parameters, body, answers } = operation;
    let answers = answers
        .into_iter()
        .map(|(status, kind)| view! { <li><code>{status}</code>" "{kind.map(|kind| view! { <OneKind kind/> })}</li> });
    view! {
        <article id=id class="docs-operation">
            <h3 class="docs-call"><span class="docs-method">{method}</span>" "<code class="docs-path">{path}</code></h3>
            <p>{prose(&summary)}" "{prose(&description)}</p>
            {(!parameters.is_empty()).then(|| view! { <Fields fields=parameters caption="Parameters"/> })}
            {(!body.is_empty()).then(|| view! {
                <p class="docs-part">"Sends "{body.into_iter().map(|kind| view! { <OneKind kind/>" " }).collect_view()}</p>
            })}
            <p class="docs-part">"Answers"</p>
            <ul class="docs-answers">{answers.collect_view()}</ul>
        </article>
    }
    .into_any()
}

/// What stands between backticks is code.
fn prose(text: &str) -> impl IntoView + use<> {
    let parts = text.split('`').map(str::to_owned).enumerate();
    let part = |(at, part): (usize, String)| match at % 2 {
        0 => part.into_any(),
        _ => view! { <code>{part}</code> }.into_any(),
    };
    parts.map(part).collect_view()
}

#[component]
fn Fields(fields: Vec<Field>, #[prop(into)] caption: String) -> impl IntoView {
    let rows = fields.into_iter().map(|field| {
        let Field { name, place, kind, is_required, description } = field;
        view! {
            <div class="docs-field">
                <dt><code>{name}</code></dt>
                <dd>
                    <span class="docs-kind"><OneKind kind/>{(!place.is_empty()).then(|| format!(", in the {place}"))}{(!is_required).then_some(", may be left out")}</span>
                    {(!description.is_empty()).then(|| view! { <p>{prose(&description)}</p> })}
                </dd>
            </div>
        }
    });
    view! {
        <p class="docs-part">{caption}</p>
        <dl class="docs-fields">{rows.collect_view()}</dl>
    }
    .into_any()
}

#[component]
fn OneKind(kind: Kind) -> impl IntoView {
    let Kind { is_many, may_be_null, name, is_shape } = kind;
    let word = if is_shape {
        view! { <a href=format!("#shape-{name}")>{name.clone()}</a> }.into_any()
    } else {
        name.into_any()
    };
    view! { {is_many.then_some("many of ")}{word}{may_be_null.then_some(" or null")} }.into_any()
}

#[component]
fn OneShape(shape: Shape) -> impl IntoView {
    let Shape { name, description, fields, words } = shape;
    let id = format!("shape-{name}");
    view! {
        <article id=id class="docs-operation">
            <h3 class="docs-call"><code>{name}</code></h3>
            {(!description.is_empty()).then(|| view! { <p>{prose(&description)}</p> })}
            {(!words.is_empty()).then(|| view! { <p class="docs-part">"One of "<code>{words.join(", ")}</code></p> })}
            {(!fields.is_empty()).then(|| view! { <Fields fields caption="Fields"/> })}
        </article>
    }
    .into_any()
}
