//! A browser without a screen: one connection, one session.

use crate::LoadError;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A connection with the session of somebody.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    cookie: String,
}

/// What a server answered.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where it leads, for redirections.
    pub location: String,
    /// The body.
    pub text: String,
    cookie: String,
}

impl Answer {
    /// What it was instead of what it should be, with the heading of the page.
    fn refused(&self, path: &str) -> LoadError {
        let heading = self.text.split_once("<h1").and_then(|(_, rest)| rest.split_once("</h1>"));
        let heading = heading.and_then(|(text, _)| text.split_once('>')).map_or("", |(_, text)| text);
        LoadError::Refused(format!("{path} is answered with {}: {heading}", self.status))
    }
}

impl Client {
    /// Connects, with the session of another connection or with none (empty).
    ///
    /// # Errors
    /// Where nobody listens.
    pub async fn connect(address: SocketAddr, cookie: &str) -> Result<Self, LoadError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, address, cookie: cookie.to_owned() })
    }

    /// Signs in; the session stays with the connection.
    ///
    /// # Errors
    /// Where the login is refused.
    pub async fn sign_in(&mut self, login: &str, password: &str, code: &str) -> Result<(), LoadError> {
        let answer = self.post("/login", &format!("login={login}&password={password}&code={code}")).await?;
        if answer.status != StatusCode::SEE_OTHER || answer.cookie.is_empty() {
            return Err(LoadError::Refused(format!("{login} cannot sign in: {}", answer.status)));
        }
        self.cookie = answer.cookie;
        Ok(())
    }

    /// The session.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Asks for a page.
    ///
    /// # Errors
    /// Where it is not answered, or with something else than a page.
    pub async fn get(&mut self, path: &str) -> Result<Answer, LoadError> {
        let request = Request::get(path)
            .header(HOST, self.address.to_string())
            .header(COOKIE, &self.cookie)
            .body(Full::default())?;
        let answer = self.send(request).await?;
        if answer.status == StatusCode::OK {
            return Ok(answer);
        }
        Err(answer.refused(path))
    }

    /// Sends a form.
    ///
    /// # Errors
    /// Where it is not answered, or refused.
    pub async fn post(&mut self, path: &str, form: &str) -> Result<Answer, LoadError> {
        let request = Request::post(path)
            .header(HOST, self.address.to_string())
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::from(form.to_owned()))?;
        let answer = self.send(request).await?;
        if answer.status == StatusCode::SEE_OTHER {
            return Ok(answer);
        }
        Err(answer.refused(path))
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer, LoadError> {
        self.sender.ready().await?;
        let response: Response<Incoming> = self.sender.send_request(request).await?;
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (location, cookie) = (header(LOCATION).to_owned(), header(SET_COOKIE));
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let status = response.status();
        // A stream of progress ends with the job that it tells of, and so does the wait for its body.
        let bytes = response.into_body().collect().await?.to_bytes();
        Ok(Answer { status, location, text: String::from_utf8_lossy(&bytes).into_owned(), cookie })
    }
}
