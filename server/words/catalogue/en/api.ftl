## Keys of programs

api-key = API key
api-key-name = What it is for
api-key-name-help = For example “Shop” or “Accounting export”.
api-key-user = Acts for
api-key-help = A key may do what both its scopes and the roles of its user allow. The user is who acts: what they recorded themselves, they cannot approve by key either.
api-key-made = API key created
api-key-none-yet = There is no API key yet.
api-key-revoked = Revoked
api-key-ended = Ended
api-key-revoke-warning = The key stops working at once. This cannot be undone.
error-scopes = Choose at least one scope from the list.
error-warnings-unseen = There are warnings that were not seen. Look at the review and name all of them.
did-create-api-key = API key created
did-revoke-api-key = API key revoked
did-enter-orders = Orders taken in

## Scopes

scope-dashboard-read = Figures, legal entities, programmes
scope-partners-read = Partners without personal data
scope-personal-read = Personal data; every look is noted
scope-extracts-read = Every transaction and the account of a partner, as files; each one is noted
scope-partners-write = Create, change, move partners; ask for bank details
scope-orders-read = Orders
scope-orders-write = Enter, correct, cancel orders
scope-imports-write = Import tables
scope-runs-read = Runs, lines, derivations, requests
scope-runs-compute = Begin, compute, submit, reopen runs
scope-runs-finalise = Finalise approved runs
scope-checks-run = Replay runs, check everything
scope-adjustments-write = Ask for entries and manual values
scope-documents-read = Statements and credit notes
scope-ledger-read = Subledger and open items
scope-books-export = Exports for the tax adviser
scope-payments-read = Payments and bank entries
scope-payments-write = Create payments, hold open items
scope-payments-file = Download payment files
scope-bank-write = Import bank files, match entries
scope-plans-read = Plans and their texts
scope-plans-write = Draft plans, ask for their release
scope-audit-read = Audit log
scope-settings-read = Settings, users, keys
scope-settings-write = Change the company, legal entities, programmes
scope-users-write = Create, change, lock users; each time with the user’s one-time code
scope-keys-write = Revoke API keys
scope-decisions-write = Approve, release, refuse; each time with the user’s one-time code

## Reference

api-reference = API reference
api-sends = Is sent
api-answers = Is answered
api-problems = Errors
problem-malformed-request = The request cannot be read
problem-idempotency-key-missing = The request has no Idempotency-Key
problem-unauthenticated = No valid key was shown
problem-scope-missing = The key lacks a scope
problem-not-allowed = The roles of the user do not allow this
problem-four-eyes = Someone else has to decide
problem-code-needed = This takes the user’s one-time code
problem-code-wrong = The one-time code is wrong or used up
problem-not-found = There is nothing here
problem-method-not-allowed = This method is not possible here
problem-state = This is not possible in this state
problem-request-running = The same request is being carried out
problem-answer-lost = The request was carried out, its answer is lost
problem-too-large = The body is too large
problem-unsupported-media-type = The body has another media type
problem-invalid-input = Fields are wrong
problem-cannot-settle = The data or the plan cannot be settled
problem-overflow = An amount is too large
problem-idempotency-key-reused = Another request had this Idempotency-Key
problem-too-many-requests = Too many requests
problem-internal = The server failed
