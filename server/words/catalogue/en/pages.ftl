## Signing in

sign-in = Sign in
sign-out = Sign out
login-name = User name
login-code-help = Those who approve, pay or administer also need the one-time code of their app.
login-code-needed = Enter the one-time code of your app.
login-wait = Too many attempts. Wait ten minutes.

## Today

today-title = Good day, { $name }
today-approve = { $period } awaits your approval
today-finalise = { $period } is approved and can be finalised
today-go-on = Go on with { $period }
today-release = Release the payment batch of { $sum }
dashboard-none = No figures yet

## Lists

views = Views
view-all = All
filter = Filter
filter-add = Add filter
list-no-hit = Nothing found. Change search or filters.
list-shown = { $first } to { $last }
list-shown-of = { $first } to { $last } of { $total }
list-rows =
    { $rows ->
        [one] One row
       *[other] { $rows } rows
    }
common-yes = yes
common-no = no
active-yes = active
active-no = not active
warning = Warning

## Runs

run-state-open = Open
run-state-ranked = Ranks calculated
run-state-distributed = Distributed
run-state-documented = Drafts made
run-state-submitted = Awaiting approval
run-state-approved = Approved
run-state-finalising = Being finalised
run-state-final = Finalised
run-state-withdrawn = Withdrawn
run-stages = Stages of the settlement
run-changed = Last changed
run-data = Data
run-period-help = As the plan’s calendar names it, such as 2026-03
run-stale-commits =
    { $facts ->
        [one] This run is stale: a change of the data came afterwards.
       *[other] This run is stale: { $facts } changes of the data came afterwards.
    }
run-stale-text = The run does not contain them. Its amounts stay as they are until you decide.
run-came-back = { $person } returned the run
run-partners-title = Partners in { $month }
run-partner-title = Commission of { $partner }
review-title = Review of { $month }
stage-state-done = done
stage-state-running = running
stage-state-current = next
stage-state-attention = to be cleared
stage-state-waiting = waiting
stage-payout-open = Open items can be paid out.
finalise-date = Date of the documents
finalise-type-count = To confirm: how many documents? ({ $count })
warning-not-ticked = Mark the warning as seen.
warning-held-for =
    { $partners ->
        [one] One partner is on hold: { $reason }
       *[other] { $partners } partners are on hold: { $reason }
    }
why-not-rank = Why not
why-not-title = Why is { $partner } not { $what }?
derivation-of-all = Derivation of the whole payout
derivation-values = Values in the period
line-day = Day
lines-none = No lines in this run.
override-definition = The value of { $definition } for { $partner } holds instead of the calculation.
override-none = The plan allows no manual value. Call the definition overridable there.

## Jobs

job-failed = The step failed
job-cancel = Cancel
job-cancel-keeps = What is not finished stays as it was.
job-done-of = { $done } of { $total }
job-remaining = about { $seconds } seconds left
job-stage-waiting = Waiting
job-stage-collecting = Collecting data
job-stage-reading = Reading data
job-stage-settling = Calculating
job-stage-writing = Filing the result
job-stage-documents = Making drafts
job-stage-rendering = Typesetting and filing documents
job-stage-comparing = Comparing
job-stage-files = Checking files
job-stage-tables = Checking tables
job-stage-chains = Checking chains
job-stage-books = Checking books
job-stage-runs = Checking runs

## Statements

statements-title = Documents of { $month }
statement-number = Number
statement-draft = Draft
statement-pdf = PDF
statement-pdf-open = Open PDF
statement-search = Partner or number
documents-none-yet = No documents yet.
held-address = Address is incomplete
held-agreement = Self-billing agreement is missing
held-company-data = Data of the company are missing
held-country = Country is missing
held-name = Name is missing
held-no-rate = No tax rate for the country
held-no-tax-status = Tax status is missing
held-number = Number is missing
held-preceding = Corrected document is missing
held-tax-number = Tax number is missing
held-tax-status-and-country = Tax status does not fit the country
held-vat-id = VAT id is missing

## Partners

partner-name = Name
partner-search = Number or name
partner-record = Go to the partner
partner-master-data = Master data
tax-is-regular = Regular
tax-is-regular-reduced = Regular, reduced rate
tax-is-small-business = Small business (§ 19 UStG)
tax-is-exempt-insurance = Exempt (§ 4 no. 11 UStG)
tax-is-exempt-finance = Exempt (§ 4 no. 8 UStG)
tax-is-reverse-charge = Reverse charge
tax-is-third-country = Third country
tax-is-private = Private person
status-joined = Joined
status-active = Active
status-inactive = Inactive
status-terminated = Terminated

## Payments and books

state-live = Valid
state-ordered = Ordered
payment-batch-title = Payment batch { $number }
payment-batch-withdraw = Withdraw payment batch
payment-created = Created
payment-message-id = Id of the file
payment-payees = Payees
payment-payees-count =
    { $payees ->
        [one] one payee
       *[other] { $payees } payees
    }
payment-to-pay = Payable
payment-waiting = Below the minimum
ledger-account = Account
ledger-balances = Balances
ledger-journal = Journal
ledger-text = Text
ledger-debit = Debit
ledger-credit = Credit
ledger-none-yet = No postings yet.
account-partner = Partner
account-commission = Commission expense
account-input-tax = Input tax
account-reverse-input-tax = Input tax § 13b
account-reverse-tax = Tax owed § 13b
account-transit = Money in transit
account-bank = Bank
account-clearing = Clearing
account-opening = Opening balances
plan-hash = Checksum

## Audit

audit-details = Details
did-add-company = Company added
did-add-legal-entity = Legal entity added
did-add-programme = Programme added
did-add-user = User added
did-sign-in = Signed in
did-view-personal-data = Personal data viewed
did-edit-person = Master data changed
did-correct-event = Order corrected
did-reverse-event = Order reversed
did-void-reversal = Reversal given up
did-cancel-event = Order cancelled
did-override-value = Manual value set
did-draft-plan = Plan version filed
did-release-plan = Plan version released
did-begin-run = Run begun
did-replay-run = Run replayed
did-verify-data = Everything checked
did-levels = Ranks calculated
did-distribution = Commissions distributed
did-documents = Drafts made
did-leave = Later changes left for the next run
did-submit = Submitted for approval
did-approve = Approved
did-return = Returned
did-reopen = Reopened
did-withdraw = Withdrawn
did-number = Numbers given
did-final = Finalised
did-keep-places = Places by rule kept
did-create-payment = Payment batch created
did-release-payment = Payment batch released
did-withdraw-payment = Payment batch withdrawn
did-download-payment-file = Payment file downloaded
did-hold-item = Item held or let go

## Faults

fault-back = To the overview
fault-missing = Not found
fault-missing-text = There is no “{ $id }”, or you may not see it.
fault-denied = You do not have the permission
fault-denied-text = These roles may “{ $action }”:
fault-four-eyes = Someone else has to do this
fault-four-eyes-text = “{ $action }” is only for someone who did not do the step before.
fault-state = That is not possible now
fault-input = Check your input
fault-settle = It cannot be settled like this
fault-failed = That did not work
fault-failed-text = Nothing was lost, and nothing was half done. Try again. If that does not help, quote this number:

## Errors of fields

error-name-missing = Give the name.
error-country = “{ $value }” is no country. Write two capital letters, such as DE.
error-iban = This IBAN cannot be right: { $value }
error-iban-of = The bank details of { $name } cannot be right. Correct them first.
error-holder-missing = Give the account holder.
error-ends-before-it-begins = The end lies before the beginning.
error-date-unreadable = Write a date such as 31 Dec 2026.
error-day-in-the-past = Choose today or a later day.
error-period = Write the period as the plan names it, such as 2026-03.
error-no-plan-for-period = No plan is released for this period.
error-plan-has-errors = The plan has errors.
error-count-of-documents = There are { $count } documents. Enter this number.
error-event-field = { $cause }
error-company-account-missing = The legal entity has no payout account.
error-payment-file = The bank would refuse the file: { $cause }
error-login-taken = This user name is taken.
error-password-short = A password has at least twelve characters.

## Parts of a derivation

derivation-context = Period
derivation-bonus = Bonus
derivation-line = Line
derivation-sale = Sale
derivation-path = Path
derivation-visit = Visit
derivation-rule = Rule
derivation-value = Value
derivation-values-of = Values of
derivation-rounding = Rounding
derivation-pool = Pool
derivation-cap = Cap
derivation-rate = Rate
derivation-base = Base
derivation-condition = Condition

## Banks and advisers

bank-file = File of the bank
bank-file-help = camt.053, camt.054 or pain.002. The same file again changes nothing.
bank-file-missing = Choose a file.
bank-entries = Entries
ledger-adviser = For the tax adviser (ZIP)
sheet-step = Step
sheet-amount = Amount
sheet-check = Check
sheet-file = File
item-what = What shall happen to the item?
item-save = Apply

# Gathering, held statements, giving up
gather-runs = Gather runs
gather-which = Runs whose documents are made with this one
gather-help = Each person then gets one document for all chosen runs. Drafts that exist are void; a run that is not ticked goes its own way again.
gather-do = Use this selection
run-is-led = The documents of this run are made with the run { $month }
run-is-led-text = Approval, numbers and postings happen there. To settle this run by itself, remove it from the selection there.
run-leading = To the leading run
run-gathers = Settled together with
run-withdraw = Give up this run
run-withdraw-text = The run stays visible with all its steps, but pays nothing. The period can then be begun anew.
run-withdraw-reason = Reason
run-channels = Sales channels ({ $field })
run-channels-help = Without a choice, all channels are in it.
held-issue = Issue held documents later
held-issue-text = Once the missing data are there, the documents are written again. A second person approves them; then they get the next numbers and are posted.
held-issue-reason = Reason
held-issue-ask = Check and ask for approval
held-issue-asked = Approval is asked for
held-issue-waits = Approved documents are not issued yet
held-issue-waits-text = The job was interrupted. It goes on where it was; no number is given twice.
held-issue-go-on = Go on
held-release-asked = Waits for approval
held-release-refused = Approval was refused
request-statements = Documents issued later
request-grant-statements = Have the documents issued
warning-gathered = The documents of { $programme }, { $period } are approved with it: { $sum }
held-mixed-status = The tax status changes between the months on this document
