## Forms

error-field-empty = Dieses Feld ist leer. Geben Sie einen Wert ein.
error-not-a-number = „{ $input }“ ist keine Zahl. Schreiben Sie sie wie { $example }, ohne Währung.
error-number-ambiguous = „{ $input }“ ist nicht eindeutig. Schreiben Sie { $thousands } oder { $decimals }.
error-too-many-places =
    { $places ->
        [0] „{ $input }“ hat Nachkommastellen. Hier stehen nur ganze Zahlen.
        [one] „{ $input }“ hat mehr als eine Nachkommastelle. Runden Sie.
       *[other] „{ $input }“ hat mehr als { $places } Nachkommastellen. Runden Sie.
    }
error-number-too-large = „{ $input }“ ist zu groß. Geben Sie eine kleinere Zahl ein.
error-not-a-date = „{ $input }“ ist kein Datum. Schreiben Sie es wie { $example }.
error-no-such-day = „{ $input }“ steht nicht im Kalender: Der { $month } hat keinen { $day }. Tag.
error-date-ambiguous = „{ $input }“ kann { $first } oder { $second } sein. Schreiben Sie eines davon.
error-not-a-month = „{ $input }“ ist kein Monat. Schreiben Sie { $example } oder { $number }.

error-summary-title =
    { $errors ->
        [one] Ein Feld braucht eine Änderung
       *[other] { $errors } Felder brauchen eine Änderung
    }
error-choose-one = Wählen Sie einen Eintrag.
error-reason-missing = Geben Sie einen Grund an.
error-end-date-missing = Geben Sie ein Enddatum an.
error-end-before-start = Das Ende { $end } liegt vor dem Beginn { $start }. Ändern Sie eines davon.
error-date-in-future = { $date } liegt in der Zukunft. Geben Sie einen Tag bis heute ein.
error-date-in-closed-run = { $date } liegt in einem festgeschriebenen Zeitraum. Wählen Sie einen späteren Tag.
error-amount-zero = Der Betrag ist null. Geben Sie einen anderen ein.
error-amount-negative = Der Betrag ist negativ. Geben Sie ihn ohne Minus ein.
error-text-too-long = Der Text hat { $length } Zeichen. Kürzen Sie ihn auf { $most }.
error-text-characters = „{ $character }“ ist hier nicht möglich. Ersetzen Sie das Zeichen.
error-email = „{ $input }“ ist keine E-Mail-Adresse. Schreiben Sie sie wie name@beispiel.de.
error-email-taken = „{ $input }“ gehört schon zu einem anderen Benutzer. Nehmen Sie eine andere Adresse.
error-iban-length = Die IBAN hat { $length } Zeichen. IBANs aus { $country } haben { $expected }.
error-iban-length-german = Die IBAN hat { $length } Zeichen. Deutsche IBANs haben { $expected }.
error-iban-check-digits = Die Prüfziffern der IBAN passen nicht. Vergleichen Sie die IBAN mit dem Beleg.
error-iban-country = „{ $country }“ ist kein Land mit IBAN. Prüfen Sie die ersten beiden Buchstaben.
error-iban-not-sepa = Konten in { $country } sind per SEPA nicht erreichbar. Geben Sie ein anderes Konto an.
error-bank-holder-missing = Der Kontoinhaber fehlt. Tragen Sie ihn wie auf der Bankkarte ein.
error-vat-id = „{ $input }“ hat nicht die Form einer USt-IdNr. aus { $country }. Sie sieht aus wie { $example }.
error-tax-number = „{ $input }“ hat nicht die Form einer Steuernummer. Übernehmen Sie sie vom Steuerbescheid.
error-number-taken = Die Nummer „{ $number }“ ist vergeben. Nehmen Sie eine andere.
error-partner-unknown = Partner „{ $number }“ ist nicht bekannt. Legen Sie ihn an oder berichtigen Sie die Nummer.
error-file-missing = Wählen Sie eine Datei.
error-file-empty = Die Datei ist leer. Wählen Sie eine andere.
error-file-too-large = Die Datei ist { $size } groß. Erlaubt sind { $limit }; teilen Sie sie auf.
error-file-kind = „{ $name }“ ist weder CSV noch XLSX. Speichern Sie die Tabelle in einem der beiden Formate.
error-file-encoding = Zeile { $row } ist nicht in UTF-8 geschrieben. Speichern Sie die Datei mit der Kodierung UTF-8.
error-bank-file = Die Bankdatei kann nicht verwendet werden: { $cause }
error-bank-file-of-the-day = Das sind Umsätze eines Tages, der noch läuft. Importieren Sie den Auszug des Tages (camt.053).
error-bank-account-unknown = Das Konto { $account } gehört zu keinem Unternehmen hier. Tragen Sie es in den Einstellungen ein oder wählen Sie eine andere Datei.
error-bank-report-unknown = Keine freigegebene Zahlungsdatei hat die Kennung „{ $id }“. Wählen Sie den Bericht zu einer Datei von hier.
error-other-currency = Der Umsatz lautet auf { $currency }. Wählen Sie einen offenen Posten in dieser Währung.
error-export-too-large = Es sind { $rows } Zeilen, eine Arbeitsmappe fasst hier { $most }. Wählen Sie CSV.
error-books-datev = DATEV nimmt das nicht an: { $cause }
error-books-currency = DATEV-Dateien lauten auf Euro, diese Bücher auf { $currency }. Geben Sie die Buchungen als CSV aus.
error-books-empty = In dieser Zeit gibt es keine Buchungen. Wählen Sie andere Tage.
error-column-missing = Die Spalte „{ $column }“ fehlt. Ergänzen Sie sie oder ordnen Sie eine andere zu.
error-row = Zeile { $row }, { $field }: { $error }
error-row-seller-unknown = Zeile { $row }: Verkäufer { $number } ist nicht bekannt. Legen Sie ihn an oder berichtigen Sie die Nummer.
error-row-doubled = Zeile { $row } steht schon in Zeile { $earlier }. Entfernen Sie eine der beiden.
error-form-expired = Diese Seite war zu lange offen. Prüfen Sie Ihre Eingaben und senden Sie sie noch einmal.

## Partners, entries, imports

error-bic = „{ $input }“ ist kein BIC. Er hat 8 oder 11 Zeichen; übernehmen Sie ihn von der Bankkarte.
error-iban-form = „{ $input }“ hat nicht die Form einer IBAN. Vergleichen Sie sie mit dem Beleg.
error-nothing-changed = Das gilt schon so. Ändern Sie etwas, oder brechen Sie ab.
error-entry-not-taxable = Vorschüsse, Rückführungen und Abtretungen sind kein Entgelt. Nehmen Sie die Umsatzsteuer heraus.
error-payee-only-for-assignments = Einen Zahlungsempfänger hat nur eine Abtretung. Entfernen Sie ihn, oder wählen Sie die Abtretung.
error-payee-is-partner = Der Betrag ginge an den Partner selbst. Wählen Sie einen anderen Empfänger.
error-payee-unknown = Empfänger „{ $number }“ ist nicht bekannt. Legen Sie ihn an oder berichtigen Sie die Nummer.
error-entry-period = „{ $input }“ ist kein Abrechnungszeitraum dieses Programms. Wählen Sie einen aus der Liste.
error-entry-period-final = { $period } ist festgeschrieben. Wählen Sie einen späteren Zeitraum.
error-recovery-too-high = Vom Vorschuss sind noch { $rest } offen. Geben Sie höchstens diesen Betrag ein.
error-out-of-range = „{ $input }“ liegt nicht zwischen { $least } und { $most }. Berichtigen Sie den Wert.
error-not-a-word = „{ $input }“ ist hier nicht möglich. Wählen Sie einen Wert, den der Plan nennt.
error-not-in-plan = „{ $input }“ kennt der Plan nicht, oder er lässt es nicht von Hand setzen. Wählen Sie etwas anderes.
error-data = Das kann der Plan nicht lesen: { $cause }. Berichtigen Sie den Wert.
error-move-circle = Ab { $date } stünden diese Partner im Kreis untereinander: { $members }. Wählen Sie einen anderen übergeordneten Partner.
error-parent-not-in-tree = „{ $number }“ steht am { $date } nicht im Baum „{ $tree }“. Wählen Sie einen anderen übergeordneten Partner oder einen späteren Tag.
error-place-occupied = Unter „{ $parent }“ steht dort am { $date } schon „{ $number }“. Wählen Sie die andere Seite.
error-too-many-below = Unter „{ $parent }“ ist kein Platz mehr: Der Baum ist { $width } breit. Wählen Sie einen anderen Partner.
error-side-missing = Im Baum „{ $tree }“ braucht jeder Platz eine Seite. Wählen Sie eine.
error-no-sides = Der Baum „{ $tree }“ hat keine Seiten. Lassen Sie das Feld leer.
error-root-has-no-side = Ohne übergeordneten Partner gibt es keine Seite. Lassen Sie das Feld leer.
error-no-such-tree = Einen Baum „{ $tree }“ hat der Plan nicht. Wählen Sie einen aus der Liste.
error-status-same = Der Partner ist an diesem Tag schon in diesem Zustand. Wählen Sie einen anderen Zustand oder Tag.
error-before-joining = Der Partner ist erst seit { $date } dabei. Wählen Sie einen späteren Tag.
error-country-code = „{ $input }“ ist kein Land. Wählen Sie eines aus der Liste.
error-number-form = „{ $input }“ ist keine Nummer. Erlaubt sind bis zu 40 Buchstaben, Ziffern, Punkte und Striche.
error-import-file = Die Datei kann nicht gelesen werden: { $cause }
error-import-no-target = „{ $target }“ kann nicht eingelesen werden. Wählen Sie etwas aus der Liste.
error-reversal-reason = Wählen Sie einen Grund.
error-reversed-already = Dieser Auftrag ist bereits ganz storniert.
error-reversed-too-much = Es sind nur noch { $left } übrig, die storniert werden können.
error-nothing-reversed = Geben Sie an, was storniert wird, oder lassen Sie alle Beträge leer, um den ganzen Auftrag zu stornieren.
error-import-cancelled = Der Auftrag „{ $number }“ ist storniert. Erfassen Sie ihn unter einer neuen Nummer.
error-import-moved = „{ $number }“ steht unter „{ $parent }“. Umgehängt wird beim Partner, mit Vorschau; nehmen Sie die Änderung aus der Datei.
request-void-changed = Inzwischen hat jemand anderes dasselbe geändert. Erfassen Sie es neu, wenn es noch gilt.
request-void-entry = Die Buchung passt nicht mehr: Der Zeitraum ist festgeschrieben, oder der Vorschuss ist zurückgeführt.
request-void-plan = Der Plan lässt diesen Wert nicht mehr zu.
request-void-released = Die Fassung ist schon freigegeben.

## Pages

error-forbidden-title = Dafür fehlt Ihnen die Berechtigung
error-forbidden = „{ $action }“ dürfen Sie hier nicht. Das dürfen: { $roles }.
error-forbidden-nobody = „{ $action }“ ist hier nicht möglich: Das Objekt ist festgeschrieben.
error-forbidden-own = Sie haben das selbst erfasst. Entscheiden kann nur eine andere Person.
error-not-found-title = Hier ist nichts
error-not-found = Unter dieser Adresse gibt es keine Seite. Suchen Sie nach Name oder Nummer.
error-conflict-title = Jemand war schneller
error-conflict = { $person } hat das um { $time } Uhr geändert. Vergleichen Sie beide Fassungen und wählen Sie eine.
error-conflict-yours = Ihre Fassung
error-conflict-theirs = Gespeicherte Fassung
error-too-many-requests = Zu viele Anfragen. Warten Sie einen Augenblick und laden Sie neu.
error-internal-title = Das hat nicht geklappt
error-internal = Nichts ist verloren gegangen. Versuchen Sie es noch einmal, oder nennen Sie uns die Nummer { $number }.
error-offline = Keine Verbindung. Ihre Eingaben sind noch da; senden Sie sie, sobald die Verbindung steht.
error-still-held =
    { $count ->
        [one] Dem Dokument fehlen noch Angaben.
       *[other] Allen { $count } Dokumenten fehlen noch Angaben.
    } Ergänzen Sie sie bei den Partnern.
error-run-not-gatherable = Ein gewählter Lauf kann nicht zusammengefasst werden: Er muss verteilt sein, zur selben Gesellschaft und Währung gehören und darf keinem anderen Lauf folgen.
error-no-channels = Für dieses Programm ist kein Verkaufskanal festgelegt. Lassen Sie das Feld leer, oder legen Sie in den Einstellungen das Feld des Kanals fest.
error-channel-unknown = „{ $channel }“ ist kein Verkaufskanal des Plans.
error-notice-missing = Bis zum { $date } hat niemand erfahren, dass dieser Vertrag gefährdet ist. Erfassen Sie unten zuerst die Stornogefahrmitteilung, oder sagen Sie, warum es keine gibt.
error-notice-no-insurance = Der Plan nennt das keinen Versicherungsvertrag.
error-notice-later = Eine Mitteilung wird erfasst, wenn sie abgesandt ist: spätestens am { $date }.
error-notice-proof = Sagen Sie, was sie belegt: die Nummer des Einschreibens, die Nachricht, der Vermerk über das Gespräch.
error-notice-channel = Sagen Sie, auf welchem Weg: { $known }.
