## Users

users = Benutzer
user = Benutzer
user-create = Benutzer anlegen
user-name = Name
user-email = E-Mail-Adresse
user-roles = Rollen
user-last-login = Letzte Anmeldung
user-totp = Einmalcodes
user-totp-on = Eingerichtet
user-totp-off = Nicht eingerichtet
user-totp-reset = Einmalcodes zurücksetzen
user-lock = Benutzer sperren
user-unlock = Benutzer entsperren
user-locked = Gesperrt
user-sessions = Sitzungen
user-session-end = Sitzung beenden
user-last-administrator = Das ist die letzte Person mit der Rolle Administration. Geben Sie die Rolle zuerst einer anderen.

## API keys

api-keys = API-Schlüssel
api-key-create = API-Schlüssel anlegen
api-key-revoke = API-Schlüssel sperren
api-key-scopes = Berechtigungen
api-key-last-used = Zuletzt benutzt
api-key-shown-once = Kopieren Sie den Schlüssel jetzt. Er wird nur dieses eine Mal gezeigt.

## Company

settings = Einstellungen
settings-company = Firma
settings-legal-entities = Gesellschaften
settings-programmes = Programme
settings-number-ranges = Nummernkreise
settings-accounts = Konten und Steuerschlüssel
settings-payout = Auszahlung
settings-warnings = Grenzen für Warnungen
settings-register = Handelsregister
settings-managers = Geschäftsführung
settings-logo = Logo
settings-time-zone = Zeitzone
settings-warning-amount = Ungewöhnlich ab
settings-warning-ratio = Grenze der Auszahlungsquote

## Users and access

user-created = { $name } ist angelegt
user-changed = { $name }: Rollen geändert
user-password-new = Neues Passwort für { $name }
user-codes-new = Neue Einmalcodes für { $name }
user-shown-once = Das wird nur dieses eine Mal gezeigt
user-shown-once-text = Geben Sie es auf einem sicheren Weg weiter. Geht es verloren, setzen Sie es zurück.
user-first-password = Passwort bis zur ersten Anmeldung
user-code-picture = Bild für die Authentifizierungs-App
user-to-record = Zum Benutzer
user-login-help = Buchstaben, Ziffern, Punkt, Strich und @. Er lässt sich später nicht ändern.
user-role-needs-code = Braucht bei der Anmeldung einen Einmalcode.
about-role-administrator = Verwaltet Benutzer und Einstellungen; rechnet, genehmigt und zahlt nicht.
about-role-settlement = Rechnet einen Monat ab, von den Bestellungen bis zum festgeschriebenen Lauf.
about-role-approver = Gibt als zweite Person frei, was andere gemacht haben.
about-role-accounting = Zahlt, liest Kontoauszüge ein und übergibt die Bücher.
about-role-partner-care = Betreut Partner: Stammdaten, Plätze, Bestellungen.
about-role-plan-designer = Schreibt Pläne; zahlt nie.
about-role-auditor = Sieht alles und ändert nichts.
user-active = Aktiv
user-waits = Passwort noch nicht gewählt
user-name-and-roles = Name und Rollen
user-access = Zugang
user-access-text = Alles davon wirkt sofort und beendet die Sitzungen der Person.
user-own = Das sind Sie. Ihr Passwort und Ihre Sitzungen finden Sie unter „Mein Konto“.
user-password-reset = Neues Passwort vergeben
user-sessions-end = Alle Sitzungen beenden
user-leave = Aus der Firma nehmen
user-elsewhere = Diese Person arbeitet auch für eine andere Firma
user-join = In die Firma aufnehmen
user-join-summary = Jemanden aufnehmen, der hier schon für eine andere Firma arbeitet
user-join-text = Die Person behält Benutzername, Passwort und Einmalcodes und wechselt die Firma oben links.
error-user-elsewhere = Diese Person arbeitet auch für eine Firma, die Sie nicht verwalten. Nehmen Sie sie hier aus der Firma.
error-user-yourself = Bei sich selbst geht das nicht. Lassen Sie es eine andere Person mit der Rolle Administration tun.
error-role-missing = Wählen Sie mindestens eine Rolle.
error-login-form = „{ $input }“ ist kein Benutzername. Erlaubt sind bis zu 60 Buchstaben, Ziffern, Punkte, Striche und @.
error-login-unknown = Diesen Benutzernamen gibt es nicht. Legen Sie die Person neu an.
error-login-member = Diese Person gehört schon zur Firma. Ändern Sie ihre Rollen.
error-password-wrong = Das bisherige Passwort stimmt nicht. Geben Sie es noch einmal ein.
error-password-same = Das neue Passwort ist das bisherige. Wählen Sie ein anderes.
error-password-differs = Die beiden neuen Passwörter sind verschieden. Geben Sie dasselbe ein.
password-again = Neues Passwort noch einmal
password-renew = Wählen Sie Ihr eigenes Passwort
password-renew-text = Das bisherige kennt auch, wer es Ihnen gegeben hat.
account-preferences = Sprache und Darstellung
account-switch = Firma und Programm
account-switch-text = Alle Seiten zeigen diese Firma und dieses Programm.
account-shown = wird gezeigt
account-sessions-text = Beenden Sie, was Sie nicht kennen, und wählen Sie dann ein neues Passwort.
session-browser = Browser
session-since = Seit
session-seen = Zuletzt benutzt
session-this = Diese Sitzung

## Company and legal entities

settings-roles = Rollen
settings-roles-title = Welche Rolle was darf
settings-roles-text = So stehen die Regeln in Kraft. Ein „Ja“ gilt nie für das, was man selbst gemacht hat und eine zweite Person braucht.
settings-roles-codes = Mit Einmalcode melden sich an: { $roles }.
settings-permission = Darf
settings-company-name = Name der Firma
settings-language-help = Die Vorgabe für neue Benutzer; jeder wählt seine eigene.
settings-no-entity = Noch keine Gesellschaft. Sie schuldet die Provisionen und führt die Bücher.
settings-no-programme = Noch kein Programm. Es verbindet eine Gesellschaft mit ihrem Plan.
settings-entity-new = Gesellschaft anlegen
settings-programme-new = Programm anlegen
settings-programme-name = Name des Programms
settings-programme-entity-help = Sie schuldet die Provisionen; in ihrer Währung wird gerechnet.
settings-channel-field = Feld des Vertriebskanals
settings-channel-field-help = Das Feld der Bestellungen, nach dem ein Lauf Vertriebskanäle auswählt. Die Felder stehen im freigegebenen Plan.
settings-channel-none = Nur ein Kanal
settings-prefix = Dokumentnummern beginnen mit
settings-prefix-help = Zum Beispiel GS-2026-. Nach dem ersten Dokument steht es fest.
settings-prefix-fixed =
    { $documents ->
        [one] Ein Dokument trägt es schon; es steht fest.
       *[other] { $documents } Dokumente tragen es schon; es steht fest.
    }
settings-account = Auszahlungskonto
settings-books = Auszahlung und Buchhaltung
settings-entity-data = Firma und Anschrift
settings-entity-tax = Steuer und Register
settings-entity-bank = Auszahlungskonto
settings-entity-bank-text = Von diesem Konto zahlen die Zahlungsdateien. Ohne Konto entsteht keine.
settings-firm = Firma
settings-street = Straße und Hausnummer
settings-post-code = Postleitzahl
settings-city = Ort
settings-country = Land
settings-country-help = Zwei Buchstaben, zum Beispiel DE
settings-vat-id = USt-IdNr.
settings-tax-number = Steuernummer
settings-register-help = Gericht und Nummer, wie sie auf Dokumenten stehen
settings-managers-help = Wer die Gesellschaft vertritt, mit Komma getrennt
settings-contact = E-Mail-Adresse für Rückfragen
settings-contact-help = Steht auf jedem Dokument
settings-holder = Kontoinhaber
settings-iban = IBAN
settings-bic = BIC
settings-currency-help = Drei Buchstaben, zum Beispiel EUR. Sie lässt sich später nicht ändern.
settings-minimum-payout = Mindestauszahlung
settings-minimum-payout-help = Kleinere Guthaben warten auf den nächsten Zahlungslauf.
settings-warning-ratio-help = Liegt die Auszahlung über diesem Anteil am Umsatz, warnt die Prüfung vor der Freigabe.
settings-warning-amount-help = Dokumente über diesem Betrag nennt die Prüfung einzeln.
settings-adviser = Steuerberatung
settings-adviser-text = Diese Angaben stehen im Kopf der DATEV-Dateien. Ihre Steuerberatung kennt sie.
settings-consultant = Beraternummer
settings-client = Mandantennummer
settings-year-begins = Wirtschaftsjahr beginnt im Monat
settings-year-begins-help = 1 für Januar bis 12 für Dezember
settings-chart = Kontenrahmen
settings-account-length = Stellen der Sachkonten
settings-account-length-help = 4 bis 8; Personenkonten haben eine mehr. Fest, sobald Partner Konten haben.
settings-accounts-text = Lassen Sie die Konten vor der ersten Übergabe von Ihrer Steuerberatung bestätigen.
settings-clearing-help = Für Vorschüsse, Gebühren und Abzüge neben dem Plan
settings-opening-help = Für Salden mit Partnern, die bei der Übernahme aus einem anderen System offen waren
settings-first-creditor = Erstes Personenkonto der Partner
settings-first-creditor-help = Beginnt mit 7, 8 oder 9. Fest, sobald Partner Konten haben.
settings-key-taxed = Buchungsschlüssel für Vorsteuer
settings-key-reverse = Buchungsschlüssel für § 13b UStG
error-said = { $said }
error-prefix = Erlaubt sind bis zu { $most } Buchstaben, Ziffern, Striche und Punkte.
error-prefix-in-use = Dokumente tragen das schon. Lassen Sie es, wie es ist.
error-currency = „{ $input }“ ist keine Währung. Schreiben Sie drei Buchstaben wie EUR.
error-creditors-numbered = Partner haben schon Konten. Lassen Sie diesen Wert, wie er ist.
error-channel-in-use = Ein Lauf einzelner Kanäle ist noch nicht fertig. Schließen Sie ihn zuerst ab.
error-payout-limit = Geben Sie einen Anteil von 0,01 bis 100 Prozent an.
error-account = „{ $input }“ ist kein Sachkonto. Es hat bis zu { $digits } Ziffern.
error-posting-key = „{ $input }“ ist kein Buchungsschlüssel. Er hat bis zu vier Ziffern.
error-first-creditor = „{ $input }“ ist kein Kreditorenkonto. Es hat { $digits } Ziffern und beginnt mit 7, 8 oder 9.

## What the log says of them

did-change-company = Firma geändert
did-change-legal-entity = Gesellschaft geändert
did-change-settings = Auszahlung und Buchhaltung geändert
did-change-programme = Programm geändert
did-change-user = Benutzer geändert
did-join-company = Benutzer in die Firma aufgenommen
did-leave-company = Benutzer aus der Firma genommen
did-lock-user = Benutzer gesperrt
did-unlock-user = Benutzer entsperrt
did-reset-password = Passwort zurückgesetzt
did-reset-codes = Einmalcodes zurückgesetzt
did-end-sessions = Sitzungen beendet
did-change-password = Eigenes Passwort geändert
did-export-audit = Protokoll exportiert
error-audit-too-long = Es sind mehr als { $most } Einträge. Wählen Sie eine kürzere Zeit.

# Was geschah (Protokoll)
did-export-books = Unterlagen für die Steuerberatung ausgegeben
did-gather = Läufe zusammengefasst
did-give-creditor-accounts = Personenkonten vergeben
did-ignore-bank-entry = Bankumsatz nicht berücksichtigt
did-import-bank-statement = Kontoauszug eingelesen
did-issued = Nachträgliche Dokumente ausgestellt und gebucht
did-match-payment = Zahlung zugeordnet
did-number-late = Nachträgliche Dokumente nummeriert
did-recheck = Zurückgehaltene Dokumente neu geschrieben
did-reject-payment = Zahlung als abgelehnt vermerkt
did-back-up = Datensicherung erstellt
