//! Words of the OpenAPI document: a field that takes or has one of a few says so there, with those that the type itself lists
//! where it does.

use crate::model::{
    content::FillState,
    format::{DateFormat, Language, TimeFormat},
    permission::{OrgRole, WorkspacePermission, WorkspaceRole},
};
use utoipa::openapi::{
    ObjectBuilder, RefOr,
    schema::{Schema, Type},
};

/// A text that is one of `words`.
pub fn one_of(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    RefOr::T(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into())
}

/// Describes a type by its words: its name in the document, and they.
macro_rules! words {
    ($($type:ty as $name:literal: $words:expr;)+) => {$(
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::kernel::schema::one_of($words)
            }
        }

        impl utoipa::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }
        }
    )+};
}
pub(crate) use words;

words! {
    OrgRole as "OrganizationRole": OrgRole::ALL.map(OrgRole::as_str);
    WorkspaceRole as "WorkspaceRole": WorkspaceRole::ALL.map(WorkspaceRole::as_str);
    // Those that a key can have: of others no operation speaks.
    WorkspacePermission as "ApiKeyPermission": WorkspacePermission::OF_KEYS.map(WorkspacePermission::as_str);
    FillState as "FillState": FillState::ALL.map(FillState::as_str);
    Language as "Language": Language::ALL.iter().map(|language| language.as_str());
    DateFormat as "DateFormat": DateFormat::ALL.iter().map(|format| format.as_str());
    TimeFormat as "TimeFormat": TimeFormat::ALL.iter().map(|format| format.as_str());
}
