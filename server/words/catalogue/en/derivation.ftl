# Parts of derivations and answers. They are joined by a colon, a comma or a bracket, so they begin small where a
# sentence does not begin with them and have no full stop.

## Values, and what stands for one

told-plain = { $what }
told-none = none
told-yes = yes
told-no = no
told-quoted = “{ $text }”
told-row = partner #{ $number }
told-the-company = the company
told-the-whole-company = the whole company
told-the-tree = of the plan
told-nobody = nobody
told-person = person “{ $person }”
told-and-more = { $first }, { $rest }
told-and-then = { $first }, then { $rest }
told-and-also = { $first }, and { $rest }
told-quarter = Q{ $quarter } { $year }
told-week = week { $week } of { $year }

## Months, and what is paid late

told-late-context = { $settlement } / { $period }
told-late-heading = { $context }: { $terms }
told-taken-back =
  { $bonus }, taken back: { $sum } in { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
  }
told-reversed = { $event } was reversed on { $day } ({ $id })
told-reversed-cancelled = { $event } was cancelled on { $day } ({ $id })
told-reversed-returned = { $event } came back on { $day } ({ $id })
told-reversed-chargeback = the bank took the payment for { $event } back on { $day } ({ $id })
told-reversed-withdrawn = the customer withdrew from { $event } on { $day } ({ $id })
told-takes-back = takes back line { $line } of { $period }, of which { $amount } was kept
told-reversed-part = { $part } of the sale is reversed by now; what came back before is taken off
told-earlier-periods =
  { $bonus }, earlier periods: { $sum } in { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
  }
told-corrects = corrects { $context }: { $paid } was posted, and { $due } is due with what is known now
told-corrected-because = { $reason } (correction { $correction })
told-by-earlier-plan = by { $plan }, which was valid then, at the conditions of { $period }
told-rate-of-base = { $rate } of { $base }
told-late-terms = paid in { $settlement } at the conditions of { $period }
told-context-sum = { $context }: { $sum }
told-values-in = values in { $period }

## Lines

told-bonus =
    { $lines ->
        [one] { $bonus } { $context }: { $sum } in one line
   *[other] { $bonus } { $context }: { $sum } in { $lines } lines
    }
told-more-lines =
    { $lines ->
        [one] { $sum } in one more line; its amount in the table leads to it
   *[other] { $sum } in { $lines } more lines; the amount in the table leads to each
    }
told-event = { $kind } “{ $id }”
told-event-with = { $kind } “{ $id }” ({ $facts })
told-fact = { $name } { $value }
told-for-event = for { $event }
told-for-line = for the line of { $bonus } over { $amount } to { $partner }
told-for-line-of = { $line }, made for { $event }
told-for-a-line = for a line of another bonus
told-for-partner = for partner { $partner }

## Walks

told-path = path up the tree { $tree } to { $partner }
told-walk-ends = { $partner }: the walk ends here
told-is-paid = { $partner } is paid
told-got-nothing = { $partner } was visited and got nothing
told-got = { $partner } was visited and got { $amount }
told-is-skipped = { $partner } is skipped (takes no level)
told-is-passed = { $partner } is passed (the money stays with the company)
told-hands-on = { $partner } hands on (to the next one paid)
told-because = { $what }, because { $reason }
told-rule-holds = “{ $rule }” holds
told-rule-of-earners = “{ $rule }” of the earners clause does not hold

## Amounts

told-value = { $name } is { $value }
told-step-value = { $name } of the step is { $value }
told-value-because = { $value } because { $readings }
told-base = base is { $value }
told-base-at = base is { $amount } at { $rate } = { $value }
told-base-at-of = base is { $amount } at { $rate } = { $value } (the rate of { $day })
told-exact = exact amount { $amount }
told-exact-with = exact amount { $amount } and { $others } handed on by others
told-rounded = { $exact }, rounded to { $amount }
told-rounded-running = { $exact }, rounded to { $amount } (the running total of the chain is rounded)
told-rounded-remainder = { $exact }, rounded to { $amount } (the last line of the chain takes the remainder)
told-paid-before = { $due } is due to date, of which { $before } was paid before

## Values of a partner

told-reading = { $name } = { $value }
told-reading-manual = { $name } = { $value } (manual)
told-reading-overridden = { $name } = { $value } (manual; the rule gives { $rule })

## Conditions

told-the-condition = the condition
told-a-condition = condition
told-rule = “{ $rule }”
told-of-partner = { $what } of { $partner }
told-holds = { $what } holds
told-holds-with = { $what } holds: { $readings }
told-fails = { $what } does not hold
told-fails-with = { $what } does not hold: { $readings }
told-exactly = exactly { $value }
told-other-than = other than { $value }
told-less-than = less than { $value }
told-at-most = at most { $value }
told-more-than = more than { $value }
told-at-least = at least { $value }
told-compares = { $left } is { $right }
told-rule-compares = “{ $rule }”: { $left } is { $right }
told-needed = “{ $rule }”: { $there } is there, { $needed } is needed
told-needed-missing = “{ $rule }”: { $there } is there, { $needed } is needed, missing { $missing }

## Caps

told-cut-of = { $amount } of { $bonus }
told-cut-of-for = { $amount } of { $bonus } for “{ $event }”
told-cut = { $cap }: { $cut }
told-cut-limited = { $cap }: { $cut } (limit { $limit })
told-before-cap = { $who } before the cap: { $sum }; the limit is { $limit }, so { $over } is cut
told-sum-of-partners = { $sum } ({ $partners })
told-sum-of = { $who } { $sum }
told-the-line = the line
told-this-line = this line
told-all-of = all of { $bonus }
told-by-lines = shared in proportion to the sums of lines
told-by-partners = shared in proportion to the sums of partners
told-positive-only = { $shared }, only positive ones are cut
told-falls = { $shared }: { $what } has { $part } of { $sum }, so { $fallen } of the cut falls on { $partner }
told-served = served in this order: { $order }; { $partner } has { $part }, and { $fallen } of the cut falls on it
told-part-for = { $part } for { $bonus }

## Pools

told-share = { $pool }: { $share } of { $amount } in proportion { $weight } of { $all }
told-got-share = { $partner } did get a share of { $pool } in { $period }: { $share }
told-no-share = { $partner } got no share of { $pool } in { $period }
told-takes-no-part = does not take part
told-share-too-small = takes part with weight { $weight } in { $amount }, and the share is less than the smallest unit

## Why not

why-not-paid-title = Why did { $partner } get nothing of { $what }?
told-not-fulfilled =
    { $times ->
        [one] once “where { $rule }” was not fulfilled
   *[other] { $times } times “where { $rule }” was not fulfilled
    }
told-skipped =
    { $times ->
        [one] once skipped because { $reason }
   *[other] { $times } times skipped because { $reason }
    }
told-passed =
    { $times ->
        [one] once passed because { $reason }
   *[other] { $times } times passed because { $reason }
    }
told-handed-on =
    { $times ->
        [one] once handed on because { $reason }
   *[other] { $times } times handed on because { $reason }
    }
told-walk-ended =
    { $times ->
        [one] once the walk ended at { $partner }
   *[other] { $times } times the walk ended at { $partner }
    }
told-amount-zero =
    { $times ->
        [one] once visited, and the amount was zero
   *[other] { $times } times visited, and the amount was zero
    }
told-not-reached =
    { $times ->
        [one] once the walk did not come by
   *[other] { $times } times the walk did not come by
    }
told-only-first = only the first { $most } of { $all } were looked at
told-cap-pays-nobody = { $cap } is a cap; it pays nobody
told-fulfils = { $partner } fulfils the rule of { $rank } in { $period }
told-not-of-rank =
    { $conditions ->
        [one] { $partner } is not { $rank } in { $period }: one condition of its rule fails
   *[other] { $partner } is not { $rank } in { $period }: { $conditions } conditions of its rule fail
    }
told-manual-rank = { $answer }; a manual rank is in force: { $rank }
told-paid-in =
    { $lines ->
        [one] { $sum } in one line in { $context }
   *[other] { $sum } in { $lines } lines in { $context }
    }
told-paid-late = { $paid } ({ $terms })
told-got-something = { $partner } did get something of { $bonus }: { $paid }
told-nothing-reached = { $partner } got nothing of { $bonus }: nothing it is paid for could reach { $partner }
told-got-nothing-of = { $partner } got nothing of { $bonus }
