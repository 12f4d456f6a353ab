# Provisionsabrechnung und Gutschrift als PDF (server/documents).

documents-heading-self-billed = Gutschrift
documents-heading-self-billed-draft = Gutschrift – Entwurf
documents-heading-correction = Gutschrift – Berichtigung
documents-heading-correction-draft = Gutschrift – Berichtigung (Entwurf)
documents-heading-statement = Provisionsabrechnung
documents-heading-statement-draft = Provisionsabrechnung – Entwurf
documents-watermark = Entwurf – keine Gutschrift
documents-watermark-statement = Entwurf
documents-title = { $heading } für { $partner }

documents-info-number = Gutschrift-Nr.
documents-info-statement-number = Abrechnung Nr.
documents-no-number = Entwurf, ohne Nummer
documents-info-date = Datum
documents-info-partner = Partner-Nr.
documents-info-period = Leistungszeitraum
documents-info-vat-id = Ihre USt-IdNr.
documents-info-tax-number = Ihre Steuernummer
documents-info-agreement = Vereinbarung vom
documents-info-contract = Vertrag
documents-info-plan = Plan
documents-info-contact = Kontakt
documents-info-phone = Telefon
documents-info-email = E-Mail

documents-period = { $from } – { $to }
documents-plan-version = { $name }, Fassung { $version }
documents-rank = Stufe { $rank }

documents-intro-self-billed = Für Ihre Vermittlungsleistungen im Zeitraum { $period } schreiben wir Ihnen gut:
documents-intro-statement = Ihre Provisionen für den Zeitraum { $period }:
documents-corrects = Diese Gutschrift berichtigt unsere Gutschrift { $number } vom { $date }.
documents-agreed = Die Abrechnung durch Gutschrift wurde am { $date } vereinbart.

documents-net = Netto
documents-vat = Umsatzsteuer
documents-gross = Brutto
documents-sum = Summe
documents-payable = Auszahlung
documents-transfer = Auszahlung
documents-transfer-on = Auszahlung am
documents-transfer-holder = Kontoinhaber
documents-transfer-iban = IBAN
documents-transfer-bic = BIC
documents-transfer-reference = Verwendungszweck
documents-transfer-held = Die Auszahlung ist zurückgehalten. Der Betrag bleibt Ihnen gutgeschrieben.
documents-transfer-negative = Keine. Der negative Saldo wird vorgetragen.
documents-transfer-zero = Keine, der Saldo ist ausgeglichen.
documents-transfer-below-minimum = Keine. Der Saldo liegt unter dem Mindestbetrag und wird vorgetragen.

documents-bonuses = Provisionen nach Bonus und Herkunftsmonat
documents-bonuses-total = Summe der Provisionen
documents-head-bonus = Bonus
documents-head-origin = Herkunftsmonat
documents-head-rank = Stufe
documents-head-plan = Plan
documents-head-amount = Betrag { $currency }
documents-entries = Weitere Posten
documents-entries-total = Summe der weiteren Posten
documents-head-date = Tag
documents-head-kind = Art
documents-head-reason = Grund
documents-entry-one-off = Einmaliger Bonus
documents-entry-deduction = Abzug
documents-entry-fee = Gebühr
documents-entry-advance = Vorschuss
documents-entry-recovery = Rückführung des Vorschusses
documents-entry-attachment = Zahlung an Dritte

documents-head-rate-of-vat = Steuersatz
documents-head-taxable = Bemessungsgrundlage { $currency }
documents-head-vat = Umsatzsteuer { $currency }
documents-vat-rate = { $rate } Umsatzsteuer
documents-vat-exempt = steuerfrei
documents-vat-reversed = Steuerschuld beim Leistungsempfänger
documents-vat-none = nicht steuerbar
documents-vat-small-business = Umsatzsteuer wird nicht ausgewiesen: Steuerbefreiung für Kleinunternehmer (§ 19 UStG).
documents-vat-finance = Umsatzsteuer wird nicht ausgewiesen: steuerfreie Finanzdienstleistung (§ 4 Nr. 8 UStG).
documents-vat-insurance = Umsatzsteuer wird nicht ausgewiesen: steuerfreie Vermittlung von Versicherungen oder Bausparverträgen (§ 4 Nr. 11 UStG).
documents-vat-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers (§ 13b UStG).
documents-vat-abroad = Nicht steuerbar: Der Ort der Leistung liegt außerhalb der Europäischen Union (§ 3a Abs. 2 UStG).
documents-vat-no-business = Ohne Umsatzsteuer: Sie erbringen die Leistung nicht als Unternehmer. Diese Abrechnung ist keine Rechnung im Sinne des § 14 UStG.

documents-account = Konto ({ $currency })
documents-account-balance = Saldo
documents-account-carried = Vortrag auf die nächste Abrechnung
documents-account-minimum = Ausgezahlt wird ab { $amount }.
documents-account-reserve = Ihre Stornoreserve beträgt nach dieser Abrechnung { $amount }.
documents-kept = Reserve und Vortrag
documents-kept-help = Was nach dem Plan von einem Zeitraum in den nächsten übergeht.
documents-kept-name = Bezeichnung
documents-kept-opening = Anfang
documents-kept-added = Zugang
documents-kept-gone = Abgang
documents-kept-closing = Ende
documents-kept-drawn = davon verbraucht
documents-kept-released = davon freigegeben
documents-kept-expired = davon verfallen
documents-kept-lot = davon aus { $period }
documents-movement-carry-over = Vortrag aus der letzten Abrechnung
documents-movement-reserve-withheld = Einbehalt für die Stornoreserve
documents-movement-reserve-released = Freigabe aus der Stornoreserve
documents-movement-clawback = Rückbelastung
documents-movement-advance = Vorschuss
documents-movement-paid = Bereits ausgezahlt

documents-objection = Widerspruch und Fragen
documents-objection-self-billed = Prüfen Sie diese Gutschrift. Sie können ihr widersprechen; dann verliert sie ihre Wirkung als Rechnung (§ 14 Abs. 2 UStG). Stimmt der Ausweis der Umsatzsteuer nicht, sagen Sie es uns sofort. Ihr Recht auf einen Buchauszug (§ 87c Abs. 2 HGB) bleibt unberührt; Schweigen gilt nicht als Zustimmung.
documents-objection-statement = Prüfen Sie diese Abrechnung und sagen Sie uns, was nicht stimmt. Ihre gesetzlichen Rechte bleiben unberührt; Schweigen gilt nicht als Zustimmung.
documents-questions = So erreichen Sie uns: { $contact }.

documents-lines = Einzelposten
documents-no-lines = In diesem Zeitraum sind keine Provisionen angefallen.
documents-head-order = Vorgang · Weg zum Verkäufer
documents-head-level = Ebene
documents-head-base = Basis
documents-head-base-unit = Basis { $unit }
documents-head-rate = Satz
documents-lines-sum = Summe { $amount }
documents-carried = Übertrag
documents-subtotal = Zwischensumme
documents-total = Summe
documents-reverses = Storno zu { $reference }
documents-line-corrects = Berichtigung { $number }: { $due } statt { $paid } – { $reason }
documents-line-corrects-too = Berichtigung { $number }: { $due } statt { $paid }

documents-derivation = Rechenweg
documents-derivation-intro = So sind die Beträge entstanden. Gleiche Fälle sind zusammengefasst.
documents-source = Regel: { $plan }
documents-source-heading = Regel: { $plan }, Abschnitt „{ $heading }“
documents-case = { $count ->
    [one] { $count } Vorgang
   *[other] { $count } Vorgänge
}
documents-case-level = { $count ->
    [one] { $count } Vorgang auf Ebene { $level }
   *[other] { $count } Vorgänge auf Ebene { $level }
}
documents-case-reversal = { $count ->
    [one] { $count } Storno
   *[other] { $count } Stornos
}
documents-case-reversal-level = { $count ->
    [one] { $count } Storno auf Ebene { $level }
   *[other] { $count } Stornos auf Ebene { $level }
}
documents-case-correction = { $count ->
    [one] { $count } Berichtigung
   *[other] { $count } Berichtigungen
}
documents-case-base-rate = { $case }: { $base } zu { $rate } ergeben { $amount }.
documents-case-base = { $case }: aus { $base } ergeben sich { $amount }.
documents-case-rate = { $case } zu { $rate }: zusammen { $amount }.
documents-case-amount = { $case }: zusammen { $amount }.
documents-portal = Jede Zeile können Sie nachschlagen:
documents-portal-code = Jede Zeile können Sie nachschlagen, mit dem Code { $code }:

documents-page = Seite { $page } von { $pages }
documents-footer-managers = Vertreten durch: { $value }
documents-footer-vat-id = USt-IdNr. { $value }
documents-footer-iban = IBAN { $value }
