//! Orders, imports and payments of customers over HTTP.

use crate::{Answer, Site, site};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE, HOST, LOCATION};
use axum::http::{Request, StatusCode};
use std::time::Duration;

const COMPANY: &str = "nordlicht";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_on_sqlite() {
    orders(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_on_postgres() {
    orders(&site(true).await).await;
}

async fn orders(site: &Site) {
    let worker = tokio::spawn(site.office.clone().work_forever());
    let clerk = site.sign_in("klein").await;
    let seller = site.office.search_partners(COMPANY, "", "", 5).await.unwrap().remove(3).id;
    by_hand(site, &clerk, &seller).await;
    lists(site, &clerk).await;
    imports(site, &clerk, &seller).await;
    trials(site, &clerk, &seller).await;
    payments(site, &clerk).await;
    worker.abort();
}

fn fine(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(!answer.text.contains('⟦'), "a text that the catalogue has not: {}", missing(&answer.text));
    &answer.text
}

fn missing(text: &str) -> &str {
    let at = text.find('⟦').unwrap();
    &text[at..(at + 60).min(text.len())]
}

fn to(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[LOCATION].to_str().unwrap().to_owned()
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn order(id: &str, fields: &[(&str, &str)]) -> String {
    let mut form = format!("kind=Order&source=shop&id={}", escaped(id));
    for (name, value) in fields {
        form.push_str(&format!("&f-{name}={}", escaped(value)));
    }
    form
}

async fn by_hand(site: &Site, clerk: &str, seller: &str) {
    let form = site.get(clerk, "/orders/new").await;
    for part in ["name=\"f-seller\"", "name=\"f-net\"", "EUR", "starter kit", "name=\"f-paid_on\""] {
        assert!(fine(&form).contains(part), "{part}");
    }
    // What is wrong stands at its field, and what was typed is still there.
    let wrong = [
        ("seller", "nobody"),
        ("bv", "zwölf"),
        ("net", "<script>alert(1)</script>"),
        ("category", "goods"),
        ("ordered_on", "31.2.2026"),
    ];
    let answer = site.post(clerk, "/orders/new", &order("H-1", &wrong)).await;
    let text = fine(&answer);
    for part in ["zwölf", "31.2.2026", "&lt;script&gt;", "field-f-net-error", "field-f-ordered_on-error", "Fehler:"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("<script>alert"));
    let good = |net: &'static str| {
        [
            ("seller", seller),
            ("bv", "1.200,50"),
            ("net", net),
            ("category", "goods"),
            ("ordered_on", "20.3.2026"),
            ("paid_on", ""),
        ]
    };
    let unknown = [("seller", "nobody"), ("bv", "1"), ("net", "1"), ("category", "goods"), ("ordered_on", "20.3.2026")];
    let answer = site.post(clerk, "/orders/new", &order("H-1", &unknown)).await;
    assert!(fine(&answer).contains("field-f-seller-error"));
    let entered = to(&site.post(clerk, "/orders/new", &order("H/1 ä", &good("1.080"))).await);
    assert_eq!(entered, "/orders/Order/shop/H%2F1%20%C3%A4?done=entered");
    let page = site.get(clerk, &entered).await;
    assert!(fine(&page).contains("1.200,50") && page.text.contains("20.03.2026"), "{}", page.text);
    let again = to(&site.post(clerk, "/orders/new", &order("H/1 ä", &good("1.080,00"))).await);
    assert!(again.ends_with("?done=unchanged"), "{again}");
    let taken = site.post(clerk, "/orders/new", &order("H/1 ä", &good("1.081"))).await;
    assert!(fine(&taken).contains("field-id-error"));

    // A correction is prefilled, and visible afterwards.
    let path = "/orders/Order/shop/H%2F1%20%C3%A4";
    let form = site.get(clerk, &format!("{path}/correct")).await;
    assert!(fine(&form).contains("value=\"1.200,50\"") && form.text.contains("value=\"20.03.2026\""));
    let seen = form.text.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = |net: &'static str| format!("{}&seen={seen}&reason=Tippfehler", order("H/1 ä", &good(net)));
    let same = to(&site.post(clerk, &format!("{path}/correct"), &fields("1.080")).await);
    assert!(same.ends_with("?done=unchanged"));
    let changed = to(&site.post(clerk, &format!("{path}/correct"), &fields("1.090")).await);
    assert!(changed.ends_with("?done=corrected"));
    let page = site.get(clerk, path).await;
    for part in ["<del>", "1.080,00", "1.090,00", "Tippfehler", "Mareike Klein"] {
        assert!(fine(&page).contains(part), "{part}");
    }
    let faster = site.post(clerk, &format!("{path}/correct"), &fields("1.100")).await;
    assert!(fine(&faster).contains("inzwischen") && faster.text.contains("value=\"1.100\""), "{}", faster.text);
    // A part comes back, told at its field where it is more than there is; given up as long as nothing has settled it.
    let too_much = "back-day=21.3.2026&back-why=returned&f-bv=9.999&f-net=1&back-number=&back-note=";
    let wrong = site.post(clerk, &format!("{path}/reversals"), too_much).await;
    assert!(fine(&wrong).contains("field-f-bv-error") && wrong.text.contains("1200.50"), "{}", wrong.text);
    let part = "back-day=21.3.2026&back-why=returned&f-bv=200,50&f-net=180&back-number=GS-7&back-note=zwei+Dosen";
    let taken = to(&site.post(clerk, &format!("{path}/reversals"), part).await);
    assert_eq!(taken, format!("{path}#returns"));
    let page = site.get(clerk, path).await;
    for part in ["GS-7", "zwei Dosen", "BV 200,50", "Ware zurückgegeben", "21.03.2026"] {
        assert!(fine(&page).contains(part), "{part}: {}", page.text);
    }
    let name = page.text.split("name=\"void-").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let unsaid = site.post(clerk, &format!("{path}/reversals/GS-7/void"), &format!("void-{name}=")).await;
    assert!(fine(&unsaid).contains(&format!("field-void-{name}-error")), "{}", unsaid.text);
    let void = site.post(clerk, &format!("{path}/reversals/GS-7/void"), &format!("void-{name}=doppelt")).await;
    assert_eq!(to(&void), format!("{path}#returns"));
    assert!(fine(&site.get(clerk, path).await).contains("Aufgegeben"));
    let silent = site.post(clerk, &format!("{path}/cancel"), "reason=").await;
    assert!(fine(&silent).contains("field-reason-error"));
    assert_eq!(to(&site.post(clerk, &format!("{path}/cancel"), "reason=Widerruf").await), path);
    assert!(fine(&site.get(clerk, path).await).contains("Widerruf"));
    // The field for a partner by itself.
    let field = format!("/orders/field?kind=Order&field=seller&f-seller={}", escaped(seller));
    assert!(fine(&site.get(clerk, &field).await).contains("class=\"understood\""));
    let none = site.get(clerk, "/orders/field?kind=Order&field=seller&f-seller=%3Cb%3E").await;
    assert!(fine(&none).contains("field-f-seller-error") && !none.text.contains("<b>"));
    assert_eq!(site.get(clerk, "/orders/field?kind=Order&field=net").await.status, StatusCode::NOT_FOUND);
}

async fn lists(site: &Site, clerk: &str) {
    for query in [
        "",
        "?q=H",
        "?from=1.3.2026&to=31.3.2026",
        "?state=cancelled&partner=x",
        "?f-category=goods&from=2026-03-01",
        "?kind=Nothing&f-category=%22%25&skip=-5",
        "?skip=99999999999999999999",
    ] {
        fine(&site.get(clerk, &format!("/orders{query}")).await);
    }
    let wrong = site.get(clerk, "/orders?from=nie").await;
    assert!(fine(&wrong).contains("nie"));
    let cancelled = site.get(clerk, "/orders?state=cancelled").await;
    assert!(fine(&cancelled).contains("H/1 ä"));
    fine(&site.get(clerk, "/orders/waiting?view=reversal").await);
    let csv = site.get(clerk, "/orders/export/Order.csv?state=cancelled").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert!(csv.text.contains("H/1 ä") && csv.text.lines().count() == 2, "{}", csv.text);
    assert_eq!(csv.headers[CONTENT_DISPOSITION], "attachment; filename=\"Order.csv\"");
    assert_eq!(site.get(clerk, "/orders/export/Order.exe").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(clerk, "/orders/Order/shop/none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(clerk, "/orders/Order/..%2F..%2Fetc/passwd").await.status, StatusCode::NOT_FOUND);
    let designer = site.sign_in("adler").await;
    let auditor = site.sign_in("lange").await;
    for path in ["/orders", "/orders/new", "/orders/waiting", "/imports", "/payments/bank", "/payments/incoming"] {
        assert_eq!(site.get(&designer, path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in ["/orders/new", "/imports"] {
        assert_eq!(site.get(&auditor, path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(site.post(&auditor, "/orders/new", &order("Z", &[])).await.status, StatusCode::FORBIDDEN);
}

impl Site {
    async fn upload(&self, cookie: &str, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields {
            body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
        }
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(file);
        body.extend(b"\r\n--b--\r\n");
        let request = Request::post(path)
            .header(HOST, "office")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// The page of an import, once nobody works on it.
    async fn settled(&self, cookie: &str, path: &str) -> Answer {
        for _ in 0..200 {
            let answer = self.get(cookie, path).await;
            if !answer.text.contains("hx-sse:connect=\"/jobs") {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.get(cookie, path).await
    }
}

/// What another system paid comes in, and a month of it is tried.
async fn trials(site: &Site, clerk: &str, seller: &str) {
    assert!(fine(&site.get(clerk, "/imports").await).contains("href=\"/trials\""));
    assert!(fine(&site.get(clerk, "/trials").await).contains("Anderswo gezahlt"));
    let fields = [("target", "paid"), ("source", "alt"), ("language", "de"), ("encoding", "utf8"), ("sheet", "")];
    let file = format!("Partnernummer;Monat;Betrag;Rang\n{seller};2026-03;1.234,50;Gold\nA-404;2026-03;<b>1</b>;\n");
    let columns = to(&site.upload(clerk, "/imports", &fields, "alt.csv", file.as_bytes()).await);
    assert!(fine(&site.get(clerk, &columns).await).contains("Anderswo gezahlt"));
    let path = columns.strip_suffix("/columns").unwrap().to_owned();
    let mapping = "column-0=partner&column-1=period&column-2=amount&column-3=rank";
    assert_eq!(to(&site.post(clerk, &columns, mapping).await), path);
    assert!(!fine(&site.settled(clerk, &path).await).contains("<b>1</b>"));
    to(&site.post(clerk, &format!("{path}/run"), "only_good=1").await);
    fine(&site.settled(clerk, &path).await);

    let wrong = site.post(clerk, "/trials", "from=March&to=2026-03&plan=").await;
    assert!(fine(&wrong).contains("field-from-error") && wrong.text.contains("value=\"March\""), "{}", wrong.text);
    let trial = to(&site.post(clerk, "/trials", "from=2026-03&to=2026-03&plan=").await);
    let done = site.settled(clerk, &trial).await;
    assert!(fine(&done).contains("Abweichungen nach Ursache"), "{}", done.text);
    assert!(!done.text.contains('⟦') && !done.text.contains("{$"), "{}", done.text);
    let filtered = site.get(clerk, &format!("{trial}?cause=not-paid&partner=&sort=largest")).await;
    assert!(fine(&filtered).contains("Berechnet und nicht gezahlt"));
    let derived = site.get(clerk, &format!("{trial}/periods/2026-03/partners/{seller}")).await;
    assert!(fine(&derived).contains("1.234,50") && !derived.text.contains('⟦'), "{}", derived.text);
    assert_eq!(
        site.get(clerk, &format!("{trial}/periods/2026-01/partners/{seller}")).await.status,
        StatusCode::NOT_FOUND
    );
    let csv = site.get(clerk, &format!("{trial}/tables/differences.csv")).await;
    assert!(csv.text.contains("Ursache") && csv.text.contains(seller), "{}", csv.text);
    assert_eq!(site.get(clerk, &format!("{trial}/tables/passwd")).await.status, StatusCode::NOT_FOUND);
    assert!(fine(&site.get(clerk, "/trials").await).contains(&trial));
    for nobody in [site.sign_in("lange").await, site.sign_in("adler").await] {
        for path in ["/trials", trial.as_str(), &format!("{trial}/tables/differences.csv")] {
            assert_eq!(site.get(&nobody, path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

async fn imports(site: &Site, clerk: &str, seller: &str) {
    fine(&site.get(clerk, "/imports?target=Order").await);
    let fields = [("target", "Order"), ("source", "messe"), ("language", "de"), ("encoding", "utf8"), ("sheet", "")];
    let file = format!(
        "Bestellnummer;Verkäufer;BV;Netto;Kategorie;Bestelldatum;<b>x</b>\nM-1;{seller};100;90;goods;1.3.2026;=1+1\n\
         M-2;nobody;100;90;goods;1.3.2026;<script>alert(1)</script>\n"
    );
    let nothing = site.upload(clerk, "/imports", &fields, "leer.csv", b"").await;
    assert!(fine(&nothing).contains("field-file-error") && nothing.text.contains("value=\"messe\""));
    let windows = site.upload(clerk, "/imports", &fields, "alt.csv", b"Verk\xe4ufer;b\n1;2\n").await;
    assert!(fine(&windows).contains("Verkäufer;b"), "{}", windows.text);
    let columns = to(&site.upload(clerk, "/imports", &fields, "<i>../x.csv", file.as_bytes()).await);
    let page = site.get(clerk, &columns).await;
    assert!(
        fine(&page).contains("name=\"column-0\"")
            && !page.text.contains("<b>x</b>")
            && !page.text.contains("<script>alert")
    );
    let path = columns.strip_suffix("/columns").unwrap().to_owned();
    let none = site.post(clerk, &columns, "column-0=id&column-1=id").await;
    assert!(fine(&none).contains("field-column-1-error"));
    let unmapped = site.post(clerk, &columns, "column-0=id").await;
    assert!(fine(&unmapped).contains("Verkäufer") && unmapped.text.contains("error-summary"));
    let mapping =
        "column-0=id&column-1=seller&column-2=bv&column-3=net&column-4=category&column-5=ordered_on&column-6=";
    assert_eq!(to(&site.post(clerk, &columns, mapping).await), path);
    let checked = site.settled(clerk, &path).await;
    assert!(fine(&checked).contains("nobody") && checked.text.contains("name=\"only_good\""), "{}", checked.text);
    let refused = site.post(clerk, &format!("{path}/run"), "").await;
    assert!(fine(&refused).contains("field-only_good-error"));
    assert_eq!(to(&site.post(clerk, &format!("{path}/run"), "only_good=1").await), path);
    let done = site.settled(clerk, &path).await;
    assert!(fine(&done).contains("Eine Zeile übernommen."), "{}", done.text);
    let errors = site.get(clerk, &format!("{path}/errors/errors.csv")).await;
    assert!(errors.text.contains("M-2;nobody") && !errors.text.contains("M-1"), "{}", errors.text);
    assert_eq!(site.get(clerk, &format!("{path}/errors/errors.xlsx")).await.status, StatusCode::OK);
    assert_eq!(site.get(clerk, &format!("{path}/errors/passwd")).await.status, StatusCode::NOT_FOUND);
    fine(&site.get(clerk, "/orders/Order/messe/M-1").await);
    assert_eq!(site.post(clerk, &format!("{path}/run"), "only_good=1").await.status, StatusCode::CONFLICT);
    assert_eq!(site.get(clerk, "/imports/none").await.status, StatusCode::NOT_FOUND);
    // Larger than any form, smaller than the limit.
    let mut large = String::from("id;seller;bv;net;category;ordered_on\n");
    while large.len() < 3 << 20 {
        large.push_str("G-1;nobody;100;90;goods;2026-03-01\n");
    }
    to(&site.upload(clerk, "/imports", &fields, "large.csv", large.as_bytes()).await);
    let auditor = site.sign_in("lange").await;
    let denied = site.upload(&auditor, "/imports", &fields, "x.csv", file.as_bytes()).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get(&auditor, &path).await.status, StatusCode::FORBIDDEN);
}

fn statement(iban: &str) -> String {
    let money = |amount: &str| format!("<Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>");
    let balance = |code: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>2026-04-01</Dt></Dt></Bal>",
            money(amount)
        )
    };
    let entry = |n: u32, amount: &str, text: &str| {
        format!(
            "<Ntry>{m}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-01</Dt></BookgDt><AcctSvcrRef>H{n}</AcctSvcrRef><BkTxCd><Domn>\
             <Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>{m}<RltdPties>\
             <Dbtr><Pty><Nm>&lt;b&gt;Kunde</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            m = money(amount)
        )
    };
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>H</MsgId><CreDtTm>\
         2026-04-01T20:00:00</CreDtTm></GrpHdr><Stmt><Id>H</Id><ElctrncSeqNb>1</ElctrncSeqNb><Acct><Id><IBAN>{iban}</IBAN></Id>\
         <Ccy>EUR</Ccy></Acct>{}{}{}{}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", "0.00"),
        balance("CLBD", "150.00"),
        entry(1, "50.00", "ZQ-77 danke"),
        entry(2, "100.00", "nichts davon"),
    )
}

async fn payments(site: &Site, clerk: &str) {
    let entity = site.office.legal_entities(COMPANY).await.unwrap().remove(0);
    let seller = site.office.search_partners(COMPANY, "", "", 5).await.unwrap().remove(3).id;
    let fields =
        [("seller", seller.as_str()), ("bv", "100"), ("net", "90"), ("category", "goods"), ("ordered_on", "20.3.2026")];
    to(&site.post(clerk, "/orders/new", &order("ZQ-77", &fields)).await);
    let broken = site.upload(clerk, "/payments/bank", &[], "x.xml", b"<x/>").await;
    assert!(fine(&broken).contains("field-file-error"));
    let done =
        site.upload(clerk, "/payments/bank", &[], "x.xml", statement(entity.iban.as_deref().unwrap()).as_bytes()).await;
    assert!(fine(&done).contains("nichts davon") && !done.text.contains("<b>Kunde"), "{}", done.text);
    let partial = site.get(clerk, "/payments/incoming").await;
    assert!(fine(&partial).contains("ZQ-77") && partial.text.contains("40,00"));
    for view in ["over", "paid", "unmatched", "nonsense"] {
        fine(&site.get(clerk, &format!("/payments/incoming?view={view}")).await);
    }
    for view in ["matched", "ignored", "all"] {
        fine(&site.get(clerk, &format!("/payments/bank?view={view}")).await);
    }
    fine(&site.get(clerk, "/payments/failed").await);
    let open = site.office.bank_entries(COMPANY, &entity.id, "unmatched", 0, 5).await.unwrap().remove(0);
    let path = format!("/payments/bank/entries/{}/{}/{}", entity.id, escaped(&open.import_key), open.n);
    assert!(fine(&site.get(clerk, &path).await).contains("nichts davon"));
    for (form, field) in [
        ("order=&amount=1", "field-order-error"),
        ("order=NONE-1&amount=1", "field-order-error"),
        ("order=ZQ-77&amount=viel", "field-amount-error"),
        ("order=ZQ-77&amount=100,01", "field-amount-error"),
        ("order=ZQ-77&amount=-1", "field-amount-error"),
    ] {
        let answer = site.post(clerk, &format!("{path}/order"), form).await;
        assert!(fine(&answer).contains(field), "{form}");
    }
    assert!(fine(&site.post(clerk, &format!("{path}/ignore"), "reason=").await).contains("field-reason-error"));
    assert_eq!(site.post(clerk, &format!("{path}/item"), "open_item=none").await.status, StatusCode::NOT_FOUND);
    let matched = to(&site.post(clerk, &format!("{path}/order"), "order=ZQ-77&amount=40,00").await);
    assert!(matched.starts_with("/payments/bank/entries/"), "{matched}");
    assert!(fine(&site.get(clerk, &path).await).contains("60,00"), "the rest of it");
    let href = "/orders/Order/shop/ZQ-77";
    let page = site.get(clerk, href).await;
    assert!(fine(&page).contains("Bezahlt"), "{}", page.text);
    let cash = site.post(clerk, &format!("{href}/receipts"), "amount=&day=nie&why=").await;
    assert!(fine(&cash).contains("field-amount-error") && cash.text.contains("field-day-error"));
    to(&site.post(clerk, &format!("{href}/receipts"), "amount=5&day=heute&why=bar").await);
    assert!(fine(&site.get(clerk, "/payments/incoming?view=over").await).contains("ZQ-77"));
    let page = site.get(clerk, href).await;
    let undo = page.text.split("action=\"/receipts/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    assert!(
        fine(&site.post(clerk, &format!("/receipts/{undo}/undo"), "").await)
            .contains(&format!("field-undo-{undo}-error"))
    );
    let back = to(&site.post(clerk, &format!("/receipts/{undo}/undo"), &format!("undo-{undo}=falsch")).await);
    assert!(back.starts_with(href));
    assert_eq!(site.post(clerk, "/receipts/none/undo", "undo-none=x").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(clerk, "/payments/incoming/rule").await.status, StatusCode::FORBIDDEN);
    let auditor = site.sign_in("lange").await;
    assert_eq!(site.post(&auditor, &format!("{path}/ignore"), "reason=x").await.status, StatusCode::FORBIDDEN);
    let admin = site.sign_in("winter").await;
    fine(&site.get(&admin, "/payments/incoming/rule").await);
    let set = site.post(&admin, "/payments/incoming/rule", "kind=Order&field=paid-0&paid-0=paid_on").await;
    assert_eq!(to(&set), "/payments/incoming/rule?done=1");
    assert!(fine(&site.get(&admin, "/payments/incoming/rule?done=1").await).contains("value=\"paid_on\" selected"));
    let wrong = site.post(&admin, "/payments/incoming/rule", "kind=Order&field=paid-0&paid-0=ordered_on").await;
    assert!(fine(&wrong).contains("field-paid-0-error"));
}
