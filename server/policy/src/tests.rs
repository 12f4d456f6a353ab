//! The policies that come with the server, by example and as a whole.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use super::*;
use compline_words::{Language, Words};
use proptest::prelude::*;
use std::fmt::Write;
use std::sync::LazyLock;

static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::built_in().unwrap());

/// What needs a second person.
const DECISIONS: [Action; 6] = [
    Action::ConfirmBankDetails,
    Action::ApproveOverride,
    Action::ApproveRun,
    Action::ApproveEntry,
    Action::ReleasePayment,
    Action::ReleasePlan,
];

/// An object that an action is for: not the company where there is another one.
fn kind_for(action: Action) -> ObjectKind {
    let actor = Actor { user: "x", company: "c", roles: &[] };
    let fits = |kind: &ObjectKind| {
        let object = Object { kind: *kind, id: "o", company: "c", created_by: &[], locked: false };
        POLICIES.decide(&actor, action, &object).fault.is_none()
    };
    ObjectKind::ALL.iter().rev().copied().find(fits).unwrap()
}

fn object<'a>(action: Action, created_by: &'a [&'a str], locked: bool) -> Object<'a> {
    Object { kind: kind_for(action), id: "o", company: "nordlicht", created_by, locked }
}

fn actor<'a>(user: &'a str, roles: &'a [Role]) -> Actor<'a> {
    Actor { user, company: "nordlicht", roles }
}

fn allowed(roles: &[Role], action: Action) -> bool {
    POLICIES.decide(&actor("mia", roles), action, &object(action, &["max"], false)).allowed
}

#[test]
fn what_is_permitted_in_general_is_what_is_decided_on_a_thing_that_nobody_made() {
    for _ in 0..2 {
        for (role, action, kind) in Role::ALL.iter().flat_map(|role| {
            Action::ALL.iter().flat_map(move |action| ObjectKind::ALL.iter().map(move |kind| (*role, *action, *kind)))
        }) {
            let roles = [role];
            let actor = actor("mia", &roles);
            let object = Object { kind, id: "", company: "nordlicht", created_by: &[], locked: false };
            let decided = POLICIES.evaluate(&actor, action, &object).is_ok_and(|decision| decision.allowed);
            assert_eq!(POLICIES.permitted(&actor, action, kind), decided, "{role} {action} {kind}");
        }
    }
}

#[test]
fn who_may_do_what() {
    let mut table = String::new();
    for action in Action::ALL {
        write!(table, "{:<24}", action.name()).unwrap();
        for role in Role::ALL {
            assert_eq!(POLICIES.permits(*role, *action), allowed(&[*role], *action), "{role} {action}");
            let mark = if allowed(&[*role], *action) { role.name() } else { "-" };
            write!(table, " {mark:<14}").unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    insta::assert_snapshot!(table);
}

#[test]
fn every_action_is_somebodys() {
    for action in Action::ALL {
        assert!(Role::ALL.iter().any(|role| allowed(&[*role], *action)), "{action}");
        assert!(!allowed(&[], *action), "{action} without a role");
    }
}

#[test]
fn nobody_decides_about_his_own() {
    for action in DECISIONS {
        for role in Role::ALL.iter().filter(|role| allowed(&[**role], action)) {
            for created_by in [&["mia"][..], &["max", "mia"], &["mia", "mia", "max"]] {
                let decision = POLICIES.decide(&actor("mia", &[*role]), action, &object(action, created_by, false));
                assert!(!decision.allowed, "{action} as {role}");
                assert_eq!(decision.reasons, ["four-eyes"]);
                // Another person with the same role could.
                assert!(decision.which.contains(role));
            }
        }
    }
}

#[test]
fn other_companies_do_not_exist() {
    for action in Action::ALL {
        for role in Role::ALL {
            let object = Object { company: "suedwind", ..object(*action, &[], false) };
            let decision = POLICIES.decide(&actor("mia", &[*role]), *action, &object);
            assert!(!decision.allowed && decision.which.is_empty(), "{action} as {role}");
            assert!(decision.reasons.contains(&"other-company".to_owned()));
        }
    }
}

#[test]
fn what_is_locked_is_read_and_handed_over_and_nothing_else() {
    let possible: Vec<&str> = Action::ALL
        .iter()
        .filter(|action| {
            let decide = |role: &Role| POLICIES.decide(&actor("mia", &[*role]), **action, &object(**action, &[], true));
            Role::ALL.iter().any(|role| decide(role).allowed)
        })
        .map(|action| action.name())
        .filter(|name| !name.starts_with("view-"))
        .collect();
    assert_eq!(possible, ["replay-run", "verify-data", "download-payment-file", "export-books"]);
    let run = POLICIES.decide(
        &actor("mia", &[Role::Settlement]),
        Action::ReopenRun,
        &object(Action::ReopenRun, &["max"], true),
    );
    assert_eq!((run.reasons, run.which), (vec!["locked".to_owned()], vec![]));
}

#[test]
fn duties_stay_apart_whatever_roles_somebody_has() {
    for finance in [Role::Settlement, Role::Approver, Role::Accounting] {
        assert!(!allowed(&[finance, Role::PlanDesigner], Action::EditPlan));
    }
    for pay in [Action::CreatePayment, Action::ReleasePayment, Action::DownloadPaymentFile] {
        assert!(!allowed(&[Role::PlanDesigner, Role::Accounting, Role::Approver], pay));
    }
    for action in [Action::CalculateRun, Action::ApproveRun, Action::FinaliseRun, Action::ReleasePayment] {
        assert!(!allowed(&[Role::Administrator, Role::Settlement, Role::Approver, Role::Accounting], action));
    }
    // Computing once more and checking change nothing: whoever audits does it.
    let looks = |action: &Action| {
        action.name().starts_with("view-") || matches!(action, Action::ReplayRun | Action::VerifyData)
    };
    let changes = Action::ALL.iter().filter(|action| !looks(action));
    for action in changes {
        assert!(!allowed(Role::ALL, *action), "{action} as somebody with all roles, auditor among them");
    }
}

#[test]
fn a_denial_says_who_could() {
    let decide =
        |roles: &[Role], action| POLICIES.decide(&actor("mia", roles), action, &object(action, &["max"], false));
    let decision = decide(&[Role::PartnerCare], Action::ApproveRun);
    assert_eq!((decision.reasons, decision.which), (vec![], vec![Role::Approver]));
    let decision = decide(&[Role::Settlement], Action::ReleasePayment);
    assert_eq!(decision.which, [Role::Approver, Role::Accounting]);
    let decision = decide(&[Role::Settlement], Action::CalculateRun);
    assert_eq!((decision.allowed, decision.reasons, decision.which), (true, vec!["settlement".to_owned()], vec![]));
}

#[test]
fn a_question_that_does_not_fit_the_schema_is_denied_and_said() {
    let decision = POLICIES.decide(
        &actor("mia", &[Role::Approver]),
        Action::ApproveRun,
        &Object { kind: ObjectKind::Plan, id: "v4", company: "nordlicht", created_by: &[], locked: false },
    );
    assert!(!decision.allowed && decision.which.is_empty());
    let fault = decision.fault.unwrap();
    assert!(fault.contains("approve-run") && fault.contains("Plan"), "{fault}");
}

/// Ids are data, whatever is in them.
#[test]
fn hostile_ids_are_ids() {
    let hostile = "x\", \"y\"])} // \u{0}\n";
    let object = Object { kind: ObjectKind::Run, id: hostile, company: hostile, created_by: &[hostile], locked: false };
    let decide = |user| {
        let actor = Actor { user, company: hostile, roles: &[Role::Approver] };
        POLICIES.decide(&actor, Action::ApproveRun, &object)
    };
    assert!(decide("mia").allowed);
    assert_eq!(decide(hostile).reasons, ["four-eyes"]);
    // Even if somebody has the name of the person that is imagined for `which`.
    let object = Object { created_by: &["somebody-else", "mia"], company: "nordlicht", ..object };
    let decision = POLICIES.decide(&actor("mia", &[Role::Approver]), Action::ApproveRun, &object);
    assert_eq!(decision.which, [Role::Approver]);
}

#[test]
fn errors_of_texts_say_where_and_why() {
    let (schema, policies) = (include_str!("../schema.cedarschema"), include_str!("../policies.cedar"));
    let load = |schema: &str, policies: &str| match Policies::from_texts(schema, policies) {
        Ok(_) => "loaded".to_owned(),
        Err(error) => error.to_string(),
    };
    let cases = [
        ("unknown action", load(schema, &policies.replace("Action::\"edit-plan\"", "Action::\"edit-plans\""))),
        ("unknown role", load(schema, &policies.replace("Role::\"auditor\"", "Role::\"revisor\""))),
        ("unknown attribute", load(schema, &policies.replace("resource.locked", "resource.closed"))),
        ("wrong type", load(schema, &policies.replace("{ resource.locked }", "{ resource.locked > 1 }"))),
        ("never applies", load(schema, "@id(\"a\") permit (principal, action, resource) when { 1 == 2 };")),
        ("bad syntax", load(schema, &format!("{policies}\npermit (principal, action resource);"))),
        ("no id", load(schema, &policies.replace("@id(\"settlement\")\n", ""))),
        ("doubled id", load(schema, &policies.replace("@id(\"locked\")", "@id(\"four-eyes\")"))),
        ("template", load(schema, "@id(\"a\") permit (principal == ?principal, action, resource);")),
        ("bad schema", load(&schema.replace("entity User in", "entity User im"), policies)),
        ("unknown type", load(&schema.replace("resource: [Plan]", "resource: [Plam]"), policies)),
        ("missing action", load(&schema.replace("action \"view-audit\"", "action \"audit\""), "")),
        ("missing role", load(&schema.replace(", \"auditor\"]", "]"), "")),
        ("missing type", load(&schema.replace("ApiKey", "Key"), "")),
        (
            "unasked action",
            load(&format!("{schema}\naction \"erase\" appliesTo {{ principal: User, resource: [Run] }};"), ""),
        ),
        ("nothing at all", load(schema, "")),
    ];
    let shown: String = cases.iter().map(|(case, message)| format!("{case}: {message}\n")).collect();
    insta::assert_snapshot!(shown);
}

#[test]
fn without_policies_nothing_is_allowed() {
    let policies = Policies::from_texts(include_str!("../schema.cedarschema"), "").unwrap();
    for action in Action::ALL {
        let decision = policies.decide(&actor("mia", Role::ALL), *action, &object(*action, &[], false));
        assert_eq!(decision, Decision::default(), "{action}");
    }
}

#[test]
fn names_are_read_again_and_have_words() {
    for language in Language::ALL {
        let words = Words::new(language);
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(*role));
            assert!(words.has(&format!("role-{role}")), "{role} in {language:?}");
        }
        for action in Action::ALL {
            assert_eq!(Action::from_name(action.name()), Some(*action));
            assert!(words.has(&format!("permission-{action}")), "{action} in {language:?}");
        }
    }
    assert_eq!(Role::from_name("Auditor"), None);
}

fn roles() -> impl Strategy<Value = Vec<Role>> {
    proptest::sample::subsequence(Role::ALL, 0..=Role::ALL.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// More roles never open what one made oneself, what is of another company, or what is locked.
    #[test]
    fn no_set_of_roles_gets_around_the_guards(
        roles in roles(),
        decision in proptest::sample::select(&DECISIONS[..]),
        others in proptest::collection::vec("[a-c]{1,2}", 0..3),
    ) {
        let mut creators: Vec<&str> = others.iter().map(String::as_str).collect();
        creators.push("mia");
        let own = object(decision, &creators, false);
        let actor = actor("mia", &roles);
        prop_assert!(!POLICIES.decide(&actor, decision, &own).allowed);
        let foreign = Object { company: "suedwind", created_by: &[], ..own };
        prop_assert!(!POLICIES.decide(&actor, decision, &foreign).allowed);
        let locked = Object { locked: true, created_by: &[], ..own };
        prop_assert!(!POLICIES.decide(&actor, decision, &locked).allowed);
    }

    /// Whoever may do something with several roles may do it with one of them.
    #[test]
    fn roles_add_up_to_nothing_new(roles in roles(), action in proptest::sample::select(Action::ALL)) {
        if allowed(&roles, action) {
            prop_assert!(roles.iter().any(|role| allowed(&[*role], action)));
        }
    }
}
