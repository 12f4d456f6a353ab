## Plans and versions

plan = Plan
plans = Pläne
plan-version = Planfassung
plan-versions = Planfassungen
plan-none-yet = Noch kein Plan. Legen Sie den ersten an, oder laden Sie eine Datei hoch.
plan-create-version = Planfassung anlegen
plan-edit = Planfassung bearbeiten
plan-submit = Planfassung zur Freigabe geben
plan-release = Planfassung freigeben
plan-return = Planfassung zurückgeben
plan-own-cannot-be-released = Sie haben diese Planfassung geschrieben. Freigeben kann sie nur eine andere Person.
plan-released-by = Freigegeben von { $person }, { $moment }
plan-released-is-fixed = Diese Planfassung ist freigegeben und unveränderlich. Ändern Sie eine neue.
plan-release-warning = Danach ist der Text fest. Läufe ab { $date } rechnen nach ihm.
plan-state-draft = Entwurf
plan-state-discarded = Verworfen
plan-discard = Entwurf verwerfen
did-discard-plan = Planentwurf verworfen
plan-state-awaiting-release = Wartet auf Freigabe
plan-state-released = Freigegeben
plan-state-retired = Abgelöst
plan-valid-from = Gilt für Verkäufe ab
plan-valid-to = Gilt für Verkäufe bis
plan-source = Text des Plans
plan-diagnostics = Diagnosen
plan-errors =
    { $errors ->
        [0] Keine Fehler
        [one] Ein Fehler
       *[other] { $errors } Fehler
    }
plan-hints =
    { $hints ->
        [0] Keine Hinweise
        [one] Ein Hinweis
       *[other] { $hints } Hinweise
    }
plan-examples-pass = { $passed } von { $total } Beispielen stimmen
plan-diff = Unterschiede zu Fassung { $version }
plan-diff-none = Die Fassungen unterscheiden sich nicht.
plan-diff-line-added = hinzugefügt
plan-diff-line-removed = entfernt
plan-has-errors = Der Plan hat Fehler. Beheben Sie sie vor der Freigabe.

## Drafts, differences, release

plan-unnamed = Entwurf ohne Namen
plan-next-version = Neue Fassung daraus
plan-made-from = Aus { $version }
plan-validity = Gültigkeit
plan-created = Angelegt
plan-changed = Zuletzt geändert
plan-written-by = Geschrieben von
plan-open-end = offen
plan-followed = bis die nächste Fassung beginnt
plan-holds-today = gilt heute
plan-file = Datei mit dem Plan
plan-file-help = Eine Datei tritt an die Stelle des Textes oben.
plan-text-help = Auch ein Text mit Fehlern bleibt als Entwurf erhalten. Freigegeben wird er erst ohne Fehler.
plan-keep = Entwurf speichern
plan-check = Prüfen, ohne zu speichern
plan-check-fine = Der Text hat keine Fehler.
plan-help = Abhilfe:
plan-diff-with = Vergleichen mit
plan-diff-show = Unterschiede zeigen
plan-diff-nothing = Es gibt noch keine andere Fassung.
plan-diff-counts = { $added } hinzugefügt, { $removed } entfernt (Zeilen)
plan-propose-help = Eine andere Person liest das, bevor sie freigibt.
plan-asked-by = Zur Freigabe gegeben von
plan-refuse-reason = Was ist zu ändern?
plan-withdraw = Freigabe zurückziehen
plan-came-back = { $person } hat die Fassung zurückgegeben
plan-not-released = Die Fassung ist nicht freigegeben worden
plan-overlap-later = Ab { $from } gilt schon Fassung { $version }. Lassen Sie diese Fassung am { $day } enden.
plan-overlap-earlier = Fassung { $version } gilt bis { $to }. Lassen Sie diese Fassung am { $day } beginnen.
plan-overlap-same = Ab { $from } gilt schon Fassung { $version }. Lassen Sie diese Fassung später beginnen.
request-void-errors = Die Prüfung findet jetzt Fehler im Plan. Beheben Sie sie und geben Sie ihn erneut zur Freigabe.
request-void-overlap = Inzwischen gilt für diese Tage eine andere Fassung. Ändern Sie die Gültigkeit.
error-plan-changed = Jemand anderes hat den Entwurf inzwischen geändert. Kopieren Sie Ihren Text und laden Sie den Entwurf neu.
did-edit-plan = Planentwurf geändert

## The most that a plan can pay

limit-heading = Obergrenze der Auszahlung
limit-of = Bonus oder Pool
limit-bound = Höchstens
limit-found = Gefunden
limit-gap = Abstand
limit-payout = Auszahlung insgesamt
limit-sum = Über alle Zeiträume zusammen zahlt dieser Plan höchstens { $bound }.
limit-none = Für die Auszahlung insgesamt ist keine Obergrenze bekannt.
limit-nothing = Dieser Plan zahlt nichts.
limit-zero = nichts
limit-unbounded = Keine Obergrenze
limit-share = { $percent } von { $field } ({ $event })
limit-share-of-unit = { $amount } je { $unit } von { $field } ({ $event })
limit-fixed = { $amount }, durch keinen Umsatz gedeckt
limit-rounding = Rundung: höchstens { $amounts } mehr
limit-per-event = { $amount } je { $event }
limit-per-line = { $amount } je Zeile von { $bonus }
limit-per-partner = { $amount } je Partner und Zeitraum
limit-per-person = { $amount } je Person und Zeitraum
limit-per-period = { $amount } je Zeitraum
limit-capped = begrenzt durch { $cap }
limit-caps = Die Summe ist begrenzt durch { $caps }.
limit-caps-late = Begrenzungen zählen hier nicht: Ein Ereignis kann in einem späteren Zeitraum bezahlt werden als dem seines Verkaufs, und dort gilt eine Begrenzung für sich.
limit-found-help = „Gefunden“ ist, was ein kleines Netzwerk wirklich bekommt. Was zwischen beiden Werten liegt, ist nicht bekannt.
limit-searching = Es werden noch kleine Netzwerke gesucht, die viel bekommen.
limit-network = Ein Netzwerk, das { $percent } seines Umsatzes bekommt
limit-network-title = Beispiel
limit-network-help = Als Beispiel des Plans geschrieben. Sie können es in den Text übernehmen und nachrechnen lassen.
plan-findings-more =
    { $count ->
        [one] Einer mehr
       *[other] { $count } weitere
    }

## What is known of a plan before it pays anybody

finding-text = Am Text
finding-coverage = Abdeckung
finding-coverage-help = Bewiesen für jedes Unternehmen, was immer seine Daten sind.
finding-law = Fairness und Recht
finding-law-read = Geprüft nach Regeln von { $jurisdictions }.
finding-law-unread = Nicht geprüft: Der Kopf des Plans nennt keine Rechtsordnung (`jurisdictions`).
finding-law-clean = Es wurde nichts gefunden.
finding-caution = Ob eine Vorschrift einschlägig ist, entscheidet ein Jurist.
finding-waived = Mit Begründung hingenommen
finding-waived-count =
    { $count ->
        [one] Einer hingenommen
       *[other] { $count } hingenommen
    }
finding-proof = Beweis:
finding-because = Begründung:
cliff-heading = Sprünge der Auszahlung
cliff-help = Beträge, bei denen eine Einheit Volumen mehr die Zahlung stark ändert. Der Beweis sind zwei berechnete Unternehmen mit drei Partnern; Sprünge, die nur andere Unternehmen haben, werden nicht gefunden.
cliff-limit = Der Plan lässt höchstens { $most } zu.
cliff-no-limit = Der Plan setzt keine Grenze (`cliff at most`).
cliff-beyond =
    { $count ->
        [0] Alle gefundenen liegen darunter.
        [one] Einer liegt darüber.
       *[other] { $count } liegen darüber.
    }
cliff-none = Es wurden keine gefunden.
cliff-more =
    { $count ->
        [one] Ein kleinerer
       *[other] { $count } kleinere
    }
cliff-at = Bei
cliff-jump = Änderung
cliff-proof = Beweis
cliff-companies = Anna über Ben über Cara: Mit { $below } von { $seller } bekommt { $partner } { $before }, mit { $at } sind es { $after }.
cliff-companies-with = Anna über Ben über Cara, jeder schon mit { $base } selbst: Mit { $below } von { $seller } bekommt { $partner } { $before }, mit { $at } sind es { $after }.
cliff-above = mehr als erlaubt
cliff-within = erlaubt
cost-heading = Aufwand eines Laufs
cost-help = Was ein Lauf für jede Definition und jeden Bonus ansieht, das Aufwendigste zuerst.
cost-show = Aufwand zeigen
cost-class = Angesehen wird
cost-of = Für

## What a version changes

plan-changes = Was sich gegenüber { $version } ändert
plan-changes-count =
    { $count ->
        [one] Eine Änderung, die etwas bedeutet. Anordnung und Kommentare zählen nicht.
       *[other] { $count } Änderungen, die etwas bedeuten. Anordnung und Kommentare zählen nicht.
    }
plan-changes-first = Erste Fassung
plan-changes-first-text = Vor ihr ist keine Fassung freigegeben worden. Es gibt nichts, womit sie zu vergleichen wäre.
plan-changes-more = { $count } weitere Änderungen
plan-changes-names = Anders benannt, sonst gleich
plan-money = Wer gewinnt, wer verliert
plan-diff-lines = Unterschiede im Text
plan-money-help = Ein Zeitraum wird mit beiden Fassungen noch einmal berechnet, mit den Daten seines Laufs und ungeachtet der Tage, für die die Fassungen gelten. Gezahlt wird dadurch nichts.
plan-money-none = Sobald ein Lauf verteilt ist, können Sie hier seinen Zeitraum mit beiden Fassungen vergleichen.
plan-money-run = Zeitraum
plan-money-ask = Gewinne und Verluste berechnen
plan-money-no-run = Wählen Sie einen Lauf dieses Programms, dessen Verkäufe verteilt sind.
plan-money-errors = Vergleichen lassen sich nur Fassungen ohne Fehler.
plan-money-changed = Inzwischen hat sich eine der Fassungen oder der Lauf geändert. Berechnen Sie noch einmal.
plan-money-unlike = Die Fassungen rechnen in verschiedenen Währungen oder Zeiträumen und lassen sich nicht vergleichen.
plan-money-other-text = Der Text einer Fassung wurde seither geändert. Berechnen Sie noch einmal.
plan-money-other-run = Der Lauf wurde seither neu berechnet. Berechnen Sie noch einmal.
plan-money-failed = Der Vergleich ist nicht gelungen
plan-money-paid = Auszahlung { $period }
plan-money-instead = statt { $old }
plan-money-partners =
    { $count ->
        [one] Ein Partner
       *[other] { $count } Partner
    }
plan-money-winners = Bekommen mehr
plan-money-losers = Bekommen weniger
plan-money-unchanged = Bekommen gleich viel
plan-money-same = Niemand bekommt mehr oder weniger.
plan-money-bonuses = Nach Bonus
plan-money-movers = Partner mit den größten Unterschieden
plan-money-shown = { $shown } von { $all } Partnern mit einem Unterschied. Die Datei enthält alle.
plan-money-file = Alle als CSV-Datei
plan-money-old = Bisher
plan-money-new = Künftig
plan-money-difference = Unterschied
