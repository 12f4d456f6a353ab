//! Who may do what: roles and duties as Cedar policies (`policies.cedar`), checked against `schema.cedarschema` when they
//! are loaded.
//!
//! Nothing is allowed that no policy permits. Whatever cannot be decided is denied: an action on an object that it is
//! not for, an error while a policy is evaluated. Decisions are about single objects; lists are filtered where they are
//! queried.
//!
//! ```
//! use compline_policy::{Action, Actor, Object, ObjectKind, Policies, Role};
//!
//! let policies = Policies::built_in()?;
//! let actor = Actor { user: "mia", company: "nordlicht", roles: &[Role::Approver] };
//! let run = |created_by| Object { kind: ObjectKind::Run, id: "2026-03", company: "nordlicht", created_by, locked: false };
//! assert!(policies.decide(&actor, Action::ApproveRun, &run(&["max"])).allowed);
//! let own = policies.decide(&actor, Action::ApproveRun, &run(&["max", "mia"]));
//! assert!(!own.allowed && own.reasons == ["four-eyes"] && own.which == [Role::Approver]);
//! # Ok::<(), compline_policy::PolicyError>(())
//! ```

mod error;
mod names;
#[cfg(test)]
mod tests;

pub use error::{Finding, PolicyError};
pub use names::{Action, ObjectKind, Role};

use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Policy, PolicyId, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use error::DecideError;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

/// Who asks: a user, or who an API key stands for.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// The user's id, the same that stands in [`Object::created_by`].
    pub user: &'a str,
    /// The company that the user works for.
    pub company: &'a str,
    /// The user's roles in it.
    pub roles: &'a [Role],
}

/// What is acted on.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// What it is.
    pub kind: ObjectKind,
    /// Its id; for a [`ObjectKind::Company`] that of the company.
    pub id: &'a str,
    /// The company that it belongs to.
    pub company: &'a str,
    /// The ids of everybody who made, changed or computed what is to be decided on. None of them can approve it.
    pub created_by: &'a [&'a str],
    /// Whether it is finalised, released or sent, and thus can no longer be changed.
    pub locked: bool,
}

/// What the policies say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Whether the action may be done.
    pub allowed: bool,
    /// The ids of the policies that decided, in alphabetical order: those that permit, or those that forbid. Empty if no
    /// policy permits.
    pub reasons: Vec<String>,
    /// If it is denied: each role with which alone another person of the company could do it. Empty if nobody can.
    pub which: Vec<Role>,
    /// Why the policies could not be evaluated; for the log. Such a question is always denied.
    pub fault: Option<String>,
}

/// The policies in force.
#[derive(Debug)]
pub struct Policies {
    schema: Schema,
    set: PolicySet,
    types: Types,
    general: RwLock<HashMap<General, bool>>,
}

/// A question about no thing in particular: user, company, roles, what, of which kind.
type General = (String, String, Vec<Role>, Action, ObjectKind);

/// Answers to general questions that are kept; with more of them all are given anew.
const MOST_GENERAL: usize = 50_000;

impl Policies {
    /// The policies that come with the server.
    ///
    /// # Errors
    /// None, which a test holds; the texts are compiled in and checked like any other.
    pub fn built_in() -> Result<Self, PolicyError> {
        Policies::from_texts(include_str!("../schema.cedarschema"), include_str!("../policies.cedar"))
    }

    /// Policies from texts: a Cedar schema, and policies each of which has an `@id` of its own.
    ///
    /// # Errors
    /// Texts that cannot be read, policies that the schema does not allow (strict validation), a missing or doubled
    /// `@id`, and a schema that does not have the roles, actions and kinds of this crate.
    pub fn from_texts(schema: &str, policies: &str) -> Result<Self, PolicyError> {
        let (schema, _) = Schema::from_cedarschema_str(schema)
            .map_err(|error| PolicyError::Schema(error::findings(schema, &error)))?;
        let parsed: PolicySet =
            policies.parse().map_err(|error| PolicyError::Policies(error::findings(policies, &error)))?;
        let set = by_id(&parsed)?;
        let result = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        let mut findings: Vec<Finding> =
            result.validation_errors().flat_map(|error| error::findings(policies, error)).collect();
        // A policy that can never apply is a mistake as well.
        findings.extend(result.validation_warnings().flat_map(|warning| error::findings(policies, warning)));
        if !findings.is_empty() {
            // Cedar says them in no particular order.
            findings.sort();
            findings.dedup();
            return Err(PolicyError::Policies(findings));
        }
        let policies = Policies { types: Types::of(&schema)?, schema, set, general: RwLock::default() };
        policies.check_names()?;
        Ok(policies)
    }

    /// Whether somebody may do something.
    #[must_use]
    pub fn decide(&self, actor: &Actor<'_>, action: Action, object: &Object<'_>) -> Decision {
        let mut decision = self
            .evaluate(actor, action, object)
            .unwrap_or_else(|error| Decision { fault: Some(error.to_string()), ..Decision::default() });
        if !decision.allowed && decision.fault.is_none() {
            decision.which = self.which(actor, action, object);
        }
        decision
    }

    /// Whether somebody may do something with things of a kind in their company, as long as nobody made them: for menus and
    /// buttons, which ask the same over and over. Policies do not change while they are in force, so answers are kept.
    #[must_use]
    pub fn permitted(&self, actor: &Actor<'_>, action: Action, kind: ObjectKind) -> bool {
        let question = (actor.user.to_owned(), actor.company.to_owned(), actor.roles.to_vec(), action, kind);
        let known = self.general.read().unwrap_or_else(PoisonError::into_inner).get(&question).copied();
        if let Some(known) = known {
            return known;
        }
        let object = Object { kind, id: "", company: actor.company, created_by: &[], locked: false };
        let allowed = self.evaluate(actor, action, &object).is_ok_and(|decision| decision.allowed);
        let mut general = self.general.write().unwrap_or_else(PoisonError::into_inner);
        if general.len() >= MOST_GENERAL {
            general.clear();
        }
        general.insert(question, allowed);
        allowed
    }

    /// Whether a role alone lets do something, with whatever others made.
    #[must_use]
    pub fn permits(&self, role: Role, action: Action) -> bool {
        let actor = Actor { user: "somebody", company: "company", roles: &[role] };
        ObjectKind::ALL.iter().any(|kind| {
            let object = Object { kind: *kind, id: "object", company: "company", created_by: &[], locked: false };
            self.evaluate(&actor, action, &object).is_ok_and(|decision| decision.allowed)
        })
    }

    /// The roles with which another person of the actor's company could do it.
    fn which(&self, actor: &Actor<'_>, action: Action, object: &Object<'_>) -> Vec<Role> {
        let mut other = String::from("somebody-else");
        while object.created_by.contains(&other.as_str()) {
            other.push('-');
        }
        let could = |role: &Role| {
            let actor = Actor { user: &other, company: actor.company, roles: &[*role] };
            self.evaluate(&actor, action, object).is_ok_and(|decision| decision.allowed)
        };
        Role::ALL.iter().copied().filter(could).collect()
    }

    fn evaluate(&self, actor: &Actor<'_>, action: Action, object: &Object<'_>) -> Result<Decision, DecideError> {
        let principal = uid(&self.types.user, actor.user);
        let resource = uid(self.types.object(object.kind)?, object.id);
        let user = Entity::new(
            principal.clone(),
            HashMap::from([("company".to_owned(), text(actor.company))]),
            actor.roles.iter().map(|role| uid(&self.types.role, role.name())).collect(),
        )
        .map_err(DecideError::new)?;
        let created_by =
            object.created_by.iter().map(|id| RestrictedExpression::new_entity_uid(uid(&self.types.user, id)));
        let facts = HashMap::from([
            ("company".to_owned(), text(object.company)),
            ("created_by".to_owned(), RestrictedExpression::new_set(created_by)),
            ("locked".to_owned(), RestrictedExpression::new_bool(object.locked)),
        ]);
        let target = Entity::new(resource.clone(), facts, HashSet::new()).map_err(DecideError::new)?;
        let entities = Entities::from_entities([user, target], Some(&self.schema)).map_err(DecideError::new)?;
        let action = uid(&self.types.action, action.name());
        let request = Request::new(principal, action, resource, Context::empty(), Some(&self.schema))
            .map_err(DecideError::new)?;
        let response = Authorizer::new().is_authorized(&request, &self.set, &entities);
        // Cedar leaves out a policy that fails. If it is one that forbids, that would open a door.
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(DecideError::new(error));
        }
        let mut reasons: Vec<String> = response.diagnostics().reason().map(ToString::to_string).collect();
        reasons.sort_unstable();
        let allowed = response.decision() == cedar_policy::Decision::Allow;
        Ok(Decision { allowed, reasons, ..Decision::default() })
    }

    /// The schema has the roles, actions and kinds that programs ask with, and no others.
    fn check_names(&self) -> Result<(), PolicyError> {
        let groups: HashSet<&EntityUid> = self.schema.action_groups().collect();
        let known: BTreeSet<&str> = Action::ALL.iter().map(|action| action.name()).collect();
        let in_schema: BTreeSet<&str> = self
            .schema
            .actions()
            .filter(|action| !groups.contains(action))
            .map(|action| action.id().unescaped())
            .collect();
        if let Some(name) = known.difference(&in_schema).next() {
            return Err(PolicyError::NotInSchema { what: "action", name: (*name).to_owned() });
        }
        if let Some(name) = in_schema.difference(&known).next() {
            return Err(PolicyError::NotAsked((*name).to_owned()));
        }
        for role in Role::ALL {
            let role_uid = uid(&self.types.role, role.name());
            let member = Entity::new(
                uid(&self.types.user, "somebody"),
                HashMap::from([("company".to_owned(), text("some company"))]),
                HashSet::from([role_uid]),
            );
            let fits = member.is_ok_and(|member| Entities::from_entities([member], Some(&self.schema)).is_ok());
            if !fits {
                return Err(PolicyError::NotInSchema { what: "role", name: role.name().to_owned() });
            }
        }
        Ok(())
    }
}

/// The same policies, called by their `@id`.
fn by_id(parsed: &PolicySet) -> Result<PolicySet, PolicyError> {
    if let Some(template) = parsed.templates().next() {
        return Err(PolicyError::Template(template.to_string()));
    }
    let mut set = PolicySet::new();
    for policy in parsed.policies() {
        let Some(id) = policy.annotation("id").filter(|id| !id.is_empty()) else {
            return Err(PolicyError::NoId(shown(policy)));
        };
        let id = PolicyId::new(id);
        set.add(policy.new_id(id.clone())).map_err(|_| PolicyError::DoubledId(id.to_string()))?;
    }
    Ok(set)
}

/// The beginning of a policy that has no name to be called by.
fn shown(policy: &Policy) -> String {
    let text = policy.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect()
}

/// The names of types, read once.
#[derive(Debug)]
struct Types {
    user: EntityTypeName,
    role: EntityTypeName,
    action: EntityTypeName,
    objects: HashMap<ObjectKind, EntityTypeName>,
}

impl Types {
    fn of(schema: &Schema) -> Result<Self, PolicyError> {
        let there: HashSet<String> = schema.entity_types().map(ToString::to_string).collect();
        let named = |name: &str| {
            let missing = || PolicyError::NotInSchema { what: "type", name: name.to_owned() };
            let is_there = name == "Action" || there.contains(name);
            name.parse().ok().filter(|_| is_there).ok_or_else(missing)
        };
        let objects = ObjectKind::ALL.iter().map(|kind| Ok((*kind, named(kind.type_name())?)));
        Ok(Types {
            user: named("User")?,
            role: named("Role")?,
            action: named("Action")?,
            objects: objects.collect::<Result<_, PolicyError>>()?,
        })
    }

    fn object(&self, kind: ObjectKind) -> Result<&EntityTypeName, DecideError> {
        self.objects.get(&kind).ok_or_else(|| DecideError::new(format!("no type for `{kind}`")))
    }
}

fn uid(type_name: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(type_name.clone(), EntityId::new(id))
}

fn text(text: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(text.to_owned())
}
