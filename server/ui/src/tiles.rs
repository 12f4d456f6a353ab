//! Tiles: a figure, what it was, how it went. At most six on a page; each leads to the list behind it.

use crate::chart::Spark;
use crate::chip::Trend;
use maud::{Markup, Render, html};

/// A figure.
pub struct Tile {
    label: String,
    figure: String,
    exact: Option<String>,
    href: Option<String>,
    delta: Option<(String, Trend)>,
    note: Option<String>,
    spark: Option<Spark>,
}

impl Tile {
    /// A figure with what it counts.
    pub fn new(label: impl Into<String>, figure: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            figure: figure.into(),
            exact: None,
            href: None,
            delta: None,
            note: None,
            spark: None,
        }
    }

    /// The exact value of a figure that is shortened (`1,2 Mio. €`).
    pub fn exact(mut self, exact: impl Into<String>) -> Self {
        self.exact = Some(exact.into());
        self
    }

    /// The list that adds up to it.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// The difference to the last period, with its sign.
    pub fn delta(mut self, text: impl Into<String>, trend: Trend) -> Self {
        self.delta = Some((text.into(), trend));
        self
    }

    /// What it is compared with ("Februar 404.325,05 €").
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// How it went in the last periods.
    pub fn spark(mut self, spark: Spark) -> Self {
        self.spark = Some(spark);
        self
    }
}

impl Render for Tile {
    fn render(&self) -> Markup {
        html! {
            div.tile {
                span.tile-label { (self.label) }
                span.tile-row {
                    @match &self.href {
                        Some(href) => a.tile-figure.figure href=(href) title=[self.exact.as_ref()] { (self.figure) },
                        None => span.tile-figure title=[self.exact.as_ref()] { (self.figure) },
                    }
                    @if let Some(spark) = &self.spark { (spark) }
                }
                @if self.delta.is_some() || self.note.is_some() {
                    span.tile-note {
                        @if let Some((text, trend)) = &self.delta { span class=(trend.class()) { (text) } }
                        @if let Some(note) = &self.note { span { (note) } }
                    }
                }
            }
        }
    }
}

/// Tiles in a row.
pub struct Tiles(pub Vec<Tile>);

impl Render for Tiles {
    fn render(&self) -> Markup {
        html! { div.tiles { @for tile in &self.0 { (tile) } } }
    }
}

/// What there is to do: a list of links with counts, the first thing of the day.
pub struct Todo {
    heading: String,
    entries: Vec<(Markup, String, String, String)>,
    done: String,
}

impl Todo {
    /// A list; `done` is what it says when nothing is left.
    pub fn new(heading: impl Into<String>, done: impl Into<String>) -> Self {
        Self { heading: heading.into(), entries: Vec::new(), done: done.into() }
    }

    /// Adds something to do: a mark (a chip), what it is, since when or until when, where it is done.
    pub fn entry(
        mut self,
        mark: impl Render,
        text: impl Into<String>,
        when: impl Into<String>,
        href: impl Into<String>,
    ) -> Self {
        self.entries.push((mark.render(), text.into(), when.into(), href.into()));
        self
    }
}

impl Render for Todo {
    fn render(&self) -> Markup {
        html! {
            section.section {
                h2 { (self.heading) }
                @if self.entries.is_empty() { p.quiet { (self.done) } } @else {
                    ul.todo {
                        @for (mark, text, when, href) in &self.entries {
                            li.todo-entry {
                                span.todo-mark { (mark) }
                                a.todo-text href=(href) { (text) }
                                span.todo-when { (when) }
                            }
                        }
                    }
                }
            }
        }
    }
}
