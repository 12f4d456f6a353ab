//! Pages under load: many people at a time, each waiting for one page before asking for the next.

use crate::LoadError;
use crate::client::Client;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a page took.
pub struct Timing {
    /// Its address.
    pub path: String,
    /// Half of all answers came at least as fast.
    pub half: Duration,
    /// Ninety-nine of a hundred came at least as fast.
    pub most: Duration,
    /// Answers in all.
    pub answers: usize,
}

/// Asks for each page from `people` connections at a time, `rounds` times from each.
///
/// # Errors
/// Where a page is not answered as a page.
pub async fn measure(
    address: SocketAddr,
    cookie: &str,
    paths: &[String],
    people: usize,
    rounds: usize,
) -> Result<Vec<Timing>, LoadError> {
    let mut out = Vec::new();
    for path in paths {
        let mut asked = Vec::new();
        for _ in 0..people {
            let (cookie, path) = (cookie.to_owned(), path.clone());
            asked.push(tokio::spawn(async move {
                let mut client = Client::connect(address, &cookie).await?;
                // The first answer fills caches that a working day finds filled.
                client.get(&path).await?;
                let mut times = Vec::with_capacity(rounds);
                for _ in 0..rounds {
                    let begun = Instant::now();
                    client.get(&path).await?;
                    times.push(begun.elapsed());
                }
                Ok::<_, LoadError>(times)
            }));
        }
        let mut times = Vec::with_capacity(people * rounds);
        for one in asked {
            times.extend(one.await.map_err(|error| LoadError::Refused(error.to_string()))??);
        }
        times.sort_unstable();
        let at = |hundredths: usize| {
            let place = (times.len() * hundredths).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or_default()
        };
        out.push(Timing { path: path.clone(), half: at(50), most: at(99), answers: times.len() });
    }
    out.sort_by_key(|timing| std::cmp::Reverse(timing.most));
    Ok(out)
}
