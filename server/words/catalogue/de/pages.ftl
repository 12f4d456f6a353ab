## Signing in

sign-in = Anmelden
sign-out = Abmelden
login-name = Benutzername
login-code-help = Wer freigibt, zahlt oder verwaltet, braucht zusätzlich den Einmalcode aus der App.
login-code-needed = Geben Sie den Einmalcode aus Ihrer App ein.
login-wait = Zu viele Versuche. Warten Sie zehn Minuten.

## Today

today-title = Guten Tag, { $name }
today-approve = { $period } wartet auf Ihre Freigabe
today-finalise = { $period } ist freigegeben und kann festgeschrieben werden
today-go-on = { $period } weiter abrechnen
today-release = Zahlungslauf über { $sum } freigeben
dashboard-none = Noch keine Zahlen

## Lists

views = Ansichten
view-all = Alle
filter = Filter
filter-add = Filter hinzufügen
list-no-hit = Kein Treffer. Ändern Sie Suche oder Filter.
list-shown = { $first } bis { $last }
list-shown-of = { $first } bis { $last } von { $total }
list-rows =
    { $rows ->
        [one] Eine Zeile
       *[other] { $rows } Zeilen
    }
common-yes = ja
common-no = nein
active-yes = aktiv
active-no = nicht aktiv
warning = Warnung

## Runs

run-state-open = Offen
run-state-ranked = Stufen berechnet
run-state-distributed = Verteilt
run-state-documented = Entwürfe erstellt
run-state-submitted = Wartet auf Freigabe
run-state-approved = Freigegeben
run-state-finalising = Wird festgeschrieben
run-state-final = Festgeschrieben
run-state-withdrawn = Verworfen
run-stages = Schritte der Abrechnung
run-changed = Zuletzt geändert
run-data = Daten
run-period-help = So, wie der Kalender des Plans ihn nennt, zum Beispiel 2026-03
run-stale-commits =
    { $facts ->
        [one] Dieser Lauf ist veraltet: Danach kam eine Änderung an den Daten.
       *[other] Dieser Lauf ist veraltet: Danach kamen { $facts } Änderungen an den Daten.
    }
run-stale-text = Der Lauf enthält sie nicht. Seine Beträge bleiben bis zu Ihrer Entscheidung, wie sie sind.
run-came-back = { $person } hat den Lauf zurückgegeben
run-partners-title = Partner im { $month }
run-partner-title = Provision von { $partner }
review-title = Prüfung { $month }
stage-state-done = erledigt
stage-state-running = läuft
stage-state-current = als Nächstes
stage-state-attention = zu klären
stage-state-waiting = wartet
stage-payout-open = Offene Posten können ausgezahlt werden.
finalise-date = Dokumentdatum
finalise-type-count = Zur Bestätigung: Wie viele Dokumente? ({ $count })
warning-not-ticked = Markieren Sie die Warnung als gesehen.
warning-held-for =
    { $partners ->
        [one] Ein Partner ist zurückgehalten: { $reason }
       *[other] { $partners } Partner sind zurückgehalten: { $reason }
    }
why-not-rank = Warum nicht
why-not-title = Warum ist { $partner } nicht { $what }?
derivation-of-all = Rechenweg der ganzen Auszahlung
derivation-values = Werte im Zeitraum
line-day = Tag
lines-none = Keine Zeilen in diesem Lauf.
override-definition = Der Wert von { $definition } für { $partner } gilt statt der Berechnung.
override-none = Der Plan lässt keinen Wert von Hand zu. Nennen Sie die Definition dort overridable.

## Jobs

job-failed = Der Schritt ist fehlgeschlagen
job-cancel = Abbrechen
job-cancel-keeps = Was noch nicht fertig ist, bleibt, wie es vorher war.
job-done-of = { $done } von { $total }
job-remaining = noch etwa { $seconds } Sekunden
job-stage-waiting = Wartet
job-stage-collecting = Daten werden gesammelt
job-stage-reading = Daten werden gelesen
job-stage-settling = Wird berechnet
job-stage-writing = Ergebnis wird abgelegt
job-stage-documents = Entwürfe werden erstellt
job-stage-rendering = Dokumente werden gesetzt und abgelegt
job-stage-comparing = Wird verglichen
job-stage-files = Dateien werden geprüft
job-stage-tables = Tabellen werden geprüft
job-stage-chains = Ketten werden geprüft
job-stage-books = Bücher werden geprüft
job-stage-runs = Läufe werden geprüft

## Statements

statements-title = Dokumente { $month }
statement-number = Nummer
statement-draft = Entwurf
statement-pdf = PDF
statement-pdf-open = PDF öffnen
statement-search = Partner oder Nummer
documents-none-yet = Noch keine Dokumente.
held-address = Anschrift ist unvollständig
held-agreement = Gutschriftvereinbarung fehlt
held-company-data = Angaben der Firma fehlen
held-country = Land fehlt
held-name = Name fehlt
held-no-rate = Kein Steuersatz für das Land
held-no-tax-status = Steuerstatus fehlt
held-number = Nummer fehlt
held-preceding = Berichtigtes Dokument fehlt
held-tax-number = Steuernummer fehlt
held-tax-status-and-country = Steuerstatus passt nicht zum Land
held-vat-id = USt-IdNr. fehlt

## Partners

partner-name = Name
partner-search = Nummer oder Name
partner-record = Zum Partner
partner-master-data = Stammdaten
tax-is-regular = Regelbesteuert
tax-is-regular-reduced = Regelbesteuert, ermäßigt
tax-is-small-business = Kleinunternehmer (§ 19 UStG)
tax-is-exempt-insurance = Steuerfrei (§ 4 Nr. 11 UStG)
tax-is-exempt-finance = Steuerfrei (§ 4 Nr. 8 UStG)
tax-is-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers
tax-is-third-country = Drittland
tax-is-private = Privatperson
status-joined = Eingetreten
status-active = Aktiv
status-inactive = Inaktiv
status-terminated = Gekündigt

## Payments and books

state-live = Gültig
state-ordered = Beauftragt
payment-batch-title = Zahlungslauf { $number }
payment-batch-withdraw = Zahlungslauf verwerfen
payment-created = Erstellt
payment-message-id = Kennung der Datei
payment-payees = Empfänger
payment-payees-count =
    { $payees ->
        [one] ein Empfänger
       *[other] { $payees } Empfänger
    }
payment-to-pay = Auszahlbar
payment-waiting = Unter dem Mindestbetrag
ledger-account = Konto
ledger-balances = Salden
ledger-journal = Journal
ledger-text = Buchungstext
ledger-debit = Soll
ledger-credit = Haben
ledger-none-yet = Noch keine Buchungen.
account-partner = Partner
account-commission = Provisionsaufwand
account-input-tax = Vorsteuer
account-reverse-input-tax = Vorsteuer § 13b
account-reverse-tax = Umsatzsteuer § 13b
account-transit = Geldtransit
account-bank = Bank
account-clearing = Verrechnung
account-opening = Anfangssalden
plan-hash = Prüfsumme

## Audit

audit-details = Einzelheiten
did-add-company = Firma angelegt
did-add-legal-entity = Gesellschaft angelegt
did-add-programme = Programm angelegt
did-add-user = Benutzer angelegt
did-sign-in = Angemeldet
did-view-personal-data = Personenbezogene Daten angesehen
did-edit-person = Stammdaten geändert
did-correct-event = Bestellung berichtigt
did-reverse-event = Bestellung rückabgewickelt
did-void-reversal = Storno aufgegeben
did-cancel-event = Bestellung storniert
did-override-value = Wert von Hand gesetzt
did-draft-plan = Planfassung angelegt
did-release-plan = Planfassung freigegeben
did-begin-run = Lauf angelegt
did-replay-run = Lauf nachgerechnet
did-verify-data = Alles geprüft
did-levels = Stufen berechnet
did-distribution = Provisionen verteilt
did-documents = Entwürfe erstellt
did-leave = Spätere Änderungen in den nächsten Lauf übernommen
did-submit = Zur Freigabe gegeben
did-approve = Freigegeben
did-return = Zurückgegeben
did-reopen = Wieder geöffnet
did-withdraw = Verworfen
did-number = Nummern vergeben
did-final = Festgeschrieben
did-keep-places = Plätze nach Regel festgehalten
did-create-payment = Zahlungslauf angelegt
did-release-payment = Zahlungslauf freigegeben
did-withdraw-payment = Zahlungslauf verworfen
did-download-payment-file = Zahlungsdatei heruntergeladen
did-hold-item = Posten zurückgehalten oder freigegeben

## Faults

fault-back = Zur Übersicht
fault-missing = Nicht gefunden
fault-missing-text = „{ $id }“ gibt es nicht, oder Sie dürfen es nicht sehen.
fault-denied = Dafür fehlt Ihnen die Berechtigung
fault-denied-text = „{ $action }“ dürfen diese Rollen:
fault-four-eyes = Das muss eine andere Person tun
fault-four-eyes-text = „{ $action }“ ist nur jemandem erlaubt, der den Schritt davor nicht selbst getan hat.
fault-state = Das geht gerade nicht
fault-input = Prüfen Sie Ihre Angaben
fault-settle = So kann nicht abgerechnet werden
fault-failed = Das hat nicht geklappt
fault-failed-text = Es ist nichts verloren gegangen, und nichts wurde halb getan. Versuchen Sie es noch einmal. Hilft das nicht, nennen Sie diese Nummer:

## Errors of fields

error-name-missing = Geben Sie den Namen an.
error-country = „{ $value }“ ist kein Land. Schreiben Sie zwei Großbuchstaben, zum Beispiel DE.
error-iban = Diese IBAN kann nicht stimmen: { $value }
error-iban-of = Die Bankverbindung von { $name } kann nicht stimmen. Berichtigen Sie sie zuerst.
error-holder-missing = Geben Sie den Kontoinhaber an.
error-ends-before-it-begins = Das Ende liegt vor dem Anfang.
error-date-unreadable = Schreiben Sie ein Datum wie 31.12.2026.
error-day-in-the-past = Wählen Sie heute oder einen späteren Tag.
error-period = Schreiben Sie den Zeitraum so, wie der Plan ihn nennt, zum Beispiel 2026-03.
error-no-plan-for-period = Für diesen Zeitraum ist kein Plan freigegeben.
error-plan-has-errors = Der Plan enthält Fehler.
error-count-of-documents = Es sind { $count } Dokumente. Geben Sie diese Zahl ein.
error-event-field = { $cause }
error-company-account-missing = Der Gesellschaft fehlt das Auszahlungskonto.
error-payment-file = Die Bank würde die Datei ablehnen: { $cause }
error-login-taken = Diesen Benutzernamen gibt es schon.
error-password-short = Ein Passwort hat mindestens zwölf Zeichen.

## Parts of a derivation

derivation-context = Zeitraum
derivation-bonus = Bonus
derivation-line = Zeile
derivation-sale = Verkauf
derivation-path = Weg
derivation-visit = Station
derivation-rule = Regel
derivation-value = Wert
derivation-values-of = Werte von
derivation-rounding = Rundung
derivation-pool = Pool
derivation-cap = Kappung
derivation-rate = Satz
derivation-base = Basis
derivation-condition = Bedingung

## Banks and advisers

bank-file = Datei der Bank
bank-file-help = camt.053, camt.054 oder pain.002. Dieselbe Datei noch einmal ändert nichts.
bank-file-missing = Wählen Sie eine Datei.
bank-entries = Umsätze
ledger-adviser = Für die Steuerberatung (ZIP)
sheet-step = Schritt
sheet-amount = Betrag
sheet-check = Prüfung
sheet-file = Datei
item-what = Was soll mit dem Posten geschehen?
item-save = Übernehmen

# Gathering, held statements, giving up
gather-runs = Läufe zusammenfassen
gather-which = Läufe, deren Dokumente mit diesem Lauf entstehen
gather-help = Jede Person erhält dann ein Dokument für alle gewählten Läufe. Vorhandene Entwürfe verfallen; ein Lauf ohne Häkchen geht wieder seinen eigenen Weg.
gather-do = Auswahl übernehmen
run-is-led = Die Dokumente dieses Laufs entstehen mit dem Lauf { $month }
run-is-led-text = Freigabe, Nummern und Buchungen erfolgen dort. Um diesen Lauf einzeln abzurechnen, nehmen Sie ihn dort aus der Auswahl.
run-leading = Zum führenden Lauf
run-gathers = Mit abgerechnet
run-withdraw = Lauf aufgeben
run-withdraw-text = Der Lauf bleibt mit allen Schritten sichtbar, zahlt aber nichts. Der Zeitraum kann danach neu begonnen werden.
run-withdraw-reason = Grund
run-channels = Verkaufskanäle ({ $field })
run-channels-help = Ohne Auswahl gehören alle Kanäle dazu.
held-issue = Zurückgehaltene Dokumente nachträglich ausstellen
held-issue-text = Sind die fehlenden Angaben ergänzt, werden die Dokumente neu geschrieben. Eine zweite Person gibt sie frei; dann erhalten sie die nächsten Nummern und werden gebucht.
held-issue-reason = Grund
held-issue-ask = Prüfen und Freigabe anfragen
held-issue-asked = Freigabe ist angefragt
held-issue-waits = Freigegebene Dokumente sind noch nicht ausgestellt
held-issue-waits-text = Der Vorgang wurde unterbrochen. Er geht dort weiter, wo er war; Nummern werden nicht doppelt vergeben.
held-issue-go-on = Fortsetzen
held-release-asked = Wartet auf Freigabe
held-release-refused = Freigabe wurde abgelehnt
request-statements = Nachträgliche Dokumente
request-grant-statements = Dokumente ausstellen lassen
warning-gathered = Mit freigegeben werden die Dokumente von { $programme }, { $period }: { $sum }
held-mixed-status = Der Steuerstatus wechselt zwischen den Monaten auf diesem Dokument
