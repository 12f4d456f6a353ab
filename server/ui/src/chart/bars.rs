//! Sorted horizontal bars: what makes something up. A list whose bars are drawn; words stay words on every screen.

use super::svg::Px;
use maud::{Markup, Render, html};

/// A bar.
pub struct Bar {
    label: String,
    value: i64,
    text: String,
    href: Option<String>,
    context: bool,
}

impl Bar {
    /// A bar: its label, its value, and the value in words.
    pub fn new(label: impl Into<String>, value: i64, text: impl Into<String>) -> Self {
        Self { label: label.into(), value, text: text.into(), href: None, context: false }
    }

    /// The list behind it.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Grey: only there to compare with.
    pub fn context(mut self) -> Self {
        self.context = true;
        self
    }
}

/// Bars, greatest first; negative ones go to the left of zero, in the colour of loss.
pub struct Bars {
    label: String,
    bars: Vec<Bar>,
    sorted: bool,
}

impl Bars {
    /// Bars with a name for those who hear them.
    pub fn new(label: impl Into<String>, bars: impl IntoIterator<Item = Bar>) -> Self {
        Self { label: label.into(), bars: bars.into_iter().collect(), sorted: true }
    }

    /// Keeps the order as given: ranks of a ladder.
    pub fn in_order(mut self) -> Self {
        self.sorted = false;
        self
    }

    /// Tenths of a percent from the left: where the bar begins and how long it is.
    fn extent(value: i64, least: i64, most: i64) -> (i64, i64) {
        let (least, most) = (i128::from(least.min(0)), i128::from(most.max(0)));
        let span = (most - least).max(1);
        let begin = (i128::from(value).min(0) - least) * 1000 / span;
        let length = (i128::from(value).abs() * 1000 + span / 2) / span;
        let within = |value: i128| i64::try_from(value).unwrap_or(1000);
        (within(begin), within(length))
    }
}

impl Render for Bars {
    fn render(&self) -> Markup {
        let mut bars: Vec<_> = self.bars.iter().collect();
        if self.sorted {
            bars.sort_by_key(|bar| std::cmp::Reverse(bar.value));
        }
        let least = bars.iter().map(|bar| bar.value).min().unwrap_or(0);
        let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
        html! {
            ol.bars aria-label=(self.label) {
                @for bar in bars {
                    @let (begin, length) = Self::extent(bar.value, least, most);
                    li.bar {
                        span.bar-label { (bar.label) }
                        svg.bar-track aria-hidden="true" width="100%" height="14" {
                            rect.series-1[!bar.context && bar.value >= 0].series-loss[!bar.context && bar.value < 0].series-context[bar.context]
                                x={ (Px(begin)) "%" } width={ (Px(length)) "%" } height="14" rx="2" {}
                        }
                        span.bar-value {
                            @match &bar.href {
                                Some(href) => a.figure href=(href) { (bar.text) },
                                None => (bar.text),
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_begin_at_zero() {
        assert_eq!(Bars::extent(50, 0, 100), (0, 500));
        assert_eq!(Bars::extent(100, 20, 100), (0, 1000));
        assert_eq!(Bars::extent(-25, -25, 75), (0, 250));
        assert_eq!(Bars::extent(75, -25, 75), (250, 750));
        assert_eq!(Bars::extent(0, 0, 0), (0, 0));
        assert_eq!(Bars::extent(i64::MIN, i64::MIN, i64::MAX), (0, 500));
    }
}
