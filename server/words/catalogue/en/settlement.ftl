lines-distributed =
    { $lines ->
        [one] One line distributed.
       *[other] { $lines } lines distributed.
    }
