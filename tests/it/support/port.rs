//! Ports for programs that have to be told one.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU32, Ordering};

/// A port nobody has, and nobody gets who asks for any: it lies below those that the system gives away (from 32768 on).
/// Processes that run at the same time begin at different ones, and one process gets none twice.
pub fn free_port() -> u16 {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    loop {
        let n = std::process::id() * 37 % 10_000 + GIVEN.fetch_add(1, Ordering::SeqCst);
        let port = u16::try_from(20_000 + n % 12_000).unwrap();
        if TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok() {
            return port;
        }
    }
}
