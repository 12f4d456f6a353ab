//! `compline replay`.

use crate::common::{GOOD, compline, folder};
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::{COMPANY, Demo};
use compline_office::facts::overrides::Override;
use compline_office::progress::Progress;
use compline_office::requests::Asked;
use compline_office::runs::NewRun;
use compline_office::who::Author;
use std::path::Path;

fn world() -> tempfile::TempDir {
    let folder = folder(GOOD);
    let made = compline(
        folder.path(),
        &["generate", "--partners", "40", "--orders-per-partner", "2", "--plan", "test.plan", "--out", "data"],
    );
    assert_eq!(made.code, 0, "{}", made.err);
    folder
}

fn changed(path: &Path, change: impl FnOnce(String) -> String) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, change(text.clone())).unwrap();
    text
}

#[test]
fn a_result_folder_is_settled_again_and_compared() {
    let folder = world();
    for (out, format) in [("out", "csv"), ("parquet", "parquet")] {
        let args = ["run", "./test.plan", "--data", "data", "--period", "2026-03", "--out", out, "--format", format];
        assert_eq!(compline(folder.path(), &args).code, 0);
        for engine in ["jit", "reference"] {
            let again = compline(folder.path(), &["replay", "--out", out, "--engine", engine]);
            assert_eq!(again.code, 0, "{out} {engine}: {}", again.err);
            assert!(again.out.ends_with("all is as it was computed\n"), "{}", again.out);
            assert!(again.out.contains("network of") && again.out.contains("language edition"), "{}", again.out);
        }
    }
    let at = |name: &str| folder.path().join(name);
    // A changed table.
    let lines = changed(&at("out/lines.csv"), |text| text.replacen("5%", "6%", 1));
    let wrong = compline(folder.path(), &["replay", "--out", "out"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("error: lines.csv in the folder was "), "{}", wrong.err);
    std::fs::write(at("out/lines.csv"), lines).unwrap();
    // Other data: the first row that differs.
    let orders = changed(&at("data/order.csv"), |text| {
        let kept: Vec<&str> = text.lines().filter(|line| !line.ends_with("0,2026-03-10")).collect();
        kept.join("\n")
    });
    let wrong = compline(folder.path(), &["replay", "--out", "out"]);
    assert_eq!(wrong.code, 1);
    for part in ["error: result was ", "first difference in row ", "(more has come in, or was changed)"] {
        assert!(wrong.err.contains(part) || wrong.out.contains(part), "{part}: {} {}", wrong.out, wrong.err);
    }
    std::fs::write(at("data/order.csv"), orders).unwrap();
    // Another plan.
    let plan = changed(&at("out/test.plan"), |text| text.replace("5% of bv", "6% of bv"));
    let wrong = compline(folder.path(), &["replay", "--out", "out"]);
    assert!(wrong.code == 1 && wrong.err.contains("error: plan was "), "{}", wrong.err);
    std::fs::write(at("out/test.plan"), plan).unwrap();
    std::fs::remove_file(at("out/totals.csv")).unwrap();
    let wrong = compline(folder.path(), &["replay", "--out", "out"]);
    assert!(wrong.code == 1 && wrong.err.contains("totals.csv is not there any more"), "{}", wrong.err);
    // What is no result, and nothing at all.
    assert_eq!(compline(folder.path(), &["replay", "--out", "data"]).code, 2);
    for args in [&["replay"][..], &["replay", "2026-03"], &["replay", "--all"], &["replay", "--data", "out"]] {
        assert_eq!(compline(folder.path(), args).code, 2, "{args:?}");
    }
}

/// A server's data folder whose March is final; the run.
pub fn installation(folder: &Path) -> String {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let database = folder.join("compline.db").display().to_string();
        let office = Office::open(&database, folder, Clock::System).await.unwrap();
        let plan = include_str!("../../../examples/nordlicht/nordlicht.plan");
        let demo = Demo { partners: 20, seed: 7, plan };
        office.make_demo(&demo, &Progress::default()).await.unwrap();
        let worker = tokio::spawn(office.clone().work_forever());
        let staff = office.staff(COMPANY).await.unwrap();
        let somebody = |role: &str| {
            let (user, roles) = staff.iter().find(|(_, roles)| roles.iter().any(|one| one.name() == role)).unwrap();
            let (user, name) = (user.id.clone(), user.name.clone());
            Author { user, name, company: COMPANY.to_owned(), roles: roles.clone(), key: None }
        };
        let (clerk, approver) = (somebody("settlement"), somebody("approver"));
        let wait = async |job: String| {
            while office.job(COMPANY, &job).await.unwrap().is_live() {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            assert_eq!(office.job(COMPANY, &job).await.unwrap().state, "done");
        };
        let programme = office.programmes(COMPANY).await.unwrap().remove(0).id;
        let new = NewRun { programme, period: "2026-03".to_owned(), channels: Vec::new() };
        let run = office.begin_run(&clerk, &new).await.unwrap();
        wait(office.ask_levels(&clerk, &run).await.unwrap()).await;
        wait(office.ask_distribution(&clerk, &run).await.unwrap()).await;
        wait(office.ask_documents(&clerk, &run).await.unwrap()).await;
        office.submit_run(&clerk, &run, "").await.unwrap();
        office.approve_run(&approver, &run, &[]).await.unwrap();
        let drafts = office.drafts(&run).await.unwrap();
        wait(office.ask_finalise(&clerk, &run, drafts).await.unwrap()).await;
        // What March did not know.
        let value = Override {
            partner: "DE-000001".to_owned(),
            definition: "paid_rank".to_owned(),
            value: "Diamond".to_owned(),
            valid_from: "2026-03-01".parse().unwrap(),
            valid_to: "2026-03-31".parse().unwrap(),
            reason: "suspended".to_owned(),
            author: String::new(),
        };
        let request = match office.ask_override(&clerk, "partner", &value).await.unwrap() {
            Asked::Waits(request) => Some(request),
            Asked::Holds => None,
        };
        office.grant(&approver, &request.unwrap()).await.unwrap();
        worker.abort();
        office.db().close().await;
        run
    })
}

#[test]
fn a_run_of_a_server_is_computed_again_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let run = installation(&data);
    for args in [&["replay", "2026-03", "--data", "data"][..], &["replay", "--all", "--data", "data"]] {
        let again = compline(folder.path(), args);
        assert_eq!(again.code, 0, "{}", again.err);
        assert!(again.out.contains(&run) && again.out.ends_with("all is as it was computed\n"), "{}", again.out);
        assert!(again.out.contains("input files") && again.out.contains("PDFs"), "{}", again.out);
    }
    // What it did not know, and what that would come to.
    let known = compline(folder.path(), &["corrections", "--data", "data"]);
    assert_eq!(known.code, 0, "{}", known.err);
    let fact = known.out.lines().find(|line| line.contains("DE-000001 value paid_rank Diamond")).unwrap();
    assert!(fact.ends_with("from 2026-03-01 to 2026-03-31; concerns 1 runs since 2026-03"), "{fact}");
    let commit = fact.trim().strip_prefix("commit ").unwrap().split(':').next().unwrap();
    let args = ["corrections", "--data", "data", "--programme", "partner", "--preview", commit];
    let preview = compline(folder.path(), &args);
    assert_eq!(preview.code, 0, "{}", preview.err);
    for part in ["  2026-03: ", " lines differ", "    DE-000001: ", ", rank Diamond instead of "] {
        assert!(preview.out.contains(part), "{part}: {}", preview.out);
    }
    let again = compline(folder.path(), &["corrections", "--data", "data"]);
    assert_eq!(again.out, known.out, "a preview changes nothing");
    let (post, by) = (["--post", commit, "--reason", "a wrong rank"], ["--as", "klein"]);
    let refused = [&post[..], &["--post", commit, by[0], by[1]], &["--post", commit, "--preview", commit]];
    let unknown = [&["--programme", "none"][..], &["--programme", "partner", "--preview", "1"]];
    for args in unknown.into_iter().chain(refused) {
        let wrong = compline(folder.path(), &[&["corrections", "--data", "data"], args].concat());
        assert_eq!(wrong.code, 2, "{args:?}: {}", wrong.out);
    }
    // It is asked for in somebody's name, and waits for another person.
    let asked = compline(folder.path(), &[&["corrections", "--data", "data"], &post[..], &by].concat());
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert!(asked.out.contains("  correction 1 waits for another person to approve it: a wrong rank"), "{}", asked.out);
    assert!(asked.out.contains(", rank Diamond instead of "), "{}", asked.out);
    let known = compline(folder.path(), &["corrections", "--data", "data"]);
    assert!(known.out.contains("  correction 1: asked: a wrong rank"), "{}", known.out);
    // Manual values: who set and approved them, what another one would change, and asking for it.
    let values = compline(folder.path(), &["overrides", "--data", "data"]);
    let told = "DE-000001 paid_rank = Diamond from 2026-03-01 to 2026-03-31 (expired): suspended; set by ";
    assert!(values.out.starts_with(told) && values.out.ends_with("1 manual values\n"), "{}{}", values.out, values.err);
    let planned = compline(folder.path(), &["overrides", "--data", "data", "--state", "planned"]);
    assert_eq!(planned.out, "0 manual values\n", "{}", planned.err);
    let new = ["--partner", "DE-000002", "--set", "paid_rank=Diamond", "--from", "2026-03-01", "--to", "2026-03-31"];
    let new = [&["overrides", "--data", "data"], &new[..]].concat();
    let supposed = compline(folder.path(), &[&new[..], &["--preview", "2026-03"]].concat());
    assert!(
        supposed.out.contains("DE-000002: ") && supposed.out.contains(", rank Diamond instead of "),
        "{}",
        supposed.out
    );
    let nobody = compline(folder.path(), &new);
    assert!(nobody.code == 2 && nobody.err.contains("--as LOGIN"), "{}", nobody.err);
    let why = compline(folder.path(), &[&new[..], &by].concat());
    assert!(why.code == 2 && why.err.contains("nothing was done: "), "{}", why.err);
    let waits = compline(folder.path(), &[&new[..], &by, &["--reason", "a promise"]].concat());
    assert_eq!(waits.out, "it waits for another person to approve it\n", "{}", waits.err);
    let none = compline(folder.path(), &["replay", "2020-01", "--data", "data"]);
    assert!(none.code == 2 && none.err.contains("there is no run `2020-01`"), "{}", none.err);
    // One byte of one file of the archive.
    let mut files: Vec<_> = Vec::new();
    for part in std::fs::read_dir(data.join("archive")).unwrap() {
        files.extend(std::fs::read_dir(part.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    }
    let orders = files.into_iter().find(|path| {
        std::fs::read(path).unwrap().starts_with(b"id,source,") && std::fs::read(path).unwrap().len() > 200
    });
    let orders = orders.unwrap();
    let mut bytes = std::fs::read(&orders).unwrap();
    let last = bytes.len() - 3;
    *bytes.get_mut(last).unwrap() ^= 1;
    std::fs::write(&orders, bytes).unwrap();
    let wrong = compline(folder.path(), &["replay", &run, "--data", "data"]);
    assert_eq!(wrong.code, 1, "{}", wrong.out);
    assert!(wrong.err.contains("2026-03: the input `"), "{}", wrong.err);
    let verified = compline(folder.path(), &["verify", "--data", "data"]);
    assert_eq!(verified.code, 1);
}
