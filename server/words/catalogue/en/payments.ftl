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
