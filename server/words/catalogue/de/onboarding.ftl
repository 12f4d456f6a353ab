# Übernahme aus einem anderen System: was von einem Netzwerk importiert wird, und Probeläufe vergangener Zeiträume.

trial-title = Übernahme
trial-head = Probelauf { $from } bis { $to }
trial-step-import = Importieren
trial-step-trial = Probelauf
trial-step-differences = Abweichungen
trial-help = Ein Probelauf rechnet vergangene Zeiträume mit dem ab, was jetzt bekannt ist, und vergleicht jeden Betrag mit dem, was das andere System gezahlt hat. Er zahlt nichts und legt keinen Lauf an.
trial-import-first = Importieren Sie zuerst Partner, Plätze, Bestellungen und Zustände, und mit „Anderswo gezahlt“, was das andere System gezahlt hat.
trial-to-imports = Daten importieren
trial-from = Erster Zeitraum
trial-to = Letzter Zeitraum
trial-period-help = So, wie der Kalender des Plans ihn nennt, zum Beispiel { $example }.
trial-plan = Planfassung
trial-plan-usual = Die des letzten Zeitraums
trial-begin = Probelauf starten
trials = Probeläufe
trials-none-yet = Noch kein Probelauf.
trial-paid-known = Gezahltes ist bekannt für: { $periods }
trial-paid-unknown = Von Gezahltem ist nichts bekannt. Importieren Sie „Anderswo gezahlt“, um zu vergleichen.
trial-state-waiting = Nicht gerechnet
trial-state-equal = Alles gleich
trial-state-different = Abweichungen
trial-equal = Auf den Cent gleich
trial-different = Abweichend
trial-all-equal = Alle Beträge sind auf den Cent gleich.
trial-nothing = Es gibt nichts zu vergleichen: Nichts ist berechnet und nichts gezahlt.
trial-some-different =
    { $count ->
        [one] Ein Betrag weicht ab.
       *[other] { $count } Beträge weichen ab.
    }
trial-evidence-only = Eine Ursache steht nur da, wo sie nachgerechnet ist: Mit ihr ist die Abweichung weg. Alles andere ist ungeklärt.
trial-periods = Zeiträume
trial-period = Zeitraum
trial-partner = Partner
trial-bonus = Bonus
trial-all-bonuses = Alle
trial-computed = Berechnet
trial-paid = Gezahlt
trial-difference = Abweichung
trial-lines = Zeilen
trial-cause = Ursache
trial-found = Befund
trial-count = Abweichungen
trial-partners = Partner
trial-causes = Abweichungen nach Ursache
trial-differences = Abweichungen nach Partner
trial-every-cause = Jede Ursache
trial-largest = Größte zuerst
trial-show = Anzeigen
trial-none-listed = Keine solche Abweichung.
trial-earlier =
    { $count ->
        [one] Eine Bestellung von vor dem Probelauf wird in { $period } zurückgenommen. Was für sie gezahlt wurde, ist nicht bekannt, daher kommt für sie nichts zurück; lassen Sie den Probelauf früher beginnen.
       *[other] { $count } Bestellungen von vor dem Probelauf werden in { $period } zurückgenommen. Was für sie gezahlt wurde, ist nicht bekannt, daher kommt für sie nichts zurück; lassen Sie den Probelauf früher beginnen.
    }
trial-csv = Abweichungen (CSV)
trial-xlsx = Abweichungen (Excel)
trial-derivation = { $partner } in { $period }
trial-again = Denselben Probelauf noch einmal starten
trial-failed = Der Probelauf ist gescheitert
trial-is-live = Er wird gerechnet.

## Causes

trial-cause-rounding = Nur Rundung
trial-cause-partner-unknown = Partner unbekannt
trial-cause-rank = Anderer Rang
trial-cause-tree = Anderer Platz im Baum
trial-cause-inactive = Nicht aktiv
trial-cause-event-missing = Bestellung fehlt
trial-cause-rate = Anderer Satz
trial-cause-bonus = Anderer Bonus
trial-cause-cap = Deckel
trial-cause-minimum = Unter der Mindestauszahlung
trial-cause-not-paid = Berechnet und nicht gezahlt
trial-cause-unexplained = Ungeklärt

## What was found out

trial-found-rounding = Dieselben Zeilen ({ $lines }), anders gerundet, ergeben das Gezahlte.
trial-found-partner-unknown = Niemand hat die Nummer „{ $number }“. Importieren Sie den Partner, oder berichtigen Sie die Nummer.
trial-found-rank = Mit dem Rang „{ $rank }“ des anderen Systems ergibt sich das Gezahlte; der Plan sagt „{ $computed }“.
trial-found-rank-others = Mit den Rängen des anderen Systems ergibt sich das Gezahlte; einen anderen haben: { $partners }.
trial-found-tree-said = Unter „{ $parent }“ im Baum „{ $tree }“, wie das andere System sagt, ergibt sich das Gezahlte; bekannt ist „{ $known }“.
trial-found-tree-said-others = Mit den Plätzen des anderen Systems ergibt sich das Gezahlte; einen anderen haben: { $partners }.
trial-found-tree-late = Hätte „{ $number }“ im Baum „{ $tree }“ erst nach dem Zeitraum gewechselt und nicht am { $date }, ergäbe sich das Gezahlte.
trial-found-tree-late-others = Wären Wechsel erst nach dem Zeitraum gekommen, ergäbe sich das Gezahlte: { $partners }.
trial-found-tree-early = Hätte „{ $number }“ im Baum „{ $tree }“ schon in diesem Zeitraum gewechselt und nicht erst am { $date }, ergäbe sich das Gezahlte.
trial-found-tree-early-others = Wären Wechsel des nächsten Zeitraums schon gekommen, ergäbe sich das Gezahlte: { $partners }.
trial-found-inactive = Als aktiver Partner ergibt sich das Gezahlte; hier ist der Partner seit { $date } { $status ->
        [terminated] gekündigt
        [inactive] inaktiv
        [joined] noch nicht aktiv
       *[other] „{ $status }“
    }.
trial-found-inactive-others = Mit diesen Partnern als aktiven ergibt sich das Gezahlte: { $partners }.
trial-found-orders-lacking = Gezahlt ist für Bestellungen, die hier nicht bekannt sind: { $orders }. Importieren Sie sie.
trial-found-orders-extra = Ohne Bestellungen, für die das andere System nicht gezahlt hat, ergibt sich das Gezahlte: { $orders }.
trial-found-orders-both = Bestellungen, die hier nicht bekannt sind: { $lacking }. Bestellungen, für die das andere System nicht gezahlt hat: { $extra }. Ohne beide ist es gleich.
trial-found-no-event = Keine Bestellung des Zeitraums gehört dem Partner oder jemandem unter ihm. Importieren Sie die Bestellungen, für die gezahlt ist.
trial-found-other-bonus = Die Boni des Partners ergeben dieselbe Summe; sie sind anders aufgeteilt.
trial-found-unknown-bonus = Der Plan hat keinen Bonus „{ $bonus }“.
trial-found-rate = Mit { $other } statt { $rate } im Bonus „{ $bonus }“ ergibt sich das Gezahlte, bei { $partners } Partnern.
trial-found-cap = Ohne das, was „{ $cap }“ wegnimmt, ergibt sich das Gezahlte.
trial-found-minimum = Nichts ist gezahlt; es liegt unter der Mindestauszahlung von { $minimum }.
trial-found-not-paid = Das andere System sagt zu diesem Partner in diesem Zeitraum nichts.
trial-found-not-paid-bonus = Das andere System sagt zum Bonus „{ $bonus }“ dieses Partners in diesem Zeitraum nichts.
trial-found-unexplained = Nichts von dem, was versucht wurde, erklärt sie. Sehen Sie die Herleitung an.

## What can be imported

target-partners = Partner
target-placements = Plätze in Bäumen (Verläufe)
target-statuses = Status (Verläufe)
target-reversals = Stornos
target-notices = Stornogefahrmitteilungen
target-states = Zustände, Titel, Konten
target-overrides = Werte von Hand (Ränge)
target-balances = Anfangssalden
target-paid = Anderswo gezahlt
import-at-tree = Baum
import-at-parent = Upline
import-at-side = Seite
import-at-position = Position
import-at-from = Von
import-at-to = Bis
import-at-by = Von einer Regel gegeben
import-at-status = Status
import-at-reason = Grund
import-at-state = Zustand
import-at-value = Wert
import-at-as-of = Stand
import-at-definition = Definition
import-at-balance = Richtung
import-at-amount = Betrag
import-at-note = Bemerkung
import-at-rank = Rang
import-at-kind = Art der Bestellung
import-at-reversal = Nummer des Stornos
import-at-day = Tag

## What is wrong

error-import-period = „{ $input }“ ist kein Zeitraum des Plans. Schreiben Sie ihn wie { $example }.
error-import-settled = Ein endgültiger Lauf hat { $period } mit den Zuständen davor abgerechnet. Was er gelesen hat, ändert sich nicht mehr; berichtigen Sie es mit einem Wert von Hand.
error-import-gap = Im Baum „{ $tree }“ fehlt ein Platz von { $from } bis { $to }. Geben Sie ihn an, oder lassen Sie den Platz davor später enden.
error-import-no-event = Es gibt keine Bestellung „{ $number }“ der Quelle „{ $source }“. Importieren Sie sie zuerst.
error-import-reason = „{ $input }“ ist kein Grund. Schreiben Sie einen von: { $known }.
error-import-notice = Bis zum { $date } hat niemand erfahren, dass dieser Vertrag gefährdet ist. Importieren Sie zuerst die Stornogefahrmitteilung, oder sagen Sie in der Spalte „unnotified“, warum es keine gibt.
error-import-reversal-known = Das Storno „{ $number }“ ist mit anderem Inhalt bekannt. Geben Sie es zuerst auf der Seite der Bestellung auf, oder geben Sie diesem eine andere Nummer.
error-balance-sign = „{ $input }“ hat das falsche Vorzeichen: Wer wem schuldet, sagt die Spalte „Richtung“, und der Betrag ist größer als null.
error-balance-way = „{ $input }“ ist nicht bekannt. Schreiben Sie owed-to-partner, owed-by-partner oder held.
error-balance-posted = Der Saldo von „{ $number }“ zum { $date } ist aus dieser Quelle mit { $posted } gebucht. Gebuchtes bleibt; erfassen Sie den Unterschied neben dem Plan.
error-paid-two-ranks = Der Rang ist hier „{ $rank }“ und in Zeile { $row } „{ $other }“, für denselben Partner und Zeitraum. Entfernen Sie einen der beiden.
error-paid-part = Diese Zeile und Zeile { $row } bilden eine Summe, und jene ist abgelehnt. Berichtigen Sie sie zuerst.
error-trial-too-long = Ein Probelauf hat höchstens { $most } Zeiträume. Wählen Sie weniger.
import-parquet-damaged = Die Parquet-Datei lässt sich nicht lesen: { $cause }. Schreiben Sie sie neu.
import-parquet-float = Die Spalte „{ $column }“ enthält Gleitkommazahlen, die nicht genau sind. Schreiben Sie sie als Dezimalzahlen oder als Text.
import-parquet-type = Die Spalte „{ $column }“ enthält { $what }; das wird nicht gelesen. Schreiben Sie Text, ganze Zahlen, Dezimalzahlen, Tage, Zeitpunkte oder Ja und Nein.
job-stage-trying = Ursachen werden gesucht

## Audit

did-import-places = Plätze importiert
did-import-statuses = Status importiert
did-import-states = Zustände importiert
did-import-balance = Anfangssaldo importiert
did-ask-trial = Probelauf gestartet
did-export-trial = Abweichungen eines Probelaufs heruntergeladen
