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
request-void-overlap = Inzwischen gilt für diese Tage eine andere Fassung. Ändern Sie die Gültigkeit.
error-plan-changed = Jemand anderes hat den Entwurf inzwischen geändert. Kopieren Sie Ihren Text und laden Sie den Entwurf neu.
did-edit-plan = Planentwurf geändert
