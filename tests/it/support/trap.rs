//! Where everything goes that must not go anywhere: a listener that answers nothing and remembers who came.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A listener on this machine that nobody may come to.
pub struct Trap {
    addr: SocketAddr,
    caught: Arc<Mutex<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl Trap {
    /// Listens from now on.
    pub fn set() -> Trap {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let addr = listener.local_addr().unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        let caught = Arc::new(Mutex::new(Vec::new()));
        let into = caught.clone();
        let listening = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                into.lock().unwrap().push("came, and said nothing".to_owned());
                let into = into.clone();
                tokio::spawn(async move {
                    let mut begin = [0; 400];
                    if let Ok(octets @ 1..) = stream.read(&mut begin).await {
                        into.lock().unwrap().push(String::from_utf8_lossy(&begin[..octets]).into_owned());
                    }
                });
            }
        });
        Trap { addr, caught, listening }
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Who came, and what they said first.
    pub fn caught(&self) -> Vec<String> {
        self.caught.lock().unwrap().clone()
    }

    /// The same, forgotten from then on.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.caught.lock().unwrap())
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
