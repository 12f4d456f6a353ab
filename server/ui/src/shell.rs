//! The document around a page.

use crate::assets;
use crate::words::Words;
use maud::{DOCTYPE, Markup, Render, html};

/// The colours that a user wants to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the user's system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How close things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// For staff: many rows, 14 px.
    #[default]
    Compact,
    /// For partners: room, 16 px, large targets.
    Cozy,
}

/// A whole document: head, skip link, scripts and what the page shows.
///
/// ```
/// # use compline_ui::{Page, Words};
/// let words = Words::english();
/// let page = Page::new(&words, "en", "Computed – Run March 2026").body("…").into_string();
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// ```
pub struct Page<'w> {
    words: &'w Words,
    lang: String,
    title: String,
    theme: Theme,
    density: Density,
    errors: bool,
    body: Markup,
    toasts: Vec<Markup>,
}

impl<'w> Page<'w> {
    /// A page in a language (BCP 47) with a title by the pattern `state – object`; the product's name is added.
    pub fn new(words: &'w Words, lang: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            words,
            lang: lang.into(),
            title: title.into(),
            theme: Theme::default(),
            density: Density::default(),
            errors: false,
            body: html! {},
            toasts: Vec::new(),
        }
    }

    /// The colours; what the system says if not given.
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// How close things stand; compact if not given.
    pub fn density(mut self, density: Density) -> Self {
        self.density = density;
        self
    }

    /// Says in the title that the page has errors, for those who hear it first.
    pub fn with_errors(mut self, errors: bool) -> Self {
        self.errors = errors;
        self
    }

    /// What the page shows: a [`Frame`](crate::Frame), or something that has a `main` with the id `main`.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = body.render();
        self
    }

    /// A notice that the user's own act has succeeded, see [`Toast`](crate::Toast).
    pub fn toast(mut self, toast: impl Render) -> Self {
        self.toasts.push(toast.render());
        self
    }

    /// The document as text.
    pub fn into_string(self) -> String {
        self.render().into_string()
    }
}

impl Render for Page<'_> {
    fn render(&self) -> Markup {
        let theme = match self.theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        let density = match self.density {
            Density::Compact => "compact",
            Density::Cozy => "cozy",
        };
        html! {
            (DOCTYPE)
            html lang=(self.lang) data-theme=[theme] data-density=(density) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="same-origin";
                    title {
                        @if self.errors { (self.words.error_prefix) " " }
                        (self.title) " – Compline"
                    }
                    link rel="preload" href={ (assets::ROUTE) "/fonts/sans-400.woff2" } as="font" type="font/woff2" crossorigin;
                    link rel="preload" href={ (assets::ROUTE) "/fonts/sans-600.woff2" } as="font" type="font/woff2" crossorigin;
                    link rel="stylesheet" href=(assets::url("app.css"));
                    link rel="icon" href=(assets::url("logo.svg")) type="image/svg+xml";
                    // htmx adds its own rule for indicators through an adopted sheet, which the policy allows;
                    // code in attributes is refused by the policy anyway.
                    script src=(assets::url("htmx.js")) defer {}
                    script src=(assets::url("app.js")) defer {}
                }
                body data-unsaved=(self.words.unsaved) data-copied=(self.words.copied) {
                    a.skip href="#main" { (self.words.skip_to_main) }
                    (self.body)
                    section #toasts.toasts aria-label=(self.words.notices) {
                        @for toast in &self.toasts { (toast) }
                    }
                }
            }
        }
    }
}
