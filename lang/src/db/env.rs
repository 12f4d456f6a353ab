//! A plan file as the environment of its own checks.

use super::groups::signature;
use super::index::{NameKindValue, SubjectValue, caps, index, is_lost, lookup, payers, word_list, word_lists};
use super::layers::setting;
use super::{Db, Declaration, DefinitionKey, Name, PlanFile, declaration};
use crate::check::{Decl, Env, NameKind, Signature};
use crate::hir::{self, Begins, FieldDecl, Header, RateDecl, Subject, Unit, WordList};
use crate::syntax::ast;
use std::sync::Arc;

/// The file as an environment of checks.
pub(super) struct FileEnv<'db, 'g> {
    pub(super) db: &'db dyn Db,
    pub(super) file: PlanFile,
    /// Signatures of the group that is being inferred.
    pub(super) group: Option<&'g [(Subject, String, Signature)]>,
}

/// What a name declares. An answer that stays the same spares its readers, wherever the item has moved.
#[salsa::tracked(returns(ref), cycle_result = not_resolved)]
fn resolved<'db>(db: &'db dyn Db, file: PlanFile, name: Name<'db>) -> Option<Arc<Declaration>> {
    let (_, item) = lookup(db, file, name)?;
    declaration(db, file, item).clone()
}

/// Within the declaration of a name by itself it declares nothing; the item is told so where it is declared.
fn not_resolved(_: &dyn Db, _: salsa::Id, _: PlanFile, _: Name<'_>) -> Option<Arc<Declaration>> {
    None
}

/// What a name stands for.
#[salsa::tracked(returns(copy))]
fn name_kind<'db>(db: &'db dyn Db, file: PlanFile, name: Name<'db>) -> Option<NameKindValue> {
    lookup(db, file, name).map(|(kind, _)| kind)
}

/// The header.
#[salsa::tracked(returns(ref))]
fn header_declaration(db: &dyn Db, file: PlanFile) -> Option<Arc<Declaration>> {
    declaration(db, file, index(db, file).header?).clone()
}

/// The earners clause.
#[salsa::tracked(returns(ref))]
fn earners_declaration(db: &dyn Db, file: PlanFile) -> Option<Arc<Declaration>> {
    declaration(db, file, index(db, file).earners?).clone()
}

/// The fields of partners.
#[salsa::tracked(returns(ref))]
fn partner_declaration(db: &dyn Db, file: PlanFile) -> Option<Arc<Declaration>> {
    declaration(db, file, index(db, file).partner?).clone()
}

/// The rate between two units.
#[salsa::tracked(returns(ref))]
fn rate_declaration<'db>(db: &'db dyn Db, file: PlanFile, from: Name<'db>, to: Name<'db>) -> Option<Arc<Declaration>> {
    let rates = &index(db, file).rates;
    let (_, _, item) = rates.iter().find(|(f, t, _)| f == from.text(db) && t == to.text(db))?;
    declaration(db, file, *item).clone()
}

impl Env for FileEnv<'_, '_> {
    fn kind(&self, name: &str) -> Option<NameKind> {
        name_kind(self.db, self.file, Name::new(self.db, name)).map(NameKind::from)
    }

    fn resolve(&self, name: &str) -> Option<Decl> {
        match resolved(self.db, self.file, Name::new(self.db, name)).as_deref()? {
            Declaration::Named(decl) => Some(decl.clone()),
            _ => None,
        }
    }

    fn definition(&self, subject: &Subject, name: &str) -> Option<Signature> {
        if let Some((_, _, signature)) = self.group.and_then(|g| g.iter().find(|(s, n, _)| s == subject && n == name)) {
            return Some(signature.clone());
        }
        let key = DefinitionKey::new(self.db, subject.clone(), name);
        signature(self.db, self.file, key).as_ref().map(|s| (**s).clone())
    }

    fn definition_names(&self, subject: &Subject) -> Vec<String> {
        let subject = SubjectValue::from(subject);
        let mut names: Vec<String> = index(self.db, self.file)
            .definitions
            .keys()
            .filter(|(s, _)| *s == subject)
            .map(|(_, n)| n.clone())
            .collect();
        names.sort_unstable();
        names
    }

    fn word(&self, word: &str) -> Vec<(String, u32)> {
        word_lists(self.db, self.file, Name::new(self.db, word)).clone()
    }

    fn words(&self, list: &str) -> Option<Arc<WordList>> {
        word_list(self.db, self.file, Name::new(self.db, list)).clone()
    }

    fn partner_fields(&self) -> Arc<Vec<FieldDecl>> {
        match partner_declaration(self.db, self.file).as_deref() {
            Some(Declaration::Partner(fields)) => fields.clone(),
            _ => Arc::default(),
        }
    }

    fn header(&self) -> Arc<Header> {
        match header_declaration(self.db, self.file).as_deref() {
            Some(Declaration::Header(header)) => header.clone(),
            _ => Arc::new(Header {
                begins: Begins::Usual,
                weeks: None,
                name: "Plan".to_owned(),
                version: "1".to_owned(),
                valid: None,
                currency: "EUR".to_owned(),
                currency_scale: 2,
                grain: "month".to_owned(),
                zone: None,
                jurisdictions: Vec::new(),
                cliff: None,
            }),
        }
    }

    fn rate(&self, from: &Unit, to: &Unit) -> Option<Arc<RateDecl>> {
        let (from, to) = (Name::new(self.db, from.to_string()), Name::new(self.db, to.to_string()));
        match rate_declaration(self.db, self.file, from, to).as_deref() {
            Some(Declaration::Rate(rate)) => Some(rate.clone()),
            _ => None,
        }
    }

    fn setting(&self, parameter: &str) -> Option<ast::Expr> {
        setting(self.db, self.file, Name::new(self.db, parameter)).clone()
    }

    fn earners(&self) -> Option<Arc<hir::Earners>> {
        match earners_declaration(self.db, self.file).as_deref() {
            Some(Declaration::Earners(e)) => Some(e.clone()),
            _ => None,
        }
    }

    fn payers(&self) -> Vec<String> {
        payers(self.db, self.file).clone()
    }

    fn caps_on(&self, payer: &str) -> Vec<String> {
        caps(self.db, self.file)
            .iter()
            .filter(|(_, on, _)| on.as_ref().is_none_or(|on| on.iter().any(|b| b == payer)))
            .map(|(name, _, _)| name.clone())
            .collect()
    }

    fn cap_after(&self, cap: &str) -> Vec<String> {
        caps(self.db, self.file)
            .iter()
            .find(|(name, _, _)| name == cap)
            .map(|(_, _, after)| after.clone())
            .unwrap_or_default()
    }

    fn cap_is_after(&self, cap: &str, other: &str) -> bool {
        let all = caps(self.db, self.file);
        let mut open = vec![cap.to_owned()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(at) = open.pop() {
            if seen.contains(&at) {
                continue;
            }
            for (_, _, after) in all.iter().filter(|(name, _, _)| *name == at) {
                if after.iter().any(|a| a == other) {
                    return true;
                }
                open.extend(after.iter().filter(|a| !seen.contains(a)).cloned());
            }
            seen.push(at);
        }
        false
    }

    fn is_lost(&self, name: &str) -> bool {
        is_lost(self.db, self.file, Name::new(self.db, name))
    }

    fn names(&self) -> Vec<String> {
        index(self.db, self.file).order.clone()
    }
}
