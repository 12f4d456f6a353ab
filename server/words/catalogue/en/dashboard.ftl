dashboard-to-do = To do
dashboard-nothing-to-do = Nothing to do.
dashboard-volume = Volume
dashboard-payout = Payout
dashboard-ratio = Payout ratio
dashboard-active-partners = Active partners
dashboard-new-partners = New partners
dashboard-held = On hold
dashboard-last-period = Last month { $value }
dashboard-volume-and-payout = Volume and payout
dashboard-volume-and-payout-about = Amounts per month, in { $currency }
dashboard-ratio-over-time = Ratio against its bound
dashboard-rank-distribution = Ranks over time
dashboard-rank-distribution-about = Partners per rank and month
dashboard-show-numbers = Show numbers
dashboard-to-do-approve =
    { $runs ->
        [one] One run awaits your approval
       *[other] { $runs } runs await your approval
    }
dashboard-to-do-bank-details =
    { $changes ->
        [one] One change of bank details awaits confirmation
       *[other] { $changes } changes of bank details await confirmation
    }
dashboard-to-do-entries =
    { $entries ->
        [one] One entry awaits approval
       *[other] { $entries } entries await approval
    }
dashboard-to-do-stale =
    { $runs ->
        [one] One run is stale
       *[other] { $runs } runs are stale
    }
dashboard-to-do-unmatched =
    { $payments ->
        [one] One incoming payment is unmatched
       *[other] { $payments } incoming payments are unmatched
    }
dashboard-to-do-returned =
    { $runs ->
        [one] One run was returned
       *[other] { $runs } runs were returned
    }
dashboard-limit = Limit { $limit }
dashboard-ratio-about = Payout divided by volume, by period
dashboard-active-over-time = Active and paid partners
dashboard-active-about = Partners by period
