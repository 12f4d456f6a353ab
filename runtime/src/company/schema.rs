//! Which files a program reads, with which columns: derived from the program, nothing else.
//!
//! An event kind's file is named like the kind in lower case: events of kind `Order`
//! are in `order.csv` or `order.parquet`.

use super::reversals::Reason;
use compline_compiler::program::{Calendar, Event, EventId, Field, Kind, Program, Source, Space, Ty, UnitKind, Width};
use compline_lang::number::{Decimal, pow10};

/// A file that is read.
#[derive(Clone, Debug)]
pub(crate) struct TableSchema {
    /// File name without extension; the fixed ones stand in [`compline_lang::FOLDER_FILES`], so that no event takes them.
    pub(crate) stem: String,
    /// Why the file must be there, where it must.
    pub(crate) required: Option<String>,
    /// Its columns; readers find them by position.
    pub(crate) columns: Vec<ColumnSchema>,
    /// Whether it may have other columns without a word about them.
    pub(crate) lenient: bool,
}

impl TableSchema {
    /// A file without columns as yet.
    pub(super) fn new(stem: String, required: Option<String>) -> Self {
        Self { stem, required, columns: Vec::new(), lenient: false }
    }
}

/// A column of a file.
#[derive(Clone, Debug)]
pub(crate) struct ColumnSchema {
    /// Its name in the header.
    pub(crate) name: String,
    /// What its cells are.
    pub(crate) cell: CellSchema,
    /// Whether it must be in the header.
    pub(crate) required: bool,
    /// Whether a cell may be empty.
    pub(crate) blank: bool,
    /// How wide values are stored.
    pub(crate) width: Width,
}

/// What the cells of a column are.
#[derive(Clone, Debug)]
pub(crate) enum CellSchema {
    /// An id or other text.
    Text,
    /// Id of a partner.
    Partner,
    /// A number.
    Number(NumberSchema),
    /// Yes or no.
    YesNo,
    /// A day.
    Date,
    /// A day or point in time.
    Moment,
    /// One of some words.
    Word {
        /// What kind of word.
        what: String,
        /// The words, by index.
        words: Vec<String>,
    },
    /// A period of the plan's calendar.
    Period(Calendar),
    /// Must be this currency; nothing is stored.
    Currency(String),
}

/// Numbers of a column.
#[derive(Clone, Debug)]
pub(crate) struct NumberSchema {
    /// Digits after the point that are stored.
    pub(crate) scale: u8,
    /// Whether cells end in `%` or `‰`.
    pub(crate) percent: bool,
    /// Least and largest stored value.
    pub(crate) bounds: (i64, i64),
    /// The declared range, as it is told.
    pub(crate) range: Option<(Decimal, Decimal)>,
}

/// Positions of columns of the partners file; declared fields follow.
pub(crate) mod partners {
    pub(crate) const ID: usize = 0;
    pub(crate) const PERSON: usize = 1;
    pub(crate) const JOINED_ON: usize = 2;
    pub(crate) const KNOWN_AT: usize = 3;
    pub(crate) const FIELDS: usize = 4;
}

/// Positions of columns of the placements file.
pub(crate) mod placements {
    pub(crate) const TREE: usize = 0;
    pub(crate) const PARTNER: usize = 1;
    pub(crate) const PARENT: usize = 2;
    pub(crate) const SIDE: usize = 3;
    pub(crate) const POSITION: usize = 4;
    pub(crate) const FROM: usize = 5;
    pub(crate) const TO: usize = 6;
    pub(crate) const KNOWN_AT: usize = 7;
    pub(crate) const BY: usize = 8;
}

/// Positions of columns of the status file.
pub(crate) mod status {
    pub(crate) const PARTNER: usize = 0;
    pub(crate) const STATUS: usize = 1;
    pub(crate) const FROM: usize = 2;
    pub(crate) const TO: usize = 3;
    pub(crate) const KNOWN_AT: usize = 4;
}

/// Positions of columns of the overrides file.
pub(crate) mod overrides {
    pub(crate) const PARTNER: usize = 0;
    pub(crate) const DEFINITION: usize = 1;
    pub(crate) const VALUE: usize = 2;
    pub(crate) const FROM: usize = 3;
    pub(crate) const TO: usize = 4;
    pub(crate) const REASON: usize = 5;
    pub(crate) const BY: usize = 6;
    pub(crate) const KNOWN_AT: usize = 7;
}

/// Positions of columns of the rates file.
pub(crate) mod rates {
    pub(crate) const FROM: usize = 0;
    pub(crate) const TO: usize = 1;
    pub(crate) const DATE: usize = 2;
    pub(crate) const RATE: usize = 3;
    pub(crate) const KNOWN_AT: usize = 4;
}

/// Positions of columns of the state file.
pub(crate) mod state {
    pub(crate) const PARTNER: usize = 0;
    pub(crate) const STATE: usize = 1;
    pub(crate) const VALUE: usize = 2;
    pub(crate) const AS_OF: usize = 3;
    pub(crate) const KNOWN_AT: usize = 4;
}

/// Positions of columns of the paid file.
pub(crate) mod paid {
    pub(crate) const BONUS: usize = 0;
    pub(crate) const SOURCE: usize = 1;
    pub(crate) const EVENT: usize = 2;
    pub(crate) const PARTNER: usize = 3;
    pub(crate) const AMOUNT: usize = 4;
    pub(crate) const AS_OF: usize = 5;
    pub(crate) const KNOWN_AT: usize = 6;
}

/// Positions of columns of an event file; declared fields follow, then checks of currencies.
pub(crate) mod events {
    pub(crate) const ID: usize = 0;
    pub(crate) const SOURCE: usize = 1;
    pub(crate) const REVERSES: usize = 2;
    pub(crate) const KNOWN_AT: usize = 3;
    pub(crate) const PAYABLE_FROM: usize = 4;
    pub(crate) const FIELDS: usize = 5;
}

/// Positions of columns of a file of reversals; the amounts of the event kind follow.
pub(crate) mod reversals {
    pub(crate) const ID: usize = 0;
    pub(crate) const SOURCE: usize = 1;
    pub(crate) const REVERSES: usize = 2;
    pub(crate) const DAY: usize = 3;
    pub(crate) const REASON: usize = 4;
    pub(crate) const KNOWN_AT: usize = 5;
    pub(crate) const PAYABLE_FROM: usize = 6;
    pub(crate) const AMOUNTS: usize = 7;
}

/// Positions of columns of the file of settled lines.
pub(crate) mod lines {
    pub(crate) const LINE: usize = 0;
    pub(crate) const CONTEXT: usize = 1;
    pub(crate) const TRIGGER_KIND: usize = 2;
    pub(crate) const SOURCE: usize = 3;
    pub(crate) const TRIGGER: usize = 4;
    pub(crate) const BONUS: usize = 5;
    pub(crate) const EARNER: usize = 6;
    pub(crate) const BASE: usize = 7;
    pub(crate) const RATE: usize = 8;
    pub(crate) const AMOUNT: usize = 9;
    pub(crate) const KEPT: usize = 10;
    pub(crate) const PARENT: usize = 11;
    pub(crate) const MEASURE: usize = 12;
    pub(crate) const MIRRORS: usize = 13;
}

/// What stands in the column `by` of placements that a plan's rule has given.
pub const BY_RULE: &str = "rule";

/// The words of the status file, in the order of [`super::Standing`].
pub(crate) const STATUS_WORDS: [&str; 4] = ["joined", "inactive", "active", "terminated"];

/// The file of an event kind, without extension.
pub fn event_file(event: &Event) -> String {
    event.name.to_lowercase()
}

/// The file of the reversals of an event kind, without extension.
pub fn reversals_file(event: &Event) -> String {
    event_file(event) + "_reversals"
}

impl ColumnSchema {
    pub(super) fn new(name: &str, cell: CellSchema) -> Self {
        let width = match &cell {
            CellSchema::Moment | CellSchema::Number(_) => Width::W64,
            CellSchema::YesNo => Width::W8,
            CellSchema::Word { words, .. } if words.len() < 127 => Width::W8,
            CellSchema::Word { words, .. } if words.len() < 32_767 => Width::W16,
            _ => Width::W32,
        };
        Self { name: name.to_owned(), cell, required: true, blank: false, width }
    }

    /// A column whose cells may be empty.
    pub(super) fn blank(name: &str, cell: CellSchema) -> Self {
        Self { blank: true, ..Self::new(name, cell) }
    }

    /// A column that may be missing and whose cells may be empty.
    pub(super) fn optional(name: &str, cell: CellSchema) -> Self {
        Self { required: false, blank: true, ..Self::new(name, cell) }
    }

    fn wide(self, width: Width) -> Self {
        Self { width, ..self }
    }
}

/// The partners file.
pub(crate) fn partners_schema(program: &Program) -> TableSchema {
    // Where the plan takes the day of joining for granted it has to be there.
    let joined = program.columns.iter().any(|column| column.source == Source::JoinedOn && !column.ty.optional);
    let joined_on = if joined {
        ColumnSchema::new("joined_on", CellSchema::Date)
    } else {
        ColumnSchema::optional("joined_on", CellSchema::Date)
    };
    let mut columns = vec![
        ColumnSchema::new("id", CellSchema::Text),
        ColumnSchema::optional("person", CellSchema::Text),
        joined_on,
        ColumnSchema::optional("known_at", CellSchema::Moment),
    ];
    for (at, field) in (0..).zip(&program.partner_fields) {
        let width = width(program, |source, _| source == Source::PartnerField(at));
        // Partners are found only when all of them are read.
        columns.push(field_schema(program, "partners", field, width, field.ty.kind == Kind::Partner));
    }
    TableSchema {
        lenient: false,
        stem: "partners".to_owned(),
        required: Some("it lists the partners, with at least the column id".to_owned()),
        columns,
    }
}

/// The placements file.
pub(crate) fn placements_schema(program: &Program) -> TableSchema {
    let trees = program.trees.iter().map(|tree| tree.name.clone()).collect();
    let required = program.trees.first().map(|tree| {
        format!(
            "it says who stands below whom in tree {}, with the columns tree, partner, parent, valid_from",
            tree.name
        )
    });
    let sides = program.trees.iter().any(|tree| !tree.sides.is_empty());
    let side = ColumnSchema::optional("side", CellSchema::Text);
    let position = ColumnSchema::optional(
        "position",
        CellSchema::Number(NumberSchema { scale: 0, percent: false, bounds: (i64::MIN + 1, i64::MAX), range: None }),
    )
    .wide(Width::W16);
    TableSchema {
        lenient: false,
        stem: "placements".to_owned(),
        required,
        columns: vec![
            ColumnSchema::new("tree", CellSchema::Word { what: "tree of the plan".to_owned(), words: trees }),
            ColumnSchema::new("partner", CellSchema::Partner),
            ColumnSchema::blank("parent", CellSchema::Partner),
            ColumnSchema { required: sides, ..side },
            position,
            ColumnSchema::new("valid_from", CellSchema::Date),
            ColumnSchema::optional("valid_to", CellSchema::Date),
            ColumnSchema::optional("known_at", CellSchema::Moment),
            ColumnSchema::optional(
                "by",
                CellSchema::Word { what: "way of placing".to_owned(), words: vec![BY_RULE.to_owned()] },
            ),
        ],
    }
}

/// The status file.
pub(crate) fn status_schema() -> TableSchema {
    let words = STATUS_WORDS.map(str::to_owned).to_vec();
    TableSchema {
        lenient: false,
        stem: "status".to_owned(),
        required: None,
        columns: vec![
            ColumnSchema::new("partner", CellSchema::Partner),
            ColumnSchema::new("status", CellSchema::Word { what: "status".to_owned(), words }),
            ColumnSchema::new("from", CellSchema::Date),
            ColumnSchema::optional("to", CellSchema::Date),
            ColumnSchema::optional("known_at", CellSchema::Moment),
        ],
    }
}

/// The overrides file. What a value is depends on its definition.
pub(crate) fn overrides_schema() -> TableSchema {
    TableSchema {
        lenient: false,
        stem: "overrides".to_owned(),
        required: None,
        columns: vec![
            ColumnSchema::new("partner", CellSchema::Partner),
            ColumnSchema::new("definition", CellSchema::Text),
            ColumnSchema::new("value", CellSchema::Text),
            ColumnSchema::new("from", CellSchema::Date),
            ColumnSchema::new("to", CellSchema::Date),
            ColumnSchema::new("reason", CellSchema::Text),
            ColumnSchema::new("by", CellSchema::Text),
            ColumnSchema::optional("known_at", CellSchema::Moment),
        ],
    }
}

/// The rates file.
pub(crate) fn rates_schema(program: &Program) -> TableSchema {
    let units = |program: &Program| CellSchema::Word {
        what: "unit of the plan".to_owned(),
        words: program.units.iter().map(|unit| unit.name.clone()).collect(),
    };
    TableSchema {
        lenient: false,
        stem: "rates".to_owned(),
        required: None,
        columns: vec![
            ColumnSchema::new("from", units(program)).wide(Width::W32),
            ColumnSchema::new("to", units(program)).wide(Width::W32),
            ColumnSchema::new("date", CellSchema::Date),
            ColumnSchema::new("rate", CellSchema::Text),
            ColumnSchema::optional("known_at", CellSchema::Moment),
        ],
    }
}

/// The state file. What a value is depends on its state.
pub(crate) fn state_schema(program: &Program) -> TableSchema {
    let states = program.states.iter().map(|state| state.name.clone()).collect();
    // What the company itself keeps has no partner.
    let company = program.states.iter().any(|state| program.is_of_company(state));
    let partner = if company { ColumnSchema::blank } else { ColumnSchema::new };
    TableSchema {
        lenient: false,
        stem: "state".to_owned(),
        required: None,
        columns: vec![
            partner("partner", CellSchema::Partner),
            ColumnSchema::new("state", CellSchema::Word { what: "state of the plan".to_owned(), words: states })
                .wide(Width::W32),
            ColumnSchema::blank("value", CellSchema::Text),
            ColumnSchema::new("as_of", CellSchema::Period(program.calendar)),
            ColumnSchema::optional("known_at", CellSchema::Moment),
        ],
    }
}

/// The file with what bonuses that are brought up to date have paid.
pub(crate) fn paid_schema(program: &Program) -> TableSchema {
    let bonuses = program.bonuses.iter().map(|bonus| bonus.name.clone()).collect();
    let money = Ty::known(Kind::Number(program.currency, currency_scale(program)));
    TableSchema {
        lenient: false,
        stem: "paid".to_owned(),
        required: None,
        columns: vec![
            ColumnSchema::new("bonus", CellSchema::Word { what: "bonus of the plan".to_owned(), words: bonuses })
                .wide(Width::W32),
            ColumnSchema::optional("source", CellSchema::Text),
            ColumnSchema::new("event", CellSchema::Text),
            ColumnSchema::blank("partner", CellSchema::Partner),
            ColumnSchema::new("amount", cell_schema(program, "amount", money, None)),
            ColumnSchema::new("as_of", CellSchema::Period(program.calendar)),
            ColumnSchema::optional("known_at", CellSchema::Moment),
        ],
    }
}

/// The scale of the plan's currency.
pub(super) fn currency_scale(program: &Program) -> u8 {
    program.units.get(program.currency.index()).map_or(2, |unit| unit.scale)
}

/// The file of an event kind.
pub(crate) fn event_schema(program: &Program, id: EventId, event: &Event) -> TableSchema {
    let mut columns = vec![
        ColumnSchema::new("id", CellSchema::Text),
        ColumnSchema::optional("source", CellSchema::Text),
        // Read to be refused: see `reversals_schema`.
        ColumnSchema::optional("reverses", CellSchema::Text),
        ColumnSchema::optional("known_at", CellSchema::Moment),
        ColumnSchema::optional("payable_from", CellSchema::Date),
    ];
    for (at, field) in (0..).zip(&event.fields) {
        let of_event = |space| matches!(space, Space::Event(set) if program.event_sets.get(set.index()).is_some_and(|s| s.event == id));
        let width = width(program, |source, space| source == Source::EventField(at) && of_event(space));
        columns.push(field_schema(program, &event.name, field, width, false));
    }
    columns.extend(currencies(program, event));
    let required = Some(format!(
        "it holds the events of kind {}; without any, a file with nothing but the header will do",
        event.name
    ));
    TableSchema { columns, ..TableSchema::new(event_file(event), required) }
}

/// The file of the reversals of an event kind.
pub(crate) fn reversals_schema(program: &Program, event: &Event) -> TableSchema {
    let reasons = Reason::ALL.map(|reason| reason.word().to_owned()).to_vec();
    let mut columns = vec![
        ColumnSchema::new("id", CellSchema::Text),
        ColumnSchema::optional("source", CellSchema::Text),
        ColumnSchema::new("reverses", CellSchema::Text),
        ColumnSchema::new("day", CellSchema::Date),
        ColumnSchema::optional("reason", CellSchema::Word { what: "reason of a reversal".to_owned(), words: reasons }),
        ColumnSchema::optional("known_at", CellSchema::Moment),
        ColumnSchema::optional("payable_from", CellSchema::Date),
    ];
    for field in event.amounts(program).filter_map(|at| event.fields.get(at as usize)) {
        let cell = cell_schema(program, &format!("{} of {}", field.name, event.name), field.ty, None);
        columns.push(ColumnSchema::optional(&field.name, cell));
    }
    TableSchema { columns, ..TableSchema::new(reversals_file(event), None) }
}

/// The file of lines of earlier settlements. Of the columns of a result those are read that reversals need.
pub(crate) fn lines_schema(program: &Program) -> TableSchema {
    let money = Ty::known(Kind::Number(program.currency, currency_scale(program)));
    let amount = || cell_schema(program, "amount", money, None);
    let text = |name: &str| ColumnSchema::optional(name, CellSchema::Text);
    let columns = vec![
        ColumnSchema::new("line", CellSchema::Text),
        ColumnSchema::new("context", CellSchema::Text),
        ColumnSchema::blank("trigger_kind", CellSchema::Text),
        text("source"),
        ColumnSchema::blank("trigger", CellSchema::Text),
        ColumnSchema::blank("bonus", CellSchema::Text),
        ColumnSchema::blank("earner", CellSchema::Partner),
        text("base"),
        text("rate"),
        ColumnSchema::blank("amount", amount()),
        ColumnSchema::optional("kept", amount()),
        text("parent"),
        text("measure"),
        text("mirrors"),
    ];
    TableSchema { columns, lenient: true, ..TableSchema::new("lines".to_owned(), None) }
}

/// Checks of currencies: `currency` where all amounts are in one, and `<field>_currency`.
fn currencies(program: &Program, event: &Event) -> Vec<ColumnSchema> {
    let mut columns = Vec::new();
    let mut all: Vec<&str> = Vec::new();
    let declared = |name: &str| event.fields.iter().any(|field| field.name == name);
    for field in &event.fields {
        let Kind::Number(unit, _) = field.ty.kind else { continue };
        let Some(unit) = program.units.get(unit.index()).filter(|unit| unit.kind == UnitKind::Money) else { continue };
        if !all.contains(&unit.name.as_str()) {
            all.push(&unit.name);
        }
        let name = format!("{}_currency", field.name);
        if !declared(&name) {
            columns.push(ColumnSchema::optional(&name, CellSchema::Currency(unit.name.clone())));
        }
    }
    if let [only] = all.as_slice()
        && !declared("currency")
    {
        columns.push(ColumnSchema::optional("currency", CellSchema::Currency((*only).to_owned())));
    }
    columns
}

/// The column of a declared field. `later` keeps ids as text for a second look.
fn field_schema(program: &Program, owner: &str, field: &Field, width: Option<Width>, later: bool) -> ColumnSchema {
    let cell = if later {
        CellSchema::Text
    } else {
        cell_schema(program, &format!("{} of {owner}", field.name), field.ty, field.range)
    };
    let column = ColumnSchema { blank: field.ty.optional, ..ColumnSchema::new(&field.name, cell) };
    match width {
        Some(width) => column.wide(width),
        None => column,
    }
}

/// What the cells of a type are. Events and texts are read as text first.
pub(crate) fn cell_schema(program: &Program, what: &str, ty: Ty, range: Option<(Decimal, Decimal)>) -> CellSchema {
    match ty.kind {
        Kind::Number(unit, scale) => {
            let percent = program.units.get(unit.index()).is_some_and(|unit| unit.kind == UnitKind::Percent);
            let bounds = range.map_or((i64::MIN + 1, i64::MAX), |(least, most)| {
                (stored_bound(least, scale, true), stored_bound(most, scale, false))
            });
            CellSchema::Number(NumberSchema { scale, percent, bounds, range })
        }
        Kind::Bool => CellSchema::YesNo,
        Kind::Date => CellSchema::Date,
        Kind::Word(words) => {
            let list = program.words.get(words.index());
            let what = list
                .filter(|list| list.ladder)
                .map_or_else(|| what.to_owned(), |list| format!("rank of {}", list.name));
            CellSchema::Word { what, words: list.map(|list| list.words.clone()).unwrap_or_default() }
        }
        Kind::Partner => CellSchema::Partner,
        // Persons are in no file but as owners of partners.
        Kind::Person | Kind::Event(_) | Kind::Text => CellSchema::Text,
    }
}

/// A bound in stored form, rounded into the range.
pub(crate) fn stored_bound(bound: Decimal, scale: u8, up: bool) -> i64 {
    let shift = u32::from(scale.abs_diff(bound.scale));
    let stored = match pow10(shift) {
        Some(factor) if scale >= bound.scale => bound.mantissa.saturating_mul(factor),
        Some(factor) if up => -(-bound.mantissa).div_euclid(factor),
        Some(factor) => bound.mantissa.div_euclid(factor),
        None => bound.mantissa,
    };
    i64::try_from(stored).unwrap_or(if stored < 0 { i64::MIN + 1 } else { i64::MAX }).max(i64::MIN + 1)
}

/// The widest of the program's columns that hold a field.
fn width(program: &Program, holds: impl Fn(Source, Space) -> bool) -> Option<Width> {
    program
        .columns
        .iter()
        .filter(|column| holds(column.source, column.space))
        .map(|column| column.width)
        .max_by_key(|width| bytes(*width))
}

fn bytes(width: Width) -> u8 {
    match width {
        Width::W8 => 1,
        Width::W16 => 2,
        Width::W32 => 4,
        Width::W64 => 8,
    }
}
