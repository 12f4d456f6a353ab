# The printed plan (server/planbook): sentences for every construct of the language. Pieces begin small; a sentence gets its
# capital where it is written.


## The document

book-kind = Marketingplan
book-version = Version { $version }
book-contents = Inhalt
book-page-before = Seite{ " " }
book-page-between = { " " }von{ " " }
book-fact-plan = Plan
book-fact-version = Version
book-fact-valid = Gültig
book-fact-currency = Währung
book-fact-period = Abrechnung nach
book-fact-jurisdictions = Eingesetzt in
book-jurisdiction-at = Österreich
book-jurisdiction-de = Deutschland
book-jurisdiction-eu = der Europäischen Union
book-jurisdiction-us = den Vereinigten Staaten
book-fact-hash = Prüfsumme des Textes
book-valid-from = für Verkäufe ab { $from }
book-valid-to = für Verkäufe vom { $from } bis { $to }
book-valid-always = für alle Verkäufe
book-calendar = { $grain }, Zeit von { $zone }
book-grain-day = Tag
book-grain-week = Kalenderwoche
book-grain-month = Kalendermonat
book-grain-quarter = Quartal
book-grain-year = Jahr
book-begins-week = Woche, die am { $day } beginnt und nach ihrem { $named } Tag heißt
book-begins-month = Monat, der am { $day }. beginnt und nach seinem { $named } Tag heißt
book-begins-quarter = Quartal eines Jahres, das am { $day }. { $month } beginnt und nach seinem { $named } Tag heißt
book-begins-year = Jahr, das am { $day }. { $month } beginnt und nach seinem { $named } Tag heißt
book-named-first = ersten
book-named-last = letzten
book-listed-week = Woche nach eigenem Kalender: { $periods }
book-listed-month = Monat nach eigenem Kalender: { $periods }
book-listed-quarter = Quartal nach eigenem Kalender: { $periods }
book-listed-year = Jahr nach eigenem Kalender: { $periods }
book-listed-one = { $name } ab { $from }
book-listed-to = bis { $to }
book-weekday-0 = Montag
book-weekday-1 = Dienstag
book-weekday-2 = Mittwoch
book-weekday-3 = Donnerstag
book-weekday-4 = Freitag
book-weekday-5 = Samstag
book-weekday-6 = Sonntag
book-month-1 = Januar
book-month-2 = Februar
book-month-3 = März
book-month-4 = April
book-month-5 = Mai
book-month-6 = Juni
book-month-7 = Juli
book-month-8 = August
book-month-9 = September
book-month-10 = Oktober
book-month-11 = November
book-month-12 = Dezember
book-each-day = täglich
book-each-week = jede Woche
book-each-month = jeden Monat
book-each-quarter = jedes Quartal
book-each-year = jedes Jahr
book-this-day = desselben Tages
book-this-week = derselben Woche
book-this-month = desselben Monats
book-this-quarter = desselben Quartals
book-this-year = desselben Jahres
book-before-day = des Tages davor
book-before-week = der Woche davor
book-before-month = des Monats davor
book-before-quarter = des Quartals davor
book-before-year = des Jahres davor
book-periods-day =
    { $count ->
        [one] einen Tag
       *[other] { $count } Tage
    }
book-periods-week =
    { $count ->
        [one] eine Woche
       *[other] { $count } Wochen
    }
book-periods-month =
    { $count ->
        [one] einen Monat
       *[other] { $count } Monate
    }
book-periods-quarter =
    { $count ->
        [one] ein Quartal
       *[other] { $count } Quartale
    }
book-periods-year =
    { $count ->
        [one] ein Jahr
       *[other] { $count } Jahre
    }

## Chapters

book-chapter-glance = Der Plan auf einen Blick
book-chapter-basics = Was für alles gilt
book-chapter-events = Was zählt, und wann
book-chapter-ranks = Ränge
book-chapter-bonuses = Boni
book-chapter-pools = Pools
book-chapter-caps = Obergrenzen
book-chapter-figures = Wie die Werte berechnet werden
book-chapter-loops = Rechenschritte und Weitergaben
book-chapter-state = Was in die nächste Periode mitgeht
book-chapter-tables = Tabellen
book-chapter-examples = Rechenbeispiele
book-chapter-asserts = Was immer gilt
book-chapter-waivers = Was bewusst so geregelt ist
book-chapter-terms = Begriffe
book-chapter-text = Der Text des Plans
book-text-intro = Abgerechnet wird allein nach diesem Text. Alles in diesem Dokument ist aus ihm entstanden. Seine Prüfsumme (SHA-256) ist { $hash }.

## Heads of tables

book-head-bonus = Bonus
book-head-trigger = Bezahlt für
book-head-idea = Kurz gesagt
book-head-unit = Einheit
book-head-step = Kleinster Betrag
book-head-parameter = Stellgröße
book-head-value = Wert
book-head-allowed = erlaubt
book-parameters = Stellgrößen
book-parameters-said = Diese Werte dürfen Varianten des Plans und wer mit ihm abrechnet innerhalb des Erlaubten anders setzen; der Plan bleibt derselbe.
book-parameter-range = { $from } bis { $to }
book-head-meaning = Bedeutung
book-head-from-unit = Einheit
book-head-worth = ist wert
book-head-from-day = ab
book-head-field = Angabe
book-head-type = Art
book-head-rank = Rang
book-head-partner = Partner
book-head-total = Gesamt
book-head-term = Begriff

## Small words

book-and = { $first } und { $last }
book-or = { $first } oder { $last }
book-yes = ja
book-no = nein
book-none = kein Wert
book-any = jeder andere Wert
book-always = immer
book-quoted = „{ $text }“
book-range = { $from } bis { $to }
book-from = ab { $from }
book-below = unter { $below }
book-unreadable = (nicht darstellbar)
book-price = { $amount } je { $unit }
book-company = das Unternehmen
book-sum = Summe
book-person = Person

## Kinds of values

book-type-money = Betrag in { $currency }
book-type-percent = Prozentsatz
book-type-count = ganze Zahl
book-type-factor = Faktor
book-type-bool = ja oder nein
book-type-date = Datum
book-type-partner = Partner
book-type-person = Person
book-type-event = Vorgang { $event }
book-type-text = Text
book-type-rank = Rang von { $ladder }
book-type-word = eines von { $list }
book-type-tally = Zahl der bisher getroffenen Partner je Rang von { $ladder }
book-type-optional = { $type }; kann fehlen
book-type-range = { $type }, { $from } bis { $to }
book-param = { $name } ({ $type })

## Values. What stands behind “of” has a form of its own (dat).

book-nom-partner = der Partner
book-dat-partner = dem Partner
book-nom-visited = der besuchte Partner
book-dat-visited = dem besuchten Partner
book-nom-recipient = der Empfänger
book-dat-recipient = dem Empfänger
book-nom-company = das Unternehmen
book-dat-company = dem Unternehmen
book-nom-element = der jeweilige Partner
book-dat-element = dem jeweiligen Partner
book-nom-person = die Person
book-dat-person = der Person
book-nom-element-person = die jeweilige Person
book-dat-element-person = der jeweiligen Person
book-nom-event = der Vorgang { $event }
book-dat-event = dem Vorgang { $event }
book-nom-element-event = der jeweilige Vorgang { $event }
book-dat-element-event = dem jeweiligen Vorgang { $event }
book-nom-line = die Zeile von { $bonus }
book-dat-line = der Zeile von { $bonus }
book-his-partner = des Partners
book-his-visited = des besuchten Partners
book-his-recipient = des Empfängers
book-his-company = des Unternehmens
book-his-element = des jeweiligen Partners
book-his-person = der Person
book-his-element-person = der jeweiligen Person
book-his-event = des Vorgangs { $event }
book-his-element-event = des jeweiligen Vorgangs { $event }
book-his-line = der Zeile von { $bonus }
book-attribute = { $name } { $owner }
book-attribute-of = { $name } von { $owner }
book-nom-parent = der Partner über { $of } in { $tree }
book-dat-parent = dem Partner über { $of } in { $tree }
book-side = Seite in { $tree }
book-computed = { $value } nach der Regel
book-opening = { $state } zu Beginn
book-closing = { $name } am Ende
book-nom-joined-on = der Tag des Beitritts
book-dat-joined-on = dem Tag des Beitritts
book-nom-owner = der Inhaber
book-dat-owner = dem Inhaber
book-terminated = ausgeschieden
book-inactive = ruhend gestellt
book-nom-line-earner = der Empfänger
book-dat-line-earner = dem Empfänger
book-nom-line-amount = der Betrag
book-dat-line-amount = dem Betrag
book-argument = { $name } = { $value }
book-called = { $name } ({ $arguments })
book-looked-up = { $table } für { $keys }
book-column-of = { $column } aus { $table }
book-nom-tiers = die Stufe von { $tiers }, die mit { $value } erreicht ist
book-dat-tiers = der Stufe von { $tiers }, die mit { $value } erreicht ist
book-nom-brackets = der Betrag, den { $tiers } für { $value } Stufe für Stufe ergibt
book-dat-brackets = dem Betrag, den { $tiers } für { $value } Stufe für Stufe ergibt
book-converted = { $value } in { $unit }
book-converted-at = { $value } in { $unit } zum Kurs des Tages { $day }
book-of = { $rate } von { $base }
book-each-one = { $value } in { $unit }
book-but-at-most = { $value }, höchstens aber { $bound }
book-but-at-least = { $value }, mindestens aber { $bound }
book-rounded = { $value }, { $rounding }
book-round-half-up = kaufmännisch gerundet auf { $step }
book-round-half-even = gerundet auf { $step }, die Hälfte zur geraden Ziffer
book-round-up = aufgerundet auf { $step }
book-round-down = abgerundet auf { $step }
book-nom-whole-part = der ganzzahlige Teil von { $value }
book-dat-whole-part = der ganzzahlige Teil von { $value }
book-nom-greater = der größere Wert von { $values }
book-dat-greater = dem größeren Wert von { $values }
book-nom-smaller = der kleinere Wert von { $values }
book-dat-smaller = dem kleineren Wert von { $values }
book-nom-greatest = der größte Wert von { $values }
book-dat-greatest = dem größten Wert von { $values }
book-nom-least = der kleinste Wert von { $values }
book-dat-least = dem kleinsten Wert von { $values }
book-whether = ob { $condition }
book-nom-tally = die Zahl in { $tally } ab { $rank }
book-dat-tally = der Zahl in { $tally } ab { $rank }
book-empty-tally = noch niemand gezählt
book-case = { $value }, wenn { $condition }
book-otherwise = sonst { $value }
book-or-else = { $value }, oder { $instead }, wo es keinen Wert gibt
book-nom-sum = die Summe von { $value } über alle { $rows }
book-dat-sum = der Summe von { $value } über alle { $rows }
book-nom-count = die Anzahl der { $rows }
book-dat-count = der Anzahl der { $rows }
book-nom-largest = der größte Wert von { $value } über alle { $rows }
book-dat-largest = dem größten Wert von { $value } über alle { $rows }
book-nom-smallest = der kleinste Wert von { $value } über alle { $rows }
book-dat-smallest = dem kleinsten Wert von { $value } über alle { $rows }
book-nom-highest = der höchste Rang von { $ladder }, für den { $rule }; sonst { $otherwise }
book-dat-highest = dem höchsten Rang von { $ladder }, für den { $rule }; sonst { $otherwise }
book-nom-nearest = der nächste Partner über { $of } in { $tree }, bei dem { $condition }
book-dat-nearest = dem nächsten Partner über { $of } in { $tree }, bei dem { $condition }
book-nom-first = die erste der { $rows }, nach { $order }
book-dat-first = der ersten der { $rows }, nach { $order }
book-nom-place = der Platz unter den Geschwistern in { $tree }, nach { $order }
book-dat-place = dem Platz unter den Geschwistern in { $tree }, nach { $order }
book-dated = { $value } ab { $from }
book-nom-months-completed = die Zahl der vollendeten Monate von { $from } bis { $to }
book-dat-months-completed = der Zahl der vollendeten Monate von { $from } bis { $to }
book-nom-months-begun = die Zahl der begonnenen Monate von { $from } bis { $to }
book-dat-months-begun = der Zahl der begonnenen Monate von { $from } bis { $to }
book-nom-days-between = die Zahl der Tage von { $from } bis { $to }
book-dat-days-between = der Zahl der Tage von { $from } bis { $to }
book-nom-period-end = der letzte Tag der Periode
book-dat-period-end = dem letzten Tag der Periode
book-nom-period-start = der erste Tag der Periode
book-dat-period-start = dem ersten Tag der Periode
book-nom-window-sum = die Summe von { $value } über { $window }
book-dat-window-sum = der Summe von { $value } über { $window }
book-nom-window-largest = der größte Wert von { $value } über { $window }
book-dat-window-largest = dem größten Wert von { $value } über { $window }
book-nom-window-smallest = der kleinste Wert von { $value } über { $window }
book-dat-window-smallest = dem kleinsten Wert von { $value } über { $window }
book-nom-window-count = die Zahl der Perioden, in denen { $condition }, über { $window }
book-dat-window-count = der Zahl der Perioden, in denen { $condition }, über { $window }
book-window-including = die letzten { $periods } samt der laufenden Periode
book-window-before = die letzten { $periods } vor der laufenden Periode
book-window-back = die { $periods }, die vor { $back } endeten
book-joining-empty = Perioden vor dem Beitritt zählen als leer
book-joining-left-out = Perioden vor dem Beitritt zählen nicht
book-settled = { $value } in der abgerechneten Periode
book-earlier = { $value } { $earlier } zuvor
book-paid-each = Er wird { $each } für sich berechnet und gezahlt.
book-value-each = Es gibt { $each } einen Wert.
book-in-its = { $value } { $period }
book-holds-in = { $condition } ({ $period })
book-same-day = am selben Tag
book-same-week = in derselben Woche
book-same-month = im selben Monat
book-same-quarter = im selben Quartal
book-same-year = im selben Jahr
book-within-last-day = am letzten Tag
book-within-last-week = in der letzten Woche
book-within-last-month = im letzten Monat
book-within-last-quarter = im letzten Quartal
book-within-last-year = im letzten Jahr
book-date-day = am Tag { $date }
book-date-week = in der Woche { $date }
book-date-month = im Monat { $date }
book-date-quarter = im Quartal { $date }
book-date-year = im Jahr { $date }
book-last-day = des letzten Tages
book-last-week = der letzten Woche
book-last-month = des letzten Monats
book-last-quarter = des letzten Quartals
book-last-year = des letzten Jahres
book-parts-day = die Tage { $period }
book-parts-week = die Wochen { $period }
book-parts-month = die Monate { $period }
book-parts-quarter = die Quartale { $period }
book-parts-year = die Jahre { $period }
book-parts-so-far-day = die bisherigen Tage { $period }
book-parts-so-far-week = die bisherigen Wochen { $period }
book-parts-so-far-month = die bisherigen Monate { $period }
book-parts-so-far-quarter = die bisherigen Quartale { $period }
book-parts-so-far-year = die bisherigen Jahre { $period }
book-largest-first = { $value } (größter Wert zuerst)
book-smallest-first = { $value } (kleinster Wert zuerst)
book-then-number = dann Nummer
book-part = { $part } von { $owner }
book-nom-part-rounds = die Zahl der Runden
book-dat-part-rounds = der Zahl der Runden
book-nom-part-received = das Empfangene
book-dat-part-received = dem Empfangenen
book-nom-part-adds = das Hinzugefügte
book-dat-part-adds = dem Hinzugefügten
book-nom-part-passes = das Weitergegebene
book-dat-part-passes = dem Weitergegebenen
book-nom-part-kept = das Behaltene
book-dat-part-kept = dem Behaltenen
book-nom-part-company = der Zuschuss des Unternehmens
book-dat-part-company = dem Zuschuss des Unternehmens
book-nom-part-paid = schon bezahlt
book-dat-part-paid = schon bezahlt

## Rows: plurals that stand behind “all” and “number of”

book-rows-partners = Partner
book-rows-persons = Personen
book-rows-positions = eigenen Positionen
book-rows-positions-of = Positionen von { $of }
book-rows-company = Unternehmen
book-rows-events = Vorgänge { $event }
book-rows-lines = Zeilen von { $bonus }
book-rows-own = eigenen Vorgänge { $event }
book-rows-by = { $rows } mit { $field } = { $of }
book-rows-frontline = Partner direkt darunter in { $tree }
book-rows-frontline-of = Partner direkt unter { $of } in { $tree }
book-rows-team = Partner des Teams in { $tree } samt dem Partner selbst
book-rows-team-of = Partner des Teams in { $tree } von { $of }, samt { $of }
book-rows-downline = Partner irgendwo darunter in { $tree }
book-rows-downline-of = Partner irgendwo unter { $of } in { $tree }
book-rows-depth =
    { $depth ->
        [one] { $rows }, eine Ebene tief
       *[other] { $rows }, { $depth } Ebenen tief
    }
book-rows-upline = Partner über { $of } in { $tree }
book-rows-pick = Partner aus { $pick }
book-rows-pick-of = Partner aus { $pick } von { $of }
book-rows-legs = Linien in { $tree } mit jemandem, für den { $condition }
book-rows-where = { $rows }, bei denen { $condition }

## Conditions: as a sentence (that), and behind “when” (when)

book-that-always = das gilt immer
book-when-always = das immer gilt
book-that-never = das gilt nie
book-when-never = das nie gilt
book-that-at-least = { $left } ist mindestens { $right }
book-when-at-least = { $left } mindestens { $right } ist
book-that-at-most = { $left } ist höchstens { $right }
book-when-at-most = { $left } höchstens { $right } ist
book-that-more-than = { $left } ist mehr als { $right }
book-when-more-than = { $left } mehr als { $right } ist
book-that-less-than = { $left } ist weniger als { $right }
book-when-less-than = { $left } weniger als { $right } ist
book-that-is = { $left } ist { $right }
book-when-is = { $left } { $right } ist
book-that-is-not = { $left } ist nicht { $right }
book-when-is-not = { $left } nicht { $right } ist
book-that-known = es gibt einen Wert von { $value }
book-when-known = es einen Wert von { $value } gibt
book-that-unknown = es gibt keinen Wert von { $value }
book-when-unknown = es keinen Wert von { $value } gibt
book-that-in = { $value } gehört zu { $pick }
book-when-in = { $value } zu { $pick } gehört
book-that-not-in = { $value } gehört nicht zu { $pick }
book-when-not-in = { $value } nicht zu { $pick } gehört
book-that-below = { $value } steht unter { $above } in { $tree }
book-when-below = { $value } unter { $above } in { $tree } steht
book-that-not-below = { $value } steht nicht unter { $above } in { $tree }
book-when-not-below = { $value } nicht unter { $above } in { $tree } steht
book-that-terminated = { $who } ist ausgeschieden
book-when-terminated = { $who } ausgeschieden ist
book-that-not-terminated = { $who } ist nicht ausgeschieden
book-when-not-terminated = { $who } nicht ausgeschieden ist
book-that-inactive = { $who } ist ruhend gestellt
book-when-inactive = { $who } ruhend gestellt ist
book-that-not-inactive = { $who } ist nicht ruhend gestellt
book-when-not-inactive = { $who } nicht ruhend gestellt ist
book-that-holds = { $value } trifft zu
book-when-holds = { $value } zutrifft
book-that-fails = { $value } trifft nicht zu
book-when-fails = { $value } nicht zutrifft
book-that-any = bei mindestens einem der { $rows } gilt: { $condition }
book-when-any = bei mindestens einem der { $rows } { $condition }
book-that-no-one = bei keinem der { $rows } gilt: { $condition }
book-when-no-one = bei keinem der { $rows } { $condition }
book-that-every = bei jedem der { $rows } gilt: { $condition }
book-when-every = bei jedem der { $rows } { $condition }
book-that-not-every = nicht bei jedem der { $rows } gilt: { $condition }
book-when-not-every = nicht bei jedem der { $rows } { $condition }
book-that-in-any = in mindestens einer Periode – { $window } – gilt: { $condition }
book-when-in-any = in mindestens einer Periode – { $window } – { $condition }
book-that-in-none = in keiner Periode – { $window } – gilt: { $condition }
book-when-in-none = in keiner Periode – { $window } – { $condition }
book-that-in-every = in jeder Periode – { $window } – gilt: { $condition }
book-when-in-every = in jeder Periode – { $window } – { $condition }
book-that-in-not-every = nicht in jeder Periode – { $window } – gilt: { $condition }
book-when-in-not-every = nicht in jeder Periode – { $window } – { $condition }
book-that-settled = in der abgerechneten Periode gilt: { $condition }
book-when-settled = in der abgerechneten Periode gilt: { $condition }
book-that-earlier = { $earlier } zuvor galt: { $condition }
book-when-earlier = { $earlier } zuvor galt: { $condition }

## Definitions

book-applies-when = { $name } trifft zu, wenn { $condition }.
book-applies-all = { $name } trifft zu, wenn all dies gilt:
book-applies-any = { $name } trifft zu, wenn eines davon gilt:
book-is-cases = { $name } ist der erste dieser Werte, dessen Bedingung gilt:
book-is-same = { $name } ist der Wert von { $value }.
book-is-value = { $name } ist { $value }.
book-with-params = Der Wert gilt für gegebene { $params }.
book-exclusive = Keine zwei der Ausnahmen dürfen zugleich gelten; täten sie es, hielte die Abrechnung an.
book-overridable = Das Unternehmen kann diesen Wert von Hand setzen, mit Datum und Begründung; er tritt dann überall an die Stelle des berechneten.
book-figures-company = Des Unternehmens
book-figures-partner = Jedes Partners
book-figures-person = Jeder Person
book-figures-event = Jedes Vorgangs { $event }
book-figures-line = Jeder Zeile von { $bonus }
book-picks = Auswahlen
book-pick = { $name } besteht aus den ersten { $count } der { $rows }, geordnet nach { $order }.
book-state = { $name } ({ $type }) bleibt für jeden Partner von einer Periode zur nächsten erhalten. Vor der ersten Periode steht dort: { $initial }.

## Loops and flows

book-memory = { $name } beginnt mit { $start }; jedes Mal wird daraus { $next }.
book-memory-fixed = { $name } bleibt { $start }.
book-repeat =
    { $most ->
        [one] Das Folgende geschieht höchstens einmal.
       *[other] Das Folgende wiederholt sich Runde für Runde, höchstens { $most }-mal.
    }
book-scan = Die { $rows } werden nacheinander durchgegangen, geordnet nach { $order }.
book-scan-most =
    { $most ->
        [one] Nach einer Runde ist Schluss.
       *[other] Nach höchstens { $most } Runden ist Schluss.
    }
book-stops-before = Es endet vor einer Runde, in der { $condition }.
book-flow = Was hier weitergegeben wird, geht im Baum { $tree } hinauf, von jedem Partner zum nächsten darüber.
book-flow-adds = Jeder Partner fügt hinzu: { $value }.
book-flow-passes = Jeder Partner gibt weiter: { $value }.
book-flow-company = Wird mehr weitergegeben, als da ist, legt das Unternehmen den Rest dazu.
book-flow-kept = Den Rest behält er. Was über den obersten Partner hinausgeht, bleibt beim Unternehmen.

## Basics

book-units = Punkte
book-units-no-money = Punkte sind kein Geld. Bezahlt werden sie nur, wo eine Regel sie zu einem festgelegten Kurs umrechnet.
book-rates = Kurse
book-rates-dated = Es gilt der Kurs des Tages, dessen Bedingungen gelten.
book-trees = Wer über wem steht
book-tree-free = In { $name } kann ein Partner beliebig viele Partner direkt unter sich haben.
book-tree-width =
    { $width ->
        [one] In { $name } hat ein Partner höchstens einen Partner direkt unter sich.
       *[other] In { $name } hat ein Partner höchstens { $width } Partner direkt unter sich.
    }
book-tree-sides = In { $name } hat ein Partner je einen Platz auf jeder Seite: { $sides }.
book-tree-derived = { $name } entsteht nach einer Regel aus { $from }, für jede Abrechnung neu.
book-tree-parent = Über einem Partner steht { $value }.
book-placed-below = Wer nach den Daten keinen Platz hat, bekommt einen nach einer Regel, unter dem Partner, der in { $below } über ihm steht.
book-placed-side-above = Die Seite ist die, die dieser Partner gewählt hat ({ $field }).
book-placed-side-own = Die Seite ist die, die der neue Partner gewählt hat ({ $field }).
book-placed-breadth = Freie Plätze werden Ebene für Ebene gesucht, auf jeder von der ersten Seite zur letzten.
book-placed-depth = Freie Plätze werden zuerst unter den eigenen Plätzen eines Partners gesucht, dann unter denen seines Ersten, und so die erste Seite hinab.
book-placed-smallest = Wo kein Platz frei ist, geht die Suche im Bein mit den wenigsten Partnern weiter, bei mehreren im ersten.
book-placed-outermost = Der Platz ist der am äußeren Ende dieser Seite.
book-placed-days =
    { $days ->
        [0] Der Platz gilt vom Tag des Eintritts an.
        [one] Der Platz gilt von einem Tag nach dem Eintritt an; bis dahin kann einer von Hand gegeben werden.
       *[other] Der Platz gilt von { $days } Tagen nach dem Eintritt an; bis dahin kann einer von Hand gegeben werden.
    }
book-placed-number = Von mehreren am selben Tag kommt der mit der kleineren Nummer zuerst.
book-placed-least = Von mehreren am selben Tag kommt der mit dem kleinsten Wert von { $field } zuerst, dann der mit der kleineren Nummer.
book-placed-largest = Von mehreren am selben Tag kommt der mit dem größten Wert von { $field } zuerst, dann der mit der kleineren Nummer.
book-placed-waits = Hat der Partner darüber selbst keinen Platz, wartet der neue, bis er einen hat.
book-placed-skip = Hat der Partner darüber selbst keinen Platz, kommt der neue unter den nächsten darüber, der einen hat.
book-placed-keep = Ausgeschiedene behalten ihre Plätze.
book-placed-free = Der Platz eines Ausgeschiedenen ist frei, sobald niemand mehr darunter steht.
book-earners = Wer verdienen kann
book-earners-all = Jeder Partner kann verdienen.
book-earners-where = Ein Partner kann verdienen, wenn { $condition }.
book-others-skip = Andere werden übersprungen: Sie nehmen auf einem Weg keinen Platz ein, und der Nächste darüber wird an ihrer Stelle bezahlt.
book-others-pass = Andere gehen leer aus: Sie behalten ihren Platz auf einem Weg, und was sie bekämen, bleibt beim Unternehmen.
book-others-hand-on = Andere reichen weiter: Sie behalten ihren Platz auf einem Weg, und was sie bekämen, geht an den Nächsten, der bezahlt wird.
book-partner-fields = Weitere Angaben zu Partnern
book-scale-ordered = { $name }, das Niedrigste zuerst: { $words }.
book-scale = { $name }: { $words }.

## Events

book-fields = Was von jedem Vorgang { $event } bekannt ist
book-owner = Er gehört dem Partner in { $field }.
book-conditions = { $field } entscheidet über die Bedingungen: Es gelten Plan, Netzwerk, Ränge und Kurse { $period }.
book-volume = { $field } entscheidet, in welcher Periode er zählt.
book-payable = { $field } entscheidet, ab wann er bezahlt wird.
book-date-absent = Solange { $field } fehlt, zählt er in keiner Periode.
book-reversed-mirrored = Wird er storniert, werden alle dafür bezahlten Zeilen auf den Cent zurückgenommen, bei allen.
book-reversed-stay = Wird er storniert, bleiben die dafür bezahlten Zeilen bestehen.
book-volume-leaves-reversal = Sein Umsatz geht in der Periode der Stornierung ab.
book-volume-leaves-sale = Das Volumen zählt in der Periode des Verkaufs nicht mehr, für alles, was auf sie zurückblickt.
book-reversed-measure = Ein Teil davon bemisst sich an { $field }.
book-volume-stays = Sein Umsatz bleibt.
book-nature = Er gilt als { $nature }.
book-nature-when = Ist { $field } { $words }, so gilt er als { $nature }.
book-nature-otherwise = Sonst gilt er als { $nature }.
book-nature-joining = Zahlung für die Teilnahme (Gebühr, Ausstattung oder Paket)
book-nature-purchase = Kauf eines Partners für sich selbst, zum Gebrauch oder auf Vorrat
book-nature-retail = Verkauf an jemanden, der nicht teilnimmt
book-nature-life = Vertrag einer Lebensversicherung
book-nature-substitutive-health = Vertrag einer substitutiven Krankenversicherung
book-nature-payment-protection = Vertrag einer Restschuldversicherung
book-nature-other-insurance = Vertrag einer anderen Versicherung
book-nature-other = sonstiger Vorgang
book-liability =
    { $months ->
        [one] Provision dafür kann einen Monat lang zurückgefordert werden.
       *[other] Provision dafür kann { $months } Monate lang zurückgefordert werden.
    }
book-liability-when =
    { $months ->
        [one] Ist { $field } { $words }, so kann Provision dafür einen Monat lang zurückgefordert werden.
       *[other] Ist { $field } { $words }, so kann Provision dafür { $months } Monate lang zurückgefordert werden.
    }

## Ranks and tables

book-ladder-caption = Der niedrigste Rang zuerst; ein Strich verlangt nichts.
book-climb-highest = Ein Partner hat den höchsten Rang, dessen Bedingungen erfüllt sind, unabhängig von denen der Ränge darunter.
book-climb-one-by-one = Ein Rang ist nur zusammen mit allen Rängen darunter erreicht.
book-rank-rule = { $name } ist der höchste Rang von { $ladder }, für den all dies mit den Werten seiner Zeile gilt:
book-rank-otherwise = Ist kein Rang erreicht: { $otherwise }.
book-table-by = { $result }, nach { $key }; ein Strich ist nichts
book-table-first = Es gilt die erste Zeile, die passt.
book-table-sum = Alle Zeilen, die passen, werden addiert.
book-tiers-whole = Die erreichte Stufe gilt für den ganzen Betrag.
book-tiers-brackets = Jede Stufe gilt für den Teil des Betrags, der in ihr liegt.

## Bonuses

book-paid-for = Bezahlt wird { $what }.
book-for-event = für jeden Vorgang { $event }
book-for-line = für jede Zeile von { $bonus }
book-for-line-after = für jede Zeile von { $bonus }, so wie die Obergrenze { $cap } sie lässt
book-for-partner = für jeden Partner, { $each }
book-for-company = { $each }
book-for-where = { $what }, wenn { $condition }
book-once = Er wird jedem Partner nur einmal im Leben bezahlt.
book-walk-included = Der Weg führt im Baum { $tree } hinauf und beginnt mit { $from }.
book-walk-above = Der Weg führt im Baum { $tree } hinauf und beginnt mit dem Partner über { $from }.
book-counts-levels = { $name } zählt die Partner auf dem Weg; der erste ist 1.
book-counts-generations = { $name } zählt Generationen: Sie beginnt mit { $start } und wächst um eins hinter jedem Partner auf dem Weg, bei dem { $condition }.
book-differential-highest = { $rate } ist eine Differenz: der eigene Satz des Empfängers ({ $by }) abzüglich { $paid }, des höchsten bisher auf dem Weg getroffenen Satzes, und nie weniger als nichts.
book-differential-below = { $rate } ist eine Differenz: der eigene Satz des Empfängers ({ $by }) abzüglich { $paid }, des Satzes des Partners unmittelbar darunter auf dem Weg, und nie weniger als nichts.
book-ends-beyond = Der Weg endet, wenn { $name } über { $most } hinausgeht.
book-ends-before = Der Weg endet vor dem ersten Partner, bei dem { $condition }.
book-ends-after = Der Weg endet hinter dem ersten Partner, bei dem { $condition }.
book-skips = Übersprungen, wenn { $condition }: Der Partner nimmt auf dem Weg keinen Platz ein, und der Nächste darüber wird an dieser Stelle bezahlt.
book-passes = Geht leer aus, wenn { $condition }: Der Partner behält seinen Platz auf dem Weg, und was dort zu zahlen wäre, bleibt beim Unternehmen.
book-hands-on = Weitergereicht, wenn { $condition }: Der Partner behält seinen Platz auf dem Weg, und was dort zu zahlen wäre, kommt zur nächsten Zeile, die bezahlt wird.
book-earners-skip = Wer nicht verdienen kann ({ $earners }), wird übersprungen.
book-earners-pass = Wer nicht verdienen kann ({ $earners }), geht leer aus; der Platz bleibt, und das Geld bleibt beim Unternehmen.
book-earners-hand-on = Wer nicht verdienen kann ({ $earners }), reicht weiter; der Platz bleibt, und das Geld geht an den Nächsten, der bezahlt wird.
book-each-visited = jeder Partner auf dem Weg
book-gets = { $who } bekommt: { $amount }.
book-finally-gets = Am Ende des Weges bekommt { $who }: { $amount }.
book-amount-when = { $amount }, wenn { $condition }
book-rest = Wo auf dem Weg niemand mehr steht, wird nichts mehr bezahlt.
book-rest-handed-on = Wo auf dem Weg niemand mehr steht, wird nichts mehr bezahlt, und was weitergereicht wurde, bleibt beim Unternehmen.
book-rounds-each = Jede Zeile wird { $rounding } { $currency }.
book-rounds-running = Die laufende Summe des Weges wird { $rounding } { $currency }, und jede Zeile ist die Differenz zur vorigen.
book-rounds-last = Jede Zeile wird { $rounding } { $currency }; die letzte des Weges nimmt, was zum gerundeten Ganzen fehlt.
book-limited-by = Begrenzt durch { $caps }.

## Pools and caps

book-glance-pool = { $each } verteilt
book-pool-amount = Verteilt wird { $each }: { $amount }.
book-pool-who = Ein Partner nimmt teil, wenn { $condition }.
book-pool-all = Alle Partner nehmen teil.
book-pool-weight = Der Betrag wird im Verhältnis von { $weight } verteilt, bis auf den letzten Cent: Was beim Runden übrig bleibt, geht an die größten Bruchteile, bei gleichen nach der Nummer.
book-pool-nobody = Nimmt niemand teil, behält das Unternehmen den Betrag.
book-pool-nobody-next = Nimmt niemand teil, kommt der Betrag zu dem der nächsten Periode hinzu.
book-caps-order = Die Obergrenzen gelten in der Reihenfolge, in der sie hier stehen.
book-cap-line = Keine einzelne Zeile von { $on } ist höher als { $limit }, { $each }.
book-cap-bonus = { $on }, jeder für sich, bringen { $each } höchstens { $limit }.
book-cap-partner = Ein Partner bekommt aus { $on } { $each } höchstens { $limit }.
book-cap-person = Eine Person bekommt aus { $on } { $each } höchstens { $limit }, über alle Positionen.
book-cap-company = Das Unternehmen zahlt für { $on } zusammen höchstens { $limit }, { $each }.
book-cap-after = Sie betrachtet, was nach { $caps } übrig ist.
book-cap-by-line = Was zu viel ist, wird allen Zeilen im Verhältnis ihrer Beträge abgezogen.
book-cap-by-partner = Was zu viel ist, wird allen Partnern im Verhältnis ihrer Beträge abgezogen.
book-cap-positive = Gekürzt werden nur positive Beträge.
book-cap-priority = Zuerst bedient wird, was zuerst genannt ist: { $order }.
book-cap-exactly = Die Obergrenze wird auf den Cent eingehalten.
book-cap-down = Jeder Teil wird abgerundet.
book-cap-half-up = Jeder Teil wird kaufmännisch gerundet.
book-cap-lost = Was gekürzt wird, bleibt beim Unternehmen.
book-cap-carried = Was gekürzt wird, wartet und wird in einer späteren Periode gezahlt, in der die Obergrenze Platz lässt: nach dem, was diese Periode selbst zahlt, das Älteste zuerst, bis es gezahlt ist.
book-cap-carried-for =
    { $periods ->
        [one] Was gekürzt wird, wartet und wird in einer späteren Periode gezahlt, in der die Obergrenze Platz lässt: nach dem, was diese Periode selbst zahlt, das Älteste zuerst. Was in der Periode danach nicht gezahlt werden konnte, verfällt.
       *[other] Was gekürzt wird, wartet und wird in einer späteren Periode gezahlt, in der die Obergrenze Platz lässt: nach dem, was diese Periode selbst zahlt, das Älteste zuerst. Was in den { $periods } Perioden danach nicht gezahlt werden konnte, verfällt.
    }

## Examples and assertions

book-examples-intro = Die Beträge dieser Beispiele wurden mit diesem Plan berechnet, wie in jeder Abrechnung.
book-network = Das Netzwerk: { $tree }
book-network-below = Unter { $above }: { $below }.
book-given = Zu Beginn:
book-fact-of = { $partner }: { $name } ist { $value }
book-fact-all = { $name } ist { $value }
book-fact-in = { $period }: { $fact }
book-fact-because = { $fact }, denn { $because }
book-by-hand = { $fact } (von Hand gesetzt)
book-happened = Was geschah: { $event }
book-results = Was bezahlt wird, { $period }
book-nothing-paid = { $period }: Es wird nichts bezahlt.
book-how = Wie es zustande kommt:
book-expected = Was dieses Beispiel zeigt:
book-asserts-intro = Jede Abrechnung prüft diese Aussagen. Träfe eine nicht zu, hielte die Abrechnung an.
book-assert = { $condition }.
book-assert-titled = { $title }: { $condition }.
book-waivers-intro = Die Prüfung des Plans auf Fairness und Recht weist auf Folgendes hin. Es ist so gewollt; der Grund steht dabei.
book-head-finding = Hinweis
book-head-about = Betrifft
book-head-reason = Grund
book-waived-pay-for-joining = Bezahlt wird dafür, dass jemand beitritt.
book-waived-joining-volume = Umsatz aus Beitritten zählt für das, was bezahlt wird.
book-waived-purchase-to-qualify = Eine Bedingung lässt sich nur mit eigenen Käufen erfüllen.
book-waived-no-retail-base = Nichts, was bezahlt wird, hängt von Verkäufen an Personen ab, die nicht teilnehmen.
book-waived-no-clawback = Was bezahlt wurde, bleibt bei einer Stornierung bezahlt.
book-waived-liability-missing = Der Plan sagt nicht, wie lange Provision zurückgefordert werden kann.
book-waived-endless-walk = Bezahlt wird jeder darüber, wie viele es auch sind.
book-waived-missing-nature = Der Plan sagt nicht von allen Vorgängen, welcher Art sie sind.

## Terms

book-term = { $term }: { $meaning }
book-own-terms = Begriffe dieses Plans
book-own-term = { $type }; { $of }
book-of-company = des Unternehmens
book-of-partner = jedes Partners
book-of-person = jeder Person
book-of-owner = { $name } des Inhabers
book-term-walk = Weg
book-meaning-walk = der Weg einen Baum hinauf, vom Partner, bei dem er beginnt, zum jeweils nächsten darüber.
book-term-level = Ebene
book-meaning-level = die Zahl der Plätze auf einem Weg bis zu einem Partner. Wer übersprungen wird, nimmt keinen ein.
book-term-generation = Generation
book-meaning-generation = ein Stück eines Weges, das mit einer Führungskraft endet.
book-term-differential = Differenz
book-meaning-differential = der eigene Satz abzüglich dessen, was darunter bezahlt wurde.
book-term-skip = Übersprungen
book-meaning-skip = nimmt auf dem Weg keinen Platz ein; der Nächste darüber bekommt ihn.
book-term-pass = Geht leer aus
book-meaning-pass = behält den Platz und bekommt nichts; das Geld bleibt beim Unternehmen.
book-term-hand-on = Weitergereicht
book-meaning-hand-on = behält den Platz und bekommt nichts; das Geld geht an den Nächsten, der bezahlt wird.
book-term-pool = Pool
book-meaning-pool = ein Betrag, den sich mehrere Partner teilen.
book-term-cap = Obergrenze
book-meaning-cap = das Höchste, was bezahlt wird; was darüber liegt, wird gekürzt.
book-term-state = Mitgeführter Wert
book-meaning-state = ein Wert, den eine Periode der nächsten übergibt.
book-term-upline = Upline
book-meaning-upline = alle Partner über jemandem in einem Baum.
book-term-frontline = Frontline
book-meaning-frontline = die Partner direkt unter jemandem in einem Baum.
book-term-team = Team
book-meaning-team = ein Partner und alle unter ihm in einem Baum.
book-term-leg = Linie
book-meaning-leg = ein Partner direkt unter jemandem, mit allen unter ihm.
book-term-rank = Rang
book-meaning-rank = der Platz auf einer Leiter, den ein Partner in einer Periode erreicht hat.
book-term-line = Zeile
book-meaning-line = ein Betrag für einen Partner aus einem Bonus; alle Zahlungen sind Summen von Zeilen.
book-nom-calendar-weeks = die Zahl der Kalenderwochen, die nach { $from } und bis { $to } beginnen
book-dat-calendar-weeks = der Zahl der Kalenderwochen, die nach { $from } und bis { $to } beginnen
book-nom-calendar-months = die Zahl der Kalendermonate, die nach { $from } und bis { $to } beginnen
book-dat-calendar-months = der Zahl der Kalendermonate, die nach { $from } und bis { $to } beginnen
book-nom-calendar-quarters = die Zahl der Quartale, die nach { $from } und bis { $to } beginnen
book-dat-calendar-quarters = der Zahl der Quartale, die nach { $from } und bis { $to } beginnen
book-nom-calendar-years = die Zahl der Kalenderjahre, die nach { $from } und bis { $to } beginnen
book-dat-calendar-years = der Zahl der Kalenderjahre, die nach { $from } und bis { $to } beginnen
book-nom-settlement-end = der letzte Tag der abgerechneten Periode
book-dat-settlement-end = dem letzten Tag der abgerechneten Periode
book-chapter-accounts = Konten
book-account = Jeder Partner hat einen Saldo: { $unit }. Er ist nie negativ. In jeder Periode geschieht der Reihe nach:
book-account-lots = Er wird in Posten geführt, nach { $calendar } des Zugangs; nach der eigenen Periode lebt ein Posten noch { $age } weitere.
book-calendar-week = Woche
book-calendar-month = Monat
book-calendar-quarter = Quartal
book-calendar-year = Jahr
book-account-add = Zugeführt wird: { $value }.
book-account-add-day = Zugeführt wird: { $value }, jeweils dem Posten von { $day }.
book-account-draw = Entnommen wird, soweit vorhanden: { $value }.
book-account-draw-oldest = Entnommen wird, aus den ältesten Posten zuerst und soweit vorhanden: { $value }.
book-account-draw-newest = Entnommen wird, aus den jüngsten Posten zuerst und soweit vorhanden: { $value }.
book-account-draw-day = Entnommen wird, jeweils aus dem Posten von { $day } und soweit vorhanden: { $value }.
book-account-draw-later = Entnommen wird, jeweils aus dem Posten von { $day } und, was dort fehlt, aus späteren, den ältesten zuerst: { $value }.
book-account-old-released = Ein Posten, der älter geworden ist, wird frei.
book-account-old-expires = Ein Posten, der älter geworden ist, verfällt.
book-account-all-released = Alles wird frei.
book-account-all-released-when = Alles wird frei, { $condition }.
book-account-all-expires = Alles verfällt.
book-account-all-expires-when = Alles verfällt, { $condition }.
book-account-above-released = Was über dieser Grenze liegt, wird frei: { $limit }.
book-account-above-expires = Was über dieser Grenze liegt, verfällt: { $limit }.
book-account-closed-noted = Aus einem Posten, der nicht mehr geführt wird, wird nichts entnommen.
book-account-closed-on = Was aus einem nicht mehr geführten Posten entnommen würde, kommt aus späteren.
book-holds-from = Sie gilt ab { $from }.
book-holds-to = Sie gilt von { $from } bis { $to }, beide Tage eingeschlossen; ist der letzte Tag leer, gilt sie weiter.
book-holds-first = Sie zählt in einer Periode, wenn sie am ersten Tag gilt.
book-holds-last = Sie zählt in einer Periode, wenn sie am letzten Tag gilt.
book-holds-any = Sie zählt in einer Periode, wenn sie an irgendeinem Tag gilt.
book-holds-every = Sie zählt in einer Periode, wenn sie an jedem Tag gilt.
book-true-up = Das ist, was bis heute insgesamt verdient ist. Jede Periode zahlt, was verdient ist, abzüglich dessen, was dafür schon gezahlt wurde; das kann auch negativ sein.
