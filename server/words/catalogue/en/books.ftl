## Subledger

subledger = Subledger
posting = Posting
postings = Postings
posting-account = Account
posting-contra-account = Contra account
posting-debit = Debit
posting-credit = Credit
posting-text = Posting text
posting-document = Voucher
posting-tax-key = Tax key
posting-chain = Chain of postings
posting-chain-ok =
    { $postings ->
        [one] One posting checked. The chain has no gap.
       *[other] { $postings } postings checked. The chain has no gap.
    }
posting-chain-broken = The chain breaks at posting { $number }. Restore the last backup.
creditor = Creditor
creditors = Creditors

## Export

books-export = Export books
datev-postings = DATEV posting batch
datev-creditors = DATEV creditor master data
datev-consultant = Consultant number
datev-client = Client number
datev-account-length = Length of ledger accounts
datev-fiscal-year = Fiscal year from
tax-adviser-archive = Download archive for the tax adviser
account-mapping = Account mapping
account-mapping-missing = No account is set for { $kind }. Enter it in the settings.

## Reconciliation

reconciliation = Reconciliation
reconciliation-lines = Lines of the run
reconciliation-caps = Cap
reconciliation-entries = Entries
reconciliation-statements-net = Statements net
reconciliation-vat = VAT
reconciliation-statements-gross = Statements gross
reconciliation-subledger = Subledger
reconciliation-payment-file = Payment file
reconciliation-held = On hold
reconciliation-below-minimum = Below minimum
reconciliation-opening = Opening balance
reconciliation-closing = Closing balance
reconciliation-not-yet-settled = Not yet settled
reconciliation-equal = Equal
reconciliation-difference = Difference { $amount }: { $reason }
reconciliation-totals = Totals of partners
reconciliation-statements-held = Held statements
reconciliation-entries-untaxed = Entries without VAT
reconciliation-without-account = Without bank details
reconciliation-negative = Negative balances
reconciliation-matched-by-hand = Matched by hand
reconciliation-not-in-payment-files = Not in payment files
reconciliation-difference-totals = Difference between lines and totals
reconciliation-difference-statements = Difference between totals and statements
reconciliation-difference-gross = Difference between net, VAT and gross
reconciliation-difference-subledger = Difference between statements and subledger
reconciliation-difference-payments = Difference between subledger and payments
