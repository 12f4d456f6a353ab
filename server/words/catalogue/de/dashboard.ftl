dashboard-to-do = Zu tun
dashboard-nothing-to-do = Nichts zu tun.
dashboard-volume = Umsatz
dashboard-payout = Auszahlung
dashboard-ratio = Auszahlungsquote
dashboard-active-partners = Aktive Partner
dashboard-new-partners = Neue Partner
dashboard-held = Zurückgehalten
dashboard-last-period = Vormonat { $value }
dashboard-volume-and-payout = Umsatz und Auszahlung
dashboard-volume-and-payout-about = Beträge je Monat, in { $currency }
dashboard-ratio-over-time = Quote gegen ihre Grenze
dashboard-rank-distribution = Stufen im Zeitverlauf
dashboard-rank-distribution-about = Partner je Stufe und Monat
dashboard-show-numbers = Zahlen zeigen
dashboard-to-do-approve =
    { $runs ->
        [one] Ein Lauf wartet auf Ihre Freigabe
       *[other] { $runs } Läufe warten auf Ihre Freigabe
    }
dashboard-to-do-bank-details =
    { $changes ->
        [one] Eine Bankverbindung wartet auf Bestätigung
       *[other] { $changes } Bankverbindungen warten auf Bestätigung
    }
dashboard-to-do-entries =
    { $entries ->
        [one] Eine Einzelbuchung wartet auf Freigabe
       *[other] { $entries } Einzelbuchungen warten auf Freigabe
    }
dashboard-to-do-stale =
    { $runs ->
        [one] Ein Lauf ist veraltet
       *[other] { $runs } Läufe sind veraltet
    }
dashboard-to-do-unmatched =
    { $payments ->
        [one] Ein Zahlungseingang ist nicht zugeordnet
       *[other] { $payments } Zahlungseingänge sind nicht zugeordnet
    }
dashboard-to-do-returned =
    { $runs ->
        [one] Ein Lauf kam zurück
       *[other] { $runs } Läufe kamen zurück
    }
dashboard-limit = Grenze { $limit }
dashboard-ratio-about = Auszahlung geteilt durch Umsatz, je Zeitraum
dashboard-active-over-time = Aktive und bezahlte Partner
dashboard-active-about = Partner je Zeitraum
