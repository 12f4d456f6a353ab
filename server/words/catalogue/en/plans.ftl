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
