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
request-void-overlap = Meanwhile another version holds for these days. Change the validity.
error-plan-changed = Somebody else has changed the draft meanwhile. Copy your text and load the draft again.
did-edit-plan = Plan draft changed
