//! Banners, toasts, empty states and skeletons.

use crate::action::{Action, Actions};
use crate::chip::Tone;
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// The state of the page: stale, read only, acting as a partner. Sticks until it is dealt with; one at a time, the
/// heaviest.
pub struct Banner {
    tone: Tone,
    icon: Icon,
    heading: String,
    text: Option<Markup>,
    actions: Vec<Action>,
}

impl Banner {
    /// A banner whose heading says what is the matter.
    pub fn new(tone: Tone, heading: impl Into<String>) -> Self {
        Self { tone, icon: tone.icon(), heading: heading.into(), text: None, actions: Vec::new() }
    }

    /// Another icon than the tone's.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// Since when, how many, what follows from it.
    pub fn text(mut self, text: impl Render) -> Self {
        self.text = Some(text.render());
        self
    }

    /// A way out.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }
}

impl Render for Banner {
    fn render(&self) -> Markup {
        html! {
            section class={ "banner " (self.tone.class()) } aria-label=(self.heading) {
                (self.icon)
                div.banner-text {
                    h2.banner-heading { (self.heading) }
                    @if let Some(text) = &self.text { div { (text) } }
                }
                @if !self.actions.is_empty() {
                    div.actions { @for action in &self.actions { (action) } }
                }
            }
        }
    }
}

/// Success of the user's own act; goes by itself unless the pointer or the focus is on it.
pub struct Toast<'w> {
    words: &'w Words,
    text: String,
    undo: Option<Action>,
}

impl<'w> Toast<'w> {
    /// What has been done.
    pub fn new(words: &'w Words, text: impl Into<String>) -> Self {
        Self { words, text: text.into(), undo: None }
    }

    /// Takes it back; the toast then stays 10 s instead of 6.
    pub fn undo(mut self, action: Action) -> Self {
        self.undo = Some(action.quiet());
        self
    }
}

impl Render for Toast<'_> {
    fn render(&self) -> Markup {
        html! {
            div.toast role="status" data-toast=(if self.undo.is_some() { 10 } else { 6 }) {
                (Icon::CircleCheck)
                span.toast-text { (self.text) }
                @if let Some(undo) = &self.undo { (undo) }
                button.toast-close type="button" data-close aria-label=(self.words.close) hidden { (Icon::X) }
            }
        }
    }
}

/// Why there is nothing, what will be here, and one thing to do. "No data yet" and "the filter finds none" are
/// different texts.
pub struct Empty {
    icon: Icon,
    heading: String,
    text: String,
    action: Option<Action>,
}

impl Empty {
    /// A heading that says why, a sentence that says what will be here.
    pub fn new(icon: Icon, heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self { icon, heading: heading.into(), text: text.into(), action: None }
    }

    /// The one thing to do.
    pub fn action(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }
}

impl Render for Empty {
    fn render(&self) -> Markup {
        html! {
            div.empty {
                (self.icon)
                h2 { (self.heading) }
                p { (self.text) }
                @if let Some(action) = &self.action { (action) }
            }
        }
    }
}

/// A placeholder of true height for so many rows that are being loaded; shows itself after 400 ms.
pub struct Skeleton<'w> {
    words: &'w Words,
    rows: usize,
}

impl<'w> Skeleton<'w> {
    /// For so many rows.
    pub fn new(words: &'w Words, rows: usize) -> Self {
        Self { words, rows }
    }
}

impl Render for Skeleton<'_> {
    fn render(&self) -> Markup {
        html! {
            div.skeleton role="status" {
                span.hidden { (self.words.loading) }
                @for _ in 0..self.rows { div.skeleton-row aria-hidden="true" {} }
            }
        }
    }
}

/// A part of a page that follows a heading.
pub struct Section {
    id: Option<String>,
    heading: String,
    text: Option<String>,
    actions: Vec<Action>,
    body: Markup,
}

impl Section {
    /// A part with a heading.
    pub fn new(heading: impl Into<String>) -> Self {
        Self { id: None, heading: heading.into(), text: None, actions: Vec::new(), body: html! {} }
    }

    /// An id to link to.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// A sentence below the heading.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// What can be done with this part, at the right of its heading.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// What it shows.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = body.render();
        self
    }
}

impl Render for Section {
    fn render(&self) -> Markup {
        html! {
            section.section id=[self.id.as_ref()] {
                div.section-head {
                    div {
                        h2 { (self.heading) }
                        @if let Some(text) = &self.text { p.section-text { (text) } }
                    }
                    @if !self.actions.is_empty() {
                        div.actions { @for action in &self.actions { (action) } }
                    }
                }
                (self.body)
            }
        }
    }
}

/// Parts side by side: as many columns as fit, equal in width.
pub struct Columns(pub Vec<Markup>);

impl Render for Columns {
    fn render(&self) -> Markup {
        html! { div.columns { @for part in &self.0 { div { (part) } } } }
    }
}

impl From<Action> for Actions {
    fn from(action: Action) -> Self {
        Self(vec![action])
    }
}
