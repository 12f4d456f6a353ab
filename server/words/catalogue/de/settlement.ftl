## Runs

run = Abrechnungslauf
runs = Läufe
run-of = Lauf { $month }
run-title = Abrechnung { $month }
run-create = Lauf anlegen
run-none-yet = Noch kein Lauf. Legen Sie den ersten an, sobald Bestellungen eines Monats vorliegen.
run-deadline =
    { $days ->
        [0] Frist { $date } (§ 87c HGB) · heute
        [one] Frist { $date } (§ 87c HGB) · noch ein Tag
       *[other] Frist { $date } (§ 87c HGB) · noch { $days } Tage
    }
run-deadline-over =
    { $days ->
        [one] Frist { $date } (§ 87c HGB) · seit einem Tag überschritten
       *[other] Frist { $date } (§ 87c HGB) · seit { $days } Tagen überschritten
    }
run-selection = Auswahl
run-selection-channels = Vertriebskanäle
run-selection-all-channels = Alle Kanäle
run-selection-plan-versions = Planfassungen
run-selection-data-as-of = Datenstand { $moment }
run-checksum = Prüfsumme { $checksum }
run-computed-by = Berechnet von { $person }, { $moment }
run-approved-by = Freigegeben von { $person }, { $moment }
run-finalised-by = Festgeschrieben von { $person }, { $moment }
run-off-cycle = Einzelauszahlung für { $partner }
run-create-off-cycle = Einzelauszahlung anlegen

## The seven stages, and what each waits for

stage-ranks = Stufen
stage-distribution = Verteilung
stage-documents = Dokumente
stage-approval = Freigabe
stage-finalise = Festschreiben
stage-payout = Auszahlung
stage-books = Buchung
stage-ranks-waits = Wählen Sie zuerst Programm, Kanäle und Zeitraum.
stage-distribution-waits = Wartet auf die Stufen.
stage-documents-waits = Wartet auf die Verteilung.
stage-approval-waits = Wartet auf die Dokumente.
stage-approval-waits-for-other = Wartet auf eine andere Person als { $person }.
stage-finalise-waits = Wartet auf die Freigabe. Danach ist der Lauf unveränderlich.
stage-payout-waits = Wartet auf das Festschreiben.
stage-books-waits = Wartet auf das Festschreiben.
stage-ranks-done =
    { $partners ->
        [one] Ein Partner, { $lost } verloren, { $manual } von Hand
       *[other] { $partners } Partner, { $lost } verloren, { $manual } von Hand
    }
stage-distribution-done =
    { $lines ->
        [one] Eine Zeile · { $sum } · Quote { $ratio }
       *[other] { $lines } Zeilen · { $sum } · Quote { $ratio }
    }
stage-documents-done =
    { $drafts ->
        [one] Ein Entwurf, { $held } zurückgehalten
       *[other] { $drafts } Entwürfe, { $held } zurückgehalten
    }
stage-finalise-done =
    { $documents ->
        [one] Ein Dokument, Nummer { $first }
       *[other] { $documents } Dokumente, Nummern { $first } bis { $last }
    }
stage-payout-done = { $paid } von { $total } ausgezahlt
stage-books-done = Übergeben am { $date }

## Buttons

calculate-ranks = Stufen berechnen
calculate-again = Neu berechnen
leave-for-next-run = In den nächsten Lauf übernehmen
distribute-commissions = Provisionen verteilen
create-documents = Dokumente erstellen
resolve-open = Offene klären
submit-for-approval = Lauf zur Freigabe geben
approve-run = Lauf freigeben
return-run = Lauf zurückgeben
return-run-title = Lauf zurückgeben … Was soll geändert werden?
reopen-run = Lauf wieder öffnen
finalise-run = Lauf festschreiben
finalise-credit-notes =
    { $count ->
        [one] Eine Gutschrift festschreiben
       *[other] { $count } Gutschriften festschreiben
    }
discard-run = Lauf verwerfen
review-run = Lauf prüfen

## What is said along the way

lines-distributed =
    { $lines ->
        [one] Eine Zeile verteilt.
       *[other] { $lines } Zeilen verteilt.
    }
partners-held =
    { $partners ->
        [0] Kein Partner ist zurückgehalten.
        [one] Ein Partner ist zurückgehalten.
       *[other] { $partners } Partner sind zurückgehalten.
    }
run-stale =
    { $orders ->
        [one] Dieser Lauf ist veraltet: Eine Bestellung kam nach dem { $moment } Uhr.
       *[other] Dieser Lauf ist veraltet: { $orders } Bestellungen kamen nach dem { $moment } Uhr.
    }
run-stale-facts =
    { $facts ->
        [one] Dieser Lauf ist veraltet: Eine Angabe kam nach dem { $moment } Uhr.
       *[other] Dieser Lauf ist veraltet: { $facts } Angaben kamen nach dem { $moment } Uhr.
    }
run-stale-show = Ansehen, was kam
run-stale-later = Später entscheiden
own-run-cannot-be-approved = Sie haben diesen Lauf berechnet. Freigeben kann ihn nur eine andere Person.
finalise-warning = Danach sind Nummern und Beträge fest. Korrigieren können Sie nur noch durch Storno.
finalise-check-numbers = Nummern { $first } bis { $last } werden vergeben
finalise-check-date = Dokumentdatum { $date }
finalise-check-entries =
    { $entries ->
        [one] Eine Buchung im Nebenbuch
       *[other] { $entries } Buchungen im Nebenbuch
    }
return-reason = Was soll geändert werden?
going-back-voids = Zurück zu { $stage }: Das Ergebnis der Schritte danach verfällt.
run-provisional = Vorläufig. Der Betrag steht fest, wenn { $month } abgerechnet ist.
calculating-ranks = Stufen werden berechnet
distributing = Provisionen werden verteilt
creating-documents = Dokumente werden erstellt
finalising = Lauf wird festgeschrieben

## Ranks

rank = Stufe
ranks = Stufen
rank-last-period = Stufe im Vormonat
rank-active = Aktiv
rank-changed = Stufe geändert
rank-gained = Stufe gewonnen
rank-lost = Stufe verloren
rank-manual = Stufe von Hand
rank-manual-by = Von Hand gesetzt von { $person }
rank-set-by-hand = Stufe von Hand setzen
rank-set-by-hand-title = Stufe von Hand setzen: Grund und Enddatum angeben
rank-override-end = Enddatum
rank-override-preview = Was sich ändert
rank-override-effect =
    { $partners ->
        [0] Kein anderer Partner ist betroffen.
        [one] Ein weiterer Partner ist betroffen.
       *[other] { $partners } weitere Partner sind betroffen.
    }
rank-missing-for = Bis { $rank } fehlen Ihnen { $missing }.

## Lines, derivation, review

line = Zeile
lines = Zeilen
by-partner = Nach Partner
by-order = Nach Bestellung
by-bonus = Nach Bonus
bonus = Bonus
base = Basis
rate = Satz
level = Ebene
month-of-origin = Herkunftsmonat
derivation = Rechenweg
derivation-show = Rechenweg ansehen
why = warum?
why-not = Warum nicht?
totals = Summen
cap = Kappung
payout = Auszahlung
payout-ratio = Auszahlungsquote
payout-ratio-bound = Quote { $ratio } (Grenze { $bound }, Vormonat { $last })
partners-paid = Bezahlte Partner
partners-on-hold = Zurückgehalten
volume = Umsatz
movers = Größte Bewegungen
movers-up = Zugewinne
movers-down = Rückgänge
movers-new = Neu dabei
movers-gone = Nicht mehr dabei
difference-to-last = Unterschied zum Vormonat
this-period = Dieser Zeitraum
last-period = Voriger Zeitraum
samples = Stichproben
samples-random = Zufällig gezogen
samples-largest = Größte Beträge
approval = Freigabe
approval-who = Wer hat berechnet
approval-data = Auf welchen Daten
approval-differences = Unterschiede
approval-warnings = Warnungen
approval-decision = Entscheidung

## Warnings

warning-seen = Gesehen
warning-payout-ratio = Die Quote { $ratio } liegt über der Grenze von { $bound }.
warning-unusual-amount =
    { $partners ->
        [one] Ein Partner erhält mehr als { $amount }.
       *[other] { $partners } Partner erhalten mehr als { $amount }.
    }
warning-unnotified =
    { $contracts ->
        [one] Für einen Versicherungsvertrag wird Provision zurückgefordert, ohne dass jemand rechtzeitig von der Stornogefahr erfahren hat: { $some }.
       *[other] Für { $contracts } Versicherungsverträge wird Provision zurückgefordert, ohne dass jemand rechtzeitig von der Stornogefahr erfahren hat: { $some }.
    }
warning-amount-jumped =
    { $partners ->
        [one] Ein Betrag weicht stark vom Vormonat ab.
       *[other] { $partners } Beträge weichen stark vom Vormonat ab.
    }
warning-held =
    { $partners ->
        [one] Ein Partner ist zurückgehalten.
       *[other] { $partners } Partner sind zurückgehalten.
    }
warning-no-bank-details =
    { $partners ->
        [one] Ein Partner hat keine Bankverbindung.
       *[other] { $partners } Partner haben keine Bankverbindung.
    }
warning-no-tax-number =
    { $partners ->
        [one] Ein Partner hat keine Steuernummer.
       *[other] { $partners } Partner haben keine Steuernummer.
    }
warning-unseen =
    { $warnings ->
        [one] Eine Warnung ist noch nicht als gesehen markiert.
       *[other] { $warnings } Warnungen sind noch nicht als gesehen markiert.
    }

## Holds and disputes

hold-item = Posten zurückhalten
release-hold = Zurückhaltung aufheben
hold-reason = Grund der Zurückhaltung
hold-since = zurückgehalten seit { $date }
hold-manual = Von Hand zurückgehalten
hold-no-tax-number = Steuernummer fehlt
hold-no-agreement = Gutschriftvereinbarung fehlt
hold-no-bank-details = Bankverbindung fehlt
hold-bank-details-unconfirmed = Bankverbindung ist noch nicht bestätigt
hold-tax-status-unknown = Steuerstatus fehlt
hold-address-incomplete = Anschrift ist unvollständig
hold-dispute = Einwand des Partners
hold-below-minimum = Unter dem Mindestbetrag von { $amount }
hold-negative-balance = Negativer Saldo
hold-partner-terminated = Partner ist gekündigt
hold-no-tax-number-for = Für { $partner } fehlt die Steuernummer. Die Abrechnung bleibt zurückgehalten, der Lauf geht weiter.
dispute = Einwand
disputes = Einwände
dispute-open = Einwand aufnehmen
dispute-answer = Einwand beantworten
dispute-close = Einwand abschließen
dispute-since = Einwand vom { $date }

## Entries beside the plan

entry = Einzelbuchung
entries = Einzelbuchungen
entry-create = Einzelbuchung erfassen
entry-approve = Einzelbuchung freigeben
entry-return = Einzelbuchung zurückgeben
entry-bonus = Einmaliger Bonus
entry-deduction = Abzug
entry-fee = Gebühr
entry-advance = Vorschuss
entry-advance-recovery = Vorschuss-Rückführung
entry-attachment = Pfändung
entry-assignment = Abtretung
entry-payee = Zahlungsempfänger
entry-awaits-second = Die Buchung gilt, sobald eine zweite Person sie freigibt.
entry-own-cannot-be-approved = Sie haben diese Buchung erfasst. Freigeben kann sie nur eine andere Person.
clawback = Rückbelastung
reserve = Stornoreserve

## Entries and manual values

entries-none = Keine Einzelbuchungen.
entry-ask = Einzelbuchung zur Freigabe geben
entry-amount-help = Ohne Vorzeichen: Die Art sagt, ob gegeben oder genommen wird.
entry-taxable = Umsatzsteuer
entry-tax-usual = wie bei dieser Art üblich
entry-payee-help = Nur bei Abtretung oder Pfändung: die Nummer dessen, der das Geld bekommt.
entry-reason-help = Steht auf der Abrechnung des Partners.
entry-settled = Abgerechnet
entry-statement = Abrechnung
payee-create = Zahlungsempfänger anlegen
payee-number = Nummer
payee-text = Wer Geld bekommt, ohne Partner zu sein: durch Abtretung oder Pfändung.
overrides = Manuelle Werte
overrides-none = Keine manuellen Werte.
override-create = Wert von Hand setzen
override-approved-by = freigegeben von { $who }, { $when }
override-ask = Wert zur Freigabe geben
override-awaits-second = Der Wert gilt statt der Berechnung, sobald eine zweite Person ihn freigibt.
override-what = Wert
override-value = Wert
override-days = Gilt
override-computed = nach der Berechnung
override-in-force = In Kraft
override-planned = Geplant
override-expired = Abgelaufen
override-given-up = Aufgegeben
override-end = Früher beenden
override-end-ask = Ende zur Freigabe geben
override-last-day = Letzter Tag
override-last-day-help = Danach gilt wieder die Berechnung. Der Tag vor dem Beginn gibt den Wert ganz auf.
error-override-end = Wählen Sie einen Tag vom { $first } bis zum { $last }.

## Plätze nach der Regel des Plans

run-places = Plätze nach Regel
run-places-count =
    { $given ->
        [one] Ein Platz vergeben
       *[other] { $given } Plätze vergeben
    }, { $unplaced } ohne Platz
run-places-title = Plätze nach Regel { $month }
run-places-given = Nach der Regel vergeben
run-places-kept = Mit dem Festschreiben stehen die Plätze fest. Kein späterer Lauf ändert sie.
run-places-none = In diesem Lauf hat die Regel keinen Platz vergeben.
run-unplaced = Ohne Platz
run-unplaced-none = Alle haben einen Platz.
run-unplaced-reason = Grund
unplaced-until = Wartet bis zum { $date }
unplaced-above = Wartet, bis der Partner darüber in { $tree } einen Platz hat
