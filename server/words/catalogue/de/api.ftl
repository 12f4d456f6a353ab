## Keys of programs

api-key = API-Schlüssel
api-key-name = Wofür er ist
api-key-name-help = Zum Beispiel „Shop“ oder „Export Buchhaltung“.
api-key-user = Handelt für
api-key-help = Ein Schlüssel darf, was seine Berechtigungen und die Rollen seines Benutzers beide erlauben. Es handelt der Benutzer: Was er selbst erfasst hat, kann er auch mit einem Schlüssel nicht freigeben.
api-key-made = API-Schlüssel angelegt
api-key-none-yet = Es gibt noch keinen API-Schlüssel.
api-key-revoked = Gesperrt
api-key-ended = Abgelaufen
api-key-revoke-warning = Der Schlüssel gilt ab sofort nicht mehr. Das lässt sich nicht zurücknehmen.
error-scopes = Wählen Sie mindestens eine Berechtigung aus der Liste.
error-warnings-unseen = Es gibt Warnungen, die nicht gesehen wurden. Sehen Sie die Prüfung an und nennen Sie alle.
did-create-api-key = API-Schlüssel angelegt
did-revoke-api-key = API-Schlüssel gesperrt
did-enter-orders = Bestellungen übernommen

## Scopes

scope-dashboard-read = Kennzahlen, Gesellschaften, Programme
scope-partners-read = Partner ohne persönliche Daten
scope-personal-read = Persönliche Daten; jeder Zugriff wird protokolliert
scope-extracts-read = Alle Geschäfte und das Konto eines Partners als Datei; jede wird vermerkt
scope-partners-write = Partner anlegen, ändern, umsetzen; Bankverbindungen beantragen
scope-orders-read = Bestellungen
scope-orders-write = Bestellungen erfassen, korrigieren, stornieren
scope-imports-write = Tabellen importieren
scope-runs-read = Läufe, Zeilen, Rechenwege, Anträge
scope-runs-compute = Läufe beginnen, berechnen, zur Freigabe geben, wieder öffnen
scope-runs-finalise = Freigegebene Läufe festschreiben
scope-checks-run = Läufe nachrechnen, alles prüfen
scope-adjustments-write = Einzelbuchungen und manuelle Werte beantragen
scope-documents-read = Dokumente
scope-ledger-read = Nebenbuch und offene Posten
scope-books-export = Exporte für die Steuerberatung
scope-payments-read = Zahlungen und Bankumsätze
scope-payments-write = Zahlungen anlegen, offene Posten zurückhalten
scope-payments-file = Zahlungsdateien herunterladen
scope-bank-write = Bankdateien einlesen, Umsätze zuordnen
scope-plans-read = Pläne und ihre Texte
scope-plans-write = Pläne entwerfen, Freigabe beantragen
scope-audit-read = Protokoll
scope-settings-read = Einstellungen, Benutzer, Schlüssel
scope-settings-write = Unternehmen, Gesellschaften und Programme ändern
scope-users-write = Benutzer anlegen, ändern, sperren; jedes Mal mit dem Einmalcode des Benutzers
scope-keys-write = API-Schlüssel sperren
scope-decisions-write = Freigeben und ablehnen; jedes Mal mit dem Einmalcode des Benutzers

## Reference

api-reference = API-Beschreibung
api-sends = Gesendet
api-answers = Antwort
api-problems = Fehler
problem-malformed-request = Die Anfrage ist nicht lesbar
problem-idempotency-key-missing = Der Anfrage fehlt der Idempotency-Key
problem-unauthenticated = Es wurde kein gültiger Schlüssel gezeigt
problem-scope-missing = Dem Schlüssel fehlt eine Berechtigung
problem-not-allowed = Die Rollen des Benutzers erlauben das nicht
problem-four-eyes = Jemand anderes muss entscheiden
problem-code-needed = Dafür wird der Einmalcode des Benutzers gebraucht
problem-code-wrong = Der Einmalcode ist falsch oder verbraucht
problem-not-found = Hier ist nichts
problem-method-not-allowed = Diese Methode ist hier nicht möglich
problem-state = Das ist in diesem Zustand nicht möglich
problem-request-running = Dieselbe Anfrage wird gerade ausgeführt
problem-answer-lost = Die Anfrage wurde ausgeführt, ihre Antwort ist verloren
problem-too-large = Der Inhalt ist zu groß
problem-unsupported-media-type = Der Inhalt hat einen anderen Medientyp
problem-invalid-input = Felder sind falsch
problem-cannot-settle = Daten oder Plan lassen sich nicht abrechnen
problem-overflow = Ein Betrag ist zu groß
problem-idempotency-key-reused = Eine andere Anfrage hatte diesen Idempotency-Key
problem-too-many-requests = Zu viele Anfragen
problem-internal = Der Server hat versagt
