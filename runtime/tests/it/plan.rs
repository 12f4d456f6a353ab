//! A small program, as the checker would make it.

use compline_compiler::program::*;
use compline_lang::number::Decimal;

pub fn number(unit: u32, scale: u8) -> Ty {
    Ty::known(Kind::Number(UnitId(unit), scale))
}

pub fn optional(kind: Kind) -> Ty {
    Ty { kind, optional: true }
}

fn field(name: &str, ty: Ty, range: Option<(i128, i128)>) -> Field {
    Field { name: name.to_owned(), ty, range: range.map(|(a, b)| (Decimal::integer(a), Decimal::integer(b))) }
}

fn column(name: &str, space: Space, ty: Ty, width: Width, source: Source) -> Column {
    Column { name: name.to_owned(), space, ty, width, source }
}

pub const EUR: u32 = 0;
pub const BV: u32 = 1;
pub const PERCENT: u32 = 2;

/// Columns of [`program`], by name.
pub fn column_id(program: &Program, name: &str) -> ColumnId {
    ColumnId(u32::try_from(program.columns.iter().position(|c| c.name == name).unwrap()).unwrap())
}

/// Orders with volumes, contracts with cancellations, two trees, a state, an overridable rank.
pub fn program() -> Program {
    let words = |name: &str, ladder, list: &[&str]| Words {
        name: name.to_owned(),
        ordered: ladder,
        ladder,
        words: list.iter().map(|w| (*w).to_owned()).collect(),
    };
    let unit = |name: &str, kind, scale| Unit { name: name.to_owned(), kind, scale };
    let date = Ty::known(Kind::Date);
    let rank = Kind::Word(WordsId(0));
    let volume = Space::Event(EventSetId(0));
    let paid = Space::Event(EventSetId(1));
    let cancelled = Space::Event(EventSetId(3));
    let category = Kind::Word(WordsId(1));
    Program {
        weeks: Weeks::Cut(0),
        parts: Vec::new(),
        plan: "Nordlicht".to_owned(),
        version: "4".to_owned(),
        currency: UnitId(EUR),
        calendar: Calendar::usual(Grain::Month),
        valid: None,
        units: vec![
            unit("EUR", UnitKind::Money, 2),
            unit("BV", UnitKind::Points, 2),
            unit("percent", UnitKind::Percent, 4),
        ],
        words: vec![
            words("career", true, &["Consultant", "Silver", "Gold"]),
            words("Order.category", false, &["goods", "starter_kit", "service"]),
        ],
        texts: Vec::new(),
        events: vec![
            Event {
                name: "Order".to_owned(),
                fields: vec![
                    field("seller", Ty::known(Kind::Partner), None),
                    field("bv", number(BV, 2), Some((0, 1_000_000))),
                    field("net", number(EUR, 2), Some((0, 1_000_000))),
                    field("category", Ty::known(category), None),
                    field("ordered_on", date, None),
                    field("paid_on", optional(Kind::Date), None),
                    field("note", optional(Kind::Text), None),
                ],
                owner: Some(0),
                conditions: 4,
                conditions_before: false,
                volume: 5,
                payable: 5,
                holds: None,
                reversal: Reversal::NOTHING,
            },
            Event {
                name: "Cancellation".to_owned(),
                fields: vec![
                    field("order", Ty::known(Kind::Event(EventSetId(0))), None),
                    field("share", number(PERCENT, 4), None),
                    field("full", Ty::known(Kind::Bool), None),
                    field("on", date, None),
                ],
                owner: None,
                conditions: 3,
                conditions_before: true,
                volume: 3,
                payable: 3,
                holds: None,
                reversal: Reversal::NOTHING,
            },
        ],
        event_sets: vec![
            EventSet { event: EventId(0), select: Select::Volume(Reach::Period(0)) },
            EventSet { event: EventId(0), select: Select::Paid(Reach::NOW) },
            EventSet { event: EventId(0), select: Select::Volume(Reach::Period(1)) },
            EventSet { event: EventId(1), select: Select::Volume(Reach::Period(0)) },
        ],
        partner_fields: vec![
            field("mentor", optional(Kind::Partner), None),
            field("region", optional(Kind::Text), None),
        ],
        trees: vec![
            Tree { name: "sponsor".to_owned(), sides: Vec::new(), width: None, placing: None },
            Tree {
                name: "placement".to_owned(),
                sides: vec!["left".to_owned(), "right".to_owned()],
                width: None,
                placing: None,
            },
            Tree { name: "matrix".to_owned(), sides: Vec::new(), width: Some(2), placing: None },
        ],
        tree_views: vec![
            TreeView { tree: TreeId(0), at: Reach::Period(0), derived: None },
            TreeView { tree: TreeId(1), at: Reach::Period(0), derived: None },
            TreeView { tree: TreeId(0), at: Reach::Period(1), derived: None },
            TreeView { tree: TreeId(2), at: Reach::Period(0), derived: None },
        ],
        states: vec![State { name: "title".to_owned(), ty: Ty::known(rank), initial: 0, closing: ColumnId(17) }],
        columns: vec![
            column("seller", volume, Ty::known(Kind::Partner), Width::W32, Source::EventField(0)),
            column("bv", volume, number(BV, 2), Width::W32, Source::EventField(1)),
            column("category", volume, Ty::known(category), Width::W8, Source::EventField(3)),
            column("paid seller", paid, Ty::known(Kind::Partner), Width::W32, Source::EventField(0)),
            column("paid bv", paid, number(BV, 2), Width::W32, Source::EventField(1)),
            column("paid category", paid, Ty::known(category), Width::W8, Source::EventField(3)),
            column("old bv", Space::Event(EventSetId(2)), number(BV, 2), Width::W32, Source::EventField(1)),
            column("order", cancelled, optional(Kind::Event(EventSetId(0))), Width::W32, Source::EventField(0)),
            column("share", cancelled, number(PERCENT, 4), Width::W64, Source::EventField(1)),
            column("joined_on", Space::Partner, optional(Kind::Date), Width::W32, Source::JoinedOn),
            column(
                "terminated",
                Space::Partner,
                Ty::known(Kind::Bool),
                Width::W8,
                Source::Terminated(Reach::Period(0)),
            ),
            column("inactive", Space::Partner, Ty::known(Kind::Bool), Width::W8, Source::Inactive(Reach::Period(1))),
            column("owner", Space::Partner, Ty::known(Kind::Partner), Width::W32, Source::PersonOf),
            column("mentor", Space::Partner, optional(Kind::Partner), Width::W32, Source::PartnerField(0)),
            column("region", Space::Partner, optional(Kind::Text), Width::W32, Source::PartnerField(1)),
            column("opening title", Space::Partner, Ty::known(rank), Width::W8, Source::Opening(StateId(0))),
            column("paid_rank by hand", Space::Partner, optional(rank), Width::W8, Source::Override(0, Reach::NOW)),
            column("closing title", Space::Partner, Ty::known(rank), Width::W8, Source::Computed),
            column("computed paid_rank", Space::Partner, Ty::known(rank), Width::W8, Source::Computed),
            column("paid_rank", Space::Partner, Ty::known(rank), Width::W8, Source::Computed),
            column("cv", paid, number(EUR, 2), Width::W64, Source::Computed),
        ],
        tables: Vec::new(),
        steps: Vec::new(),
        bonuses: Vec::new(),
        pools: Vec::new(),
        caps: Vec::new(),
        asserts: Vec::new(),
        definitions: vec![
            Definition {
                at: Reach::NOW,
                name: "paid_rank".to_owned(),
                space: Space::Partner,
                column: ColumnId(19),
                computed: Some(ColumnId(18)),
                site: SiteId(0),
            },
            Definition {
                name: "cv".to_owned(),
                at: Reach::NOW,
                space: paid,
                column: ColumnId(20),
                computed: None,
                site: SiteId(0),
            },
        ],
        rank_rules: Vec::new(),
        ranks: Some(Ranks {
            ladder: WordsId(0),
            reached: ColumnId(18),
            title: Some(ColumnId(17)),
            paid_as: ColumnId(19),
            overridden: Some(ColumnId(16)),
        }),
        sites: Vec::new(),
        overridables: vec![("paid_rank".to_owned(), Ty::known(rank))],
    }
}

/// The same with nothing but orders and the sponsor tree.
pub fn orders_only() -> Program {
    let mut program = program();
    program.events.truncate(1);
    program.event_sets.truncate(2);
    program.trees.truncate(1);
    program.tree_views.truncate(1);
    program.columns.truncate(6);
    program.partner_fields.clear();
    program.states.clear();
    program.definitions.clear();
    program.overridables.clear();
    program.ranks = None;
    program
}

pub fn pay(site: u32, rate: Option<u32>, base: Option<u32>) -> Pay {
    let amount = Expr { op: Op::None, ty: number(EUR, 2), site: SiteId(site) };
    Pay { to: Earner::Visited, when: None, amount, rate: rate.map(VarId), base: base.map(ColumnId), site: SiteId(site) }
}

pub fn bonus(name: &str, trigger: Trigger, vars: Vec<Var>, pays: Vec<Pay>, finally: Vec<Pay>) -> Bonus {
    Bonus {
        at: Reach::NOW,
        name: name.to_owned(),
        site: SiteId(0),
        trigger,
        filter: None,
        walk: None,
        vars,
        start: Vec::new(),
        stop_before: None,
        verbs: Vec::new(),
        lets: Vec::new(),
        pays,
        then: Vec::new(),
        stop_after: None,
        finally,
        rounding: None,
        true_up: false,
    }
}
