//! What explanations say, as values: a form with its arguments, which any language can write.
//!
//! The runtime knows the English of every form, for the command line. Who has readers of other languages writes a
//! [`Sentence`] by its [`key`](Sentence::key) and the [`Arg`]s, down through the sentences inside of it; [`FORMS`] lists
//! every key with its arguments.

use crate::calendar::Period;
use chrono::NaiveDate;
use compline_lang::number::Decimal;
use serde::{Serialize, Serializer};
use std::fmt;

/// A form of sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// Its stable name.
    pub key: &'static str,
    /// The names of its arguments.
    pub args: &'static [&'static str],
    /// Its English, with `{name}` for an argument and `{name:one|several}` for a word that depends on a count.
    english: &'static str,
}

/// A sentence, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    form: &'static Form,
    args: Vec<Arg>,
}

/// What a sentence is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// An id, a name out of the plan, a piece of the plan's text: the same in every language.
    Text(String),
    /// How many.
    Count(u64),
    /// A number with its unit; counts and factors have none.
    Number(Decimal, String),
    /// Money of a currency, in whole units of it.
    Money(Decimal, String),
    /// A ratio: 0.05 is five percent.
    Percent(Decimal),
    /// A day.
    Day(NaiveDate),
    /// A period.
    Period(Period),
    /// A sentence inside of the sentence.
    Said(Box<Sentence>),
}

impl Sentence {
    /// The name of its form.
    pub fn key(&self) -> &'static str {
        self.form.key
    }

    /// Its arguments with their names.
    pub fn args(&self) -> impl Iterator<Item = (&'static str, &Arg)> {
        self.form.args.iter().copied().zip(&self.args)
    }

    fn arg(&self, name: &str) -> Option<&Arg> {
        self.args().find(|(of, _)| *of == name).map(|(_, arg)| arg)
    }
}

impl Default for Sentence {
    fn default() -> Self {
        plain("")
    }
}

/// In English.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.form.english;
        while let Some((before, behind)) = rest.split_once('{') {
            f.write_str(before)?;
            let (place, behind) = behind.split_once('}').unwrap_or((behind, ""));
            match place.split_once(':').map(|(name, words)| (self.arg(name), words.split_once('|'))) {
                Some((count, Some((one, several)))) => {
                    f.write_str(if count == Some(&Arg::Count(1)) { one } else { several })?;
                }
                _ => {
                    if let Some(arg) = self.arg(place) {
                        write!(f, "{arg}")?;
                    }
                }
            }
            rest = behind;
        }
        f.write_str(rest)
    }
}

/// In English.
impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Arg::Text(text) => f.write_str(text),
            Arg::Count(count) => write!(f, "{count}"),
            Arg::Number(number, unit) if unit.is_empty() => write!(f, "{number}"),
            Arg::Number(number, unit) | Arg::Money(number, unit) => write!(f, "{number} {unit}"),
            Arg::Percent(ratio) => write!(f, "{}%", hundredfold(*ratio)),
            Arg::Day(day) => write!(f, "{day}"),
            Arg::Period(period) => write!(f, "{period}"),
            Arg::Said(sentence) => write!(f, "{sentence}"),
        }
    }
}

/// A ratio as percent, without zeros at the end.
fn hundredfold(ratio: Decimal) -> Decimal {
    let hundred = match ratio.scale {
        0 => Decimal::new(ratio.mantissa.saturating_mul(100), 0),
        1 => Decimal::new(ratio.mantissa.saturating_mul(10), 0),
        scale => Decimal::new(ratio.mantissa, scale - 2),
    };
    hundred.normalized()
}

/// Machines get the English, as people at the command line do.
impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Sentence> for Arg {
    fn from(sentence: Sentence) -> Self {
        Arg::Said(Box::new(sentence))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Arg::Text(text.clone())
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        // No machine has a wider usize.
        Arg::Count(count as u64)
    }
}

impl From<NaiveDate> for Arg {
    fn from(day: NaiveDate) -> Self {
        Arg::Day(day)
    }
}

impl From<Period> for Arg {
    fn from(period: Period) -> Self {
        Arg::Period(period)
    }
}

/// Parts one behind another, each joined to those behind it by a form of two; nothing of none.
pub(crate) fn joined<A: Into<Arg>>(parts: Vec<A>, by: fn(Arg, Arg) -> Sentence) -> Option<Arg> {
    let mut parts = parts.into_iter().rev().map(Into::into);
    let last = parts.next()?;
    Some(parts.fold(last, |behind, part| by(part, behind).into()))
}

/// Declares the forms: the function that makes a sentence of it, its key and its English.
macro_rules! forms {
    ($($name:ident($($arg:ident),*) $key:literal $english:literal;)+) => {
        /// All forms.
        pub const FORMS: &[Form] = &[$(Form { key: $key, args: &[$(stringify!($arg)),*], english: $english }),+];
        $(
            pub(crate) fn $name($($arg: impl Into<Arg>),*) -> Sentence {
                const FORM: Form = Form { key: $key, args: &[$(stringify!($arg)),*], english: $english };
                Sentence { form: &FORM, args: vec![$($arg.into()),*] }
            }
        )+
    };
}

forms! {
    // Values, and what stands for one.
    plain(what) "told-plain" "{what}";
    none() "told-none" "none";
    yes() "told-yes" "yes";
    no() "told-no" "no";
    quoted(text) "told-quoted" "\"{text}\"";
    row(number) "told-row" "partner #{number}";
    the_company() "told-the-company" "the company";
    the_whole_company() "told-the-whole-company" "the whole company";
    the_tree() "told-the-tree" "the tree";
    nobody() "told-nobody" "nobody";
    person(person) "told-person" "person `{person}`";
    and_more(first, rest) "told-and-more" "{first}, {rest}";
    and_then(first, rest) "told-and-then" "{first}, then {rest}";
    and_also(first, rest) "told-and-also" "{first}, and {rest}";
    // Contexts.
    late_context(settlement, period) "told-late-context" "{settlement}/{period}";
    late_heading(context, terms) "told-late-heading" "{context}: {terms}";
    paid_before(due, before) "told-paid-before" "{due} is due to date, of which {before} was paid before";
    late_terms(settlement, period) "told-late-terms" "paid in {settlement} at the conditions of {period}";
    context_sum(context, sum) "told-context-sum" "{context}: {sum}";
    values_in(period) "told-values-in" "values in {period}";
    // Lines.
    bonus(bonus, context, sum, lines) "told-bonus" "{bonus} {context}: {sum} in {lines} {lines:line|lines}";
    more_lines(sum, lines) "told-more-lines" "{sum} in {lines} more lines; ask for one with `--order`";
    event(kind, id) "told-event" "{kind} `{id}`";
    event_with(kind, id, facts) "told-event-with" "{kind} `{id}` ({facts})";
    fact(name, value) "told-fact" "{name} {value}";
    for_event(event) "told-for-event" "for {event}";
    for_line(bonus, amount, partner) "told-for-line" "for the line of {bonus} over {amount} to {partner}";
    for_line_of(line, event) "told-for-line-of" "{line}, made for {event}";
    for_a_line() "told-for-a-line" "for a line of another bonus";
    for_partner(partner) "told-for-partner" "for partner {partner}";
    // What is taken back.
    taken_back(bonus, sum, lines) "told-taken-back" "{bonus}, taken back: {sum} in {lines} {lines:line|lines}";
    reversed(event, id, day) "told-reversed" "{event} was reversed on {day} (`{id}`)";
    reversed_cancelled(event, id, day) "told-reversed-cancelled" "{event} was cancelled on {day} (`{id}`)";
    reversed_returned(event, id, day) "told-reversed-returned" "{event} came back on {day} (`{id}`)";
    reversed_chargeback(event, id, day) "told-reversed-chargeback"
        "the bank took the payment for {event} back on {day} (`{id}`)";
    reversed_withdrawn(event, id, day) "told-reversed-withdrawn" "the customer withdrew from {event} on {day} (`{id}`)";
    takes_back(line, period, amount) "told-takes-back" "takes back line `{line}` of {period}, of which {amount} was kept";
    reversed_part(part) "told-reversed-part" "{part} of the event is reversed by now; what came back before is taken off";
    // What is posted for closed periods.
    earlier_periods(bonus, sum, lines) "told-earlier-periods" "{bonus}, earlier periods: {sum} in {lines} {lines:line|lines}";
    corrects(context, paid, due) "told-corrects"
        "corrects {context}: {paid} was posted, and {due} is due with what is known now";
    corrected_because(reason, correction) "told-corrected-because" "{reason} (correction {correction})";
    by_earlier_plan(plan, period) "told-by-earlier-plan" "by {plan}, which was valid then, at the conditions of {period}";
    rate_of_base(rate, base) "told-rate-of-base" "{rate} of {base}";
    // Walks.
    path(tree, partner) "told-path" "path up {tree} to {partner}";
    walk_ends(partner) "told-walk-ends" "{partner} the walk ends";
    is_paid(partner) "told-is-paid" "{partner} is paid";
    got_nothing(partner) "told-got-nothing" "{partner} was visited and got nothing";
    got(partner, amount) "told-got" "{partner} was visited and got {amount}";
    is_skipped(partner) "told-is-skipped" "{partner} is skipped (takes no level)";
    is_passed(partner) "told-is-passed" "{partner} is passed (the money stays with the company)";
    hands_on(partner) "told-hands-on" "{partner} hands on (to the next one paid)";
    because(what, reason) "told-because" "{what}, because {reason}";
    rule_holds(rule) "told-rule-holds" "`{rule}`";
    rule_of_earners(rule) "told-rule-of-earners" "`{rule}` of the earners clause does not hold";
    // Amounts.
    value(name, value) "told-value" "{name} is {value}";
    step_value(name, value) "told-step-value" "step {name} is {value}";
    value_because(value, readings) "told-value-because" "{value} because {readings}";
    base(value) "told-base" "base is {value}";
    base_at(amount, rate, value) "told-base-at" "base is {amount} at {rate} = {value}";
    base_at_of(amount, rate, value, day) "told-base-at-of" "base is {amount} at {rate} = {value} (the rate of {day})";
    exact(amount) "told-exact" "exact amount {amount}";
    exact_with(amount, others) "told-exact-with" "exact amount {amount} and {others} handed on by others";
    rounded(exact, amount) "told-rounded" "{exact}, rounded to {amount}";
    rounded_running(exact, amount) "told-rounded-running"
        "{exact}, rounded to {amount} (the running total of the chain is rounded)";
    rounded_remainder(exact, amount) "told-rounded-remainder"
        "{exact}, rounded to {amount} (the last line of the chain takes the remainder)";
    // Values of a partner.
    reading(name, value) "told-reading" "{name} = {value}";
    reading_manual(name, value) "told-reading-manual" "{name} = {value} (manual)";
    reading_overridden(name, value, rule) "told-reading-overridden" "{name} = {value} (manual; the rule gives {rule})";
    // Conditions.
    the_condition() "told-the-condition" "the condition";
    a_condition() "told-a-condition" "condition";
    rule(rule) "told-rule" "`{rule}`";
    of_partner(what, partner) "told-of-partner" "{what} of {partner}";
    holds(what) "told-holds" "{what} holds";
    holds_with(what, readings) "told-holds-with" "{what} holds: {readings}";
    fails(what) "told-fails" "{what} does not hold";
    fails_with(what, readings) "told-fails-with" "{what} does not hold: {readings}";
    exactly(value) "told-exactly" "exactly {value}";
    other_than(value) "told-other-than" "other than {value}";
    less_than(value) "told-less-than" "less than {value}";
    at_most(value) "told-at-most" "at most {value}";
    more_than(value) "told-more-than" "more than {value}";
    at_least(value) "told-at-least" "at least {value}";
    compares(left, right) "told-compares" "{left} is {right}";
    rule_compares(rule, left, right) "told-rule-compares" "`{rule}`: {left} is {right}";
    needed(rule, there, needed) "told-needed" "`{rule}`: {there} is there, {needed} is needed";
    needed_missing(rule, there, needed, missing) "told-needed-missing"
        "`{rule}`: {there} is there, {needed} is needed, missing {missing}";
    // Caps.
    cut_of(amount, bonus) "told-cut-of" "{amount} of {bonus}";
    cut_of_for(amount, bonus, event) "told-cut-of-for" "{amount} of {bonus} for `{event}`";
    cut(cap, cut) "told-cut" "{cap}: {cut}";
    cut_limited(cap, cut, limit) "told-cut-limited" "{cap}: {cut} (limit {limit})";
    before_cap(who, sum, limit, over) "told-before-cap"
        "{who} before the cap: {sum}; the limit is {limit}, so {over} is cut";
    sum_of_partners(sum, partners) "told-sum-of-partners" "{sum} ({partners})";
    sum_of(who, sum) "told-sum-of" "{who} {sum}";
    the_line() "told-the-line" "the line";
    this_line() "told-this-line" "this line";
    all_of(bonus) "told-all-of" "all of {bonus}";
    by_lines() "told-by-lines" "shared in proportion to the sums of lines";
    by_partners() "told-by-partners" "shared in proportion to the sums of partners";
    positive_only(shared) "told-positive-only" "{shared}, only positive ones are cut";
    falls(shared, what, part, sum, fallen, partner) "told-falls"
        "{shared}: {what} has {part} of {sum}, so {fallen} of the cut falls on {partner}";
    served(order, partner, part, fallen) "told-served"
        "served in this order: {order}; {partner} has {part}, and {fallen} of the cut falls on it";
    part_for(part, bonus) "told-part-for" "{part} for {bonus}";
    // Pools.
    share(pool, share, amount, weight, all) "told-share" "{pool}: {share} of {amount} in proportion {weight} of {all}";
    got_share(partner, pool, period, share) "told-got-share" "{partner} did get a share of {pool} in {period}: {share}";
    no_share(partner, pool, period) "told-no-share" "{partner} got no share of {pool} in {period}";
    takes_no_part() "told-takes-no-part" "does not take part";
    share_too_small(weight, amount) "told-share-too-small"
        "takes part with weight {weight} in {amount}, and the share is less than the smallest unit";
    // Why not.
    not_fulfilled(times, rule) "told-not-fulfilled" "{times} {times:time|times} the trigger did not fulfil `where {rule}`";
    skipped(times, reason) "told-skipped" "{times} {times:time|times} skipped because {reason}";
    passed(times, reason) "told-passed" "{times} {times:time|times} passed because {reason}";
    handed_on(times, reason) "told-handed-on" "{times} {times:time|times} handed on because {reason}";
    walk_ended(times, partner) "told-walk-ended" "{times} {times:time|times} the walk ended at {partner}";
    amount_zero(times) "told-amount-zero" "{times} {times:time|times} visited, and the amount was zero";
    not_reached(times) "told-not-reached" "{times} {times:time|times} the walk did not come by";
    only_first(most, all) "told-only-first" "only the first {most} of {all} were looked at";
    cap_pays_nobody(cap) "told-cap-pays-nobody" "{cap} is a cap; it pays nobody";
    fulfils(partner, rank, period) "told-fulfils" "{partner} fulfils the rule of {rank} in {period}";
    not_of_rank(partner, rank, period, conditions) "told-not-of-rank"
        "{partner} is not {rank} in {period}: {conditions} {conditions:condition|conditions} of its rule {conditions:fails|fail}";
    manual_rank(answer, rank) "told-manual-rank" "{answer}; a manual rank is in force: {rank}";
    paid_in(sum, lines, context) "told-paid-in" "{sum} in {lines} {lines:line|lines} in {context}";
    paid_late(paid, terms) "told-paid-late" "{paid} ({terms})";
    got_something(partner, bonus, paid) "told-got-something" "{partner} did get something of {bonus}: {paid}";
    nothing_reached(partner, bonus) "told-nothing-reached"
        "{partner} got nothing of {bonus}: nothing it is paid for could reach {partner}";
    got_nothing_of(partner, bonus) "told-got-nothing-of" "{partner} got nothing of {bonus}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every argument is said, nothing else is, and no two forms have one key.
    #[test]
    fn english_says_exactly_the_arguments() {
        let mut keys = BTreeSet::new();
        for form in FORMS {
            assert!(keys.insert(form.key), "`{}` is there twice", form.key);
            let places = form.english.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            let said: BTreeSet<&str> =
                places.map(|(place, _)| place.split_once(':').map_or(place, |(name, _)| name)).collect();
            assert_eq!(said, form.args.iter().copied().collect(), "{}", form.key);
        }
    }

    #[test]
    fn counts_choose_their_words() {
        let told = |conditions: usize| not_of_rank("C7", "Gold", "March", conditions).to_string();
        assert_eq!(told(1), "C7 is not Gold in March: 1 condition of its rule fails");
        assert_eq!(told(2), "C7 is not Gold in March: 2 conditions of its rule fail");
    }

    #[test]
    fn parts_are_joined_in_their_order() {
        let said = |parts: &[&str]| joined(parts.to_vec(), and_then).map(|arg| arg.to_string());
        assert_eq!(said(&["a", "b", "c"]), Some("a, then b, then c".to_owned()));
        assert_eq!((said(&["a"]), said(&[])), (Some("a".to_owned()), None));
    }
}
