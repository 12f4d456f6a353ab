//! Where a figure comes from, and why there is none: one component for back office, portal and editor.

use crate::action::Action;
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// A step of a derivation: what it is, its figure, in words, where the plan says so.
pub struct Step {
    name: String,
    figure: String,
    text: Option<Markup>,
    source: Option<(String, String)>,
    steps: Vec<Step>,
    open: bool,
    differs: bool,
}

impl Step {
    /// A step; the figure may be empty.
    pub fn new(name: impl Into<String>, figure: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            figure: figure.into(),
            text: None,
            source: None,
            steps: Vec::new(),
            open: false,
            differs: false,
        }
    }

    /// The step in words; a fact with its link.
    pub fn text(mut self, text: impl Render) -> Self {
        self.text = Some(text.render());
        self
    }

    /// Where the plan says so: its words (`nordlicht.plan:31 „Unilevel"`) and the address.
    pub fn source(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.source = Some((label.into(), href.into()));
        self
    }

    /// Adds a step that this one rests on.
    pub fn step(mut self, step: Self) -> Self {
        self.steps.push(step);
        self
    }

    /// Unfolded when the page is opened.
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// Differs from the derivation beside it: marked, and unfolded.
    pub fn differs(mut self) -> Self {
        self.differs = true;
        self.open = true;
        self
    }

    fn line(&self) -> Markup {
        html! {
            span.step-name { (self.name) }
            @if !self.figure.is_empty() { span.step-figure { (self.figure) } }
            @if let Some(text) = &self.text { span.step-text { (text) } }
        }
    }
}

impl Render for Step {
    fn render(&self) -> Markup {
        let source = html! {
            @if let Some((label, href)) = &self.source {
                a.step-source href=(href) { (Icon::ScrollText) (label) }
            }
        };
        html! {
            li.step.step-differs[self.differs] {
                @if self.steps.is_empty() {
                    div.step-line { (self.line()) (source) }
                } @else {
                    details open[self.open] {
                        summary.step-line { (Icon::ChevronRight) (self.line()) }
                        (source)
                        ul.steps { @for step in &self.steps { (step) } }
                    }
                }
            }
        }
    }
}

/// A figure and how it came about: a sentence, the steps, and at the right the plan's text.
pub struct Derivation<'w> {
    words: &'w Words,
    figure: String,
    title: String,
    sentence: Option<Markup>,
    steps: Vec<Step>,
    source: Option<(String, String)>,
    plan: Option<Markup>,
    actions: Vec<Action>,
}

impl<'w> Derivation<'w> {
    /// A figure ("8,00 €") and what it is ("Unilevel an Anna Berg").
    pub fn new(words: &'w Words, figure: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            words,
            figure: figure.into(),
            title: title.into(),
            sentence: None,
            steps: Vec::new(),
            source: None,
            plan: None,
            actions: Vec::new(),
        }
    }

    /// The whole in words, for those who read no tree.
    pub fn sentence(mut self, sentence: impl Render) -> Self {
        self.sentence = Some(sentence.render());
        self
    }

    /// Adds a step.
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Where the plan has the rule: words and address.
    pub fn source(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.source = Some((label.into(), href.into()));
        self
    }

    /// The plan's text with the rule's lines marked, a [`SourceView`](crate::SourceView).
    pub fn plan(mut self, plan: impl Render) -> Self {
        self.plan = Some(plan.render());
        self
    }

    /// Adds an action: object to it, open its order.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }
}

impl Render for Derivation<'_> {
    fn render(&self) -> Markup {
        html! {
            div.derivation.derivation-two[self.plan.is_some()] {
                div.derivation-main {
                    p.derivation-head { span.derivation-figure { (self.figure) } span { (self.title) } }
                    @if let Some(sentence) = &self.sentence { p.derivation-sentence { (sentence) } }
                    ul.steps.steps-top { @for step in &self.steps { (step) } }
                    @if let Some((label, href)) = &self.source {
                        p.derivation-source { (self.words.source) " " a href=(href) { (label) } }
                    }
                    @if !self.actions.is_empty() { div.actions { @for action in &self.actions { (action) } } }
                }
                @if let Some(plan) = &self.plan { div.derivation-plan { (plan) } }
            }
        }
    }
}

/// A condition of a rank or a bonus, and how far it is met.
pub struct Condition {
    met: bool,
    name: String,
    text: String,
    progress: Option<(u64, u64)>,
    notes: Vec<Markup>,
}

impl Condition {
    /// A condition with what there is and what is missing ("6.920 von 8.000 BV · fehlen 1.080").
    pub fn new(met: bool, name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { met, name: name.into(), text: text.into(), progress: None, notes: Vec::new() }
    }

    /// How much there is of how much; both in the same unit.
    pub fn progress(mut self, have: u64, need: u64) -> Self {
        self.progress = Some((have, need));
        self
    }

    /// Adds why something does not count, or a way to close the gap.
    pub fn note(mut self, note: impl Render) -> Self {
        self.notes.push(note.render());
        self
    }
}

/// What is missing for something, or why it was not paid: one card per condition, the met ones folded; in the order
/// given, which should be how cheaply the gap closes.
pub struct Missing<'w> {
    words: &'w Words,
    heading: String,
    summary: Option<String>,
    conditions: Vec<Condition>,
}

impl<'w> Missing<'w> {
    /// What it is about ("Nächste Stufe: Gold").
    pub fn new(words: &'w Words, heading: impl Into<String>) -> Self {
        Self { words, heading: heading.into(), summary: None, conditions: Vec::new() }
    }

    /// The answer in a sentence.
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = Some(summary.into());
        self
    }

    /// Adds a condition.
    pub fn condition(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }
}

impl Render for Missing<'_> {
    fn render(&self) -> Markup {
        html! {
            section.missing {
                h2 { (self.heading) }
                @if let Some(summary) = &self.summary { p { (summary) } }
                @for condition in &self.conditions {
                    @let word = if condition.met { &self.words.met } else { &self.words.unmet };
                    details.condition.condition-met[condition.met] open[!condition.met] {
                        summary {
                            @if condition.met { (Icon::CircleCheck) } @else { (Icon::Target) }
                            span.condition-name { (condition.name) }
                            span.condition-word { (word) }
                        }
                        @if let Some((have, need)) = condition.progress {
                            progress value=(have.min(need)) max=(need.max(1)) aria-label=(condition.name) { (condition.text) }
                        }
                        p.condition-text { (condition.text) }
                        @for note in &condition.notes { p.condition-note { (note) } }
                    }
                }
            }
        }
    }
}
