## Plans and versions

plan = Plan
plans = Plans
plan-version = Plan version
plan-versions = Plan versions
plan-none-yet = No plan yet. Create the first one, or upload a file.
plan-create-version = Create plan version
plan-edit = Edit plan version
plan-submit = Submit plan version for release
plan-release = Release plan version
plan-return = Return plan version
plan-own-cannot-be-released = You wrote this plan version. Someone else has to release it.
plan-released-by = Released by { $person }, { $moment }
plan-released-is-fixed = This plan version is released and cannot be changed. Edit a new one.
plan-release-warning = The text is then final. Runs from { $date } on are computed by it.
plan-state-draft = Draft
plan-state-discarded = Discarded
plan-discard = Discard the draft
did-discard-plan = Draft of a plan discarded
plan-state-awaiting-release = Awaiting release
plan-state-released = Released
plan-state-retired = Superseded
plan-valid-from = Valid for sales from
plan-valid-to = Valid for sales until
plan-source = Text of the plan
plan-diagnostics = Diagnostics
plan-errors =
    { $errors ->
        [0] No errors
        [one] One error
       *[other] { $errors } errors
    }
plan-hints =
    { $hints ->
        [0] No hints
        [one] One hint
       *[other] { $hints } hints
    }
plan-examples-pass = { $passed } of { $total } examples hold
plan-diff = Differences to version { $version }
plan-diff-none = The versions do not differ.
plan-diff-line-added = added
plan-diff-line-removed = removed
plan-has-errors = The plan has errors. Fix them before release.

## Drafts, differences, release

plan-unnamed = Unnamed draft
plan-next-version = New version from this
plan-made-from = From { $version }
plan-validity = Validity
plan-created = Created
plan-changed = Last changed
plan-written-by = Written by
plan-open-end = open
plan-followed = until the next version begins
plan-holds-today = holds today
plan-file = File with the plan
plan-file-help = A file takes the place of the text above.
plan-text-help = A text with errors is kept as a draft too. It is released only without errors.
plan-keep = Save draft
plan-check = Check without saving
plan-check-fine = The text has no errors.
plan-help = Cure:
plan-diff-with = Compare with
plan-diff-show = Show differences
plan-diff-nothing = There is no other version yet.
plan-diff-counts = { $added } added, { $removed } removed (lines)
plan-propose-help = Another person reads this before they release.
plan-asked-by = Submitted by
plan-refuse-reason = What has to be changed?
plan-withdraw = Withdraw the request
plan-came-back = { $person } returned the version
plan-not-released = The version has not been released
plan-overlap-later = Version { $version } holds from { $from } on. Let this version end on { $day }.
plan-overlap-earlier = Version { $version } holds until { $to }. Let this version begin on { $day }.
plan-overlap-same = Version { $version } holds from { $from } on. Let this version begin later.
request-void-errors = Checking now finds errors in the plan. Mend them and submit it again.
request-void-overlap = Meanwhile another version holds for these days. Change the validity.
error-plan-changed = Somebody else has changed the draft meanwhile. Copy your text and load the draft again.
did-edit-plan = Plan draft changed

## The most that a plan can pay

limit-heading = The most that it can pay
limit-of = Bonus or pool
limit-bound = At most
limit-found = Found
limit-gap = Gap
limit-payout = Payout in all
limit-sum = Over all periods together this plan pays at most { $bound }.
limit-none = No finite bound is known for the payout in all.
limit-nothing = This plan pays nothing.
limit-zero = nothing
limit-unbounded = No finite bound
limit-share = { $percent } of { $field } ({ $event })
limit-share-of-unit = { $amount } for each { $unit } of { $field } ({ $event })
limit-fixed = { $amount }, which no volume covers
limit-rounding = Rounding adds at most { $amounts }
limit-per-event = { $amount } for each { $event }
limit-per-line = { $amount } for each line of { $bonus }
limit-per-partner = { $amount } for each partner and period
limit-per-person = { $amount } for each person and period
limit-per-period = { $amount } for each period
limit-capped = under { $cap }
limit-caps = The sum is bounded by { $caps }.
limit-caps-late = Caps do not count here: an event may be paid in a later period than that of its sale, under a cap of its own.
limit-found-help = “Found” is what a small network is really paid. What lies between the two is not known.
limit-searching = Small networks that are paid much are still being looked for.
limit-network = A network that is paid { $percent } of its volume
limit-network-title = Example
limit-network-help = Written as an example of the plan. You can put it into the text and have it checked.
plan-findings-more =
    { $count ->
        [one] One more
       *[other] { $count } more
    }

## What is known of a plan before it pays anybody

finding-text = In the text
finding-coverage = Coverage
finding-coverage-help = Proved for every company, whatever its data.
finding-law = Fairness and law
finding-law-read = Looked at by the rules of { $jurisdictions }.
finding-law-unread = Not looked at: the head of the plan names no jurisdictions (`jurisdictions`).
finding-law-clean = Nothing was found.
finding-caution = Whether a rule of law applies is for a lawyer to decide.
finding-waived = Waived, with the reason
finding-waived-count =
    { $count ->
        [one] One waived
       *[other] { $count } waived
    }
finding-proof = Proof:
finding-because = Reason:
cliff-heading = Cliffs
cliff-help = Amounts at which one unit more of volume changes pay by much. The proof is two companies of three partners that were settled; cliffs that only other companies have are not found.
cliff-limit = The plan allows { $most } at most.
cliff-no-limit = The plan sets no limit (`cliff at most`).
cliff-beyond =
    { $count ->
        [0] All that were found are within it.
        [one] One is more than that.
       *[other] { $count } are more than that.
    }
cliff-none = None were found.
cliff-more =
    { $count ->
        [one] One smaller one
       *[other] { $count } smaller ones
    }
cliff-at = At
cliff-jump = Change
cliff-proof = Proof
cliff-companies = Anna above Ben above Cara: with { $below } by { $seller }, { $partner } gets { $before }; with { $at }, { $after }.
cliff-companies-with = Anna above Ben above Cara, each with { $base } of their own: with { $below } by { $seller }, { $partner } gets { $before }; with { $at }, { $after }.
cliff-above = more than allowed
cliff-within = allowed
cost-heading = What a run costs
cost-help = What a run looks at for each definition and bonus, the dearest first.
cost-show = Show the cost
cost-class = Looked at
cost-of = For

## What a version changes

plan-changes = What changes against { $version }
plan-changes-count =
    { $count ->
        [one] One change that means something. Layout and comments do not count.
       *[other] { $count } changes that mean something. Layout and comments do not count.
    }
plan-changes-first = First version
plan-changes-first-text = No version has been released before it, so there is nothing to compare it with.
plan-changes-more = { $count } more changes
plan-changes-names = Named otherwise, else the same
plan-money = Who gains, who loses
plan-diff-lines = Differences in the text
plan-money-help = A period is computed once more with both versions, from the data of its run and whatever days the versions are valid for. Nothing is paid by it.
plan-money-none = Once a run is distributed, you can compare its period with both versions here.
plan-money-run = Period
plan-money-ask = Compute gains and losses
plan-money-no-run = Choose a run of this programme whose sales are distributed.
plan-money-errors = Only versions without errors can be compared.
plan-money-changed = Meanwhile one of the versions or the run has changed. Compute it once more.
plan-money-unlike = The versions are in different currencies or periods and cannot be compared.
plan-money-other-text = The text of a version was changed since. Compute it once more.
plan-money-other-run = The run was computed anew since. Compute it once more.
plan-money-failed = The comparison did not succeed
plan-money-paid = Payout { $period }
plan-money-instead = instead of { $old }
plan-money-partners =
    { $count ->
        [one] One partner
       *[other] { $count } partners
    }
plan-money-winners = Get more
plan-money-losers = Get less
plan-money-unchanged = Get the same
plan-money-same = Nobody gets more or less.
plan-money-bonuses = By bonus
plan-money-movers = Partners with the largest differences
plan-money-shown = { $shown } of { $all } partners with a difference. The file has all of them.
plan-money-file = All as CSV file
plan-money-old = So far
plan-money-new = From now on
plan-money-difference = Difference
