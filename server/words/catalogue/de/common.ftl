## Frame

app-name = Compline
app-title = { $page } – Compline
app-title-with-state = { $state } – { $page } – Compline
app-title-with-error = Fehler: { $page } – Compline
skip-to-content = Zum Inhalt
skip-to-list = Zur Liste
search-or-command = Suchen oder Befehl …
search = Suchen
help = Hilfe
open-menu = Menü öffnen
close = Schließen
company = Firma
legal-entity = Gesellschaft
programme = Programm
period = Zeitraum
jobs-running =
    { $jobs ->
        [0] Keine Aufträge
        [one] Ein Auftrag läuft
       *[other] { $jobs } Aufträge laufen
    }
notices = Hinweise
my-account = Mein Konto
theme = Darstellung
theme-light = Hell
theme-dark = Dunkel
theme-system = Wie das Gerät
density = Dichte
density-compact = Eng
density-cozy = Weit
single-keys = Einzelne Tasten als Befehle
language = Sprache
language-de = Deutsch
language-en = Englisch

## Navigation

nav-main = Hauptnavigation
nav-breadcrumb = Sie sind hier
nav-today = Heute
nav-settlement = Abrechnung
nav-partners = Partner
nav-orders = Bestellungen
nav-payments = Zahlungen
nav-documents = Dokumente
nav-books = Buchhaltung
nav-plans = Pläne
nav-simulation = Simulation
nav-audit = Protokoll
nav-settings = Einstellungen

## Roles

role-administrator = Administration
role-settlement = Abrechnung
role-approver = Freigabe
role-accounting = Buchhaltung
role-partner-care = Partnerbetreuung
role-plan-designer = Plangestaltung
role-auditor = Prüfung (nur Lesen)

## What a role may do

permission-view-dashboard = Übersicht ansehen
permission-view-partners = Partner ansehen
permission-view-orders = Bestellungen ansehen
permission-view-runs = Läufe ansehen
permission-view-documents = Dokumente ansehen
permission-view-ledger = Nebenbuch ansehen
permission-view-payments = Zahlungen ansehen
permission-view-plans = Pläne ansehen
permission-view-audit = Protokoll ansehen
permission-view-settings = Einstellungen ansehen
permission-view-personal-data = Personenbezogene Daten ansehen
permission-edit-partner = Partner bearbeiten
permission-change-bank-details = Bankverbindung ändern
permission-confirm-bank-details = Bankverbindung bestätigen
permission-move-partner = Partner umsetzen
permission-set-partner-status = Status eines Partners setzen
permission-enter-order = Bestellung erfassen
permission-import-data = Daten importieren
permission-override-value = Stufe von Hand setzen
permission-approve-override = Von Hand gesetzte Stufe freigeben
permission-calculate-run = Lauf berechnen
permission-distribute-run = Lauf verteilen
permission-make-documents = Dokumente erstellen
permission-submit-run = Lauf zur Freigabe geben
permission-approve-run = Lauf freigeben
permission-return-run = Lauf zurückgeben
permission-finalise-run = Lauf festschreiben
permission-replay-run = Lauf nachrechnen
permission-verify-data = Alles prüfen
permission-reopen-run = Lauf wieder öffnen
permission-make-entry = Einzelbuchung erfassen
permission-approve-entry = Einzelbuchung freigeben
permission-create-payment = Zahlungslauf anlegen
permission-release-payment = Zahlungslauf freigeben
permission-download-payment-file = Zahlungsdatei herunterladen
permission-import-bank-statement = Kontoauszug einlesen
permission-match-payment = Zahlung zuordnen
permission-hold-item = Posten zurückhalten
permission-release-hold = Zurückhaltung aufheben
permission-export-books = Bücher exportieren
permission-edit-plan = Plan bearbeiten
permission-release-plan = Plan freigeben
permission-manage-users = Benutzer verwalten
permission-manage-api-keys = API-Schlüssel verwalten
permission-manage-settings = Einstellungen ändern
permission-view-as-partner = Portal als Partner ansehen
permission-view-extracts = Buchauszüge und Kontoauszüge ausgeben

## States: always with icon and colour

state = Stand
state-draft = Entwurf
state-reversed = Storniert
state-running = Läuft
state-computed = Berechnet
state-awaiting-approval = Wartet auf Freigabe
state-approved = Freigegeben
state-returned = Zurückgegeben
state-stale = Veraltet
state-on-hold = Zurückgehalten
state-disputed = Strittig
state-finalised = Festgeschrieben
state-created = Erstellt
state-sent = Versendet
state-paid = Ausgezahlt
state-part-paid = Teilweise ausgezahlt
state-bounced = Rückläufer
state-failed = Fehlgeschlagen
state-rejected = Abgelehnt
state-cancelled = Abgebrochen
state-open = Offen
state-settled = Ausgeglichen
state-carried-over = Vorgetragen
state-booked = Gebucht
state-waiting = Wartet
state-done = Erledigt
state-provisional = Vorläufig

## Actions

save = Änderung speichern
create = Anlegen
edit = Ändern
remove = Entfernen
cancel = Abbrechen
back = Zurück
continue = Weiter
show = Ansehen
undo = Rückgängig
download = Herunterladen
export = Exportieren
import = Importieren
retry = Noch einmal versuchen
print = Drucken
copy = Kopieren
log-out = Abmelden

## Values

yes = Ja
no = Nein
unknown = offen
nothing = –
none = keine
all = Alle
other = Sonstige
today = Heute
yesterday = Gestern
valid-from = Gilt ab
valid-to = Gilt bis
valid-since = gilt ab { $date }
valid-range = { $from } bis { $to }
recorded-at = erfasst { $date } von { $person }
as-of = Datenstand
optional = (freiwillig)
per-cent-of-volume = { $percent } vom Umsatz
of-total = { $part } von { $whole }
change-since-last = gegenüber dem Vormonat
understood-as = Verstanden als { $value }

## Fields that occur everywhere

field-number = Nummer
field-name = Name
field-date = Datum
field-amount = Betrag
field-amount-in = Betrag ({ $currency })
field-currency = Währung
field-reason = Grund
field-note = Notiz
field-from = Von
field-to = Bis
field-person = Person
field-when = Wann
field-state = Stand
field-kind = Art
field-file = Datei
field-total = Summe
field-difference = Differenz

## Lists

list-search = In der Liste suchen
list-filter = Filter
list-filter-add = Filter hinzufügen
list-filter-remove = Filter „{ $filter }“ entfernen
list-filter-clear = Alle Filter entfernen
list-filter-apply = Filter anwenden
list-columns = Spalten
list-save-view = Ansicht sichern
list-range = { $from }–{ $to } von { $total }
list-previous = Vorige Seite
list-next = Nächste Seite
list-sort-by = Nach { $column } sortieren
list-selected =
    { $count ->
        [one] Ein Eintrag ausgewählt
       *[other] { $count } ausgewählt
    }
list-select-all =
    { $count ->
        [one] Diesen einen auswählen
       *[other] Alle { $count } der Auswahl wählen
    }
list-select-row = { $name } auswählen
list-entries =
    { $count ->
        [0] Keine Einträge
        [one] Ein Eintrag
       *[other] { $count } Einträge
    }
list-nothing-found = Kein Treffer für „{ $query }“.
list-nothing-found-with-filter = Kein Treffer für „{ $query }“. Filter „{ $filter }“ entfernen?
list-nothing-with-filters = Kein Eintrag passt zu den Filtern.
list-nothing-yet = Noch keine Einträge.
export-csv = Als CSV herunterladen
export-xlsx = Als Excel-Datei herunterladen

## Timeline and history

timeline = Verlauf
timeline-filter = Verlauf filtern
timeline-empty = Noch nichts geschehen.
history = Historie
changed-by = { $person }, { $moment }

## Progress

progress-of = { $done } von { $total }
progress-remaining-seconds = noch wenige Sekunden
progress-remaining-minutes =
    { $minutes ->
        [one] noch etwa eine Minute
       *[other] noch etwa { $minutes } Minuten
    }
progress-remaining-hours =
    { $hours ->
        [one] noch etwa eine Stunde
       *[other] noch etwa { $hours } Stunden
    }
progress-cancel = Auftrag abbrechen
progress-cancel-hint = Was schon fertig ist, bleibt gültig.
progress-cancelled = Abgebrochen bei { $done } von { $total }.
progress-done = Fertig nach { $duration }.
progress-survives = Sie können diese Seite schließen. Der Auftrag läuft weiter.
duration-seconds =
    { $seconds ->
        [one] einer Sekunde
       *[other] { $seconds } Sekunden
    }
duration-minutes =
    { $minutes ->
        [one] einer Minute
       *[other] { $minutes } Minuten
    }

## What has been done

saved = Änderung gespeichert.
created = { $name } angelegt.
removed = { $name } entfernt.
undone = Rückgängig gemacht.
nothing-changed = Nichts geändert.

## Confirmation

confirm-consequences = Was das bewirkt
confirm-affected =
    { $count ->
        [one] Betrifft einen Eintrag
       *[other] Betrifft { $count } Einträge
    }
confirm-excluded =
    { $count ->
        [0] Keiner ist ausgenommen
        [one] Einer ist ausgenommen
       *[other] { $count } sind ausgenommen
    }
confirm-code = Einmalcode
confirm-code-hint = Sechs Ziffern aus Ihrer Authentifizierungs-App.
confirm-type-number = Tippen Sie zur Bestätigung die Anzahl { $number }.

## Login

login-title = Anmelden
login-email = E-Mail-Adresse
login-password = Passwort
login-submit = Anmelden
login-code-title = Einmalcode eingeben
login-code = Einmalcode
login-code-hint = Sechs Ziffern aus Ihrer Authentifizierungs-App.
login-code-submit = Code prüfen
login-wrong = E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beide.
login-code-wrong = Der Code passt nicht. Warten Sie auf den nächsten und geben Sie ihn ein.
login-code-used = Dieser Code wurde schon benutzt. Warten Sie auf den nächsten.
login-too-many =
    { $minutes ->
        [one] Zu viele Versuche. Versuchen Sie es in einer Minute wieder.
       *[other] Zu viele Versuche. Versuchen Sie es in { $minutes } Minuten wieder.
    }
login-locked = Dieses Konto ist gesperrt. Die Administration kann es entsperren.
login-expired = Ihre Sitzung ist abgelaufen. Melden Sie sich wieder an; Ihre Eingaben bleiben erhalten.
login-signed-out = Sie sind abgemeldet.
login-demo = Zugänge der Vorführung
totp-title = Einmalcodes einrichten
totp-why = Wer freigibt oder zahlt, bestätigt mit einem Einmalcode.
totp-scan = Lesen Sie das Bild mit Ihrer Authentifizierungs-App ein, oder tippen Sie den Schlüssel ab.
totp-key = Schlüssel
totp-confirm = Einrichtung abschließen
password-change = Passwort ändern
password-old = Bisheriges Passwort
password-new = Neues Passwort
password-rule = Mindestens 12 Zeichen. Einfügen ist erlaubt.
password-too-short = Das Passwort hat { $length } Zeichen. Nehmen Sie mindestens { $least }.

## Banners

banner-read-only = Sie können hier nur lesen.
banner-acting-as = Sie sehen das Portal als { $name }. Sie können nichts ändern; der Zugriff wird protokolliert.
banner-old-data = Stand von { $moment }. Neuere Daten sind noch nicht eingerechnet.
