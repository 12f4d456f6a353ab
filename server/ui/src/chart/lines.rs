//! Lines over time: at most four, named at their right end; a bound as a rule.

use super::scale::{Scale, ScaleError};
use super::svg::{Plot, Px, mark, text_width, tick_labels};
use super::{Drawing, Format};
use maud::{Markup, html};

/// Height of the drawing in pixels.
const HEIGHT: i64 = 260;
/// Least distance between the names at the right end, in tenths of a pixel.
const APART: i64 = 160;

/// A line: one value per label of the axis, none where nothing is known.
pub struct Series {
    name: String,
    values: Vec<Option<i64>>,
    links: Vec<String>,
    context: bool,
}

impl Series {
    /// A line with its name.
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = Option<i64>>) -> Self {
        Self { name: name.into(), values: values.into_iter().collect(), links: Vec::new(), context: false }
    }

    /// The lists behind the values, in their order.
    pub fn links(mut self, links: impl IntoIterator<Item = String>) -> Self {
        self.links = links.into_iter().collect();
        self
    }

    /// Grey: only there to compare with.
    pub fn context(mut self) -> Self {
        self.context = true;
        self
    }
}

/// Lines over time.
pub struct Lines<'f> {
    labels: Vec<String>,
    series: Vec<Series>,
    axis: Format<'f>,
    value: Format<'f>,
    zero: bool,
    bound: Option<(i64, String)>,
}

impl<'f> Lines<'f> {
    /// An axis of labels (periods), how its ticks are written, and how a value is written in full.
    pub fn new(labels: impl IntoIterator<Item = impl Into<String>>, axis: Format<'f>, value: Format<'f>) -> Self {
        let labels = labels.into_iter().map(Into::into).collect();
        Self { labels, series: Vec::new(), axis, value, zero: false, bound: None }
    }

    /// Adds a line; what is beyond four is drawn like the fourth.
    pub fn series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Begins the axis at zero.
    pub fn from_zero(mut self) -> Self {
        self.zero = true;
        self
    }

    /// A bound as a labelled rule; the axis then begins at zero, so that the distance to it is in proportion.
    pub fn bound(mut self, value: i64, label: impl Into<String>) -> Self {
        self.bound = Some((value, label.into()));
        self.zero = true;
        self
    }

    fn x(&self, plot: Plot, at: usize) -> i64 {
        let steps = i64::try_from(self.labels.len().saturating_sub(1)).unwrap_or(1).max(1);
        plot.left + 120 + i64::try_from(at).unwrap_or(0) * (plot.width - 240) / steps
    }

    /// The line as pieces without gaps.
    fn pieces(&self, plot: Plot, scale: Scale, series: &Series) -> Vec<String> {
        let mut pieces = vec![Vec::new()];
        for (at, value) in series.values.iter().enumerate().take(self.labels.len()) {
            match (value, pieces.last_mut()) {
                (Some(value), Some(piece)) => {
                    piece.push(format!("{},{}", Px(self.x(plot, at)), Px(plot.y(scale, *value))));
                }
                _ => pieces.push(Vec::new()),
            }
        }
        pieces.iter().filter(|piece| piece.len() > 1).map(|piece| piece.join(" ")).collect()
    }

    fn class(at: usize, series: &Series) -> String {
        match series.context {
            true => "series-context".to_owned(),
            false => format!("series-{}", (at + 1).min(4)),
        }
    }

    fn points(&self, plot: Plot, scale: Scale, series: &Series) -> Markup {
        html! {
            @for (at, (value, label)) in series.values.iter().zip(&self.labels).enumerate() {
                @if let Some(value) = value {
                    @let (x, y) = (self.x(plot, at), plot.y(scale, *value));
                    @let shape = html! {
                        circle.hit cx=(Px(x)) cy=(Px(y)) r="12" {}
                        circle.point cx=(Px(x)) cy=(Px(y)) r="3" {}
                    };
                    @let tip = format!("{} · {label}: {}", series.name, (self.value)(*value));
                    (mark(&shape, &tip, series.links.get(at).map(String::as_str), (x, y - 120), plot.left + plot.width + plot.right))
                }
            }
        }
    }

    /// The names at the right end, moved apart where lines end close together.
    fn names(&self, plot: Plot, scale: Scale) -> Vec<(usize, i64)> {
        let mut ends: Vec<_> = (self.series.iter().enumerate())
            .filter_map(|(at, series)| {
                let last = series.values.iter().take(self.labels.len()).flatten().next_back()?;
                Some((at, plot.y(scale, *last)))
            })
            .collect();
        ends.sort_by_key(|(_, y)| *y);
        let mut free = plot.top - APART;
        for (_, y) in &mut ends {
            *y = (*y).max(free + APART);
            free = *y;
        }
        ends
    }
}

impl Drawing for Lines<'_> {
    fn draw(&self, id: &str, description: &str, width: i64) -> Result<Markup, ScaleError> {
        let bound = self.bound.as_ref().map(|(value, _)| *value);
        let values = self.series.iter().flat_map(|series| series.values.iter().copied().flatten());
        let scale = Scale::covering(values.chain(bound), self.zero)?;
        let labels = tick_labels(scale, self.axis);
        let right = self.series.iter().map(|series| text_width(&series.name)).max().unwrap_or(0).min(width * 4) + 80;
        let plot = Plot::new(width, HEIGHT, &labels, right);
        let marks = html! {
            (plot.grid(scale, &labels))
            (plot.names(&self.labels, |at| self.x(plot, at)))
            @if let Some((value, label)) = &self.bound {
                @let y = plot.y(scale, *value);
                g.bound {
                    line x1=(Px(plot.left)) x2=(Px(plot.left + plot.width)) y1=(Px(y)) y2=(Px(y)) {}
                    text x=(Px(plot.left + 40)) y=(Px(y - 60)) { (label) }
                }
            }
            @for (at, series) in self.series.iter().enumerate() {
                g class=(Self::class(at, series)) {
                    @for points in self.pieces(plot, scale, series) { polyline.line points=(points) {} }
                    (self.points(plot, scale, series))
                }
            }
            @for (at, y) in self.names(plot, scale) {
                @if let Some(series) = self.series.get(at) {
                    g class=(Self::class(at, series)) {
                        text.end x=(Px(plot.left + plot.width)) y=(Px(y + 40)) { (series.name) }
                    }
                }
            }
        };
        Ok(plot.drawing(id, description, true, &marks))
    }
}
