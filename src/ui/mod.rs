//! The pieces that pages are made of. Imports `model` alone: a piece knows nothing of organizations or accounts.
//!
//! They are drawn on the server, as forms, links, dialogs and popovers of the platform, so that everything works with
//! scripts off. Three islands add what a script does better: [`reveal`], [`filter`] and the example of
//! [`formats`]. `public/forms.js` adds the working state of buttons. `operator::kit` shows every piece in every state.
//!
//! The larger pieces end in `into_any()`: without it a page's type grows until the compiler gives up on it.

pub mod address;
pub mod avatar;
pub mod badge;
pub mod button;
pub mod can;
pub mod dialog;
pub mod field;
pub mod filter;
pub mod form;
pub mod formats;
pub mod frame;
pub mod icon;
pub mod load;
pub mod logo;
pub mod menu;
pub mod reveal;
pub mod section;
pub mod shell;
pub mod state;
pub mod table;
pub mod text;
pub mod time;
pub mod toast;

/// What nearly every page needs.
pub mod prelude {
    pub use super::{
        address::{asked, path_part, query},
        avatar::{Avatar, AvatarKind},
        badge::{Badge, BadgeTone},
        button::{LinkButton, NoDefault, Submit, Tone},
        dialog::{ConfirmByTyping, Dialog, DialogFooter, DialogOpener},
        field::{
            CheckboxField, CopyField, FileField, Hidden, PasswordField, RadioField, SelectField, TextArea, TextField,
        },
        form::{Form, FormState},
        icon::{Icon, IconName},
        menu::{Menu, MenuButton, MenuItem},
        section::{DangerZone, PageHeader, Section, SectionFooter},
        state::{Empty, ErrorState, Loading},
        table::{Actions, Cell, Column, IdentityCell, ListBar, Pager, Row, Table},
        time::Time,
    };
}
