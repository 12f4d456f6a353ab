//! From a plan file to its program.

use crate::args::Setting;
use crate::failure::Failure;
use crate::terminal;
use compline_compiler::compile::{self, is_error};
use compline_compiler::program::Program;
use compline_lang::bundle::{self, Bundle};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir;
use compline_lang::render::{Entry, PlanText, visible};
use compline_lang::source::{ItemIndex, Span};
use compline_lang::syntax::MAX_FILE_BYTES;
use compline_lang::words::{Text, say};
use compline_review::compile::compile;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A plan file that was read.
#[derive(Debug)]
pub struct Source {
    /// Its name, as it was given.
    pub file: String,
    /// Its text; of a plan of several files their bundle.
    pub text: String,
    /// What is wrong with the bytes.
    wrong: Option<Finding>,
}

/// Findings that are printed where nobody asks for all.
const MOST_FINDINGS: usize = 100;

pub use compline_compiler::compile::Finding;

/// A plan file with everything that is known of it.
#[derive(Debug)]
pub struct Compiled {
    /// The file.
    pub source: Source,
    /// What is wrong, in the order of the text.
    pub findings: Vec<Finding>,
    /// Plan and program, where nothing is wrong.
    pub result: Option<(hir::Plan, Program)>,
    /// Whether it is a module that was checked by itself: then there is no program.
    pub module: bool,
}

/// A plan without errors.
#[derive(Debug)]
pub struct Plan {
    /// The file.
    pub source: Source,
    /// The checked plan.
    pub hir: hir::Plan,
    /// The program.
    pub program: Arc<Program>,
}

impl Source {
    /// A plan that is part of this program.
    pub fn built_in(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), text: text.to_owned(), wrong: None }
    }

    /// Reads a plan with all files that it uses. What is wrong with the bytes of the file itself is a finding, no
    /// failure.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let source = Self::read_alone(path)?;
        if source.wrong.is_some() || bundle::is_bundle(&source.text) {
            return Ok(source);
        }
        let (root, start) = whole_path(path)?;
        let read = |name: &str| read_module(&PathBuf::from(format!("{root}{name}")));
        let text = bundle::load(&start, read)?.map_or(source.text, |(_, bundle)| bundle.text());
        Ok(Self { text, ..source })
    }

    /// Reads one file, and none that it uses.
    pub fn read_alone(path: &Path) -> Result<Self, Failure> {
        let bytes = read_bytes(path)?;
        let file = path.display().to_string();
        if bytes.len() > MAX_FILE_BYTES {
            let message = say!("the plan has more than {MAX_FILE_BYTES} bytes");
            let wrong =
                Diagnostic::new(Code::TooLarge, Span::default(), message).help("split the plan into several files");
            return Ok(Self { file, text: String::new(), wrong: Some((ItemIndex(0), wrong)) });
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Self { file, text, wrong: None },
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Self { file, wrong: Some(not_utf8(&text, at)), text }
            }
        })
    }

    /// The same with parameters set. The values are part of the plan's text, as a variant upon it.
    pub fn with(self, parameters: &[Setting]) -> Result<Self, Failure> {
        if parameters.is_empty() || self.wrong.is_some() {
            return Ok(self);
        }
        let mut bundle = Bundle::read(&self.text);
        if let Some(plan) = bundle.files.last_mut().filter(|file| file.name.is_empty()) {
            let name = Path::new(&self.file).file_name().map(|name| name.to_string_lossy().into_owned());
            plan.name = name.unwrap_or_default();
        }
        let settings: Vec<(String, String)> =
            parameters.iter().map(|set| (set.name.clone(), set.value.clone())).collect();
        let bundle = bundle.set("--param", &settings).map_err(Failure::Parameter)?;
        Ok(Self { text: bundle.text(), ..self })
    }

    /// The same under another name.
    pub fn named(self, file: &Path) -> Self {
        Self { file: file.display().to_string(), ..self }
    }

    /// The text, ready to be pointed into.
    pub fn plan_text(&self) -> PlanText<'_> {
        PlanText::new(&self.file, &self.text).in_language(terminal::language())
    }

    /// What is wrong with the bytes, if anything.
    pub fn wrong(&self) -> Option<Finding> {
        self.wrong.clone()
    }

    /// Checks the plan and, where nothing is wrong, compiles and reviews it.
    pub fn compile(self) -> Compiled {
        self.compile_by(compile)
    }

    /// Checks the plan and, where nothing is wrong, compiles it.
    pub fn compile_without_review(self) -> Compiled {
        self.compile_by(compile::compile)
    }

    fn compile_by(self, compile: fn(&str) -> compile::Compiled) -> Compiled {
        if let Some(wrong) = &self.wrong {
            return Compiled { findings: vec![wrong.clone()], source: self, result: None, module: false };
        }
        let compile::Compiled { findings, result } = compile(&self.text);
        Compiled { source: self, findings, result, module: false }
    }

    /// Checks a plan, or a module by itself.
    pub fn check(self) -> Compiled {
        match self.wrong.is_none().then(|| compile::check_module(&self.text)).flatten() {
            Some(findings) => Compiled { source: self, findings, result: None, module: true },
            None => self.compile(),
        }
    }
}

/// The bytes of a file, one more than a plan may have at most.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = std::fs::File::open(path).map_err(Failure::read(path))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(Failure::read(path))?;
    Ok(bytes)
}

/// A file that a plan names; nothing where there is none.
fn read_module(path: &Path) -> Result<Option<String>, Failure> {
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = read_bytes(path)?;
    let wrong = |what: &str| Failure::read(path)(std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned()));
    if bytes.len() > MAX_FILE_BYTES {
        return Err(wrong("it is longer than a plan may be"));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| wrong("it is not UTF-8 text"))
}

/// Where the system's paths begin, and the whole path behind it, with `/` and without `..`.
fn whole_path(path: &Path) -> Result<(String, String), Failure> {
    let whole = std::path::absolute(path).map_err(Failure::read(path))?;
    let mut root = String::new();
    let mut steps: Vec<String> = Vec::new();
    for part in whole.components() {
        match part {
            Component::Prefix(prefix) => root.push_str(&prefix.as_os_str().to_string_lossy()),
            Component::RootDir => root.push('/'),
            Component::CurDir => {}
            Component::ParentDir => {
                steps.pop();
            }
            Component::Normal(step) => steps.push(step.to_string_lossy().into_owned()),
        }
    }
    Ok((root, steps.join("/")))
}

impl Compiled {
    /// With what is wrong with the plan's proofs; a plan without any is not looked at further.
    pub fn proved(mut self) -> Self {
        if let Some((plan, program)) = &self.result {
            let found = compline_runtime::witness::proofs(&self.source.text, plan, program);
            if found.iter().any(is_error) {
                self.result = None;
            }
            self.findings.extend(found);
            self.findings.sort_by_key(|(item, diagnostic)| (*item, diagnostic.span));
        }
        self
    }
}

/// Points at the first byte that is wrong.
fn not_utf8(text: &str, at: usize) -> Finding {
    let likely = if at == 0 { say!("UTF-16") } else { say!("Latin-1 or Windows-1252") };
    let (item, start) = PlanText::new("", text).item_at(at);
    let diagnostic = Diagnostic::new(
        Code::BadEncoding,
        // The replacement character that stands there now has three bytes.
        Span::new(start, start.saturating_add(3)),
        say!("the plan is not UTF-8 text (it may be {likely})"),
    );
    (item, diagnostic.label("these bytes are no letter").help("save the file as UTF-8"))
}

impl Compiled {
    /// Whether the plan has no errors.
    pub fn is_good(&self) -> bool {
        self.result.is_some() || self.module && !self.findings.iter().any(is_error)
    }

    /// The first findings as text for the screen, errors before warnings where they are many.
    pub fn report(&self) -> String {
        self.report_first(MOST_FINDINGS)
    }

    /// So many findings as text for the screen, and how many more there are.
    pub fn report_first(&self, most: usize) -> String {
        let mut errors = self.findings.iter().filter(|finding| is_error(finding)).count().min(most);
        let mut warnings = most - errors;
        let mut chosen = |finding: &&Finding| {
            let left = if is_error(finding) { &mut errors } else { &mut warnings };
            let shown = *left > 0;
            *left = left.saturating_sub(1);
            shown
        };
        let shown = self.findings.iter().filter(|finding| chosen(finding)).map(|(item, d)| (*item, d));
        let mut text = self.source.plan_text().report(shown, terminal::color());
        let more = self.findings.len().saturating_sub(most);
        if more > 0 {
            let file = visible(&self.source.file);
            let more = say!("and {more} more; `compline check --all` or `--json` shows them");
            text.push_str(&format!("{file}: {}\n\n", more.in_language(terminal::language())));
        }
        text
    }

    /// Plan and program; where there are none, what is wrong is printed.
    pub fn or_report(self) -> Option<Plan> {
        match self.result {
            Some((hir, program)) => Some(Plan { source: self.source, hir, program: Arc::new(program) }),
            None => {
                eprint!("{}", self.report());
                eprintln!("{}: {}", self.source.file, self.count().unwrap_or_default());
                None
            }
        }
    }

    /// The findings for programs.
    pub fn entries(&self) -> Vec<Entry> {
        self.source.plan_text().entries(self.findings.iter().map(|(item, d)| (*item, d)))
    }

    /// `3 errors, 1 warning`, or nothing.
    pub fn count(&self) -> Option<String> {
        let errors = self.findings.iter().filter(|f| is_error(f)).count();
        let warnings = self.findings.len() - errors;
        let count = |n: usize, one: Text, many: Text| match n {
            0 => None,
            1 => Some(one),
            _ => Some(many),
        };
        let parts = [
            count(errors, say!("1 error"), say!("{errors} errors")),
            count(warnings, say!("1 warning"), say!("{warnings} warnings")),
        ];
        let parts: Vec<String> = parts.iter().flatten().map(|text| text.in_language(terminal::language())).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}
