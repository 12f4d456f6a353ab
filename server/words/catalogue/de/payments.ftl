## Payment batches

payment-batch = Zahlungslauf
payment-batches = Zahlungsläufe
payment-batch-create = Zahlungslauf anlegen
payment-batch-release = Zahlungslauf freigeben
payment-batch-own = Sie haben diesen Zahlungslauf angelegt. Freigeben kann ihn nur eine andere Person.
payment-batch-none-yet = Noch kein Zahlungslauf. Legen Sie einen an, sobald ein Lauf festgeschrieben ist.
payment-file = Zahlungsdatei
payment-file-create =
    { $payees ->
        [one] Zahlungsdatei erstellen ({ $amount }, ein Empfänger)
       *[other] Zahlungsdatei erstellen ({ $amount }, { $payees } Empfänger)
    }
payment-file-download = Zahlungsdatei herunterladen
payment-file-same-again = Diese Datei wurde am { $date } erstellt. Sie laden dieselbe Datei noch einmal.
payment-file-rejected = Die Bank hat die Datei abgelehnt: { $reason }
payment-item-rejected = Die Bank hat die Zahlung an { $payee } abgelehnt: { $reason }
payment-reissue = Abgelehnte Zahlungen neu ausstellen
payment-reissue-hint = Neue Zahlungen tragen neue Kennungen. Keine wird zweimal ausgezahlt.
payment-execution-date = Ausführung am
payment-debtor-account = Konto der Firma
payment-payee = Empfänger
payment-purpose = Verwendungszweck
payment-reference = Ende-zu-Ende-Referenz
payment-minimum = Mindestbetrag

## Open items

open-item = Offener Posten
open-items = Offene Posten
open-item-due = Fällig am
open-item-balance = Saldo
open-item-closed-by = Ausgeglichen durch { $reference }
open-item-reopened = Rückläufer vom { $date }: Der Posten ist wieder offen.
carry-over = Vortrag
advance-balance = Offener Vorschuss

## Bank statements and matching

bank-statement = Kontoauszug
bank-statements = Kontoauszüge
bank-statement-import = Kontoauszug einlesen
bank-statement-known = Dieser Auszug ist schon eingelesen. Es hat sich nichts geändert.
bank-statement-lines =
    { $lines ->
        [one] Ein Umsatz eingelesen, { $matched } zugeordnet.
       *[other] { $lines } Umsätze eingelesen, { $matched } zugeordnet.
    }
payment-incoming = Zahlungseingang
payments-incoming = Zahlungseingänge
payment-match = Zahlung zuordnen
payment-unmatch = Zuordnung lösen
payments-unmatched = Nicht zugeordnet
payments-partial = Teilzahlungen
payments-over = Überzahlungen
payment-match-proposed = Vorschlag: { $order }, { $amount }
