use super::{CHAIN, go};
use crate::outcome::RunError;
use crate::program::{AggregateOp, Compare, FoldStep, NONE, Op, Pass, Space, Step};
use crate::testing::{
    Build, SPONSOR, above, add, bv, by, compare, count, event, events, expr, fill, is_known, num, optional, or_else,
    partner, row, sponsor, store, tree, values, yes_no,
};

/// Anna (0) brought Ben (1), Cara (3) and Dan (4); Ben brought Eva (2).
const FAMILY: [i32; 5] = [-1, 0, 1, 0, 0];

#[test]
fn group_volume_is_own_volume_and_that_of_the_frontline() -> Result<(), RunError> {
    let mut b = Build::new();
    let pv = b.given("PV", bv(0));
    let gv = b.column("GV", Space::Partner, bv(0));
    let below = b.column("below", Space::Partner, bv(0));
    b.fold_up(vec![FoldStep::Children(b.sum(below, b.row(gv))), FoldStep::Value(gv, add(b.row(pv), b.row(below)))]);
    let mut s = store(&b.program, &FAMILY);
    fill(&b.program, &mut s, pv, &[1, 10, 100, 1_000, 10_000]);
    go(&b, &mut s)?;
    // Ben: 10 + Eva's 100; Anna: 1 + 110 + 1000 + 10000.
    assert_eq!(values(&s, gv), [11_111, 110, 100, 1_000, 10_000]);
    Ok(())
}

#[test]
fn children_are_aggregated_with_my_and_filter() -> Result<(), RunError> {
    let mut b = Build::new();
    let pv = b.given("PV", bv(0));
    let better = above(b.row(pv), b.my(pv));
    let mut steps = Vec::new();
    let mut columns = Vec::new();
    for (name, op, ty) in [
        ("largest", AggregateOp::Largest, optional(bv(0))),
        ("smallest", AggregateOp::Smallest, optional(bv(0))),
        ("better", AggregateOp::Count, count()),
        ("any", AggregateOp::Any, yes_no()),
        ("every", AggregateOp::Every, yes_no()),
    ] {
        let column = b.column(name, Space::Partner, ty);
        let aggregate = match op {
            AggregateOp::Count => b.aggregate(column, op, num(1, count()), Some(better.clone())),
            AggregateOp::Any | AggregateOp::Every => b.aggregate(column, op, better.clone(), None),
            _ => b.aggregate(column, op, b.row(pv), None),
        };
        steps.push(FoldStep::Children(aggregate));
        columns.push(column);
    }
    b.fold_up(steps);
    let mut s = store(&b.program, &FAMILY);
    fill(&b.program, &mut s, pv, &[5, 7, 6, 5, 9]);
    go(&b, &mut s)?;
    // Anna's children have 7, 5, 9; Ben's child has 6, which is not more than his 7; the others have none.
    let expected =
        [[9, 6, NONE, NONE, NONE], [5, 6, NONE, NONE, NONE], [2, 0, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 1, 1, 1]];
    for (column, expected) in columns.into_iter().zip(expected) {
        assert_eq!(values(&s, column), expected);
    }
    Ok(())
}

#[test]
fn a_fold_down_reads_the_parent_in_the_order_of_its_tree() -> Result<(), RunError> {
    let mut b = Build::new();
    let other = b.tree("placement");
    let depth = b.column("depth", Space::Partner, count());
    let parent = |b: &Build| b.load(depth, expr(Op::Parent(other, row().into()), optional(partner())));
    let columns = vec![(depth, or_else(add(parent(&b), num(1, count())), num(0, count())))];
    b.program.steps.push(Step::Pass(Pass::FoldDown { tree: other, columns }));
    let mut s = store(&b.program, &CHAIN);
    // 4 is the root, 3 below it, then 1 below 3, and 0 and 2 below 1.
    if let Some(view) = s.trees.get_mut(other.index()) {
        *view = tree(&[1, 3, 1, 4, -1]);
        assert_eq!(view.order, [4, 3, 1, 0, 2]);
        assert_eq!(view.end, [4, 5, 5, 5, 5]);
    }
    go(&b, &mut s)?;
    assert_eq!(values(&s, depth), [3, 2, 3, 1, 0]);
    Ok(())
}

#[test]
fn gather_groups_by_any_key_and_leaves_out_absent_ones() -> Result<(), RunError> {
    let mut b = Build::new();
    let (orders, fields) =
        b.event("Order", &[("seller", optional(partner())), ("bv", bv(0)), ("bonus_bv", optional(bv(0)))]);
    let [seller, volume, extra] = fields[..] else { return Ok(()) };
    let pv = b.column("PV", Space::Partner, bv(0));
    let number = b.column("orders", Space::Partner, count());
    let best = b.column("best", Space::Partner, optional(bv(0)));
    let upline = b.column("brought", Space::Partner, bv(0));
    let total = b.column("total", Space::Company, bv(0));
    let from = Space::Event(orders);
    b.gather(
        from,
        Space::Partner,
        Some(b.row(seller)),
        vec![
            b.sum(pv, b.row(volume)),
            b.aggregate(number, AggregateOp::Count, num(1, count()), Some(is_known(b.row(extra)))),
            b.aggregate(best, AggregateOp::Largest, b.row(extra), None),
        ],
    );
    b.gather(from, Space::Partner, Some(sponsor(b.row(seller))), vec![b.sum(upline, b.row(volume))]);
    b.gather(from, Space::Company, None, vec![b.sum(total, b.row(volume))]);
    let mut s = store(&b.program, &[-1, 0, 0]);
    events(&b.program, &mut s, orders, &[0, 1, 1, NONE]);
    fill(&b.program, &mut s, volume, &[1, 20, 300, 4_000]);
    fill(&b.program, &mut s, extra, &[NONE, 7, NONE, 9]);
    go(&b, &mut s)?;
    assert_eq!(values(&s, pv), [1, 320, 0]);
    assert_eq!(values(&s, number), [0, 1, 0]);
    assert_eq!(values(&s, best), [NONE, 7, NONE]);
    // Anna has no sponsor, so her order is nobody's here.
    assert_eq!(values(&s, upline), [320, 0, 0]);
    assert_eq!(values(&s, total), [4_321]);
    Ok(())
}

#[test]
fn gather_passes_the_receiver_as_my() -> Result<(), RunError> {
    let mut b = Build::new();
    let (orders, fields) = b.event("Order", &[("seller", partner()), ("bv", bv(0))]);
    let [seller, volume] = fields[..] else { return Ok(()) };
    let floor = b.given("floor", bv(0));
    let large = b.column("large", Space::Partner, count());
    let filter = Some(compare(Compare::Ge, b.row(volume), b.my(floor)));
    let aggregates = vec![b.aggregate(large, AggregateOp::Count, num(1, count()), filter)];
    b.gather(Space::Event(orders), Space::Partner, Some(b.row(seller)), aggregates);
    let mut s = store(&b.program, &[-1, 0]);
    events(&b.program, &mut s, orders, &[0, 0, 1, 1]);
    fill(&b.program, &mut s, volume, &[10, 20, 10, 20]);
    fill(&b.program, &mut s, floor, &[10, 11]);
    assert_eq!(b.row(volume).op, Op::Load(volume, expr(Op::Handle(crate::program::Handle::Row), event(orders)).into()));
    go(&b, &mut s)?;
    assert_eq!(values(&s, large), [2, 1]);
    Ok(())
}

#[test]
fn pick_marks_the_first_children_and_a_later_step_uses_them() -> Result<(), RunError> {
    let mut b = Build::new();
    let pv = b.given("PV", optional(bv(0)));
    let wanted = b.given("wanted", count());
    let joined = b.given("rank", count());
    let picked = b.column("picked", Space::Partner, yes_no());
    let sum = b.column("sum", Space::Partner, bv(0));
    let in_pick = |b: &Build| b.row(picked);
    b.fold_up(vec![
        FoldStep::Pick {
            into: picked,
            count: b.row(wanted),
            filter: Some(compare(Compare::Ne, b.row(joined), num(9, count()))),
            keys: vec![by(b.row(pv), true)],
        },
        FoldStep::Children(b.aggregate(sum, AggregateOp::Sum, b.row(pv), Some(in_pick(&b)))),
    ]);
    // Anna (0) brought 1 to 6.
    let mut s = store(&b.program, &[-1, 0, 0, 0, 0, 0, 0]);
    s.number = vec![0, 6, 5, 4, 3, 2, 1].into();
    fill(&b.program, &mut s, wanted, &[4, -1, 0, 0, 0, 0, 0]);
    fill(&b.program, &mut s, pv, &[0, 50, NONE, 80, 50, 90, 10]);
    fill(&b.program, &mut s, joined, &[0, 0, 0, 0, 0, 9, 0]);
    go(&b, &mut s)?;
    // Largest first: 5 has 90 but does not take part; 3 has 80; 4 and 1 have 50, 4 with the smaller number; 6 has
    // 10; 2 is absent, so last.
    assert_eq!(values(&s, picked), [0, 1, 0, 1, 1, 0, 1]);
    assert_eq!(values(&s, sum), [80 + 50 + 50 + 10, 0, 0, 0, 0, 0, 0]);

    // With five, absent is the last one that takes part.
    fill(&b.program, &mut s, wanted, &[5, 0, 0, 0, 0, 0, 0]);
    go(&b, &mut s)?;
    assert_eq!(values(&s, picked), [0, 1, 1, 1, 1, 0, 1]);
    Ok(())
}

#[test]
fn place_counts_siblings_and_roots_from_one() -> Result<(), RunError> {
    let mut b = Build::new();
    let joined = b.given("joined", optional(count()));
    let nth = b.column("nth", Space::Partner, count());
    let seen = b.column("seen", Space::Partner, count());
    b.fold_up(vec![
        FoldStep::Value(seen, b.row(nth)),
        FoldStep::Place { into: nth, keys: vec![by(b.row(joined), false)] },
    ]);
    // Roots 0 and 4; 0 brought 1, 2, 3; 5 is not in the tree.
    let mut s = store(&b.program, &[-1, 0, 0, 0, -1, -1]);
    if let Some(view) = s.trees.get_mut(SPONSOR.index()) {
        view.inside = vec![true, true, true, true, true, false].into();
    }
    fill(&b.program, &mut s, joined, &[8, NONE, 3, 3, 7, 1]);
    go(&b, &mut s)?;
    assert_eq!(values(&s, nth), [2, 3, 1, 2, 1, 0]);
    assert_eq!(values(&s, seen), [2, 3, 1, 2, 1, 0]);
    Ok(())
}

#[test]
fn a_map_reads_what_it_wrote_at_the_row_and_above() -> Result<(), RunError> {
    let mut b = Build::new();
    let one = b.column("one", Space::Partner, count());
    let chain = b.column("chain", Space::Partner, count());
    let above = or_else(b.load(chain, sponsor(row())), num(0, count()));
    b.map(Space::Partner, vec![(one, num(1, count())), (chain, add(b.row(one), above))]);
    let mut s = store(&b.program, &CHAIN);
    go(&b, &mut s)?;
    assert_eq!(values(&s, chain), [1, 2, 3, 4, 5]);
    Ok(())
}
