//! Where the pages of the lines end. This is decided here and not by the typesetter, which would have to set a document
//! several times to learn what its pages have to say about each other.
//!
//! All measures are thousandths of a point.

use super::lines::{Portion, Row, Rows};
use crate::check::{Overflow, Sum};
use crate::fonts::Fonts;
use crate::model::Line;

/// The width of the text, and what is between two columns: `letter.typ`, `tables.typ`.
const WIDTH: i64 = 467_000;
const GUTTER: i64 = 9_922;
/// Sizes of type.
const TYPE: i64 = 9_000;
const SMALL: i64 = 8_000;
/// The height of the text from the second page on, less some air: faces differ a little in their heights.
const HEIGHT: i64 = 680_000 - 8_000;
/// The heading above the first of the lines.
const HEADING: i64 = 22_000;
/// The first line of a row with what is above and below, and every further one.
const ROW: i64 = 11_600;
const FURTHER: i64 = 11_000;
/// Above and below the title of a group.
const AROUND_TITLE: i64 = 10_000;
/// The sum at the foot of a page.
const FOOT: i64 = 14_000;
/// Fewer lines than fill this are kept together.
const TOGETHER: i64 = HEIGHT * 3 / 5;
/// A column of figures is at most as wide as this, or as this for a word that cannot be broken. Amounts never are.
const WIDEST: i64 = 72_000;
const WIDEST_WORD: i64 = 100_000;
/// The place of the amount among the columns but the second.
const AMOUNT: usize = 4;

/// How much a page takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// So many hundredths of what it should take.
    Percent(i64),
    /// Everything.
    Endless,
}

/// The columns of the lines, and the heights of rows in them.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    fonts: &'a Fonts,
    columns: [i64; 5],
    /// Of the second column.
    text: i64,
    /// Of the row with the heads.
    head: i64,
}

impl<'a> Sheet<'a> {
    pub(super) fn of<'r>(fonts: &'a Fonts, head: &[String], rows: impl Iterator<Item = &'r Row>) -> Self {
        let mut columns = [0; 5];
        for (column, head) in columns.iter_mut().zip(figures(head.iter().map(Some))) {
            // A head of several words may take several lines.
            let words = head.split(' ').map(|word| em(fonts.width(word), SMALL));
            *column = em(fonts.width(head), SMALL).min(WIDEST).max(words.max().unwrap_or_default());
        }
        for Row([day, _, _, figures @ ..]) in rows {
            for (at, (column, text)) in columns.iter_mut().zip([day].into_iter().chain(figures)).enumerate() {
                let text = text.as_deref().unwrap_or_default();
                let mut width = em(fonts.width(text), TYPE);
                if width > WIDEST && at != AMOUNT {
                    let words = text.split(' ').map(|word| em(fonts.width(word), TYPE).min(WIDEST_WORD));
                    width = words.max().unwrap_or_default().max(WIDEST);
                }
                *column = (*column).max(width);
            }
        }
        // Kerning and tabular figures change widths a little.
        columns.iter_mut().for_each(|column| *column += *column / 25 + 1_000);
        let text = (WIDTH - 5 * GUTTER - columns.iter().sum::<i64>()).max(1_000);
        let wrapped = figures(head.iter().map(Some))
            .zip(columns)
            .map(|(head, column)| count_lines(fonts, [(head.as_str(), SMALL)].into_iter(), column));
        let lines = wrapped.max().unwrap_or(1);
        Sheet { fonts, columns, text, head: height(lines) }
    }

    pub(super) fn columns(&self) -> &[i64] {
        &self.columns
    }

    /// Whether all lines are so few that no page should end between them.
    pub(super) fn fit_together<'r>(&self, groups: impl Iterator<Item = &'r Rows>) -> bool {
        let mut left = TOGETHER;
        for group in groups {
            left -= self.title(group);
            for row in &group.rows {
                left -= self.row(row);
                if left < 0 {
                    return false;
                }
            }
        }
        true
    }

    /// Cuts groups where pages end. The title of a group is repeated on every page that has lines of it.
    pub(super) fn cut(
        &self,
        groups: Vec<(Rows, &Vec<Line>)>,
        room: Room,
        write: impl Fn(i64) -> String,
    ) -> Result<Vec<Portion>, Overflow> {
        let full = match room {
            Room::Percent(percent) => HEIGHT * percent / 100,
            Room::Endless => i64::MAX,
        };
        let begun = |carried| Portion { carried, groups: Vec::new(), sum: String::new(), last: false };
        let mut portions = Vec::new();
        let mut portion = begun(None);
        let mut left = full - HEADING - self.head - FOOT;
        let mut sum = 0_i64;
        for (group, lines) in groups {
            let title = self.title(&group);
            let Rows { title: words, sum: of_all, rows } = group;
            let mut here = Vec::new();
            left -= title;
            for (row, line) in rows.into_iter().zip(lines) {
                let height = self.row(&row);
                // A page has at least one line, however high.
                if left < height && !(here.is_empty() && portion.groups.is_empty()) {
                    if !here.is_empty() {
                        let rows = std::mem::take(&mut here);
                        portion.groups.push(Rows { title: words.clone(), sum: of_all.clone(), rows });
                    }
                    portion.sum = write(sum);
                    let next = begun(Some(portion.sum.clone()));
                    portions.push(std::mem::replace(&mut portion, next));
                    left = full - self.head - 2 * FOOT - title;
                }
                left -= height;
                sum = sum.checked_add(line.amount).ok_or(Overflow { what: Sum::Lines })?;
                here.push(row);
            }
            portion.groups.push(Rows { title: words, sum: of_all, rows: here });
        }
        portion.sum = write(sum);
        portion.last = true;
        portions.push(portion);
        Ok(portions)
    }

    fn title(&self, group: &Rows) -> i64 {
        let [.., rate, amount] = self.columns;
        let sum = count_lines(self.fonts, [(group.sum.as_str(), TYPE)].into_iter(), rate + GUTTER + amount);
        let [day, level, base, ..] = self.columns;
        let width = day + self.text + level + base + 3 * GUTTER;
        // Heavier type is wider.
        let title = count_lines(self.fonts, [(group.title.as_str(), TYPE * 11 / 10)].into_iter(), width);
        AROUND_TITLE + height(sum.max(title))
    }

    fn row(&self, row: &Row) -> i64 {
        let Row([_, reference, detail, _, base, rate, _]) = row;
        let text = |text: &'_ Option<String>| text.as_deref().unwrap_or_default().to_owned();
        let (reference, detail, base, rate) = (text(reference), text(detail), text(base), text(rate));
        let [_, _, base_width, rate_width, _] = self.columns;
        let lines =
            count_lines(self.fonts, [(reference.as_str(), TYPE), (detail.as_str(), SMALL)].into_iter(), self.text)
                .max(count_lines(self.fonts, [(base.as_str(), TYPE)].into_iter(), base_width))
                .max(count_lines(self.fonts, [(rate.as_str(), TYPE)].into_iter(), rate_width));
        height(lines)
    }
}

/// All but the second.
fn figures<T>(all: impl Iterator<Item = Option<T>>) -> impl Iterator<Item = T> {
    all.enumerate().filter(|(at, _)| *at != 1).filter_map(|(_, one)| one)
}

fn height(lines: i64) -> i64 {
    ROW + (lines - 1) * FURTHER
}

/// Thousandths of an em at a size.
fn em(width: i64, size: i64) -> i64 {
    width * size / 1_000
}

/// How many lines texts take, one after the other: at least as many as they are set on.
fn count_lines<'t>(fonts: &Fonts, texts: impl Iterator<Item = (&'t str, i64)>, width: i64) -> i64 {
    let (mut lines, mut used) = (1, 0);
    for (text, size) in texts {
        for word in text.split_inclusive([' ', '-']) {
            let needed = em(fonts.width(word), size);
            let needed = needed + needed / 50;
            if used + needed <= width {
                used += needed;
            } else if needed <= width {
                lines += 1;
                used = needed;
            } else {
                // Broken wherever it may be, which is somewhere in the second half of every line.
                lines += 1 + 2 * needed / width.max(1);
                used = width;
            }
        }
    }
    lines
}
