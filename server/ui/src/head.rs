//! What stands at the top of a page: where it is, what it is about, in which state, what comes next.

use crate::action::{Action, Menu};
use crate::chip::Chip;
use crate::words::Words;
use maud::{Markup, Render, html};

/// The trail of pages above this one.
pub struct Breadcrumbs<'w> {
    words: &'w Words,
    trail: Vec<(String, String)>,
}

impl<'w> Breadcrumbs<'w> {
    /// An empty trail.
    pub fn new(words: &'w Words) -> Self {
        Self { words, trail: Vec::new() }
    }

    /// Adds a page, from the outermost on; the page itself is not part of it.
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.trail.push((label.into(), href.into()));
        self
    }
}

impl Render for Breadcrumbs<'_> {
    fn render(&self) -> Markup {
        html! {
            nav.breadcrumbs aria-label=(self.words.breadcrumbs) {
                ol { @for (label, href) in &self.trail { li { a href=(href) { (label) } } } }
            }
        }
    }
}

/// The head of a page: heading, state, what else identifies it, actions with the primary one first.
pub struct PageHead {
    breadcrumbs: Option<Markup>,
    heading: String,
    chip: Option<Chip>,
    facts: Vec<Markup>,
    actions: Vec<Action>,
    menu: Option<Menu>,
}

impl PageHead {
    /// A head with the page's heading, the only `h1`.
    pub fn new(heading: impl Into<String>) -> Self {
        Self {
            breadcrumbs: None,
            heading: heading.into(),
            chip: None,
            facts: Vec::new(),
            actions: Vec::new(),
            menu: None,
        }
    }

    /// The trail above.
    pub fn breadcrumbs(mut self, trail: Breadcrumbs<'_>) -> Self {
        self.breadcrumbs = Some(trail.render());
        self
    }

    /// The state.
    pub fn chip(mut self, chip: Chip) -> Self {
        self.chip = Some(chip);
        self
    }

    /// Adds a short fact below the heading: a number, a deadline, a plan version.
    pub fn fact(mut self, fact: impl Render) -> Self {
        self.facts.push(fact.render());
        self
    }

    /// Adds an action.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// The menu of what else can be done.
    pub fn menu(mut self, menu: Menu) -> Self {
        self.menu = Some(menu);
        self
    }
}

impl Render for PageHead {
    fn render(&self) -> Markup {
        html! {
            header.page-head {
                @if let Some(trail) = &self.breadcrumbs { (trail) }
                div.page-head-row {
                    div.page-title {
                        h1 tabindex="-1" { (self.heading) }
                        @if let Some(chip) = &self.chip { (chip) }
                    }
                    @if !self.actions.is_empty() || self.menu.is_some() {
                        div.actions {
                            @for action in &self.actions { (action) }
                            @if let Some(menu) = &self.menu { (menu) }
                        }
                    }
                }
                @if !self.facts.is_empty() {
                    ul.page-facts { @for fact in &self.facts { li { (fact) } } }
                }
            }
        }
    }
}

/// Views of the same thing as links, each with its count.
pub struct Tabs {
    label: String,
    tabs: Vec<(String, String, Option<String>, bool)>,
    last: Option<Action>,
}

impl Tabs {
    /// Tabs; `label` is the name of the group for those who hear it.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), tabs: Vec::new(), last: None }
    }

    /// Adds a view.
    pub fn tab(mut self, label: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        self.tabs.push((label.into(), href.into(), None, current));
        self
    }

    /// Adds a view with the number of what it shows, already formatted.
    pub fn counted(
        mut self,
        label: impl Into<String>,
        count: impl Into<String>,
        href: impl Into<String>,
        current: bool,
    ) -> Self {
        self.tabs.push((label.into(), href.into(), Some(count.into()), current));
        self
    }

    /// What stands behind the last tab: keep this view.
    pub fn action(mut self, action: Action) -> Self {
        self.last = Some(action);
        self
    }
}

impl Render for Tabs {
    fn render(&self) -> Markup {
        html! {
            nav.tabs aria-label=(self.label) {
                @for (label, href, count, current) in &self.tabs {
                    a.tab href=(href) aria-current=[current.then_some("page")] {
                        span { (label) }
                        @if let Some(count) = count { span.tab-count { (count) } }
                    }
                }
                @if let Some(action) = &self.last { (action) }
            }
        }
    }
}
