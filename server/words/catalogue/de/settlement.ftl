lines-distributed =
    { $lines ->
        [one] Eine Zeile verteilt.
       *[other] { $lines } Zeilen verteilt.
    }
