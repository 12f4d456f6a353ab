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
