//! Columns: what they hold, how they sort, what phones show of them.

use crate::icon::Icon;
use maud::{Markup, Render, html};

/// What a column holds; gives its alignment. Figures stand right, everything else left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Counts, points, percent.
    Number,
    /// Money; the unit is in the head, one precision for the whole column.
    Amount,
    /// Days and times.
    Date,
    /// States and ranks.
    State,
}

impl Kind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number | Self::Amount => "number",
            Self::Date => "date",
            Self::State => "state",
        }
    }
}

/// What a phone shows of a column, where a row is a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phone {
    /// A line: the head, then the value.
    #[default]
    Line,
    /// The card's heading.
    Title,
    /// Left out.
    Hidden,
}

/// The order in which a list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// A column of a table.
pub struct Column {
    label: String,
    unit: Option<String>,
    kind: Kind,
    phone: Phone,
    sorting: Option<(String, Option<Direction>)>,
    label_hidden: bool,
}

impl Column {
    /// A column with its head.
    pub fn new(kind: Kind, label: impl Into<String>) -> Self {
        Self { label: label.into(), unit: None, kind, phone: Phone::default(), sorting: None, label_hidden: false }
    }

    /// Words.
    pub fn text(label: impl Into<String>) -> Self {
        Self::new(Kind::Text, label)
    }

    /// Counts, points, percent.
    pub fn number(label: impl Into<String>) -> Self {
        Self::new(Kind::Number, label)
    }

    /// Money, with its currency: `Betrag (EUR)`.
    pub fn amount(label: impl Into<String>, currency: impl Into<String>) -> Self {
        Self::new(Kind::Amount, label).unit(currency)
    }

    /// Days and times.
    pub fn date(label: impl Into<String>) -> Self {
        Self::new(Kind::Date, label)
    }

    /// States and ranks.
    pub fn state(label: impl Into<String>) -> Self {
        Self::new(Kind::State, label)
    }

    /// Actions at the end of a row; the head is only heard.
    pub fn actions(label: impl Into<String>) -> Self {
        Self { label_hidden: true, ..Self::new(Kind::Text, label) }
    }

    /// The unit of the column's figures, in brackets behind the head.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// Sorts by this column: the address that does so next, and the order that is shown now, if it is by this column.
    pub fn sort(mut self, href: impl Into<String>, now: Option<Direction>) -> Self {
        self.sorting = Some((href.into(), now));
        self
    }

    /// Leaves the column out on phones.
    pub fn not_on_phones(mut self) -> Self {
        self.phone = Phone::Hidden;
        self
    }

    /// On phones the heading of the card: the name, where rows begin with a number.
    pub fn title_on_phones(mut self) -> Self {
        self.phone = Phone::Title;
        self
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) const fn phone_class(&self) -> &'static str {
        match self.phone {
            Phone::Line => "",
            Phone::Title => " phone-title",
            Phone::Hidden => " not-on-phones",
        }
    }

    pub(super) fn heading(&self) -> String {
        match (&self.unit, self.label_hidden) {
            (_, true) => String::new(),
            (Some(unit), _) => format!("{} ({unit})", self.label),
            (None, _) => self.label.clone(),
        }
    }
}

impl Render for Column {
    fn render(&self) -> Markup {
        let now = self.sorting.as_ref().and_then(|(_, now)| *now);
        let said = match now {
            Some(Direction::Ascending) => "ascending",
            Some(Direction::Descending) => "descending",
            None => "none",
        };
        let face = html! {
            span {
                span.hidden[self.label_hidden] { (self.label) }
                @if let Some(unit) = &self.unit { " " span.unit { "(" (unit) ")" } }
            }
        };
        html! {
            th class=(self.kind.class()) scope="col" aria-sort=[self.sorting.as_ref().map(|_| said)] {
                @match &self.sorting {
                    Some((href, _)) => a.sort href=(href) {
                        (face)
                        @match now {
                            Some(Direction::Ascending) => (Icon::ArrowUp),
                            Some(Direction::Descending) => (Icon::ArrowDown),
                            None => (Icon::ChevronsUpDown),
                        }
                    },
                    None => (face),
                }
            }
        }
    }
}
