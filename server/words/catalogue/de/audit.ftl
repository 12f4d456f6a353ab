audit = Protokoll
audit-who = Wer
audit-what = Was
audit-when = Wann
audit-object = Woran
audit-before = Vorher
audit-after = Nachher
audit-from-where = Von wo
audit-reason = Begründung
audit-personal-data = Zugriff auf personenbezogene Daten
audit-change = Änderung
audit-login = Anmeldung
audit-login-failed = Fehlgeschlagene Anmeldung
audit-refused = Verweigert
audit-export = Export
audit-system = System
audit-by-key = API-Schlüssel { $name }
audit-chain-ok =
    { $entries ->
        [one] Ein Eintrag geprüft. Die Kette ist lückenlos.
       *[other] { $entries } Einträge geprüft. Die Kette ist lückenlos.
    }
audit-chain-broken = Die Kette bricht bei Eintrag { $number }. Stellen Sie die letzte Sicherung wieder her.
audit-none-yet = Noch keine Einträge.
