## Orders

order = Bestellung
orders = Bestellungen
order-count =
    { $count ->
        [one] Eine Bestellung
       *[other] { $count } Bestellungen
    }
order-enter = Bestellung erfassen
order-correct = Bestellung berichtigen
order-cancel = Bestellung stornieren
order-return = Rückgabe erfassen
order-none-yet = Noch keine Bestellungen. Erfassen Sie die erste, oder importieren Sie eine Liste.
order-number = Bestellnummer
order-source = Quelle
order-external-id = Nummer in der Quelle
order-kind = Art des Ereignisses
order-seller = Verkäufer
order-customer = Kunde
order-channel = Vertriebskanal
order-ordered-on = Bestellt am
order-paid-on = Bezahlt am
order-delivered-on = Geliefert am
order-net = Netto
order-tax = Umsatzsteuer
order-gross = Brutto
order-points = Punkte
order-corrections = Berichtigungen
order-corrected-by = Berichtigt von { $person }, { $moment }
order-unchanged = Diese Bestellung war schon so erfasst. Es hat sich nichts geändert.
order-reversal-effect =
    { $commissions ->
        [0] Storno der Bestellung { $order } mindert keine Provision.
        [one] Storno der Bestellung { $order } mindert eine Provision um { $amount }.
       *[other] Storno der Bestellung { $order } mindert { $commissions } Provisionen um { $amount }.
    }
order-after-finalised = Der Lauf { $month } ist festgeschrieben. Die Änderung ist vorgemerkt und wirkt im nächsten Lauf.
order-queued = Vorgemerkt für den nächsten Lauf
order-status-open = Offen
order-status-part-paid = Teilweise bezahlt
order-status-paid = Bezahlt
order-status-overpaid = Überzahlt
order-status-cancelled = Storniert
order-status-returned = Zurückgegeben
order-cancel-reason = Stornogrund
order-cancel-customer = Widerruf des Kunden
order-cancel-unpaid = Nicht bezahlt
order-cancel-company = Von der Firma zu vertreten (mindert nie)
