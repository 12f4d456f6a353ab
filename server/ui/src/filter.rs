//! Filters of a list: chips with their values, all of it in the address.

use crate::action::{Action, Menu};
use crate::form::Field;
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// The bar above a list: what is searched, which filters hold, how to add one, how the list is shown.
pub struct FilterBar<'w> {
    words: &'w Words,
    to: String,
    label: String,
    query: Option<(String, String, String)>,
    kept: Vec<(String, String)>,
    chips: Vec<(String, String)>,
    add: Option<(String, Vec<Field<'w>>)>,
    tools: Vec<Markup>,
}

impl<'w> FilterBar<'w> {
    /// A bar of a list at an address; `label` names it for those who hear it.
    pub fn new(words: &'w Words, label: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            words,
            to: to.into(),
            label: label.into(),
            query: None,
            kept: Vec::new(),
            chips: Vec::new(),
            add: None,
            tools: Vec::new(),
        }
    }

    /// A search field: its name, its present value, what it says when empty.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>, placeholder: impl Into<String>) -> Self {
        self.query = Some((name.into(), value.into(), placeholder.into()));
        self
    }

    /// A parameter of the address that stays when the bar is used: the tab, the order, the filters that hold.
    pub fn keep(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.kept.push((name.into(), value.into()));
        self
    }

    /// A filter that holds (`Stufe: Gold`), and the address without it.
    pub fn chip(mut self, label: impl Into<String>, without: impl Into<String>) -> Self {
        self.chips.push((label.into(), without.into()));
        self
    }

    /// More filters behind a button: its label, and the fields.
    pub fn add(mut self, label: impl Into<String>, fields: impl IntoIterator<Item = Field<'w>>) -> Self {
        self.add = Some((label.into(), fields.into_iter().collect()));
        self
    }

    /// How the list is shown: columns, density, export; at the right.
    pub fn tool(mut self, menu: Menu) -> Self {
        self.tools.push(menu.at_the_right().render());
        self
    }
}

impl Render for FilterBar<'_> {
    fn render(&self) -> Markup {
        html! {
            div.filter-bar role="search" aria-label=(self.label) {
                form.filter-form method="get" action=(self.to) {
                    @for (name, value) in &self.kept { input type="hidden" name=(name) value=(value); }
                    @if let Some((name, value, placeholder)) = &self.query {
                        div.input.filter-query {
                            (Icon::Search)
                            input type="search" name=(name) value=(value) placeholder=(placeholder)
                                aria-label=(placeholder) autocomplete="off";
                        }
                    }
                    @for (label, without) in &self.chips {
                        a.filter-chip href=(without) aria-label={ (self.words.remove_filter) " " (label) } {
                            span { (label) } (Icon::X)
                        }
                    }
                    @if let Some((label, fields)) = &self.add {
                        details.menu.filter-add {
                            summary.button.button-quiet { (Icon::Plus) span { (label) } }
                            div.menu-list.filter-fields {
                                @for field in fields { (field) }
                                (Action::submit(&self.words.apply).primary())
                            }
                        }
                    }
                    button.hidden type="submit" { (self.words.apply) }
                }
                @if !self.tools.is_empty() {
                    div.filter-tools { @for tool in &self.tools { (tool) } }
                }
            }
        }
    }
}
