//! `compline serve`: the back office in the browser; and the demo's.

use super::generate::PLAN;
use crate::args::{DemoArgs, ServeArgs};
use crate::failure::{Failure, Verdict};
use crate::progress::Progress as Shown;
use compline_office::Office;
use compline_office::demo::{Demo, PASSWORD};
use compline_office::progress::Progress;
use compline_server::{Front, Options, ServeError, serve};
use std::net::SocketAddr;
use std::path::Path;

/// Stack of the server's threads: a plan's expressions are read by recursion.
const STACK: usize = 8 << 20;

pub fn run(args: &ServeArgs) -> Result<Verdict, Failure> {
    let front = if args.behind_proxy { Front::Proxy } else { Front::Nothing };
    let options = Options { listen: args.listen, data: args.data.clone(), database: args.database.clone(), front };
    within(async move {
        let office = options.office().await?;
        serve(office, options.listen, options.front, ready).await
    })
}

/// Makes the demo's back office, where it is not there yet, and serves it.
pub fn demo(args: &DemoArgs, folder: &Path) -> Result<Verdict, Failure> {
    let (data, front) = (folder.to_owned(), Front::Nothing);
    let options = Options { listen: args.listen, data, database: args.database.clone(), front };
    let demo = Demo { partners: args.partners, seed: args.seed, plan: PLAN.1 };
    within(async move {
        let office = options.office().await?;
        let progress = Progress::default();
        let shown = Shown::new();
        shown.stage("preparing the back office");
        office.make_demo(&demo, &progress).await?;
        shown.finish();
        let logins = logins(&office).await?;
        serve(office, options.listen, options.front, move |address| {
            ready(address);
            println!("{logins}");
        })
        .await
    })
}

async fn logins(office: &Office) -> Result<String, ServeError> {
    let mut out = format!("\nPassword of all: {PASSWORD}\n");
    for login in office.demo_logins().await? {
        let code = match &login.secret {
            Some(secret) => format!("one-time code {} (secret {secret})", office.code_now(secret)?),
            None => "no one-time code".to_owned(),
        };
        out.push_str(&format!("  {:8} {:14} {code}\n", login.login, login.role.name()));
    }
    out.push_str(
        "\nA code holds for half a minute; `compline demo` once more prints the next ones. Ctrl C stops the server.",
    );
    Ok(out)
}

fn ready(address: SocketAddr) {
    println!("listening on http://{address}");
}

fn within(work: impl Future<Output = Result<(), ServeError>>) -> Result<Verdict, Failure> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let runtime = runtime.map_err(|error| Failure::Stopped(error.to_string()))?;
    runtime.block_on(work).map_err(|error| Failure::Stopped(error.to_string()))?;
    Ok(Verdict::Good)
}
