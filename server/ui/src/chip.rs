//! States, ranks and other small marks. Colour never stands alone: a state is icon, word and colour.

use crate::icon::Icon;
use maud::{Markup, Render, html};

/// What a state means for the reader; gives the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to say: draft, reversed.
    Neutral,
    /// Under way or computed.
    Info,
    /// Waits for another person.
    Review,
    /// Stale, unusual.
    Warn,
    /// On hold.
    Held,
    /// Final, paid.
    Ok,
    /// Failed, rejected.
    Bad,
}

impl Tone {
    /// All tones.
    pub const ALL: [Self; 7] = [Self::Neutral, Self::Info, Self::Review, Self::Warn, Self::Held, Self::Ok, Self::Bad];

    /// The class that gives the colours.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Review => "tone-review",
            Self::Warn => "tone-warn",
            Self::Held => "tone-held",
            Self::Ok => "tone-ok",
            Self::Bad => "tone-bad",
        }
    }

    /// The drawing if a state names none of its own.
    pub const fn icon(self) -> Icon {
        match self {
            Self::Neutral => Icon::PencilLine,
            Self::Info => Icon::Info,
            Self::Review => Icon::UserCheck,
            Self::Warn => Icon::TriangleAlert,
            Self::Held => Icon::CirclePause,
            Self::Ok => Icon::CircleCheck,
            Self::Bad => Icon::CircleX,
        }
    }
}

/// A state: icon, word, colour.
#[derive(Clone, Debug)]
pub struct Chip {
    tone: Tone,
    word: String,
    icon: Icon,
}

impl Chip {
    /// A state with its tone's icon.
    pub fn new(tone: Tone, word: impl Into<String>) -> Self {
        Self { tone, word: word.into(), icon: tone.icon() }
    }

    /// Another icon: `Icon::Lock` for finalised, `Icon::Banknote` for paid, `Icon::Calculator` for computed.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }
}

impl Render for Chip {
    fn render(&self) -> Markup {
        html! {
            span class={ "chip " (self.tone.class()) } { (self.icon) span { (self.word) } }
        }
    }
}

/// A filled or hollow dot with a word: active or not. A second channel beside colours that mean something else.
#[derive(Clone, Debug)]
pub struct Dot {
    filled: bool,
    word: String,
}

impl Dot {
    /// A dot; `filled` stands for active.
    pub fn new(filled: bool, word: impl Into<String>) -> Self {
        Self { filled, word: word.into() }
    }
}

impl Render for Dot {
    fn render(&self) -> Markup {
        html! {
            span.dot.dot-on[self.filled] {
                svg.dot-mark aria-hidden="true" viewBox="0 0 8 8" width="8" height="8" { circle cx="4" cy="4" r="3" {} }
                span { (self.word) }
            }
        }
    }
}

/// Steps of the ramp of rank colours.
const RAMP: usize = 8;

/// A rank of an ordered ladder: a colour of the ramp from weak to strong, its name, and its place for those who hear it.
#[derive(Clone, Debug)]
pub struct Rank {
    name: String,
    place: usize,
    of: usize,
}

impl Rank {
    /// The rank at `place`, counted from 1, of a ladder with `of` ranks. A place outside of the ladder is drawn as its
    /// nearest end.
    pub fn new(name: impl Into<String>, place: usize, of: usize) -> Self {
        Self { name: name.into(), place, of }
    }

    fn step(&self) -> usize {
        ramp_step(self.place, self.of)
    }
}

/// The colour of the ramp, 1 to 8, for a place counted from 1: the ladder spread over the ramp.
pub(crate) fn ramp_step(place: usize, of: usize) -> usize {
    let last = of.max(1) - 1;
    let at = place.max(1).min(of.max(1)) - 1;
    match last {
        0 => 1,
        _ => (at * (RAMP - 1) + last / 2) / last + 1,
    }
}

impl Render for Rank {
    fn render(&self) -> Markup {
        html! {
            span class={ "rank rank-" (self.step()) } {
                span { (self.name) }
                span.hidden { " (" (self.place) "/" (self.of) ")" }
            }
        }
    }
}

/// Which way a figure has moved; blue and orange, never green and red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// More than before.
    Gain,
    /// Less than before.
    Loss,
    /// The same, or not comparable.
    Same,
}

impl Trend {
    /// The trend from the sign of a difference in minor units, points or whatever it counts.
    pub const fn of(difference: i64) -> Self {
        match difference {
            1.. => Self::Gain,
            0 => Self::Same,
            _ => Self::Loss,
        }
    }

    /// The class that gives the colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Gain => "gain",
            Self::Loss => "loss",
            Self::Same => "same",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ladders_are_spread_over_the_ramp() {
        let steps = |of: usize| (1..=of).map(|place| Rank::new("", place, of).step()).collect::<Vec<_>>();
        assert_eq!(steps(1), [1]);
        assert_eq!(steps(2), [1, 8]);
        assert_eq!(steps(4), [1, 3, 6, 8]);
        assert_eq!(steps(8), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(steps(12).last(), Some(&8));
        assert_eq!(Rank::new("", 0, 0).step(), 1);
        assert_eq!(Rank::new("", 9, 4).step(), 8);
    }
}
