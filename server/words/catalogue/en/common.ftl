## Frame

app-name = Compline
app-title = { $page } – Compline
app-title-with-state = { $state } – { $page } – Compline
app-title-with-error = Error: { $page } – Compline
skip-to-content = Skip to content
skip-to-list = Skip to list
search-or-command = Search or command …
search = Search
help = Help
open-menu = Open menu
close = Close
company = Company
legal-entity = Legal entity
programme = Programme
period = Period
jobs-running =
    { $jobs ->
        [0] No jobs
        [one] One job running
       *[other] { $jobs } jobs running
    }
notices = Notices
my-account = My account
theme = Appearance
theme-light = Light
theme-dark = Dark
theme-system = As the device
density = Density
density-compact = Compact
density-cozy = Cozy
single-keys = Single keys as commands
language = Language
language-de = German
language-en = English

## Navigation

nav-main = Main navigation
nav-breadcrumb = You are here
nav-today = Today
nav-settlement = Settlement
nav-partners = Partners
nav-orders = Orders
nav-payments = Payments
nav-documents = Documents
nav-books = Books
nav-plans = Plans
nav-simulation = Simulation
nav-audit = Audit log
nav-settings = Settings

## Roles

role-administrator = Administrator
role-settlement = Settlement
role-approver = Approver
role-accounting = Accounting
role-partner-care = Partner care
role-plan-designer = Plan designer
role-auditor = Auditor (read only)

## What a role may do

permission-view-dashboard = View the dashboard
permission-view-partners = View partners
permission-view-orders = View orders
permission-view-runs = View runs
permission-view-documents = View documents
permission-view-ledger = View the subledger
permission-view-payments = View payments
permission-view-plans = View plans
permission-view-audit = View the audit log
permission-view-settings = View settings
permission-view-personal-data = View personal data
permission-edit-partner = Edit partner
permission-change-bank-details = Change bank details
permission-confirm-bank-details = Confirm bank details
permission-move-partner = Move partner
permission-set-partner-status = Set a partner’s status
permission-enter-order = Enter order
permission-import-data = Import data
permission-override-value = Set rank by hand
permission-approve-override = Approve a rank set by hand
permission-calculate-run = Calculate run
permission-distribute-run = Distribute run
permission-make-documents = Create documents
permission-submit-run = Submit run for approval
permission-approve-run = Approve run
permission-return-run = Return run
permission-finalise-run = Finalise run
permission-replay-run = Replay a run
permission-verify-data = Check everything
permission-reopen-run = Reopen run
permission-make-entry = Make entry
permission-approve-entry = Approve entry
permission-create-payment = Create payment batch
permission-release-payment = Release payment batch
permission-download-payment-file = Download payment file
permission-import-bank-statement = Import bank statement
permission-match-payment = Match payment
permission-hold-item = Put item on hold
permission-release-hold = Release hold
permission-export-books = Export books
permission-edit-plan = Edit plan
permission-release-plan = Release plan
permission-manage-users = Manage users
permission-manage-api-keys = Manage API keys
permission-manage-settings = Change settings
permission-view-as-partner = View the portal as a partner
permission-view-extracts = Hand out book extracts and account statements

## States: always with icon and colour

state = State
state-draft = Draft
state-reversed = Reversed
state-running = Running
state-computed = Computed
state-awaiting-approval = Awaiting approval
state-approved = Approved
state-returned = Returned
state-stale = Stale
state-on-hold = On hold
state-disputed = Disputed
state-finalised = Finalised
state-created = Created
state-sent = Sent
state-paid = Paid
state-part-paid = Partly paid
state-bounced = Returned by the bank
state-failed = Failed
state-rejected = Rejected
state-cancelled = Cancelled
state-open = Open
state-settled = Settled
state-carried-over = Carried over
state-booked = Booked
state-waiting = Waiting
state-done = Done
state-provisional = Provisional

## Actions

save = Save change
create = Create
edit = Edit
remove = Remove
cancel = Cancel
back = Back
continue = Continue
show = View
undo = Undo
download = Download
export = Export
import = Import
retry = Try again
print = Print
copy = Copy
log-out = Log out

## Values

yes = Yes
no = No
unknown = open
nothing = –
none = none
all = All
other = Other
today = Today
yesterday = Yesterday
valid-from = Valid from
valid-to = Valid until
valid-since = valid from { $date }
valid-range = { $from } to { $to }
recorded-at = recorded { $date } by { $person }
as-of = Data as of
optional = (optional)
per-cent-of-volume = { $percent } of volume
of-total = { $part } of { $whole }
change-since-last = against the month before
understood-as = Understood as { $value }

## Fields that occur everywhere

field-number = Number
field-name = Name
field-date = Date
field-amount = Amount
field-amount-in = Amount ({ $currency })
field-currency = Currency
field-reason = Reason
field-note = Note
field-from = From
field-to = To
field-person = Person
field-when = When
field-state = State
field-kind = Kind
field-file = File
field-total = Total
field-difference = Difference

## Lists

list-search = Search the list
list-filter = Filter
list-filter-add = Add filter
list-filter-remove = Remove filter “{ $filter }”
list-filter-clear = Remove all filters
list-filter-apply = Apply filter
list-columns = Columns
list-save-view = Save view
list-range = { $from }–{ $to } of { $total }
list-previous = Previous page
list-next = Next page
list-sort-by = Sort by { $column }
list-selected =
    { $count ->
        [one] One entry selected
       *[other] { $count } selected
    }
list-select-all =
    { $count ->
        [one] Select this one
       *[other] Select all { $count } of this list
    }
list-select-row = Select { $name }
list-entries =
    { $count ->
        [0] No entries
        [one] One entry
       *[other] { $count } entries
    }
list-nothing-found = Nothing found for “{ $query }”.
list-nothing-found-with-filter = Nothing found for “{ $query }”. Remove filter “{ $filter }”?
list-nothing-with-filters = No entry matches the filters.
list-nothing-yet = No entries yet.
export-csv = Download as CSV
export-xlsx = Download as Excel file

## Timeline and history

timeline = Timeline
timeline-filter = Filter timeline
timeline-empty = Nothing has happened yet.
history = History
changed-by = { $person }, { $moment }

## Progress

progress-of = { $done } of { $total }
progress-remaining-seconds = a few seconds left
progress-remaining-minutes =
    { $minutes ->
        [one] about one minute left
       *[other] about { $minutes } minutes left
    }
progress-remaining-hours =
    { $hours ->
        [one] about one hour left
       *[other] about { $hours } hours left
    }
progress-cancel = Cancel job
progress-cancel-hint = What is already done stays valid.
progress-cancelled = Cancelled at { $done } of { $total }.
progress-done = Done after { $duration }.
progress-survives = You can close this page. The job goes on.
duration-seconds =
    { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    }
duration-minutes =
    { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }

## What has been done

saved = Change saved.
created = { $name } created.
removed = { $name } removed.
undone = Undone.
nothing-changed = Nothing changed.

## Confirmation

confirm-consequences = What this does
confirm-affected =
    { $count ->
        [one] Affects one entry
       *[other] Affects { $count } entries
    }
confirm-excluded =
    { $count ->
        [0] None is excluded
        [one] One is excluded
       *[other] { $count } are excluded
    }
confirm-code = One-time code
confirm-code-hint = Six digits from your authenticator app.
confirm-type-number = To confirm, type the number { $number }.

## Login

login-title = Log in
login-email = Email address
login-password = Password
login-submit = Log in
login-code-title = Enter one-time code
login-code = One-time code
login-code-hint = Six digits from your authenticator app.
login-code-submit = Check code
login-wrong = Email address and password do not match. Check both.
login-code-wrong = The code does not match. Wait for the next one and enter it.
login-code-used = This code has been used already. Wait for the next one.
login-too-many =
    { $minutes ->
        [one] Too many attempts. Try again in one minute.
       *[other] Too many attempts. Try again in { $minutes } minutes.
    }
login-locked = This account is locked. An administrator can unlock it.
login-expired = Your session has expired. Log in again; what you entered is kept.
login-signed-out = You are logged out.
login-demo = Logins of the demo
totp-title = Set up one-time codes
totp-why = Who approves or pays confirms it with a one-time code.
totp-scan = Scan the picture with your authenticator app, or type the key.
totp-key = Key
totp-confirm = Finish set-up
password-change = Change password
password-old = Current password
password-new = New password
password-rule = At least 12 characters. You may paste.
password-too-short = The password has { $length } characters. Use at least { $least }.

## Banners

banner-read-only = You can only read here.
banner-acting-as = You are viewing the portal as { $name }. Read-only; access is logged.
banner-old-data = As of { $moment }. Newer data are not included yet.
