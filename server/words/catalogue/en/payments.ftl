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
