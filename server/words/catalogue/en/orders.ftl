## Orders

order = Order
orders = Orders
order-count =
    { $count ->
        [one] One order
       *[other] { $count } orders
    }
order-enter = Enter order
order-correct = Correct order
order-cancel = Reverse order
order-return = Enter return
order-none-yet = No orders yet. Enter the first one, or import a list.
order-number = Order number
order-source = Source
order-external-id = Number at the source
order-kind = Kind of event
order-seller = Seller
order-customer = Customer
order-channel = Sales channel
order-ordered-on = Ordered on
order-paid-on = Paid on
order-delivered-on = Delivered on
order-net = Net
order-tax = VAT
order-gross = Gross
order-points = Points
order-agent = Agent
order-units = Units
order-premium = Premium
order-paid-in = Paid in
order-years = Term in years
order-branch = Branch
order-signed-on = Signed on
order-corrections = Corrections
order-corrected-by = Corrected by { $person }, { $moment }
order-unchanged = This order was there already, just like this. Nothing has changed.
order-reversal-effect =
    { $commissions ->
        [0] Reversing order { $order } reduces no commission.
        [one] Reversing order { $order } reduces one commission by { $amount }.
       *[other] Reversing order { $order } reduces { $commissions } commissions by { $amount }.
    }
order-after-finalised = Run { $month } is finalised. The change is queued and takes effect in the next run.
order-queued = Queued for the next run
order-status-open = Open
order-status-part-paid = Partly paid
order-status-paid = Paid
order-status-overpaid = Overpaid
order-status-cancelled = Reversed
order-status-returned = Returned
order-cancel-reason = Reason for reversal
order-cancel-customer = Withdrawn by the customer
order-cancel-unpaid = Not paid
order-cancel-company = Fault of the company (never reduces)

## Orders: form, list, history

order-category = Category
order-search = Number, source or partner
order-sum-of-list = Sum of the list
order-origin = Origin
order-what = The order
order-number-help = As it stands at the source. Each source has each number once.
order-source-help = Where the order comes from, such as shop or fair.
order-partner-help = Partner number or a part of the name
order-partner-choose = There are several partners: { $partners }. Enter the number.
order-enter-next = Enter and next
order-entered = The order is entered.
order-entered-done = Order { $number } is entered.
order-correct-help = Stands in the history of the order.
order-cancel-effect = Before the run is finalised this reduces it. Afterwards the next run takes back what was paid for it.
order-returns = Returns and chargebacks
order-returns-what = What is taken back of this order. The next run settles it: every line that was paid comes back in proportion, with all uplines.
order-returned-amounts = Taken back
order-returned-all = all that is left
order-return-void = Give up
order-return-voided = Given up
order-return-day = Day of the reversal
order-return-number = Number of the reversal
order-return-amounts-help = Leave all amounts empty to take back all that is left. A number is made where you give none.
order-return-reason = Reason for the reversal
order-return-note = Note on the reversal
order-return-amount = { $amount } taken back
order-return-settled = Settled in { $period }
order-return-void-reason = Why it is given up
order-return-enter = Take back
reversal-reason-cancelled = Order cancelled
reversal-reason-returned = Goods returned
reversal-reason-chargeback = Payment taken back by the bank
reversal-reason-withdrawn = Withdrawn by the customer
reversal-reason-fault-of-company = Fault of the company (nothing paid comes back)
order-did-enter = Entered
order-did-correct = Corrected
order-did-cancel = Reversed
order-did-reopen = Taken up again
order-paid-by-receipt = Paid in full

## Orders that came after their run

orders-waiting = Waiting changes
orders-waiting-what = No finalised run holds these orders as they are known now.
orders-waiting-none = All finalised runs agree with the orders.
order-waits-for = Waits for
order-waits-next-run = Next run
order-waits-reversal = Reversal
order-waits-correction = Recalculation
order-waits-next-run-why = Run { $period } was finalised when this order came. The next run settles it.
order-waits-reversal-why = Run { $period } settled this order and is finalised. The next run takes back what was paid for it.
order-waits-correction-why = Run { $period } settled this order differently and is finalised. Decide about it under “Corrections”.
order-final-run = Finalised run
order-amount-settled = Settled with
order-amount-now = Now
order-since = Known since

## Orders: errors

error-order-exists = Order “{ $number }” exists with other values. Open it and correct it there.
error-order-changed = Somebody has changed the order meanwhile. Compare, and send again if your values hold.
error-order-number = “{ $input }” is not possible here. Use up to { $most } visible characters, one of them a letter or a digit.
error-order-unknown = Order “{ $number }” is unknown. Correct the number.
error-order-several = Number “{ $number }” exists several times: { $sources }. Give the source.

## Imports

imports = Imports
imports-none-yet = Nothing imported yet.
import-target = What the rows are
import-source-help = Numbers are unique per source. The columns are remembered for it.
import-written = How numbers and days are written
import-written-de = German: 1.234,50 and 31.12.2026
import-written-en = English: 1,234.50 and 2026-12-31
import-encoding-of = Encoding of a CSV file
import-encoding-utf8 = UTF-8
import-encoding-windows = Windows (CP1252)
import-sheet = Sheet
import-sheet-help = Without a name the first sheet of an Excel file.
import-upload = Upload file
import-more-than-limit = more than allowed
import-samples = First values
import-columns-help = Fields with * must be mapped. What you do not map is not imported.
import-country = Country
import-upline-in = Upline in the tree “{ $tree }”
import-side-in = Side in the tree “{ $tree }”
import-field-unmapped = The field “{ $field }” is missing. Map a column to it.
import-field-twice = The field “{ $field }” is mapped twice. Choose one column.
import-other-file = Choose another file
import-back-to-columns = Change columns
import-look-again = Look again
import-not-possible = The file cannot be imported like this
import-nothing-yet = Nothing is changed yet.
import-nothing-good = All rows are refused. Correct them in the error file.
import-all-known = All rows are known already. There is nothing to import.
import-known = This file has been imported already. Nothing has changed.
import-only-good = Import only the good rows
import-only-good-help =
    { $rows ->
        [one] One row is left out and stands in the error file.
       *[other] { $rows } rows are left out and stand in the error file.
    }
import-some-wrong = There are refused rows. Correct the file, or choose “Import only the good rows”.
import-refused-rows = Refused rows
import-more-problems =
    { $count ->
        [one] One more error stands in the error file.
       *[other] { $count } more errors stand in the error file.
    }
import-row = Row
import-rows = Rows
import-value = Says there
import-error = Error
import-error-csv = Error file (CSV)
import-error-xlsx = Error file (Excel)
import-checksum = Checksum of the file
import-state-uploaded = Uploaded
import-state-checked = Checked
import-state-imported = Imported
job-stage-checking = Checking rows
job-stage-taking = Importing rows

## Files that cannot be read

import-maybe-windows = Row { $row } is not written in UTF-8. As a Windows file (CP1252) it reads: { $sample }. If that is right, choose this encoding and the file again.
import-encoding = The encoding of the file cannot be read. Save it as CSV in UTF-8.
import-format = This format is not read. Save the table as .xlsx, as Parquet or as CSV in UTF-8.
import-damaged = The file is damaged. Open it in a spreadsheet and save it again.
import-unpacks-too-large = The file is too large when unpacked. Save the table alone in a new file.
import-too-many-rows = The table has more than { $most } rows. Split it.
import-too-many-columns = Row { $row } has more than { $most } columns. Remove what is not needed.
import-cell-too-long = Row { $row }, column { $column }: the text has more than { $most } characters. Shorten it.
import-cell-error = Row { $row }, column { $column }: the cell shows { $found }. Correct the formula or write the value.
import-open-quote = Row { $row } opens a quote that does not end. Close it.
import-no-head = The first row has “{ $value }” instead of a name. Give the table a head.
import-no-name = Column { $column } has values but no name. Name it in the first row.
import-name-twice = Two columns are named “{ $name }”. Rename one.
import-widths = Row { $row } has { $found } cells, the head has { $expected }; so it is in { $more } more rows. Put text with separators into quotes.
import-no-sheet = There is no sheet “{ $name }”. There are: { $known }.

## Log

did-enter-event = Order entered
did-import = File imported
did-import-partner = Partner imported
did-export-orders = Orders exported
