## Users

users = Benutzer
user = Benutzer
user-create = Benutzer anlegen
user-name = Name
user-email = E-Mail-Adresse
user-roles = Rollen
user-last-login = Letzte Anmeldung
user-totp = Einmalcodes
user-totp-on = Eingerichtet
user-totp-off = Nicht eingerichtet
user-totp-reset = Einmalcodes zurücksetzen
user-lock = Benutzer sperren
user-unlock = Benutzer entsperren
user-locked = Gesperrt
user-sessions = Sitzungen
user-session-end = Sitzung beenden
user-last-administrator = Das ist die letzte Person mit der Rolle Administration. Geben Sie die Rolle zuerst einer anderen.

## API keys

api-keys = API-Schlüssel
api-key-create = API-Schlüssel anlegen
api-key-revoke = API-Schlüssel sperren
api-key-scopes = Berechtigungen
api-key-last-used = Zuletzt benutzt
api-key-shown-once = Kopieren Sie den Schlüssel jetzt. Er wird nur dieses eine Mal gezeigt.

## Company

settings = Einstellungen
settings-company = Firma
settings-legal-entities = Gesellschaften
settings-programmes = Programme
settings-number-ranges = Nummernkreise
settings-accounts = Konten und Steuerschlüssel
settings-payout = Auszahlung
settings-warnings = Grenzen für Warnungen
settings-register = Handelsregister
settings-managers = Geschäftsführung
settings-logo = Logo
settings-time-zone = Zeitzone
settings-warning-amount = Ungewöhnlich ab
settings-warning-ratio = Grenze der Auszahlungsquote
