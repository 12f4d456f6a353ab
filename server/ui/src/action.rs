//! What can be done: buttons, links that look like buttons, menus.

use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// How strongly an action is shown. A page has one primary action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// The one next step.
    Primary,
    /// Something that is done here as well.
    #[default]
    Secondary,
    /// In rows and beside headings: a word without a border.
    Quiet,
    /// Takes something away; never beside the primary action.
    Danger,
}

enum Does {
    Goes { href: String },
    Downloads { href: String },
    Opens { dialog: String, href: String },
    Posts { to: String, hidden: Vec<(String, String)> },
    Submits { name: Option<(String, String)>, to: Option<String> },
    Not { reason: String },
}

/// An action: its label names object and verb ("Lauf festschreiben", "Finalise run").
pub struct Action {
    label: String,
    does: Does,
    weight: Weight,
    icon: Option<Icon>,
    form: Option<String>,
}

impl Action {
    fn new(label: impl Into<String>, does: Does) -> Self {
        Self { label: label.into(), does, weight: Weight::default(), icon: None, form: None }
    }

    /// Goes to another page.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Does::Goes { href: href.into() })
    }

    /// Downloads a file.
    pub fn download(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Does::Downloads { href: href.into() }).icon(Icon::Download)
    }

    /// Opens the [`Dialog`](crate::Dialog) of that id, which is part of the page; without script goes to `href`,
    /// a page that asks the same.
    pub fn dialog(label: impl Into<String>, dialog: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Does::Opens { dialog: dialog.into(), href: href.into() })
    }

    /// Posts a form of its own: for what is done at once and can be undone.
    pub fn post(label: impl Into<String>, to: impl Into<String>) -> Self {
        Self::new(label, Does::Posts { to: to.into(), hidden: Vec::new() })
    }

    /// Sends the form that it stands in.
    pub fn submit(label: impl Into<String>) -> Self {
        Self::new(label, Does::Submits { name: None, to: None })
    }

    /// What cannot be done now, and why: the reason is written out, nothing is greyed without words.
    pub fn unavailable(label: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::new(label, Does::Not { reason: reason.into() })
    }

    /// A hidden field of an action that posts, or the name and value of one that submits.
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        match &mut self.does {
            Does::Posts { hidden, .. } => hidden.push((name.into(), value.into())),
            Does::Submits { name: pair, .. } => *pair = Some((name.into(), value.into())),
            Does::Goes { .. } | Does::Downloads { .. } | Does::Opens { .. } | Does::Not { .. } => {}
        }
        self
    }

    /// Where an action that submits sends its form instead (`formaction`); where one that posts goes.
    pub fn to(mut self, address: impl Into<String>) -> Self {
        match &mut self.does {
            Does::Submits { to, .. } => *to = Some(address.into()),
            Does::Posts { to, .. } => *to = address.into(),
            Does::Goes { href } | Does::Downloads { href } | Does::Opens { href, .. } => *href = address.into(),
            Does::Not { .. } => {}
        }
        self
    }

    /// The id of the form that an action submits when it stands outside of it.
    pub fn of_form(mut self, form: impl Into<String>) -> Self {
        self.form = Some(form.into());
        self
    }

    /// The one next step of the page.
    pub fn primary(self) -> Self {
        self.weight(Weight::Primary)
    }

    /// A word without a border.
    pub fn quiet(self) -> Self {
        self.weight(Weight::Quiet)
    }

    /// Takes something away.
    pub fn danger(self) -> Self {
        self.weight(Weight::Danger)
    }

    /// How strongly it is shown; secondary if not given.
    pub fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// A drawing before the label.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    fn class(&self) -> &'static str {
        match self.weight {
            Weight::Primary => "button button-primary",
            Weight::Secondary => "button",
            Weight::Quiet => "button button-quiet",
            Weight::Danger => "button button-danger",
        }
    }
}

impl Render for Action {
    fn render(&self) -> Markup {
        let face = html! {
            @if let Some(icon) = self.icon { (icon) }
            span { (self.label) }
        };
        match &self.does {
            Does::Goes { href } => html! { a class=(self.class()) href=(href) { (face) } },
            Does::Downloads { href } => html! { a class=(self.class()) href=(href) download { (face) } },
            Does::Opens { dialog, href } => html! {
                a class=(self.class()) href=(href) data-dialog=(dialog) aria-haspopup="dialog" { (face) }
            },
            Does::Posts { to, hidden } => html! {
                form.inline-form method="post" action=(to) {
                    @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                    button class=(self.class()) type="submit" { (face) }
                }
            },
            Does::Submits { name, to } => html! {
                button class=(self.class()) type="submit" form=[self.form.as_ref()] formaction=[to.as_ref()]
                    name=[name.as_ref().map(|pair| &pair.0)] value=[name.as_ref().map(|pair| &pair.1)] { (face) }
            },
            Does::Not { reason } => html! {
                span.unavailable {
                    span.unavailable-label { (Icon::Lock) (self.label) }
                    span.unavailable-reason { (reason) }
                }
            },
        }
    }
}

/// Actions side by side; the primary one first.
pub struct Actions(pub Vec<Action>);

impl Render for Actions {
    fn render(&self) -> Markup {
        html! {
            @if !self.0.is_empty() {
                div.actions { @for action in &self.0 { (action) } }
            }
        }
    }
}

/// Links and further actions behind one button; opens without script.
pub struct Menu {
    label: String,
    icon: Option<Icon>,
    named: bool,
    right: bool,
    entries: Vec<Markup>,
}

impl Menu {
    /// A menu whose button says `label`.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), icon: None, named: true, right: false, entries: Vec::new() }
    }

    /// The menu of what else can be done: three dots.
    pub fn more(words: &Words) -> Self {
        Self { label: words.more.clone(), icon: Some(Icon::Ellipsis), named: false, right: true, entries: Vec::new() }
    }

    /// A drawing before the label.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Opens towards the left, for buttons at the right edge.
    pub fn at_the_right(mut self) -> Self {
        self.right = true;
        self
    }

    /// Adds a link.
    pub fn link(mut self, label: &str, href: &str) -> Self {
        self.entries.push(html! { a.menu-item href=(href) { (label) } });
        self
    }

    /// Adds a link that is where the user is, a company for example.
    pub fn current(mut self, label: &str, href: &str) -> Self {
        self.entries.push(html! { a.menu-item href=(href) aria-current="true" { (label) (Icon::Check) } });
        self
    }

    /// Adds an action, or whatever else is an entry.
    pub fn entry(mut self, entry: impl Render) -> Self {
        self.entries.push(html! { div.menu-entry { (entry) } });
        self
    }
}

impl Render for Menu {
    fn render(&self) -> Markup {
        html! {
            details.menu.menu-right[self.right] {
                summary.button.button-quiet aria-label=[(!self.named).then_some(&self.label)] {
                    @if let Some(icon) = self.icon { (icon) }
                    @if self.named { span { (self.label) } (Icon::ChevronDown) }
                }
                div.menu-list { @for entry in &self.entries { (entry) } }
            }
        }
    }
}
