# Coming over from another system: what is imported of a network, and trials of past periods.

trial-title = Coming over
trial-head = Trial { $from } to { $to }
trial-step-import = Import
trial-step-trial = Trial
trial-step-differences = Differences
trial-help = A trial settles past periods with what is known now and compares every amount with what the other system has paid. Nothing is paid by it, and no run is made.
trial-import-first = Import partners, places, orders and states first, and “Paid elsewhere” for what the other system has paid.
trial-to-imports = Import data
trial-from = First period
trial-to = Last period
trial-period-help = As the plan’s calendar names it, for example { $example }.
trial-plan = Plan version
trial-plan-usual = The one of the last period
trial-begin = Start trial
trials = Trials
trials-none-yet = No trial yet.
trial-paid-known = What was paid is known for: { $periods }
trial-paid-unknown = Nothing is known of what was paid. Import “Paid elsewhere” to compare.
trial-state-waiting = Not done
trial-state-equal = All equal
trial-state-different = Differences
trial-equal = Equal to the cent
trial-different = Different
trial-all-equal = All amounts are equal to the cent.
trial-nothing = There is nothing to compare: nothing is computed and nothing was paid.
trial-some-different =
    { $count ->
        [one] One amount differs.
       *[other] { $count } amounts differ.
    }
trial-evidence-only = A cause is named only where it was found out: with it the difference is gone. Everything else is unexplained.
trial-periods = Periods
trial-period = Period
trial-partner = Partner
trial-bonus = Bonus
trial-all-bonuses = All
trial-computed = Computed
trial-paid = Paid
trial-difference = Difference
trial-lines = Lines
trial-cause = Cause
trial-found = What was found
trial-count = Differences
trial-partners = Partners
trial-causes = Differences by cause
trial-differences = Differences by partner
trial-every-cause = Every cause
trial-largest = Largest first
trial-show = Show
trial-none-listed = No difference like this.
trial-earlier =
    { $count ->
        [one] One order from before the trial is taken back in { $period }. What was paid for it is not known, so nothing comes back for it; let the trial begin earlier.
       *[other] { $count } orders from before the trial are taken back in { $period }. What was paid for them is not known, so nothing comes back for them; let the trial begin earlier.
    }
trial-csv = Differences (CSV)
trial-xlsx = Differences (Excel)
trial-derivation = { $partner } in { $period }
trial-again = Start the same trial again
trial-failed = The trial failed
trial-is-live = It is being computed.

## Causes

trial-cause-rounding = Only rounding
trial-cause-partner-unknown = Partner unknown
trial-cause-rank = Another rank
trial-cause-tree = Another place in the tree
trial-cause-inactive = Not active
trial-cause-event-missing = Order missing
trial-cause-rate = Another rate
trial-cause-bonus = Another bonus
trial-cause-cap = Cap
trial-cause-minimum = Below the minimum payout
trial-cause-not-paid = Computed and not paid
trial-cause-unexplained = Unexplained

## What was found out

trial-found-rounding = The same lines ({ $lines }), rounded in another way, come to what was paid.
trial-found-partner-unknown = Nobody has the number “{ $number }”. Import the partner, or correct the number.
trial-found-rank = With the rank “{ $rank }” of the other system it comes to what was paid; the plan says “{ $computed }”.
trial-found-rank-others = With the ranks of the other system it comes to what was paid; another one has: { $partners }.
trial-found-tree-said = Below “{ $parent }” in the tree “{ $tree }”, as the other system says, it comes to what was paid; known is “{ $known }”.
trial-found-tree-said-others = With the places of the other system it comes to what was paid; another one has: { $partners }.
trial-found-tree-late = As if “{ $number }” had changed place in the tree “{ $tree }” after the period, and not on { $date }, it comes to what was paid.
trial-found-tree-late-others = As if changes of places had come after the period, it comes to what was paid: { $partners }.
trial-found-tree-early = As if “{ $number }” had changed place in the tree “{ $tree }” within the period already, and not on { $date }, it comes to what was paid.
trial-found-tree-early-others = As if changes of places of the next period had come already, it comes to what was paid: { $partners }.
trial-found-inactive = As an active partner it comes to what was paid; here the partner is { $status ->
        [terminated] terminated
        [inactive] inactive
        [joined] not active yet
       *[other] “{ $status }”
    } since { $date }.
trial-found-inactive-others = With these partners as active ones it comes to what was paid: { $partners }.
trial-found-orders-lacking = It was paid for orders that are not known here: { $orders }. Import them.
trial-found-orders-extra = Without orders for which the other system has not paid, it comes to what was paid: { $orders }.
trial-found-orders-both = Orders that are not known here: { $lacking }. Orders for which the other system has not paid: { $extra }. Without both it is the same.
trial-found-no-event = No order of the period belongs to the partner or to anybody below. Import the orders that it was paid for.
trial-found-other-bonus = The partner’s bonuses come to the same sum; they are divided otherwise.
trial-found-unknown-bonus = The plan has no bonus “{ $bonus }”.
trial-found-rate = With { $other } instead of { $rate } in the bonus “{ $bonus }” it comes to what was paid, for { $partners } partners.
trial-found-cap = Without what “{ $cap }” takes away it comes to what was paid.
trial-found-minimum = Nothing was paid; it is below the minimum payout of { $minimum }.
trial-found-not-paid = The other system says nothing about this partner in this period.
trial-found-not-paid-bonus = The other system says nothing about the bonus “{ $bonus }” of this partner in this period.
trial-found-unexplained = Nothing that was tried explains it. Look at the derivation.

## What can be imported

target-partners = Partners
target-placements = Places in trees (histories)
target-statuses = Statuses (histories)
target-reversals = Reversals
target-notices = Notices of danger of cancellation
target-states = States, titles, accounts
target-overrides = Values by hand (ranks)
target-balances = Opening balances
target-paid = Paid elsewhere
import-at-tree = Tree
import-at-parent = Upline
import-at-side = Side
import-at-position = Position
import-at-from = From
import-at-to = To
import-at-by = Given by a rule
import-at-status = Status
import-at-reason = Reason
import-at-state = State
import-at-value = Value
import-at-as-of = As of
import-at-definition = Definition
import-at-balance = Which way
import-at-amount = Amount
import-at-note = Note
import-at-rank = Rank
import-at-kind = Kind of order
import-at-reversal = Number of the reversal
import-at-day = Day

## What is wrong

error-import-period = “{ $input }” is no period of the plan. Write it like { $example }.
error-import-settled = A final run has settled { $period } with the states before it. What it read is not changed any more; correct it with a value by hand.
error-import-gap = In the tree “{ $tree }” there is no place from { $from } to { $to }. State it, or let the place before end later.
error-import-no-event = There is no order “{ $number }” of the source “{ $source }”. Import it first.
error-import-reason = “{ $input }” is no reason. Write one of: { $known }.
error-import-notice = Nobody was told by { $date } that this contract is in danger. Import the notice first, or say in the column “unnotified” why there is none.
error-import-reversal-known = The reversal “{ $number }” is known with other contents. Give it up on the order’s page first, or give this one another number.
error-balance-sign = “{ $input }” has the wrong sign: the column “Which way” says who owes whom, and the amount is above zero.
error-balance-way = “{ $input }” is not known. Write owed-to-partner, owed-by-partner or held.
error-balance-posted = The balance of “{ $number }” as of { $date } is posted from this source as { $posted }. What is posted stays; enter the difference beside the plan.
error-paid-two-ranks = The rank is “{ $rank }” here and “{ $other }” in row { $row } for the same partner and period. Remove one of the two.
error-paid-part = This row and row { $row } make one sum, and that one is refused. Correct it first.
error-trial-too-long = A trial has at most { $most } periods. Choose fewer.
import-parquet-damaged = The Parquet file cannot be read: { $cause }. Write it again.
import-parquet-float = The column “{ $column }” holds floating point numbers, which are not exact. Write it as decimals or as text.
import-parquet-type = The column “{ $column }” holds { $what }, which are not read. Write it as text, whole numbers, decimals, days, points in time or yes and no.
job-stage-trying = Looking for causes

## Audit

did-import-places = Places imported
did-import-statuses = Statuses imported
did-import-states = States imported
did-import-balance = Opening balance imported
did-ask-trial = Trial started
did-export-trial = Differences of a trial downloaded
