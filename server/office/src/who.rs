//! Who acts, and what they may do.

use crate::error::OfficeError;
use crate::office::Office;
use crate::once::Once;
use compline_policy::{Action, Actor, Object, ObjectKind, Role};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Somebody who is signed in to a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The user's id.
    pub user: String,
    /// The user's name, for people.
    pub name: String,
    /// The company that they work in.
    pub company: String,
    /// Their roles there.
    pub roles: Vec<Role>,
    /// The key through which a program acts for them; nothing where they act themselves.
    pub key: Option<Arc<Acting>>,
}

/// A key with which a program acts for its user. Its user is who acts: roles and the rule of four eyes hold as for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    /// The key's id.
    pub id: String,
    /// What its scopes let it do, of what its user may.
    pub actions: Vec<Action>,
    /// The request that is carried out once only.
    #[serde(skip)]
    pub once: Option<Once>,
}

impl Author {
    /// The system itself: imports of the set-up, restarts of jobs. It has no role and is never asked for one.
    pub fn system(company: &str) -> Self {
        Self {
            user: "system".to_owned(),
            name: "Compline".to_owned(),
            company: company.to_owned(),
            roles: Vec::new(),
            key: None,
        }
    }

    /// Whether it is the system itself: whoever works at the machine with the data in his hands.
    pub fn is_system(&self) -> bool {
        self.user == "system" && self.roles.is_empty() && self.key.is_none()
    }
}

impl Office {
    /// Sees that somebody may do something with a thing that others (`made_by`) made.
    ///
    /// # Errors
    /// Where no policy permits it, or one forbids it.
    pub fn allow(
        &self,
        author: &Author,
        action: Action,
        kind: ObjectKind,
        id: &str,
        made_by: &[&str],
    ) -> Result<(), OfficeError> {
        if author.key.as_ref().is_some_and(|key| !key.actions.contains(&action)) {
            return Err(OfficeError::Denied { action: action.name(), roles: String::new(), four_eyes: false });
        }
        let object = Object { kind, id, company: &author.company, created_by: made_by, locked: false };
        let actor = Actor { user: &author.user, company: &author.company, roles: &author.roles };
        let decision = self.policies().decide(&actor, action, &object);
        if decision.allowed {
            return Ok(());
        }
        let roles: Vec<&str> = decision.which.iter().map(|role| role.name()).collect();
        // Without the rule of four eyes it would have been allowed.
        let alone = Object { created_by: &[], ..object };
        let four_eyes = self.policies().decide(&actor, action, &alone).allowed;
        Err(OfficeError::Denied { action: action.name(), roles: roles.join(", "), four_eyes })
    }

    /// Whether somebody may do something with things of a kind at all: for menus and buttons.
    pub fn may(&self, author: &Author, action: Action, kind: ObjectKind) -> bool {
        let key_allows = author.key.as_ref().is_none_or(|key| key.actions.contains(&action));
        let actor = Actor { user: &author.user, company: &author.company, roles: &author.roles };
        key_allows && self.policies().permitted(&actor, action, kind)
    }
}
