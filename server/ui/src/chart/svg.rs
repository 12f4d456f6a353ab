//! What drawings are made of.

use super::scale::{Scale, ScaleError};
use maud::{Markup, Render, html};
use std::fmt;

/// A length in tenths of a pixel, written in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Px(pub i64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenths) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        match tenths {
            0 => write!(f, "{sign}{whole}"),
            _ => write!(f, "{sign}{whole}.{tenths}"),
        }
    }
}

impl Render for Px {
    fn render(&self) -> Markup {
        html! { (maud::display(self)) }
    }
}

/// The room for figures at the right and for the words below, in tenths of a pixel.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    pub left: i64,
    pub top: i64,
    pub width: i64,
    pub height: i64,
    pub right: i64,
    /// Rows of words below the axis.
    pub rows: i64,
}

/// Height of a row of words below the axis.
const ROW: i64 = 160;
/// What is left free below the rows.
const FOOT: i64 = 80;
/// What a character takes at 12 px, roughly.
const CHARACTER: i64 = 66;

/// The width of a text at 12 px, roughly, in tenths of a pixel.
pub(super) fn text_width(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX / CHARACTER).saturating_mul(CHARACTER)
}

impl Plot {
    /// A plot in a drawing of `width` pixels whose axis has these labels; `right` is kept free behind it.
    pub fn new(width: i64, height: i64, labels: &[String], right: i64) -> Self {
        let axis = labels.iter().map(|label| text_width(label)).max().unwrap_or(0).min(width * 3) + 80;
        let full = width * 10;
        Self {
            left: axis,
            top: 160,
            width: (full - axis - right).max(400),
            height: height * 10 - FOOT - ROW - 160,
            right,
            rows: 1,
        }
    }

    /// The place of a value from the top.
    pub fn y(self, scale: Scale, value: i64) -> i64 {
        self.top + self.height - scale.place(value, self.height)
    }

    /// Grid lines with their labels.
    pub fn grid(self, scale: Scale, labels: &[String]) -> Markup {
        html! {
            g.grid aria-hidden="true" {
                @for (tick, label) in scale.ticks().zip(labels) {
                    @let y = self.y(scale, tick);
                    line class=(if tick == 0 { "grid-zero" } else { "grid-line" }) x1=(Px(self.left))
                        x2=(Px(self.left + self.width)) y1=(Px(y)) y2=(Px(y)) {}
                    text x=(Px(self.left - 80)) y=(Px(y + 40)) text-anchor="end" { (label) }
                }
            }
        }
    }

    /// How many labels lie in the room that one of them takes.
    fn crowded(self, labels: &[String]) -> usize {
        let widest = labels.iter().map(|label| text_width(label)).max().unwrap_or(0) + 80;
        let room = (self.width / i64::try_from(labels.len()).unwrap_or(1).max(1)).max(1);
        usize::try_from((widest + room - 1) / room).unwrap_or(1).max(1)
    }

    /// Room for labels that must all be read: in several rows where one is too short.
    pub fn staggered(self, labels: &[String]) -> Self {
        let rows = i64::try_from(self.crowded(labels).min(3)).unwrap_or(1);
        Self { rows, ..self }
    }

    /// Labels below: over time as many as fit and the last one always, otherwise all of them in rows.
    pub fn names(self, labels: &[String], x: impl Fn(usize) -> i64) -> Markup {
        let rows = usize::try_from(self.rows).unwrap_or(1);
        let every = if rows > 1 { 1 } else { self.crowded(labels) };
        let last = labels.len().saturating_sub(1);
        let y = |at: usize| self.top + self.height + 40 + ROW * (1 + i64::try_from(at % rows).unwrap_or(0));
        html! {
            g.names aria-hidden="true" {
                @for (at, label) in labels.iter().enumerate() {
                    @if (last - at).is_multiple_of(every) {
                        text x=(Px(x(at))) y=(Px(y(at))) text-anchor="middle" { (label) }
                    }
                }
            }
        }
    }

    /// The whole drawing around its marks.
    pub fn drawing(self, id: &str, description: &str, alive: bool, marks: &Markup) -> Markup {
        let (width, height) = (self.left + self.width + self.right, self.top + self.height + FOOT + ROW * self.rows);
        html! {
            svg.drawing role=(if alive { "group" } else { "img" }) aria-labelledby={ (id) "-text" }
                viewBox={ "0 0 " (Px(width)) " " (Px(height)) } width=(Px(width)) height=(Px(height)) {
                desc id={ (id) "-text" } { (description) }
                (marks)
            }
        }
    }
}

/// The words of the ticks.
pub(super) fn tick_labels(scale: Scale, format: &dyn Fn(i64) -> String) -> Vec<String> {
    scale.ticks().map(format).collect()
}

/// A mark with its tooltip, shown under the pointer and with the focus; a link if there is a list behind it.
///
/// The tooltip's words stand at `(x, y)`, and to the left of it where they would leave the drawing.
pub(super) fn mark(shape: &Markup, tip: &str, href: Option<&str>, (x, y): (i64, i64), right: i64) -> Markup {
    let half = text_width(tip) / 2;
    let x = x.min(right - half).max(half);
    let inner = html! {
        (shape)
        title { (tip) }
        text.tip x=(Px(x)) y=(Px(y.max(110))) text-anchor="middle" aria-hidden="true" { (tip) }
    };
    html! {
        @match href {
            Some(href) => a.mark href=(href) { (inner) },
            None => g.mark tabindex="0" role="img" aria-label=(tip) { (inner) },
        }
    }
}

/// The sum of a column's parts.
pub(super) fn sum(column: usize, parts: impl IntoIterator<Item = i64>) -> Result<i64, ScaleError> {
    let mut parts = parts.into_iter();
    parts.try_fold(0_i64, i64::checked_add).ok_or(ScaleError::Sum { column: column + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_pixels() {
        assert_eq!(
            [0, 5, 10, -5, -123, 1234].map(|length| Px(length).to_string()),
            ["0", "0.5", "1", "-0.5", "-12.3", "123.4"]
        );
    }
}
