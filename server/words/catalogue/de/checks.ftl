# Nachrechnen eines Laufs, und die Prüfung von allem, was aufbewahrt wird.

replay = Nachrechnen
replay-title = { $month } nachgerechnet
replay-text = Der Lauf wird aus seinen aufbewahrten Daten und dem aufbewahrten Plan noch einmal berechnet. Alles wird mit dem verglichen, was damals herauskam: Eingaben, Netzwerke, Ergebnisse, Tabellen und Dokumente. Geändert wird dabei nichts.
replay-begin = Lauf nachrechnen
replay-again = Noch einmal nachrechnen
replay-fact-none = Noch nicht nachgerechnet
replay-fact-same = Alles ist, wie es berechnet wurde
replay-fact-different = Etwas ist nicht mehr, wie es war
replay-same = Alles ist, wie es berechnet wurde.
replay-different = { $count ->
    [one] Eine Sache ist nicht mehr, wie sie war.
   *[other] { $count } Dinge sind nicht mehr, wie sie waren.
  }
replay-different-text = Die Prüfung in den Einstellungen sagt, welche Dateien und Zeilen sich geändert haben. Lassen Sie den Datenordner, wie er ist, und spielen Sie die letzte gute Sicherung in einen anderen ein.
replay-versions = Berechnet mit Version { $then }, nachgerechnet mit Version { $now }.
replay-set-otherwise = { $count ->
    [one] Ein PDF hat denselben Inhalt, aber diese Version setzt es anders. Was damals ausgegeben wurde, liegt unverändert im Archiv.
   *[other] { $count } PDFs haben denselben Inhalt, aber diese Version setzt sie anders. Was damals ausgegeben wurde, liegt unverändert im Archiv.
}
replay-counts = Umfang
replay-compared = Vergleiche
replay-what = Was
replay-run = Lauf
replay-all = Verglichen
replay-good = Unverändert
replay-verdict = Ergebnis
replay-expected = Damals
replay-found = Jetzt
replay-first = Erster Unterschied: { $place }
replay-was = war
replay-is = ist
replay-what-step = Schritt im Protokoll
replay-what-inputs = Liste der Eingaben
replay-what-input-file = Eingabe
replay-what-prior = Zeilen für geschlossene Zeiträume
replay-what-restated = Berichtigter Lauf
replay-what-plan = Text des Plans
replay-what-edition = Ausgabe der Sprache
replay-what-levels = Ergebnis hinter den Stufen
replay-what-result = Ergebnis
replay-what-snapshot = Netzwerk
replay-what-result-file = Ergebnistabelle
replay-what-partners = Stufen und Beträge je Partner
replay-what-states = Stände für die nächste Periode
replay-what-paid = Vermerk über Ausgezahltes
replay-what-places = Vergebene Plätze
replay-what-document = Inhalt eines Dokuments
replay-what-pdf = PDF eines Dokuments
replay-verdict-same = Gleich
replay-verdict-same-rows = Gleiche Zeilen
replay-verdict-same-content = Gleicher Inhalt
replay-verdict-different = Anders
replay-verdict-missing = Fehlt
replay-verdict-failed = Nicht herstellbar
replay-verdict-unnoted = Nicht vermerkt

settings-checks = Prüfung
checks-title = Alles prüfen
checks-text = Geprüft werden die Ketten von Protokoll, Nebenbuch und Datenständen, jede Datei des Archivs, alle Daten gegen ihre Prüfsummen, Nummernkreise, Dokumente, Bücher und Zahlungen. Jedes geänderte Byte fällt auf.
checks-begin = Alles prüfen
checks-never = Hier wurde noch nichts geprüft.
checks-last = Zuletzt geprüft am { $moment } von { $person }
checks-good = Alles ist, wie es geschrieben wurde.
checks-wrong = { $count ->
    [one] Etwas ist nicht, wie es geschrieben wurde.
   *[other] { $count } Dinge sind nicht, wie sie geschrieben wurden.
  }
checks-wrong-text = Lassen Sie den Datenordner, wie er ist, und spielen Sie die letzte gute Sicherung in einen anderen ein.
checks-counts = Umfang
checks-what = Was
checks-many = Geprüft
checks-of-audit-entries = Einträge im Protokoll
checks-of-commits = Datenstände
checks-of-files = Dateien im Archiv
checks-of-open-items = Offene Posten
checks-of-payments = Zahlungen
checks-of-plans = Pläne
checks-of-postings = Buchungen
checks-of-runs = Läufe
checks-of-statements = Dokumente
