## List and record

partner = Partner
partners = Partner
partner-count =
    { $count ->
        [one] Ein Partner
       *[other] { $count } Partner
    }
partner-create = Partner anlegen
partner-edit = Partner ändern
partner-none-yet = Noch keine Partner. Legen Sie den ersten an, oder importieren Sie eine Liste.
partner-tab-overview = Übersicht
partner-tab-volumes = Umsätze
partner-tab-commission = Provision
partner-tab-structure = Struktur
partner-tab-documents = Dokumente
partner-tab-account = Konto
partner-tab-timeline = Verlauf
partner-view-new = Neu
partner-view-rank-lost = Stufe verloren
partner-view-no-bank-details = Ohne Bankdaten
partner-view-as = Portal als dieser Partner ansehen

## Master data

partner-number = Partnernummer
partner-kind = Rechtsform
partner-kind-person = Person
partner-kind-company = Firma
partner-salutation = Anrede
partner-title = Titel
partner-first-name = Vorname
partner-last-name = Nachname
partner-company-name = Firmenname
partner-birthday = Geburtsdatum
partner-photo = Foto
partner-language = Sprache der Dokumente
partner-joined = Eintritt
partner-left = Austritt
partner-email = E-Mail-Adresse
partner-phone = Telefon
partner-mobile = Mobiltelefon
partner-street = Straße
partner-house-number = Hausnummer
partner-address-extra = Adresszusatz
partner-postcode = Postleitzahl
partner-town = Ort
partner-region = Region
partner-country = Land
partner-address = Anschrift
partner-contact = Kontakt
partner-contract = Vertrag

## Bank details

bank-details = Bankverbindung
bank-holder = Kontoinhaber
bank-iban = IBAN
bank-bic = BIC
bank-name = Bank
bank-change = Bankverbindung ändern
bank-confirm = Bankverbindung bestätigen
bank-reject = Änderung ablehnen
bank-awaits-second = Die neue Bankverbindung gilt, sobald eine zweite Person sie bestätigt.
bank-own-cannot-be-confirmed = Sie haben diese Bankverbindung geändert. Bestätigen kann sie nur eine andere Person.
bank-proposed-by = Geändert von { $person }, { $moment }
bank-confirmed-by = Bestätigt von { $person }, { $moment }
bank-holder-differs = Kontoinhaber ist „{ $holder }“, der Partner heißt „{ $partner }“. Prüfen Sie den Namen.

## Tax

tax = Steuer
tax-status = Steuerstatus
tax-status-regular = Regelbesteuert
tax-status-small-business = Kleinunternehmer (§ 19 UStG)
tax-status-exempt = Steuerfrei
tax-status-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers
tax-status-third-country = Drittland
tax-status-private = Privatperson
tax-number = Steuernummer
tax-vat-id = USt-IdNr.
tax-office = Finanzamt
tax-agreement = Gutschriftvereinbarung
tax-agreement-date = Vereinbarung vom
tax-status-history = Frühere Steuerstatus

## Status and structure

partner-status = Status
partner-status-prospect = Interessent
partner-status-active = Aktiv
partner-status-inactive = Inaktiv
partner-status-blocked = Gesperrt
partner-status-terminated = Gekündigt
partner-set-active = Partner aktivieren
partner-set-inactive = Partner inaktiv setzen
partner-terminate = Partner kündigen
partner-terminate-hint = Offene Ansprüche und die Stornoreserve bleiben auf dem Konto.
placement = Einordnung
placement-history = Frühere Einordnungen
tree = Struktur
sponsor = Sponsor
upline = Upline
downline = Downline
frontline = Direkte Partner
leg = Linie
leg-strongest = Stärkste Linie
personal-volume = Eigenumsatz
group-volume = Gruppenumsatz
downline-size =
    { $partners ->
        [0] Keine Partner darunter
        [one] Ein Partner darunter
       *[other] { $partners } Partner darunter
    }
downline-expand = Partner unter { $name } zeigen
downline-collapse = Partner unter { $name } verbergen
move-partner = Partner umsetzen
move-new-parent = Neu unter
move-valid-from = Gilt ab
move-preview =
    { $partners ->
        [one] Ein Partner zieht um.
       *[other] { $partners } Partner ziehen um.
    }
move-affected-above =
    { $partners ->
        [0] Keine Upline ist betroffen.
        [one] Eine Upline ist betroffen.
       *[other] { $partners } Uplines sind betroffen.
    }
move-into-own-downline = { $name } steht unter diesem Partner. Wählen Sie einen anderen.

## Import

import-title = Daten importieren
import-step-map = Spalten zuordnen
import-step-check = Prüfen
import-step-preview = Vorschau
import-step-run = Übernehmen
import-file-hint = CSV, XLSX oder Parquet. Die erste Zeile hat die Namen der Spalten.
import-column = Spalte der Datei
import-field = Feld
import-ignore-column = Nicht übernehmen
import-mapping-save = Zuordnung für diese Quelle sichern
import-new = Neu
import-changed = Geändert
import-unchanged = Unverändert
import-refused = Abgelehnt
import-run =
    { $rows ->
        [one] Eine Zeile übernehmen
       *[other] { $rows } Zeilen übernehmen
    }
import-done =
    { $rows ->
        [0] Nichts zu übernehmen. Alles war schon da.
        [one] Eine Zeile übernommen.
       *[other] { $rows } Zeilen übernommen.
    }
import-error-file = Fehlerdatei herunterladen
import-error-file-hint = Abgelehnte Zeilen mit Zeile, Feld und Fehler. Berichtigen Sie sie und importieren Sie die Datei.
import-again-harmless = Dieselbe Datei noch einmal zu importieren ändert nichts.

## Care

partner-name-or-company = Nachname oder Firma
partner-street-and-number = Straße und Hausnummer
partner-country-help = Zwei Großbuchstaben, zum Beispiel DE.
partner-owner = Inhaber eines anderen Partners
partner-owner-help = Die Nummer eines Partners mit demselben Inhaber. Dessen Stammdaten gelten dann auch hier.
partner-plan-fields = Felder des Plans
partner-photo-of = Foto von { $name }
partner-photo-file = Bilddatei
partner-photo-add = Foto ablegen
partner-photo-remove = Foto entfernen
did-remove-photo = Foto entfernt
partner-photo-help = PNG oder JPEG bis 10 MB. Das Bild wird verkleinert; Angaben zum Aufnahmeort werden entfernt.
partner-papers = Unterlagen
partner-papers-none = Noch keine Unterlagen abgelegt.
partner-paper-file = PDF-Datei
partner-paper-help = Bis 10 MB. Jedes Herunterladen wird protokolliert.
partner-paper-name-help = Ohne Angabe gilt der Name der Datei.
partner-paper-add = Unterlage ablegen
partner-statements = Abrechnungen
paper-contract = Vertrag
paper-agreement = Gutschriftvereinbarung
paper-identity = Nachweis der Identität
paper-other = Sonstiges
partner-set-status = Status ändern
partner-status-now = Heute ist der Partner: { $status }
status-to-active = Aktiv setzen
status-to-inactive = Inaktiv setzen
status-to-terminated = Kündigen
tax-status-new = Steuerstatus eintragen
tax-valid-from-help = Frühere Einträge bleiben für die Tage davor gültig.
tax-agreement-help = Ohne Vereinbarung wird keine Gutschrift ausgestellt (§ 14 Abs. 2 UStG).
bank-ask = Bankverbindung zur Bestätigung geben
bank-bic-help = Nur nötig, wenn die Bank außerhalb des Europäischen Wirtschaftsraums liegt.
placement-side = Seite
placement-position = Position
placement-top = an der Spitze
placement-at-top = Steht an der Spitze, ohne Upline
placement-none = Der Partner steht in keiner Struktur.
placement-replaced = Ersetzt
placement-by = Vergeben durch
placement-by-rule = Regel des Plans
placement-by-rule-in = Regel des Plans im Lauf { $month }
placement-by-rule-help = Bleibt das Feld leer, vergibt die Regel des Plans den Platz. Er steht fest, sobald der Lauf festgeschrieben ist.
placement-awaited = { $tree }: noch kein Platz. Die Regel des Plans vergibt ihn im nächsten Lauf.
placement-awaited-from = { $tree }: noch kein Platz. Die Regel des Plans vergibt ihn ab dem { $date }.
downline-none = Niemand steht direkt darunter.
downline-more = Weitere zeigen
move-new-parent-help = Die Nummer des Partners, unter dem dieser stehen soll.
move-valid-from-help = Alle darunter ziehen mit. Abgerechnete Monate bleiben, wie sie sind.
move-show-preview = Vorschau zeigen
move-preview-again = Vorschau erneuern
move-confirm =
    { $partners ->
        [one] Einen Partner umsetzen
       *[other] { $partners } Partner umsetzen
    }
move-changes =
    { $partners ->
        [0] Im Lauf { $month } ändert sich niemandes Stufe und kein Betrag.
        [one] Im Lauf { $month } ändert sich ein Partner.
       *[other] Im Lauf { $month } ändern sich { $partners } Partner.
    }
move-no-run = Kein berechneter Lauf enthält den Partner und die neue Upline; Stufen und Beträge lassen sich nicht vergleichen.
note-new = Notiz
note-help = Notizen werden nicht geändert und nicht gelöscht.
note-add = Notiz ablegen
timeline-all = Ganzer Verlauf
timeline-older = Ältere zeigen
happened-note = Notiz
happened-person = Stammdaten
happened-tax-status = Steuerstatus
happened-partner = Partner
happened-placement = Einordnung
happened-status = Status
happened-override = Manueller Wert
happened-order = Bestellung
happened-request = Antrag
happened-entry = Einzelbuchung
happened-statement = Abrechnung
happened-payment = Zahlung
happened-file = Unterlage
happened-audit = Protokoll
did-new-partner = Partner angelegt
did-new-payee = Zahlungsempfänger angelegt
did-tax-status = Steuerstatus eingetragen
did-set-status = Status geändert
did-move-partner = Partner umgesetzt
did-ask = Antrag gestellt
did-granted = Antrag genehmigt
did-refused = Antrag abgelehnt
did-withdrawn = Antrag zurückgezogen
did-confirm-bank-details = Bankverbindung bestätigt
did-make-entry = Einzelbuchung freigegeben
did-look = Personenbezogene Daten angesehen
did-add-note = Notiz abgelegt
did-add-file = Datei abgelegt
did-download-file = Datei heruntergeladen
error-file-no-photo = Die Datei ist kein lesbares PNG oder JPEG. Wählen Sie ein anderes Bild.
error-file-no-pdf = Die Datei ist kein PDF. Speichern Sie die Unterlage als PDF.
error-file-too-big = Die Datei hat { $size }. Möglich sind { $limit }.

## Requests

nav-requests = Anträge
request = Antrag
request-bank-details = Bankverbindung
request-entry = Einzelbuchung
request-override = Manueller Wert
request-plan = Freigabe einer Planfassung
request-about = Betrifft
request-asked-by = Gestellt von
request-decided = Entschieden
request-decided-by = Entschieden von
request-answer = Antwort
request-before = Bisher
request-after = Neu
request-own = Sie haben diesen Antrag gestellt. Entscheiden muss jemand anderes.
request-own-short = braucht jemand anderen
request-others = Entscheiden kann, wer dieses Recht hat: „{ $action }“
request-waits-for = Wartet auf eine zweite Person: { $kind }
request-withdraw = Antrag zurückziehen
request-withdrawn = Zurückgezogen
request-refuse = Antrag ablehnen
request-refuse-title = Ablehnen
request-refuse-reason = Grund der Ablehnung
request-grant-bank-details = Bankverbindung bestätigen
request-grant-entry = Einzelbuchung freigeben
request-grant-override = Manuellen Wert freigeben
request-grant-plan = Planfassung freigeben
requests-none = Hier wartet nichts.
requests-waiting =
    { $requests ->
        [0] Kein Antrag wartet auf Sie
        [one] Ein Antrag wartet auf Sie
       *[other] { $requests } Anträge warten auf Sie
    }
today-requests =
    { $requests ->
        [one] Ein Antrag wartet auf Ihre Entscheidung
       *[other] { $requests } Anträge warten auf Ihre Entscheidung
    }
request-reason-new-partner = Neuer Partner
request-reason-new-payee = Neuer Zahlungsempfänger
