//! The plan that pairs are made of.

pub const PLAN: &str = r#"language 1

plan Nordlicht version 4 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
}

unit BV to 0.01
rate BV to EUR = 0.80 from 2026-01-01

tree sponsor

earners: partners where not terminated; others: skip

event Order {
  seller   : partner
  bv       : BV from 0 to 1_000_000
  net      : EUR from 0 to 1_000_000
  category : goods, starter_kit
  at       : date
  conditions on at, in its month
  volume     on at
  payable    on at
  reversed: lines are mirrored; volume leaves the period of reversal
}

param entry : percent = 5% in 0% to 10%

table unilevel(level, rank) : percent, unique {
       Consultant  Silver  Gold
  1    5%          5%      6%
  2    -           4%      5%
  3    -           -       4%
}

tiers step_rate(volume : BV) : percent, whole amount {
  from 0 BV      3%
  from 500 BV    6%
  from 2_000 BV  9%
}

on Order { cv = bv when category is not starter_kit, otherwise 0 BV }
PV     = sum of cv over own Order
active = PV >= 100 BV
GV     = PV + sum of GV over frontline in sponsor
step   = step_rate(GV)

ladder career, highest satisfied {
              need      legs
  Consultant  0 BV      0
  Silver      2_000 BV  1
  Gold        8_000 BV  3
}
reached = highest of career where active and GV >= need
          and (count over frontline in sponsor where GV >= 500 BV) >= legs,
          otherwise Consultant

state title : career of partner = Consultant
closing title = opening title but at least reached

bonus Direct for each Order {
  pay entry of net to seller
  round half up to 0.01
}

bonus Unilevel for each Order {
  up sponsor from seller, above
  at most 3 levels
  skip when earner is not active
  pay unilevel(level, earner's reached) of cv as EUR
  round half up to 0.01, each line
}

bonus Differential for each Order {
  up sponsor from seller, included
  differential by earner's step, reference highest so far
  pay rate of cv as EUR
  round half up to 0.01; last line takes the remainder
}

bonus Match for each line of Unilevel after PerPartner {
  up sponsor from trigger's earner, above
  at most 1 level
  pay 10% of trigger's amount
  round half up to 0.01, each line
}

pool Leaders {
  share 2% of (sum of (cv as EUR) over Order) rounded half up to 0.01
  over partners where reached >= Gold
  in proportion to 1
  remainder: largest fraction first, then number
  nobody: kept by the company
}

cap PerPartner on Unilevel per partner at 500 EUR, in proportion by line, shared exactly; excess is lost

assert "the entry rate is moderate": entry <= 9%
"#;
