//! Partners out of a table: master data, the plan's fields, and places of those that are new.

use super::*;
use crate::facts::partners::{Partner, Placement};
use crate::facts::people::Person;

/// What of a file of partners can be taken.
pub(super) struct Good {
    pub(super) persons: Vec<Person>,
    pub(super) partners: Vec<Partner>,
    pub(super) places: Vec<Placement>,
}

const OWN: [(&str, bool); 13] = [
    ("id", true),
    ("name", true),
    ("joined_on", true),
    ("first_name", false),
    ("legal_form", false),
    ("street", false),
    ("post_code", false),
    ("city", false),
    ("country", false),
    ("email", false),
    ("phone", false),
    ("born_on", false),
    ("language", false),
];

/// The fields: a partner's own, parent and side in every tree, the plan's.
pub(super) fn fields(plan: &CompiledPlan) -> Vec<ImportField> {
    let field = |name: String, required| ImportField { name, required };
    let mut out: Vec<ImportField> = OWN.iter().map(|(name, required)| field((*name).to_owned(), *required)).collect();
    for tree in &plan.program.trees {
        out.push(field(format!("parent-{}", tree.name), false));
        if !tree.sides.is_empty() {
            out.push(field(format!("side-{}", tree.name), false));
        }
    }
    out.extend(plan.program.partner_fields.iter().map(|one| field(one.name.clone(), !one.ty.optional)));
    out
}

/// What the cells of fields are, where it is not text.
pub(super) fn kinds(plan: &CompiledPlan) -> Kinds<'_> {
    let own = [("joined_on", CellKind::Date), ("born_on", CellKind::Date)];
    let of_plan = plan.program.partner_fields.iter().map(|one| (one.name.as_str(), CellKind::of(&plan.program, one)));
    own.into_iter().chain(of_plan).collect()
}

/// A row as facts.
struct Candidate {
    row: u64,
    new: bool,
    person: Person,
    partner: Partner,
    places: Vec<Placement>,
}

impl Office {
    pub(super) async fn judge_partners(
        &self,
        company: &str,
        import: &Import,
        plan: &CompiledPlan,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, super::Good), OfficeError> {
        let persons: BTreeMap<String, Person> =
            self.persons(company).await?.into_iter().map(|one| (one.id.clone(), one)).collect();
        let sql = "SELECT id, person, joined_on, fields FROM partners WHERE company = $1 ORDER BY id, seq";
        let partners: Vec<Partner> = self.db().all(sql, values![company]).await?;
        let partners: BTreeMap<String, Partner> = partners.into_iter().map(|one| (one.id.clone(), one)).collect();
        let sql = "SELECT partner, tree, parent FROM placements WHERE company = $1 AND valid_from <= $2 \
                   AND (valid_to IS NULL OR valid_to >= $2) ORDER BY seq";
        let today = self.clock().today();
        let standing: Vec<(String, String, Option<String>)> = self.db().all(sql, values![company, today]).await?;
        let standing: BTreeMap<(String, String), String> =
            standing.into_iter().map(|(partner, tree, parent)| ((partner, tree), parent.unwrap_or_default())).collect();
        let mut candidates = Vec::new();
        for row in &rows {
            let Ok(joined_on) = row.text("joined_on").parse::<NaiveDate>() else {
                if row.text("joined_on").is_empty() {
                    report.refuse(row.row, FieldError::new("joined_on", "error-field-empty"));
                }
                continue;
            };
            let id = row.text("id").to_owned();
            for error in number_errors(&id) {
                report.refuse(row.row, error);
            }
            let before = partners.get(&id);
            let owner = before.map_or_else(|| id.clone(), |one| one.person.clone());
            let person = person(row, &owner, persons.get(&owner));
            for error in person_errors(&person) {
                report.refuse(row.row, error);
            }
            let own: BTreeMap<&str, &str> = plan
                .program
                .partner_fields
                .iter()
                .map(|field| (field.name.as_str(), row.text(&field.name)))
                .filter(|(_, text)| !text.is_empty())
                .collect();
            let fields = serde_json::to_string(&own).map_err(|error| OfficeError::damaged("partner", error))?;
            let mut places = Vec::new();
            for tree in &plan.program.trees {
                let (field, side) = (format!("parent-{}", tree.name), row.text(&format!("side-{}", tree.name)));
                if !import.mapping.contains_key(&field) {
                    continue;
                }
                let parent = row.text(&field);
                // Whom nobody has placed there the tree's rule places.
                if parent.is_empty() && tree.placing.is_some() {
                    continue;
                }
                if before.is_some() {
                    let now = standing.get(&(id.clone(), tree.name.clone()));
                    if let Some(now) = now.filter(|now| *now != parent) {
                        let error = FieldError::new(field, "error-import-moved");
                        report.refuse(row.row, error.with("number", &id).with("parent", now));
                    }
                    continue;
                }
                places.push(Placement {
                    tree: tree.name.clone(),
                    partner: id.clone(),
                    parent: (!parent.is_empty()).then(|| parent.to_owned()),
                    side: (!side.is_empty()).then(|| side.to_owned()),
                    position: None,
                    valid_from: joined_on,
                    valid_to: None,
                    run: None,
                });
            }
            let partner = Partner { id, person: owner, joined_on, fields };
            candidates.push(Candidate { row: row.row, new: before.is_none(), person, partner, places });
        }
        self.check_fields(plan, &candidates, &mut report).await?;
        self.check_places(company, import, plan, &candidates, &mut report).await?;
        let bad = report.bad();
        let mut good = Good { persons: Vec::new(), partners: Vec::new(), places: Vec::new() };
        for one in candidates.into_iter().filter(|one| !bad.contains(&one.row)) {
            let person = persons.get(&one.person.id) != Some(&one.person);
            let partner = partners.get(&one.partner.id) != Some(&one.partner);
            match (one.new, person || partner) {
                (true, _) => report.new += 1,
                (false, true) => report.changed += 1,
                (false, false) => report.unchanged += 1,
            }
            if person {
                good.persons.push(one.person);
            }
            if partner {
                good.partners.push(one.partner);
            }
            good.places.extend(one.places);
        }
        report.finish();
        Ok((report, super::Good::Partners(good)))
    }

    /// The plan's own fields, and numbers that stand there twice.
    async fn check_fields(
        &self,
        plan: &CompiledPlan,
        candidates: &[Candidate],
        report: &mut Report,
    ) -> Result<(), OfficeError> {
        let names: Vec<&str> = plan.program.partner_fields.iter().map(|field| field.name.as_str()).collect();
        let mut file = Csv::new(["id", "person", "joined_on"].into_iter().chain(names.iter().copied()))?;
        for one in candidates {
            let of = texts(&one.partner.fields, "partner")?;
            let joined_on = one.partner.joined_on.to_string();
            let head = [one.partner.id.as_str(), one.partner.person.as_str(), joined_on.as_str()];
            file.row(head.into_iter().chain(names.iter().map(|name| of.get(*name).map_or("", String::as_str))))?;
        }
        let mut files = BTreeMap::new();
        files.insert("partners.csv".to_owned(), file.finish()?);
        for problem in self.problems(&plan.program, files).await? {
            let at = checks::line(&problem).and_then(|line| usize::try_from(line.checked_sub(2)?).ok());
            if let Some(one) = at.and_then(|at| candidates.get(at)) {
                report.refuse(one.row, checks::field_error(&problem));
            }
        }
        Ok(())
    }

    /// Places of new partners. Whoever stands below somebody refused is refused in the next round.
    async fn check_places(
        &self,
        company: &str,
        import: &Import,
        plan: &CompiledPlan,
        candidates: &[Candidate],
        report: &mut Report,
    ) -> Result<(), OfficeError> {
        let known = self.last_commit(company).await?;
        let start = NaiveDate::default();
        let wanted =
            Wanted { company, programme: &import.programme, channels: None, start, known, also: &[], plan: "" };
        loop {
            let bad = report.bad();
            let good: Vec<&Candidate> = candidates.iter().filter(|one| one.new && !bad.contains(&one.row)).collect();
            let partners: Vec<Partner> = good.iter().map(|one| one.partner.clone()).collect();
            let places: Vec<(u64, &Placement)> =
                good.iter().flat_map(|one| one.places.iter().map(|place| (one.row, place))).collect();
            let more: Vec<Placement> = places.iter().map(|(_, place)| (*place).clone()).collect();
            let mut files = BTreeMap::new();
            files.insert("partners.csv".to_owned(), self.partners_file(&plan.program, &wanted, &partners).await?);
            let file = self.placements_file(&plan.program, &wanted, &more).await?;
            // The new ones are the last lines.
            let lines = file.iter().filter(|byte| **byte == b'\n').count();
            let first = lines.saturating_sub(more.len()) as u64 + 1;
            files.insert("placements.csv".to_owned(), file);
            let problems = self.problems(&plan.program, files).await?;
            if problems.is_empty() {
                return Ok(());
            }
            let before = report.problems.len();
            for problem in &problems {
                let at = checks::line(problem).and_then(|line| usize::try_from(line.checked_sub(first)?).ok());
                if let Some((row, _)) = at.and_then(|at| places.get(at)) {
                    report.refuse(*row, checks::field_error(problem));
                }
            }
            if report.problems.len() == before {
                return Err(OfficeError::Input(problems.iter().map(checks::field_error).collect()));
            }
        }
    }
}

/// The person of a row: what the file says, over what is known. The account is never read from files.
fn person(row: &Mapped, id: &str, known: Option<&Person>) -> Person {
    let text = |name: &str, of: Option<&String>| {
        let text = row.text(name);
        if text.is_empty() { of.cloned() } else { Some(text.to_owned()) }
    };
    let must = |name: &str, of: Option<&String>, usual: &str| text(name, of).unwrap_or_else(|| usual.to_owned());
    Person {
        id: id.to_owned(),
        legal_form: must("legal_form", known.map(|one| &one.legal_form), "person"),
        name: must("name", known.map(|one| &one.name), ""),
        first_name: text("first_name", known.and_then(|one| one.first_name.as_ref())),
        street: text("street", known.and_then(|one| one.street.as_ref())),
        post_code: text("post_code", known.and_then(|one| one.post_code.as_ref())),
        city: text("city", known.and_then(|one| one.city.as_ref())),
        country: must("country", known.map(|one| &one.country), "DE"),
        email: text("email", known.and_then(|one| one.email.as_ref())),
        phone: text("phone", known.and_then(|one| one.phone.as_ref())),
        born_on: row.text("born_on").parse().ok().or(known.and_then(|one| one.born_on)),
        language: must("language", known.map(|one| &one.language), "de"),
        holder: known.and_then(|one| one.holder.clone()),
        iban: known.and_then(|one| one.iban.clone()),
        bic: known.and_then(|one| one.bic.clone()),
    }
}
