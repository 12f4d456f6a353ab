//! The frame around a page of staff: side navigation, head, main part.

use crate::action::Menu;
use crate::icon::Icon;
use crate::words::Words;
use crate::{Theme, assets};
use maud::{Markup, Render, html};

/// An entry of the side navigation. Only what the role may open is handed in.
pub struct NavItem {
    icon: Icon,
    label: String,
    href: String,
    count: Option<String>,
    current: bool,
    apart: bool,
}

impl NavItem {
    /// A link to a part of the product.
    pub fn new(icon: Icon, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { icon, label: label.into(), href: href.into(), count: None, current: false, apart: false }
    }

    /// How much waits there for the user, already formatted.
    pub fn count(mut self, count: impl Into<String>) -> Self {
        self.count = Some(count.into());
        self
    }

    /// Whether the page belongs to this part.
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }

    /// Begins a group: some room above.
    pub fn apart(mut self) -> Self {
        self.apart = true;
        self
    }
}

/// The search box of the head: finds and goes; `/` or Ctrl K focuses it.
pub struct Search {
    action: String,
    placeholder: String,
    value: String,
    suggestions: Option<String>,
}

impl Search {
    /// A box that asks `action` with the parameter `q`.
    pub fn new(action: impl Into<String>, placeholder: impl Into<String>) -> Self {
        Self { action: action.into(), placeholder: placeholder.into(), value: String::new(), suggestions: None }
    }

    /// What was searched for.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// The address of a fragment with links (`a.menu-item`) for what has been typed so far.
    pub fn suggestions(mut self, href: impl Into<String>) -> Self {
        self.suggestions = Some(href.into());
        self
    }
}

impl Render for Search {
    fn render(&self) -> Markup {
        html! {
            form.search role="search" action=(self.action) method="get" {
                (Icon::Search)
                input.search-input type="search" name="q" value=(self.value) placeholder=(self.placeholder)
                    aria-label=(self.placeholder) autocomplete="off" data-hotkey="/"
                    hx-get=[self.suggestions.as_ref()] hx-target=[self.suggestions.as_ref().map(|_| "#suggestions")]
                    hx-trigger=[self.suggestions.as_ref().map(|_| "input changed delay:200ms")];
                kbd aria-hidden="true" { "/" }
                @if self.suggestions.is_some() { div #suggestions.search-list {} }
            }
        }
    }
}

/// The user's menu at the right of the head.
pub struct UserMenu<'w> {
    words: &'w Words,
    name: String,
    initials: String,
    role: String,
    theme_to: Option<(String, Theme)>,
    links: Vec<(Icon, String, String)>,
    sign_out: Option<(String, String)>,
}

impl<'w> UserMenu<'w> {
    /// Name, its initials, and the role that is written below it.
    pub fn new(
        words: &'w Words,
        name: impl Into<String>,
        initials: impl Into<String>,
        role: impl Into<String>,
    ) -> Self {
        Self {
            words,
            name: name.into(),
            initials: initials.into(),
            role: role.into(),
            theme_to: None,
            links: Vec::new(),
            sign_out: None,
        }
    }

    /// A switch of colours that posts `theme=light|dark|system` to an address; at once by script, else by its buttons.
    pub fn theme(mut self, to: impl Into<String>, current: Theme) -> Self {
        self.theme_to = Some((to.into(), current));
        self
    }

    /// Adds a link.
    pub fn link(mut self, icon: Icon, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.links.push((icon, label.into(), href.into()));
        self
    }

    /// Signs out by posting to an address.
    pub fn sign_out(mut self, label: impl Into<String>, to: impl Into<String>) -> Self {
        self.sign_out = Some((label.into(), to.into()));
        self
    }
}

impl Render for UserMenu<'_> {
    fn render(&self) -> Markup {
        let words = self.words;
        html! {
            details.menu.menu-right.user-menu {
                summary.avatar { span { (self.initials) } span.hidden { (self.name) } }
                div.menu-list {
                    div.menu-person { strong { (self.name) } span { (self.role) } }
                    @for (icon, label, href) in &self.links {
                        a.menu-item href=(href) { (icon) span { (label) } }
                    }
                    @if let Some((to, current)) = &self.theme_to {
                        form.theme-switch method="post" action=(to) data-theme-switch {
                            span #theme-label { (words.theme) }
                            div.segments role="group" aria-labelledby="theme-label" {
                                @for (theme, value, icon, label) in [
                                    (Theme::Light, "light", Icon::Sun, &words.theme_light),
                                    (Theme::Dark, "dark", Icon::Moon, &words.theme_dark),
                                    (Theme::System, "system", Icon::Monitor, &words.theme_system),
                                ] {
                                    button.segment type="submit" name="theme" value=(value) title=(label)
                                        aria-label=(label) aria-pressed=(if theme == *current { "true" } else { "false" }) {
                                        (icon)
                                    }
                                }
                            }
                        }
                    }
                    @if let Some((label, to)) = &self.sign_out {
                        form.inline-form method="post" action=(to) {
                            button.menu-item type="submit" { (Icon::LogOut) span { (label) } }
                        }
                    }
                }
            }
        }
    }
}

/// The frame: what staff see around every page.
pub struct Frame<'w> {
    words: &'w Words,
    home: String,
    company: Option<Menu>,
    navigation: Vec<NavItem>,
    search: Option<Search>,
    period: Option<Menu>,
    jobs: Option<Markup>,
    help: Option<(String, String)>,
    user: Option<Markup>,
    main: Markup,
}

impl<'w> Frame<'w> {
    /// A frame around the main part of a page.
    pub fn new(words: &'w Words, main: impl Render) -> Self {
        Self {
            words,
            home: "/".to_owned(),
            company: None,
            navigation: Vec::new(),
            search: None,
            period: None,
            jobs: None,
            help: None,
            user: None,
            main: main.render(),
        }
    }

    /// Where the mark at the top goes; `/` if not given.
    pub fn home(mut self, href: impl Into<String>) -> Self {
        self.home = href.into();
        self
    }

    /// The switch of company and programme.
    pub fn company(mut self, menu: Menu) -> Self {
        self.company = Some(menu);
        self
    }

    /// Adds an entry of the side navigation.
    pub fn nav(mut self, item: NavItem) -> Self {
        self.navigation.push(item);
        self
    }

    /// The search box.
    pub fn search(mut self, search: Search) -> Self {
        self.search = Some(search);
        self
    }

    /// The switch of the period.
    pub fn period(mut self, menu: Menu) -> Self {
        self.period = Some(menu);
        self
    }

    /// The badge of running jobs, see [`JobsBadge`](crate::JobsBadge).
    pub fn jobs(mut self, badge: impl Render) -> Self {
        self.jobs = Some(badge.render());
        self
    }

    /// The paragraph of the manual about this page: label and address.
    pub fn help(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.help = Some((label.into(), href.into()));
        self
    }

    /// The user's menu.
    pub fn user(mut self, menu: impl Render) -> Self {
        self.user = Some(menu.render());
        self
    }
}

impl Render for Frame<'_> {
    fn render(&self) -> Markup {
        html! {
            div.frame {
                div #side.side popover="auto" {
                    div.side-head {
                        a.mark href=(self.home) aria-label="Compline" {
                            img src=(assets::url("logo.svg")) alt="" width="24" height="24";
                        }
                        @if let Some(company) = &self.company { (company) }
                    }
                    nav.nav aria-label=(self.words.navigation) {
                        @for item in &self.navigation {
                            a.nav-item.nav-apart[item.apart] href=(item.href) title=(item.label)
                                aria-current=[item.current.then_some("page")] {
                                (item.icon)
                                span.nav-label { (item.label) }
                                @if let Some(count) = &item.count { span.count { (count) } }
                            }
                        }
                    }
                }
                header.head {
                    button.head-menu.button.button-quiet type="button" popovertarget="side"
                        aria-label=(self.words.navigation) { (Icon::Menu) }
                    @if let Some(search) = &self.search { (search) }
                    div.head-right {
                        @if let Some(period) = &self.period { (period) }
                        @if let Some(jobs) = &self.jobs { (jobs) }
                        @if let Some((label, href)) = &self.help {
                            a.button.button-quiet.head-help href=(href) aria-label=(label) title=(label) data-hotkey="?" {
                                (Icon::CircleHelp)
                            }
                        }
                        @if let Some(user) = &self.user { (user) }
                    }
                }
                main #main.main tabindex="-1" { (self.main) }
            }
        }
    }
}
