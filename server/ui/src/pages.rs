//! Pages without a frame: sign-in, and what is said when something is not as it should be.

use crate::action::Action;
use crate::assets;
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// A narrow page with one thing to do: sign in, enter a code, choose a password.
pub struct Entrance {
    heading: String,
    text: Option<Markup>,
    body: Markup,
    foot: Option<Markup>,
}

impl Entrance {
    /// A heading and the form.
    pub fn new(heading: impl Into<String>, body: impl Render) -> Self {
        Self { heading: heading.into(), text: None, body: body.render(), foot: None }
    }

    /// A sentence below the heading.
    pub fn text(mut self, text: impl Render) -> Self {
        self.text = Some(text.render());
        self
    }

    /// What stands below: help, language.
    pub fn foot(mut self, foot: impl Render) -> Self {
        self.foot = Some(foot.render());
        self
    }
}

impl Render for Entrance {
    fn render(&self) -> Markup {
        html! {
            div.entrance {
                div.entrance-mark {
                    img src=(assets::url("logo.svg")) alt="" width="32" height="32";
                    span { "Compline" }
                }
                main #main.entrance-card tabindex="-1" {
                    h1 { (self.heading) }
                    @if let Some(text) = &self.text { p { (text) } }
                    (self.body)
                }
                @if let Some(foot) = &self.foot { footer.entrance-foot { (foot) } }
            }
        }
    }
}

/// What happened, that nothing was lost, what to do. Stands in a frame's main part, or alone in an [`Entrance`].
pub struct Fault<'w> {
    words: &'w Words,
    icon: Icon,
    heading: String,
    text: String,
    detail: Option<Markup>,
    actions: Vec<Action>,
    event: Option<String>,
}

impl<'w> Fault<'w> {
    fn new(words: &'w Words, icon: Icon, heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self { words, icon, heading: heading.into(), text: text.into(), detail: None, actions: Vec::new(), event: None }
    }

    /// 403: the text says which role may.
    pub fn forbidden(
        words: &'w Words,
        heading: impl Into<String>,
        text: impl Into<String>,
        roles: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut fault = Self::new(words, Icon::Lock, heading, text);
        fault.detail = Some(html! { ul.fault-roles { @for role in roles { li { (Icon::UserCheck) (role) } } } });
        fault
    }

    /// 404: the detail offers a search.
    pub fn not_found(
        words: &'w Words,
        heading: impl Into<String>,
        text: impl Into<String>,
        search: impl Render,
    ) -> Self {
        let mut fault = Self::new(words, Icon::Search, heading, text);
        fault.detail = Some(search.render());
        fault
    }

    /// 409: both versions, side by side: what the user sent and what is there now.
    pub fn conflict(
        words: &'w Words,
        heading: impl Into<String>,
        text: impl Into<String>,
        yours: impl Render,
        theirs: impl Render,
    ) -> Self {
        let mut fault = Self::new(words, Icon::GitCompare, heading, text);
        fault.detail = Some(html! { div.columns { div { (yours.render()) } div { (theirs.render()) } } });
        fault
    }

    /// 500: with the number under which the event was logged.
    pub fn failed(
        words: &'w Words,
        heading: impl Into<String>,
        text: impl Into<String>,
        event: impl Into<String>,
    ) -> Self {
        let mut fault = Self::new(words, Icon::CircleX, heading, text);
        fault.event = Some(event.into());
        fault
    }

    /// Anything else, with an icon.
    pub fn other(words: &'w Words, icon: Icon, heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(words, icon, heading, text)
    }

    /// Adds a way on.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }
}

impl Render for Fault<'_> {
    fn render(&self) -> Markup {
        html! {
            div.fault {
                (self.icon)
                h1 tabindex="-1" { (self.heading) }
                p { (self.text) }
                @if let Some(detail) = &self.detail { (detail) }
                @if let Some(event) = &self.event {
                    p.fault-event { (self.words.event) " " span.code { (event) } }
                }
                @if !self.actions.is_empty() { div.actions { @for action in &self.actions { (action) } } }
            }
        }
    }
}
