//! Starting and stopping.

use crate::app::router;
use compline_office::clock::Clock;
use compline_office::{Office, OfficeError};
use std::net::SocketAddr;
use std::path::PathBuf;

/// How the server runs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The folder with the archive, and with the database where that is a file.
    pub data: PathBuf,
    /// `postgres://…`, or the name of a file; `compline.db` in the folder otherwise.
    pub database: Option<String>,
}

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The office cannot be opened.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {cause}; choose another one with `--listen`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The server broke off.
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
}

impl Options {
    /// The address of the database.
    pub fn address(&self) -> String {
        self.database.clone().unwrap_or_else(|| self.data.join("compline.db").display().to_string())
    }

    /// Opens the office that is served.
    ///
    /// # Errors
    /// Where database or archive cannot be used.
    pub async fn office(&self) -> Result<Office, ServeError> {
        Ok(Office::open(&self.address(), &self.data, Clock::System).await?)
    }
}

/// Serves an office until it is told to stop (Ctrl C, or SIGTERM). `ready` is told the address first.
///
/// # Errors
/// Where it cannot listen.
pub async fn serve(office: Office, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let failed = |cause| ServeError::Listen { address: listen, cause };
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let worker = tokio::spawn(office.clone().work_forever());
    let tidy = tokio::spawn(office.clone().forget_forever());
    ready(address);
    let app = router(office.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, app).with_graceful_shutdown(told_to_stop()).await;
    worker.abort();
    tidy.abort();
    office.db().close().await;
    served.map_err(ServeError::Stopped)
}

async fn told_to_stop() {
    let interrupt = async {
        // Where signals cannot be heard, only killing stops the server, and it survives that too.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
