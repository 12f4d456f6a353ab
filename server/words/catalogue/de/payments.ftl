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

## Abweichungen in Bankdateien

bank-difference-unknown = Der Umsatz gehört zu keiner Zahlung von hier. Ordnen Sie ihn zu oder übergehen Sie ihn.
bank-difference-incoming = Geld ist eingegangen. Ordnen Sie es zu oder übergehen Sie es.
bank-difference-other-currency = Der Umsatz lautet nicht auf die Währung der Bücher. Übergehen Sie ihn oder fragen Sie die Bank.
bank-difference-amount-differs = Die Bank hat einen anderen Betrag bewegt als beauftragt. Ordnen Sie den Umsatz dem offenen Posten zu.
bank-difference-report-amount-differs = Der Bericht nennt einen anderen Betrag als beauftragt. Fragen Sie die Bank; nichts wurde geändert.
bank-difference-already-paid = Diese Zahlung ist schon gebucht. Fragen Sie die Bank, ob sie zweimal ausgeführt wurde.
bank-difference-already-returned = Diese Zahlung kam schon zurück. Fragen Sie die Bank.
bank-difference-paid-after-rejection = Die Bank hat eine Zahlung ausgeführt, die sie abgelehnt hatte. Ordnen Sie sie vor der nächsten Zahlung dem offenen Posten zu.
bank-difference-returned-after-rejection = Eine abgelehnte Zahlung kam zurück. Ordnen Sie sie zusammen mit ihrer Belastung zu.
bank-difference-not-yet-paid = Eine Zahlung kam zurück, bevor ihre Belastung gebucht war. Mit der nächsten Datei wird es noch einmal versucht.
bank-difference-not-released = Der Umsatz nennt eine Zahlungsdatei, die nicht freigegeben war. Fragen Sie die Bank.
bank-difference-batch-sum-differs = Die Summe des Zahlungslaufs ist eine andere. Importieren Sie den Statusbericht oder markieren Sie abgelehnte Zahlungen.
bank-difference-batch-ended = Alle Zahlungen dieses Laufs sind schon abgeschlossen. Fragen Sie die Bank, was gebucht wurde.
bank-difference-refused-after-paid = Die Bank lehnt eine Zahlung ab, die gebucht ist. Warten Sie auf die Rückgabe.
bank-difference-accepted-after-rejection = Die Bank nimmt eine Zahlung an, die sie abgelehnt hatte. Zahlen Sie nicht noch einmal, bevor Sie gefragt haben.
bank-difference-unknown-batch = Der Bericht nennt einen Zahlungslauf, den die Datei nicht hat.
bank-difference-unknown-payment = Der Bericht nennt eine Zahlung, die die Datei nicht hat.
bank-difference-name-nearly-matches = Der Name passt fast zum Konto. Vergleichen Sie ihn mit dem Beleg.
bank-difference-name-differs = Der Name passt nicht zum Konto. Vergleichen Sie ihn mit dem Beleg.
bank-difference-name-not-checked = Der Name konnte nicht mit dem Konto verglichen werden.

## Payments of customers

receipt-due = Zu zahlen
receipt-paid = Gezahlt
receipt-rest = Noch offen
receipt-too-much = Zu viel gezahlt
receipt-last = Letzte Zahlung
receipt-day = Bezahlt am
receipt-from = Herkunft
receipt-from-bank = Bankumsatz
receipt-by-hand = Von Hand erfasst
receipt-by-reference = Am Verwendungszweck erkannt
receipt-record = Zahlung erfassen
receipt-reason-help = Für Zahlungen, die nicht über die Bank kamen, zum Beispiel bar.
receipt-rule = Zahlungstag eintragen
receipt-rule-help = Dieser Tag der Bestellung wird eingetragen, sobald sie ganz bezahlt ist.
receipt-rule-none = Nichts eintragen, nur erfassen
incoming-none = Hier ist alles ausgeglichen.
error-receipt-too-much = Von diesem Umsatz sind nur { $rest } übrig. Tragen Sie höchstens das ein.
error-receipt-currency = Der Umsatz ist in { $currency } oder auf einem anderen Konto. Wählen Sie einen anderen.

## Bank: files and entries

bank-files = Eingelesene Dateien
bank-files-none = Noch keine Datei der Bank.
bank-file-result = Ergebnis der Datei
bank-receipts = Zahlungen von Kunden
bank-entries-none = Hier gibt es keine Umsätze.
bank-differences = Abweichungen
bank-difference = Abweichung
bank-expected = Erwartet
bank-found = Laut Bank
bank-counterparty = Auftraggeber oder Empfänger
bank-entry-title = Bankumsatz vom { $day }
bank-entry-matched = Zugeordnet
bank-entry-unmatched = Nicht zugeordnet
bank-entry-ignored = Außer Acht gelassen
bank-entry-by-hand = Von Hand zugeordnet
bank-entry-receipt = Zahlung einer Bestellung
bank-entry-seen-before = Schon aus einer anderen Datei bekannt
bank-entry-rest = Noch nicht zugeordnet
bank-entry-orders = Damit bezahlte Bestellungen
bank-entry-ignore = Außer Acht lassen
bank-entry-unmatch = Zuordnung zurücknehmen
bank-entry-unmatch-help = Der offene Posten steht danach wie zuvor. Eine Gegenbuchung hebt die Buchung auf.
did-unmatch-payment = Zuordnung eines Bankumsatzes zurückgenommen
bank-entry-ignore-help = Für Umsätze, die weder Auszahlung noch Bestellung betreffen.
bank-matched-to = Zugeordnet zu
bank-match-order = Einer Bestellung zuordnen
bank-match-item = Einem offenen Posten zuordnen
bank-match-item-help = Ohne Suche stehen hier Posten mit demselben Betrag.
bank-item-search = Dokumentnummer oder Partner
bank-items-none = Kein offener Posten passt. Suchen Sie nach Nummer oder Partner.
bank-proposals = Vorschläge
bank-proposals-none = Keine Bestellung passt zu Verwendungszweck oder Betrag.
bank-why-proposed = Warum
bank-proposed-named = Nummer im Verwendungszweck
bank-proposed-amount = Betrag stimmt
bank-order-source-help = Nur nötig, wenn es die Nummer mehrfach gibt.
bank-order-amount-help = Ein Teil lässt den Rest offen.
payments-failed = Nicht angekommene Zahlungen
payments-failed-none = Alle Zahlungen sind angekommen.
payment-open-again = Wieder offen
payment-reissue-one = Neu anweisen
payment-again-in = In Zahlungslauf { $number }
did-match-receipt = Zahlung eines Kunden erfasst
did-undo-receipt = Zahlung eines Kunden zurückgenommen
did-reopen-bank-entry = Bankumsatz wieder aufgenommen
did-set-receipt-rule = Zahlungstag festgelegt
