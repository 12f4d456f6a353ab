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
order-agent = Vermittler
order-units = Einheiten
order-premium = Beitrag
order-paid-in = Eingezahlt
order-years = Laufzeit in Jahren
order-branch = Sparte
order-signed-on = Unterschrieben am
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

## Orders: form, list, history

order-category = Kategorie
order-search = Nummer, Quelle oder Partner
order-sum-of-list = Summe der Liste
order-origin = Herkunft
order-what = Angaben zur Bestellung
order-number-help = So, wie sie in der Quelle steht. Je Quelle gibt es jede Nummer einmal.
order-source-help = Woher die Bestellung kommt, zum Beispiel Shop oder Messe.
order-partner-help = Partnernummer oder Teil des Namens
order-partner-choose = Es gibt mehrere Partner: { $partners }. Tragen Sie die Nummer ein.
order-enter-next = Erfassen und nächste
order-entered = Die Bestellung ist erfasst.
order-entered-done = Bestellung { $number } ist erfasst.
order-correct-help = Steht später im Verlauf der Bestellung.
order-cancel-effect = Vor dem Festschreiben mindert das den Lauf. Danach nimmt der nächste Lauf zurück, was für sie bezahlt wurde.
order-returns = Rückgaben und Rücklastschriften
order-returns-what = Was von diesem Auftrag zurückgenommen ist. Der nächste Lauf rechnet es ab: jede bezahlte Zeile kommt anteilig zurück, mit allen Uplines.
order-returned-amounts = Zurückgenommen
order-returned-all = alles, was übrig ist
order-return-void = Aufgeben
order-return-voided = Aufgegeben
order-return-day = Tag des Stornos
order-return-number = Nummer des Stornos
order-return-amounts-help = Lassen Sie alle Beträge leer, um alles zurückzunehmen, was übrig ist. Ohne Nummer wird eine vergeben.
order-return-reason = Grund des Stornos
order-return-note = Bemerkung zum Storno
order-return-amount = { $amount } zurückgenommen
order-return-settled = Abgerechnet in { $period }
order-return-void-reason = Warum es aufgegeben wird
order-return-enter = Zurücknehmen
reversal-reason-cancelled = Auftrag abgesagt
reversal-reason-returned = Ware zurückgegeben
reversal-reason-chargeback = Zahlung von der Bank zurückgeholt
reversal-reason-withdrawn = Vom Kunden widerrufen
reversal-reason-fault-of-company = Vom Unternehmen zu vertreten (nichts Bezahltes kommt zurück)
order-did-enter = Erfasst
order-did-correct = Berichtigt
order-did-cancel = Storniert
order-did-reopen = Wieder aufgenommen
order-paid-by-receipt = Vollständig bezahlt

## Orders that came after their run

orders-waiting = Wartende Änderungen
orders-waiting-what = Diese Bestellungen stehen in keinem festgeschriebenen Lauf so, wie sie jetzt bekannt sind.
orders-waiting-none = Alle festgeschriebenen Läufe stimmen mit den Bestellungen überein.
order-waits-for = Wartet auf
order-waits-next-run = Nächster Lauf
order-waits-reversal = Rückrechnung
order-waits-correction = Neuberechnung
order-waits-next-run-why = Der Lauf { $period } war festgeschrieben, als diese Bestellung kam. Der nächste Lauf rechnet sie ab.
order-waits-reversal-why = Der Lauf { $period } hat diese Bestellung abgerechnet und ist festgeschrieben. Der nächste Lauf nimmt zurück, was für sie bezahlt wurde.
order-waits-correction-why = Der Lauf { $period } hat diese Bestellung anders abgerechnet und ist festgeschrieben. Entscheiden Sie darüber unter „Berichtigungen“.
order-final-run = Festgeschriebener Lauf
order-amount-settled = Abgerechnet mit
order-amount-now = Jetzt
order-since = Bekannt seit

## Orders: errors

error-order-exists = Die Bestellung „{ $number }“ gibt es mit anderen Angaben. Öffnen Sie sie und berichtigen Sie sie dort.
error-order-changed = Jemand hat die Bestellung inzwischen geändert. Vergleichen Sie, und senden Sie noch einmal, wenn Ihre Angaben gelten.
error-order-number = „{ $input }“ geht hier nicht. Möglich sind bis zu { $most } sichtbare Zeichen, darunter ein Buchstabe oder eine Ziffer.
error-order-unknown = Die Bestellung „{ $number }“ ist nicht bekannt. Berichtigen Sie die Nummer.
error-order-several = Die Nummer „{ $number }“ gibt es mehrfach: { $sources }. Geben Sie die Quelle an.

## Imports

imports = Importe
imports-none-yet = Noch nichts importiert.
import-target = Was die Zeilen sind
import-source-help = Nummern sind je Quelle eindeutig. Die Zuordnung der Spalten wird für sie gemerkt.
import-written = Schreibweise von Zahlen und Tagen
import-written-de = Deutsch: 1.234,50 und 31.12.2026
import-written-en = Englisch: 1,234.50 und 2026-12-31
import-encoding-of = Zeichensatz einer CSV-Datei
import-encoding-utf8 = UTF-8
import-encoding-windows = Windows (CP1252)
import-sheet = Tabellenblatt
import-sheet-help = Ohne Angabe das erste Blatt einer Excel-Datei.
import-upload = Datei hochladen
import-more-than-limit = mehr als erlaubt
import-samples = Erste Werte
import-columns-help = Felder mit * müssen zugeordnet sein. Was Sie nicht zuordnen, wird nicht übernommen.
import-country = Land
import-upline-in = Upline im Baum „{ $tree }“
import-side-in = Seite im Baum „{ $tree }“
import-field-unmapped = Das Feld „{ $field }“ fehlt. Ordnen Sie ihm eine Spalte zu.
import-field-twice = Das Feld „{ $field }“ ist zweimal zugeordnet. Wählen Sie eine Spalte.
import-other-file = Andere Datei wählen
import-back-to-columns = Spalten ändern
import-look-again = Stand ansehen
import-not-possible = So lässt sich die Datei nicht übernehmen
import-nothing-yet = Es ist noch nichts geändert.
import-nothing-good = Alle Zeilen sind abgelehnt. Berichtigen Sie sie in der Fehlerdatei.
import-all-known = Alle Zeilen sind schon bekannt. Es gibt nichts zu übernehmen.
import-known = Diese Datei ist schon importiert. Es hat sich nichts geändert.
import-only-good = Nur die guten Zeilen übernehmen
import-only-good-help =
    { $rows ->
        [one] Eine Zeile bleibt zurück und steht in der Fehlerdatei.
       *[other] { $rows } Zeilen bleiben zurück und stehen in der Fehlerdatei.
    }
import-some-wrong = Es gibt abgelehnte Zeilen. Berichtigen Sie die Datei, oder wählen Sie „Nur die guten Zeilen übernehmen“.
import-refused-rows = Abgelehnte Zeilen
import-more-problems =
    { $count ->
        [one] Ein weiterer Fehler steht in der Fehlerdatei.
       *[other] { $count } weitere Fehler stehen in der Fehlerdatei.
    }
import-row = Zeile
import-rows = Zeilen
import-value = Steht dort
import-error = Fehler
import-error-csv = Fehlerdatei (CSV)
import-error-xlsx = Fehlerdatei (Excel)
import-checksum = Prüfsumme der Datei
import-state-uploaded = Hochgeladen
import-state-checked = Geprüft
import-state-imported = Übernommen
job-stage-checking = Zeilen prüfen
job-stage-taking = Zeilen übernehmen

## Files that cannot be read

import-maybe-windows = Zeile { $row } ist nicht in UTF-8 geschrieben. Als Windows-Datei (CP1252) lautet sie: { $sample }. Stimmt das, wählen Sie diesen Zeichensatz und die Datei noch einmal.
import-encoding = Der Zeichensatz der Datei ist nicht lesbar. Speichern Sie sie als CSV in UTF-8.
import-format = Dieses Format wird nicht gelesen. Speichern Sie die Tabelle als .xlsx, als Parquet oder als CSV in UTF-8.
import-damaged = Die Datei ist beschädigt. Öffnen Sie sie in einer Tabellenkalkulation und speichern Sie sie neu.
import-unpacks-too-large = Die Datei ist entpackt zu groß. Speichern Sie nur die Tabelle in einer neuen Datei.
import-too-many-rows = Die Tabelle hat mehr als { $most } Zeilen. Teilen Sie sie.
import-too-many-columns = Zeile { $row } hat mehr als { $most } Spalten. Entfernen Sie, was nicht gebraucht wird.
import-cell-too-long = Zeile { $row }, Spalte { $column }: Der Text hat mehr als { $most } Zeichen. Kürzen Sie ihn.
import-cell-error = Zeile { $row }, Spalte { $column }: Die Zelle zeigt { $found }. Berichtigen Sie die Formel, oder schreiben Sie den Wert.
import-open-quote = In Zeile { $row } beginnt ein Anführungszeichen, das nicht endet. Schließen Sie es.
import-no-head = In der ersten Zeile steht „{ $value }“ statt eines Namens. Geben Sie der Tabelle eine Kopfzeile.
import-no-name = Spalte { $column } hat Werte, aber keinen Namen. Benennen Sie sie in der ersten Zeile.
import-name-twice = Zwei Spalten heißen „{ $name }“. Benennen Sie eine um.
import-widths = Zeile { $row } hat { $found } Zellen, die Kopfzeile { $expected }; so ist es in { $more } weiteren Zeilen. Setzen Sie Text mit Trennzeichen in Anführungszeichen.
import-no-sheet = Ein Tabellenblatt „{ $name }“ gibt es nicht. Möglich sind: { $known }.

## Log

did-enter-event = Bestellung erfasst
did-import = Datei importiert
did-import-partner = Partner importiert
did-export-orders = Bestellungen exportiert
