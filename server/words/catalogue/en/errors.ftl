## Forms

error-field-empty = This field is empty. Enter a value.
error-not-a-number = “{ $input }” is not a number. Write it like { $example }, without currency.
error-number-ambiguous = “{ $input }” can be read in two ways. Write { $thousands } or { $decimals }.
error-too-many-places =
    { $places ->
        [0] “{ $input }” has decimal places. Only whole numbers go here.
        [one] “{ $input }” has more than one decimal place. Round it.
       *[other] “{ $input }” has more than { $places } decimal places. Round it.
    }
error-number-too-large = “{ $input }” is too large. Enter a smaller number.
error-not-a-date = “{ $input }” is not a date. Write it like { $example }.
error-no-such-day = “{ $input }” is not in the calendar: { $month } has no day { $day }.
error-date-ambiguous = “{ $input }” can be { $first } or { $second }. Write one of them.
error-not-a-month = “{ $input }” is not a month. Write { $example } or { $number }.
