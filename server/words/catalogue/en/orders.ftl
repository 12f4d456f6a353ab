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
