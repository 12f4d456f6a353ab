//! The demo company: a network out of a seed, with people, staff, a plan and a month that waits to be settled.

use crate::companies::{LegalEntity, Programme, Settings};
use crate::compute::MachineCode;
use crate::error::OfficeError;
use crate::facts::people::{Person, TaxFact};
use crate::office::Office;
use crate::plans::CompiledPlan;
use crate::progress::Progress;
use crate::runs::NewRun;
use crate::staff::NewUser;
use crate::who::Author;
use chrono::{Days, NaiveDate};
use compline_compiler::program::Program;
use compline_compiler::watch::Watch;
use compline_policy::Role;
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::settle::settle;
use compline_runtime::snapshot::Knowledge;
use compline_runtime::synthetic::{Format, Options, generate};
use compline_runtime::write::closing_states;
use compline_store::values;

/// The company's id.
pub const COMPANY: &str = "nordlicht";
const ENTITY: &str = "nordlicht-gmbh";
const PROGRAMME: &str = "partner";
/// The password of all demo logins.
pub const PASSWORD: &str = "nordlicht-demo";
/// Orders of a partner in a month.
const ORDERS: u32 = 3;

/// What the demo company is made of.
#[derive(Clone, Copy, Debug)]
pub struct Demo<'a> {
    /// Number of partners.
    pub partners: u32,
    /// The seed.
    pub seed: u64,
    /// The plan's text.
    pub plan: &'a str,
}

/// The months with orders.
#[derive(Clone, Copy)]
struct Months {
    /// Of a partner in a month, on average.
    orders: u32,
    first: (i32, u32),
    count: u32,
}

/// Somebody who can sign in to the demo.
#[derive(Clone, Debug)]
pub struct Login {
    /// The login.
    pub login: String,
    /// The role.
    pub role: Role,
    /// The secret of one-time codes.
    pub secret: Option<String>,
}

const STAFF: [(&str, &str, Role); 7] = [
    ("klein", "Mareike Klein", Role::Settlement),
    ("vogt", "Jonas Vogt", Role::Approver),
    ("brandt", "Sabine Brandt", Role::Accounting),
    ("fuchs", "Tilman Fuchs", Role::PartnerCare),
    ("adler", "Nora Adler", Role::PlanDesigner),
    ("winter", "Paul Winter", Role::Administrator),
    ("lange", "Ines Lange", Role::Auditor),
];

impl Office {
    /// Makes the demo company, where it is not there yet.
    ///
    /// # Errors
    /// Of database, archive and files.
    pub async fn make_demo(&self, demo: &Demo<'_>, progress: &Progress) -> Result<(), OfficeError> {
        let months = Months { orders: ORDERS, first: (2026, 1), count: 3 };
        if !self.make(demo, months, progress).await? {
            return Ok(());
        }
        // The month before, as a trial to compare with.
        let clerk = self.staff_member(Role::Settlement).await?;
        let new = NewRun { programme: PROGRAMME.to_owned(), period: "2026-02".to_owned(), channels: Vec::new() };
        let run = self.begin_run(&clerk, &new).await?;
        self.compute_levels(&clerk, &run, progress).await?;
        self.distribute(&clerk, &run, progress).await
    }

    /// Makes the demo company with nothing but March and its orders, `orders` of each partner on average: what a load
    /// test settles.
    ///
    /// # Errors
    /// As [`Office::make_demo`].
    pub async fn make_workload(&self, demo: &Demo<'_>, orders: u32, progress: &Progress) -> Result<(), OfficeError> {
        self.make(demo, Months { orders, first: (2026, 3), count: 1 }, progress).await.map(drop)
    }

    /// Whether there was something to make.
    async fn make(&self, demo: &Demo<'_>, months: Months, progress: &Progress) -> Result<bool, OfficeError> {
        if self.companies().await?.iter().any(|company| company.id == COMPANY) {
            return Ok(false);
        }
        self.add_company(COMPANY, "Nordlicht GmbH", "de").await?;
        let system = Author::system(COMPANY);
        self.add_legal_entity(&system, &entity()?).await?;
        let programme = Programme {
            id: PROGRAMME.to_owned(),
            legal_entity: ENTITY.to_owned(),
            name: "Nordlicht Partnerprogramm".to_owned(),
            currency: "EUR".to_owned(),
            channel_field: None,
        };
        self.add_programme(&system, &programme).await?;
        for (login, name, role) in STAFF {
            let new = NewUser {
                login: login.to_owned(),
                name: name.to_owned(),
                password: PASSWORD.to_owned(),
                language: "de".to_owned(),
                roles: vec![role],
            };
            self.add_user(&system, &new).await?;
        }
        let designer = self.staff_member(Role::PlanDesigner).await?;
        let plan = self.draft_plan(&designer, PROGRAMME, demo.plan).await?;
        self.release_unasked(&system, &plan).await?;
        self.load_demo(&system, demo, months, &plan, progress).await?;
        Ok(true)
    }

    /// The logins of the demo.
    ///
    /// # Errors
    /// Of the database.
    pub async fn demo_logins(&self) -> Result<Vec<Login>, OfficeError> {
        let mut out = Vec::new();
        for (login, _, role) in STAFF {
            let sql = "SELECT totp FROM users WHERE login = $1";
            let secret: Option<(Option<String>,)> = self.db().first(sql, values![login]).await?;
            let secret = secret.and_then(|(secret,)| secret);
            out.push(Login { login: login.to_owned(), role, secret });
        }
        Ok(out)
    }

    async fn staff_member(&self, role: Role) -> Result<Author, OfficeError> {
        let found = self.staff(COMPANY).await?.into_iter().find(|(_, roles)| roles.contains(&role));
        let (user, roles) = found.ok_or_else(|| OfficeError::missing("user", role.name()))?;
        Ok(Author { user: user.id, name: user.name, company: COMPANY.to_owned(), roles, key: None })
    }

    async fn load_demo(
        &self,
        system: &Author,
        demo: &Demo<'_>,
        months: Months,
        plan: &str,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let version = self.plan_version(COMPANY, plan).await?;
        let compiled = self.compiled(&version).await?;
        let folder = tempfile::Builder::new()
            .prefix("demo-")
            .tempdir_in(self.scratch())
            .map_err(|error| OfficeError::File(format!("cannot make a scratch folder: {error}")))?;
        let options = Options {
            partners: demo.partners,
            orders_per_partner: months.orders,
            seed: demo.seed,
            first_month: months.first,
            months: months.count,
            format: Format::Csv,
        };
        let (path, plan) = (folder.path().to_owned(), std::sync::Arc::clone(&compiled));
        let told = progress.clone();
        let made = tokio::task::spawn_blocking(move || {
            generate(&plan.program, options, &path, &mut |now| told.tell("writing", now.done, now.total))
                .map_err(|error| OfficeError::File(error.to_string()))?;
            // What the months before left: titles, as they would have been carried over from another system.
            if months.count > 1 { titles(&plan, &path) } else { Ok(Vec::new()) }
        });
        let titles = made.await??;
        progress.tell("loading", 0, 1);
        let mut learning = self.learn(system, "demo data").await?;
        learning.load_folder(PROGRAMME, &compiled, folder.path()).await?;
        let seq = learning.seq;
        let rows = titles
            .into_iter()
            .map(|(partner, state, value, day)| values![COMPANY, PROGRAMME, "import", partner, state, value, day, seq])
            .collect();
        let columns = ["company", "programme", "run", "partner", "state", "value", "as_of", "seq"];
        learning.tx.insert("states", &columns, rows).await?;
        let sql = "SELECT id, joined_on FROM partners WHERE company = $1 ORDER BY joined_on, id";
        let partners: Vec<(String, NaiveDate)> = learning.tx.all(sql, values![COMPANY]).await?;
        let mut persons = Vec::with_capacity(partners.len());
        let mut taxes = Vec::with_capacity(partners.len());
        for (n, (id, joined_on)) in (0..).zip(&partners) {
            persons.push(person(demo.seed, n, id));
            taxes.extend(tax(demo.seed, n, id, *joined_on));
        }
        learning.put_persons(&persons).await?;
        learning.put_tax_statuses(&taxes).await?;
        learning.commit().await?;
        Ok(())
    }
}

type Title = (String, String, String, NaiveDate);

/// Closing states of January and February: the folder is settled month by month.
fn titles(plan: &CompiledPlan, folder: &std::path::Path) -> Result<Vec<Title>, OfficeError> {
    let program: &Program = &plan.program;
    let wrong = |error: &dyn std::fmt::Display| OfficeError::Settle(error.to_string());
    let mut out: Vec<Title> = Vec::new();
    let path = folder.join("state.csv");
    let opening = std::fs::read(&path).unwrap_or_else(|_| b"partner,state,value,as_of\n".to_vec());
    let mut states = opening.clone();
    for month in ["2026-01", "2026-02"] {
        std::fs::write(&path, &states).map_err(|error| wrong(&error))?;
        let period = Period::parse_in(program.calendar, month).map_err(|error| wrong(&error))?;
        let company = Company::read(folder, program, ReadOptions::default()).map_err(|e| wrong(&e))?.company;
        let mut engine = MachineCode { engine: &plan.engine, threads: 1, watch: Watch::default() };
        let settled =
            settle(program, &company, period, Knowledge::Everything, 1, &mut engine).map_err(|e| wrong(&e))?;
        let Some(own) = settled.first() else { continue };
        let day = compline_runtime::calendar::date(period.end());
        let mut rows = csv::Writer::from_writer(Vec::new());
        for (state, partner, value) in closing_states(program, &company, own) {
            rows.write_record([partner.as_str(), state, value.as_str(), month]).map_err(|error| wrong(&error))?;
            out.push((partner, state.to_owned(), value, day));
        }
        states.extend(rows.into_inner().map_err(|error| wrong(&error))?);
    }
    std::fs::write(&path, &opening).map_err(|error| wrong(&error))?;
    Ok(out)
}

fn entity() -> Result<LegalEntity, OfficeError> {
    let settings =
        serde_json::to_string(&Settings::default()).map_err(|error| OfficeError::damaged("settings", error))?;
    let some = |text: &str| Some(text.to_owned());
    Ok(LegalEntity {
        id: ENTITY.to_owned(),
        name: "Nordlicht GmbH".to_owned(),
        street: "Hafenstraße 12".to_owned(),
        post_code: "24103".to_owned(),
        city: "Kiel".to_owned(),
        country: "DE".to_owned(),
        vat_id: some("DE123456788"),
        tax_number: some("20/123/45678"),
        register: some("Amtsgericht Kiel, HRB 12345"),
        managers: some("Dr. Hanna Petersen"),
        contact: some("abrechnung@nordlicht.example"),
        currency: "EUR".to_owned(),
        iban: Some(iban(10_050_000, 1)),
        bic: some("COBADEFFXXX"),
        holder: some("Nordlicht GmbH"),
        settings,
        prefix: "GS-2026-".to_owned(),
    })
}

const FIRST: [&str; 40] = [
    "Anna", "Ben", "Cara", "David", "Eva", "Felix", "Greta", "Hannes", "Ida", "Jan", "Karla", "Leon", "Mia", "Nils",
    "Olivia", "Paul", "Ronja", "Simon", "Tina", "Uwe", "Vera", "Wolf", "Yasmin", "Zoe", "Jürgen", "Käthe", "Lars",
    "Merle", "Noah", "Pia", "Rosa", "Sven", "Theo", "Ursula", "Viktor", "Wiebke", "Alina", "Björn", "Çelik", "Dörte",
];
const LAST: [&str; 40] = [
    "Berg", "Dorn", "Ebert", "Fink", "Groß", "Hahn", "Iversen", "Jansen", "Kühn", "Lorenz", "Möller", "Neumann",
    "Otto", "Petersen", "Quandt", "Richter", "Schäfer", "Thiel", "Ullrich", "Voss", "Weiß", "Zander", "Arndt", "Busch",
    "Claußen", "Decker", "Engel", "Franke", "Günther", "Heinrich", "Krüger", "Lindner", "Maurer", "Nowak", "Pohl",
    "Reuter", "Sommer", "Tietz", "Vogel", "Winkler",
];
const CITIES: [(&str, &str); 12] = [
    ("20095", "Hamburg"),
    ("10115", "Berlin"),
    ("80331", "München"),
    ("50667", "Köln"),
    ("24103", "Kiel"),
    ("01067", "Dresden"),
    ("04109", "Leipzig"),
    ("70173", "Stuttgart"),
    ("60311", "Frankfurt am Main"),
    ("28195", "Bremen"),
    ("90402", "Nürnberg"),
    ("44135", "Dortmund"),
];
const STREETS: [&str; 8] = [
    "Lindenweg",
    "Hauptstraße",
    "Am Markt",
    "Schillerstraße",
    "Birkenallee",
    "Mühlenweg",
    "Gartenstraße",
    "Kirchplatz",
];

/// A number below `most` that depends on seed, partner and purpose alone (SplitMix64).
fn draw(seed: u64, n: u64, purpose: u64, most: u64) -> usize {
    let mut x = seed ^ n.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ purpose.wrapping_mul(0xD1B5_4A32_D192_ED03);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^= x >> 31;
    usize::try_from(x.checked_rem(most).unwrap_or(0)).unwrap_or(0)
}

fn pick<'a>(from: &'a [&'a str], seed: u64, n: u64, purpose: u64) -> &'a str {
    from.get(draw(seed, n, purpose, from.len() as u64)).copied().unwrap_or_default()
}

fn person(seed: u64, n: u64, id: &str) -> Person {
    let some = |text: String| Some(text);
    let (first, last) = (pick(&FIRST, seed, n, 1), pick(&LAST, seed, n, 2));
    let city = CITIES.get(draw(seed, n, 3, CITIES.len() as u64)).copied().unwrap_or(("24103", "Kiel"));
    let firm = draw(seed, n, 4, 40) == 0;
    // One in twenty-five has not given an account yet.
    let account = draw(seed, n, 5, 25) != 0;
    let name = if firm { format!("{last} Vertriebs GmbH") } else { last.to_owned() };
    let holder = if firm { name.clone() } else { format!("{first} {last}") };
    let abroad = draw(seed, n, 9, 60) == 0;
    Person {
        id: id.to_owned(),
        legal_form: if firm { "company" } else { "person" }.to_owned(),
        name,
        first_name: (!firm).then(|| first.to_owned()),
        street: some(format!("{} {}", pick(&STREETS, seed, n, 6), draw(seed, n, 7, 140) + 1)),
        post_code: some(if abroad { "1010".to_owned() } else { city.0.to_owned() }),
        city: some(if abroad { "Wien".to_owned() } else { city.1.to_owned() }),
        country: if abroad { "AT" } else { "DE" }.to_owned(),
        email: some(format!("{}@partner.example", id.to_lowercase())),
        phone: None,
        born_on: None,
        language: if draw(seed, n, 8, 30) == 0 { "en" } else { "de" }.to_owned(),
        holder: account.then_some(holder),
        iban: account.then(|| iban(10_050_000 + draw(seed, n, 10, 900) as u64, n + 1_000)),
        bic: None,
    }
}

fn tax(seed: u64, n: u64, id: &str, joined_on: NaiveDate) -> Option<TaxFact> {
    let abroad = draw(seed, n, 9, 60) == 0;
    let status = match draw(seed, n, 11, 100) {
        _ if abroad => "reverse-charge",
        0..55 => "small-business",
        55..85 => "regular",
        // One in a hundred has never said.
        99 => return None,
        _ => "private",
    };
    let number = draw(seed, n, 12, 90_000) + 10_000;
    let missing = draw(seed, n, 13, 90) == 0;
    let business = status != "private";
    Some(TaxFact {
        person: id.to_owned(),
        valid_from: joined_on.checked_sub_days(Days::new(0)).unwrap_or(joined_on),
        status: status.to_owned(),
        vat_id: abroad.then(|| format!("ATU{:08}", 10_000_000 + number)),
        tax_number: (business && !abroad && !missing)
            .then(|| format!("20/{:03}/{number}", draw(seed, n, 14, 900) + 100)),
        agreement_on: (business && draw(seed, n, 15, 200) != 0).then_some(joined_on),
    })
}

/// A German account number with right check digits: ISO 13616, modulo 97.
fn iban(bank: u64, account: u64) -> String {
    let digits = format!("{bank:08}{account:010}");
    // D and E are 13 and 14; the check digits are taken as 00.
    let rest = format!("{digits}131400").bytes().fold(0_u64, |rest, digit| (rest * 10 + u64::from(digit - b'0')) % 97);
    format!("DE{:02}{digits}", 98 - rest)
}
