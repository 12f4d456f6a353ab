## Corrections of closed periods

corrections = Corrections
corrections-text = A closed period is never changed. What became known after it was closed can count in it by a correction: the next run posts the differences, line by line, with the reason.
corrections-none = No correction was begun yet.
correction-all = All corrections
correction-behind = Facts that closed periods did not know
correction-behind-none = Closed periods knew everything that concerns them.
correction-behind-count = { $count ->
    [one] One change concerns closed periods and is not decided about.
   *[other] { $count } changes concern closed periods and are not decided about.
}
correction-number = Number
correction-title = Correction { $number }
correction-facts = Facts
correction-verdict = What becomes of closed periods
correction-post = Post the differences
correction-post-help = The closed periods are settled once more with these facts; the next run posts what differs.
correction-leave = Leave them as they are
correction-leave-help = The facts count from the open period on. Nothing is posted for closed periods.
correction-reason-help = It stands on the statement of everybody concerned.
correction-begin = Show what it comes to
correction-ask = Ask for approval
correction-drop = Drop
correction-file = All lines (XLSX)
correction-run = Posted with
correction-posted-in = with { $period }
correction-known = Recorded by { $who }, { $when }; concerns { $count ->
    [one] one closed period, { $since }
   *[other] { $count } closed periods since { $since }
}
correction-and-more = { $told }; and { $count } more
correction-more = { $count } older changes are not listed; decide about these first.
correction-since = since { $from }
correction-top = nobody (top)
correction-fields = master data
correction-fact-place = { $partner }: { $name } is { $value }, { $days }
correction-fact-status = { $partner }: status { $value }{ $name }, { $days }
correction-fact-value = { $partner }: { $name } = { $value }, { $days }
correction-fact-order = { $partner }: { $name } { $value } was corrected { $days }
correction-fact-partner = { $partner }: { $value }{ $name } changed, { $days }
correction-nothing = Nothing differs in any closed period.
correction-sums = For all closed periods
correction-sums-text = What the next run posts, by partner.
correction-period = Period { $period }
correction-rank = Rank
correction-lines = Lines
correction-paid = Posted
correction-due = Due
correction-difference = Difference
correction-lines-title = Lines of { $partner } in { $period }
correction-bonus = Bonus
correction-event = For
correction-terms = Now due
correction-level = level { $level }
correction-rate-of = { $rate } of { $base }
correction-state-previewing = being computed
correction-state-previewed = to be decided
correction-state-asked = awaits approval
correction-state-approved = approved
correction-state-left = closed periods stay
correction-state-posting = in a run
correction-state-posted = posted
correction-state-dropped = dropped
request-correction = Correction of closed periods
request-grant-correction = Approve the correction
did-approve-correction = Correction approved
job-stage-restating = Settling closed periods once more
error-correction-facts = Something was decided about one of these changes meanwhile, or it concerns no closed period (commit { $commit }). Look at the list once more.
thing-the-correction = The correction
refused-state-previewing = being computed
refused-state-previewed = computed
refused-state-asked = awaiting approval
refused-state-left = decided: closed periods stay as they are
refused-state-posting = in a run
refused-state-posted = posted
refused-state-dropped = dropped
refusal-look-at-its-preview-first-or-begin-another-one = Look at its preview first, or begin another one.
refusal-have-the-request-for-it-refused-or-withdrawn-what-is-approved-is-posted = Have the request for it refused or withdrawn; what is approved is posted.
refusal-compute-the-levels-once-more = Compute the levels once more.

## Danger of cancellation

danger-notices = Danger of cancellation
danger-notices-what = Commission for a contract of insurance that is cancelled or not paid is reclaimed only where the agent was told of the danger in time, or the company tried to save the contract itself.
notice-day = Day
notice-how = How
notice-proof = Proof
notice-own = the company itself
notice-recorded = Recorded by
notice-record = Record
notice-channel-letter = Letter
notice-channel-email = E-mail
notice-channel-portal = Portal
notice-channel-phone = Telephone
notice-channel-own-effort = Own effort to save the contract
notice-why-none = Why there is no notice
notice-why-none-help = Only where nobody was told of the danger; it stands beside the reversal.
notice-none = No notice: { $why }
did-record-notice = Danger of cancellation recorded
refused-state-a-contract-that-was-paid-for = a contract that was paid for
refusal-take-it-back-under-returns-which-asks-for-the-notice-of-the-danger = Take it back under returns, which asks for the notice of the danger.
bonus-taken-back = { $bonus }, taken back
bonus-earlier-periods = { $bonus }, earlier periods
order-taken-back = Taken back
order-taken-back-part = Taken back in part
