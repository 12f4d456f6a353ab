# Parts of derivations and answers. They are joined by a colon, a comma or a bracket, so they begin small where a
# sentence does not begin with them and have no full stop.

## Values, and what stands for one

told-plain = { $what }
told-none = kein Wert
told-yes = ja
told-no = nein
told-quoted = „{ $text }“
told-row = Partner Nr. { $number } der Daten
told-the-company = zum Unternehmen
told-the-whole-company = das ganze Unternehmen
told-the-tree = des Plans
told-nobody = niemand
told-person = Person „{ $person }“
told-and-more = { $first }, { $rest }
told-and-then = { $first }, dann { $rest }
told-and-also = { $first } und { $rest }
told-quarter = { $quarter }. Quartal { $year }
told-week = KW { $week }/{ $year }

## Months, and what is paid late

told-late-context = { $settlement } / { $period }
told-late-heading = { $context }: { $terms }
told-taken-back =
  { $bonus }, zurückgenommen: { $sum } in { $lines ->
    [one] { $lines } Zeile
   *[other] { $lines } Zeilen
  }
told-reversed = { $event } wurde am { $day } storniert ({ $id })
told-reversed-cancelled = { $event } wurde am { $day } abgesagt ({ $id })
told-reversed-returned = { $event } kam am { $day } zurück ({ $id })
told-reversed-chargeback = die Bank hat die Zahlung für { $event } am { $day } zurückgeholt ({ $id })
told-reversed-withdrawn = der Kunde hat { $event } am { $day } widerrufen ({ $id })
told-takes-back = nimmt Zeile { $line } aus { $period } zurück, von der { $amount } geblieben waren
told-reversed-part = { $part } des Verkaufs sind inzwischen storniert; was schon zurückkam, ist abgezogen
told-earlier-periods =
  { $bonus }, frühere Zeiträume: { $sum } in { $lines ->
    [one] { $lines } Zeile
   *[other] { $lines } Zeilen
  }
told-corrects = berichtigt { $context }: { $paid } waren gebucht, { $due } stehen nach heutigem Wissen zu
told-corrected-because = { $reason } (Berichtigung { $correction })
told-by-earlier-plan = nach { $plan }, der damals galt, zu den Bedingungen von { $period }
told-rate-of-base = { $rate } von { $base }
told-late-terms = ausgezahlt mit { $settlement } zu den Bedingungen von { $period }
told-context-sum = { $context }: { $sum }
told-values-in = Werte von { $period }

## Lines

told-bonus =
    { $lines ->
        [one] { $bonus } { $context }: { $sum } in einer Zeile
   *[other] { $bonus } { $context }: { $sum } in { $lines } Zeilen
    }
told-more-lines =
    { $lines ->
        [one] { $sum } in einer weiteren Zeile; der Betrag in der Tabelle führt zu ihr
   *[other] { $sum } in { $lines } weiteren Zeilen; der Betrag in der Tabelle führt zu jeder
    }
told-event = { $kind } „{ $id }“
told-event-with = { $kind } „{ $id }“ ({ $facts })
told-fact = { $name } { $value }
told-for-event = für { $event }
told-for-line = für die Zeile von { $bonus } über { $amount } an { $partner }
told-for-line-of = { $line }, entstanden aus { $event }
told-for-a-line = für eine Zeile eines anderen Bonus
told-for-partner = für Partner { $partner }

## Walks

told-path = Weg im Baum { $tree } hinauf bis { $partner }
told-walk-ends = { $partner }: Hier endet der Weg
told-is-paid = { $partner } wird bezahlt
told-got-nothing = { $partner } wurde besucht und bekam nichts
told-got = { $partner } wurde besucht und bekam { $amount }
told-is-skipped = { $partner } wird übersprungen (zählt nicht als Ebene)
told-is-passed = { $partner } geht leer aus (das Geld bleibt beim Unternehmen)
told-hands-on = { $partner } gibt weiter (an den Nächsten, der bezahlt wird)
told-because = { $what }, weil { $reason }
told-rule-holds = „{ $rule }“ gilt
told-rule-of-earners = „{ $rule }“ aus „earners“ nicht gilt

## Amounts

told-value = { $name } ist { $value }
told-step-value = { $name } des Schritts ist { $value }
told-value-because = { $value } wegen { $readings }
told-base = Basis ist { $value }
told-base-at = Basis ist { $amount } zu { $rate } = { $value }
told-base-at-of = Basis ist { $amount } zu { $rate } = { $value } (Kurs vom { $day })
told-exact = genauer Betrag { $amount }
told-exact-with = genauer Betrag { $amount } und { $others }, die andere weitergaben
told-rounded = { $exact }, gerundet auf { $amount }
told-rounded-running = { $exact }, gerundet auf { $amount } (gerundet wird die laufende Summe der Kette)
told-rounded-remainder = { $exact }, gerundet auf { $amount } (die letzte Zeile der Kette trägt den Rest)
told-paid-before = { $due } sind bis heute verdient; davon wurden { $before } schon gezahlt

## Values of a partner

told-reading = { $name } = { $value }
told-reading-manual = { $name } = { $value } (von Hand)
told-reading-overridden = { $name } = { $value } (von Hand; die Regel ergibt { $rule })

## Conditions

told-the-condition = die Bedingung
told-a-condition = Bedingung
told-rule = „{ $rule }“
told-of-partner = { $what } von { $partner }
told-holds = { $what } gilt
told-holds-with = { $what } gilt: { $readings }
told-fails = { $what } gilt nicht
told-fails-with = { $what } gilt nicht: { $readings }
told-exactly = genau { $value }
told-other-than = etwas anderes als { $value }
told-less-than = weniger als { $value }
told-at-most = höchstens { $value }
told-more-than = mehr als { $value }
told-at-least = mindestens { $value }
told-compares = { $left } ist { $right }
told-rule-compares = „{ $rule }“: { $left } ist { $right }
told-needed = „{ $rule }“: vorhanden { $there }, nötig { $needed }
told-needed-missing = „{ $rule }“: vorhanden { $there }, nötig { $needed }, es fehlen { $missing }

## Caps

told-cut-of = { $amount } von { $bonus }
told-cut-of-for = { $amount } von { $bonus } für „{ $event }“
told-cut = { $cap }: { $cut }
told-cut-limited = { $cap }: { $cut } (Grenze { $limit })
told-before-cap = { $who } vor der Kappung: { $sum }; die Grenze ist { $limit }, also werden { $over } gekappt
told-sum-of-partners = { $sum } ({ $partners })
told-sum-of = { $who } { $sum }
told-the-line = die Zeile
told-this-line = diese Zeile
told-all-of = alles von { $bonus }
told-by-lines = geteilt im Verhältnis der Summen der Zeilen
told-by-partners = geteilt im Verhältnis der Summen der Partner
told-positive-only = { $shared }, nur positive werden gekappt
told-falls = { $shared }: { $what } hat { $part } von { $sum }, also entfallen { $fallen } der Kürzung auf { $partner }
told-served = bedient in dieser Reihenfolge: { $order }; { $partner } hat { $part }, und darauf entfallen { $fallen } der Kürzung
told-part-for = { $part } für { $bonus }

## Pools

told-share = { $pool }: { $share } von { $amount } im Verhältnis { $weight } zu { $all }
told-got-share = { $partner } hat für { $period } einen Anteil an { $pool } bekommen: { $share }
told-no-share = { $partner } hat für { $period } keinen Anteil an { $pool } bekommen
told-takes-no-part = nimmt nicht teil
told-share-too-small = nimmt mit dem Gewicht { $weight } an { $amount } teil, und der Anteil ist kleiner als die kleinste Einheit

## Why not

why-not-paid-title = Warum hat { $partner } nichts von { $what } bekommen?
told-not-fulfilled =
    { $times ->
        [one] einmal war „where { $rule }“ nicht erfüllt
   *[other] { $times }-mal war „where { $rule }“ nicht erfüllt
    }
told-skipped =
    { $times ->
        [one] einmal übersprungen, weil { $reason }
   *[other] { $times }-mal übersprungen, weil { $reason }
    }
told-passed =
    { $times ->
        [one] einmal leer ausgegangen, weil { $reason }
   *[other] { $times }-mal leer ausgegangen, weil { $reason }
    }
told-handed-on =
    { $times ->
        [one] einmal weitergegeben, weil { $reason }
   *[other] { $times }-mal weitergegeben, weil { $reason }
    }
told-walk-ended =
    { $times ->
        [one] einmal endete der Weg bei { $partner }
   *[other] { $times }-mal endete der Weg bei { $partner }
    }
told-amount-zero =
    { $times ->
        [one] einmal besucht, und der Betrag war null
   *[other] { $times }-mal besucht, und der Betrag war null
    }
told-not-reached =
    { $times ->
        [one] einmal kam der Weg nicht vorbei
   *[other] { $times }-mal kam der Weg nicht vorbei
    }
told-only-first = nur die ersten { $most } von { $all } wurden angesehen
told-cap-pays-nobody = { $cap } ist eine Kappung; sie zahlt niemandem etwas
told-fulfils = { $partner } erfüllt für { $period } die Regel von { $rank }
told-not-of-rank =
    { $conditions ->
        [one] { $partner } hat für { $period } nicht die Stufe { $rank }: Eine Bedingung ihrer Regel ist nicht erfüllt
   *[other] { $partner } hat für { $period } nicht die Stufe { $rank }: { $conditions } Bedingungen ihrer Regel sind nicht erfüllt
    }
told-manual-rank = { $answer }; von Hand gesetzt ist: { $rank }
told-paid-in =
    { $lines ->
        [one] { $sum } in einer Zeile, { $context }
   *[other] { $sum } in { $lines } Zeilen, { $context }
    }
told-paid-late = { $paid } ({ $terms })
told-got-something = { $partner } hat von { $bonus } etwas bekommen: { $paid }
told-nothing-reached = { $partner } hat von { $bonus } nichts bekommen: Nichts, wofür er zahlt, konnte { $partner } erreichen
told-got-nothing-of = { $partner } hat von { $bonus } nichts bekommen
