//! Each component once, with every part that it can have, all texts being the one that is given.

use compline_ui::*;
use maud::{Render, html};

fn links(text: &str) -> [String; 2] {
    [text.to_owned(), text.to_owned()]
}

/// Components by name.
pub fn all(words: &Words, t: &str) -> Vec<(&'static str, String)> {
    let mut samples = controls(words, t);
    samples.extend(blocks(words, t));
    samples.extend(records(words, t));
    samples.extend(charts(words, t));
    samples
}

fn controls(words: &Words, t: &str) -> Vec<(&'static str, String)> {
    let write = |part: &dyn Render| part.render().into_string();
    let menu = || Menu::new(t).icon(Icon::User).current(t, t).link(t, t).entry(Action::post(t, t));
    let actions = vec![
        Action::link(t, t).primary().icon(Icon::Plus),
        Action::download(t, t),
        Action::dialog(t, t, t).quiet(),
        Action::post(t, t).value(t, t).danger(),
        Action::submit(t).value(t, t).to(t).of_form(t),
        Action::unavailable(t, t),
    ];
    let frame = Frame::new(words, html! { (t) })
        .home(t)
        .company(menu())
        .nav(NavItem::new(Icon::House, t, t).count(t).current(true))
        .nav(NavItem::new(Icon::Users, t, t).apart())
        .search(Search::new(t, t).value(t).suggestions(t))
        .period(menu().at_the_right())
        .jobs(JobsBadge::new(t, t).stream(t))
        .help(t, t)
        .user(UserMenu::new(words, t, t, t).link(Icon::User, t, t).theme(t, Theme::Dark).sign_out(t, t));
    let toast = Toast::new(words, t).undo(Action::post(t, t));
    let page =
        Page::new(words, "de", t).theme(Theme::Dark).density(Density::Cozy).with_errors(true).body(frame).toast(toast);
    let head = PageHead::new(t)
        .breadcrumbs(Breadcrumbs::new(words).link(t, t).link(t, t))
        .chip(Chip::new(Tone::Info, t).icon(Icon::Calculator))
        .fact(t)
        .action(Action::link(t, t))
        .menu(Menu::more(words).link(t, t));
    let choices = || [Choice::new(t, t).help(t), Choice::new("2", t).chosen(true)];
    let fields = vec![
        Field::text(words, t, t)
            .value(t)
            .help(t)
            .error(t)
            .understood(t)
            .optional()
            .placeholder(t)
            .suggestions([t.to_owned()]),
        Field::email(words, "email", t),
        Field::password(words, "password", t),
        Field::code(words, "code", t),
        Field::number(words, "number", t),
        Field::money(words, "money", t, t).value(t).prefix(t).width(Width::Long),
        Field::percent(words, "percent", t),
        Field::date(words, "date", t).check_at(t),
        Field::iban(words, "iban", t).value(t).error(t),
        Field::area(words, "area", t, 3).value(t).error(t),
        Field::select(words, "select", t, choices()).error(t),
        Field::radios(words, "radios", t, choices()).help(t).error(t),
        Field::checks(words, "checks", t, choices()),
        Field::check(words, "check", t, true).help(t).error(t),
        Field::file(words, "file", t, ".csv").several().error(t),
    ];
    let form = fields.into_iter().fold(Form::new(words, t).id(t).files().hidden(t, t).error(t), Form::field);
    let form = form
        .checks(t, Checklist::new().entry("seen", Tone::Warn, t, t, true, Some(t.to_owned())))
        .fieldset(Fieldset::new(t).text(t).field(Field::text(words, "in", t)).part(html! { (t) }))
        .action(Action::submit(t));
    let bar = FilterBar::new(words, t, t)
        .query(t, t, t)
        .keep(t, t)
        .chip(t, t)
        .add(t, [Field::text(words, "city", t)])
        .tool(menu());
    vec![
        ("page", page.into_string()),
        ("actions", write(&Actions(actions))),
        ("page-head", write(&head)),
        ("tabs", write(&Tabs::new(t).tab(t, t, true).counted(t, t, t, false).action(Action::link(t, t)))),
        ("form", write(&form)),
        ("filter-bar", write(&bar)),
        ("rank", write(&Rank::new(t, 2, 5))),
        ("dot", write(&Dot::new(true, t))),
        ("banner", write(&Banner::new(Tone::Warn, t).icon(Icon::Clock).text(t).action(Action::post(t, t)))),
        ("empty", write(&Empty::new(Icon::Search, t, t).action(Action::link(t, t)))),
        ("skeleton", write(&Skeleton::new(words, 2))),
        ("section", write(&Section::new(t).id(t).text(t).action(Action::link(t, t)).body(t))),
        (
            "dialog",
            write(&Dialog::new(words, t, t, t, t).text(t).hidden(t, t).field(Field::area(words, "why", t, 2)).danger()),
        ),
        ("progress", write(&Progress::new(t, t).of(2, 5).text(t).remaining(t).stream(t).cancel(Action::post(t, t), t))),
        ("entrance", write(&Entrance::new(t, t).text(t).foot(t))),
    ]
}

fn blocks(words: &Words, t: &str) -> Vec<(&'static str, String)> {
    let write = |part: &dyn Render| part.render().into_string();
    let row = |key: &str| {
        Row::new(key)
            .selected(true)
            .anchor(t)
            .cell(Cell::text(t).href(t).note(t))
            .cell(Cell::delta(t, Trend::Loss).href(t))
            .cell(Cell::chip(Chip::new(Tone::Ok, t)))
            .cell(Cell::none())
    };
    let table = Table::new(words, t, t)
        .caption_shown()
        .selection(Selection::new(t, t).action(Action::submit(t).to(t)).all(t))
        .column(Column::text(t).sort(t, Some(Direction::Descending)).title_on_phones())
        .column(Column::amount(t, t).sort(t, None))
        .column(Column::state(t).not_on_phones())
        .column(Column::actions(t))
        .row(row(t))
        .total(Row::new("total").cell(Cell::text(t).span(2)).cell(Cell::text(t)).cell(Cell::none()))
        .paging(Paging::new(words, t).previous(Some(t.to_owned())).next(None));
    let every = [
        StageState::Done,
        StageState::Running,
        StageState::Current,
        StageState::Attention,
        StageState::Stale,
        StageState::Waiting,
        StageState::Failed,
    ];
    let stages = every.into_iter().fold(Stages::new(words, t), |stages, state| {
        stages.stage(Stage::new(state, t, t).href(t).result(t).who(t).action(Action::link(t, t)).detail(t))
    });
    let mapping = Mapping::new(t, t, t)
        .column(MappedColumn::new(t, links(t), t, [Choice::new(t, t).chosen(true)]).error(Some(t.to_owned())));
    let sheet = Reconciliation::new(t, [t; 4]).group(
        t,
        [
            SheetRow::part(t, t).href(t).note(t).download(t, t),
            SheetRow::sum(t, t),
            SheetRow::equal(t, t, t),
            SheetRow::difference(t, t, t),
        ],
    );
    let confirmation = Confirmation::new(Form::new(words, t), t, t, t, Action::link(t, t))
        .facts(Facts::new().fact(t, t))
        .checks(t, Checklist::new().entry("a", Tone::Info, t, t, false, Some(t.to_owned())));
    vec![
        ("table", write(&table)),
        ("table-empty", write(&Table::new(words, t, t).empty(Empty::new(Icon::Search, t, t)))),
        ("stages", write(&stages)),
        (
            "tiles",
            write(&Tiles(vec![
                Tile::new(t, t).exact(t).href(t).delta(t, Trend::Gain).note(t).spark(Spark::new([1, 3, 2])),
            ])),
        ),
        ("todo", write(&Todo::new(t, t).entry(Chip::new(Tone::Held, t), t, t, t))),
        ("steps", write(&Steps::new(words, t, [t, t, t], 2))),
        ("mapping", write(&mapping)),
        ("counts", write(&Counts::new().count(Tone::Ok, t, t, Some(t.to_owned())).count(Tone::Bad, t, t, None))),
        ("refusals", write(&Refusals::new(t, t, t, t).row(t, t, t, t))),
        ("reconciliation", write(&sheet)),
        ("confirmation", confirmation.into_markup().into_string()),
    ]
}

fn records(words: &Words, t: &str) -> Vec<(&'static str, String)> {
    let write = |part: &dyn Render| part.render().into_string();
    let facts = Facts::new().heading(t).change(words, t).wide().fact(t, t).fact_with(t, t, Action::link(t, t));
    let event = Event::new(Icon::Eye, t, t, t).tone(Tone::Ok).who(t).known(t);
    let event = event.detail(Changed::new(words, Some(t.to_owned()), Some(t.to_owned())));
    let timeline = Timeline::new(words).filter(t, t, true).event(event).more(Action::link(t, t));
    let source = || {
        SourceView::new(words, t, t)
            .comparing()
            .line(SourceLine::new(1, t).marked())
            .line(
                SourceLine::inked(2, [(Ink::Keyword, t.to_owned()), (Ink::Comment, t.to_owned())])
                    .compared(None, Some(2)),
            )
            .line(SourceLine::new(2, t).compared(Some(2), None).finding(Tone::Bad, t))
    };
    let derivation = Derivation::new(words, t, t)
        .sentence(t)
        .step(Step::new(t, t).text(t).source(t, t).open().step(Step::new(t, "").differs()))
        .source(t, t)
        .plan(source())
        .action(Action::link(t, t));
    let missing = Missing::new(words, t)
        .summary(t)
        .condition(Condition::new(false, t, t).progress(7, 5).note(t))
        .condition(Condition::new(true, t, t));
    let leaf = |branch: usize| {
        Node::new(t, t, t)
            .branch(branch)
            .active(Dot::new(false, t))
            .rank(Rank::new(t, 1, 3))
            .figure(t, Some(t.to_owned()))
            .note(t)
    };
    let tree = Tree::new(words, t, t, t).column(t).node(leaf(1).children([leaf(1)])).node(leaf(7).lazy(t, t));
    let roles = [t.to_owned()];
    vec![
        ("record", write(&Record::new(facts, timeline))),
        ("copy-text", write(&CopyText::new(words, t).shown(t))),
        ("derivation", write(&derivation)),
        ("missing", write(&missing)),
        ("tree", write(&tree)),
        ("forbidden", write(&Fault::forbidden(words, t, t, roles).action(Action::link(t, t)))),
        ("not-found", write(&Fault::not_found(words, t, t, Search::new(t, t)))),
        ("conflict", write(&Fault::conflict(words, t, t, t, t))),
        ("failed", write(&Fault::failed(words, t, t, t))),
    ]
}

fn charts(words: &Words, t: &str) -> Vec<(&'static str, String)> {
    let write = |part: &dyn Render| part.render().into_string();
    let format = |value: i64| format!("{value} {t}");
    let figures = || Table::new(words, "figures", t).column(Column::text(t)).row(Row::new("1").cell(Cell::text(t)));
    let lines = Lines::new([t, t], &format, &format)
        .bound(90, t)
        .series(Series::new(t, [Some(10), Some(55)]).links(links(t)))
        .series(Series::new(t, [Some(12), None]).context());
    let stacked = Stacked::new([t, t], &format, &format).part(t, [3, 4], links(t)).part(t, [5, -2], []);
    let histogram = Histogram::new(&format).class(t, 9, Some(t.to_owned())).class(t, 4, None).median(0, t);
    let waterfall =
        Waterfall::new(t, 404, Some(t.to_owned()), t, &format, &format).effect(t, 12, None).effect(t, -5, None);
    let bars = Bars::new(t, [Bar::new(t, 3, t).href(t), Bar::new(t, -1, t), Bar::new(t, 9, t).context()]);
    vec![
        ("chart-lines", write(&Chart::new(words, t, t, t, t, &lines, figures()).unwrap().csv(t))),
        ("chart-stacked", write(&Chart::new(words, t, t, t, t, &stacked, figures()).unwrap())),
        ("chart-histogram", write(&Chart::new(words, t, t, t, t, &histogram, figures()).unwrap())),
        ("chart-waterfall", write(&Chart::new(words, t, t, t, t, &waterfall, figures()).unwrap())),
        ("bars", write(&bars)),
    ]
}
