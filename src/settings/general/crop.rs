//! Island: the part of a chosen picture that becomes the logo. It only fills three fields of the form; without them, and so
//! without scripts, the server takes the middle.

use super::model::{Crop, LOGO_MAX, SHARP};
use leptos::{
    ev, html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{HtmlImageElement, HtmlInputElement, Url},
};

/// A file that was chosen, where the browser can show it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    /// `blob:`, until the place for it is gone.
    url: String,
    is_svg: bool,
    is_too_large: bool,
}

/// Watches the file input with the id `input` and shows what is chosen there, with a square to move over it.
#[island]
pub fn Cropper(input: String) -> impl IntoView {
    let chosen = RwSignal::new(None::<Chosen>);
    Effect::new(move || {
        let input = input.clone();
        // What was chosen before the scripts were there.
        chosen.set(chosen_in(&input));
        let listener = window_event_listener(ev::change, move |event| {
            if event_target::<leptos::web_sys::Element>(&event).id() == input {
                chosen.set(chosen_in(&input));
            }
        });
        on_cleanup(move || listener.remove());
    });
    view! { <div class="crop">{move || chosen.get().map(|chosen| view! { <Preview chosen/> })}</div> }
}

#[component]
fn Preview(chosen: Chosen) -> impl IntoView {
    let Chosen { url, is_svg, is_too_large } = chosen;
    let picture = url.clone();
    on_cleanup(move || {
        // It only frees memory.
        let _ = Url::revoke_object_url(&url);
    });
    if is_too_large {
        view! { <p class="crop-note" role="status">"This file is larger than 2 MB. It will be refused; choose a smaller one."</p> }
            .into_any()
    } else if is_svg {
        view! {
            <div class="crop-results">
                <div class="crop-result"><img class="crop-whole" src=picture.clone() alt=""/></div>
                <div class="crop-result crop-result-small"><img class="crop-whole" src=picture alt=""/></div>
                <p class="crop-note">"An SVG is taken as it is."</p>
            </div>
        }
        .into_any()
    } else {
        view! { <Stage url=picture/> }.into_any()
    }
}

/// The picture with the square over it, the zoom, and the logo as it will look.
#[component]
fn Stage(url: String) -> impl IntoView {
    let size = RwSignal::new((0, 0));
    let square = RwSignal::new(Crop { x: 0, y: 0, size: 0 });
    let zoom = RwSignal::new(100);
    let fails = RwSignal::new(false);
    let stage = NodeRef::<html::Div>::new();
    let grip = StoredValue::new(None::<(i32, i32, Crop)>);

    let loaded = move |event| {
        let image = event_target::<HtmlImageElement>(&event);
        let (width, height) = (image.natural_width(), image.natural_height());
        size.set((width, height));
        square.set(Crop::centred(width, height));
    };
    let push = move |from: Crop, right: i32, down: i32| {
        let (width, height) = size.get_untracked();
        square.set(from.moved(right, down, width, height));
    };
    let hold = move |event: ev::PointerEvent| {
        // Without it the square is let go of at the picture's edge, no more.
        let _ = event_target::<leptos::web_sys::Element>(&event).set_pointer_capture(event.pointer_id());
        grip.set_value(Some((event.client_x(), event.client_y(), square.get_untracked())));
    };
    let drag = move |event: ev::PointerEvent| {
        let (Some((x, y, from)), Some(stage)) = (grip.get_value(), stage.get_untracked()) else { return };
        let scale = f64::from(size.get_untracked().0) / f64::from(stage.client_width().max(1));
        let pixels = |moved: i32| (f64::from(moved) * scale).round() as i32;
        push(from, pixels(event.client_x() - x), pixels(event.client_y() - y));
    };
    let key = move |event: ev::KeyboardEvent| {
        let from = square.get_untracked();
        let step = (from.size / if event.shift_key() { 10 } else { 50 }).max(1) as i32;
        let (right, down) = match event.key().as_str() {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            _ => return,
        };
        event.prevent_default();
        push(from, right, down);
    };
    let zooms = move |event| {
        let (width, height) = size.get_untracked();
        let percent = event_target_value(&event).parse().unwrap_or(100);
        zoom.set(percent);
        square.set(square.get_untracked().zoomed(percent, width, height));
    };
    let sent = move |number: u32| if square.get().size == 0 { String::new() } else { number.to_string() };
    let note = move || note(size.get(), square.get().size);
    let place = move || {
        let (Crop { x, y, .. }, (width, height)) = (square.get(), size.get());
        format!("{} from the left, {} from the top", percent(x, width), percent(y, height))
    };
    let result = {
        let url = url.clone();
        move |class: &'static str| {
            let part = move |of: fn(Crop, (u32, u32)) -> u32| percent(of(square.get(), size.get()), square.get().size);
            view! {
                <div class=class>
                    <img
                        src=url.clone()
                        alt=""
                        style:width=move || part(|_, (width, _)| width)
                        style:left=move || format!("-{}", part(|square, _| square.x))
                        style:top=move || format!("-{}", part(|square, _| square.y))
                    />
                </div>
            }
        }
    };
    let results = (result.clone()("crop-result"), result("crop-result crop-result-small"));
    view! {
        <div class="crop-stage" node_ref=stage hidden=move || fails.get()>
            <img class="crop-picture" draggable="false" src=url alt="The picture that was chosen" on:load=loaded on:error=move |_| fails.set(true)/>
            <button
                type="button"
                class="crop-square"
                aria-label="The part that is kept. Drag it, or move it with the arrow keys."
                style:width=move || percent(square.get().size, size.get().0)
                style:left=move || percent(square.get().x, size.get().0)
                style:top=move || percent(square.get().y, size.get().1)
                on:pointerdown=hold
                on:pointermove=drag
                on:pointerup=move |_| grip.set_value(None)
                on:pointercancel=move |_| grip.set_value(None)
                on:keydown=key
            ></button>
        </div>
        <div class="crop-results" hidden=move || fails.get()>
            <label class="crop-zoom">
                <span>"Zoom"</span>
                <input type="range" min="100" max="400" step="5" prop:value=move || zoom.get().to_string() on:input=zooms/>
            </label>
            {results}
        </div>
        <p class="visually-hidden" role="status">{place}</p>
        <p class="crop-note" role="status">
            {move || if fails.get() { Some("The browser can't show this picture. It may be damaged, or of another kind.".to_owned()) } else { note() }}
        </p>
        <Field name="crop_x" value=move || sent(square.get().x)/>
        <Field name="crop_y" value=move || sent(square.get().y)/>
        <Field name="crop_size" value=move || sent(square.get().size)/>
    }
}

/// A field of the form. Empty as long as there is no square, as if it weren't there.
#[component]
fn Field(name: &'static str, value: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    view! { <input type="hidden" name=name prop:value=value/> }
}

/// What to say of a picture, or a part of one, that is too small to look sharp.
fn note((width, height): (u32, u32), size: u32) -> Option<String> {
    if width == 0 {
        None
    } else if width.min(height) < SHARP {
        Some(format!(
            "This picture has {width} × {height} pixels. It will look soft: use one of at least {SHARP} × {SHARP}."
        ))
    } else if size < SHARP {
        Some(format!(
            "The part that is kept has {size} × {size} pixels. It will look soft: zoom out to at least {SHARP}."
        ))
    } else {
        None
    }
}

/// A part of a whole for CSS; nothing of nothing.
fn percent(part: u32, whole: u32) -> String {
    if whole == 0 { "0%".to_owned() } else { format!("{:.2}%", f64::from(part) * 100.0 / f64::from(whole)) }
}

fn chosen_in(input: &str) -> Option<Chosen> {
    let input = document().get_element_by_id(input)?.dyn_into::<HtmlInputElement>().ok()?;
    let file = input.files()?.get(0)?;
    Some(Chosen {
        url: Url::create_object_url_with_blob(&file).ok()?,
        is_svg: file.type_() == "image/svg+xml",
        is_too_large: file.size() > LOGO_MAX as f64,
    })
}
