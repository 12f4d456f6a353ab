//! Charts, drawn by the server as SVG: they print, they work without script, and their text can be compared.
//!
//! A chart's title says what was found, its subtitle what was measured and in which unit. Values are whole numbers of
//! the smallest unit (cents, hundredths of a percent); a closure of the caller writes them in the reader's language.
//! Geometry is whole tenths of a pixel. Drawings with links or tooltips are groups for those who hear the page, the
//! others are pictures (`role="img"`: its contents would not be reached); the table behind carries every figure.
//!
//! Text keeps its size on every screen, so each drawing is made three times, for places of different width; a style
//! shows one of them.

mod bars;
mod columns;
mod lines;
mod scale;
mod spark;
mod svg;

pub use bars::{Bar, Bars};
pub use columns::{Histogram, Stacked, Waterfall};
pub use lines::{Lines, Series};
pub use scale::{Scale, ScaleError};
pub use spark::Spark;

use crate::table::Table;
use crate::words::Words;
use maud::{Markup, Render, html};

/// Writes a value in the reader's language.
pub type Format<'f> = &'f dyn Fn(i64) -> String;

/// Something that can be drawn at a width.
pub trait Drawing {
    /// The drawing, `width` pixels wide, with ids that begin with `id`.
    ///
    /// # Errors
    ///
    /// Where the values cannot be shown on one scale.
    fn draw(&self, id: &str, description: &str, width: i64) -> Result<Markup, ScaleError>;
}

/// Width of a drawing for wide places, in pixels.
const WIDE: i64 = 800;
/// Width of a drawing for half a page, in pixels.
const MIDDLE: i64 = 540;
/// Width of a drawing for phones, in pixels.
const NARROW: i64 = 340;

/// A chart with all that belongs to it.
pub struct Chart<'w> {
    words: &'w Words,
    id: String,
    title: String,
    subtitle: String,
    wide: Markup,
    middle: Markup,
    narrow: Markup,
    table: Markup,
    csv: Option<String>,
}

impl<'w> Chart<'w> {
    /// A chart: an id that is unique on the page; a title with the finding; a subtitle with measure and unit; a
    /// description in a sentence for those who do not see it; the drawing; and the figures as a table.
    ///
    /// # Errors
    ///
    /// Where the values cannot be shown on one scale.
    pub fn new(
        words: &'w Words,
        id: impl Into<String>,
        title: impl Into<String>,
        subtitle: impl Into<String>,
        description: &str,
        drawing: &impl Drawing,
        table: Table<'_>,
    ) -> Result<Self, ScaleError> {
        let id = id.into();
        let wide = drawing.draw(&format!("{id}-wide"), description, WIDE)?;
        let middle = drawing.draw(&format!("{id}-middle"), description, MIDDLE)?;
        let narrow = drawing.draw(&format!("{id}-narrow"), description, NARROW)?;
        let (title, subtitle, table) = (title.into(), subtitle.into(), table.plain().render());
        Ok(Self { words, id, title, subtitle, wide, middle, narrow, table, csv: None })
    }

    /// The figures as a file.
    pub fn csv(mut self, href: impl Into<String>) -> Self {
        self.csv = Some(href.into());
        self
    }
}

impl Render for Chart<'_> {
    fn render(&self) -> Markup {
        html! {
            figure.chart id=(self.id) {
                figcaption {
                    h3 { (self.title) }
                    p { (self.subtitle) }
                }
                div.chart-wide { (self.wide) }
                div.chart-middle { (self.middle) }
                div.chart-narrow { (self.narrow) }
                details.chart-figures {
                    summary { (self.words.show_figures) }
                    (self.table)
                    @if let Some(csv) = &self.csv { p { a href=(csv) download { (self.words.download_csv) } } }
                }
            }
        }
    }
}
