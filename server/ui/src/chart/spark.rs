//! A line as small as a word.

use super::svg::Px;
use maud::{Markup, Render, html};

/// A sparkline: how a figure went. Decoration beside the figure, so nobody hears it.
#[derive(Clone, Debug)]
pub struct Spark {
    values: Vec<i64>,
}

/// Width and height in tenths of a pixel, and the room around.
const SIZE: (i64, i64) = (720, 240);
const MARGIN: i64 = 30;

impl Spark {
    /// From values, oldest first. Fewer than two draw nothing.
    pub fn new(values: impl IntoIterator<Item = i64>) -> Self {
        Self { values: values.into_iter().collect() }
    }

    fn places(&self) -> Vec<(i64, i64)> {
        let (least, most) = (self.values.iter().min().copied(), self.values.iter().max().copied());
        let (Some(least), Some(most)) = (least, most) else { return Vec::new() };
        let span = (i128::from(most) - i128::from(least)).max(1);
        let steps = i128::try_from(self.values.len().saturating_sub(1)).unwrap_or(1).max(1);
        let (width, height) = (i128::from(SIZE.0 - 2 * MARGIN), i128::from(SIZE.1 - 2 * MARGIN));
        let within = |value: i128| i64::try_from(value).unwrap_or(MARGIN);
        (0_i128..)
            .zip(&self.values)
            .map(|(at, value)| {
                let up = (i128::from(*value) - i128::from(least)) * height / span;
                (MARGIN + within(at * width / steps), SIZE.1 - MARGIN - within(up))
            })
            .collect()
    }
}

impl Render for Spark {
    fn render(&self) -> Markup {
        let places = self.places();
        let points = places.iter().map(|(x, y)| format!("{},{}", Px(*x), Px(*y))).collect::<Vec<_>>().join(" ");
        html! {
            @if let (Some((x, y)), true) = (places.last(), places.len() > 1) {
                svg.spark aria-hidden="true" viewBox={ "0 0 " (Px(SIZE.0)) " " (Px(SIZE.1)) } width=(Px(SIZE.0)) height=(Px(SIZE.1)) {
                    polyline points=(points) {}
                    circle cx=(Px(*x)) cy=(Px(*y)) r="2.5" {}
                }
            }
        }
    }
}
