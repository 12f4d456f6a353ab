//! Small pairs.

use crate::data::PLAN;
use crate::{changes, said};
use compline_words::Language;

/// The plan with these texts replaced.
fn with(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(PLAN.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the plan has no `{from}`");
        text.replace(from, to)
    })
}

fn told(edits: &[(&str, &str)]) -> String {
    said(&changes(PLAN, &with(edits)), Language::En)
}

/// Titles and edits of all pairs.
const PAIRS: &[(&str, &[(&str, &str)])] = &[
    ("a rate of a table", &[("2    -           4%      5%", "2    -           5%      5%")]),
    ("for Silver and above", &[("3    -           -       4%", "3    -           5%      5%")]),
    ("a row more", &[("3    -           -       4%", "3    -           -       4%\n  4    -           -       2%")]),
    ("a tier's rate", &[("from 500 BV    6%", "from 500 BV    7%")]),
    ("a tier's bound", &[("from 500 BV    6%", "from 400 BV    6%")]),
    ("what a rank needs", &[("Silver      2_000 BV  1", "Silver      2_500 BV  2")]),
    (
        "a rank more",
        &[
            (
                "Silver  Gold\n  1    5%          5%      6%",
                "Silver  Gold  Platinum\n  1    5%          5%      6%    7%",
            ),
            ("2    -           4%      5%", "2    -           4%      5%    5%"),
            ("3    -           -       4%", "3    -           -       4%    4%"),
            ("Gold        8_000 BV  3", "Gold        8_000 BV  3\n  Platinum    20_000 BV  5"),
        ],
    ),
    ("how a ladder is climbed", &[("highest satisfied", "climbed one by one")]),
    ("a threshold", &[("PV >= 100 BV", "PV >= 120 BV")]),
    ("another formula", &[("GV     = PV + sum of GV over", "GV     = PV + sum of PV over")]),
    ("a definition of events", &[("is not starter_kit", "is goods or bv > 100 BV")]),
    ("the parameter", &[("= 5% in 0% to 10%", "= 6% in 0% to 12%")]),
    ("skip to pass", &[("skip when earner", "pass when earner")]),
    ("skip another", &[("skip when earner is not active", "skip when earner's PV < 50 BV")]),
    ("a clause less", &[("  skip when earner is not active\n", "")]),
    ("a walk's limit", &[("at most 3 levels", "at most 2 levels")]),
    ("a walk's start", &[("up sponsor from seller, above", "up sponsor from seller, included")]),
    ("what is paid", &[("pay 10% of trigger's amount", "pay 12.5% of trigger's amount")]),
    ("paid of something else", &[("pay entry of net to seller", "pay entry of bv as EUR to seller")]),
    (
        "rounding",
        &[(
            "  pay entry of net to seller\n  round half up to 0.01",
            "  pay entry of net to seller\n  round half even to 0.01",
        )],
    ),
    (
        "a bonus less",
        &[(
            "bonus Match for each line of Unilevel after PerPartner {\n  up sponsor from trigger's earner, above\n  at most 1 level\n  pay 10% of trigger's amount\n  round half up to 0.01, each line\n}\n",
            "",
        )],
    ),
    (
        "a bonus more",
        &[(
            "pool Leaders",
            "bonus Thanks for each Order {\n  pay 1% of net to seller\n  round half up to 0.01\n}\n\npool Leaders",
        )],
    ),
    ("a pool's share and weight", &[("share 2%", "share 3%"), ("in proportion to 1", "in proportion to 2")]),
    ("who shares a pool", &[("reached >= Gold", "reached >= Silver")]),
    ("a cap's limit", &[("at 500 EUR", "at 400 EUR")]),
    ("a cap's method", &[("in proportion by line", "in proportion by line to positive lines")]),
    ("who may earn", &[("others: skip", "others: pass")]),
    ("the rate of points", &[("0.80 from 2026-01-01", "0.80 from 2026-01-01, 0.85 from 2027-01-01")]),
    ("a unit's digits", &[("unit BV to 0.01", "unit BV to 0.1"), ("0.80", "0.8")]),
    (
        "fields",
        &[("net      : EUR from 0 to 1_000_000", "net      : EUR from 0 to 500_000\n  paid     : date or none")],
    ),
    ("what a reversal does", &[("lines are mirrored", "lines stay")]),
    (
        "a state's beginning and end",
        &[
            ("career of partner = Consultant", "career of partner = Silver"),
            ("but at least reached", "but at least Silver"),
        ],
    ),
    ("an assertion", &[("entry <= 9%", "entry <= 8%")]),
    (
        "the header",
        &[("version 4", "version 5"), ("period month", "period quarter"), ("in its month", "in its quarter")],
    ),
    (
        "called otherwise",
        &[
            ("active", "busy"),
            ("PV", "OwnVolume"),
            ("unilevel(", "level_rates("),
            ("bonus Match", "bonus Check"),
            ("entry", "start"),
        ],
    ),
    ("called otherwise, and changed", &[("active", "busy"), ("PV >= 100 BV", "PV >= 101 BV")]),
    (
        "a memory called otherwise",
        &[
            ("at most 3 levels\n  skip", "remember depth = 1\n  stop before when depth > 3\n  skip"),
            ("unilevel(level,", "unilevel(depth,"),
            ("earner's reached) of cv as EUR\n", "earner's reached) of cv as EUR\n  then depth = depth + 1\n"),
        ],
    ),
    ("a new definition between", &[("active = PV", "half   = PV * 2\nactive = half")]),
    (
        "jurisdictions and cliffs",
        &[(
            "period month in Europe/Berlin",
            "period month in Europe/Berlin\n  jurisdictions DE, AT\n  cliff at most 50 EUR",
        )],
    ),
    (
        "natures and liability",
        &[(
            "leaves the period of reversal\n}",
            "leaves the period of reversal\n  nature joining when category is starter_kit\n  nature retail\n  liability 60 months when category is goods\n}",
        )],
    ),
    (
        "a proof and waivers",
        &[(
            "assert \"the entry",
            "prove Direct <= 10% of Order's net\nwaive \"endless-walk\" on Differential because \"it is a differential\"\nassert \"the entry",
        )],
    ),
];

/// What is declared for law, with other words for the same.
const LAW: &[(&str, &str)] = &[
    ("period month in Europe/Berlin", "period month in Europe/Berlin\n  jurisdictions DE, AT\n  cliff at most 50 EUR"),
    (
        "leaves the period of reversal\n}",
        "leaves the period of reversal\n  nature joining when category is starter_kit\n  nature retail\n  liability 60 months when category is goods\n}",
    ),
    (
        "assert \"the entry",
        "prove Direct <= 10% of Order's net\nwaive \"endless-walk\" on Direct because \"one level\"\nassert \"the entry",
    ),
];

/// What one edit of that says.
fn law(edits: &[(&str, &str)]) -> String {
    let old = with(LAW);
    let new = edits.iter().fold(old.clone(), |text, (from, to)| {
        assert!(text.contains(from), "the plan has no `{from}`");
        text.replace(from, to)
    });
    said(&changes(&old, &new), Language::En)
}

#[test]
fn what_is_declared_for_law_is_told() {
    assert_eq!(
        law(&[("DE, AT", "AT, DE"), ("50 EUR", "50.00 EUR"), ("because \"one level\"", "because \"one  level\"")]),
        ""
    );
    let edits: &[(&str, &str)] = &[
        ("jurisdictions DE, AT", "jurisdictions US"),
        ("  cliff at most 50 EUR", "  cliff at most 40 EUR"),
        ("nature joining when category is starter_kit\n  nature retail", "nature retail"),
        ("liability 60 months when category is goods", "liability 72 months"),
        ("10% of Order", "9% of Order"),
        ("because \"one level\"", "because \"no walk\""),
        ("  cliff at most 50 EUR\n", ""),
        ("prove Direct <= 10% of Order's net\n", ""),
        ("waive \"endless-walk\" on Direct because \"one level\"\n", ""),
        // What is called otherwise is waived as before.
        ("Direct", "First"),
    ];
    let all: String = edits.iter().map(|edit| format!("## {} -> {}\n{}\n", edit.0, edit.1, law(&[*edit]))).collect();
    insta::assert_snapshot!(all);
}

#[test]
fn every_pair_is_told() {
    let all: String = PAIRS.iter().map(|(title, edits)| format!("## {title}\n{}\n", told(edits))).collect();
    insta::assert_snapshot!(all);
}

#[test]
fn in_german() {
    let titles = [
        "a rate of a table",
        "for Silver and above",
        "what a rank needs",
        "a threshold",
        "the parameter",
        "skip to pass",
        "a bonus less",
        "called otherwise",
    ];
    let pairs = PAIRS.iter().filter(|(title, _)| titles.contains(title));
    let all: String = pairs
        .map(|(title, edits)| format!("## {title}\n{}\n", said(&changes(PLAN, &with(edits)), Language::De)))
        .collect();
    insta::assert_snapshot!(all);
}

#[test]
fn programs_read_values() {
    let found = changes(PLAN, &with(&[("2    -           4%      5%", "2    -           5%      5%")]));
    insta::assert_snapshot!(serde_json::to_string_pretty(&found).unwrap());
}
