//! Starting and stopping.

use crate::app::router_behind;
use axum::http::HeaderMap;
use compline_office::clock::Clock;
use compline_office::{Office, OfficeError};
use std::net::{IpAddr, SocketAddr};
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
    /// What stands before it.
    pub front: Front,
}

/// What stands between the server and those who ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Front {
    /// Nothing: callers connect to the server itself, in plain HTTP.
    #[default]
    Nothing,
    /// A proxy that speaks HTTPS to callers and names them in `X-Forwarded-For`. Cookies are then for HTTPS alone.
    Proxy,
}

impl Front {
    /// The address of whoever asks. What a caller writes into the header stands before what the proxy adds, so only its
    /// last entry is believed, and only with a proxy.
    pub fn address(self, headers: &HeaderMap, connected: SocketAddr) -> String {
        let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).next_back();
        let last = named.and_then(|line| line.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
        match (self, last) {
            (Self::Proxy, Some(address)) => address.to_string(),
            _ => connected.ip().to_string(),
        }
    }

    /// What the attributes of cookies begin with.
    pub fn cookie(self) -> &'static str {
        match self {
            Self::Nothing => "Path=/; HttpOnly; SameSite=Lax",
            Self::Proxy => "Path=/; HttpOnly; SameSite=Lax; Secure",
        }
    }
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
pub async fn serve(
    office: Office,
    listen: SocketAddr,
    front: Front,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let failed = |cause| ServeError::Listen { address: listen, cause };
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let worker = tokio::spawn(office.clone().work_forever());
    let tidy = tokio::spawn(office.clone().forget_forever());
    ready(address);
    let app = router_behind(office.clone(), front).into_make_service_with_connect_info::<SocketAddr>();
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    #[test]
    fn only_a_proxy_is_believed() {
        let connected: SocketAddr = "10.0.0.1:5000".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "198.51.100.9, 203.0.113.7".parse().unwrap());
        assert_eq!(Front::Nothing.address(&headers, connected), "10.0.0.1");
        assert_eq!(Front::Proxy.address(&headers, connected), "203.0.113.7");
        headers.clear();
        headers.append("x-forwarded-for", "nonsense".parse().unwrap());
        assert_eq!(Front::Proxy.address(&headers, connected), "10.0.0.1");
    }
}
