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
