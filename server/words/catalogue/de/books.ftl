## Subledger

subledger = Nebenbuch
posting = Buchung
postings = Buchungen
posting-account = Konto
posting-contra-account = Gegenkonto
posting-debit = Soll
posting-credit = Haben
posting-text = Buchungstext
posting-document = Beleg
posting-tax-key = Steuerschlüssel
posting-chain = Kette der Buchungen
posting-chain-ok =
    { $postings ->
        [one] Eine Buchung geprüft. Die Kette ist lückenlos.
       *[other] { $postings } Buchungen geprüft. Die Kette ist lückenlos.
    }
posting-chain-broken = Die Kette bricht bei Buchung { $number }. Stellen Sie die letzte Sicherung wieder her.
creditor = Kreditor
creditors = Kreditoren

## Export

books-export = Bücher exportieren
datev-postings = DATEV-Buchungsstapel
datev-creditors = DATEV-Kreditorenstammdaten
datev-consultant = Beraternummer
datev-client = Mandantennummer
datev-account-length = Länge der Sachkonten
datev-fiscal-year = Wirtschaftsjahr ab
tax-adviser-archive = Archiv für die Steuerberatung herunterladen
account-mapping = Kontenzuordnung
account-mapping-missing = Für { $kind } ist kein Konto eingestellt. Tragen Sie es in den Einstellungen ein.

## Reconciliation

reconciliation = Abstimmung
reconciliation-lines = Zeilen des Laufs
reconciliation-caps = Kappung
reconciliation-entries = Einzelbuchungen
reconciliation-statements-net = Abrechnungen netto
reconciliation-vat = Umsatzsteuer
reconciliation-statements-gross = Abrechnungen brutto
reconciliation-subledger = Nebenbuch
reconciliation-payment-file = Zahlungsdatei
reconciliation-held = Zurückgehalten
reconciliation-below-minimum = Unter Mindestbetrag
reconciliation-opening = Anfangsbestand
reconciliation-closing = Endbestand
reconciliation-not-yet-settled = Noch nicht abgerechnet
reconciliation-equal = Stimmt überein
reconciliation-difference = Differenz { $amount }: { $reason }
reconciliation-totals = Summen der Partner
reconciliation-statements-held = Zurückgehaltene Abrechnungen
reconciliation-entries-untaxed = Positionen ohne Umsatzsteuer
reconciliation-without-account = Ohne Bankverbindung
reconciliation-negative = Negative Salden
reconciliation-matched-by-hand = Von Hand zugeordnet
reconciliation-not-in-payment-files = Nicht in Zahlungsdateien
reconciliation-difference-totals = Abweichung zwischen Zeilen und Summen
reconciliation-difference-statements = Abweichung zwischen Summen und Abrechnungen
reconciliation-difference-gross = Abweichung zwischen Netto, Umsatzsteuer und Brutto
reconciliation-difference-subledger = Abweichung zwischen Abrechnungen und Nebenbuch
reconciliation-difference-payments = Abweichung zwischen Nebenbuch und Zahlungen
