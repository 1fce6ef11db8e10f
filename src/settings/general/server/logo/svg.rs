//! SVG: what could run or fetch is refused with a sentence, and what passes is written anew by `svg-hush`, which keeps
//! only what it knows to be harmless. It is served under a policy of its own besides, see `http/logos.rs`.

use super::{LogoError, Picture};
use svg_hush::{Filter, data_url_filter};
use xml::{ParserConfig, attribute::OwnedAttribute, name::OwnedName, reader::XmlEvent};

/// The largest SVG, in bytes.
const LIMIT: usize = 256 * 1024;
const SVG: &str = "http://www.w3.org/2000/svg";

/// The SVG without anything that isn't needed to draw it.
pub fn sanitised(content: &[u8]) -> Result<Picture, LogoError> {
    let text = std::str::from_utf8(content).map_err(|_| LogoError::Unknown)?;
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if !text.starts_with('<') || !text.contains("svg") {
        return Err(LogoError::Unknown);
    }
    if text.len() > LIMIT {
        return Err(LogoError::SvgTooLarge);
    }
    inspect(text)?;
    let mut filter = Filter::new();
    filter.set_data_url_filter(data_url_filter::allow_standard_images);
    let mut content = Vec::new();
    filter.filter(text.as_bytes(), &mut content).map_err(|_| LogoError::SvgDamaged)?;
    Ok(Picture { content, extension: "svg" })
}

/// Refuses what could run or fetch.
fn inspect(text: &str) -> Result<(), LogoError> {
    // Told by the text, before a parser expands anything. A logo has no use for either, not even in a comment.
    let has =
        |word: &str| text.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()));
    if has("<!DOCTYPE") || has("<!ENTITY") {
        return Err(LogoError::SvgDoctype);
    }
    let config = ParserConfig::new()
        .cdata_to_characters(true)
        .coalesce_characters(true)
        .allow_multiple_root_elements(false)
        .max_attributes(200)
        .max_name_length(1000);
    // The elements that are open, each with the text that is its own. A comment parts a text, and not what a stylesheet says:
    // it is looked at whole.
    let mut inside: Vec<(String, String)> = Vec::new();
    let mut root = None;
    for event in config.create_reader(text.as_bytes()) {
        match event.map_err(|_| LogoError::SvgDamaged)? {
            XmlEvent::StartElement { name, attributes, .. } => {
                root.get_or_insert_with(|| name.clone());
                element(&name)?;
                attributes.iter().try_for_each(attribute)?;
                inside.push((name.local_name.to_lowercase(), String::new()));
            }
            XmlEvent::EndElement { .. } => match inside.pop() {
                Some((name, text)) if name == "style" => style(&text)?,
                _ => {}
            },
            XmlEvent::Characters(text) | XmlEvent::Whitespace(text) => {
                if let Some((_, own)) = inside.last_mut() {
                    own.push_str(&text);
                }
            }
            XmlEvent::ProcessingInstruction { .. } => return Err(LogoError::SvgReference),
            XmlEvent::Doctype { .. } => return Err(LogoError::SvgDoctype),
            _ => {}
        }
    }
    match root {
        Some(root) if root.local_name == "svg" && root.namespace.as_deref() == Some(SVG) => Ok(()),
        _ => Err(LogoError::Unknown),
    }
}

fn element(name: &OwnedName) -> Result<(), LogoError> {
    match name.local_name.to_lowercase().as_str() {
        "script" | "handler" | "listener" => Err(LogoError::SvgScript),
        "foreignobject" | "iframe" | "object" | "embed" => Err(LogoError::SvgForeign),
        _ => Ok(()),
    }
}

fn attribute(attribute: &OwnedAttribute) -> Result<(), LogoError> {
    let name = attribute.name.local_name.to_lowercase();
    // As browsers read an address: without control characters and white space.
    let value: String =
        attribute.value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect::<String>().to_lowercase();
    if name.starts_with("on") || value.starts_with("javascript:") || value.starts_with("vbscript:") {
        return Err(LogoError::SvgScript);
    }
    // An animation could give an attribute what it may not have from the start.
    if name == "attributename" && value.rsplit(':').next().is_some_and(|name| name == "href" || name.starts_with("on"))
    {
        return Err(LogoError::SvgScript);
    }
    if matches!(name.as_str(), "href" | "src" | "base") && !is_inside(&value) {
        return Err(LogoError::SvgReference);
    }
    style(&attribute.value)
}

/// Looks for addresses in CSS, and in the attributes that may have a `url()` like CSS.
fn style(text: &str) -> Result<(), LogoError> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    if text.contains("@import") || text.contains("image-set(") {
        return Err(LogoError::SvgReference);
    }
    // A word with an escape in it could be `url` or `import` in disguise.
    if text.contains('\\') && text.contains(['(', '@']) {
        return Err(LogoError::SvgReference);
    }
    let addresses = text.split("url(").skip(1).map(|rest| rest.trim_start_matches(['"', '\'']));
    if addresses.into_iter().all(is_inside) { Ok(()) } else { Err(LogoError::SvgReference) }
}

/// Whether an address is of the file itself: a part of it, or a picture written out.
fn is_inside(address: &str) -> bool {
    let pictures = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];
    address.is_empty() || address.starts_with('#') || pictures.iter().any(|kind| address.starts_with(kind))
}
