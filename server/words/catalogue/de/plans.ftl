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
