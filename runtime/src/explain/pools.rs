//! Shares of pools, and why somebody has none.

use super::condition::{failed, formula};
use super::sentence as say;
use super::{Arg, Node, Sentence, Source};
use crate::settle::Settled;
use compline_compiler::interpret::Env;
use compline_compiler::program::{ColumnId, NONE, Pool};

/// A partner's shares, with the names of the pools.
pub(super) fn pools<'a>(source: &Source<'a>, settled: &'a Settled, row: usize) -> Vec<(String, Node)> {
    let show = source.show(settled);
    let store = &settled.store;
    let mut out = Vec::new();
    for (pool, lines) in source.program.pools.iter().zip(&settled.outcome.pools) {
        let Some(share) = lines.iter().find(|l| l.earner as usize == row) else { continue };
        let all: i64 = (0..settled.snapshot.rows())
            .filter(|r| store.get(pool.member, *r) == 1)
            .map(|r| store.get(pool.weight, r))
            .fold(0, i64::saturating_add);
        let text = say::share(
            settled.context.period.titled(&pool.name, pool.at, source.program),
            show.amount(share.amount),
            show.amount(store.get(pool.amount, 0)),
            shown(source, settled, pool.weight, store.get(pool.weight, row)),
            shown(source, settled, pool.weight, all),
        );
        let place = source.place(pool.site);
        let node = Node { kind: "pool", text, amount: Some(share.amount), place, children: Vec::new() };
        out.push((pool.name.clone(), node));
    }
    out
}

/// Why a partner has no share of a pool: the conditions that fail, or the weight.
pub(super) fn reasons<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    at: usize,
    row: usize,
    partner: &str,
) -> (Sentence, Vec<Node>) {
    let Some(pool) = source.program.pools.get(at) else { return (Sentence::default(), Vec::new()) };
    let name = &pool.name;
    let month = settled.context.period;
    let lines = settled.outcome.pools.get(at);
    if let Some(share) = lines.and_then(|lines| lines.iter().find(|l| l.earner as usize == row)) {
        let share = source.show(settled).amount(share.amount);
        return (say::got_share(partner, name, month, share), Vec::new());
    }
    let node =
        |text: Sentence, children| Node { kind: "rule", text, amount: None, place: source.place(pool.site), children };
    let reason = if settled.store.get(pool.member, row) != 1 {
        node(say::takes_no_part(), failed_membership(source, settled, pool, row))
    } else {
        let weight = shown(source, settled, pool.weight, settled.store.get(pool.weight, row));
        let amount = source.show(settled).amount(settled.store.get(pool.amount, 0));
        node(say::share_too_small(weight, amount), Vec::new())
    };
    (say::no_share(partner, name, month), vec![reason])
}

fn failed_membership<'a>(source: &Source<'a>, settled: &'a Settled, pool: &Pool, row: usize) -> Vec<Node> {
    let env = Env { row: i64::try_from(row).unwrap_or(NONE), ..Env::EMPTY };
    formula(source.program, pool.member).map(|member| failed(source, settled, member, &env)).unwrap_or_default()
}

fn shown<'a>(source: &Source<'a>, settled: &'a Settled, column: ColumnId, value: i64) -> Arg {
    let ty = source.program.columns.get(column.index()).map(|c| c.ty);
    ty.map_or_else(|| "".into(), |ty| source.show(settled).shown(ty, value))
}
