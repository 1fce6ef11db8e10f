//! Forms, and their memory: what was typed and what was wrong with it, carried over the redirect by the flash.

use crate::{
    model::{AppError, Code, Flash},
    ui::{
        icon::{Icon, IconName},
        state::{Reference, wait},
        text::OptionalText,
    },
};
use leptos::{context::Provider, prelude::*, server_fn::ServerFn};
use std::sync::{Arc, Mutex, PoisonError};

/// What a form shows when it is drawn again. Empty for a form that wasn't just sent.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// Makes the ids of its fields differ from another form's on the same page.
    key: Arc<str>,
    instance: Arc<str>,
    flash: Option<Arc<Flash>>,
}

impl FormState {
    /// The state of the form that posts to the server function `F`.
    pub fn of<F: ServerFn>() -> Self {
        Self::of_instance::<F>("")
    }

    /// The same, where a page has the form several times: `instance` is the hidden field `_instance`.
    pub fn of_instance<F: ServerFn>(instance: &str) -> Self {
        // All of it: ids that were made at the same time begin alike.
        let key = [F::PATH.trim_start_matches('/'), instance].join("-").replace('/', "-");
        Self {
            key: key.trim_end_matches('-').into(),
            instance: instance.into(),
            flash: use_context::<Arc<Flash>>().filter(|flash| flash.form == F::PATH && flash.instance == instance),
        }
    }

    /// For the kit and for tests: a form that was refused like this.
    pub fn refused(values: &[(&str, &str)], error: AppError) -> Self {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let flash = Flash { values, error: Some(error), ..Flash::default() };
        Self { flash: Some(Arc::new(flash)), ..Self::default() }
    }

    /// The same state under another key, for a page that has several forms without a server function each.
    pub fn keyed(self, key: &str) -> Self {
        Self { key: key.into(), ..self }
    }

    /// What was typed into `field`, if the form comes back.
    pub fn value(&self, field: &str) -> Option<String> {
        self.flash.as_ref()?.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    }

    /// Whether the form comes back with `value` among what was chosen in `field`, which may be sent several times.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.flash
            .as_ref()
            .is_some_and(|flash| flash.values.iter().any(|(name, typed)| name == field && typed == value))
    }

    /// The sentence at `field`.
    pub fn message(&self, field: &str) -> Option<String> {
        self.error()?.at(field).map(str::to_owned)
    }

    /// What is wrong with the form as a whole.
    pub fn error(&self) -> Option<&AppError> {
        self.flash.as_ref()?.error.as_ref()
    }

    /// Whether the form was refused and comes back, so that a box that wasn't ticked is known from one that was never shown.
    pub fn is_back(&self) -> bool {
        self.error().is_some()
    }

    /// What the form made and shows this once.
    pub fn secret(&self) -> Option<String> {
        self.flash.as_ref()?.secret.as_ref().map(|secret| secret.0.clone())
    }

    /// The id of the control for `field`. An island that works on a field finds it by this.
    pub fn id(&self, field: &str) -> String {
        let key = if self.key.is_empty() { "form" } else { &self.key };
        format!("{key}-{field}")
    }
}

/// What the fields of a form tell the form and learn from it. A field takes its state from here where it is given none.
#[derive(Clone, Default)]
pub(super) struct FormScope {
    pub(super) state: FormState,
    drawn: Arc<Mutex<Vec<DrawnField>>>,
}

#[derive(Clone)]
struct DrawnField {
    name: String,
    label: String,
}

impl FormScope {
    /// A field says that it is there, so that the summary can name it and link to it.
    pub(super) fn draw(&self, name: &str, label: &str) {
        let field = DrawnField { name: name.to_owned(), label: label.to_owned() };
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).push(field);
    }

    fn label(&self, name: &str) -> Option<String> {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.iter().find(|field| field.name == name).map(|field| field.label.clone())
    }
}

/// A form that posts. Prints what is wrong with it as a whole, and where several fields are wrong a list that leads to
/// each. The browser's own checks are off: they say less than the server does, and say it in another voice.
#[component]
pub fn Form(
    #[prop(into)] action: String,
    #[prop(optional)] state: FormState,
    /// Which one, where a page has the form more than once. The state of [`FormState::of_instance`] knows it already.
    #[prop(optional, into)]
    instance: OptionalText,
    /// For a form with files.
    #[prop(optional)]
    multipart: bool,
    #[prop(optional, into)] id: OptionalText,
    children: Children,
) -> impl IntoView {
    let instance = instance.0.unwrap_or_else(|| state.instance.to_string());
    let scope = FormScope { state, ..FormScope::default() };
    // The fields first: the alert above them needs to know which are there.
    let fields = view! { <Provider value=scope.clone()>{children()}</Provider> };
    view! {
        <form method="post" action=action novalidate class="form" id=id.0 enctype=multipart.then_some("multipart/form-data")>
            {(!instance.is_empty()).then(|| view! { <input type="hidden" name="_instance" value=instance/> })}
            <FormAlert scope/>
            {fields}
        </form>
    }
    .into_any()
}

/// What became of forms that have no place of their own on the page: the rows' buttons of a list. Says why one was refused,
/// or, of one that was about several, what it came to for each.
#[component]
pub fn FormsAnswer(
    /// The paths of their server functions.
    forms: Vec<&'static str>,
) -> impl IntoView {
    let flash = use_context::<Arc<Flash>>().filter(|flash| forms.contains(&flash.form.as_str()))?;
    let told = flash.told.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
    let error = flash.error.as_ref().map(|error| {
        let items = error.fields.iter().map(|field| view! { <li>{field.message.clone()}</li> }).collect_view();
        view! {
            <div class="alert alert-danger" role="alert" tabindex="-1" autofocus>
                <Icon name=IconName::CircleAlert/>
                <div class="alert-body">
                    <p>{error.message.clone()}</p>
                    {(!items.is_empty()).then(|| view! { <ul>{items}</ul> })}
                    {error.reference.clone().map(|reference| view! { <Reference reference/> })}
                </div>
            </div>
        }
    });
    Some(view! {
        {error}
        {(!told.is_empty()).then(|| view! {
            <div class="alert alert-warning" role="alert">
                <Icon name=IconName::Info/>
                <div class="alert-body"><p class="alert-title">"What happened to whom"</p><ul>{told}</ul></div>
            </div>
        })}
    })
}

/// What is wrong with the form as a whole. Silent where one field's own message says it all.
#[component]
fn FormAlert(scope: FormScope) -> impl IntoView {
    let error = scope.state.error().cloned()?;
    let at_field = error.fields.len() == 1 && error.fields.iter().all(|field| scope.label(&field.field).is_some());
    if error.code == Code::Invalid && at_field {
        return None;
    }
    let conflict = error.code == Code::Conflict;
    let focus = error.fields.is_empty();
    let items = error.fields.iter().map(|field| match scope.label(&field.field) {
        Some(label) => {
            let href = format!("#{}", scope.state.id(&field.field));
            view! { <li><a href=href>{label}</a>": "{field.message.clone()}</li> }.into_any()
        }
        None => view! { <li>{field.message.clone()}</li> }.into_any(),
    });
    let items = items.collect_view();
    Some(view! {
        <div class="alert" class:alert-danger=!conflict class:alert-warning=conflict role="alert" tabindex="-1" autofocus=focus>
            <Icon name=if conflict { IconName::History } else { IconName::CircleAlert }/>
            <div class="alert-body">
                {conflict.then(|| view! { <p class="alert-title">"This was saved from elsewhere meanwhile"</p> })}
                <p>{error.message}</p>
                {(!items.is_empty()).then(|| view! { <ul>{items}</ul> })}
                {conflict.then(|| view! { <p>"What you typed is still here. Saving again puts it in place of what was saved."</p> })}
                {error.retry_after.map(|seconds| view! { <p>{format!("Try again {}.", wait(seconds))}</p> })}
                {error.reference.map(|reference| view! { <Reference reference/> })}
            </div>
        </div>
    })
}
