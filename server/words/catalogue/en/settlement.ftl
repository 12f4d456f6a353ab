## Runs

run = Run
runs = Runs
run-of = Run { $month }
run-title = Settlement { $month }
run-create = Create run
run-none-yet = No run yet. Create the first one as soon as a month has orders.
run-deadline =
    { $days ->
        [0] Due { $date } (§ 87c HGB) · today
        [one] Due { $date } (§ 87c HGB) · one day left
       *[other] Due { $date } (§ 87c HGB) · { $days } days left
    }
run-deadline-over =
    { $days ->
        [one] Due { $date } (§ 87c HGB) · one day overdue
       *[other] Due { $date } (§ 87c HGB) · { $days } days overdue
    }
run-selection = Selection
run-selection-channels = Sales channels
run-selection-all-channels = All channels
run-selection-plan-versions = Plan versions
run-selection-data-as-of = Data as of { $moment }
run-checksum = Checksum { $checksum }
run-computed-by = Computed by { $person }, { $moment }
run-approved-by = Approved by { $person }, { $moment }
run-finalised-by = Finalised by { $person }, { $moment }
run-off-cycle = Off-cycle payout for { $partner }
run-create-off-cycle = Create off-cycle payout

## The seven stages, and what each waits for

stage-ranks = Ranks
stage-distribution = Distribution
stage-documents = Documents
stage-approval = Approval
stage-finalise = Finalise
stage-payout = Payout
stage-books = Books
stage-ranks-waits = Choose programme, channels and period first.
stage-distribution-waits = Waits for the ranks.
stage-documents-waits = Waits for the distribution.
stage-approval-waits = Waits for the documents.
stage-approval-waits-for-other = Waits for someone other than { $person }.
stage-finalise-waits = Waits for approval. The run cannot be changed after it.
stage-payout-waits = Waits for the run to be finalised.
stage-books-waits = Waits for the run to be finalised.
stage-ranks-done =
    { $partners ->
        [one] One partner, { $lost } lost, { $manual } by hand
       *[other] { $partners } partners, { $lost } lost, { $manual } by hand
    }
stage-distribution-done =
    { $lines ->
        [one] One line · { $sum } · ratio { $ratio }
       *[other] { $lines } lines · { $sum } · ratio { $ratio }
    }
stage-documents-done =
    { $drafts ->
        [one] One draft, { $held } on hold
       *[other] { $drafts } drafts, { $held } on hold
    }
stage-finalise-done =
    { $documents ->
        [one] One document, number { $first }
       *[other] { $documents } documents, numbers { $first } to { $last }
    }
stage-payout-done = { $paid } of { $total } paid
stage-books-done = Handed over on { $date }

## Buttons

calculate-ranks = Calculate ranks
calculate-again = Recalculate
leave-for-next-run = Leave for the next run
distribute-commissions = Distribute commissions
create-documents = Create documents
resolve-open = Resolve open points
submit-for-approval = Submit run for approval
approve-run = Approve run
return-run = Return run
return-run-title = Return run … What should change?
reopen-run = Reopen run
finalise-run = Finalise run
finalise-credit-notes =
    { $count ->
        [one] Finalise one credit note
       *[other] Finalise { $count } credit notes
    }
discard-run = Discard run
review-run = Review run

## What is said along the way

lines-distributed =
    { $lines ->
        [one] One line distributed.
       *[other] { $lines } lines distributed.
    }
partners-held =
    { $partners ->
        [0] No partner is on hold.
        [one] One partner is on hold.
       *[other] { $partners } partners are on hold.
    }
run-stale =
    { $orders ->
        [one] This run is stale: one order arrived after { $moment }.
       *[other] This run is stale: { $orders } orders arrived after { $moment }.
    }
run-stale-facts =
    { $facts ->
        [one] This run is stale: one fact arrived after { $moment }.
       *[other] This run is stale: { $facts } facts arrived after { $moment }.
    }
run-stale-show = View what arrived
run-stale-later = Decide later
own-run-cannot-be-approved = You calculated this run. Someone else has to approve it.
finalise-warning = Numbers and amounts are then final. You can correct only by reversal.
finalise-check-numbers = Numbers { $first } to { $last } are assigned
finalise-check-date = Document date { $date }
finalise-check-entries =
    { $entries ->
        [one] One entry in the subledger
       *[other] { $entries } entries in the subledger
    }
return-reason = What should change?
going-back-voids = Back to { $stage }: the results of the later steps become void.
run-provisional = Provisional. The amount is final once { $month } is settled.
calculating-ranks = Calculating ranks
distributing = Distributing commissions
creating-documents = Creating documents
finalising = Finalising run

## Ranks

rank = Rank
ranks = Ranks
rank-last-period = Rank last period
rank-active = Active
rank-changed = Rank changed
rank-gained = Rank gained
rank-lost = Rank lost
rank-manual = Rank set by hand
rank-manual-by = Set by hand by { $person }
rank-set-by-hand = Set rank by hand
rank-set-by-hand-title = Set rank by hand: give a reason and an end date
rank-override-end = End date
rank-override-preview = What changes
rank-override-effect =
    { $partners ->
        [0] No other partner is affected.
        [one] One more partner is affected.
       *[other] { $partners } more partners are affected.
    }
rank-missing-for = You need { $missing } to reach { $rank }.

## Lines, derivation, review

line = Line
lines = Lines
by-partner = By partner
by-order = By order
by-bonus = By bonus
bonus = Bonus
base = Base
rate = Rate
level = Level
month-of-origin = Month of origin
derivation = Derivation
derivation-show = View derivation
why = why?
why-not = Why not?
totals = Totals
cap = Cap
payout = Payout
payout-ratio = Payout ratio
payout-ratio-bound = Ratio { $ratio } (bound { $bound }, last month { $last })
partners-paid = Partners paid
partners-on-hold = On hold
volume = Volume
movers = Biggest movers
movers-up = Gains
movers-down = Losses
movers-new = New
movers-gone = Gone
difference-to-last = Difference to last month
this-period = This period
last-period = Last period
samples = Samples
samples-random = Drawn at random
samples-largest = Largest amounts
approval = Approval
approval-who = Who computed
approval-data = On which data
approval-differences = Differences
approval-warnings = Warnings
approval-decision = Decision

## Warnings

warning-seen = Seen
warning-payout-ratio = The ratio { $ratio } is above the bound of { $bound }.
warning-unusual-amount =
    { $partners ->
        [one] One partner receives more than { $amount }.
       *[other] { $partners } partners receive more than { $amount }.
    }
warning-unnotified =
    { $contracts ->
        [one] Commission for a contract of insurance is reclaimed though nobody was told in time that it is in danger: { $some }.
       *[other] Commission for { $contracts } contracts of insurance is reclaimed though nobody was told in time that they are in danger: { $some }.
    }
warning-amount-jumped =
    { $partners ->
        [one] One amount is far from last month’s.
       *[other] { $partners } amounts are far from last month’s.
    }
warning-held =
    { $partners ->
        [one] One partner is on hold.
       *[other] { $partners } partners are on hold.
    }
warning-no-bank-details =
    { $partners ->
        [one] One partner has no bank details.
       *[other] { $partners } partners have no bank details.
    }
warning-no-tax-number =
    { $partners ->
        [one] One partner has no tax number.
       *[other] { $partners } partners have no tax number.
    }
warning-unseen =
    { $warnings ->
        [one] One warning is not marked as seen yet.
       *[other] { $warnings } warnings are not marked as seen yet.
    }

## Holds and disputes

hold-item = Put item on hold
release-hold = Release hold
hold-reason = Reason for the hold
hold-since = on hold since { $date }
hold-manual = Put on hold by hand
hold-no-tax-number = Tax number missing
hold-no-agreement = Self-billing agreement missing
hold-no-bank-details = Bank details missing
hold-bank-details-unconfirmed = Bank details not confirmed yet
hold-tax-status-unknown = Tax status missing
hold-address-incomplete = Address incomplete
hold-dispute = Objection of the partner
hold-below-minimum = Below the minimum of { $amount }
hold-negative-balance = Negative balance
hold-partner-terminated = Partner is terminated
hold-no-tax-number-for = { $partner } has no tax number. The statement stays on hold; the run continues.
dispute = Objection
disputes = Objections
dispute-open = Record objection
dispute-answer = Answer objection
dispute-close = Close objection
dispute-since = Objection of { $date }

## Entries beside the plan

entry = Entry
entries = Entries
entry-create = Make entry
entry-approve = Approve entry
entry-return = Return entry
entry-bonus = One-off bonus
entry-deduction = Deduction
entry-fee = Fee
entry-advance = Advance
entry-advance-recovery = Recovery of an advance
entry-attachment = Attachment
entry-assignment = Assignment
entry-payee = Payee
entry-awaits-second = The entry applies once a second person approves it.
entry-own-cannot-be-approved = You made this entry. Someone else has to approve it.
clawback = Clawback
reserve = Reserve

## Entries and manual values

entries-none = No entries.
entry-ask = Submit entry for approval
entry-amount-help = Without a sign: the kind says whether it is given or taken.
entry-taxable = VAT
entry-tax-usual = as usual for the kind
entry-payee-help = Only for assignments and attachments: the number of whoever gets the money.
entry-reason-help = Stands on the partner’s statement.
entry-settled = Settled
entry-statement = Statement
payee-create = Create payee
payee-number = Number
payee-text = Somebody who is paid without being a partner: by assignment or attachment.
overrides = Manual values
overrides-none = No manual values.
override-create = Set value by hand
override-approved-by = approved by { $who }, { $when }
override-ask = Submit value for approval
override-awaits-second = The value holds instead of the calculation once a second person approves it.
override-what = Value
override-value = Value
override-days = Holds
override-computed = as calculated
override-in-force = In force
override-planned = Planned
override-expired = Expired
override-given-up = Given up
override-end = End early
override-end-ask = Submit end for approval
override-last-day = Last day
override-last-day-help = After it the calculation counts again. The day before the beginning gives the value up.
error-override-end = Choose a day from { $first } to { $last }.

## Places by the plan’s rule

run-places = Places by rule
run-places-count =
    { $given ->
        [one] One given
       *[other] { $given } given
    }, { $unplaced } without a place
run-places-title = Places by rule { $month }
run-places-given = Given by the rule
run-places-kept = The places are kept when the run is finalised. No later run changes them.
run-places-none = In this run the rule gave no place.
run-unplaced = Without a place
run-unplaced-none = Everybody has a place.
run-unplaced-reason = Reason
unplaced-until = Waits until { $date }
unplaced-above = Waits until the partner above in { $tree } has a place
