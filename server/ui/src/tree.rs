//! A tree of partners as an indented list; children are loaded when they are asked for.

use crate::chip::{Dot, Rank};
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// Colours of branches; from the seventh on grey.
const BRANCHES: usize = 6;

enum Children {
    None,
    Lazy { fragment: String, page: String },
    Open(Vec<Node>),
}

/// A partner in a tree.
pub struct Node {
    name: String,
    number: String,
    href: String,
    branch: Option<usize>,
    active: Option<Dot>,
    rank: Option<Rank>,
    figures: Vec<(String, Option<String>)>,
    note: Option<String>,
    children: Children,
}

impl Node {
    /// A partner's name, number, and record.
    pub fn new(name: impl Into<String>, number: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            number: number.into(),
            href: href.into(),
            branch: None,
            active: None,
            rank: None,
            figures: Vec::new(),
            note: None,
            children: Children::None,
        }
    }

    /// The branch below the root that the partner belongs to, counted from 1: the colour of the bar at the left, the
    /// same down the whole branch.
    pub fn branch(mut self, branch: usize) -> Self {
        self.branch = Some(branch);
        self
    }

    /// Active or not.
    pub fn active(mut self, dot: Dot) -> Self {
        self.active = Some(dot);
        self
    }

    /// The rank.
    pub fn rank(mut self, rank: Rank) -> Self {
        self.rank = Some(rank);
        self
    }

    /// Adds a figure, in the order of the tree's columns; with the list behind it.
    pub fn figure(mut self, text: impl Into<String>, href: Option<String>) -> Self {
        self.figures.push((text.into(), href));
        self
    }

    /// A quiet remark ("fehlt 310 BV bis Silver").
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Has children that are loaded from `fragment` ([`Tree::fragment`]); without script `page` shows them.
    pub fn lazy(mut self, fragment: impl Into<String>, page: impl Into<String>) -> Self {
        self.children = Children::Lazy { fragment: fragment.into(), page: page.into() };
        self
    }

    /// Has these children, unfolded.
    pub fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children = Children::Open(children.into_iter().collect());
        self
    }

    fn class(&self) -> String {
        match self.branch {
            Some(branch @ 1..=BRANCHES) => format!("node-line branch-{branch}"),
            Some(_) => "node-line branch-other".to_owned(),
            None => "node-line".to_owned(),
        }
    }

    fn line(&self, labels: &[String]) -> Markup {
        html! {
            span.node-who {
                a.node-name href=(self.href) { (self.name) }
                span.node-number { (self.number) }
                @if let Some(rank) = &self.rank { (rank) }
                @if let Some(note) = &self.note { span.node-note { (note) } }
            }
            @for (at, (text, href)) in self.figures.iter().enumerate() {
                span.node-figure data-label=[labels.get(at)] {
                    @match href {
                        Some(href) => a.figure href=(href) { (text) },
                        None => (text),
                    }
                }
            }
            span.node-active { @if let Some(active) = &self.active { (active) } }
        }
    }

    /// What folds the children: apart from the line, whose links could not stand in a `summary`.
    fn mark(&self, words: &Words) -> Markup {
        html! {
            summary.node-mark {
                (Icon::ChevronRight)
                span.hidden { (words.expand) " " (self.name) }
            }
        }
    }

    fn draw(&self, words: &Words, labels: &[String]) -> Markup {
        match &self.children {
            Children::None => html! { li.node { div class=(self.class()) { span.node-mark {} (self.line(labels)) } } },
            Children::Lazy { fragment, page } => html! {
                li.node {
                    div class=(self.class()) {
                        details.node-fold hx-get=(fragment) hx-trigger="toggle once" hx-target="next .node-children"
                            hx-swap="innerHTML" {
                            (self.mark(words))
                        }
                        (self.line(labels))
                    }
                    ul.node-children { li.node-loading { a href=(page) { (words.loading) } } }
                }
            },
            Children::Open(children) => html! {
                li.node {
                    div class=(self.class()) {
                        details.node-fold open { (self.mark(words)) }
                        (self.line(labels))
                    }
                    ul.node-children { @for child in children { (child.draw(words, labels)) } }
                }
            },
        }
    }
}

/// The tree below a partner. Deeper than five levels, show the ancestors as [`Breadcrumbs`](crate::Breadcrumbs) and
/// begin anew.
pub struct Tree<'w> {
    words: &'w Words,
    label: String,
    name: String,
    columns: Vec<String>,
    active: String,
    nodes: Vec<Node>,
}

impl<'w> Tree<'w> {
    /// A tree with its name, the head of the names, and the head of the activity.
    pub fn new(words: &'w Words, label: impl Into<String>, name: impl Into<String>, active: impl Into<String>) -> Self {
        Self {
            words,
            label: label.into(),
            name: name.into(),
            columns: Vec::new(),
            active: active.into(),
            nodes: Vec::new(),
        }
    }

    /// Adds the head of a column of figures ("GV (BV)"); at most four.
    pub fn column(mut self, label: impl Into<String>) -> Self {
        self.columns.push(label.into());
        self
    }

    /// Adds a partner at the top.
    pub fn node(mut self, node: Node) -> Self {
        self.nodes.push(node);
        self
    }

    /// Only the rows: what [`Node::lazy`] loads.
    pub fn fragment(&self) -> Markup {
        html! { @for node in &self.nodes { (node.draw(self.words, &self.columns)) } }
    }
}

impl Render for Tree<'_> {
    fn render(&self) -> Markup {
        html! {
            section.tree aria-label=(self.label) {
                div.node-head aria-hidden="true" {
                    span.node-mark {}
                    span.node-who { (self.name) }
                    @for column in &self.columns { span.node-figure { (column) } }
                    span.node-active { (self.active) }
                }
                ul.nodes { (self.fragment()) }
            }
        }
    }
}
