//! Whether what a plan says about itself is proved.

use crate::cause::Cause;
use crate::linear::Total;
use crate::payout::Bounds;
use crate::range::Exact;
use crate::volume::{amounts, per_hundred, shares};
use compline_compiler::compile::Finding;
use compline_compiler::program::Program;
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, Proof};
use compline_lang::words::{Text, say};

/// A network that was found and what it is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The share of its volume.
    pub ratio: Exact,
    /// An `example` item that shows it.
    pub example: String,
}

/// Judges the proofs of a plan. For a bonus, a pool or the sum (nothing), `search` may know a network that is paid much.
pub fn prove(
    plan: &hir::Plan,
    program: &Program,
    bounds: &Bounds,
    search: &mut dyn FnMut(Option<&str>) -> Option<Found>,
) -> Vec<Finding> {
    let judged = plan.proofs.iter().filter_map(|(item, proof)| {
        let finding = judge(plan, program, bounds, proof, search)?;
        Some((*item, finding))
    });
    judged.collect()
}

fn judge(
    plan: &hir::Plan,
    program: &Program,
    bounds: &Bounds,
    proof: &Proof,
    search: &mut dyn FnMut(Option<&str>) -> Option<Found>,
) -> Option<Diagnostic> {
    let name = proof.what.as_deref();
    let what = name.map_or_else(|| say!("the payout"), |name| Text::plain(format!("`{name}`")));
    let bound = match name {
        None => &bounds.sum,
        Some(name) => &bounds.paid.iter().find(|paid| paid.name == name)?.after,
    };
    let total = match bound {
        Ok(total) => total,
        Err(cause) => return Some(unbounded(program, proof, &what, cause)),
    };
    if !total.fixed.is_empty() {
        let fixed = amounts(program, &total.fixed);
        let fixed =
            fixed.into_iter().reduce(|all, one| say!("{all}, {one}")).unwrap_or_else(|| Text::plain(String::new()));
        let text = say!("{what} includes fixed amounts that no volume covers: up to {fixed}");
        let help = say!("a cap in percent of volume, or a pool, would cover them");
        return Some(Diagnostic::new(Code::ProveUnbounded, proof.span, text).help(help));
    }
    let share = match share(plan, program, proof, total, &what) {
        Ok(share) => share?,
        Err(diagnostic) => return Some(*diagnostic),
    };
    let limit = crate::facts::exact(proof.limit);
    if share <= limit {
        return None;
    }
    let found = search(name).filter(|found| found.ratio <= share);
    let (bound, asked) = (per_hundred(&share), per_hundred(&limit));
    let mut text = say!("{what} can be {bound} of the volume by its bound, which is more than {asked}");
    let help = match found {
        Some(found) if found.ratio > limit => {
            let ratio = per_hundred(&found.ratio);
            text = say!("{what} can be {ratio} of the volume, which is more than {asked}; its bound is {bound}");
            say!("this network is paid so much:\n{}", found.example.trim_end())
        }
        Some(found) => {
            let ratio = per_hundred(&found.ratio);
            say!(
                "the most that was found is {ratio}: so {asked} may hold, but it is not proved; a cap at {asked} would prove it"
            )
        }
        None => say!("a cap at {asked} of the volume would prove it"),
    };
    Some(Diagnostic::new(Code::ProveFails, proof.span, text).help(help))
}

fn unbounded(program: &Program, proof: &Proof, what: &Text, cause: &Cause) -> Diagnostic {
    let mut found =
        Diagnostic::new(Code::ProveUnbounded, proof.span, say!("{what} has no finite bound: {}", cause.text));
    if let Some(place) = cause.site.and_then(|site| program.sites.get(site.index())) {
        found = found.note_in(place.item, place.span, "here");
    }
    match &cause.help {
        Some(help) => found.help(help.clone()),
        None => found,
    }
}

/// The share of the volume that a proof is about; nothing where nothing is paid at all.
fn share(
    plan: &hir::Plan,
    program: &Program,
    proof: &Proof,
    total: &Total,
    what: &Text,
) -> Result<Option<Exact>, Box<Diagnostic>> {
    let shares = shares(program, plan, total);
    let refuse = |text: Text, help: Text| Box::new(Diagnostic::new(Code::ProveVolume, proof.span, text).help(help));
    let names: Vec<String> = shares.iter().map(|share| format!("`{}'s {}`", share.of.event, share.of.name)).collect();
    let first = match (&proof.of, shares.as_slice()) {
        (_, []) => return Ok(None),
        (None, [share]) => share,
        (Some((event, field)), [share]) if share.of.event == *event && share.of.name == *field => share,
        (Some((event, field)), _) => {
            let others = names.iter().filter(|name| **name != format!("`{event}'s {field}`"));
            let others: Vec<&str> = others.map(String::as_str).collect();
            let text =
                say!("{what} is paid on {} too, and no share of `{event}'s {field}` bounds that", others.join(", "));
            return Err(refuse(text, say!("prove each bonus for the field that it is paid on")));
        }
        (None, _) => {
            let text = say!("{what} is paid on several fields: {}", names.join(", "));
            return Err(refuse(
                text,
                say!("prove each bonus for the field that it is paid on: `prove … of Order's bv`"),
            ));
        }
    };
    match first.ratio() {
        Some(ratio) => Ok(Some(ratio)),
        None => {
            let currency = program.units.get(program.currency.index()).map_or("", |unit| unit.name.as_str());
            let unit = &first.of.unit;
            let text = say!("one {unit} is worth nothing known in {currency}, so there is no share in percent");
            Err(refuse(text, say!("declare a rate: `rate {unit} to {currency} = …`")))
        }
    }
}
