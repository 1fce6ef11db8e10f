//! A picture for a person or an organization, or their initials where there is none.

use crate::ui::text::OptionalText;
use leptos::prelude::*;

/// Round or square.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarKind {
    /// Round.
    #[default]
    Person,
    /// A square with soft corners.
    Organization,
}

/// Decorative: the name stands beside it, so assistive technology skips it.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    #[prop(optional, into)] src: OptionalText,
    #[prop(optional)] kind: AvatarKind,
    /// 20, 24, 32, 40 or 64 px; others are rounded down to one of them.
    #[prop(default = 32)]
    size: u16,
) -> impl IntoView {
    let size = [64, 40, 32, 24].into_iter().find(|step| *step <= size).unwrap_or(20);
    let shape = match kind {
        AvatarKind::Person => "avatar-person",
        AvatarKind::Organization => "avatar-organization",
    };
    let class = format!("avatar avatar-{size} {shape} tint-{}", tint(&name));
    match src.0 {
        Some(src) => view! { <img class=class src=src width=size height=size alt="" loading="lazy" decoding="async"/> }
            .into_any(),
        None => view! { <span class=class aria-hidden="true">{initials(&name)}</span> }.into_any(),
    }
}

/// The first letters of the first and the last word; one letter for one word.
fn initials(name: &str) -> String {
    let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters = name.split_whitespace().filter_map(first);
    let head = letters.next();
    let tail = letters.next_back();
    head.into_iter().chain(tail).flat_map(char::to_uppercase).collect()
}

/// One of the eight tints of the stylesheet: the same for the same name, on every page and every server.
fn tint(name: &str) -> u32 {
    // FNV-1a: short, even enough over eight, and defined by its standard rather than by the library's version.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 13) % 8 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        assert_eq!(initials("Ana María Lima"), "AL");
        assert_eq!(initials("ana"), "A");
        assert_eq!(initials("(Ana) Lima"), "AL");
        assert_eq!(initials("病院 東京"), "病東");
        assert_eq!(initials("—"), "");
    }

    #[test]
    fn a_tint_is_one_of_eight_and_stays() {
        assert_eq!(tint("Ana Lima"), tint("Ana Lima"));
        assert!((1..=8).contains(&tint("")));
    }
}
