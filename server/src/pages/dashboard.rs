//! How the programme does: figures of its last periods, each a link to the list behind it.

use crate::pages::runs::{chip, month};
use crate::visit::{Visit, encoded};
use compline_office::OfficeError;
use compline_office::dashboard::PeriodFigures;
use compline_ui::chart::ScaleError;
use compline_ui::{
    Cell, Chart, Column, Columns, Empty, Icon, Lines, Row, Series, Spark, Stacked, Table, Tile, Tiles, Trend,
};
use compline_words::minor_digits;
use maud::{Markup, html};
use rust_decimal::Decimal;

/// Periods that are shown.
const PERIODS: usize = 18;

/// Tiles and charts of the programme that was chosen.
///
/// # Errors
/// Where sums are beyond what can be represented or drawn.
pub async fn part(visit: &Visit) -> Result<Markup, OfficeError> {
    let none = || Empty::new(Icon::Calculator, visit.say("dashboard-none"), visit.say("run-none-yet"));
    if visit.programmes().is_empty() {
        return Ok(html! { (none()) });
    }
    let programme = visit.programme().await?;
    let figures = visit.office.period_figures(visit.company(), &programme.id, PERIODS).await?;
    let Some((last, earlier)) = figures.split_last() else { return Ok(html! { (none()) }) };
    let entity = visit.office.legal_entity(visit.company(), &programme.legal_entity).await?;
    let limit = entity.settings()?.payout_limit;
    let board = Board { visit, figures: &figures, limit };
    let charts = Columns(vec![board.money()?, board.ratio()?]);
    let people = match board.active()? {
        Some(active) => Columns(vec![board.ranks()?, active]),
        None => Columns(vec![board.ranks()?]),
    };
    Ok(html! { (board.tiles(last, earlier.last())) (charts) (people) })
}

struct Board<'a> {
    visit: &'a Visit,
    figures: &'a [PeriodFigures],
    limit: i64,
}

impl Board<'_> {
    fn labels(&self) -> Vec<String> {
        self.figures.iter().map(|one| short(&one.run.period)).collect()
    }

    fn links(&self, path: &str) -> Vec<String> {
        self.figures.iter().map(|one| format!("/runs/{}{path}", one.run.id)).collect()
    }

    fn percent(&self, hundredths: i64) -> String {
        self.visit.words.percent(Decimal::new(hundredths, 4).normalize())
    }

    fn tiles(&self, now: &PeriodFigures, before: Option<&PeriodFigures>) -> Tiles {
        let (visit, words) = (self.visit, self.visit.words);
        let money = |amount: i64| words.money(amount, &visit.currency);
        let last = |text: String| words.say_with("dashboard-last-period", &[("value", text.into())]);
        let href = |path: &str| format!("/runs/{}{path}", now.run.id);
        let spark = |of: fn(&PeriodFigures) -> i64| Spark::new(self.figures.iter().map(of));
        let ratio = |of: &PeriodFigures| of.ratio().map_or_else(|| "–".to_owned(), |ratio| self.percent(ratio));
        let mut volume = Tile::new(visit.say("dashboard-volume"), money(now.turnover))
            .href(href("/partners"))
            .spark(spark(|one| one.turnover));
        let mut payout = Tile::new(visit.say("dashboard-payout"), money(now.paid))
            .href(href("/partners?view=paid&sort=amount"))
            .spark(spark(|one| one.paid));
        let mut share = Tile::new(visit.say("dashboard-ratio"), ratio(now)).href(href("/review"));
        let mut active = now.active.map(|count| {
            Tile::new(visit.say("dashboard-active-partners"), words.count(count)).href(href("/partners?view=active"))
        });
        let mut paid =
            Tile::new(visit.say("partners-paid"), words.count(now.partners)).href(href("/partners?view=paid"));
        if let Some(before) = before {
            let (text, trend) = delta(now.turnover, before.turnover, &money);
            volume = volume.delta(text, trend).note(last(money(before.turnover)));
            let (text, trend) = delta(now.paid, before.paid, &money);
            payout = payout.delta(text, trend).note(last(money(before.paid)));
            share = share.note(last(ratio(before)));
            let count = |count: i64| words.count(count);
            let (text, trend) = delta(now.partners, before.partners, &count);
            paid = paid.delta(text, trend).note(last(count(before.partners)));
            if let (Some(now), Some(before)) = (now.active, before.active) {
                let (text, trend) = delta(now, before, &count);
                active = active.map(|tile| tile.delta(text, trend).note(last(count(before))));
            }
        }
        Tiles([Some(volume), Some(payout), Some(share), active, Some(paid)].into_iter().flatten().collect())
    }

    /// Volume and payout.
    fn money(&self) -> Result<Markup, OfficeError> {
        let (visit, words) = (self.visit, self.visit.words);
        let digits = u32::from(minor_digits(&visit.currency).unwrap_or(0));
        let whole = |value: i64| words.count(value.checked_div(10_i64.saturating_pow(digits)).unwrap_or(value));
        let exact = |value: i64| words.money(value, &visit.currency);
        let drawing = Lines::new(self.labels(), &whole, &exact)
            .from_zero()
            .series(
                Series::new(visit.say("dashboard-volume"), self.figures.iter().map(|one| Some(one.turnover)))
                    .links(self.links("/partners")),
            )
            .series(
                Series::new(visit.say("dashboard-payout"), self.figures.iter().map(|one| Some(one.paid)))
                    .links(self.links("/partners?view=paid&sort=amount")),
            );
        let mut table = self
            .table("money-figures", &visit.say("dashboard-volume-and-payout"))
            .column(Column::amount(visit.say("dashboard-volume"), visit.currency.clone()))
            .column(Column::amount(visit.say("dashboard-payout"), visit.currency.clone()));
        for one in self.figures.iter().rev() {
            let href = format!("/runs/{}", one.run.id);
            table = table.row(
                self.row(one)
                    .cell(Cell::text(visit.amount(one.turnover)).href(format!("{href}/partners")))
                    .cell(Cell::text(visit.amount(one.paid)).href(format!("{href}/partners?view=paid&sort=amount"))),
            );
        }
        let about =
            words.say_with("dashboard-volume-and-payout-about", &[("currency", visit.currency.as_str().into())]);
        let title = visit.say("dashboard-volume-and-payout");
        let chart = Chart::new(visit.ui, "money", title, about.clone(), &about, &drawing, table);
        Ok(html! { (chart.map_err(drawn)?) })
    }

    /// The ratio of payout to volume, against its limit.
    fn ratio(&self) -> Result<Markup, OfficeError> {
        let visit = self.visit;
        let percent = |value: i64| self.percent(value);
        let bound = visit.words.say_with("dashboard-limit", &[("limit", self.percent(self.limit).into())]);
        let drawing = Lines::new(self.labels(), &percent, &percent).bound(self.limit, bound.clone()).series(
            Series::new(visit.say("dashboard-ratio"), self.figures.iter().map(PeriodFigures::ratio))
                .links(self.links("/review")),
        );
        let mut table = self
            .table("ratio-figures", &visit.say("dashboard-ratio-over-time"))
            .column(Column::number(visit.say("dashboard-ratio")));
        for one in self.figures.iter().rev() {
            let text = one.ratio().map_or_else(|| "–".to_owned(), percent);
            table = table.row(self.row(one).cell(Cell::text(text).href(format!("/runs/{}/review", one.run.id))));
        }
        let title = visit.say("dashboard-ratio-over-time");
        let about = visit.say("dashboard-ratio-about");
        let chart = Chart::new(visit.ui, "ratio", title, about, &bound, &drawing, table);
        Ok(html! { (chart.map_err(drawn)?) })
    }

    /// How many partners hold each rank.
    fn ranks(&self) -> Result<Markup, OfficeError> {
        let (visit, words) = (self.visit, self.visit.words);
        let count = |value: i64| words.count(value);
        let mut drawing = Stacked::new(self.labels(), &count, &count).ordered();
        let mut table = self.table("rank-figures", &visit.say("dashboard-rank-distribution"));
        let ladder = self.ladder();
        for rank in &ladder {
            let path = format!("/partners?rank={}", encoded(rank));
            let values = self.figures.iter().map(|one| holders(one, rank).unwrap_or(0));
            drawing = drawing.part(rank.clone(), values, self.links(&path));
            table = table.column(Column::number(rank.clone()));
        }
        for one in self.figures.iter().rev() {
            let mut row = self.row(one);
            for rank in &ladder {
                let href = format!("/runs/{}/partners?rank={}", one.run.id, encoded(rank));
                let cell = holders(one, rank).map(|holders| Cell::text(words.count(holders)).href(href));
                row = row.cell(cell.unwrap_or_else(Cell::none));
            }
            table = table.row(row);
        }
        let title = visit.say("dashboard-rank-distribution");
        let about = visit.say("dashboard-rank-distribution-about");
        let chart = Chart::new(visit.ui, "ranks", title, about.clone(), &about, &drawing, table);
        Ok(html! { (chart.map_err(drawn)?) })
    }

    /// Active partners; nothing where no plan says who is active.
    fn active(&self) -> Result<Option<Markup>, OfficeError> {
        let (visit, words) = (self.visit, self.visit.words);
        if self.figures.iter().all(|one| one.active.is_none()) {
            return Ok(None);
        }
        let count = |value: i64| words.count(value);
        let drawing = Lines::new(self.labels(), &count, &count)
            .from_zero()
            .series(
                Series::new(visit.say("dashboard-active-partners"), self.figures.iter().map(|one| one.active))
                    .links(self.links("/partners?view=active")),
            )
            .series(
                Series::new(visit.say("partners-paid"), self.figures.iter().map(|one| Some(one.partners)))
                    .links(self.links("/partners?view=paid")),
            );
        let mut table = self
            .table("active-figures", &visit.say("dashboard-active-over-time"))
            .column(Column::number(visit.say("dashboard-active-partners")))
            .column(Column::number(visit.say("partners-paid")));
        for one in self.figures.iter().rev() {
            let href = format!("/runs/{}/partners", one.run.id);
            let active = one.active.map(|active| Cell::text(words.count(active)).href(format!("{href}?view=active")));
            let paid = Cell::text(words.count(one.partners)).href(format!("{href}?view=paid"));
            table = table.row(self.row(one).cell(active.unwrap_or_else(Cell::none)).cell(paid));
        }
        let title = visit.say("dashboard-active-over-time");
        let about = visit.say("dashboard-active-about");
        let chart = Chart::new(visit.ui, "active", title, about.clone(), &about, &drawing, table);
        Ok(Some(html! { (chart.map_err(drawn)?) }))
    }

    /// The ranks of all periods, from the lowest: those of the latest first, then what earlier plans had besides.
    fn ladder(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for (rank, _) in self.figures.iter().rev().flat_map(|one| &one.ranks) {
            if !out.contains(rank) {
                out.push(rank.clone());
            }
        }
        out
    }

    /// A table of periods, each with its state: what is not final may still change.
    fn table(&self, id: &str, caption: &str) -> Table<'static> {
        Table::new(self.visit.ui, id, caption)
            .column(Column::text(self.visit.say("period")).title_on_phones())
            .column(Column::state(self.visit.say("state")))
    }

    fn row(&self, one: &PeriodFigures) -> Row {
        Row::new(one.run.period.clone())
            .cell(Cell::text(month(self.visit, &one.run)).href(format!("/runs/{}", one.run.id)))
            .cell(Cell::chip(chip(self.visit, &one.run)))
    }
}

fn holders(one: &PeriodFigures, rank: &str) -> Option<i64> {
    one.ranks.iter().find(|(name, _)| name == rank).map(|(_, holders)| *holders)
}

/// A period in few characters, for axes: `03/26` of `2026-03`.
fn short(period: &str) -> String {
    match period.split_once('-') {
        Some((year, rest)) if rest.len() == 2 && year.len() == 4 => {
            format!("{rest}/{}", year.chars().skip(2).collect::<String>())
        }
        _ => period.to_owned(),
    }
}

/// A difference with its sign, and where it goes.
fn delta(now: i64, before: i64, said: &dyn Fn(i64) -> String) -> (String, Trend) {
    let change = now.saturating_sub(before);
    let trend = match change {
        0 => Trend::Same,
        1.. => Trend::Gain,
        _ => Trend::Loss,
    };
    (super::today::signed(change, said(change)), trend)
}

fn drawn(error: ScaleError) -> OfficeError {
    OfficeError::Settle(error.to_string())
}
