## Payment batches

payment-batch = Payment batch
payment-batches = Payment batches
payment-batch-create = Create payment batch
payment-batch-release = Release payment batch
payment-batch-own = You created this payment batch. Someone else has to release it.
payment-batch-none-yet = No payment batch yet. Create one as soon as a run is finalised.
payment-file = Payment file
payment-file-create =
    { $payees ->
        [one] Create payment file ({ $amount }, one payee)
       *[other] Create payment file ({ $amount }, { $payees } payees)
    }
payment-file-download = Download payment file
payment-file-same-again = This file was created on { $date }. You are downloading the same file again.
payment-file-rejected = The bank rejected the file: { $reason }
payment-item-rejected = The bank rejected the payment to { $payee }: { $reason }
payment-reissue = Reissue rejected payments
payment-reissue-hint = New payments carry new ids. None is paid twice.
payment-execution-date = Execution date
payment-debtor-account = Account of the company
payment-payee = Payee
payment-purpose = Remittance information
payment-reference = End-to-end reference
payment-minimum = Minimum payout

## Open items

open-item = Open item
open-items = Open items
open-item-due = Due on
open-item-balance = Balance
open-item-closed-by = Settled by { $reference }
open-item-reopened = Returned on { $date }: the item is open again.
carry-over = Carried over
advance-balance = Advance outstanding

## Bank statements and matching

bank-statement = Bank statement
bank-statements = Bank statements
bank-statement-import = Import bank statement
bank-statement-known = This statement has been imported already. Nothing has changed.
bank-statement-lines =
    { $lines ->
        [one] One transaction imported, { $matched } matched.
       *[other] { $lines } transactions imported, { $matched } matched.
    }
payment-incoming = Incoming payment
payments-incoming = Incoming payments
payment-match = Match payment
payment-unmatch = Undo match
payments-unmatched = Unmatched
payments-partial = Partial payments
payments-over = Overpayments
payment-match-proposed = Proposed: { $order }, { $amount }

## Differences in bank files

bank-difference-unknown = The entry belongs to no payment from here. Match it or ignore it.
bank-difference-incoming = Money has come in. Match it or ignore it.
bank-difference-other-currency = The entry is not in the currency of the books. Ignore it or ask the bank.
bank-difference-amount-differs = The bank moved another amount than was ordered. Match the entry to the open item.
bank-difference-report-amount-differs = The report names another amount than was ordered. Ask the bank; nothing was changed.
bank-difference-already-paid = This payment was booked before. Ask the bank whether it was made twice.
bank-difference-already-returned = This payment came back before. Ask the bank.
bank-difference-paid-after-rejection = The bank made a payment that it had rejected. Match it to the open item before the next payment.
bank-difference-returned-after-rejection = A payment came back that had been rejected. Match it together with its debit.
bank-difference-not-yet-paid = A payment came back before its debit was booked. It is tried again with the next file.
bank-difference-not-released = The entry names a payment file that was not released. Ask the bank.
bank-difference-batch-sum-differs = The sum of the batch is another one. Import the status report or mark rejected payments.
bank-difference-batch-ended = All payments of this batch have ended already. Ask the bank what was booked.
bank-difference-refused-after-paid = The bank rejects a payment that was booked. Wait for its return.
bank-difference-accepted-after-rejection = The bank accepts a payment that it had rejected. Do not pay it again before you have asked.
bank-difference-unknown-batch = The report names a batch that the file does not have.
bank-difference-unknown-payment = The report names a payment that the file does not have.
bank-difference-name-nearly-matches = The name nearly fits the account. Compare it with the document.
bank-difference-name-differs = The name does not fit the account. Compare it with the document.
bank-difference-name-not-checked = The name could not be compared with the account.

## Payments of customers

receipt-due = Due
receipt-paid = Paid
receipt-rest = Still open
receipt-too-much = Paid too much
receipt-last = Last payment
receipt-day = Paid on
receipt-from = From
receipt-from-bank = Bank entry
receipt-by-hand = Entered by hand
receipt-by-reference = Found by the remittance information
receipt-record = Record payment
receipt-reason-help = For payments that did not come through the bank, such as cash.
receipt-rule = Fill in the day of payment
receipt-rule-help = This day of the order is filled in once all of it is paid.
receipt-rule-none = Fill in nothing, only record
incoming-none = Everything is settled here.
error-receipt-too-much = Of this entry only { $rest } are left. Enter at most that.
error-receipt-currency = The entry is in { $currency } or on another account. Choose another one.

## Bank: files and entries

bank-files = Imported files
bank-files-none = No file of the bank yet.
bank-file-result = Result of the file
bank-receipts = Payments of customers
bank-entries-none = There are no entries here.
bank-differences = Differences
bank-difference = Difference
bank-expected = Expected
bank-found = By the bank
bank-counterparty = Payer or payee
bank-entry-title = Bank entry of { $day }
bank-entry-matched = Matched
bank-entry-unmatched = Unmatched
bank-entry-ignored = Ignored
bank-entry-by-hand = Matched by hand
bank-entry-receipt = Payment of an order
bank-entry-seen-before = Known from another file
bank-entry-rest = Not matched yet
bank-entry-orders = Orders paid with it
bank-entry-ignore = Ignore
bank-entry-unmatch = Take the match back
bank-entry-unmatch-help = The open item is as before then. Another posting reverses the first one.
did-unmatch-payment = Match of a bank entry taken back
bank-entry-ignore-help = For entries that concern neither a payout nor an order.
bank-matched-to = Matched to
bank-match-order = Match to an order
bank-match-item = Match to an open item
bank-match-item-help = Without a search these are items of the same amount.
bank-item-search = Document number or partner
bank-items-none = No open item fits. Search for a number or a partner.
bank-proposals = Proposals
bank-proposals-none = No order fits the remittance information or the amount.
bank-why-proposed = Why
bank-proposed-named = Number in the remittance information
bank-proposed-amount = Amount fits
bank-order-source-help = Only needed where the number exists several times.
bank-order-amount-help = A part leaves the rest unmatched.
payments-failed = Failed payments
payments-failed-none = All payments have arrived.
payment-open-again = Open again
payment-reissue-one = Reissue
payment-again-in = In payment batch { $number }
did-match-receipt = Payment of a customer recorded
did-undo-receipt = Payment of a customer undone
did-reopen-bank-entry = Bank entry taken up again
did-set-receipt-rule = Day of payment set
