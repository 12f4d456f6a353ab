## Users

users = Users
user = User
user-create = Create user
user-name = Name
user-email = Email address
user-roles = Roles
user-last-login = Last login
user-totp = One-time codes
user-totp-on = Set up
user-totp-off = Not set up
user-totp-reset = Reset one-time codes
user-lock = Lock user
user-unlock = Unlock user
user-locked = Locked
user-sessions = Sessions
user-session-end = End session
user-last-administrator = This is the last person with the role administrator. Give the role to someone else first.

## API keys

api-keys = API keys
api-key-create = Create API key
api-key-revoke = Revoke API key
api-key-scopes = Scopes
api-key-last-used = Last used
api-key-shown-once = Copy the key now. It is shown only this once.

## Company

settings = Settings
settings-company = Company
settings-legal-entities = Legal entities
settings-programmes = Programmes
settings-number-ranges = Number ranges
settings-accounts = Accounts and tax keys
settings-payout = Payout
settings-warnings = Limits for warnings
settings-register = Commercial register
settings-managers = Managing directors
settings-logo = Logo
settings-time-zone = Time zone
settings-warning-amount = Unusual from
settings-warning-ratio = Bound of the payout ratio

## Users and access

user-created = { $name } has been added
user-changed = { $name }: roles changed
user-password-new = New password for { $name }
user-codes-new = New one-time codes for { $name }
user-shown-once = This is shown only this once
user-shown-once-text = Pass it on by a safe way. If it gets lost, reset it.
user-first-password = Password until the first sign-in
user-code-picture = Picture for the authenticator app
user-to-record = To the user
user-login-help = Letters, digits, dot, hyphen and @. It cannot be changed later.
user-role-needs-code = Needs a one-time code to sign in.
about-role-administrator = Manages users and settings; does not compute, approve or pay.
about-role-settlement = Settles a month, from orders to the finalised run.
about-role-approver = Approves as second person what others have made.
about-role-accounting = Pays, reads bank statements and hands over the books.
about-role-partner-care = Looks after partners: master data, places, orders.
about-role-plan-designer = Writes plans; never pays.
about-role-auditor = Sees everything and changes nothing.
user-active = Active
user-waits = Password not chosen yet
user-name-and-roles = Name and roles
user-access = Access
user-access-text = Each of these takes effect at once and ends the person’s sessions.
user-own = This is you. Your password and your sessions are under “My account”.
user-password-reset = Set a new password
user-sessions-end = End all sessions
user-leave = Remove from the company
user-elsewhere = This person also works for another company
user-join = Add to the company
user-join-summary = Add somebody who already works for another company here
user-join-text = The person keeps login, password and one-time codes, and switches companies at the top left.
error-user-elsewhere = This person also works for a company that you do not administer. Remove them from this company instead.
error-user-yourself = You cannot do that to yourself. Have another administrator do it.
error-role-missing = Choose at least one role.
error-login-form = “{ $input }” cannot be a login. Use up to 60 letters, digits, dots, hyphens and @.
error-login-unknown = There is no such login. Add the person as a new user.
error-login-member = This person belongs to the company already. Change their roles.
error-password-wrong = The present password is wrong. Type it once more.
error-password-same = The new password is the present one. Choose another.
error-password-differs = The two new passwords differ. Type the same one.
password-again = New password again
password-renew = Choose your own password
password-renew-text = Whoever gave you the present one knows it too.
account-preferences = Language and display
account-switch = Company and programme
account-switch-text = All pages show this company and this programme.
account-shown = shown now
account-sessions-text = End what you do not recognise, and then choose a new password.
session-browser = Browser
session-since = Since
session-seen = Last used
session-this = This session

## Company and legal entities

settings-roles = Roles
settings-roles-title = Which role may do what
settings-roles-text = This is what the policies in force say. A “yes” never holds for what one has made oneself and needs a second person.
settings-roles-codes = These sign in with a one-time code: { $roles }.
settings-permission = May
settings-company-name = Name of the company
settings-language-help = The default for new users; everybody chooses their own.
settings-no-entity = No legal entity yet. It owes the commissions and keeps the books.
settings-no-programme = No programme yet. It joins a legal entity with its plan.
settings-entity-new = Add legal entity
settings-programme-new = Add programme
settings-programme-name = Name of the programme
settings-programme-entity-help = It owes the commissions; its currency is the programme’s.
settings-channel-field = Field of the sales channel
settings-channel-field-help = The field of orders by which a run chooses sales channels. The fields are those of the released plan.
settings-channel-none = One channel only
settings-prefix = Document numbers begin with
settings-prefix-help = For example GS-2026-. It is fixed with the first document.
settings-prefix-fixed =
    { $documents ->
        [one] One document has it already; it is fixed.
       *[other] { $documents } documents have it already; it is fixed.
    }
settings-account = Payout account
settings-books = Payout and books
settings-entity-data = Firm and address
settings-entity-tax = Tax and register
settings-entity-bank = Payout account
settings-entity-bank-text = Payment files pay from this account. Without one there are none.
settings-firm = Firm
settings-street = Street and number
settings-post-code = Post code
settings-city = City
settings-country = Country
settings-country-help = Two letters, for example DE
settings-vat-id = VAT ID
settings-tax-number = Tax number
settings-register-help = Court and number, as documents show them
settings-managers-help = Who represents the entity, separated by commas
settings-contact = Mail address for questions
settings-contact-help = Shown on every document
settings-holder = Account holder
settings-iban = IBAN
settings-bic = BIC
settings-currency-help = Three letters, for example EUR. It cannot be changed later.
settings-minimum-payout = Minimum payout
settings-minimum-payout-help = Smaller balances wait for the next payment batch.
settings-warning-ratio-help = Where the payout is above this share of the volume, the review before approval warns.
settings-warning-amount-help = The review points out documents above this amount.
settings-adviser = Tax adviser
settings-adviser-text = These stand in the head of the DATEV files. Your tax adviser knows them.
settings-consultant = Consultant number
settings-client = Client number
settings-year-begins = Business year begins in month
settings-year-begins-help = 1 for January to 12 for December
settings-chart = Chart of accounts
settings-account-length = Digits of ledger accounts
settings-account-length-help = 4 to 8; personal accounts have one more. Fixed once partners have accounts.
settings-accounts-text = Have your tax adviser confirm the accounts before the first hand-over.
settings-clearing-help = For advances, fees and deductions beside the plan
settings-opening-help = For balances with partners that were open when the company came over from another system
settings-first-creditor = First personal account of partners
settings-first-creditor-help = Begins with 7, 8 or 9. Fixed once partners have accounts.
settings-key-taxed = Posting key for input tax
settings-key-reverse = Posting key for reverse charge
error-said = { $said }
error-prefix = Use up to { $most } letters, digits, hyphens and dots.
error-prefix-in-use = Documents have this already. Leave it as it is.
error-currency = “{ $input }” is not a currency. Write three letters such as EUR.
error-creditors-numbered = Partners have accounts already. Leave this value as it is.
error-channel-in-use = A run of single channels is not finished. Finish it first.
error-payout-limit = Enter a share from 0.01 to 100 percent.
error-account = “{ $input }” is not a ledger account. It has up to { $digits } digits.
error-posting-key = “{ $input }” is not a posting key. It has up to four digits.
error-first-creditor = “{ $input }” is not a creditor’s account. It has { $digits } digits and begins with 7, 8 or 9.

## What the log says of them

did-change-company = Company changed
did-change-legal-entity = Legal entity changed
did-change-settings = Payout and books changed
did-change-programme = Programme changed
did-change-user = User changed
did-join-company = User added to the company
did-leave-company = User removed from the company
did-lock-user = User locked
did-unlock-user = User unlocked
did-reset-password = Password reset
did-reset-codes = One-time codes reset
did-end-sessions = Sessions ended
did-change-password = Own password changed
did-export-audit = Audit log exported
error-audit-too-long = There are more than { $most } entries. Choose a shorter time.

# What was done (audit log)
did-export-books = Files for the tax adviser exported
did-gather = Runs gathered
did-give-creditor-accounts = Personal accounts assigned
did-ignore-bank-entry = Bank entry ignored
did-import-bank-statement = Bank statement imported
did-issued = Later documents issued and posted
did-match-payment = Payment matched
did-number-late = Later documents numbered
did-recheck = Held documents written again
did-reject-payment = Payment marked as rejected
did-back-up = Backup made
