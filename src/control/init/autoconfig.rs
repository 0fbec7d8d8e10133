//! The file mail programs find their settings in (Mozilla's autoconfig, `config-v1.1.xml`): its outgoing servers.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::discover::Candidate;
use crate::base::{Address, Domain};
use crate::config::UpstreamTls;

/// More servers than this are no set-up somebody meant.
const MOST: usize = 8;

/// One `<outgoingServer>` while it is read.
#[derive(Default)]
struct Server {
    hostname: String,
    port: String,
    socket: String,
    username: String,
}

/// The outgoing servers of `file`, in its order; what is no server we could use is left out. `source` is where the file
/// came from, in words.
pub(super) fn outgoing(file: &[u8], address: &Address, source: &str) -> Vec<Candidate> {
    let mut reader = Reader::from_reader(file);
    let mut buffer = Vec::new();
    let mut found = Vec::new();
    let mut server: Option<Server> = None;
    let mut element = String::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => {
                element = start.local_name().as_ref().to_owned();
                let smtp = start.try_get_attribute("type").ok().flatten().is_some_and(|kind| &*kind.value == "smtp");
                if element == "outgoingServer" && smtp {
                    server = Some(Server::default());
                }
            }
            Ok(Event::Text(text)) => {
                if let Some(server) = &mut server {
                    server.say(&element, text.trim());
                }
            }
            Ok(Event::End(end)) => {
                element.clear();
                if end.local_name().as_ref() == "outgoingServer" {
                    found.extend(server.take().and_then(|server| server.candidate(address, source)));
                }
            }
            // What comes behind a mistake cannot be trusted; what came before it can.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if found.len() >= MOST {
            break;
        }
        buffer.clear();
    }
    found
}

impl Server {
    /// The first of several values counts, as with Thunderbird.
    fn say(&mut self, element: &str, text: &str) {
        let place = match element {
            "hostname" => &mut self.hostname,
            "port" => &mut self.port,
            "socketType" => &mut self.socket,
            "username" => &mut self.username,
            _ => return,
        };
        if place.is_empty() {
            text.clone_into(place);
        }
    }

    fn candidate(self, address: &Address, source: &str) -> Option<Candidate> {
        let filled = |text: &str| {
            let domain = address.domain().map_or("", Domain::as_str);
            let text = text.replace("%EMAILADDRESS%", address.as_str());
            text.replace("%EMAILLOCALPART%", address.local()).replace("%EMAILDOMAIN%", domain)
        };
        let tls = match self.socket.as_str() {
            "SSL" => UpstreamTls::Implicit,
            "STARTTLS" => UpstreamTls::Starttls,
            // A password in clear is no proposal.
            _ => return None,
        };
        let host: Domain = filled(&self.hostname).parse().ok()?;
        let username = filled(&self.username);
        let legal = !username.is_empty() && !username.chars().any(char::is_control);
        Some(Candidate {
            host: host.as_str().to_owned(),
            port: self.port.parse().ok().filter(|port| *port > 0)?,
            tls,
            username: legal.then_some(username),
            source: source.to_owned(),
            vouched: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="firm.example"><domain>firm.example</domain>
  <incomingServer type="imap"><hostname>imap.firm.example</hostname><port>993</port><socketType>SSL</socketType></incomingServer>
  <outgoingServer type="smtp"><hostname>clear.firm.example</hostname><port>25</port><socketType>plain</socketType></outgoingServer>
  <outgoingServer type="exchange"><hostname>ews.firm.example</hostname><port>443</port><socketType>SSL</socketType></outgoingServer>
  <outgoingServer type="smtp"><hostname>smtp.%EMAILDOMAIN%</hostname><port>465</port><socketType>SSL</socketType>
    <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></outgoingServer>
  <outgoingServer type="smtp"><hostname>smtp.firm.example</hostname><port>587</port><socketType>STARTTLS</socketType>
    <username>%EMAILADDRESS%</username></outgoingServer>
</emailProvider></clientConfig>"#;

    #[test]
    fn outgoing_servers_with_tls_in_the_order_of_the_file() {
        let found = outgoing(FILE.as_bytes(), &"anna@firm.example".parse().unwrap(), "from a file");
        let shown: Vec<_> =
            found.iter().map(|c| (c.host.as_str(), c.port, c.tls, c.username.as_deref().unwrap_or(""))).collect();
        assert_eq!(
            shown,
            [
                ("smtp.firm.example", 465, UpstreamTls::Implicit, "anna"),
                ("smtp.firm.example", 587, UpstreamTls::Starttls, "anna@firm.example"),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_file_is_too_odd(octets: Vec<u8>, cut in 0..FILE.len()) {
            let address = "anna@firm.example".parse().unwrap();
            let _ = outgoing(&octets, &address, "");
            let _ = outgoing(&FILE.as_bytes()[..cut], &address, "");
        }
    }
}
