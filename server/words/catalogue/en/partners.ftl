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
import-file-hint = CSV or XLSX. The first row has the names of the columns.
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
