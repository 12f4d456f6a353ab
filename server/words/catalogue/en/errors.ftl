## Forms

error-field-empty = This field is empty. Enter a value.
error-not-a-number = “{ $input }” is not a number. Write it like { $example }, without currency.
error-number-ambiguous = “{ $input }” can be read in two ways. Write { $thousands } or { $decimals }.
error-too-many-places =
    { $places ->
        [0] “{ $input }” has decimal places. Only whole numbers go here.
        [one] “{ $input }” has more than one decimal place. Round it.
       *[other] “{ $input }” has more than { $places } decimal places. Round it.
    }
error-number-too-large = “{ $input }” is too large. Enter a smaller number.
error-not-a-date = “{ $input }” is not a date. Write it like { $example }.
error-no-such-day = “{ $input }” is not in the calendar: { $month } has no day { $day }.
error-date-ambiguous = “{ $input }” can be { $first } or { $second }. Write one of them.
error-not-a-month = “{ $input }” is not a month. Write { $example } or { $number }.

error-summary-title =
    { $errors ->
        [one] One field needs a change
       *[other] { $errors } fields need a change
    }
error-choose-one = Choose an entry.
error-reason-missing = Give a reason.
error-end-date-missing = Give an end date.
error-end-before-start = The end { $end } is before the start { $start }. Change one of them.
error-date-in-future = { $date } is in the future. Enter a day up to today.
error-date-in-closed-run = { $date } is in a finalised period. Choose a later day.
error-amount-zero = The amount is zero. Enter another one.
error-amount-negative = The amount is negative. Enter it without the minus.
error-text-too-long = The text has { $length } characters. Shorten it to { $most }.
error-text-characters = “{ $character }” is not possible here. Replace the character.
error-email = “{ $input }” is not an email address. Write it like name@example.com.
error-email-taken = “{ $input }” belongs to another user already. Use another address.
error-iban-length = The IBAN has { $length } characters. IBANs of { $country } have { $expected }.
error-iban-length-german = The IBAN has { $length } characters. German IBANs have { $expected }.
error-iban-check-digits = The check digits of the IBAN do not match. Compare the IBAN with the document.
error-iban-country = “{ $country }” is not a country with IBANs. Check the first two letters.
error-iban-not-sepa = Accounts in { $country } cannot be reached by SEPA. Give another account.
error-bank-holder-missing = The account holder is missing. Enter it as on the bank card.
error-vat-id = “{ $input }” does not have the form of a VAT id of { $country }. It looks like { $example }.
error-tax-number = “{ $input }” does not have the form of a tax number. Copy it from the tax assessment.
error-number-taken = The number “{ $number }” is taken. Use another one.
error-partner-unknown = Partner “{ $number }” is unknown. Create the partner or correct the number.
error-file-missing = Choose a file.
error-file-empty = The file is empty. Choose another one.
error-file-too-large = The file has { $size }. The limit is { $limit }; split it.
error-file-kind = “{ $name }” is neither CSV nor XLSX. Save the table in one of the two formats.
error-file-encoding = Row { $row } is not written in UTF-8. Save the file with the encoding UTF-8.
error-bank-file = The bank file cannot be used: { $cause }
error-bank-file-of-the-day = These are the entries of a day that has not ended. Import the statement of the day (camt.053).
error-bank-account-unknown = The account { $account } belongs to no legal entity here. Enter it in the settings or choose another file.
error-bank-report-unknown = No released payment file has the id “{ $id }”. Choose the report of a file from here.
error-other-currency = The entry is in { $currency }. Choose an open item in this currency.
error-export-too-large = There are { $rows } rows, a workbook takes { $most }. Choose CSV.
error-books-datev = DATEV does not accept this: { $cause }
error-books-currency = DATEV files are in euro, these books are in { $currency }. Export the postings as CSV.
error-books-empty = There are no postings in this time. Choose other days.
error-column-missing = The column “{ $column }” is missing. Add it or map another one.
error-row = Row { $row }, { $field }: { $error }
error-row-seller-unknown = Row { $row }: seller { $number } is unknown. Create the partner or correct the number.
error-row-doubled = Row { $row } is in row { $earlier } already. Remove one of the two.
error-form-expired = This page was open for too long. Check what you entered and send it again.

## Partners, entries, imports

error-bic = “{ $input }” is not a BIC. It has 8 or 11 characters; copy it from the bank card.
error-iban-form = “{ $input }” does not have the form of an IBAN. Compare it with the document.
error-nothing-changed = This holds already. Change something, or cancel.
error-entry-not-taxable = Advances, recoveries and assignments are no pay. Take the VAT out.
error-payee-only-for-assignments = Only an assignment has a payee. Remove the payee, or choose the assignment.
error-payee-is-partner = The amount would go to the partner itself. Choose another payee.
error-payee-unknown = Payee “{ $number }” is unknown. Create the payee or correct the number.
error-entry-period = “{ $input }” is not a period of this programme. Choose one from the list.
error-entry-period-final = { $period } is finalised. Choose a later period.
error-recovery-too-high = Of the advance { $rest } are left. Enter at most this amount.
error-out-of-range = “{ $input }” is not between { $least } and { $most }. Correct the value.
error-not-a-word = “{ $input }” is not possible here. Choose a value that the plan names.
error-not-in-plan = The plan does not know “{ $input }”, or does not let it be set by hand. Choose something else.
error-data = The plan cannot read this: { $cause }. Correct the value.
error-move-circle = From { $date } on these partners would stand below each other in a circle: { $members }. Choose another upline.
error-parent-not-in-tree = “{ $number }” is not in the tree “{ $tree }” on { $date }. Choose another upline or a later day.
error-place-occupied = Below “{ $parent }” “{ $number }” stands there on { $date } already. Choose the other side.
error-too-many-below = There is no place left below “{ $parent }”: the tree is { $width } wide. Choose another partner.
error-side-missing = In the tree “{ $tree }” every place needs a side. Choose one.
error-no-sides = The tree “{ $tree }” has no sides. Leave the field empty.
error-root-has-no-side = Without an upline there is no side. Leave the field empty.
error-no-such-tree = The plan has no tree “{ $tree }”. Choose one from the list.
error-status-same = The partner has this status on that day already. Choose another status or day.
error-before-joining = The partner joined on { $date }. Choose a later day.
error-country-code = “{ $input }” is not a country. Choose one from the list.
error-number-form = “{ $input }” is not a number. Up to 40 letters, digits, dots and hyphens are possible.
error-import-file = The file cannot be read: { $cause }
error-import-no-target = “{ $target }” cannot be imported. Choose what the list offers.
error-reversal-reason = Choose a reason.
error-reversed-already = This order is reversed as a whole already.
error-reversed-too-much = Only { $left } is left to be reversed.
error-nothing-reversed = Enter what is reversed, or leave all amounts empty to reverse the whole order.
error-import-cancelled = The order “{ $number }” is cancelled. Enter it under a new number.
error-import-moved = “{ $number }” stands below “{ $parent }”. Move partners on their own page, with a preview; take the change out of the file.
request-void-changed = Somebody has changed the same thing meanwhile. Enter it anew if it still holds.
request-void-entry = The entry no longer fits: the period is finalised, or the advance is recovered.
request-void-plan = The plan no longer allows this value.
request-void-released = The version is released already.

## Pages

error-forbidden-title = You do not have permission for this
error-forbidden = You may not “{ $action }” here. These roles may: { $roles }.
error-forbidden-nobody = “{ $action }” is not possible here: the object is finalised.
error-forbidden-own = You recorded this yourself. Someone else has to decide.
error-not-found-title = Nothing here
error-not-found = There is no page at this address. Search for a name or a number.
error-conflict-title = Someone was faster
error-conflict = { $person } changed this at { $time }. Compare the two versions and choose one.
error-conflict-yours = Your version
error-conflict-theirs = Stored version
error-too-many-requests = Too many requests. Wait a moment and reload.
error-internal-title = That did not work
error-internal = Nothing is lost. Try again, or quote the number { $number } to us.
error-offline = You are offline. What you entered is still here; send it once you are connected.
error-still-held =
    { $count ->
        [one] The document still lacks data.
       *[other] All { $count } documents still lack data.
    } Add them to the partners.
error-run-not-gatherable = A chosen run cannot be gathered: it has to be distributed, of the same legal entity and currency, and must not follow another run.
error-no-channels = This programme has no sales channel. Leave the field empty, or choose the field of the channel in the settings.
error-channel-unknown = “{ $channel }” is no sales channel of the plan.
error-notice-missing = Nobody was told by { $date } that this contract is in danger. Record the notice below first, or say why there is none.
error-notice-no-insurance = The plan does not call this a contract of insurance.
error-notice-later = A notice is recorded when it was sent: not later than { $date }.
error-notice-proof = Say what proves it: the number of the registered letter, the message, the record of the call.
error-notice-channel = Say which way it went: { $known }.
