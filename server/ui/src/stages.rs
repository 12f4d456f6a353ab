//! The stages of a settlement: all visible, one primary action, the rest say what they wait for.

use crate::action::Action;
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// How far a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageState {
    /// Done; its result is shown.
    Done,
    /// Being computed now.
    Running,
    /// The one that is next.
    Current,
    /// Done, but something must be looked at.
    Attention,
    /// Done, but overtaken by facts that came later.
    Stale,
    /// Waits for an earlier stage or another person.
    Waiting,
    /// Went wrong.
    Failed,
}

impl StageState {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "stage stage-done",
            Self::Running => "stage stage-running",
            Self::Current => "stage stage-current",
            Self::Attention => "stage stage-attention",
            Self::Stale => "stage stage-stale",
            Self::Waiting => "stage stage-waiting",
            Self::Failed => "stage stage-failed",
        }
    }

    /// The mark instead of the number.
    const fn icon(self) -> Option<Icon> {
        match self {
            Self::Done => Some(Icon::Check),
            Self::Running => Some(Icon::LoaderCircle),
            Self::Attention | Self::Stale => Some(Icon::TriangleAlert),
            Self::Failed => Some(Icon::X),
            Self::Current | Self::Waiting => None,
        }
    }
}

/// One stage.
pub struct Stage {
    state: StageState,
    word: String,
    name: String,
    href: Option<String>,
    result: Option<Markup>,
    who: Option<String>,
    actions: Vec<Action>,
    detail: Option<Markup>,
}

impl Stage {
    /// A stage; `word` says its state to those who do not see it ("erledigt", "wartet").
    pub fn new(state: StageState, word: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            state,
            word: word.into(),
            name: name.into(),
            href: None,
            result: None,
            who: None,
            actions: Vec::new(),
            detail: None,
        }
    }

    /// Where its result is looked at.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// What came of it, or what it waits for.
    pub fn result(mut self, result: impl Render) -> Self {
        self.result = Some(result.render());
        self
    }

    /// Who did it, and when ("14.4. Klein").
    pub fn who(mut self, who: impl Into<String>) -> Self {
        self.who = Some(who.into());
        self
    }

    /// Adds an action.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// What stands below while it is under way: a [`Progress`](crate::Progress), a banner.
    pub fn detail(mut self, detail: impl Render) -> Self {
        self.detail = Some(detail.render());
        self
    }
}

/// The list of stages, numbered from 1.
pub struct Stages<'w> {
    words: &'w Words,
    label: String,
    stages: Vec<Stage>,
}

impl<'w> Stages<'w> {
    /// An empty list with a name.
    pub fn new(words: &'w Words, label: impl Into<String>) -> Self {
        Self { words, label: label.into(), stages: Vec::new() }
    }

    /// Adds the next stage.
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stages.push(stage);
        self
    }
}

impl Render for Stages<'_> {
    fn render(&self) -> Markup {
        html! {
            ol.stages aria-label=(self.label) {
                @for (number, stage) in (1..).zip(&self.stages) {
                    li class=(stage.state.class()) aria-current=[(stage.state == StageState::Current).then_some("step")] {
                        span.stage-mark {
                            @match stage.state.icon() {
                                Some(icon) => { (icon) span.hidden { (number) } },
                                None => { span { (number) } },
                            }
                        }
                        div.stage-name {
                            @match &stage.href {
                                Some(href) => a href=(href) { (stage.name) },
                                None => span { (stage.name) },
                            }
                            span.hidden {
                                " – " (stage.word)
                                @if stage.state == StageState::Current { " (" (self.words.step_current) ")" }
                            }
                        }
                        div.stage-result { @if let Some(result) = &stage.result { (result) } }
                        div.stage-who { @if let Some(who) = &stage.who { (who) } }
                        div.stage-actions { @for action in &stage.actions { (action) } }
                        @if let Some(detail) = &stage.detail { div.stage-detail { (detail) } }
                    }
                }
            }
        }
    }
}
