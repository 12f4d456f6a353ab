audit = Audit log
audit-who = Who
audit-what = What
audit-when = When
audit-object = On what
audit-before = Before
audit-after = After
audit-from-where = From where
audit-reason = Grounds
audit-personal-data = Access to personal data
audit-change = Change
audit-login = Login
audit-login-failed = Failed login
audit-refused = Refused
audit-export = Export
audit-system = System
audit-by-key = API key { $name }
audit-chain-ok =
    { $entries ->
        [one] One entry checked. The chain has no gap.
       *[other] { $entries } entries checked. The chain has no gap.
    }
audit-chain-broken = The chain breaks at entry { $number }. Restore the last backup.
audit-none-yet = No entries yet.
