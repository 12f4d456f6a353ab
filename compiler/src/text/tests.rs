#![expect(clippy::inconsistent_digit_grouping, reason = "amounts in cents: 12_50 is 12.50")]

use super::render;
use crate::program::{
    AggregateOp, CapMethod, CapScope, Compare, Earner, FoldStep, LineSource, MonthCount, Op, Pay, PeriodEdge, Reach,
    RoundMode, Source, Space, VarId, Verb, Width,
};
use crate::testing::{
    Build, SPONSOR, above, add, and, at_least, bv, by, compare, count, date, div, eur, expr, factor, is_known, max,
    min, mul, neg, not, num, optional, or, or_else, partner, pay, pay_to, percent, round, row, shown, sponsor, sub,
    trigger, up, var, when, word, yes_no,
};

/// A plan with one of everything.
fn nordlicht() -> Option<Build> {
    let mut b = Build::new();
    b.program.plan = "Nordlicht".to_owned();
    let career = b.ladder("career", &["Consultant", "Silver", "Gold"]);
    let fields = [("seller", partner()), ("bv", bv(2)), ("paid_on", optional(date()))];
    let (orders, columns) = b.event("Order", &fields);
    let [seller, volume, paid_on] = columns[..] else { return None };
    let joined = b.column_from("joined_on", Space::Partner, date(), Source::JoinedOn);
    let rates = b.table(
        "unilevel",
        percent(2),
        &[("level", count(), &[1, 2]), ("rank", word(career), &[0, 2])],
        &[Some(5), Some(6), None, Some(4)],
    );

    let pv = b.column("PV", Space::Partner, bv(2));
    let days = b.column("days", Space::Event(orders), optional(count()));
    let paid = expr(
        Op::Between(
            MonthCount::Days,
            b.row(paid_on).into(),
            expr(Op::Period(PeriodEdge::End, Reach::Period(0)), date()).into(),
        ),
        optional(count()),
    );
    b.map(Space::Event(orders), vec![(days, paid)]);
    b.gather(
        Space::Event(orders),
        Space::Partner,
        Some(b.row(seller)),
        vec![b.aggregate(pv, AggregateOp::Sum, b.row(volume), Some(is_known(b.row(paid_on))))],
    );

    let below = b.column("GV", Space::Partner, bv(2));
    let gv = b.column("GV", Space::Partner, bv(2));
    let nth = b.column("nth", Space::Partner, count());
    b.width(nth, Width::W32);
    let first = b.column("first legs", Space::Partner, yes_no());
    let legs = b.column("legs", Space::Partner, count());
    let at_most = min(b.row(gv), mul(num(60, percent(2)), b.my(pv)));
    b.fold_up(vec![
        FoldStep::Place { into: nth, keys: vec![by(b.row(joined), false)] },
        FoldStep::Children(b.sum(below, at_most)),
        FoldStep::Value(gv, add(b.row(pv), b.row(below))),
        FoldStep::Pick {
            into: first,
            count: num(3, count()),
            filter: Some(not(b.row(first))),
            keys: vec![by(b.row(gv), true)],
        },
        FoldStep::Children(b.aggregate(legs, AggregateOp::Count, num(1, count()), Some(b.row(first)))),
    ]);

    let rank = b.column("rank", Space::Partner, word(career));
    let depth = b.column("depth", Space::Partner, count());
    b.fold_down(vec![(depth, or_else(add(b.load(depth, sponsor(row())), num(1, count())), num(0, count())))]);
    let gold = and(
        and(at_least(b.row(gv), num(8_000_00, bv(2))), above(b.row(legs), num(2, count()))),
        or(b.row(first), b.row(first)),
    );
    let rank_of = when(
        gold,
        num(2, word(career)),
        when(above(b.row(legs), num(-1, count())), num(1, word(career)), num(0, word(career))),
    );
    let points = b.column("points", Space::Partner, count());
    let whole = round(div(b.row(gv), num(1_000, bv(0))), RoundMode::Down, 0);
    let sign = neg(sub(b.row(depth), sub(b.row(nth), mul(num(15, factor(1)), add(b.row(nth), num(1, count()))))));
    let odd = b.column("odd", Space::Partner, factor(1));
    b.map(Space::Partner, vec![(rank, rank_of), (points, max(whole, num(0, count()))), (odd, sign)]);

    let (level, rate) = (|| var(0, count()), || var(1, percent(2)));
    let looked_up = b.lookup(rates, vec![level(), b.earner(rank)]);
    let (from, base, inactive) =
        (b.trigger(seller), b.trigger(volume), compare(Compare::Lt, b.earner(pv), num(100_00, bv(2))));
    let unilevel = b.bonus("Unilevel", Space::Event(orders), |bonus| {
        bonus.filter = Some(above(base.clone(), num(0, bv(2))));
        bonus.walk = Some(up(from, false));
        bonus.vars = vec![shown("level", count()), shown("rate", percent(2))];
        bonus.start = vec![num(1, count())];
        bonus.stop_before = Some(above(level(), num(2, count())));
        bonus.verbs = vec![(Verb::HandOn, inactive)];
        bonus.lets = vec![(VarId(1), looked_up)];
        let amount = mul(mul(rate(), base), num(80, eur(2)));
        bonus.pays = vec![Pay { rate: Some(VarId(1)), base: Some(volume), ..pay(amount) }];
        bonus.then = vec![(VarId(0), add(level(), num(1, count())))];
        bonus.finally = vec![pay_to(Earner::Company, num(1, eur(2)))];
    });
    let budget = b.fixed("budget", 1_000_00, eur(2));
    let leaders = b.pool("Leaders", budget, first, points);
    let on = [LineSource::Bonus(unilevel), LineSource::Pool(leaders)];
    let company = b.cap("Company", &on, CapScope::Company, budget, |_| {});
    b.cap("First", &on, CapScope::Person, budget, |cap| {
        cap.after = vec![company];
        cap.method = CapMethod::ByPriority(vec![LineSource::Pool(leaders), LineSource::Bonus(unilevel)]);
    });
    let space = Space::Line(b.next_bonus());
    let (earner, amount) = (
        b.column_from("line earner", space, partner(), Source::LineEarner),
        b.column_from("amount", space, eur(2), Source::LineAmount),
    );
    let (to, of) = (b.trigger(earner), b.trigger(amount));
    b.bonus("Match", space, |bonus| {
        bonus.trigger.lines_of = Some(unilevel);
        bonus.trigger.after = Some(company);
        bonus.trigger.partner = Some(trigger());
        let below = expr(Op::IsBelow(SPONSOR, to.clone().into(), trigger().into()), yes_no());
        bonus.pays = vec![Pay { when: Some(below), ..pay_to(Earner::Partner(sponsor(to)), of) }];
        bonus.rounding = None;
    });
    b.assert("nobody is odd", first);
    Some(b)
}

#[test]
fn a_program_reads_from_top_to_bottom() {
    let text = nordlicht().map(|b| render(&b.program)).unwrap_or_default();
    insta::assert_snapshot!(text, @r"
    plan Nordlicht version 1
    currency EUR, period month

    unit EUR: money to 0.01
    unit BV: points to 0.01
    unit percent: percent to 0.0001
    unit count: count to 1
    unit factor: factor to 0.0001

    ladder career: Consultant < Silver < Gold

    event Order by seller, conditions on paid_on, volume on paid_on, payable on paid_on
      seller: partner
      bv: BV to 0.01
      paid_on: date or none

    tree sponsor

    table unilevel: percent to 0.01
      by level: count to 1 from 1 | 2
      by rank: career from Consultant | Gold
      5% | 6%
      missing | 4%

    column seller of Order paid: partner, 8 bytes, field seller
    column bv of Order paid: BV to 0.01, 8 bytes, field bv
    column paid_on of Order paid: date or none, 8 bytes, field paid_on
    column joined_on of partner: date, 8 bytes, joined on
    column PV of partner: BV to 0.01, 8 bytes, computed
    column days of Order paid: count to 1 or none, 8 bytes, computed
    column GV#6 of partner: BV to 0.01, 8 bytes, computed
    column GV#7 of partner: BV to 0.01, 8 bytes, computed
    column nth of partner: count to 1, 4 bytes, computed
    column `first legs` of partner: yes/no, 8 bytes, computed
    column legs of partner: count to 1, 8 bytes, computed
    column rank of partner: career, 8 bytes, computed
    column depth of partner: count to 1, 8 bytes, computed
    column points of partner: count to 1, 8 bytes, computed
    column odd of partner: factor to 0.1, 8 bytes, computed
    column budget of company: EUR to 0.01, 8 bytes, computed
    column `line earner` of line for Match: partner, 8 bytes, earner of line
    column amount of line for Match: EUR to 0.01, 8 bytes, amount of line

    1 map Order paid
      days = days(paid_on[row], period.end(0)): count to 1 or none

    2 gather Order paid into partner by seller[row]
      PV = sum of (bv[row]) where paid_on[row] is known: BV to 0.01

    3 fold up sponsor
      nth = place among siblings by joined_on[row] smallest first, number
      GV#6 = sum of (min(GV#7[row], 60% * PV[my])) over children: BV to 0.0001
      GV#7 = PV[row] + GV#6[row]: BV to 0.01
      `first legs` = first 3 of children where not `first legs`[row] by GV#7[row] largest first, number
      legs = count over children where `first legs`[row]: count to 1

    4 fold down sponsor
      depth = depth[sponsor.parent(row)] + 1 otherwise 0: count to 1

    5 map partner
      rank = if GV#7[row] >= 8000.00 BV and legs[row] > 2 and (`first legs`[row] or `first legs`[row]) then Gold else (if legs[row] > -1 then Silver else Consultant): career
      points = max(round(GV#7[row] / 1000 BV, down, 1), 0): BV to 1
      odd = -(depth[row] - (nth[row] - 1.5 factor * (nth[row] + 1))): count to 0.1

    6 bonus Unilevel for each Order paid
      where bv[trigger] > 0.00 BV
      up sponsor from seller[trigger], above
      remember level = 1: count to 1, shown
      stop before when level > 2
      hand on when PV[earner] < 100.00 BV
      let rate = unilevel(level, rank[earner]): percent to 0.01, shown
      pay rate * bv[trigger] * 0.80 EUR: BV to 0.000001, rate rate, base bv
      then level = level + 1
      finally pay 0.01 EUR to company: EUR to 0.01
      round half up to 0.01, each line

    7 map company
      budget = 1000.00 EUR: EUR to 0.01

    8 pool Leaders: share budget over `first legs` in proportion to points

    9 cap Company on Unilevel, Leaders per company at budget
      in proportion by partners, shared exactly; excess is lost

    10 cap First on Unilevel, Leaders per person at budget
      after Company
      by priority Leaders, Unilevel, shared exactly; excess is lost

    11 bonus Match for each line of Unilevel after Company
      partner trigger
      pay amount[trigger] to sponsor.parent(`line earner`[trigger]) when sponsor.below(`line earner`[trigger], trigger): EUR to 0.01
      not rounded

    assert `first legs`: nobody is odd
    ");
}

#[test]
fn brackets_stand_where_the_reading_needs_them() {
    let mut b = Build::new();
    b.ladder("career", &["Consultant", "Senior Consultant"]);
    let names = super::Names::new(&b.program);
    let (one, two) = (|| num(1, count()), || num(-2, count()));
    let (yes, no) = (|| num(1, yes_no()), || num(0, yes_no()));
    for (expr, expected) in [
        (mul(add(one(), two()), two()), "(1 + -2) * -2"),
        (sub(one(), sub(one(), two())), "1 - (1 - -2)"),
        (sub(sub(one(), one()), two()), "1 - 1 - -2"),
        (div(one(), mul(one(), two())), "1 / (1 * -2)"),
        (neg(two()), "-(-2)"),
        (neg(add(one(), one())), "-(1 + 1)"),
        (not(compare(Compare::Ne, one(), two())), "not (1 is not -2)"),
        (compare(Compare::Eq, and(yes(), no()), yes()), "(yes and no) is yes"),
        (or(and(yes(), no()), or(yes(), no())), "(yes and no) or (yes or no)"),
        (and(and(yes(), not(no())), yes()), "yes and not no and yes"),
        (add(when(yes(), one(), two()), one()), "(if yes then 1 else -2) + 1"),
        (num(20_454, date()), "2026-01-01"),
        (num(1, word(crate::program::WordsId(0))), "`Senior Consultant`"),
        (num(7_500, percent(5)), "7.500%"),
        (num(1, percent(1)), "0.1 percent"),
        (num(1_250, eur(2)), "12.50 EUR"),
        (num(3, partner()), "partner 3"),
        (crate::testing::none(eur(2)), "none"),
        (round(num(15, eur(1)), RoundMode::HalfEven, 0), "round(1.5 EUR, half even, 1)"),
        (expr(Op::Side(SPONSOR, row().into()), optional(count())), "sponsor.side(row)"),
    ] {
        assert_eq!(names.expr(&expr, &[]), expected);
    }
}
