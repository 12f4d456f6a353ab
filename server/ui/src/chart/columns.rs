//! Columns: stacked over time, as a histogram, as a waterfall.

use super::scale::{Scale, ScaleError};
use super::svg::{Plot, Px, mark, sum, tick_labels};
use super::{Drawing, Format};
use crate::chip::ramp_step;
use maud::{Markup, html};

/// Height of the drawings in pixels.
const HEIGHT: i64 = 260;

/// A rectangle of a column: from a value to a value.
struct Piece {
    from: i64,
    to: i64,
    class: String,
    tip: String,
    href: Option<String>,
}

/// Columns side by side, each of pieces; shared by all charts of this kind.
struct Columns<'a> {
    labels: &'a [String],
    columns: Vec<Vec<Piece>>,
    /// Tenths of a column's width that stay free.
    gap: i64,
    /// A line from the end of each column to the next one; the axis then need not begin at zero.
    joined: bool,
    /// Every column has a name of its own that must be read, as against months in a row.
    named: bool,
    rule: Option<(usize, String)>,
}

impl Columns<'_> {
    fn draw(&self, id: &str, description: &str, width: i64, axis: Format<'_>) -> Result<Markup, ScaleError> {
        let values = self.columns.iter().flatten().flat_map(|piece| [piece.from, piece.to]);
        let scale = Scale::covering(values, !self.joined)?;
        let labels = tick_labels(scale, axis);
        let plot = Plot::new(width, HEIGHT, &labels, 20);
        let plot = if self.named { plot.staggered(self.labels) } else { plot };
        let count = i64::try_from(self.columns.len()).unwrap_or(1).max(1);
        let slot = plot.width / count;
        let bar = (slot * (10 - self.gap) / 10).clamp(10, 640);
        let left = |at: usize| plot.left + i64::try_from(at).unwrap_or(0) * slot + (slot - bar) / 2;
        let marks = html! {
            (plot.grid(scale, &labels))
            (plot.names(self.labels, |at| left(at) + bar / 2))
            @for (at, column) in self.columns.iter().enumerate() {
                @for piece in column {
                    @let top = plot.y(scale, piece.from.max(piece.to));
                    @let bottom = plot.y(scale, piece.from.min(piece.to));
                    @let shape = html! {
                        rect class=(piece.class) x=(Px(left(at))) y=(Px(top)) width=(Px(bar))
                            height=(Px((bottom - top).max(20))) {}
                    };
                    (mark(&shape, &piece.tip, piece.href.as_deref(), (left(at) + bar / 2, top - 60), width * 10))
                }
            }
            @if self.joined {
                g.joints aria-hidden="true" {
                    @for (at, (one, next)) in self.columns.iter().zip(self.columns.iter().skip(1)).enumerate() {
                        @if let (Some(one), Some(_)) = (one.last(), next.last()) {
                            @let y = plot.y(scale, one.to);
                            line x1=(Px(left(at) + bar)) x2=(Px(left(at + 1))) y1=(Px(y)) y2=(Px(y)) {}
                        }
                    }
                }
            }
            @if let Some((at, label)) = &self.rule {
                @let x = left(*at) + bar / 2;
                g.bound {
                    line x1=(Px(x)) x2=(Px(x)) y1=(Px(plot.top - 60)) y2=(Px(plot.top + plot.height)) {}
                    text x=(Px(x + 60)) y=(Px(plot.top)) { (label) }
                }
            }
        };
        Ok(plot.drawing(id, description, true, &marks))
    }
}

/// What makes something up over time: at most five parts, stacked in the order given.
pub struct Stacked<'f> {
    labels: Vec<String>,
    parts: Vec<(String, Vec<i64>, Vec<String>)>,
    ordered: bool,
    axis: Format<'f>,
    value: Format<'f>,
}

impl<'f> Stacked<'f> {
    /// Columns with their labels, how ticks are written, and how a value is written in full.
    pub fn new(labels: impl IntoIterator<Item = impl Into<String>>, axis: Format<'f>, value: Format<'f>) -> Self {
        Self { labels: labels.into_iter().map(Into::into).collect(), parts: Vec::new(), ordered: false, axis, value }
    }

    /// The parts are ordered, as ranks are: they get the colours of the ramp from weak to strong.
    pub fn ordered(mut self) -> Self {
        self.ordered = true;
        self
    }

    fn class(&self, part: usize) -> String {
        match self.ordered {
            true => format!("ramp-{}", ramp_step(part + 1, self.parts.len())),
            false => format!("series-{}", (part + 1).min(5)),
        }
    }

    /// Adds a part: its name, its value in each column (negative ones are stacked below zero), and the lists behind
    /// them, if there are any. What is beyond five is drawn like the fifth.
    pub fn part(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = i64>,
        links: impl IntoIterator<Item = String>,
    ) -> Self {
        self.parts.push((name.into(), values.into_iter().collect(), links.into_iter().collect()));
        self
    }
}

impl Drawing for Stacked<'_> {
    fn draw(&self, id: &str, description: &str, width: i64) -> Result<Markup, ScaleError> {
        let mut columns = Vec::with_capacity(self.labels.len());
        for (column, label) in self.labels.iter().enumerate() {
            let (mut above, mut below) = (0, 0);
            let mut pieces = Vec::with_capacity(self.parts.len());
            for (part, (name, values, links)) in self.parts.iter().enumerate() {
                let Some(value) = values.get(column).copied().filter(|value| *value != 0) else { continue };
                let end = if value > 0 { &mut above } else { &mut below };
                let from = *end;
                *end = sum(column, [from, value])?;
                pieces.push(Piece {
                    from,
                    to: *end,
                    class: self.class(part),
                    tip: format!("{name} · {label}: {}", (self.value)(value)),
                    href: links.get(column).cloned(),
                });
            }
            columns.push(pieces);
        }
        let drawn = Columns { labels: &self.labels, columns, gap: 3, joined: false, named: false, rule: None }.draw(
            id,
            description,
            width,
            self.axis,
        )?;
        Ok(html! {
            (drawn)
            ul.legend aria-hidden="true" {
                @for (part, (name, ..)) in self.parts.iter().enumerate() {
                    li class=(self.class(part)) {
                        svg width="10" height="10" { rect width="10" height="10" rx="2" {} }
                        (name)
                    }
                }
            }
        })
    }
}

/// How something is spread: counts per class, zero as a class of its own, the class of the median marked.
pub struct Histogram<'f> {
    classes: Vec<(String, i64, Option<String>)>,
    median: Option<(usize, String)>,
    axis: Format<'f>,
}

impl<'f> Histogram<'f> {
    /// An empty histogram; how counts are written.
    pub fn new(axis: Format<'f>) -> Self {
        Self { classes: Vec::new(), median: None, axis }
    }

    /// Adds a class: its label, its count, the list behind it.
    pub fn class(mut self, label: impl Into<String>, count: i64, href: Option<String>) -> Self {
        self.classes.push((label.into(), count, href));
        self
    }

    /// The class that the median falls into, counted from 0, with the words of the mark.
    pub fn median(mut self, class: usize, label: impl Into<String>) -> Self {
        self.median = Some((class, label.into()));
        self
    }
}

impl Drawing for Histogram<'_> {
    fn draw(&self, id: &str, description: &str, width: i64) -> Result<Markup, ScaleError> {
        let labels: Vec<_> = self.classes.iter().map(|(label, ..)| label.clone()).collect();
        let columns = self.classes.iter().map(|(label, count, href)| {
            let tip = format!("{label}: {}", (self.axis)(*count));
            vec![Piece { from: 0, to: *count, class: "series-1".to_owned(), tip, href: href.clone() }]
        });
        Columns {
            labels: &labels,
            columns: columns.collect(),
            gap: 1,
            joined: false,
            named: true,
            rule: self.median.clone(),
        }
        .draw(id, description, width, self.axis)
    }
}

/// What moved a total: from what it was, by effects, to what it is.
///
/// The totals are levels and not bars, because effects are small against them: the axis begins near them.
pub struct Waterfall<'f> {
    from: (String, i64, Option<String>),
    effects: Vec<(String, i64, Option<String>)>,
    to: String,
    axis: Format<'f>,
    value: Format<'f>,
}

impl<'f> Waterfall<'f> {
    /// The total before with its label and list, the label of the total now, how ticks and how values are written.
    pub fn new(
        label: impl Into<String>,
        value: i64,
        href: Option<String>,
        to: impl Into<String>,
        axis: Format<'f>,
        format: Format<'f>,
    ) -> Self {
        Self { from: (label.into(), value, href), effects: Vec::new(), to: to.into(), axis, value: format }
    }

    /// Adds an effect with its sign and the list behind it.
    pub fn effect(mut self, label: impl Into<String>, by: i64, href: Option<String>) -> Self {
        self.effects.push((label.into(), by, href));
        self
    }
}

impl Drawing for Waterfall<'_> {
    fn draw(&self, id: &str, description: &str, width: i64) -> Result<Markup, ScaleError> {
        let piece = |from: i64, to: i64, class: &str, label: &str, shown: i64, href: &Option<String>| Piece {
            from,
            to,
            class: class.to_owned(),
            tip: format!("{label}: {}", (self.value)(shown)),
            href: href.clone(),
        };
        let (label, mut level, href) = (&self.from.0, self.from.1, &self.from.2);
        let mut labels = vec![label.clone()];
        let mut columns = vec![vec![piece(level, level, "series-level", label, level, href)]];
        for (column, (label, by, href)) in self.effects.iter().enumerate() {
            let next = sum(column + 1, [level, *by])?;
            let class = if *by < 0 { "series-loss" } else { "series-1" };
            columns.push(vec![piece(level, next, class, label, *by, href)]);
            labels.push(label.clone());
            level = next;
        }
        columns.push(vec![piece(level, level, "series-level", &self.to, level, &None)]);
        labels.push(self.to.clone());
        Columns { labels: &labels, columns, gap: 3, joined: true, named: true, rule: None }.draw(
            id,
            description,
            width,
            self.axis,
        )
    }
}
