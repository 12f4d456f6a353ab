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
import-file-hint = CSV oder XLSX. Die erste Zeile enthält die Namen der Spalten.
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
