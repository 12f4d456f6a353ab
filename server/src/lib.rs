//! The web server: pages and HTTP API.
