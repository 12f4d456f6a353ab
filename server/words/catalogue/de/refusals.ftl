# What the office refuses, what it warns of, and what banks refuse. The keys of refusals are made of the words in the
# source: `refusal-` and the cure, `thing-` and what it is about, `refused-state-` and its state.

## How a refusal is said

refusal-of-state = { $thing } ist { $state }. { $cure }
refusal-missing = „{ $id }“ gibt es nicht mehr.
refusal-denied = Die Rolle erlaubt „{ $action }“ nicht.
refusal-settle = Die Prüfung von Daten und Plan meldet (auf Englisch, mit Datei und Zeile): { $text }
refusal-overflow = Eine Summe ist zu groß, um gerechnet zu werden ({ $what }). Prüfen Sie die Beträge der Daten.
refusal-cancelled = Es wurde abgebrochen. Nichts wurde halb getan.
refusal-died = Der Server wurde dabei jedes Mal beendet. Starten Sie den Schritt noch einmal, oder fragen Sie den Betreiber.
refusal-failed = Der Schritt ist an etwas gescheitert, das hier niemand berichtigen kann. Nennen Sie dem Betreiber: { $text }

## What it is about

thing-the-order = Die Bestellung
thing-the-reversal = Das Storno
thing-the-run = Der Lauf
thing-the-payment-batch = Der Zahlungslauf
thing-the-open-item = Der offene Posten
thing-another-step-of-it = Ein anderer Schritt davon
thing-the-plan = Der Plan
thing-the-request = Die Anfrage
thing-the-import = Der Import
thing-the-plan-of-the-trial = Der Plan des Probelaufs
thing-the-key = Der Schlüssel
thing-the-receipt = Der Zahlungseingang
thing-the-change = Die Änderung
thing-the-period = Der Zeitraum
thing-the-entry = Der Umsatz
thing-the-payment = Die Zahlung
thing-the-bank-entry = Der Bankumsatz
thing-the-extract = Der Auszug

## In which state it is, in a sentence

refused-state-computed-anew-meanwhile = inzwischen neu berechnet
refused-state-empty = leer
refused-state-ordered-or-settled = beauftragt oder ausgeglichen
refused-state-running = in Arbeit
refused-state-asked-by-somebody-else = von jemand anderem gestellt
refused-state-asked-for-already = schon angefragt
refused-state-released = freigegeben
refused-state-gathered-into-another-run-s-statements = in die Abrechnungen eines anderen Laufs aufgenommen
refused-state-being-settled-by-another-run = in einem anderen Lauf
refused-state-stale = veraltet
refused-state-that-of-a-whole-batch = der eines ganzen Zahlungslaufs
refused-state-complete = vollständig
refused-state-open = offen
refused-state-ranked = in den Stufen berechnet
refused-state-distributed = verteilt
refused-state-documented = im Entwurf
refused-state-submitted = zur Freigabe eingereicht
refused-state-approved = freigegeben
refused-state-finalising = beim Festschreiben
refused-state-final = festgeschrieben
refused-state-withdrawn = verworfen
refused-state-cancelled = storniert
refused-state-created = angelegt
refused-state-ordered = beauftragt
refused-state-paid = ausgezahlt
refused-state-rejected = abgelehnt
refused-state-returned = zurückgekommen
refused-state-settled = ausgeglichen
refused-state-held = zurückgehalten
refused-state-disputed = strittig
refused-state-unmatched = nicht zugeordnet
refused-state-matched = zugeordnet
refused-state-ignored = übergangen
refused-state-draft = im Entwurf
refused-state-proposed = zur Freigabe vorgelegt
refused-state-granted = bewilligt
refused-state-refused = abgelehnt
refused-state-done = abgeschlossen
refused-state-ended = abgeschlossen
refused-state-not-made-yet = noch nicht erstellt
refused-state-live = gültig
refused-state-changed-since = inzwischen geändert

## What helps

refusal-compute-its-levels-first-what-is-not-computed-cannot-be-replayed = Berechnen Sie zuerst die Stufen; was nicht berechnet ist, lässt sich nicht nachrechnen.
refusal-enter-the-order-once-more-under-a-new-number = Erfassen Sie die Bestellung noch einmal unter einer neuen Nummer.
refusal-make-another-trial = Starten Sie einen neuen Probelauf.
refusal-it-counts-no-more-already = Sie zählt schon nicht mehr; es ist nichts zu tun.
refusal-distribute-once-more = Verteilen Sie noch einmal.
refusal-there-is-nothing-to-pay-items-are-held-below-the-minimum-or-without-bank-details = Es gibt nichts zu zahlen: Die Posten sind zurückgehalten, unter dem Mindestbetrag oder ohne Bankverbindung.
refusal-only-a-batch-that-was-not-released-yet-can-be = Das geht nur mit einem Zahlungslauf, der noch nicht freigegeben ist.
refusal-what-is-released-is-with-the-bank-import-its-status-report = Was freigegeben ist, liegt bei der Bank; lesen Sie ihren Statusbericht ein.
refusal-another-person-has-to-release-it-first = Zuerst gibt ihn eine andere Person frei.
refusal-what-is-in-a-payment-file-cannot-be-held-any-more = Was in einer Zahlungsdatei steht, kann nicht mehr zurückgehalten werden.
refusal-wait-for-it-or-cancel-it = Warten Sie darauf, oder brechen Sie ihn ab.
refusal-wait-for-its-job-or-ask-for-it-again = Warten Sie, bis er erstellt ist, oder fordern Sie ihn noch einmal an.
refusal-file-a-new-version-to-change-it = Legen Sie eine neue Fassung an, um etwas zu ändern.
refusal-refuse-it-instead-with-a-reason = Lehnen Sie sie stattdessen mit einem Grund ab.
refusal-have-that-request-decided-or-withdraw-it-first = Lassen Sie über die Anfrage entscheiden, oder ziehen Sie sie zuerst zurück.
refusal-ask-once-more-if-it-is-still-wanted = Fragen Sie noch einmal an, wenn es noch gelten soll.
refusal-take-it-out-there-first = Nehmen Sie ihn dort zuerst heraus.
refusal-go-on-with-that-run-or-withdraw-it = Setzen Sie diesen Lauf fort, oder verwerfen Sie ihn.
refusal-compute-it-again-or-leave-the-later-facts-to-the-next-run = Berechnen Sie ihn neu, oder überlassen Sie die späteren Angaben dem nächsten Lauf.
refusal-make-the-documents-once-more = Erstellen Sie die Dokumente noch einmal.
refusal-import-the-bank-s-status-report-or-mark-the-payments-that-the-bank-has-refused = Lesen Sie den Statusbericht der Bank ein, oder markieren Sie die Zahlungen, die sie abgelehnt hat.
refusal-only-a-payment-that-the-bank-still-has-can-be-refused = Als abgelehnt gilt nur eine Zahlung, die noch bei der Bank liegt.
refusal-only-an-unmatched-entry-can-be-matched-or-ignored = Zuordnen oder übergehen kann man nur einen Umsatz, der noch nicht zugeordnet ist.
refusal-ask-for-the-approval-of-held-statements-first = Lassen Sie zuerst die zurückgehaltenen Abrechnungen freigeben.
refusal-compute-the-levels-first = Berechnen Sie zuerst die Stufen.
refusal-return-or-reopen-it-before-it-is-computed-once-more-what-is-final-stays-so = Geben Sie ihn zurück oder öffnen Sie ihn wieder, bevor er neu berechnet wird; Festgeschriebenes bleibt.
refusal-distribute-the-sales-first = Verteilen Sie zuerst die Verkäufe.
refusal-reopen-it-first = Öffnen Sie ihn zuerst wieder.
refusal-make-the-documents-first = Erstellen Sie zuerst die Dokumente.
refusal-it-has-to-be-submitted-first = Geben Sie ihn zuerst zur Freigabe.
refusal-only-a-run-that-waits-for-approval-can-be-returned = Zurückgeben kann man nur einen Lauf, der auf Freigabe wartet.
refusal-a-run-that-is-final-stays-so-correct-it-by-a-reversal-in-the-next-run = Ein festgeschriebener Lauf bleibt es; berichtigen Sie ihn durch ein Storno im nächsten.
refusal-return-or-reopen-it-first-a-run-that-is-final-stays-so = Geben Sie ihn zurück oder öffnen Sie ihn zuerst wieder; ein festgeschriebener Lauf bleibt es.
refusal-it-has-to-be-approved-first = Zuerst gibt ihn eine andere Person frei.
refusal-before-the-run-is-final-make-its-documents-once-more = Solange der Lauf nicht festgeschrieben ist, erstellen Sie seine Dokumente noch einmal.
refusal-it-has-to-be-final-first = Schreiben Sie ihn zuerst fest.

## Warnings of a computation

run-warning-not-decided =
    { $events ->
        [one] Ein Vorgang hat Bedingungen von { $month }: Der Plan gilt für seinen Tag nicht.
       *[other] { $events } Vorgänge haben Bedingungen von { $month }: Der Plan gilt für ihren Tag nicht.
    }
run-warning-column = { $file }: Die Spalte „{ $column }“ liest der Plan nicht.
run-warning-rates = { $file }: Umrechnungskurse stehen im Plan; aus dieser Datei wird nichts verwendet.
run-warning-other = Die Prüfung der Daten meldet: { $text }

## Why banks refuse or return payments (ISO 20022)

bank-reason-said = { $meaning } ({ $code })
bank-reason-timeout-payee-bank = Die Bank des Empfängers hat nicht rechtzeitig geantwortet
bank-reason-timeout-payment = Die Zahlung wurde nicht rechtzeitig ausgeführt
bank-reason-bank-offline = Die Bank war nicht erreichbar
bank-reason-payee-bank-offline = Die Bank des Empfängers war nicht erreichbar
bank-reason-payee-bank-error = Die Bank des Empfängers konnte die Zahlung nicht ausführen
bank-reason-error-at-bank = Eine Bank auf dem Weg konnte die Zahlung nicht ausführen
bank-reason-timeout-bank = Eine Bank hat nicht rechtzeitig geantwortet
bank-reason-account-number-wrong = Die Kontonummer ist falsch
bank-reason-debtor-account-wrong = Die Nummer des belasteten Kontos ist falsch
bank-reason-creditor-account-wrong = Die Kontonummer des Empfängers ist falsch
bank-reason-account-closed = Das Konto ist aufgelöst
bank-reason-account-blocked = Das Konto ist gesperrt
bank-reason-creditor-account-closed = Das Konto des Empfängers ist aufgelöst
bank-reason-account-kind-wrong = Diese Art von Konto kann nicht teilnehmen
bank-reason-creditor-account-kind-wrong = Auf diese Art von Konto kann nicht gezahlt werden
bank-reason-payment-forbidden = Zahlungen auf dieses Konto sind nicht erlaubt
bank-reason-operation-invalid = Diese Art von Zahlung gilt bei dieser Bank nicht
bank-reason-operation-not-supported = Die Bank des Empfängers nimmt daran nicht teil
bank-reason-bank-suspended = Die Bank ist vom Zahlungsverkehr ausgeschlossen
bank-reason-creditor-bank-suspended = Die Bank des Empfängers ist vom Zahlungsverkehr ausgeschlossen
bank-reason-amount-zero = Der Betrag ist null
bank-reason-amount-not-allowed = Der Betrag ist größer, als die Bank erlaubt
bank-reason-currency-not-allowed = In dieser Währung kann nicht gezahlt werden
bank-reason-funds-insufficient = Auf dem Konto ist nicht genug Geld
bank-reason-duplicate = Die Zahlung wurde schon einmal eingereicht
bank-reason-amount-wrong = Der Betrag ist nicht der vereinbarte
bank-reason-control-sum-wrong = Die Summe der Datei ist nicht die ihrer Zahlungen
bank-reason-count-wrong = Die Anzahl der Zahlungen ist nicht die, die in der Datei steht
bank-reason-amount-over-limit = Der Betrag liegt über dem Limit des Kontos
bank-reason-already-returned = Die Zahlung wurde schon zurückgegeben
bank-reason-name-does-not-fit = Der Name gehört nicht zum Konto
bank-reason-creditor-address-missing = Die Anschrift des Empfängers fehlt oder ist falsch
bank-reason-initiator-unknown = Die Bank kennt den Auftraggeber nicht
bank-reason-payee-unknown = Der Empfänger ist bei dieser Bank nicht bekannt
bank-reason-debtor-address-missing = Die Anschrift des Zahlers fehlt oder ist falsch
bank-reason-creditor-bank-not-reachable = Die Bank des Empfängers ist unter ihrem Code nicht erreichbar
bank-reason-currency-wrong = Die Zahlung lautet auf die falsche Währung
bank-reason-payer-asked = Der Zahler hat darum gebeten
bank-reason-payer-recalls = Die Zahlung wurde auf Wunsch des Zahlers zurückgerufen
bank-reason-debtor-bank-not-reachable = Die Bank des Zahlers ist dafür nicht angemeldet
bank-reason-order-cancelled = Der Auftrag wurde von einem Berechtigten storniert
bank-reason-signer-not-allowed = Der Unterzeichner darf über dieses Konto nicht verfügen
bank-reason-date-invalid = Der Ausführungstag ist nicht möglich
bank-reason-date-changed = Die Bank hat den Ausführungstag verlegt
bank-reason-duplicate-payment = Die Zahlung wurde zweimal ausgeführt
bank-reason-settlement-failed = Die Zahlung konnte zwischen den Banken nicht verrechnet werden
bank-reason-option-not-supported = Eine Angabe der Zahlung wird nicht unterstützt
bank-reason-file-format-wrong = Die Datei hat nicht das Format, das die Bank erwartet
bank-reason-after-recall = Die Zahlung kam nach einem Rückruf zurück
bank-reason-fraud = Es besteht Verdacht auf Betrug
bank-reason-fraud-origin = Die Zahlung wurde wegen Betrugs zurückgerufen
bank-reason-legal-decision = Eine rechtliche Entscheidung verbietet sie
bank-reason-payee-deceased = Der Kontoinhaber ist verstorben
bank-reason-unspecified-payee = Der Empfänger hat sie abgelehnt und keinen Grund genannt
bank-reason-unspecified-bank = Die Bank hat sie abgelehnt und keinen Grund genannt
bank-reason-narrative = Die Bank erklärt den Grund in Worten
bank-reason-no-answer = Der Empfänger hat nicht geantwortet
bank-reason-bic-wrong = Der Code der Bank ist falsch
bank-reason-creditor-bank-wrong = Der Code der Bank des Empfängers ist falsch
bank-reason-creditor-bic-wrong = Der BIC der Bank des Empfängers ist falsch
bank-reason-reference-not-unique = Eine Kennung in der Datei wurde schon verwendet
bank-reason-debtor-account-missing = Aufsicht: Das Konto des Zahlers oder seine Kennung fehlt
bank-reason-debtor-name-missing = Aufsicht: Name oder Anschrift des Zahlers fehlt
bank-reason-creditor-name-missing = Aufsicht: Name oder Anschrift des Empfängers fehlt
bank-reason-regulation = Die Aufsicht verbietet sie
bank-reason-service-of-bank = Ein Dienst, den der Zahler bei der Bank bestellt hat, hat sie abgelehnt
bank-reason-technical = Die Zahlung wurde wegen eines technischen Fehlers zurückgerufen
bank-reason-cut-off = Die Datei kam nach dem Annahmeschluss der Bank
bank-reason-undue = Die Zahlung war nicht geschuldet

## Titles of tables that are exported

table-lines = Zeilen
table-ranks = Stufen
table-statements = Abrechnungen
table-open-items = Offene Posten
table-postings = Buchungen
table-reconciliation = Abstimmung
column-partner = Partner
column-person = Person
column-rank = Stufe
column-reached = Erreichte Stufe
column-title = Titel
column-before = Stufe im Vormonat
column-lines = Zeilen
column-number = Nummer
column-state = Status
column-tax-category = Steuerfall
column-net = Netto
column-tax = Umsatzsteuer
column-reference = Beleg
column-note = Notiz
column-day = Tag
column-rest = Offen
column-line = Zeile
column-name = Bonus
column-event = Bestellung
column-source = Quelle
column-month = Monat der Bedingungen
column-kind = Art
column-text = Text
column-account = Konto
column-author = Erfasst von
column-hash = Prüfsumme
column-amount = Betrag
column-step = Schritt
column-about = Betrifft
column-difference = Abweichung

refused-state-carried-out-by-somebody-else = von jemand anderem schon ausgeführt
refused-state-not-ignored-by-hand = nicht von Hand übergangen
refused-state-revoked = widerrufen
refused-state-undone = zurückgenommen
refusal-check-the-file-first = Prüfen Sie zuerst die Datei.
refusal-enter-it-under-a-new-number = Erfassen Sie sie unter einer neuen Nummer.
refusal-make-another-key-where-one-is-needed = Legen Sie einen neuen Schlüssel an, wo einer gebraucht wird.
refusal-only-what-somebody-ignored-can-be-reopened = Nur was jemand übergangen hat, kann wieder geöffnet werden.
refusal-record-the-payment-anew = Erfassen Sie die Zahlung neu.
refusal-send-it-once-more-with-the-same-key-for-its-answer = Senden Sie sie noch einmal mit demselben Schlüssel, dann kommt die Antwort.
refusal-upload-the-file-anew-to-import-it-again = Laden Sie die Datei neu hoch, um sie noch einmal einzulesen.
refusal-only-what-somebody-matched-to-an-open-item-can-be-taken-back-here = Zurückgenommen werden kann hier nur, was jemand einem offenen Posten zugeordnet hat.
refusal-a-payment-of-a-file-has-ended-with-it-import-what-the-bank-says-next-or-enter-the-difference-beside-the-plan = Damit wurde eine Zahlung einer Datei abgeschlossen. Lesen Sie ein, was die Bank als Nächstes meldet, oder erfassen Sie den Unterschied als Einzelbuchung.
refused-state-not-matched-to-an-open-item-by-hand = nicht von Hand einem offenen Posten zugeordnet
refused-state-the-end-of-a-payment = das Ende einer Zahlung
refusal-only-a-draft-can-be-discarded-withdraw-the-request-for-its-release-first = Verworfen werden kann nur ein Entwurf. Ziehen Sie zuerst den Antrag auf Freigabe zurück.
refused-state-discarded = verworfen
