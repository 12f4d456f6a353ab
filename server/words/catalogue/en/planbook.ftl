# The printed plan (server/planbook): sentences for every construct of the language. Pieces begin small; a sentence gets its
# capital where it is written.


## The document

book-kind = Marketing plan
book-version = Version { $version }
book-contents = Contents
book-page-before = Page{ " " }
book-page-between = { " " }of{ " " }
book-fact-plan = Plan
book-fact-version = Version
book-fact-valid = Valid
book-fact-currency = Currency
book-fact-period = Settled by
book-fact-jurisdictions = Used in
book-jurisdiction-at = Austria
book-jurisdiction-de = Germany
book-jurisdiction-eu = the European Union
book-jurisdiction-us = the United States
book-fact-hash = Fingerprint of the text
book-valid-from = for sales from { $from }
book-valid-to = for sales from { $from } to { $to }
book-valid-always = for all sales
book-calendar = { $grain }, time of { $zone }
book-grain-day = day
book-grain-week = week
book-grain-month = calendar month
book-grain-quarter = quarter
book-grain-year = year
book-begins-week = week that begins on { $day } and is named after its { $named } day
book-begins-month = month that begins on day { $day } and is named after its { $named } day
book-begins-quarter = quarter of a year that begins on { $day } { $month } and is named after its { $named } day
book-begins-year = year that begins on { $day } { $month } and is named after its { $named } day
book-named-first = first
book-named-last = last
book-listed-week = week of a calendar of its own: { $periods }
book-listed-month = month of a calendar of its own: { $periods }
book-listed-quarter = quarter of a calendar of its own: { $periods }
book-listed-year = year of a calendar of its own: { $periods }
book-listed-one = { $name } from { $from }
book-listed-to = to { $to }
book-weekday-0 = Monday
book-weekday-1 = Tuesday
book-weekday-2 = Wednesday
book-weekday-3 = Thursday
book-weekday-4 = Friday
book-weekday-5 = Saturday
book-weekday-6 = Sunday
book-month-1 = January
book-month-2 = February
book-month-3 = March
book-month-4 = April
book-month-5 = May
book-month-6 = June
book-month-7 = July
book-month-8 = August
book-month-9 = September
book-month-10 = October
book-month-11 = November
book-month-12 = December
book-each-day = every day
book-each-week = every week
book-each-month = every month
book-each-quarter = every quarter
book-each-year = every year
book-this-day = of the same day
book-this-week = of the same week
book-this-month = of the same month
book-this-quarter = of the same quarter
book-this-year = of the same year
book-before-day = of the day before
book-before-week = of the week before
book-before-month = of the month before
book-before-quarter = of the quarter before
book-before-year = of the year before
book-periods-day =
    { $count ->
        [one] one day
       *[other] { $count } days
    }
book-periods-week =
    { $count ->
        [one] one week
       *[other] { $count } weeks
    }
book-periods-month =
    { $count ->
        [one] one month
       *[other] { $count } months
    }
book-periods-quarter =
    { $count ->
        [one] one quarter
       *[other] { $count } quarters
    }
book-periods-year =
    { $count ->
        [one] one year
       *[other] { $count } years
    }

## Chapters

book-chapter-glance = The plan at a glance
book-chapter-basics = What holds for everything
book-chapter-events = What counts, and when
book-chapter-ranks = Ranks
book-chapter-bonuses = Bonuses
book-chapter-pools = Pools
book-chapter-caps = Limits
book-chapter-figures = How the figures are computed
book-chapter-loops = Steps and flows
book-chapter-state = What is carried from period to period
book-chapter-tables = Tables
book-chapter-examples = Worked examples
book-chapter-asserts = What always holds
book-chapter-waivers = What is so on purpose
book-chapter-terms = Terms
book-chapter-text = The text of the plan
book-text-intro = This text alone is settled. Everything in this document was made from it. Its fingerprint (SHA-256) is { $hash }.

## Heads of tables

book-head-bonus = Bonus
book-head-trigger = Paid for
book-head-idea = In short
book-head-unit = Unit
book-head-step = Smallest amount
book-head-parameter = Setting
book-head-value = Value
book-head-allowed = Allowed
book-parameters = Settings
book-parameters-said = The plan’s variants, and whoever settles with it, may set these values otherwise within what is allowed; the plan stays the same.
book-parameter-range = from { $from } to { $to }
book-head-meaning = Meaning
book-head-from-unit = Unit
book-head-worth = is worth
book-head-from-day = from
book-head-field = Entry
book-head-type = Kind
book-head-rank = Rank
book-head-partner = Partner
book-head-total = Total
book-head-term = Term

## Small words

book-and = { $first } and { $last }
book-or = { $first } or { $last }
book-yes = yes
book-no = no
book-none = no value
book-any = every other value
book-always = always
book-quoted = “{ $text }”
book-range = { $from } to { $to }
book-from = from { $from }
book-below = below { $below }
book-unreadable = (cannot be said)
book-price = { $amount } per { $unit }
book-company = the company
book-sum = Sum
book-person = person

## Kinds of values

book-type-money = amount in { $currency }
book-type-percent = percentage
book-type-count = whole number
book-type-factor = factor
book-type-bool = yes or no
book-type-date = date
book-type-partner = partner
book-type-person = person
book-type-event = entry of { $event }
book-type-text = text
book-type-rank = rank of { $ladder }
book-type-word = one of { $list }
book-type-tally = number of partners met so far, for each rank of { $ladder }
book-type-optional = { $type }; may be missing
book-type-range = { $type }, { $from } to { $to }
book-param = { $name } ({ $type })

## Values. What stands behind “of” has a form of its own (dat).

book-nom-partner = the partner
book-dat-partner = the partner
book-nom-visited = the partner visited
book-dat-visited = the partner visited
book-nom-recipient = the recipient
book-dat-recipient = the recipient
book-nom-company = the company
book-dat-company = the company
book-nom-element = that partner
book-dat-element = that partner
book-nom-person = the person
book-dat-person = the person
book-nom-element-person = that person
book-dat-element-person = that person
book-nom-event = the { $event } entry
book-dat-event = the { $event } entry
book-nom-element-event = that { $event } entry
book-dat-element-event = that { $event } entry
book-nom-line = the line of { $bonus }
book-dat-line = the line of { $bonus }
book-his-partner = of the partner
book-his-visited = of the partner visited
book-his-recipient = of the recipient
book-his-company = of the company
book-his-element = of that partner
book-his-person = of the person
book-his-element-person = of that person
book-his-event = of the { $event } entry
book-his-element-event = of that { $event } entry
book-his-line = of the line of { $bonus }
book-attribute = { $name } { $owner }
book-attribute-of = { $name } of { $owner }
book-nom-parent = the partner above { $of } in { $tree }
book-dat-parent = the partner above { $of } in { $tree }
book-side = side in { $tree }
book-computed = { $value } by the rule
book-opening = { $state } at the beginning
book-closing = { $name } at the end
book-nom-joined-on = the day of joining
book-dat-joined-on = the day of joining
book-nom-owner = the owner
book-dat-owner = the owner
book-terminated = has left
book-inactive = set inactive
book-nom-line-earner = the recipient
book-dat-line-earner = the recipient
book-nom-line-amount = the amount
book-dat-line-amount = the amount
book-argument = { $name } = { $value }
book-called = { $name } ({ $arguments })
book-looked-up = { $table } for { $keys }
book-column-of = { $column } from { $table }
book-nom-tiers = the step of { $tiers } that { $value } reaches
book-dat-tiers = the step of { $tiers } that { $value } reaches
book-nom-brackets = the amount that { $tiers } gives for { $value }, bracket by bracket
book-dat-brackets = the amount that { $tiers } gives for { $value }, bracket by bracket
book-converted = { $value } in { $unit }
book-converted-at = { $value } in { $unit } at the rate of { $day }
book-of = { $rate } of { $base }
book-each-one = { $value } in { $unit }
book-but-at-most = { $value }, but at most { $bound }
book-but-at-least = { $value }, but at least { $bound }
book-rounded = { $value }, { $rounding }
book-round-half-up = rounded half up to { $step }
book-round-half-even = rounded to { $step }, a half to the even neighbour
book-round-up = rounded up to { $step }
book-round-down = rounded down to { $step }
book-nom-whole-part = the whole part of { $value }
book-dat-whole-part = the whole part of { $value }
book-nom-greater = the greater of { $values }
book-dat-greater = the greater of { $values }
book-nom-smaller = the smaller of { $values }
book-dat-smaller = the smaller of { $values }
book-nom-greatest = the greatest of { $values }
book-dat-greatest = the greatest of { $values }
book-nom-least = the smallest of { $values }
book-dat-least = the smallest of { $values }
book-whether = whether { $condition }
book-nom-tally = the number in { $tally } at or above { $rank }
book-dat-tally = the number in { $tally } at or above { $rank }
book-empty-tally = nobody counted yet
book-case = { $value } when { $condition }
book-otherwise = otherwise { $value }
book-or-else = { $value }, or { $instead } where there is none
book-nom-sum = the sum of { $value } over all { $rows }
book-dat-sum = the sum of { $value } over all { $rows }
book-nom-count = the number of { $rows }
book-dat-count = the number of { $rows }
book-nom-largest = the largest { $value } among all { $rows }
book-dat-largest = the largest { $value } among all { $rows }
book-nom-smallest = the smallest { $value } among all { $rows }
book-dat-smallest = the smallest { $value } among all { $rows }
book-nom-highest = the highest rank of { $ladder } for which this holds: { $rule }; otherwise { $otherwise }
book-dat-highest = the highest rank of { $ladder } for which this holds: { $rule }; otherwise { $otherwise }
book-nom-nearest = the nearest partner above { $of } in { $tree } where { $condition }
book-dat-nearest = the nearest partner above { $of } in { $tree } where { $condition }
book-nom-first = the first of { $rows }, by { $order }
book-dat-first = the first of { $rows }, by { $order }
book-nom-place = the place among the siblings in { $tree }, by { $order }
book-dat-place = the place among the siblings in { $tree }, by { $order }
book-dated = { $value } from { $from }
book-nom-months-completed = the number of completed months from { $from } to { $to }
book-dat-months-completed = the number of completed months from { $from } to { $to }
book-nom-months-begun = the number of begun months from { $from } to { $to }
book-dat-months-begun = the number of begun months from { $from } to { $to }
book-nom-days-between = the number of days from { $from } to { $to }
book-dat-days-between = the number of days from { $from } to { $to }
book-nom-period-end = the last day of the period
book-dat-period-end = the last day of the period
book-nom-period-start = the first day of the period
book-dat-period-start = the first day of the period
book-nom-window-sum = the sum of { $value } over { $window }
book-dat-window-sum = the sum of { $value } over { $window }
book-nom-window-largest = the largest { $value } over { $window }
book-dat-window-largest = the largest { $value } over { $window }
book-nom-window-smallest = the smallest { $value } over { $window }
book-dat-window-smallest = the smallest { $value } over { $window }
book-nom-window-count = the number of periods in which { $condition }, over { $window }
book-dat-window-count = the number of periods in which { $condition }, over { $window }
book-window-including = the last { $periods }, the present one included
book-window-before = the last { $periods } before the present one
book-window-back = the { $periods } that ended { $back } ago
book-joining-empty = periods before joining count as empty
book-joining-left-out = periods before joining do not count
book-settled = { $value } in the period that is settled
book-earlier = { $value } { $earlier } earlier
book-paid-each = It is worked out and paid { $each } for itself.
book-value-each = There is a value { $each }.
book-in-its = { $value } { $period }
book-holds-in = { $condition } ({ $period })
book-same-day = on the same day
book-same-week = in the same week
book-same-month = in the same month
book-same-quarter = in the same quarter
book-same-year = in the same year
book-within-last-day = on the last day
book-within-last-week = in the last week
book-within-last-month = in the last month
book-within-last-quarter = in the last quarter
book-within-last-year = in the last year
book-date-day = on the day of { $date }
book-date-week = in the week of { $date }
book-date-month = in the month of { $date }
book-date-quarter = in the quarter of { $date }
book-date-year = in the year of { $date }
book-last-day = of the last day
book-last-week = of the last week
book-last-month = of the last month
book-last-quarter = of the last quarter
book-last-year = of the last year
book-parts-day = the days { $period }
book-parts-week = the weeks { $period }
book-parts-month = the months { $period }
book-parts-quarter = the quarters { $period }
book-parts-year = the years { $period }
book-parts-so-far-day = the days { $period } so far
book-parts-so-far-week = the weeks { $period } so far
book-parts-so-far-month = the months { $period } so far
book-parts-so-far-quarter = the quarters { $period } so far
book-parts-so-far-year = the years { $period } so far
book-largest-first = { $value } (largest first)
book-smallest-first = { $value } (smallest first)
book-then-number = then number
book-part = { $part } of { $owner }
book-nom-part-rounds = the number of rounds
book-dat-part-rounds = the number of rounds
book-nom-part-received = what is received
book-dat-part-received = what is received
book-nom-part-adds = what is added
book-dat-part-adds = what is added
book-nom-part-passes = what is passed on
book-dat-part-passes = what is passed on
book-nom-part-kept = what is kept
book-dat-part-kept = what is kept
book-nom-part-company = what the company adds
book-dat-part-company = what the company adds
book-nom-part-paid = already paid
book-dat-part-paid = already paid

## Rows: plurals that stand behind “all” and “number of”

book-rows-partners = partners
book-rows-persons = persons
book-rows-positions = own positions
book-rows-positions-of = positions of { $of }
book-rows-company = the company
book-rows-events = { $event } entries
book-rows-lines = lines of { $bonus }
book-rows-own = own { $event } entries
book-rows-by = { $rows } whose { $field } is { $of }
book-rows-frontline = partners directly below in { $tree }
book-rows-frontline-of = partners directly below { $of } in { $tree }
book-rows-team = partners of the team in { $tree }, the partner included
book-rows-team-of = partners of the team in { $tree } of { $of }, { $of } included
book-rows-downline = partners anywhere below in { $tree }
book-rows-downline-of = partners anywhere below { $of } in { $tree }
book-rows-depth =
    { $depth ->
        [one] { $rows }, one level deep
       *[other] { $rows }, { $depth } levels deep
    }
book-rows-upline = partners above { $of } in { $tree }
book-rows-pick = partners of { $pick }
book-rows-pick-of = partners of { $pick } of { $of }
book-rows-legs = legs in { $tree } with somebody for whom { $condition }
book-rows-where = { $rows } where { $condition }

## Conditions: as a sentence (that), and behind “when” (when)

book-that-always = this always holds
book-when-always = this always holds
book-that-never = this never holds
book-when-never = this never holds
book-that-at-least = { $left } is at least { $right }
book-when-at-least = { $left } is at least { $right }
book-that-at-most = { $left } is at most { $right }
book-when-at-most = { $left } is at most { $right }
book-that-more-than = { $left } is more than { $right }
book-when-more-than = { $left } is more than { $right }
book-that-less-than = { $left } is less than { $right }
book-when-less-than = { $left } is less than { $right }
book-that-is = { $left } is { $right }
book-when-is = { $left } is { $right }
book-that-is-not = { $left } is not { $right }
book-when-is-not = { $left } is not { $right }
book-that-known = there is a value of { $value }
book-when-known = there is a value of { $value }
book-that-unknown = there is no value of { $value }
book-when-unknown = there is no value of { $value }
book-that-in = { $value } is one of { $pick }
book-when-in = { $value } is one of { $pick }
book-that-not-in = { $value } is not one of { $pick }
book-when-not-in = { $value } is not one of { $pick }
book-that-below = { $value } stands below { $above } in { $tree }
book-when-below = { $value } stands below { $above } in { $tree }
book-that-not-below = { $value } does not stand below { $above } in { $tree }
book-when-not-below = { $value } does not stand below { $above } in { $tree }
book-that-terminated = { $who } has left
book-when-terminated = { $who } has left
book-that-not-terminated = { $who } has not left
book-when-not-terminated = { $who } has not left
book-that-inactive = { $who } is set inactive
book-when-inactive = { $who } is set inactive
book-that-not-inactive = { $who } is not set inactive
book-when-not-inactive = { $who } is not set inactive
book-that-holds = { $value } applies
book-when-holds = { $value } applies
book-that-fails = { $value } does not apply
book-when-fails = { $value } does not apply
book-that-any = for at least one of the { $rows }: { $condition }
book-when-any = for at least one of the { $rows }: { $condition }
book-that-no-one = for none of the { $rows }: { $condition }
book-when-no-one = for none of the { $rows }: { $condition }
book-that-every = for each of the { $rows }: { $condition }
book-when-every = for each of the { $rows }: { $condition }
book-that-not-every = not for each of the { $rows }: { $condition }
book-when-not-every = not for each of the { $rows }: { $condition }
book-that-in-any = in at least one of { $window }: { $condition }
book-when-in-any = in at least one of { $window }: { $condition }
book-that-in-none = in none of { $window }: { $condition }
book-when-in-none = in none of { $window }: { $condition }
book-that-in-every = in each of { $window }: { $condition }
book-when-in-every = in each of { $window }: { $condition }
book-that-in-not-every = not in each of { $window }: { $condition }
book-when-in-not-every = not in each of { $window }: { $condition }
book-that-settled = in the period that is settled this holds: { $condition }
book-when-settled = in the period that is settled this holds: { $condition }
book-that-earlier = { $earlier } earlier this held: { $condition }
book-when-earlier = { $earlier } earlier this held: { $condition }

## Definitions

book-applies-when = { $name } applies when { $condition }.
book-applies-all = { $name } applies when all of this holds:
book-applies-any = { $name } applies when one of these holds:
book-is-cases = { $name } is the first of these whose condition holds:
book-is-same = { $name } is the value of { $value }.
book-is-value = { $name } is { $value }.
book-with-params = It is computed for given { $params }.
book-exclusive = No two of the exceptions may hold at once; where they did, the settlement would stop.
book-overridable = The company can set this value by hand, with dates and a reason; it then takes the place of the computed one for everything that reads it.
book-figures-company = Of the company
book-figures-partner = Of each partner
book-figures-person = Of each person
book-figures-event = Of each { $event } entry
book-figures-line = Of each line of { $bonus }
book-picks = Selections
book-pick = { $name } is the first { $count } of the { $rows }, by { $order }.
book-state = { $name } ({ $type }) is kept for every partner from one period to the next. Before the first period it is { $initial }.

## Loops and flows

book-memory = { $name } begins with { $start }; each time it then becomes { $next }.
book-memory-fixed = { $name } is { $start } throughout.
book-repeat =
    { $most ->
        [one] The following is done once at most.
       *[other] The following is repeated round by round, { $most } times at most.
    }
book-scan = The { $rows } are gone through one after the other, by { $order }.
book-scan-most =
    { $most ->
        [one] It ends after one round at most.
       *[other] It ends after { $most } rounds at most.
    }
book-stops-before = It ends before a round in which { $condition }.
book-flow = What moves here goes up the tree { $tree }, from each partner to the one above.
book-flow-adds = Each partner adds: { $value }.
book-flow-passes = Each partner passes on: { $value }.
book-flow-company = Where more is passed on than there is, the company adds what is missing.
book-flow-kept = The rest is kept. What passes the topmost partner stays with the company.

## Basics

book-units = Points
book-units-no-money = Points are no money. They are only paid where a rule converts them at a declared rate.
book-rates = Rates
book-rates-dated = The day whose conditions apply picks the rate.
book-trees = Who stands above whom
book-tree-free = In { $name } a partner may have any number of partners directly below.
book-tree-width =
    { $width ->
        [one] In { $name } a partner has at most one partner directly below.
       *[other] In { $name } a partner has at most { $width } partners directly below.
    }
book-tree-sides = In { $name } a partner has one place on each side: { $sides }.
book-tree-derived = { $name } is made from { $from } by a rule, anew for every settlement.
book-tree-parent = Above a partner stands { $value }.
book-placed-below = Whoever has no place by the data gets one by a rule, below the partner who stands above in { $below }.
book-placed-side-above = The side is the one that this partner has chosen ({ $field }).
book-placed-side-own = The side is the one that the new partner has chosen ({ $field }).
book-placed-breadth = Free places are looked for level by level, on each from the first side to the last.
book-placed-depth = Free places are looked for among a partner’s own places first, then among those of his first, and so on down the first side.
book-placed-smallest = Where no place is free, the search goes on in the leg with the fewest partners, the first of several.
book-placed-outermost = The place is the one at the outer end of that side.
book-placed-days =
    { $days ->
        [0] The place holds from the day of joining.
        [one] The place holds from one day after joining; until then one may be given by hand.
       *[other] The place holds from { $days } days after joining; until then one may be given by hand.
    }
book-placed-number = Of several on one day the one with the smaller number comes first.
book-placed-least = Of several on one day the one with the smallest { $field } comes first, then the one with the smaller number.
book-placed-largest = Of several on one day the one with the largest { $field } comes first, then the one with the smaller number.
book-placed-waits = Where the partner above has no place himself, the new one waits until he has.
book-placed-skip = Where the partner above has no place himself, the new one goes below the next one above who has.
book-placed-keep = Those who were terminated keep their places.
book-placed-free = The place of one who was terminated is free as soon as nobody stands below it.
book-earners = Who may earn
book-earners-all = Every partner may earn.
book-earners-where = A partner may earn when { $condition }.
book-others-skip = Others are skipped: they take no place on a path, and the next one above is paid in their place.
book-others-pass = Others are passed: they keep their place on a path, and what they would get stays with the company.
book-others-hand-on = Others hand on: they keep their place on a path, and what they would get goes to the next one who is paid.
book-partner-fields = Further entries of partners
book-scale-ordered = { $name }, the lowest first: { $words }.
book-scale = { $name }: { $words }.

## Events

book-fields = What is known of each { $event } entry
book-owner = It belongs to the partner in { $field }.
book-conditions = { $field } decides the conditions: plan, network, ranks and rates { $period } apply.
book-volume = { $field } decides in which period it counts.
book-payable = { $field } decides from when it is paid.
book-date-absent = As long as { $field } is missing, it counts in no period.
book-reversed-mirrored = When it is reversed, all lines that were paid for it are taken back to the cent, from everybody.
book-reversed-stay = When it is reversed, the lines that were paid for it stay.
book-volume-leaves-reversal = Its volume leaves the period of the reversal.
book-volume-leaves-sale = Its volume counts no more in the period of the sale, for whatever looks back at it.
book-reversed-measure = A part of it is measured by { $field }.
book-volume-stays = Its volume stays.
book-nature = It is { $nature }.
book-nature-when = Where { $field } is { $words }, it is { $nature }.
book-nature-otherwise = Otherwise it is { $nature }.
book-nature-joining = a payment for taking part (a fee, a kit or a package)
book-nature-purchase = something that a partner buys for himself, to use or to keep in stock
book-nature-retail = a sale to somebody who does not take part
book-nature-life = a contract of life insurance
book-nature-substitutive-health = a contract of substitutive health insurance
book-nature-payment-protection = a contract of payment protection insurance
book-nature-other-insurance = a contract of another insurance
book-nature-other = something else
book-liability =
    { $months ->
        [one] Commission for it may be reclaimed for one month.
       *[other] Commission for it may be reclaimed for { $months } months.
    }
book-liability-when =
    { $months ->
        [one] Where { $field } is { $words }, commission for it may be reclaimed for one month.
       *[other] Where { $field } is { $words }, commission for it may be reclaimed for { $months } months.
    }

## Ranks and tables

book-ladder-caption = The lowest rank first; a dash asks for nothing.
book-climb-highest = A partner has the highest rank whose own conditions are fulfilled, whatever those of the ranks below.
book-climb-one-by-one = A rank is reached only together with all ranks below it.
book-rank-rule = { $name } is the highest rank of { $ladder } for which all of this holds, with the figures of its row:
book-rank-otherwise = Where no rank is reached: { $otherwise }.
book-table-by = { $result }, by { $key }; a dash is nothing
book-table-first = The first row that fits counts.
book-table-sum = All rows that fit are added up.
book-tiers-whole = The step that is reached holds for the whole amount.
book-tiers-brackets = Each step holds for the part of the amount that lies within it.

## Bonuses

book-paid-for = Paid { $what }.
book-for-event = for each { $event } entry
book-for-line = for each line of { $bonus }
book-for-line-after = for each line of { $bonus }, as the limit { $cap } leaves it
book-for-partner = for each partner, { $each }
book-for-company = { $each }
book-for-where = { $what }, when { $condition }
book-once = It is paid only once in a life to each partner.
book-walk-included = The path goes up the tree { $tree } and begins with { $from }.
book-walk-above = The path goes up the tree { $tree } and begins with the partner above { $from }.
book-counts-levels = { $name } counts the partners on the path, the first being 1.
book-counts-generations = { $name } counts generations: it begins with { $start } and grows by one behind each partner on the path of whom this is true: { $condition }.
book-differential-highest = { $rate } is a difference: the recipient’s own rate ({ $by }) less { $paid }, the highest rate met so far on the path, and never less than nothing.
book-differential-below = { $rate } is a difference: the recipient’s own rate ({ $by }) less { $paid }, the rate of the partner just below on the path, and never less than nothing.
book-ends-beyond = The path ends when { $name } goes beyond { $most }.
book-ends-before = The path ends before the first partner with whom { $condition }.
book-ends-after = The path ends behind the first partner with whom { $condition }.
book-skips = Skipped, when { $condition }: the partner takes no place on the path, and the next one above is paid in that place.
book-passes = Passed, when { $condition }: the partner keeps the place on the path, and what would be paid there stays with the company.
book-hands-on = Handed on, when { $condition }: the partner keeps the place on the path, and what would be paid there is added to the next line that is paid.
book-earners-skip = Who cannot earn ({ $earners }) is skipped.
book-earners-pass = Who cannot earn ({ $earners }) is passed; the place is kept, and the money stays with the company.
book-earners-hand-on = Who cannot earn ({ $earners }) hands on; the place is kept, and the money goes to the next one who is paid.
book-each-visited = each partner on the path
book-gets = { $who } gets { $amount }.
book-finally-gets = At the end of the path { $who } gets { $amount }.
book-amount-when = { $amount }, when { $condition }
book-rest = Where the path has no partner left, nothing more is paid.
book-rest-handed-on = Where the path has no partner left, nothing more is paid, and what was handed on stays with the company.
book-rounds-each = Each line is { $rounding } { $currency }.
book-rounds-running = The running total of the path is { $rounding } { $currency }, and each line is the difference to the one before.
book-rounds-last = Each line is { $rounding } { $currency }; the last one of the path takes what is missing to the rounded whole.
book-limited-by = Limited by { $caps }.

## Pools and caps

book-glance-pool = shared out { $each }
book-pool-amount = What is shared out { $each }: { $amount }.
book-pool-who = A partner takes part when { $condition }.
book-pool-all = All partners take part.
book-pool-weight = The amount is shared in proportion to { $weight }, to the last cent: what is left by rounding goes to the largest fractions, and between equal ones by number.
book-pool-nobody = Where nobody takes part, the company keeps the amount.
book-pool-nobody-next = Where nobody takes part, the amount is added to that of the next period.
book-caps-order = The limits are applied in the order in which they stand here.
book-cap-line = No single line of { $on } is more than { $limit }, { $each }.
book-cap-bonus = { $on }, each on its own, bring at most { $limit } { $each }.
book-cap-partner = From { $on } a partner gets at most { $limit }, { $each }.
book-cap-person = From { $on } a person gets at most { $limit }, { $each }, over all positions.
book-cap-company = For { $on } together the company pays at most { $limit }, { $each }.
book-cap-after = It looks at what { $caps } leave.
book-cap-by-line = What is too much is taken from all lines in proportion to their amounts.
book-cap-by-partner = What is too much is taken from all partners in proportion to their amounts.
book-cap-positive = Only positive amounts are cut.
book-cap-priority = The first named is served first: { $order }.
book-cap-exactly = The limit is met to the cent.
book-cap-down = Each part is rounded down.
book-cap-half-up = Each part is rounded half up.
book-cap-lost = What is cut off stays with the company.
book-cap-carried = What is cut off waits, and is paid in a later period in which the limit leaves room: after what that period itself pays, the oldest first, until it is paid.
book-cap-carried-for =
    { $periods ->
        [one] What is cut off waits, and is paid in a later period in which the limit leaves room: after what that period itself pays, the oldest first. What could not be paid within one period after its own is lost.
       *[other] What is cut off waits, and is paid in a later period in which the limit leaves room: after what that period itself pays, the oldest first. What could not be paid within { $periods } periods after its own is lost.
    }

## Examples and assertions

book-examples-intro = The amounts of these examples were computed with this plan, as in every settlement.
book-network = The network: { $tree }
book-network-below = Below { $above }: { $below }.
book-given = To begin with:
book-fact-of = { $partner }: { $name } is { $value }
book-fact-all = { $name } is { $value }
book-fact-in = { $period }: { $fact }
book-fact-because = { $fact }, since { $because }
book-by-hand = { $fact } (set by hand)
book-happened = What happened: { $event }
book-results = What is paid, { $period }
book-nothing-paid = { $period }: nothing is paid.
book-how = How it comes about:
book-expected = What this example shows:
book-asserts-intro = Every settlement checks these statements. Where one did not hold, the settlement would stop.
book-assert = { $condition }.
book-assert-titled = { $title }: { $condition }.
book-waivers-intro = The review of the plan for fairness and law points at the following. It is meant to be so; the reason stands beside it.
book-head-finding = Finding
book-head-about = About
book-head-reason = Reason
book-waived-pay-for-joining = Pay is given for somebody’s joining.
book-waived-joining-volume = Volume of joining counts for what is paid.
book-waived-purchase-to-qualify = A condition can be met by own purchases alone.
book-waived-no-retail-base = Nothing that is paid depends on sales to people who do not take part.
book-waived-no-clawback = What was paid stays paid after a reversal.
book-waived-liability-missing = The plan does not say for how long commission may be reclaimed.
book-waived-endless-walk = Everybody above is paid, however many there are.
book-waived-missing-nature = The plan does not say of all entries what they are.

## Terms

book-term = { $term }: { $meaning }
book-own-terms = Terms of this plan
book-own-term = { $type }; { $of }
book-of-company = the company’s
book-of-partner = of each partner
book-of-person = of each person
book-of-owner = { $name } of the owner
book-term-walk = Path
book-meaning-walk = the way up a tree from the partner at whom it begins, from each to the one above.
book-term-level = Level
book-meaning-level = the number of places on a path up to a partner. Who is skipped takes none.
book-term-generation = Generation
book-meaning-generation = a stretch of a path that ends with a leader.
book-term-differential = Difference
book-meaning-differential = the own rate less the one that was paid below.
book-term-skip = Skipped
book-meaning-skip = takes no place on the path; the next one above gets it.
book-term-pass = Passed
book-meaning-pass = keeps the place and gets nothing; the money stays with the company.
book-term-hand-on = Handed on
book-meaning-hand-on = keeps the place and gets nothing; the money goes to the next one who is paid.
book-term-pool = Pool
book-meaning-pool = an amount that several partners share.
book-term-cap = Limit
book-meaning-cap = the most that is paid; what is above is cut off.
book-term-state = Carried value
book-meaning-state = a value that one period hands to the next.
book-term-upline = Upline
book-meaning-upline = all partners above somebody in a tree.
book-term-frontline = Frontline
book-meaning-frontline = the partners directly below somebody in a tree.
book-term-team = Team
book-meaning-team = a partner and everybody below in a tree.
book-term-leg = Leg
book-meaning-leg = a partner directly below somebody, with everybody below that partner.
book-term-rank = Rank
book-meaning-rank = the place on a ladder that a partner has reached in a period.
book-term-line = Line
book-meaning-line = one amount for one partner from one bonus; all payments are sums of lines.
book-nom-calendar-weeks = the number of calendar weeks that begin after { $from } and by { $to }
book-dat-calendar-weeks = the number of calendar weeks that begin after { $from } and by { $to }
book-nom-calendar-months = the number of calendar months that begin after { $from } and by { $to }
book-dat-calendar-months = the number of calendar months that begin after { $from } and by { $to }
book-nom-calendar-quarters = the number of calendar quarters that begin after { $from } and by { $to }
book-dat-calendar-quarters = the number of calendar quarters that begin after { $from } and by { $to }
book-nom-calendar-years = the number of calendar years that begin after { $from } and by { $to }
book-dat-calendar-years = the number of calendar years that begin after { $from } and by { $to }
book-nom-settlement-end = the last day of the period that is settled
book-dat-settlement-end = the last day of the period that is settled
book-chapter-accounts = Accounts
book-account = Every partner has a balance: { $unit }. It is never below zero. In each period this happens, in this order:
book-account-lots = It is kept in lots, by the { $calendar } in which something came in; a lot lives for its own { $calendar } and { $age } more.
book-calendar-week = week
book-calendar-month = month
book-calendar-quarter = quarter
book-calendar-year = year
book-account-add = Added: { $value }.
book-account-add-day = Added: { $value }, each to the lot of { $day }.
book-account-draw = Drawn, as far as it is there: { $value }.
book-account-draw-oldest = Drawn from the oldest lots first, as far as it is there: { $value }.
book-account-draw-newest = Drawn from the newest lots first, as far as it is there: { $value }.
book-account-draw-day = Drawn from the lot of { $day } each, as far as it is there: { $value }.
book-account-draw-later = Drawn from the lot of { $day } each, and what it lacks from later lots, the oldest first: { $value }.
book-account-old-released = A lot that has become older is released.
book-account-old-expires = A lot that has become older expires.
book-account-all-released = Everything is released.
book-account-all-released-when = Everything is released { $condition }.
book-account-all-expires = Everything expires.
book-account-all-expires-when = Everything expires { $condition }.
book-account-above-released = What is above this limit is released: { $limit }.
book-account-above-expires = What is above this limit expires: { $limit }.
book-account-closed-noted = From a lot that is no longer kept nothing is drawn.
book-account-closed-on = What is drawn from a lot that is no longer kept comes from later lots.
book-holds-from = It holds from { $from } on.
book-holds-to = It holds from { $from } to { $to }, both days included; where the last day is empty, it goes on.
book-holds-first = It counts in a period if it holds on the first day.
book-holds-last = It counts in a period if it holds on the last day.
book-holds-any = It counts in a period if it holds on any day.
book-holds-every = It counts in a period if it holds on every day.
book-true-up = This is what is due in total to date. Each period pays what is due less what was paid for the same before; that may be less than nothing.
