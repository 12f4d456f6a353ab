//! Lines of earlier settlements, by bonus: those that are taken back, and those that are posted for closed periods.

use super::sentence as say;
use super::{MOST_LINES, Node, Question, Sentence, Source};
use crate::settle::Settled;
use crate::show::Show;
use std::collections::BTreeMap;

/// A line of a partner.
pub(super) struct Earlier<'l, L> {
    pub(super) bonus: &'l str,
    pub(super) amount: i64,
    pub(super) line: &'l L,
}

/// The lines of the bonus that is asked for, or of all: the first ones in full, of the others their sum. `title` says what they
/// are, from the bonus, their sum and their number.
pub(super) fn by_bonus<'a, 'l, L: 'l>(
    (source, settled): (&Source<'a>, &'a Settled),
    question: &Question,
    lines: impl Iterator<Item = Earlier<'l, L>>,
    title: impl Fn(&str, &Show<'_>, i64, usize) -> Sentence,
    node: impl Fn(&L) -> Node,
) -> Vec<Node> {
    let mut bonuses: BTreeMap<&str, Vec<Earlier<'l, L>>> = BTreeMap::new();
    for one in lines.filter(|one| question.bonus.as_deref().is_none_or(|bonus| bonus == one.bonus)) {
        bonuses.entry(one.bonus).or_default().push(one);
    }
    let most = question.most_lines.unwrap_or(MOST_LINES);
    let show = source.show(settled);
    let sum_of = |lines: &[Earlier<'l, L>]| lines.iter().map(|one| one.amount).fold(0_i64, i64::saturating_add);
    let nodes = bonuses.into_iter().map(|(bonus, lines)| {
        let sum = sum_of(&lines);
        let mut children: Vec<Node> = lines.iter().take(most).map(|one| node(one.line)).collect();
        if let Some(rest) = lines.get(most..).filter(|rest| !rest.is_empty()) {
            let amount = sum_of(rest);
            let text = say::more_lines(show.amount(amount), rest.len());
            children.push(Node { kind: "line", text, amount: Some(amount), ..Node::default() });
        }
        let text = title(bonus, &show, sum, lines.len());
        Node { kind: "bonus", text, amount: Some(sum), place: None, children }
    });
    nodes.collect()
}
