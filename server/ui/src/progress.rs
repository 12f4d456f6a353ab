//! Long work: how far it is, how long it still takes, how to stop it.

use crate::action::Action;
use crate::icon::Icon;
use maud::{Markup, Render, html};

/// Long work, written whole into the page and again as a fragment for each message of a stream.
///
/// The stream (server-sent events) sends [`Progress::fragment`] as unnamed messages and at the end an event named
/// `done`, upon which the page is loaded again.
pub struct Progress {
    id: String,
    name: String,
    done: u64,
    total: Option<u64>,
    text: String,
    remaining: Option<String>,
    stream: Option<String>,
    cancel: Option<Action>,
    kept: Option<String>,
}

impl Progress {
    /// Work with an id that is unique on the page and the name of its present stage.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            done: 0,
            total: None,
            text: String::new(),
            remaining: None,
            stream: None,
            cancel: None,
            kept: None,
        }
    }

    /// How much is done of how much; without it the bar only says that something is going on.
    pub fn of(mut self, done: u64, total: u64) -> Self {
        self.done = done;
        self.total = Some(total);
        self
    }

    /// The same in words ("61.200 von 98.402 Bestellungen").
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// How long it still takes, roughly ("noch etwa 2 Minuten").
    pub fn remaining(mut self, remaining: impl Into<String>) -> Self {
        self.remaining = Some(remaining.into());
        self
    }

    /// The address of the stream.
    pub fn stream(mut self, href: impl Into<String>) -> Self {
        self.stream = Some(href.into());
        self
    }

    /// Stops it; `kept` says what stays valid.
    pub fn cancel(mut self, action: Action, kept: impl Into<String>) -> Self {
        self.cancel = Some(action.quiet());
        self.kept = Some(kept.into());
        self
    }

    /// What a message of the stream carries.
    pub fn fragment(&self) -> Markup {
        let said = match &self.remaining {
            Some(remaining) => format!("{} · {remaining}", self.text),
            None => self.text.clone(),
        };
        html! {
            div.progress-head {
                span.progress-name { (self.name) }
                span.progress-text data-say { (said) }
            }
            progress aria-label=(self.name) max=[self.total.map(|total| total.max(1))]
                value=[self.total.map(|total| self.done.min(total))] { (self.text) }
        }
    }
}

impl Render for Progress {
    fn render(&self) -> Markup {
        let status = format!("{}-status", self.id);
        html! {
            div.progress {
                div id=(self.id) data-live=(status) hx-sse:connect=[self.stream.as_ref()]
                    hx-sse:close=[self.stream.as_ref().map(|_| "done")] hx-swap="innerHTML" {
                    (self.fragment())
                }
                p.hidden id=(status) role="status" {}
                @if let Some(cancel) = &self.cancel {
                    div.progress-foot {
                        (cancel)
                        @if let Some(kept) = &self.kept { span { (kept) } }
                    }
                }
            }
        }
    }
}

/// The badge of running jobs in the head.
pub struct JobsBadge {
    text: String,
    href: String,
    stream: Option<String>,
}

impl JobsBadge {
    /// "2 Aufträge", and the page of jobs.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), stream: None }
    }

    /// A stream whose messages are the new text of the badge.
    pub fn stream(mut self, href: impl Into<String>) -> Self {
        self.stream = Some(href.into());
        self
    }
}

impl Render for JobsBadge {
    fn render(&self) -> Markup {
        html! {
            a.jobs href=(self.href) {
                (Icon::LoaderCircle)
                span hx-sse:connect=[self.stream.as_ref()] hx-swap=[self.stream.as_ref().map(|_| "innerHTML")] {
                    (self.text)
                }
            }
        }
    }
}
