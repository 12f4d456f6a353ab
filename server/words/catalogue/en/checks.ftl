# Replaying a run, and the check of everything that is kept.

replay = Replay
replay-title = { $month }, replayed
replay-text = The run is computed once more from the data and the plan that were kept. Everything is compared with what came out then: inputs, networks, results, tables and documents. Nothing is changed.
replay-begin = Replay the run
replay-again = Replay once more
replay-fact-none = Not replayed yet
replay-fact-same = Everything is as it was computed
replay-fact-different = Something is not as it was
replay-same = Everything is as it was computed.
replay-different = { $count ->
    [one] One thing is not as it was.
   *[other] { $count } things are not as they were.
  }
replay-different-text = The check in the settings says which files and rows have changed. Keep the data folder as it is, and restore the last good backup into another one.
replay-versions = Computed with version { $then }, replayed with version { $now }.
replay-set-otherwise = { $count ->
    [one] One PDF has the same content, but this version sets it otherwise. What was issued then lies in the archive as it was.
   *[other] { $count } PDFs have the same content, but this version sets them otherwise. What was issued then lies in the archive as it was.
}
replay-counts = Extent
replay-compared = Comparisons
replay-what = What
replay-run = Run
replay-all = Compared
replay-good = As they were
replay-verdict = Outcome
replay-expected = Then
replay-found = Now
replay-first = First difference: { $place }
replay-was = was
replay-is = is
replay-what-step = Step in the audit log
replay-what-inputs = List of inputs
replay-what-input-file = Input
replay-what-prior = Lines for closed periods
replay-what-restated = Restated run
replay-what-plan = Text of the plan
replay-what-edition = Language edition
replay-what-levels = Result behind the levels
replay-what-result = Result
replay-what-snapshot = Network
replay-what-result-file = Result table
replay-what-partners = Ranks and amounts by partner
replay-what-states = State for the next period
replay-what-paid = Note of what was paid
replay-what-places = Places given
replay-what-document = Content of a document
replay-what-pdf = PDF of a document
replay-verdict-same = Same
replay-verdict-same-rows = Same rows
replay-verdict-same-content = Same content
replay-verdict-different = Different
replay-verdict-missing = Missing
replay-verdict-failed = Cannot be made
replay-verdict-unnoted = Not noted

settings-checks = Check
checks-title = Check everything
checks-text = Checked are the chains of audit log, subledger and commits, every file of the archive, all data against their seals, document numbers, documents, books and payments. Every changed byte is found.
checks-begin = Check everything
checks-never = Nothing has been checked here yet.
checks-last = Last checked on { $moment } by { $person }
checks-good = Everything is as it was written.
checks-wrong = { $count ->
    [one] One thing is not as it was written.
   *[other] { $count } things are not as they were written.
  }
checks-wrong-text = Keep the data folder as it is, and restore the last good backup into another one.
checks-counts = Extent
checks-what = What
checks-many = Checked
checks-of-audit-entries = Audit entries
checks-of-commits = Commits
checks-of-files = Files of the archive
checks-of-open-items = Open items
checks-of-payments = Payments
checks-of-plans = Plans
checks-of-postings = Postings
checks-of-runs = Runs
checks-of-statements = Statements
