# Commission statement and self-billing credit note as PDF (server/documents). The word "Gutschrift" stays: § 14 (4) no. 10
# UStG asks for it in every language (or for a word of Article 226 no. 10a of Directive 2006/112/EC, "self-billing").

documents-heading-self-billed = Gutschrift (self-billing credit note)
documents-heading-self-billed-draft = Gutschrift (self-billing credit note) – draft
documents-heading-correction = Gutschrift (self-billing credit note) – correction
documents-heading-correction-draft = Gutschrift (self-billing credit note) – correction, draft
documents-heading-statement = Commission statement
documents-heading-statement-draft = Commission statement – draft
documents-watermark = Draft – not a credit note
documents-watermark-statement = Draft
documents-title = { $heading } for { $partner }

documents-info-number = Credit note no.
documents-info-statement-number = Statement no.
documents-no-number = draft, no number
documents-info-date = Date
documents-info-partner = Partner no.
documents-info-period = Service period
documents-info-vat-id = Your VAT ID
documents-info-tax-number = Your tax number
documents-info-agreement = Agreement of
documents-info-contract = Contract
documents-info-plan = Plan
documents-info-contact = Contact
documents-info-phone = Phone
documents-info-email = Email

documents-period = { $from } – { $to }
documents-plan-version = { $name }, version { $version }
documents-rank = Rank { $rank }

documents-intro-self-billed = For your services as an intermediary in the period { $period } we credit you with:
documents-intro-statement = Your commissions for the period { $period }:
documents-corrects = This credit note corrects our credit note { $number } of { $date }.
documents-agreed = Self-billing was agreed on { $date }.

documents-net = Net
documents-vat = VAT
documents-gross = Gross
documents-sum = Total
documents-payable = Payout
documents-transfer = Payout
documents-transfer-on = Payout on
documents-transfer-holder = Account holder
documents-transfer-iban = IBAN
documents-transfer-bic = BIC
documents-transfer-reference = Reference
documents-transfer-held = The payout is on hold. The amount stays credited to you.
documents-transfer-negative = None. The negative balance is carried forward.
documents-transfer-zero = None, the balance is zero.
documents-transfer-below-minimum = None. The balance is below the minimum and is carried forward.

documents-bonuses = Commissions by bonus and month of origin
documents-bonuses-total = Total of commissions
documents-head-bonus = Bonus
documents-head-origin = Month of origin
documents-head-rank = Rank
documents-head-plan = Plan
documents-head-amount = Amount { $currency }
documents-entries = Other items
documents-entries-total = Total of other items
documents-head-date = Day
documents-head-kind = Kind
documents-head-reason = Reason
documents-entry-one-off = One-off bonus
documents-entry-deduction = Deduction
documents-entry-fee = Fee
documents-entry-advance = Advance
documents-entry-recovery = Recovery of the advance
documents-entry-attachment = Payment to a third party

documents-head-rate-of-vat = VAT rate
documents-head-taxable = Taxable amount { $currency }
documents-head-vat = VAT { $currency }
documents-vat-rate = { $rate } VAT
documents-vat-exempt = exempt
documents-vat-reversed = reverse charge
documents-vat-none = outside the scope of VAT
documents-vat-small-business = No VAT is shown: exempt as a small business (Steuerbefreiung für Kleinunternehmer, § 19 UStG).
documents-vat-finance = No VAT is shown: exempt financial service (§ 4 no. 8 UStG).
documents-vat-insurance = No VAT is shown: exempt services of insurance or building society agents (§ 4 no. 11 UStG).
documents-vat-reverse-charge = Reverse charge: the recipient owes the VAT (Steuerschuldnerschaft des Leistungsempfängers, § 13b UStG).
documents-vat-abroad = Outside the scope of VAT: the place of supply is outside the European Union (§ 3a (2) UStG).
documents-vat-no-business = No VAT: you do not render the service as a business. This statement is not an invoice under § 14 UStG.

documents-account = Account ({ $currency })
documents-account-balance = Balance
documents-account-carried = Carried forward to the next statement
documents-account-minimum = The minimum payout is { $amount }.
documents-account-reserve = Your reserve after this statement is { $amount }.
documents-kept = Reserve and carry-over
documents-kept-help = What goes over from one period to the next by the plan.
documents-kept-name = Name
documents-kept-opening = Opening
documents-kept-added = Added
documents-kept-gone = Gone
documents-kept-closing = Closing
documents-kept-drawn = of it used
documents-kept-released = of it released
documents-kept-expired = of it expired
documents-kept-lot = of it from { $period }
documents-movement-carry-over = Carried forward from the last statement
documents-movement-reserve-withheld = Withheld for the reserve
documents-movement-reserve-released = Released from the reserve
documents-movement-clawback = Clawback
documents-movement-advance = Advance
documents-movement-paid = Already paid

documents-objection = Objections and questions
documents-objection-self-billed = Check this credit note. You can object to it; it then loses its effect as an invoice (§ 14 (2) UStG). If the VAT shown is wrong, tell us at once. Your right to an extract from the books (§ 87c (2) HGB) is unaffected; silence does not count as consent.
documents-objection-statement = Check this statement and tell us what is wrong. Your statutory rights are unaffected; silence does not count as consent.
documents-questions = How to reach us: { $contact }.

documents-lines = Lines
documents-no-lines = There were no commissions in this period.
documents-head-order = Order · path to the seller
documents-head-level = Level
documents-head-base = Base
documents-head-base-unit = Base { $unit }
documents-head-rate = Rate
documents-lines-sum = Total { $amount }
documents-carried = Brought forward
documents-subtotal = Subtotal
documents-total = Total
documents-reverses = reverses { $reference }
documents-line-corrects = correction { $number }: { $due } instead of { $paid } – { $reason }
documents-line-corrects-too = correction { $number }: { $due } instead of { $paid }

documents-derivation = How it was calculated
documents-derivation-intro = This is how the amounts came about. Equal cases are put together.
documents-source = Rule: { $plan }
documents-source-heading = Rule: { $plan }, section “{ $heading }”
documents-case = { $count ->
    [one] { $count } order
   *[other] { $count } orders
}
documents-case-level = { $count ->
    [one] { $count } order on level { $level }
   *[other] { $count } orders on level { $level }
}
documents-case-reversal = { $count ->
    [one] { $count } reversal
   *[other] { $count } reversals
}
documents-case-reversal-level = { $count ->
    [one] { $count } reversal on level { $level }
   *[other] { $count } reversals on level { $level }
}
documents-case-correction = { $count ->
    [one] { $count } correction
   *[other] { $count } corrections
}
documents-case-base-rate = { $case }: { $base } at { $rate } gives { $amount }.
documents-case-base = { $case }: { $base } gives { $amount }.
documents-case-rate = { $case } at { $rate }: { $amount } in total.
documents-case-amount = { $case }: { $amount } in total.
documents-portal = You can look up every line:
documents-portal-code = You can look up every line with the code { $code }:

documents-page = Page { $page } of { $pages }
documents-footer-managers = Represented by: { $value }
documents-footer-vat-id = VAT ID { $value }
documents-footer-iban = IBAN { $value }
