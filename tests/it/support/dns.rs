//! A DNS server over UDP that knows what it is told, for `--resolver`.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};

const A: u16 = 1;
const MX: u16 = 15;
const SRV: u16 = 33;

/// A running server; it ends with the test's process.
pub struct Dns {
    addr: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What a server knows: the data of each name's records, by their type.
#[derive(Clone, Default)]
pub struct Zone(BTreeMap<(String, u16), Vec<Vec<u8>>>);

impl Zone {
    /// An SRV record: `host` is `.` for a service that is not there.
    pub fn srv(mut self, service: &str, priority: u16, host: &str, port: u16) -> Zone {
        let mut data = [priority.to_be_bytes(), 0u16.to_be_bytes(), port.to_be_bytes()].concat();
        data.extend(encoded(host));
        self.0.entry((service.to_owned(), SRV)).or_default().push(data);
        self
    }

    /// An MX record.
    pub fn mx(mut self, domain: &str, host: &str) -> Zone {
        let data = [10u16.to_be_bytes().to_vec(), encoded(host)].concat();
        self.0.entry((domain.to_owned(), MX)).or_default().push(data);
        self
    }

    /// An address.
    pub fn a(mut self, host: &str, ip: Ipv4Addr) -> Zone {
        self.0.entry((host.to_owned(), A)).or_default().push(ip.octets().to_vec());
        self
    }

    /// Starts a server with this zone on a free port of 127.0.0.1.
    pub fn serve(self) -> Dns {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let addr = socket.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            let mut query = [0; 4096];
            while let Ok((n, peer)) = socket.recv_from(&mut query) {
                let (name, answer) = self.answer(&query[..n]);
                log.lock().unwrap().push(name);
                let _ = socket.send_to(&answer, peer);
            }
        });
        Dns { addr, asked }
    }

    /// RFC 1035 §4.1: header, the question again, answers that point to its name.
    fn answer(&self, query: &[u8]) -> (String, Vec<u8>) {
        let mut name = Vec::new();
        let mut at = 12;
        while query[at] > 0 {
            let label = &query[at + 1..=at + usize::from(query[at])];
            name.push(String::from_utf8_lossy(label).to_lowercase());
            at += label.len() + 1;
        }
        let question = &query[12..at + 5];
        let name = name.join(".");
        let kind = u16::from_be_bytes([query[at + 1], query[at + 2]]);
        let records = self.0.get(&(name.clone(), kind)).cloned().unwrap_or_default();
        let known = self.0.keys().any(|(other, _)| *other == name || other.ends_with(&format!(".{name}")));
        let mut answer = query[..2].to_vec();
        answer.extend([
            0x81,
            if known { 0x80 } else { 0x83 },
            0,
            1,
            0,
            u8::try_from(records.len()).unwrap(),
            0,
            0,
            0,
            0,
        ]);
        answer.extend(question);
        for data in records {
            answer.extend([0xc0, 12]);
            answer.extend(kind.to_be_bytes());
            answer.extend([0, 1, 0, 0, 0, 60]);
            answer.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            answer.extend(data);
        }
        (name, answer)
    }
}

impl Dns {
    /// Where it listens, for `--resolver`.
    pub fn addr(&self) -> String {
        self.addr.to_string()
    }

    /// The names it was asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn encoded(name: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        octets.push(u8::try_from(label.len()).unwrap());
        octets.extend(label.as_bytes());
    }
    octets.push(0);
    octets
}
