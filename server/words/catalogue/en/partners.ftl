## List and record

partner = Partner
partners = Partners
partner-count =
    { $count ->
        [one] One partner
       *[other] { $count } partners
    }
partner-create = Create partner
partner-edit = Edit partner
partner-none-yet = No partners yet. Create the first one, or import a list.
partner-tab-overview = Overview
partner-tab-volumes = Volumes
partner-tab-commission = Commission
partner-tab-structure = Structure
partner-tab-documents = Documents
partner-tab-account = Account
partner-tab-timeline = Timeline
partner-view-new = New
partner-view-rank-lost = Rank lost
partner-view-no-bank-details = No bank details
partner-view-as = View the portal as this partner

## Master data

partner-number = Partner number
partner-kind = Legal form
partner-kind-person = Person
partner-kind-company = Company
partner-salutation = Salutation
partner-title = Title
partner-first-name = First name
partner-last-name = Last name
partner-company-name = Company name
partner-birthday = Date of birth
partner-photo = Photo
partner-language = Language of documents
partner-joined = Joined
partner-left = Left
partner-email = Email address
partner-phone = Phone
partner-mobile = Mobile phone
partner-street = Street
partner-house-number = House number
partner-address-extra = Address supplement
partner-postcode = Postcode
partner-town = Town
partner-region = Region
partner-country = Country
partner-address = Address
partner-contact = Contact
partner-contract = Contract

## Bank details

bank-details = Bank details
bank-holder = Account holder
bank-iban = IBAN
bank-bic = BIC
bank-name = Bank
bank-change = Change bank details
bank-confirm = Confirm bank details
bank-reject = Reject change
bank-awaits-second = The new bank details apply once a second person confirms them.
bank-own-cannot-be-confirmed = You changed these bank details. Someone else has to confirm them.
bank-proposed-by = Changed by { $person }, { $moment }
bank-confirmed-by = Confirmed by { $person }, { $moment }
bank-holder-differs = The account holder is “{ $holder }”, the partner is “{ $partner }”. Check the name.

## Tax

tax = Tax
tax-status = Tax status
tax-status-regular = Regular
tax-status-small-business = Small business (§ 19 UStG)
tax-status-exempt = Exempt
tax-status-reverse-charge = Reverse charge
tax-status-third-country = Third country
tax-status-private = Private person
tax-number = Tax number
tax-vat-id = VAT id
tax-office = Tax office
tax-agreement = Self-billing agreement
tax-agreement-date = Agreement of
tax-status-history = Earlier tax statuses

## Status and structure

partner-status = Status
partner-status-prospect = Prospect
partner-status-active = Active
partner-status-inactive = Inactive
partner-status-blocked = Blocked
partner-status-terminated = Terminated
partner-set-active = Set partner active
partner-set-inactive = Set partner inactive
partner-terminate = Terminate partner
partner-terminate-hint = Open claims and the reserve stay on the account.
placement = Placement
placement-history = Earlier placements
tree = Structure
sponsor = Sponsor
upline = Upline
downline = Downline
frontline = Frontline
leg = Leg
leg-strongest = Strongest leg
personal-volume = Personal volume
group-volume = Group volume
downline-size =
    { $partners ->
        [0] No partners below
        [one] One partner below
       *[other] { $partners } partners below
    }
downline-expand = Show partners below { $name }
downline-collapse = Hide partners below { $name }
move-partner = Move partner
move-new-parent = New place below
move-valid-from = Valid from
move-preview =
    { $partners ->
        [one] One partner moves.
       *[other] { $partners } partners move.
    }
move-affected-above =
    { $partners ->
        [0] No upline is affected.
        [one] One upline is affected.
       *[other] { $partners } uplines are affected.
    }
move-into-own-downline = { $name } is below this partner. Choose another one.

## Import

import-title = Import data
import-step-map = Map columns
import-step-check = Check
import-step-preview = Preview
import-step-run = Import
import-file-hint = CSV, XLSX or Parquet. The first row has the names of the columns.
import-column = Column of the file
import-field = Field
import-ignore-column = Do not import
import-mapping-save = Save mapping for this source
import-new = New
import-changed = Changed
import-unchanged = Unchanged
import-refused = Refused
import-run =
    { $rows ->
        [one] Import one row
       *[other] Import { $rows } rows
    }
import-done =
    { $rows ->
        [0] Nothing to import. All of it was there already.
        [one] One row imported.
       *[other] { $rows } rows imported.
    }
import-error-file = Download error file
import-error-file-hint = The refused rows with row, field and error. Correct them and import the file.
import-again-harmless = Importing the same file again changes nothing.

## Care

partner-name-or-company = Last name or company
partner-street-and-number = Street and house number
partner-country-help = Two capital letters, for example DE.
partner-owner = Owner of another partner
partner-owner-help = The number of a partner with the same owner. Its master data then hold here too.
partner-plan-fields = Fields of the plan
partner-photo-of = Photo of { $name }
partner-photo-file = Picture file
partner-photo-add = File photo
partner-photo-remove = Remove the photo
did-remove-photo = Photo removed
partner-photo-help = PNG or JPEG up to 10 MB. The picture is made smaller; where it was taken is removed.
partner-papers = Papers
partner-papers-none = No papers filed yet.
partner-paper-file = PDF file
partner-paper-help = Up to 10 MB. Each download is logged.
partner-paper-name-help = Left empty, the name of the file counts.
partner-paper-add = File paper
partner-statements = Statements
paper-contract = Contract
paper-agreement = Self-billing agreement
paper-identity = Proof of identity
paper-other = Other
partner-set-status = Change status
partner-status-now = Today the partner is: { $status }
status-to-active = Set active
status-to-inactive = Set inactive
status-to-terminated = Terminate
tax-status-new = Enter tax status
tax-valid-from-help = Earlier entries stay valid for the days before.
tax-agreement-help = Without an agreement no credit note is issued (§ 14 (2) UStG).
bank-ask = Submit bank details for confirmation
bank-bic-help = Only needed for banks outside of the European Economic Area.
placement-side = Side
placement-position = Position
placement-top = at the top
placement-at-top = Stands at the top, without an upline
placement-none = The partner stands in no structure.
placement-replaced = Replaced
placement-by = Given by
placement-by-rule = the plan’s rule
placement-by-rule-in = the plan’s rule in the run { $month }
placement-by-rule-help = Left empty, the plan’s rule gives the place. It is kept when the run is finalised.
placement-awaited = { $tree }: no place yet. The plan’s rule gives it in the next run.
placement-awaited-from = { $tree }: no place yet. The plan’s rule gives it from { $date } on.
downline-none = Nobody stands directly below.
downline-more = Show more
move-new-parent-help = The number of the partner below whom this one shall stand.
move-valid-from-help = Everybody below moves along. Finalised months stay as they are.
move-show-preview = Show preview
move-preview-again = Renew preview
move-confirm =
    { $partners ->
        [one] Move one partner
       *[other] Move { $partners } partners
    }
move-changes =
    { $partners ->
        [0] In the run { $month } nobody’s rank and no amount changes.
        [one] In the run { $month } one partner changes.
       *[other] In the run { $month } { $partners } partners change.
    }
move-no-run = No computed run holds the partner and the new upline; ranks and amounts cannot be compared.
note-new = Note
note-help = Notes are neither changed nor removed.
note-add = File note
timeline-all = Whole timeline
timeline-older = Show older
happened-note = Note
happened-person = Master data
happened-tax-status = Tax status
happened-partner = Partner
happened-placement = Placement
happened-status = Status
happened-override = Manual value
happened-order = Order
happened-request = Request
happened-entry = Entry
happened-statement = Statement
happened-payment = Payment
happened-file = Paper
happened-audit = Log
did-new-partner = Partner created
did-new-payee = Payee created
did-tax-status = Tax status entered
did-set-status = Status changed
did-move-partner = Partner moved
did-ask = Request made
did-granted = Request granted
did-refused = Request refused
did-withdrawn = Request withdrawn
did-confirm-bank-details = Bank details confirmed
did-make-entry = Entry approved
did-look = Personal data viewed
did-add-note = Note filed
did-add-file = File filed
did-download-file = File downloaded
error-file-no-photo = The file is no readable PNG or JPEG. Choose another picture.
error-file-no-pdf = The file is no PDF. Save the paper as PDF.
error-file-too-big = The file has { $size }. The limit is { $limit }.

## Requests

nav-requests = Requests
request = Request
request-bank-details = Bank details
request-entry = Entry beside the plan
request-override = Manual value
request-plan = Release of a plan version
request-about = About
request-asked-by = Asked by
request-decided = Decided
request-decided-by = Decided by
request-answer = Answer
request-before = Until now
request-after = New
request-own = You made this request. Somebody else has to decide.
request-own-short = needs somebody else
request-others = Those who may “{ $action }” can decide
request-waits-for = Waits for a second person: { $kind }
request-withdraw = Withdraw request
request-withdrawn = Withdrawn
request-refuse = Refuse request
request-refuse-title = Refuse
request-refuse-reason = Reason for the refusal
request-grant-bank-details = Confirm bank details
request-grant-entry = Approve entry
request-grant-override = Approve manual value
request-grant-plan = Release plan version
requests-none = Nothing waits here.
requests-waiting =
    { $requests ->
        [0] No request waits for you
        [one] One request waits for you
       *[other] { $requests } requests wait for you
    }
today-requests =
    { $requests ->
        [one] One request waits for your decision
       *[other] { $requests } requests wait for your decision
    }
request-reason-new-partner = New partner
request-reason-new-payee = New payee
