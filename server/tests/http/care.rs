//! Partner care over HTTP: forms with their messages, second persons, files, foreign companies.

use crate::{Answer, Site, site};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE, HOST, LOCATION};
use axum::http::{Request, StatusCode};
use compline_office::facts::partners::{Partner, Placement};
use compline_office::who::Author;

const COMPANY: &str = "nordlicht";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn care_on_sqlite() {
    care(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn care_on_postgres() {
    care(&site(true).await).await;
}

async fn care(site: &Site) {
    assert!(compline_ui::assets::built(), "pages need the assets of the web build");
    let fuchs = site.sign_in("fuchs").await;
    let vogt = site.sign_in("vogt").await;
    let klein = site.sign_in("klein").await;
    let rows = site.office.search_partners(COMPANY, "", "", 100).await.unwrap();
    let sponsor = rows[3].id.clone();
    new_partner(site, &fuchs, &klein, &sponsor).await;
    bank_details(site, &fuchs, &vogt, &klein).await;
    data(site, &fuchs).await;
    files(site, &fuchs, &klein).await;
    moves(site, &fuchs, &rows[5].id).await;
    entries(site, &klein, &vogt).await;
    overrides(site, &klein, &vogt).await;
    foreign(site, &fuchs).await;
    downline(site, &fuchs).await;
    for path in [
        "/",
        "/requests",
        "/requests?state=all",
        "/entries",
        "/overrides?state=all",
        "/partners/N-1",
        "/partners/N-1/data",
        "/partners/N-1/structure",
        "/partners/N-1/documents",
        "/partners/N-1/entries",
        "/partners/N-1/overrides",
        "/partners/N-1/timeline",
        "/partners/N-1/timeline?kind=note",
    ] {
        let answer = site.get(&vogt, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert!(!answer.text.contains('⟦'), "{path}: {}", missing(&answer));
        assert!(!answer.text.contains("<script>alert"), "{path}");
    }
    assert_eq!(site.office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
}

fn missing(answer: &Answer) -> String {
    let at = answer.text.find('⟦').unwrap_or(0);
    answer.text[at..].chars().take(60).collect()
}

fn to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", errors(answer));
    answer.headers[LOCATION].to_str().unwrap().to_owned()
}

/// The messages of a form that was sent back.
fn errors(answer: &Answer) -> String {
    let parts = answer.text.split("class=\"field-error\" id=\"").skip(1);
    let text = parts.map(|part| part.split("</p>").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    if text.is_empty() { answer.text.chars().take(3_000).collect() } else { text }
}

fn has_error(answer: &Answer, field: &str) {
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.text.contains('⟦'), "{}", missing(answer));
    let id = format!("id=\"field-{field}-error\"");
    assert!(answer.text.contains(&id), "no message at {field}: {}", errors(answer));
}

async fn new_partner(site: &Site, fuchs: &str, klein: &str, sponsor: &str) {
    assert_eq!(site.get(klein, "/new-partner").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get(fuchs, "/new-partner").await.status, StatusCode::OK);
    let empty = site.post(fuchs, "/new-partner", "joined_on=31.2.&country=Germany&language=de&email=x&iban=DE00").await;
    for field in ["id", "joined_on", "name", "country", "email", "iban", "holder", "parent_sponsor"] {
        has_error(&empty, field);
    }
    assert!(empty.text.contains("value=\"31.2.\"") && empty.text.contains("value=\"DE00\""), "what was typed is kept");
    let form = "id=N-1&joined_on=1.3.2026&legal_form=person&first_name=J%C3%B6rg&name=%3Cscript%3Ealert(1)%3C/script%3E\
                &street=Weg+1&post_code=24103&city=Kiel&country=de&email=j@example.com&language=de\
                &status=small-business&tax_number=20/123/45678&agreement_on=1.3.2026\
                &holder=J%C3%B6rg&iban=DE89370400440532013000";
    let unknown = site.post(fuchs, "/new-partner", &format!("{form}&parent_sponsor=nobody")).await;
    has_error(&unknown, "parent_sponsor");
    let made = site.post(fuchs, "/new-partner", &format!("{form}&parent_sponsor={sponsor}")).await;
    assert_eq!(to(&made), "/partners/N-1");
    has_error(&site.post(fuchs, "/new-partner", &format!("{form}&parent_sponsor={sponsor}")).await, "id");
    let second = "id=N-2&joined_on=1.3.2026&owner=N-1&country=de&language=de&parent_sponsor=N-1";
    assert_eq!(to(&site.post(fuchs, "/new-partner", second).await), "/partners/N-2");
    assert_eq!(site.office.partner_row(COMPANY, "N-2").await.unwrap().person, "N-1");
}

async fn bank_details(site: &Site, fuchs: &str, vogt: &str, klein: &str) {
    let waiting = site.office.requests(COMPANY, "open", "bank-details", "N-1", 0, 9).await.unwrap();
    let id = waiting[0].id.clone();
    let own = site.get(fuchs, &format!("/requests/{id}")).await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(
        own.text.contains("jemand anderes") && !own.text.contains(&format!("/requests/{id}/grant")),
        "{}",
        own.text
    );
    assert_eq!(site.post(fuchs, &format!("/requests/{id}/grant"), "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post(klein, &format!("/requests/{id}/grant"), "").await.status, StatusCode::FORBIDDEN);
    has_error(&site.post(vogt, &format!("/requests/{id}/refuse"), "reason=+").await, "reason");
    let page = site.get(vogt, &format!("/requests/{id}")).await;
    assert!(page.text.contains("DE89 3704 0044 0532 0130 00") && page.text.contains(&format!("/requests/{id}/grant")));
    assert!(site.get(vogt, "/").await.text.contains("Ein Antrag wartet auf Ihre Entscheidung"));
    to(&site.post(vogt, &format!("/requests/{id}/grant"), "").await);
    assert_eq!(site.post(vogt, &format!("/requests/{id}/grant"), "").await.status, StatusCode::CONFLICT);
    let wrong = site.post(fuchs, "/partners/N-1/bank", "holder=&iban=DE1&bic=X&reason=").await;
    for field in ["holder", "iban", "bic", "reason"] {
        has_error(&wrong, field);
    }
    let asked = site.post(fuchs, "/partners/N-1/bank", "holder=J&iban=DE02120300000000202051&reason=moved").await;
    let request = to(&asked);
    assert!(site.get(fuchs, "/partners/N-1").await.text.contains(&request), "the record says what waits");
    assert_eq!(site.post(vogt, &format!("{request}/withdraw"), "").await.status, StatusCode::CONFLICT);
    to(&site.post(fuchs, &format!("{request}/withdraw"), "").await);
    let iban = site.office.person(COMPANY, "N-1").await.unwrap().iban;
    assert_eq!(iban.as_deref(), Some("DE89370400440532013000"));
    // Who sees no personal data sees no account, nor that there is a request for one.
    let adler = site.sign_in("adler").await;
    assert_eq!(site.get(&adler, &request).await.status, StatusCode::FORBIDDEN);
    assert!(!site.get(&adler, "/requests?state=all").await.text.contains(&request));
    assert_eq!(site.get(&adler, "/partners/N-1").await.status, StatusCode::FORBIDDEN);
}

async fn data(site: &Site, fuchs: &str) {
    let page = site.get(fuchs, "/partners/N-1/edit").await;
    assert!(page.text.contains("&lt;script&gt;alert(1)"), "foreign text stays text");
    let wrong = site.post(fuchs, "/partners/N-1/edit", "name=&country=D&language=de&email=a@b&born_on=99.99.").await;
    has_error(&wrong, "born_on");
    has_error(&site.post(fuchs, "/partners/N-1/edit", "name=&country=D&language=de&email=a@b").await, "country");
    let form = "legal_form=person&first_name=J%C3%B6rg&name=M%C3%BC%C3%9Fig&country=DE&language=en";
    assert_eq!(to(&site.post(fuchs, "/partners/N-1/edit", form).await), "/partners/N-1/data");
    has_error(&site.post(fuchs, "/partners/N-1/tax", "status=regular&valid_from=1.4.2026&vat_id=X1").await, "vat_id");
    to(&site.post(fuchs, "/partners/N-1/tax", "status=regular&valid_from=1.4.2026&vat_id=DE123456788").await);
    assert_eq!(site.office.tax_history(COMPANY, "N-1").await.unwrap().len(), 2);
    let wrong = site.post(fuchs, "/partners/N-2/status", "status=inactive&valid_from=1.2.2026&reason=").await;
    has_error(&wrong, "reason");
    has_error(&wrong, "valid_from");
    to(&site.post(fuchs, "/partners/N-2/status", "status=inactive&valid_from=1.4.2026&reason=asked").await);
    assert!(site.get(fuchs, "/partners/N-2").await.text.contains("Inaktiv"));
    has_error(&site.post(fuchs, "/partners/N-1/notes", "note=+").await, "note");
    to(&site.post(fuchs, "/partners/N-1/notes", "note=%3Cscript%3Ealert(2)%3C/script%3E").await);
    assert!(site.get(fuchs, "/partners/N-1/timeline").await.text.contains("&lt;script&gt;alert(2)"));
}

async fn send_file(site: &Site, cookie: &str, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (field, text) in fields {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n").bytes());
    }
    let field = if path.ends_with("photo") { "photo" } else { "file" };
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post(path)
        .header(HOST, "office")
        .header(COOKIE, cookie)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x");
    site.send(request.body(Body::from(body)).unwrap()).await
}

/// A red pixel.
const PNG: &str = "89504e470d0a1a0a0000000d49484452000000010000000108020000009077\
                   53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082";

async fn files(site: &Site, fuchs: &str, klein: &str) {
    let png: Vec<u8> = (0..PNG.len()).step_by(2).map(|at| u8::from_str_radix(&PNG[at..at + 2], 16).unwrap()).collect();
    let photo = "/partners/N-1/photo";
    assert_eq!(site.get(fuchs, photo).await.status, StatusCode::NOT_FOUND);
    for bad in [&b""[..], b"<svg onload='alert(1)'/>", b"GIF89a"] {
        has_error(&send_file(site, fuchs, photo, &[], "photo.png", bad).await, "photo");
    }
    assert_eq!(send_file(site, klein, photo, &[], "photo.png", &png).await.status, StatusCode::FORBIDDEN);
    to(&send_file(site, fuchs, photo, &[], "photo.html", &png).await);
    let served = site.get(klein, photo).await;
    assert_eq!((served.status, served.headers[CONTENT_TYPE].to_str().unwrap()), (StatusCode::OK, "image/jpeg"));
    let hash = site.office.files_of(COMPANY, "N-1").await.unwrap().remove(0).hash;
    assert_eq!(site.post(klein, "/partners/N-1/remove-photo", "").await.status, StatusCode::FORBIDDEN);
    to(&site.post(fuchs, "/partners/N-1/remove-photo", "").await);
    for gone in [photo.to_owned(), format!("/partners/N-1/files/{hash}")] {
        assert_eq!(site.get(klein, &gone).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
    to(&send_file(site, fuchs, photo, &[], "photo.png", &png).await);
    assert_eq!(site.get(klein, photo).await.status, StatusCode::OK, "another one");
    let papers = "/partners/N-1/files";
    has_error(&send_file(site, fuchs, papers, &[("kind", "contract")], "a.pdf", b"<html>").await, "file");
    has_error(&send_file(site, fuchs, papers, &[("kind", "poem")], "a.pdf", b"%PDF-1.7").await, "kind");
    let huge = vec![b'%'; 12 << 20];
    has_error(&send_file(site, fuchs, papers, &[("kind", "contract")], "a.pdf", &huge).await, "file");
    let sent = send_file(site, fuchs, papers, &[("kind", "contract")], "../../Vertrag \u{fc}.pdf", b"%PDF-1.7 x").await;
    to(&sent);
    let file =
        site.office.files_of(COMPANY, "N-1").await.unwrap().into_iter().find(|one| one.kind == "contract").unwrap();
    assert_eq!(file.name, "Vertrag ü.pdf");
    let served = site.get(klein, &format!("{papers}/{}", file.hash)).await;
    assert_eq!(served.headers[CONTENT_TYPE], "application/pdf");
    assert_eq!(served.headers[CONTENT_DISPOSITION], "attachment; filename=\"Vertrag _.pdf\"");
    let log = site.office.audit_entries(COMPANY, Some("N-1"), None, 5).await.unwrap();
    assert!(log.iter().any(|one| one.action == "download-file"), "{log:?}");
    // A file belongs to its person.
    let other = site.office.search_partners(COMPANY, "", "", 1).await.unwrap().remove(0).id;
    let path = format!("/partners/{other}/files/{}", file.hash);
    assert_eq!(site.get(klein, &path).await.status, StatusCode::NOT_FOUND);
}

async fn moves(site: &Site, fuchs: &str, target: &str) {
    let path = "/partners/N-1/move";
    let wrong = site.post(fuchs, path, "tree=sponsor&valid_from=x&reason=").await;
    for field in ["parent_sponsor", "valid_from", "reason"] {
        has_error(&wrong, field);
    }
    let circle = site.post(fuchs, path, "tree=sponsor&valid_from=3.4.2026&reason=x&parent_sponsor=N-2").await;
    has_error(&circle, "parent_sponsor");
    let form = format!("tree=sponsor&valid_from=3.4.2026&reason=new&parent_sponsor={target}");
    let preview = site.post(fuchs, path, &form).await;
    assert!(preview.text.contains("2 Partner ziehen um."), "{}", errors(&preview));
    let seen = preview.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    // A preview of another place is none of this one.
    let other = site.post(fuchs, path, &format!("{form}&seen=sponsor%7Cnobody%7C%7C%7C3.4.2026")).await;
    assert_eq!(other.status, StatusCode::OK);
    let seen: String = seen.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(
        to(&site.post(fuchs, path, &format!("{form}&seen={seen}")).await),
        "/partners/N-1/structure?tree=sponsor"
    );
    let places = site.office.placement_history(COMPANY, "N-1").await.unwrap();
    assert_eq!(places[0].0.parent.as_deref(), Some(target));
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    assert_eq!(places[1].1, Some((day("2026-03-01"), Some(day("2026-04-02")))));
}

async fn entries(site: &Site, klein: &str, vogt: &str) {
    assert_eq!(site.get(klein, "/new-entry?partner=N-1").await.status, StatusCode::OK);
    let wrong =
        site.post(klein, "/new-entry", "programme=partner&partner=nobody&kind=gift&period=x&amount=a&reason=").await;
    for field in ["kind", "partner", "period", "amount", "reason"] {
        has_error(&wrong, field);
    }
    assert!(wrong.text.contains("value=\"nobody\""));
    let form = "programme=partner&partner=N-1&kind=bonus&period=2026-04&amount=25,50&reason=Jubil%C3%A4um";
    let request = to(&site.post(klein, "/new-entry", form).await);
    assert_eq!(site.post(klein, &format!("{request}/grant"), "").await.status, StatusCode::FORBIDDEN);
    to(&site.post(vogt, &format!("{request}/grant"), "").await);
    let made = site.office.entries(COMPANY, "N-1", "", 0, 9).await.unwrap();
    assert_eq!((made.len(), made[0].amount), (1, 2_550));
    let again = to(&site.post(klein, "/new-entry", form).await);
    for (query, shown, not) in
        [("state=approved", &request, &again), ("state=open&kind=bonus&period=2026-04&partner=N-1", &again, &request)]
    {
        let list = site.get(klein, &format!("/entries?{query}")).await;
        assert!(list.text.contains(shown.as_str()) && !list.text.contains(not.as_str()), "{query}");
    }
    for query in ["kind=fee", "period=2026-0_", "partner=nobody"] {
        assert!(!site.get(klein, &format!("/entries?{query}")).await.text.contains(&again), "{query}");
    }
    to(&site.post(klein, &format!("{again}/withdraw"), "").await);
    // Somebody who is paid without being a partner.
    let fuchs = site.sign_in("fuchs").await;
    let wrong = site.post(&fuchs, "/new-payee", "id=&name=&country=DE&language=de").await;
    for field in ["id", "name", "holder", "iban"] {
        has_error(&wrong, field);
    }
    let form =
        "id=P-1&legal_form=company&name=Finanzamt&country=DE&language=de&holder=Finanzamt&iban=DE89370400440532013000";
    assert!(to(&site.post(&fuchs, "/new-payee", form).await).starts_with("/requests/"));
}

async fn overrides(site: &Site, klein: &str, vogt: &str) {
    assert_eq!(site.get(klein, "/new-override?partner=N-1").await.status, StatusCode::OK);
    let wrong = site
        .post(klein, "/new-override", "partner=N-1&definition=paid_rank&value=Gold&valid_from=x&valid_to=&reason=")
        .await;
    for field in ["valid_from", "valid_to", "reason"] {
        has_error(&wrong, field);
    }
    let form = "partner=N-1&definition=paid_rank&valid_from=1.4.2026&valid_to=30.6.2026&reason=promised";
    has_error(&site.post(klein, "/new-override", &format!("{form}&value=Platinum")).await, "value");
    let request = to(&site.post(klein, "/new-override", &format!("{form}&value=Gold")).await);
    assert!(site.get(vogt, &request).await.text.contains("Gold"));
    to(&site.post(vogt, &format!("{request}/grant"), "").await);
    assert!(site.get(klein, "/overrides").await.text.contains("paid rank = Gold"));
    let end = "programme=partner&partner=N-1&definition=paid_rank&from=2026-04-01";
    assert_eq!(site.get(klein, &format!("/end-override?{end}")).await.status, StatusCode::OK);
    let wrong = site.post(klein, "/end-override", &format!("{end}&last=30.6.2026&reason=")).await;
    has_error(&wrong, "last");
    has_error(&wrong, "reason");
    let request = to(&site.post(klein, "/end-override", &format!("{end}&last=2.4.2026&reason=left")).await);
    assert!(site.get(klein, "/overrides").await.text.contains("paid rank = Gold"), "not before it is granted");
    to(&site.post(vogt, &format!("{request}/grant"), "").await);
    assert!(!site.get(klein, "/overrides").await.text.contains("paid rank = Gold"));
    assert!(site.get(klein, "/overrides?state=expired").await.text.contains("paid rank = Gold"));
}

async fn foreign(site: &Site, fuchs: &str) {
    site.office.add_company("other", "Other Ltd", "en").await.unwrap();
    let author = Author::system("other");
    let mut learning = site.office.learn(&author, "test").await.unwrap();
    let person = site.office.person(COMPANY, "N-1").await.unwrap();
    let person = compline_office::facts::people::Person { id: "F-1".to_owned(), ..person };
    learning.put_persons(std::slice::from_ref(&person)).await.unwrap();
    let joined_on = "2026-01-01".parse().unwrap();
    let partner = Partner { id: "F-1".to_owned(), person: "F-1".to_owned(), joined_on, fields: "{}".to_owned() };
    learning.put_partners(&[partner]).await.unwrap();
    learning.commit().await.unwrap();
    for part in [
        "",
        "/data",
        "/edit",
        "/tax",
        "/bank",
        "/status",
        "/move",
        "/structure",
        "/documents",
        "/photo",
        "/entries",
        "/overrides",
        "/timeline",
    ] {
        let answer = site.get(fuchs, &format!("/partners/F-1{part}")).await;
        let denied = matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
        assert!(denied, "{part}: {}", answer.status);
    }
    assert_eq!(site.get(fuchs, "/partners/F-1").await.status, StatusCode::NOT_FOUND);
    for (part, form) in [
        ("edit", "name=A&country=DE&language=de"),
        ("tax", "status=private&valid_from=1.4.2026"),
        ("bank", "holder=A&iban=DE89370400440532013000&reason=x"),
        ("status", "status=inactive&valid_from=1.4.2026&reason=x"),
        ("move", "tree=sponsor&valid_from=1.4.2026&reason=x&parent_sponsor=N-1"),
        ("notes", "note=x"),
    ] {
        let answer = site.post(fuchs, &format!("/partners/F-1/{part}"), form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{part}");
    }
    assert_eq!(site.get(fuchs, "/requests/0192").await.status, StatusCode::NOT_FOUND);
}

/// A thousand direct partners come in pages.
async fn downline(site: &Site, fuchs: &str) {
    let mut learning = site.office.learn(&Author::system(COMPANY), "test").await.unwrap();
    let joined_on: chrono::NaiveDate = "2026-03-01".parse().unwrap();
    let ids: Vec<String> = (0..1_000).map(|n| format!("M-{n:04}")).collect();
    let partner =
        |id: &String| Partner { id: id.clone(), person: "N-1".to_owned(), joined_on, fields: "{}".to_owned() };
    learning.put_partners(&ids.iter().map(partner).collect::<Vec<_>>()).await.unwrap();
    let place = |id: &String| Placement {
        tree: "sponsor".to_owned(),
        partner: id.clone(),
        parent: Some("N-2".to_owned()),
        side: None,
        position: None,
        valid_from: joined_on,
        valid_to: None,
        run: None,
    };
    learning.put_placements(&ids.iter().map(place).collect::<Vec<_>>()).await.unwrap();
    learning.commit().await.unwrap();
    let mut next = Some("/partners/N-2/downline?tree=sponsor".to_owned());
    let (mut found, mut pages) = (0, 0);
    while let Some(path) = next {
        let answer = site.get(fuchs, &path).await;
        assert_eq!(answer.status, StatusCode::OK);
        found += answer.text.matches("class=\"node-name\"").count();
        pages += 1;
        let more = answer.text.split("hx-get=\"").skip(1).filter_map(|part| part.split('"').next());
        next = more.map(|href| href.replace("&amp;", "&")).find(|href| href.contains("after="));
    }
    assert_eq!((found, pages), (1_000, 10));
    let page = site.get(fuchs, "/partners/N-1/structure").await;
    assert!(page.text.contains("1.000 Partner darunter"), "who has some below says how many");
}
