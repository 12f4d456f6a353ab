# What the office refuses, what it warns of, and what banks refuse. The keys of refusals are made of the words in the
# source: `refusal-` and the cure, `thing-` and what it is about, `refused-state-` and its state.

## How a refusal is said

refusal-of-state = { $thing } is { $state }. { $cure }
refusal-missing = “{ $id }” is no longer there.
refusal-denied = The role does not allow “{ $action }”.
refusal-settle = The check of data and plan says: { $text }
refusal-overflow = A sum is too large to be computed ({ $what }). Check the amounts in the data.
refusal-cancelled = It was cancelled. Nothing was half done.
refusal-died = Its server died each time. Start the step once more, or ask whoever runs the server.
refusal-failed = The step failed at something that nobody can correct here. Tell whoever runs the server: { $text }

## What it is about

thing-the-order = The order
thing-the-reversal = The reversal
thing-the-run = The run
thing-the-payment-batch = The payment batch
thing-the-open-item = The open item
thing-another-step-of-it = Another step of it
thing-the-plan = The plan
thing-the-request = The request
thing-the-import = The import
thing-the-plan-of-the-trial = The plan of the trial
thing-the-key = The key
thing-the-receipt = The receipt
thing-the-change = The change
thing-the-period = The period
thing-the-entry = The entry
thing-the-payment = The payment
thing-the-bank-entry = The bank entry
thing-the-extract = The extract

## In which state it is, in a sentence

refused-state-computed-anew-meanwhile = computed anew meanwhile
refused-state-empty = empty
refused-state-ordered-or-settled = ordered or settled
refused-state-running = running
refused-state-asked-by-somebody-else = asked by somebody else
refused-state-asked-for-already = asked for already
refused-state-released = released
refused-state-gathered-into-another-run-s-statements = gathered into another run’s statements
refused-state-being-settled-by-another-run = being settled by another run
refused-state-stale = stale
refused-state-that-of-a-whole-batch = that of a whole batch
refused-state-complete = complete
refused-state-open = open
refused-state-ranked = ranked
refused-state-distributed = distributed
refused-state-documented = documented
refused-state-submitted = submitted
refused-state-approved = approved
refused-state-finalising = being finalised
refused-state-final = final
refused-state-withdrawn = withdrawn
refused-state-cancelled = cancelled
refused-state-created = created
refused-state-ordered = ordered
refused-state-paid = paid
refused-state-rejected = rejected
refused-state-returned = returned
refused-state-settled = settled
refused-state-held = held
refused-state-disputed = disputed
refused-state-unmatched = unmatched
refused-state-matched = matched
refused-state-ignored = ignored
refused-state-draft = a draft
refused-state-proposed = proposed for release
refused-state-granted = granted
refused-state-refused = refused
refused-state-done = done
refused-state-ended = ended
refused-state-not-made-yet = not made yet
refused-state-live = live
refused-state-changed-since = changed since

## What helps

refusal-compute-its-levels-first-what-is-not-computed-cannot-be-replayed = Compute its levels first; what is not computed cannot be replayed.
refusal-enter-the-order-once-more-under-a-new-number = Enter the order once more under a new number.
refusal-make-another-trial = Start another trial.
refusal-it-counts-no-more-already = It counts no more already; there is nothing to do.
refusal-distribute-once-more = Distribute once more.
refusal-there-is-nothing-to-pay-items-are-held-below-the-minimum-or-without-bank-details = There is nothing to pay: items are held, below the minimum, or without bank details.
refusal-only-a-batch-that-was-not-released-yet-can-be = Only a batch that was not released yet can be.
refusal-what-is-released-is-with-the-bank-import-its-status-report = What is released is with the bank; import its status report.
refusal-another-person-has-to-release-it-first = Another person has to release it first.
refusal-what-is-in-a-payment-file-cannot-be-held-any-more = What is in a payment file cannot be held any more.
refusal-wait-for-it-or-cancel-it = Wait for it, or cancel it.
refusal-wait-for-its-job-or-ask-for-it-again = Wait for its job, or ask for it again.
refusal-file-a-new-version-to-change-it = File a new version to change it.
refusal-refuse-it-instead-with-a-reason = Refuse it instead, with a reason.
refusal-have-that-request-decided-or-withdraw-it-first = Have that request decided, or withdraw it first.
refusal-ask-once-more-if-it-is-still-wanted = Ask once more, if it is still wanted.
refusal-take-it-out-there-first = Take it out there first.
refusal-go-on-with-that-run-or-withdraw-it = Go on with that run, or withdraw it.
refusal-compute-it-again-or-leave-the-later-facts-to-the-next-run = Compute it again, or leave the later facts to the next run.
refusal-make-the-documents-once-more = Make the documents once more.
refusal-import-the-bank-s-status-report-or-mark-the-payments-that-the-bank-has-refused = Import the bank’s status report, or mark the payments that the bank has refused.
refusal-only-a-payment-that-the-bank-still-has-can-be-refused = Only a payment that the bank still has can be refused.
refusal-only-an-unmatched-entry-can-be-matched-or-ignored = Only an unmatched entry can be matched or ignored.
refusal-ask-for-the-approval-of-held-statements-first = Ask for the approval of held statements first.
refusal-compute-the-levels-first = Compute the levels first.
refusal-return-or-reopen-it-before-it-is-computed-once-more-what-is-final-stays-so = Return or reopen it before it is computed once more; what is final stays so.
refusal-distribute-the-sales-first = Distribute the sales first.
refusal-reopen-it-first = Reopen it first.
refusal-make-the-documents-first = Make the documents first.
refusal-it-has-to-be-submitted-first = It has to be submitted first.
refusal-only-a-run-that-waits-for-approval-can-be-returned = Only a run that waits for approval can be returned.
refusal-a-run-that-is-final-stays-so-correct-it-by-a-reversal-in-the-next-run = A run that is final stays so; correct it by a reversal in the next run.
refusal-return-or-reopen-it-first-a-run-that-is-final-stays-so = Return or reopen it first; a run that is final stays so.
refusal-it-has-to-be-approved-first = It has to be approved first.
refusal-before-the-run-is-final-make-its-documents-once-more = Before the run is final, make its documents once more.
refusal-it-has-to-be-final-first = It has to be final first.

## Warnings of a computation

run-warning-not-decided =
    { $events ->
        [one] One event has conditions of { $month }: the plan is not valid for its day.
       *[other] { $events } events have conditions of { $month }: the plan is not valid for their day.
    }
run-warning-column = { $file }: nothing in the plan reads the column “{ $column }”.
run-warning-rates = { $file }: conversion rates are those of the plan; nothing of this file is used.
run-warning-other = The check of the data says: { $text }

## Why banks refuse or return payments (ISO 20022)

bank-reason-said = { $meaning } ({ $code })
bank-reason-timeout-payee-bank = The payee’s bank did not answer in time
bank-reason-timeout-payment = The payment was not executed in time
bank-reason-bank-offline = The bank could not be reached
bank-reason-payee-bank-offline = The payee’s bank could not be reached
bank-reason-payee-bank-error = The payee’s bank could not execute the payment
bank-reason-error-at-bank = A bank on the way could not execute the payment
bank-reason-timeout-bank = A bank did not answer in time
bank-reason-account-number-wrong = The account number is wrong
bank-reason-debtor-account-wrong = The number of the account that is charged is wrong
bank-reason-creditor-account-wrong = The payee’s account number is wrong
bank-reason-account-closed = The account is closed
bank-reason-account-blocked = The account is blocked
bank-reason-creditor-account-closed = The payee’s account is closed
bank-reason-account-kind-wrong = The account is of a kind that cannot take part
bank-reason-creditor-account-kind-wrong = The payee’s account is of a kind that cannot be paid
bank-reason-payment-forbidden = Payments to this account are not allowed
bank-reason-operation-invalid = The kind of payment is not valid for this bank
bank-reason-operation-not-supported = The payee’s bank does not take part in this
bank-reason-bank-suspended = The bank is suspended from the payment system
bank-reason-creditor-bank-suspended = The payee’s bank is suspended from the payment system
bank-reason-amount-zero = The amount is zero
bank-reason-amount-not-allowed = The amount is larger than the bank allows
bank-reason-currency-not-allowed = The currency cannot be paid
bank-reason-funds-insufficient = There is not enough money on the account
bank-reason-duplicate = The payment has been handed in before
bank-reason-amount-wrong = The amount is not what was agreed
bank-reason-control-sum-wrong = The sum of the file is not that of its payments
bank-reason-count-wrong = The number of payments is not what the file says
bank-reason-amount-over-limit = The amount is above the limit of the account
bank-reason-already-returned = The payment has been sent back already
bank-reason-name-does-not-fit = The name does not belong to the account
bank-reason-creditor-address-missing = The payee’s address is missing or wrong
bank-reason-initiator-unknown = The bank does not know who ordered the payment
bank-reason-payee-unknown = The payee is not known at that bank
bank-reason-debtor-address-missing = The payer’s address is missing or wrong
bank-reason-creditor-bank-not-reachable = The payee’s bank is not reached under its code
bank-reason-currency-wrong = The payment is in the wrong currency
bank-reason-payer-asked = The payer asked for it
bank-reason-payer-recalls = The payment was recalled at the payer’s request
bank-reason-debtor-bank-not-reachable = The payer’s bank is not registered for this
bank-reason-order-cancelled = The order was cancelled by somebody who may do so
bank-reason-signer-not-allowed = The signer may not order from this account
bank-reason-date-invalid = The day of execution is not possible
bank-reason-date-changed = The bank moved the day of execution
bank-reason-duplicate-payment = The payment was made twice
bank-reason-settlement-failed = The payment could not be settled between the banks
bank-reason-option-not-supported = Information in the payment is not supported
bank-reason-file-format-wrong = The file is not in the format that the bank expects
bank-reason-after-recall = The payment was sent back after a recall
bank-reason-fraud = Fraud is suspected
bank-reason-fraud-origin = The payment was recalled because of fraud
bank-reason-legal-decision = A legal decision forbids it
bank-reason-payee-deceased = The account holder has died
bank-reason-unspecified-payee = The payee refused it and gave no reason
bank-reason-unspecified-bank = The bank refused it and gave no reason
bank-reason-narrative = The bank explains the reason in words
bank-reason-no-answer = The payee did not answer
bank-reason-bic-wrong = The bank’s code is wrong
bank-reason-creditor-bank-wrong = The code of the payee’s bank is wrong
bank-reason-creditor-bic-wrong = The BIC of the payee’s bank is wrong
bank-reason-reference-not-unique = An id in the file was used before
bank-reason-debtor-account-missing = Regulation: the payer’s account or its id is missing
bank-reason-debtor-name-missing = Regulation: the payer’s name or address is missing
bank-reason-creditor-name-missing = Regulation: the payee’s name or address is missing
bank-reason-regulation = Regulation forbids it
bank-reason-service-of-bank = A service that the payer has ordered from the bank refused it
bank-reason-technical = The payment was recalled because of a technical error
bank-reason-cut-off = The file came after the bank’s closing time
bank-reason-undue = The payment was not due

## Titles of tables that are exported

table-lines = Lines
table-ranks = Ranks
table-statements = Statements
table-open-items = Open items
table-postings = Postings
table-reconciliation = Reconciliation
column-partner = Partner
column-person = Person
column-rank = Rank
column-reached = Rank reached
column-title = Title
column-before = Rank last period
column-lines = Lines
column-number = Number
column-state = State
column-tax-category = Tax category
column-net = Net
column-tax = VAT
column-reference = Reference
column-note = Note
column-day = Day
column-rest = Open
column-line = Line
column-name = Bonus
column-event = Order
column-source = Source
column-month = Month of conditions
column-kind = Kind
column-text = Text
column-account = Account
column-author = Recorded by
column-hash = Checksum
column-amount = Amount
column-step = Step
column-about = About
column-difference = Difference

refused-state-carried-out-by-somebody-else = carried out by somebody else already
refused-state-not-ignored-by-hand = not ignored by hand
refused-state-revoked = revoked
refused-state-undone = undone
refusal-check-the-file-first = Check the file first.
refusal-enter-it-under-a-new-number = Enter it under a new number.
refusal-make-another-key-where-one-is-needed = Make another key where one is needed.
refusal-only-what-somebody-ignored-can-be-reopened = Only what somebody ignored can be reopened.
refusal-record-the-payment-anew = Record the payment anew.
refusal-send-it-once-more-with-the-same-key-for-its-answer = Send it once more with the same key for its answer.
refusal-upload-the-file-anew-to-import-it-again = Upload the file anew to import it again.
refusal-only-what-somebody-matched-to-an-open-item-can-be-taken-back-here = Only what somebody matched to an open item can be taken back here.
refusal-a-payment-of-a-file-has-ended-with-it-import-what-the-bank-says-next-or-enter-the-difference-beside-the-plan = A payment of a file has ended with it. Import what the bank says next, or enter the difference beside the plan.
refused-state-not-matched-to-an-open-item-by-hand = not matched to an open item by hand
refused-state-the-end-of-a-payment = the end of a payment
refusal-only-a-draft-can-be-discarded-withdraw-the-request-for-its-release-first = Only a draft can be discarded. Withdraw the request for its release first.
refused-state-discarded = discarded
