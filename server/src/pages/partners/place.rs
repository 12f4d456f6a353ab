//! What a partner is, and moving it in a tree: with a preview of who is affected.

use super::create::{place_fields, place_of};
use super::edit::form_page;
use super::latest;
use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::filled::Filled;
use crate::pages::partner_href;
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_compiler::program::Tree;
use compline_office::OfficeError;
use compline_office::facts::partners::Placement;
use compline_office::levels::RunPartner;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Choice, Column, Form, Icon, PageHead, Row, Section, Table, Tabs, Tone,
};
use maud::{Markup, html};

/// Rows of a preview.
const MOST_CHANGES: usize = 200;

/// The form of another status.
pub async fn status_page(visit: Visit, Path(id): Path<String>) -> Answer {
    let typed = Typed::default().with("valid_from", visit.words.date(visit.office.clock().today()));
    show_status(&visit, &id, Filled::new(&visit, typed)).await
}

async fn show_status(visit: &Visit, id: &str, mut f: Filled<'_>) -> Answer {
    visit.allow(Deed::SetPartnerStatus, ObjectKind::Partner, id)?;
    let row = visit.office.partner_row(visit.company(), id).await?;
    let today = visit.office.clock().today();
    let now = visit.office.status_on(visit.company(), id, today).await?.unwrap_or_else(|| "active".to_owned());
    let title = visit.say("partner-set-status");
    let choices = ["active", "inactive", "terminated"].into_iter().filter(|status| *status != now);
    let choices = choices.map(|status| Choice::new(status, visit.say(&format!("status-to-{status}"))));
    let form = Form::new(visit.ui, format!("{}/status", partner_href(id)))
        .field(f.select("status", "partner-status", choices.collect()))
        .field(f.day("valid_from", "valid-from"))
        .field(f.area("reason", "field-reason"))
        .action(Action::submit(visit.say("partner-set-status")).primary())
        .action(Action::link(visit.say("cancel"), partner_href(id)).quiet());
    let form = f.rest(form);
    let status = visit.say(&format!("status-{now}"));
    let text = visit.words.say_with("partner-status-now", &[("status", status.into())]);
    let banner = Banner::new(Tone::Info, text).text(visit.say("partner-terminate-hint"));
    form_page(visit, (id, super::name(&row), title), form, &f, Some(banner))
}

/// Sets a status.
pub async fn status(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.allow(Deed::SetPartnerStatus, ObjectKind::Partner, &id)?;
    let mut f = Filled::new(&visit, typed);
    let from = f.date("valid_from");
    if f.is_wrong() {
        if f.text("reason").is_empty() {
            f.wrong("reason", visit.say("error-reason-missing"));
        }
        return show_status(&visit, &id, f).await;
    }
    let (status, reason) = (f.text("status").to_owned(), f.text("reason").to_owned());
    if let Err(error) = visit.office.set_status(visit.author(), &id, &status, from, &reason).await {
        f.refused(error)?;
        return show_status(&visit, &id, f).await;
    }
    Ok(Redirect::to(&partner_href(&id)).into_response())
}

/// What a move would do.
struct Effects {
    /// Those who move along, the partner among them.
    subtree: i64,
    /// Those who stand above and get another rank or amount.
    above: i64,
    /// Whose rank or amount in the latest run would be another one, and the month; nothing where no run tells.
    changed: Option<(String, Vec<(RunPartner, RunPartner)>)>,
}

/// The trees, and the programme.
async fn trees(visit: &Visit) -> Result<(String, Vec<Tree>), OfficeError> {
    let programme = visit.programme().await?;
    let plan = visit.office.plan_for(visit.company(), &programme.id, visit.office.clock().today()).await?;
    Ok((programme.id, visit.office.compiled(&plan).await?.program.trees.clone()))
}

/// The form of a move.
pub async fn move_page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    let typed = Typed::default()
        .with("tree", query.text("tree"))
        .with("valid_from", visit.words.date(visit.office.clock().today()));
    show_move(&visit, &id, Filled::new(&visit, typed), None).await
}

async fn show_move(visit: &Visit, id: &str, mut f: Filled<'_>, effects: Option<Effects>) -> Answer {
    visit.allow(Deed::MovePartner, ObjectKind::Partner, id)?;
    let row = visit.office.partner_row(visit.company(), id).await?;
    let (_, trees) = trees(visit).await?;
    let tree = trees.iter().find(|tree| tree.name == f.text("tree")).or_else(|| trees.first());
    let tree = tree.ok_or_else(|| OfficeError::Missing { what: "tree", id: f.text("tree").to_owned() })?;
    let href = partner_href(id);
    let title = visit.say("move-partner");
    let head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui).link(visit.say("partners"), "/partners").link(super::name(&row), href.clone()),
        )
        .fact(id.to_owned());
    let mut tabs = Tabs::new(visit.say("tree"));
    for one in &trees {
        tabs = tabs.tab(one.name.clone(), format!("{href}/move?tree={}", encoded(&one.name)), one.name == tree.name);
    }
    let mut form = Form::new(visit.ui, format!("{href}/move")).hidden("tree", tree.name.clone());
    for field in place_fields(visit, &mut f, tree, ("move-new-parent", false)) {
        form = form.field(field);
    }
    form = form
        .field(f.day("valid_from", "move-valid-from").help(visit.say("move-valid-from-help")))
        .field(f.area("reason", "field-reason"));
    let preview = effects.as_ref().map(|effects| self::effects(visit, effects));
    form = match &effects {
        None => form.action(Action::submit(visit.say("move-show-preview")).primary()),
        Some(effects) => {
            let label = visit.words.say_with("move-confirm", &[("partners", effects.subtree.into())]);
            // The preview is of exactly this place: with another one it is shown anew.
            form.hidden("seen", key(&f, tree))
                .action(Action::submit(label).primary())
                .action(Action::submit(visit.say("move-preview-again")).value("again", "1"))
        }
    };
    let form = f.rest(form.action(Action::link(visit.say("cancel"), href).quiet()));
    let main = html! {
        (head)
        @if trees.len() > 1 { (tabs) }
        @if let Some(preview) = &preview { (preview) }
        (form)
    };
    Ok(visit.page_with(&title, Part::Partners, main, f.is_wrong()))
}

/// What a preview was about.
fn key(f: &Filled<'_>, tree: &Tree) -> String {
    let names = ["parent", "top", "side"].map(|name| format!("{name}_{}", tree.name));
    let texts: Vec<&str> = names.iter().map(|name| f.text(name)).chain([f.text("valid_from")]).collect();
    format!("{}|{}", tree.name, texts.join("|"))
}

fn effects(visit: &Visit, effects: &Effects) -> Markup {
    let words = visit.words;
    let moved = words.say_with("move-preview", &[("partners", effects.subtree.into())]);
    let above = words.say_with("move-affected-above", &[("partners", effects.above.into())]);
    let mut banner = Banner::new(Tone::Review, moved).icon(Icon::Network);
    let Some((month, changed)) = &effects.changed else {
        return html! { (banner.text(visit.say("move-no-run"))) };
    };
    let count = words.say_with("move-changes", &[("partners", changed.len().into()), ("month", month.as_str().into())]);
    if changed.is_empty() {
        return html! { (banner.text(count)) };
    }
    banner = banner.text(html! { p { (above) " " (count) } });
    let mut table = Table::new(visit.ui, "effects", visit.say("rank-override-preview"))
        .column(Column::text(visit.say("partner")).title_on_phones())
        .column(Column::text(visit.say("rank")))
        .column(Column::text(visit.say("rank-active")))
        .column(Column::amount(visit.say("audit-before"), visit.currency.clone()))
        .column(Column::amount(visit.say("audit-after"), visit.currency.clone()));
    for (now, then) in changed.iter().take(MOST_CHANGES) {
        let rank = |one: &RunPartner| one.rank.clone().unwrap_or_else(|| visit.say("nothing"));
        let active = |one: &RunPartner| {
            let key = one.active.map(|active| if active { "active-yes" } else { "active-no" });
            key.map_or_else(|| visit.say("nothing"), |key| visit.say(key))
        };
        let both = |a: String, b: String| if a == b { a } else { format!("{a} → {b}") };
        table = table.row(
            Row::new(now.partner.clone())
                .cell(Cell::text(now.partner.clone()).href(partner_href(&now.partner)))
                .cell(Cell::text(both(rank(now), rank(then))))
                .cell(Cell::text(both(active(now), active(then))))
                .cell(Cell::text(visit.amount(now.amount)))
                .cell(Cell::text(visit.amount(then.amount))),
        );
    }
    html! { (banner) (Section::new(visit.say("rank-override-preview")).body(table)) }
}

/// Shows what a move would do, or does it.
pub async fn move_to(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.allow(Deed::MovePartner, ObjectKind::Partner, &id)?;
    visit.office.partner_row(visit.company(), &id).await?;
    let (programme, trees) = trees(&visit).await?;
    let mut f = Filled::new(&visit, typed);
    let Some(tree) = trees.iter().find(|tree| tree.name == f.text("tree")) else {
        return Err(OfficeError::field("tree", "error-choose-one").into());
    };
    let parent = format!("parent_{}", tree.name);
    let from = f.date("valid_from");
    let place = place_of(&f, tree, &id, from);
    if place.is_none() {
        f.wrong(&parent, visit.say("error-field-empty"));
    }
    if f.text("reason").is_empty() {
        f.wrong("reason", visit.say("error-reason-missing"));
    }
    let Some(place) = place.filter(|_| !f.is_wrong()) else { return show_move(&visit, &id, f, None).await };
    let seen = f.text("seen") == key(&f, tree) && f.text("again").is_empty();
    let result = match seen {
        true => {
            let reason = f.text("reason").to_owned();
            visit.office.move_partner(visit.author(), &programme, &place, &reason).await.map(|()| None)
        }
        false => preview(&visit, &programme, &place).await.map(Some),
    };
    match result {
        Ok(None) => {
            let to = format!("{}/structure?tree={}", partner_href(&id), encoded(&tree.name));
            Ok(Redirect::to(&to).into_response())
        }
        Ok(Some(effects)) => show_move(&visit, &id, f, Some(effects)).await,
        Err(error) => {
            f.refused_as(error, |field, _| match field {
                "parent" | "tree" | "partner" => parent.clone(),
                "side" | "position" => format!("side_{}", tree.name),
                "period" => "valid_from".to_owned(),
                other => other.to_owned(),
            })?;
            show_move(&visit, &id, f, None).await
        }
    }
}

async fn preview(visit: &Visit, programme: &str, place: &Placement) -> Result<Effects, OfficeError> {
    let office = &visit.office;
    let run = latest(visit).await?.filter(|run| run.programme == programme);
    // A run computes with what was known when it was computed: it may not know one of the two.
    let mut told = None;
    if let Some(run) = run {
        let both = [Some(place.partner.as_str()), place.parent.as_deref()];
        let mut known = true;
        for id in both.into_iter().flatten() {
            known = known && office.run_partner(&run.id, id).await?.is_some();
        }
        told = known.then_some(run);
    }
    let Some(run) = told else {
        let subtree = office.move_size(visit.author(), programme, place).await?;
        return Ok(Effects { subtree, above: 0, changed: None });
    };
    let preview = office.preview_move(visit.author(), &run, place).await?;
    let moved = office.subtree(visit.company(), &place.tree, &place.partner, place.valid_from).await?;
    let above = preview.changed.iter().filter(|(now, _)| !moved.contains(&now.partner)).count();
    let month = crate::pages::runs::month(visit, &run);
    Ok(Effects { subtree: preview.subtree, above: above as i64, changed: Some((month, preview.changed)) })
}
