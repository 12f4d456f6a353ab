//! Administration, plans and two companies in one store, over HTTP.

use crate::{Answer, PLAN, Site, site};
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use compline_office::companies::{LegalEntity, Programme, Settings};
use compline_office::demo::{COMPANY, PASSWORD};
use compline_office::facts::events::EventFilter;
use compline_office::staff::{NewUser, User};
use compline_office::who::Author;
use compline_policy::Role;

const PROGRAMME: &str = "partner";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administration_on_sqlite() {
    administration(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administration_on_postgres() {
    administration(&site(true).await).await;
}

async fn administration(site: &Site) {
    if !compline_ui::assets::built() {
        panic!("the assets of the web build are needed: cargo xtask setup");
    }
    let admin = site.sign_in("winter").await;
    users(site, &admin).await;
    settings(site, &admin).await;
    plans(site).await;
    two_companies(site, &admin).await;
    audit(site, &admin).await;
    assert_eq!(site.office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
}

fn form(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// The text between two marks.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let start = text.find(before).unwrap_or_else(|| panic!("no {before} in {text}")) + before.len();
    let rest = &text[start..];
    &rest[..rest.find(after).unwrap()]
}

impl Site {
    async fn user(&self, login: &str) -> User {
        let staff = self.office.staff(COMPANY).await.unwrap();
        staff.into_iter().map(|(user, _)| user).find(|user| user.login == login).unwrap()
    }

    async fn enter(&self, login: &str, password: &str) -> Answer {
        self.post("", "/login", &form(&[("login", login), ("password", password)])).await
    }
}

fn cookie(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn users(site: &Site, admin: &str) {
    let clerk = site.sign_in("klein").await;
    assert_eq!(site.get(&clerk, "/settings").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get(&clerk, "/settings/users").await.status, StatusCode::FORBIDDEN);
    let new = form(&[("name", "Ole"), ("login", "ole"), ("roles", "settlement")]);
    assert_eq!(site.post(&clerk, "/settings/users/new", &new).await.status, StatusCode::FORBIDDEN);

    // What is wrong is said at its field, and what was typed stays.
    let bad = form(&[("name", ""), ("login", "ole sander"), ("language", "de")]);
    let answer = site.post(admin, "/settings/users/new", &bad).await;
    for text in ["Geben Sie den Namen an.", "ist kein Benutzername", "mindestens eine Rolle", "value=\"ole sander\""] {
        assert!(answer.text.contains(text), "{text}");
    }
    let taken = form(&[("name", "Ole"), ("login", "klein"), ("roles", "settlement")]);
    assert!(site.post(admin, "/settings/users/new", &taken).await.text.contains("Diesen Benutzernamen gibt es schon."));

    // The password is shown once, and replaced before anything else.
    let new = form(&[("name", "Ole <b>Sander"), ("login", "ole"), ("language", "de"), ("roles", "auditor")]);
    let made = site.post(admin, "/settings/users/new", &new).await;
    assert!(made.text.contains("Ole &lt;b&gt;Sander") && !made.text.contains("<b>Sander"));
    assert!(!made.text.contains("otpauth"), "an auditor needs no codes");
    let password = between(&made.text, "data-copy=\"", "\"").to_owned();
    assert_eq!(password.len(), 23);
    let ole = cookie(&site.enter("ole", &password).await);
    assert_eq!(site.get(&ole, "/runs").await.headers[LOCATION], "/account/password");
    let own = "a password of his own";
    let wrong = form(&[("old", "wrong"), ("new", own), ("again", own)]);
    assert!(site.post(&ole, "/account/password", &wrong).await.text.contains("Das bisherige Passwort stimmt nicht."));
    let short = form(&[("old", &password), ("new", "short"), ("again", "short")]);
    assert!(site.post(&ole, "/account/password", &short).await.text.contains("Das Passwort hat 5 Zeichen."));
    let right = form(&[("old", &password), ("new", own), ("again", own)]);
    assert_eq!(site.post(&ole, "/account/password", &right).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&ole, "/runs").await.status, StatusCode::OK);
    assert_ne!(site.enter("ole", &password).await.status, StatusCode::SEE_OTHER, "the first password has gone");

    // Changed roles hold with the next click; those that need codes bring a secret along.
    assert_eq!(site.get(&ole, "/audit").await.status, StatusCode::OK);
    let id = site.user("ole").await.id;
    let href = format!("/settings/users/{id}");
    let care = form(&[("name", "Ole Sander"), ("roles", "partner-care")]);
    assert_eq!(site.post(admin, &href, &care).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&ole, "/audit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        site.get(&ole, "/ledger").await.status,
        StatusCode::FORBIDDEN,
        "what the policies do not permit is not seen"
    );
    let approver = form(&[("name", "Ole Sander"), ("roles", "approver")]);
    let changed = site.post(admin, &href, &approver).await;
    assert!(changed.text.contains("<path") && changed.text.contains("Einmalcodes einrichten"));
    assert_ne!(site.enter("ole", own).await.status, StatusCode::SEE_OTHER, "a code is needed from now on");

    // Locked is out at once, and stays out.
    assert_eq!(site.get(&ole, "/runs").await.status, StatusCode::OK);
    assert_eq!(site.post(admin, &format!("{href}/lock"), "").await.status, StatusCode::SEE_OTHER);
    assert!(site.get(&ole, "/runs").await.headers[LOCATION].to_str().unwrap().starts_with("/login"));
    assert!(site.get(admin, &href).await.text.contains("Gesperrt"));

    // The last administrator stays one, and nobody locks themselves out.
    let own = site.user("winter").await.id;
    let answer =
        site.post(admin, &format!("/settings/users/{own}"), &form(&[("name", "Paul"), ("roles", "auditor")])).await;
    assert!(answer.text.contains("Das ist die letzte Person mit der Rolle Administration."));
    let answer = site.post(admin, &format!("/settings/users/{own}/lock"), "").await;
    assert!(answer.text.contains("Bei sich selbst geht das nicht."));
    let answer = site.post(admin, &format!("/settings/users/{own}/leave"), "").await;
    assert!(answer.text.contains("Bei sich selbst geht das nicht."));
    assert!(!site.user("winter").await.locked);

    // A reset ends sessions; so does its owner.
    let fuchs = site.sign_in("fuchs").await;
    let other = site.sign_in("fuchs").await;
    let page = site.get(&fuchs, "/account").await.text;
    let session = between(&page, "name=\"session\" value=\"", "\"").to_owned();
    let end = form(&[("session", &session)]);
    assert_eq!(site.post(&clerk, "/account/sessions/end", &end).await.status, StatusCode::NOT_FOUND, "not one's own");
    assert_eq!(site.post(&fuchs, "/account/sessions/end", &end).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&other, "/partners").await.status, StatusCode::SEE_OTHER);
    let id = site.user("fuchs").await.id;
    let reset = site.post(admin, &format!("/settings/users/{id}/password"), "").await;
    assert!(reset.text.contains("Neues Passwort für fuchs"));
    assert_eq!(site.get(&fuchs, "/partners").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(admin, "/settings/users/nobody").await.status, StatusCode::NOT_FOUND);
}

async fn settings(site: &Site, admin: &str) {
    let auditor = site.sign_in("lange").await;
    for path in ["/settings", "/settings/roles", "/settings/entities/nordlicht-gmbh"] {
        let status = site.get(&auditor, path).await.status;
        assert!(status == StatusCode::OK || path.contains("entities"), "{path} {status}");
    }
    assert_eq!(site.post(&auditor, "/settings", "name=X&language=de").await.status, StatusCode::FORBIDDEN);
    let entity = site.office.legal_entities(COMPANY).await.unwrap().remove(0);
    let href = format!("/settings/entities/{}", entity.id);
    let bad = form(&[
        ("name", ""),
        ("street", "Hafenstraße 12"),
        ("post_code", "24103"),
        ("city", "Kiel"),
        ("country", "XX"),
        ("vat_id", "123"),
        ("contact", "nobody"),
        ("holder", "Nordlicht GmbH"),
        ("iban", "DE00100500000000000001"),
        ("prefix", "GS 2026"),
    ]);
    let answer = site.post(admin, &href, &bad).await;
    for text in [
        "Dieses Feld ist leer.",
        "„XX“ ist kein Land.",
        "nicht die Form einer USt-IdNr.",
        "ist keine E-Mail-Adresse",
        "Die Prüfziffern der IBAN passen nicht.",
        "Erlaubt sind bis zu 20 Buchstaben",
        "value=\"GS 2026\"",
    ] {
        assert!(answer.text.contains(text), "{text}");
    }
    assert_eq!(site.office.legal_entity(COMPANY, &entity.id).await.unwrap(), entity);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let good = form(&[
        ("name", "Nordlicht Vertrieb GmbH"),
        ("street", &entity.street),
        ("post_code", &entity.post_code),
        ("city", &entity.city),
        ("country", "de"),
        ("vat_id", &text(&entity.vat_id)),
        ("tax_number", &text(&entity.tax_number)),
        ("contact", &text(&entity.contact)),
        ("holder", &text(&entity.holder)),
        ("iban", &text(&entity.iban)),
        ("bic", ""),
        ("prefix", &entity.prefix),
    ]);
    let answer = site.post(admin, &href, &good).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let now = site.office.legal_entity(COMPANY, &entity.id).await.unwrap();
    assert_eq!((now.name.as_str(), now.country.as_str(), now.bic), ("Nordlicht Vertrieb GmbH", "DE", None));
    let same = site.post(admin, &href, &good).await;
    assert!(same.text.contains("Das gilt schon so."));
    let entry = site.office.audit_entries(COMPANY, Some(&entity.id), None, 1).await.unwrap().remove(0);
    assert_eq!(entry.action, "change-legal-entity");
    assert!(entry.details.contains("\"before\"") && entry.details.contains("Nordlicht Vertrieb GmbH"));
    assert!(!entry.details.contains("street"), "only what has changed: {}", entry.details);

    let books = |limit: &str, account: &str, length: &str| {
        form(&[
            ("minimum_payout", "25,00"),
            ("payout_limit", limit),
            ("unusual_amount", "4.000,00"),
            ("consultant", "1001"),
            ("client", "1"),
            ("year_begins", "1"),
            ("account_length", length),
            ("chart", "03"),
            ("commission", account),
            ("input_tax", "1576"),
            ("reverse_input_tax", "1577"),
            ("reverse_tax", "1787"),
            ("transit", "1360"),
            ("bank", "1200"),
            ("clearing", "1370"),
            ("opening", "9009"),
            ("first_creditor", "70000"),
            ("key_taxed", "9"),
            ("key_reverse", "94"),
        ])
    };
    let href = format!("{href}/books");
    let answer = site.post(admin, &href, &books("viel", "4760", "4")).await;
    assert!(answer.text.contains("„viel“ ist keine Zahl.") && answer.text.contains("value=\"viel\""));
    let answer = site.post(admin, &href, &books("150", "47600", "9")).await;
    for text in ["Geben Sie einen Anteil", "nicht zwischen 4 und 8", "ist kein Kreditorenkonto"] {
        assert!(answer.text.contains(text), "{text}");
    }
    let answer = site.post(admin, &href, &books("47,5", "4760", "4")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let settings = site.office.legal_entity(COMPANY, &entity.id).await.unwrap().settings().unwrap();
    assert_eq!((settings.minimum_payout, settings.payout_limit, settings.unusual_amount), (2_500, 4_750, 400_000));

    let roles = site.get(admin, "/settings/roles").await.text;
    assert!(roles.contains("Zahlungslauf freigeben") && !roles.contains('⟦'));
    let channel = form(&[("name", "Partner"), ("channel_field", "nothing")]);
    let answer = site.post(admin, &format!("/settings/programmes/{PROGRAMME}"), &channel).await;
    assert!(answer.text.contains("kennt der Plan nicht"));
    let channel = form(&[("name", "Partner"), ("channel_field", "category")]);
    let answer = site.post(admin, &format!("/settings/programmes/{PROGRAMME}"), &channel).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let programme = site.office.programme(COMPANY, PROGRAMME).await.unwrap();
    assert_eq!((programme.name.as_str(), programme.channel_field.as_deref()), ("Partner", Some("category")));
}

/// A form with files, as browsers send it.
fn parts(pairs: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        out.push_str(&format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    out + "--X--\r\n"
}

async fn plans(site: &Site) {
    let adler = site.sign_in("adler").await;
    let clerk = site.sign_in("klein").await;
    let approver = site.sign_in("vogt").await;
    assert_eq!(site.get(&clerk, "/plans/new").await.status, StatusCode::FORBIDDEN);
    let next = PLAN.replace("version 4", "version 5");
    let later = next.replace("for sales from 2026-01-01", "for sales from 2026-05-01");
    let broken = later.replace("from 500 BV    6%", "from 500 BV    6 EUR <script>");
    let from = site.office.plan_versions(COMPANY).await.unwrap().remove(0).id;

    // A draft with errors is kept, and not proposed.
    let answer = site.parts(&adler, "/plans", &parts(&[("text", &broken), ("from", &from), ("check", "1")])).await;
    assert!(answer.text.contains("Der Plan hat Fehler.") && !answer.text.contains("<script>"), "{}", answer.text);
    assert_eq!(site.office.plan_versions(COMPANY).await.unwrap().len(), 1, "only checked");
    let kept = site.parts(&adler, "/plans", &parts(&[("text", &broken), ("from", &from)])).await;
    let plan = kept.headers[LOCATION].to_str().unwrap().to_owned();
    let id = plan.rsplit('/').next().unwrap().to_owned();
    let draft = site.office.plan_version(COMPANY, &id).await.unwrap();
    assert_eq!((draft.name.as_str(), draft.state.as_str(), draft.errors > 0), ("Nordlicht", "draft", true));
    let answer = site.post(&adler, &format!("{plan}/propose"), "reason=x").await;
    assert!(answer.text.contains("Beheben Sie sie vor der Freigabe."), "{}", answer.text);
    let page = site.get(&adler, &plan).await.text;
    assert!(page.contains("finding") && page.contains("id=\"source-L1\""));
    assert_eq!(site.post(&clerk, &format!("{plan}/edit"), "text=x").await.status, StatusCode::FORBIDDEN);

    // Mended; who began with an older text does not overwrite it.
    let edit = |text: &str, seen: &str| form(&[("text", &text.replace('\n', "\r\n")), ("seen", seen)]);
    assert_eq!(
        site.post(&adler, &format!("{plan}/edit"), &edit(&next, &draft.hash)).await.status,
        StatusCode::SEE_OTHER
    );
    let answer = site.post(&adler, &format!("{plan}/edit"), &edit(&later, &draft.hash)).await;
    assert!(answer.text.contains("Jemand anderes hat den Entwurf inzwischen geändert."));
    assert!(answer.text.contains("for sales from 2026-05-01"), "what was typed stays");
    // On the days of the released version it cannot be released.
    let answer = site.post(&adler, &format!("{plan}/propose"), "reason=May").await;
    assert!(answer.text.contains("Ab 01.01.2026 gilt schon Fassung 4."), "{}", answer.text);
    let hash = site.office.plan_version(COMPANY, &id).await.unwrap().hash;
    assert_eq!(site.post(&adler, &format!("{plan}/edit"), &edit(&later, &hash)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.office.plan_version(COMPANY, &id).await.unwrap().text, later, "line ends are those of files");
    let page = site.get(&adler, &format!("{plan}/compare")).await.text;
    assert!(page.contains("2 hinzugefügt, 2 entfernt") && page.contains("source-added"), "{page}");

    // Four eyes: neither who asked nor who wrote.
    let answer = site.post(&adler, &format!("{plan}/propose"), "reason=").await;
    assert!(answer.text.contains("Geben Sie einen Grund an."));
    assert_eq!(site.post(&adler, &format!("{plan}/propose"), "reason=May").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post(&adler, &format!("{plan}/release"), "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post(&clerk, &format!("{plan}/release"), "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post(&adler, &format!("{plan}/edit"), &edit(&next, "")).await.status, StatusCode::CONFLICT);
    let answer = site.post(&approver, &format!("{plan}/refuse"), "reason=").await;
    assert!(answer.text.contains("Geben Sie einen Grund an."));
    assert_eq!(site.post(&approver, &format!("{plan}/refuse"), "reason=Why+May").await.status, StatusCode::SEE_OTHER);
    assert!(site.get(&adler, &plan).await.text.contains("Why May"));
    site.post(&adler, &format!("{plan}/propose"), "reason=Because").await;
    assert_eq!(site.post(&approver, &format!("{plan}/release"), "").await.status, StatusCode::SEE_OTHER);
    let released = site.office.plan_version(COMPANY, &id).await.unwrap();
    assert_eq!(released.state, "released");
    assert_eq!(site.post(&adler, &format!("{plan}/edit"), &edit(&next, &hash)).await.status, StatusCode::CONFLICT);

    // Who mended somebody else's draft does not release it either.
    let boss = NewUser {
        login: "boss".to_owned(),
        name: "Boss".to_owned(),
        password: PASSWORD.to_owned(),
        language: "de".to_owned(),
        roles: vec![Role::PlanDesigner],
    };
    site.office.add_user(&Author::system(COMPANY), &boss).await.unwrap();
    let boss = cookie(&site.enter("boss", PASSWORD).await);
    let june = later.replace("version 5", "version 6").replace("2026-05-01", "2026-06-01");
    let kept = site.parts(&adler, "/plans", &parts(&[("text", &june)])).await;
    let plan = kept.headers[LOCATION].to_str().unwrap().to_owned();
    let hash = site.office.plan_version(COMPANY, plan.rsplit('/').next().unwrap()).await.unwrap().hash;
    let mended = format!("{june}# mended\n");
    assert_eq!(site.post(&boss, &format!("{plan}/edit"), &edit(&mended, &hash)).await.status, StatusCode::SEE_OTHER);
    site.post(&adler, &format!("{plan}/propose"), "reason=June").await;
    assert_eq!(site.post(&boss, &format!("{plan}/release"), "").await.status, StatusCode::FORBIDDEN);
    let discard = format!("{plan}/discard");
    assert_eq!(site.post(&adler, &discard, "").await.status, StatusCode::CONFLICT, "it is proposed");
    assert_eq!(site.post(&adler, &format!("{plan}/withdraw"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.post(&clerk, &discard, "").await.status, StatusCode::FORBIDDEN);
    let before = site.office.plan_versions(COMPANY).await.unwrap().len();
    assert_eq!(site.post(&adler, &discard, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.office.plan_versions(COMPANY).await.unwrap().len(), before - 1);
    assert!(site.get(&adler, &plan).await.text.contains("Verworfen"), "it can still be read");
    assert_eq!(site.post(&adler, &format!("{plan}/edit"), &edit(&june, &hash)).await.status, StatusCode::CONFLICT);
}

/// A second company with a programme, and staff of its own.
async fn second(site: &Site) -> Author {
    let office = &site.office;
    office.add_company("southwind", "Southwind Ltd", "en").await.unwrap();
    let system = Author::system("southwind");
    let some = |text: &str| Some(text.to_owned());
    let entity = LegalEntity {
        id: "southwind-ltd".to_owned(),
        name: "Southwind Ltd".to_owned(),
        street: "Harbour 1".to_owned(),
        post_code: "D01".to_owned(),
        city: "Dublin".to_owned(),
        country: "IE".to_owned(),
        vat_id: some("IE1234567T"),
        tax_number: None,
        register: None,
        managers: None,
        contact: None,
        currency: "EUR".to_owned(),
        iban: None,
        bic: None,
        holder: None,
        settings: serde_json::to_string(&Settings::default()).unwrap(),
        prefix: "SW-".to_owned(),
    };
    office.add_legal_entity(&system, &entity).await.unwrap();
    for (id, name) in [("sw-one", "Southwind One"), ("sw-two", "Southwind Two")] {
        let programme = Programme {
            id: id.to_owned(),
            legal_entity: entity.id.clone(),
            name: name.to_owned(),
            currency: "EUR".to_owned(),
            channel_field: None,
        };
        office.add_programme(&system, &programme).await.unwrap();
    }
    // A plan of its own, so that nothing is hidden only because there is none.
    let at = |user: &str, role: Role| Author { user: user.to_owned(), roles: vec![role], ..system.clone() };
    let plan = office.draft_plan(&at("writer", Role::PlanDesigner), "sw-one", PLAN).await.unwrap();
    office.release_plan(&at("reader", Role::PlanDesigner), &plan).await.unwrap();
    let new = NewUser {
        login: "south".to_owned(),
        name: "Sue South".to_owned(),
        password: PASSWORD.to_owned(),
        language: "en".to_owned(),
        roles: vec![Role::Auditor, Role::PlanDesigner],
    };
    let (id, _) = office.add_user(&system, &new).await.unwrap();
    let roles = vec![Role::Auditor, Role::PlanDesigner];
    Author { user: id, name: new.name, company: "southwind".to_owned(), roles, key: None }
}

async fn two_companies(site: &Site, admin: &str) {
    let office = &site.office;
    let south = second(site).await;
    let run = office.runs(COMPANY).await.unwrap().remove(0).id;
    let plan = office.plan_versions(COMPANY).await.unwrap().remove(0).id;
    let entity = office.legal_entities(COMPANY).await.unwrap().remove(0).id;
    let partner = office.search_partners(COMPANY, "", "", 1).await.unwrap().remove(0).id;
    let user = site.user("klein").await.id;
    let filter = EventFilter { kind: "Order".to_owned(), ..EventFilter::default() };
    let event = office.events(COMPANY, PROGRAMME, &filter, 0, 1).await.unwrap().remove(0);
    let sue = cookie(&site.enter("south", PASSWORD).await);

    // Nothing of the other company under any address.
    let foreign = [
        format!("/runs/{run}"),
        format!("/runs/{run}/review"),
        format!("/runs/{run}/finalise"),
        format!("/runs/{run}/partners"),
        format!("/runs/{run}/partners/{partner}"),
        format!("/runs/{run}/partners/{partner}/why-not?what=Gold"),
        format!("/runs/{run}/override/{partner}"),
        format!("/runs/{run}/statements"),
        format!("/runs/{run}/reconciliation"),
        format!("/partners/{partner}"),
        format!("/partners/{partner}/downline"),
        format!("/orders/{}/{}/{}", event.kind, event.source, event.id),
        format!("/plans/{plan}"),
        format!("/plans/{plan}/compare"),
        format!("/plans/{plan}/edit"),
        format!("/plans/new?from={plan}"),
        format!("/settings/entities/{entity}"),
        format!("/settings/entities/{entity}/books"),
        format!("/settings/programmes/{PROGRAMME}"),
        format!("/settings/users/{user}"),
        format!("/ledger/{entity}/adviser"),
    ];
    for path in &foreign {
        let answer = site.get(&sue, path).await;
        let hidden = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status);
        assert!(hidden, "{path}: {} {}", answer.status, answer.text);
        assert!(!answer.text.contains("Nordlicht GmbH"), "{path}");
    }
    for path in
        ["/", "/runs", "/partners", "/orders", "/documents", "/ledger", "/payments", "/plans", "/audit", "/settings"]
    {
        let answer = site.get(&sue, path).await;
        assert!(!answer.text.contains("Nordlicht GmbH") && !answer.text.contains(&partner), "{path}");
    }
    for (path, form) in [
        (format!("/plans/{plan}/propose"), "reason=x".to_owned()),
        (format!("/plans/{plan}/release"), String::new()),
        ("/account/company".to_owned(), format!("company={COMPANY}")),
        ("/account/programme".to_owned(), format!("programme={PROGRAMME}")),
    ] {
        assert_eq!(site.post(&sue, &path, &form).await.status, StatusCode::NOT_FOUND, "{path}");
    }

    // The programme that is chosen is shown, in this session only.
    let other = cookie(&site.enter("south", PASSWORD).await);
    assert!(site.get(&sue, "/plans").await.text.contains("<li>Southwind One</li>"));
    assert_eq!(site.post(&sue, "/account/programme", "programme=sw-two").await.status, StatusCode::SEE_OTHER);
    assert!(site.get(&sue, "/plans").await.text.contains("<li>Southwind Two</li>"));
    assert!(site.get(&other, "/plans").await.text.contains("<li>Southwind One</li>"));

    // Who works for both switches, with the roles of each; nobody of one resets the other's password.
    let join = form(&[("join_login", "south"), ("join_roles", "settlement")]);
    assert_eq!(site.post(admin, "/settings/users/join", &join).await.status, StatusCode::SEE_OTHER);
    assert!(site.post(admin, "/settings/users/join", &join).await.text.contains("gehört schon zur Firma"));
    let href = format!("/settings/users/{}", south.user);
    for to in ["password", "codes", "lock"] {
        let answer = site.post(admin, &format!("{href}/{to}"), "").await;
        assert!(answer.text.contains("für eine Firma, die Sie nicht verwalten"), "{to}");
    }
    let renamed = form(&[("name", "Somebody"), ("roles", "settlement")]);
    assert!(site.post(admin, &href, &renamed).await.text.contains("für eine Firma, die Sie nicht verwalten"));
    assert_eq!(site.post(&sue, "/account/company", &format!("company={COMPANY}")).await.status, StatusCode::SEE_OTHER);
    let page = site.get(&sue, &format!("/runs/{run}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(site.get(&sue, "/audit").await.status, StatusCode::FORBIDDEN, "no auditor here");
    assert_eq!(site.get(&other, &format!("/runs/{run}")).await.status, StatusCode::NOT_FOUND, "another session");
    assert_eq!(site.post(admin, &format!("{href}/leave"), "").await.status, StatusCode::SEE_OTHER);
    assert!(site.get(&sue, "/runs").await.headers[LOCATION].to_str().unwrap().starts_with("/login"));
    assert_eq!(site.get(&other, "/runs").await.status, StatusCode::OK);
}

async fn audit(site: &Site, admin: &str) {
    let user = site.user("winter").await.id;
    let all = site.get(admin, "/audit").await.text;
    assert!(all.contains("Benutzer gesperrt") && !all.contains('⟦'));
    let mine = site.get(admin, &format!("/audit?who={user}&what=lock-user")).await.text;
    let rows = mine.matches("data-key=").count();
    assert_eq!(rows, 1, "{mine}");
    assert!(site.get(admin, "/audit?from=whenever").await.text.contains("„whenever“ ist kein Datum."));
    let none = site.get(admin, "/audit?to=2020-01-01").await.text;
    assert_eq!(none.matches("data-key=").count(), 0);
    let fuchs = site.office.staff(COMPANY).await.unwrap();
    let (fuchs, roles) = fuchs.into_iter().find(|(user, _)| user.login == "lange").unwrap();
    let looker = Author { user: fuchs.id, name: fuchs.name, company: COMPANY.to_owned(), roles, key: None };
    site.office.note(&looker, "view-personal-data", "person", "P-1", &"=1+1").await.unwrap();
    let personal = site.get(admin, "/audit?view=personal").await.text;
    assert_eq!(personal.matches("data-key=").count(), 1, "{personal}");
    assert!(personal.contains("Ines Lange") && personal.contains("P-1"));
    let file = site.get(admin, "/audit.csv?view=personal").await;
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("audit.csv"));
    let lines: Vec<&str> = file.text.lines().collect();
    assert!(lines[0].contains("number,at,author") && lines[1].contains("view-personal-data"), "{}", file.text);
    let clerk = site.sign_in("klein").await;
    assert_eq!(site.get(&clerk, "/audit.csv").await.status, StatusCode::FORBIDDEN);
}
