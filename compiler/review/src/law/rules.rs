//! Which rule of which jurisdiction a finding rests on.

use crate::message;
use compline_lang::diagnostic::Code;
use compline_lang::words::{Text, say};

/// A rule: the finding, the jurisdictions that have it, its source.
struct Rule {
    code: Code,
    of: &'static [&'static str],
    source: fn() -> Text,
}

/// The ban on systems that live on new entrants, in the member states.
const MEMBERS: &[&str] = &["AT", "DE", "EU"];

const RULES: &[Rule] = &[
    Rule {
        code: Code::PayForJoining,
        of: &["US"],
        source: || {
            say!(
                "FTC business guidance on multi-level marketing, the Koscot test (rewards for recruiting that are unrelated to sales to ultimate users)"
            )
        },
    },
    Rule {
        code: Code::PayForJoining,
        of: MEMBERS,
        source: || {
            say!(
                "Directive 2005/29/EC, Annex I (systems in which pay comes mainly from introducing others), with CJEU C-515/12 and C-667/15"
            )
        },
    },
    Rule {
        code: Code::PayForJoining,
        of: &["DE"],
        source: || say!("§ 16 (2) UWG (promising consumers advantages for winning others who are promised the same)"),
    },
    Rule {
        code: Code::JoiningVolume,
        of: MEMBERS,
        source: || {
            say!("CJEU C-515/12 and C-667/15 (an indirect link between payments of new entrants and pay is enough)")
        },
    },
    Rule {
        code: Code::JoiningVolume,
        of: &["US"],
        source: || say!("FTC business guidance on multi-level marketing, the Koscot test"),
    },
    Rule {
        code: Code::PurchaseToQualify,
        of: &["US"],
        source: || {
            say!(
                "FTC guidance of 2024, which is not binding (incentives to buy in order to qualify rather than for demand)"
            )
        },
    },
    Rule {
        code: Code::PurchaseToQualify,
        of: &["DE"],
        source: || say!("§ 16 (2) UWG (a kit that has to be bought must not be a condition)"),
    },
    Rule {
        code: Code::NoRetailBase,
        of: &["US"],
        source: || say!("the Koscot test and the Herbalife order of 2016 (rewards from retail sales that are tracked)"),
    },
    Rule {
        code: Code::NoRetailBase,
        of: MEMBERS,
        source: || say!("CJEU C-515/12 and C-667/15 (whether money comes mainly from those who take part)"),
    },
    Rule {
        code: Code::NoClawback,
        of: &["DE"],
        source: || say!("§ 87a HGB (the claim goes with the business that is carried out)"),
    },
    Rule {
        code: Code::NoClawback,
        of: &["US"],
        source: || say!("the Amway safeguards of 1979 (buying back stock takes the pay for it back)"),
    },
    Rule {
        code: Code::LiabilityTooShort,
        of: &["DE"],
        source: || {
            say!(
                "§ 49 VAG (five years for life, substitutive health and payment protection insurance; a contrary agreement is void)"
            )
        },
    },
    Rule {
        code: Code::LiabilityMissing,
        of: &["DE"],
        source: || say!("§ 49 VAG (five years for life, substitutive health and payment protection insurance)"),
    },
    Rule { code: Code::EndlessWalk, of: &["DE"], source: || say!("§ 16 (2) UWG (the element of a chain)") },
    Rule {
        code: Code::EndlessWalk,
        of: &["US"],
        source: || say!("FTC business guidance on multi-level marketing (how a structure works in practice)"),
    },
];

/// The rules that a finding rests on in these jurisdictions; none where none of them has one.
pub(super) fn rests_on(code: Code, jurisdictions: &[String]) -> Vec<message::Rule> {
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.code == code) {
        let named: Vec<String> =
            jurisdictions.iter().filter(|known| rule.of.contains(&known.as_str())).cloned().collect();
        if !named.is_empty() {
            found.push(message::Rule { jurisdictions: named, source: (rule.source)() });
        }
    }
    found
}
