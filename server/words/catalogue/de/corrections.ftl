## Berichtigungen geschlossener Zeiträume

corrections = Berichtigungen
corrections-text = Ein geschlossener Zeitraum wird nie geändert. Was nach seinem Abschluss bekannt wurde, kann durch eine Berichtigung in ihm zählen: Der nächste Lauf bucht die Unterschiede, Zeile für Zeile, mit der Begründung.
corrections-none = Es wurde noch keine Berichtigung begonnen.
correction-all = Alle Berichtigungen
correction-behind = Tatsachen, die geschlossene Zeiträume nicht kannten
correction-behind-none = Geschlossene Zeiträume kannten alles, was sie betrifft.
correction-behind-count = { $count ->
    [one] Eine Änderung betrifft geschlossene Zeiträume und ist nicht entschieden.
   *[other] { $count } Änderungen betreffen geschlossene Zeiträume und sind nicht entschieden.
}
correction-number = Nummer
correction-title = Berichtigung { $number }
correction-facts = Tatsachen
correction-verdict = Was mit geschlossenen Zeiträumen geschieht
correction-post = Unterschiede buchen
correction-post-help = Die geschlossenen Zeiträume werden mit diesen Tatsachen noch einmal abgerechnet; der nächste Lauf bucht, was sich unterscheidet.
correction-leave = So lassen
correction-leave-help = Die Tatsachen zählen ab dem offenen Zeitraum. Für geschlossene wird nichts gebucht.
correction-reason-help = Er steht auf der Abrechnung aller, die es betrifft.
correction-begin = Auswirkungen zeigen
correction-ask = Zur Freigabe geben
correction-drop = Verwerfen
correction-file = Alle Zeilen (XLSX)
correction-run = Gebucht mit
correction-posted-in = mit { $period }
correction-known = Erfasst von { $who }, { $when }; betrifft { $count ->
    [one] einen geschlossenen Zeitraum, { $since }
   *[other] { $count } geschlossene Zeiträume seit { $since }
}
correction-and-more = { $told }; und { $count } weitere
correction-more = { $count } ältere Änderungen sind nicht aufgeführt; entscheiden Sie zuerst über diese.
correction-since = seit { $from }
correction-top = niemand (Spitze)
correction-fields = Stammdaten
correction-fact-place = { $partner }: { $name } ist { $value }, { $days }
correction-fact-status = { $partner }: Status { $value }{ $name }, { $days }
correction-fact-value = { $partner }: { $name } = { $value }, { $days }
correction-fact-order = { $partner }: { $name } { $value } wurde geändert { $days }
correction-fact-partner = { $partner }: { $value }{ $name } geändert, { $days }
correction-nothing = In keinem geschlossenen Zeitraum ändert sich etwas.
correction-sums = Für alle geschlossenen Zeiträume
correction-sums-text = Was der nächste Lauf bucht, je Partner.
correction-period = Zeitraum { $period }
correction-rank = Stufe
correction-lines = Zeilen
correction-paid = Gebucht
correction-due = Zusteht
correction-difference = Unterschied
correction-lines-title = Zeilen von { $partner } in { $period }
correction-bonus = Bonus
correction-event = Für
correction-terms = Steht nun zu
correction-level = Ebene { $level }
correction-rate-of = { $rate } von { $base }
correction-state-previewing = wird berechnet
correction-state-previewed = zu entscheiden
correction-state-asked = wartet auf Freigabe
correction-state-approved = freigegeben
correction-state-left = Geschlossenes bleibt
correction-state-posting = in einem Lauf
correction-state-posted = gebucht
correction-state-dropped = verworfen
request-correction = Berichtigung geschlossener Zeiträume
request-grant-correction = Berichtigung freigeben
did-approve-correction = Berichtigung freigegeben
job-stage-restating = Geschlossene Zeiträume werden noch einmal abgerechnet
error-correction-facts = Über eine dieser Änderungen wurde inzwischen entschieden, oder sie betrifft keinen geschlossenen Zeitraum (Stand { $commit }). Sehen Sie sich die Liste noch einmal an.
thing-the-correction = Die Berichtigung
refused-state-previewing = noch in Berechnung
refused-state-previewed = berechnet
refused-state-asked = zur Freigabe vorgelegt
refused-state-left = entschieden: Geschlossenes bleibt
refused-state-posting = in einem Lauf
refused-state-posted = gebucht
refused-state-dropped = verworfen
refusal-look-at-its-preview-first-or-begin-another-one = Sehen Sie sich zuerst die Auswirkungen an, oder beginnen Sie eine andere.
refusal-have-the-request-for-it-refused-or-withdrawn-what-is-approved-is-posted = Lassen Sie die Anfrage dazu ablehnen oder ziehen Sie sie zurück; was freigegeben ist, wird gebucht.
refusal-compute-the-levels-once-more = Berechnen Sie die Stufen noch einmal.

## Stornogefahr

danger-notices = Stornogefahr
danger-notices-what = Provision für einen gekündigten oder nicht bezahlten Versicherungsvertrag wird nur zurückgefordert, wenn der Vermittler rechtzeitig von der Gefahr erfahren hat oder das Unternehmen den Vertrag selbst zu retten versuchte.
notice-day = Tag
notice-how = Wie
notice-proof = Nachweis
notice-own = das Unternehmen selbst
notice-recorded = Erfasst von
notice-record = Erfassen
notice-channel-letter = Brief
notice-channel-email = E-Mail
notice-channel-portal = Portal
notice-channel-phone = Telefon
notice-channel-own-effort = Eigene Nachbearbeitung
notice-why-none = Warum es keine Mitteilung gibt
notice-why-none-help = Nur wenn niemand von der Gefahr erfahren hat; es steht bei der Rücknahme.
notice-none = Ohne Mitteilung: { $why }
did-record-notice = Stornogefahr erfasst
refused-state-a-contract-that-was-paid-for = ein Vertrag, für den gezahlt wurde
refusal-take-it-back-under-returns-which-asks-for-the-notice-of-the-danger = Nehmen Sie ihn unter Rückgaben zurück; dort wird nach der Stornogefahrmitteilung gefragt.
bonus-taken-back = { $bonus }, zurückgenommen
bonus-earlier-periods = { $bonus }, frühere Zeiträume
order-taken-back = Zurückgenommen
order-taken-back-part = Teilweise zurückgenommen
