//! Icons. Always beside a text, or in a control that has an accessible name: an icon says nothing by itself.
//!
//! They are Lucide's (ISC licence), drawn into the page as markup, so that they cost no request and take the text's colour.
//! To add one: name it in the table, run `scripts/icons.mjs`.

mod paths;

use leptos::{prelude::*, tachys::html::InertElement};
use std::borrow::Cow;

macro_rules! icons {
    ($($name:ident => $file:literal),+ $(,)?) => {
        /// Which icon. The documentation of each is its name in Lucide.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IconName {
            $(#[doc = $file] $name),+
        }

        impl IconName {
            /// Every icon, for the kit.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            const fn svg(self) -> &'static str {
                match self {
                    $(Self::$name => paths::$name),+
                }
            }
        }
    };
}

icons! {
    ArrowLeft => "arrow-left",
    ArrowRight => "arrow-right",
    Ban => "ban",
    Bell => "bell",
    Building => "building-2",
    Chart => "chart-no-axes-column",
    Check => "check",
    ChevronDown => "chevron-down",
    ChevronLeft => "chevron-left",
    ChevronRight => "chevron-right",
    ChevronsUpDown => "chevrons-up-down",
    CircleAlert => "circle-alert",
    CircleCheck => "circle-check",
    CircleDot => "circle-dot",
    CircleX => "circle-x",
    Clock => "clock",
    Compass => "compass",
    Copy => "copy",
    CreditCard => "credit-card",
    Database => "database",
    Download => "download",
    Ellipsis => "ellipsis",
    ExternalLink => "external-link",
    Eye => "eye",
    EyeOff => "eye-off",
    FileText => "file-text",
    Filter => "list-filter",
    Fingerprint => "fingerprint",
    History => "history",
    Hourglass => "hourglass",
    House => "house",
    Inbox => "inbox",
    Info => "info",
    Key => "key-round",
    Layers => "layers",
    Link => "link",
    Lock => "lock",
    LogIn => "log-in",
    LogOut => "log-out",
    Mail => "mail",
    MailCheck => "mail-check",
    Menu => "menu",
    Monitor => "monitor",
    Moon => "moon",
    Pencil => "pencil",
    Plug => "plug",
    Plus => "plus",
    Printer => "printer",
    Rotate => "rotate-cw",
    Scroll => "scroll-text",
    Search => "search",
    Settings => "settings",
    ShieldCheck => "shield-check",
    Smartphone => "smartphone",
    Sun => "sun",
    Trash => "trash-2",
    TriangleAlert => "triangle-alert",
    Upload => "upload",
    User => "user",
    UserPlus => "user-plus",
    Users => "users",
    Wrench => "wrench",
    X => "x",
}

/// One icon, 16 px unless its class says otherwise, hidden from assistive technology. Stroke and size are the stylesheet's.
#[component]
pub fn Icon(
    name: IconName,
    /// More classes: `icon-20` and `icon-24` make it larger.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    // A page has hundreds of them: a constant is written out as it is, where a view would be built attribute by attribute.
    let svg: Cow<'static, str> = match class {
        "" => name.svg().into(),
        class => name.svg().replacen("\"icon\"", &format!("\"icon {class}\""), 1).into(),
    };
    InertElement::new(svg)
}
