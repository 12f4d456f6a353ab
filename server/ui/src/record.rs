//! A record: its facts at the left, everything that happened at the right.

use crate::action::Action;
use crate::chip::Tone;
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// A summary list: names and values, with a way to change the block.
pub struct Facts {
    heading: Option<String>,
    rows: Vec<(String, Markup, Option<Action>)>,
    change: Option<Action>,
    wide: bool,
}

impl Default for Facts {
    fn default() -> Self {
        Self::new()
    }
}

impl Facts {
    /// An empty list.
    pub fn new() -> Self {
        Self { heading: None, rows: Vec::new(), change: None, wide: false }
    }

    /// A heading above.
    pub fn heading(mut self, heading: impl Into<String>) -> Self {
        self.heading = Some(heading.into());
        self
    }

    /// Changes the whole block.
    pub fn change(mut self, words: &Words, href: impl Into<String>) -> Self {
        self.change = Some(Action::link(words.change.clone(), href).quiet());
        self
    }

    /// Names and values side by side with much room: for pages that are read from top to bottom.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Adds a fact.
    pub fn fact(mut self, name: impl Into<String>, value: impl Render) -> Self {
        self.rows.push((name.into(), value.render(), None));
        self
    }

    /// Adds a fact with an action of its own.
    pub fn fact_with(mut self, name: impl Into<String>, value: impl Render, action: Action) -> Self {
        self.rows.push((name.into(), value.render(), Some(action.quiet())));
        self
    }
}

impl Render for Facts {
    fn render(&self) -> Markup {
        html! {
            section.facts-block {
                @if self.heading.is_some() || self.change.is_some() {
                    div.facts-head {
                        @if let Some(heading) = &self.heading { h2 { (heading) } }
                        @if let Some(change) = &self.change { (change) }
                    }
                }
                dl.facts.facts-wide[self.wide] {
                    @for (name, value, action) in &self.rows {
                        div.fact {
                            dt { (name) }
                            dd { (value) }
                            @if let Some(action) = action { dd.fact-action { (action) } }
                        }
                    }
                }
            }
        }
    }
}

/// Something that happened.
pub struct Event {
    icon: Icon,
    tone: Tone,
    text: Markup,
    when: String,
    machine: String,
    who: Option<String>,
    known: Option<String>,
    detail: Option<Markup>,
}

impl Event {
    /// What happened and when: formatted, and in ISO 8601 for machines.
    pub fn new(icon: Icon, text: impl Render, when: impl Into<String>, machine: impl Into<String>) -> Self {
        Self {
            icon,
            tone: Tone::Neutral,
            text: text.render(),
            when: when.into(),
            machine: machine.into(),
            who: None,
            known: None,
            detail: None,
        }
    }

    /// What it means for the reader.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Who did it.
    pub fn who(mut self, who: impl Into<String>) -> Self {
        self.who = Some(who.into());
        self
    }

    /// When it became known, where that differs from when it holds ("gilt ab 1.3., erfasst 9.3.").
    pub fn known(mut self, known: impl Into<String>) -> Self {
        self.known = Some(known.into());
        self
    }

    /// What changed.
    pub fn detail(mut self, detail: impl Render) -> Self {
        self.detail = Some(detail.render());
        self
    }
}

/// Everything that happened, newest first.
pub struct Timeline<'w> {
    words: &'w Words,
    filters: Vec<(String, String, bool)>,
    events: Vec<Event>,
    more: Option<Action>,
}

impl<'w> Timeline<'w> {
    /// An empty timeline.
    pub fn new(words: &'w Words) -> Self {
        Self { words, filters: Vec::new(), events: Vec::new(), more: None }
    }

    /// Adds a kind to filter by: label, address, whether it is the present one.
    pub fn filter(mut self, label: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        self.filters.push((label.into(), href.into(), current));
        self
    }

    /// Adds an event.
    pub fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// Leads to older events.
    pub fn more(mut self, action: Action) -> Self {
        self.more = Some(action);
        self
    }
}

impl Render for Timeline<'_> {
    fn render(&self) -> Markup {
        html! {
            section.timeline aria-label=(self.words.timeline) {
                div.timeline-head {
                    h2 { (self.words.timeline) }
                    @if !self.filters.is_empty() {
                        nav.timeline-filters aria-label=(self.words.timeline) {
                            @for (label, href, current) in &self.filters {
                                a href=(href) aria-current=[current.then_some("true")] { (label) }
                            }
                        }
                    }
                }
                ol.events {
                    @for event in &self.events {
                        li.event {
                            span class={ "event-mark " (event.tone.class()) } { (event.icon) }
                            div.event-text {
                                div { (event.text) }
                                @if let Some(detail) = &event.detail { div.event-detail { (detail) } }
                                p.event-meta {
                                    time datetime=(event.machine) { (event.when) }
                                    @if let Some(who) = &event.who { " · " (who) }
                                    @if let Some(known) = &event.known { " · " (known) }
                                }
                            }
                        }
                    }
                }
                @if let Some(more) = &self.more { (more) }
            }
        }
    }
}

/// What a thing was and what it is: with marks, not by colour alone.
pub struct Changed<'w> {
    words: &'w Words,
    from: Option<String>,
    to: Option<String>,
}

impl<'w> Changed<'w> {
    /// From a value to a value; none where there was or is nothing.
    pub fn new(words: &'w Words, from: Option<String>, to: Option<String>) -> Self {
        Self { words, from, to }
    }
}

impl Render for Changed<'_> {
    fn render(&self) -> Markup {
        html! {
            span.changed {
                @if let Some(from) = &self.from {
                    del { span.hidden { (self.words.before) ": " } (from) }
                }
                @if self.from.is_some() && self.to.is_some() { " " (Icon::ArrowRight) " " }
                @if let Some(to) = &self.to {
                    ins { span.hidden { (self.words.after) ": " } (to) }
                }
            }
        }
    }
}

/// The two columns of a record.
pub struct Record {
    left: Markup,
    right: Markup,
}

impl Record {
    /// What the record says, and its timeline.
    pub fn new(left: impl Render, right: impl Render) -> Self {
        Self { left: left.render(), right: right.render() }
    }
}

impl Render for Record {
    fn render(&self) -> Markup {
        html! {
            div.record {
                div.record-left { (self.left) }
                div.record-right { (self.right) }
            }
        }
    }
}

/// A text in fixed width with a button that copies it.
pub struct CopyText<'w> {
    words: &'w Words,
    shown: String,
    text: String,
}

impl<'w> CopyText<'w> {
    /// A text that is shown as it is copied.
    pub fn new(words: &'w Words, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { words, shown: text.clone(), text }
    }

    /// A text that is shown otherwise than it is copied: an IBAN in groups, a hash cut short.
    pub fn shown(mut self, shown: impl Into<String>) -> Self {
        self.shown = shown.into();
        self
    }
}

impl Render for CopyText<'_> {
    fn render(&self) -> Markup {
        html! {
            span.copy-text {
                span.code { (self.shown) }
                button.copy type="button" data-copy=(self.text) title=(self.words.copy) aria-label=(self.words.copy) hidden {
                    (Icon::Copy) span role="status" {}
                }
            }
        }
    }
}
