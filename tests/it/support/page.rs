//! The page as a browser without scripts sees it, and as one that lies: plain HTTP/1.1, one request a connection.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

use super::guard::{Guard, PATIENCE, until};
use super::upstream::FakeUpstream;

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The value of a header field; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The value of the hidden field `name` of the first form that has it.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let rest = self.body.split_once(&mark).unwrap_or_else(|| panic!("no {name} in {}", self.body)).1;
        rest.split('"').next().unwrap().to_owned()
    }
}

/// Somebody at the page.
#[derive(Clone, Debug)]
pub struct Visitor {
    addr: SocketAddr,
    /// `Cookie` of every request; empty = none.
    pub cookie: String,
}

impl Visitor {
    /// A stranger.
    pub fn stranger(guard: &Guard) -> Visitor {
        Visitor { addr: guard.page(), cookie: String::new() }
    }

    /// The account these tests run as, signed in by the link `outguard open` prints.
    #[track_caller]
    pub fn keeper(guard: &Guard) -> Visitor {
        let link = guard.ops(&["open"]).ok();
        Visitor::by_link(guard, link.trim())
    }

    /// Whoever a link signs in.
    #[track_caller]
    pub fn by_link(guard: &Guard, link: &str) -> Visitor {
        let mut visitor = Visitor::stranger(guard);
        let answer = visitor.follow(link);
        assert_eq!(answer.status, 303, "{answer:?}");
        assert!(visitor.cookie.contains("outguard="), "{answer:?}");
        visitor
    }

    /// Somebody of the organisation, signed in by the link that is mailed to them; the page needs a `public_url`.
    #[track_caller]
    pub fn person(guard: &Guard, fake: &FakeUpstream, address: &str) -> Visitor {
        let mut visitor = Visitor::stranger(guard);
        let link = visitor.ask_for_link(fake, address);
        let answer = visitor.follow(&link);
        assert_eq!(answer.status, 303, "{answer:?}");
        visitor
    }

    /// Asks for a link, waits for the mail, and keeps the cookie of the browser that has asked.
    #[track_caller]
    pub fn ask_for_link(&mut self, fake: &FakeUpstream, address: &str) -> String {
        let before = links_to(fake, address).len();
        let answer = self.post("/sign-in/mail", &[("address", address)]);
        assert_eq!(answer.status, 200, "{answer:?}");
        self.keep_cookie(&answer);
        until("the link is mailed", || links_to(fake, address).len() > before);
        links_to(fake, address).pop().unwrap()
    }

    /// Opens a link that signs in and presses its button; keeps the cookie.
    #[track_caller]
    pub fn follow(&mut self, link: &str) -> Answer {
        let ticket = link.split_once("ticket=").expect("a link with a ticket").1.split('&').next().unwrap();
        let answer = self.post("/sign-in", &[("ticket", ticket)]);
        if answer.status == 303 {
            self.keep_cookie(&answer);
        }
        answer
    }

    fn keep_cookie(&mut self, answer: &Answer) {
        self.cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    }

    /// The same browser with another `Cookie`.
    #[must_use]
    pub fn with_cookie(&self, cookie: impl Into<String>) -> Visitor {
        Visitor { addr: self.addr, cookie: cookie.into() }
    }

    /// What its pages send as `Origin`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// GET.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send(&self.request("GET", path, &[], ""))
    }

    /// POST of a form, as a page of ours would send it.
    #[track_caller]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form(fields);
        let origin = self.origin();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        self.send(&self.request("POST", path, &headers, &body))
    }

    /// Presses a button of the page at `path`: its token and seal, and these fields.
    #[track_caller]
    pub fn press(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(path);
        let (token, seal) = (page.hidden("token"), page.hidden("seal"));
        let mut all = vec![("token", token.as_str()), ("seal", seal.as_str())];
        all.extend_from_slice(fields);
        self.post(action, &all)
    }

    /// The text of a request.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.addr);
        if !self.cookie.is_empty() {
            text.push_str(&format!("Cookie: {}\r\n", self.cookie));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        text
    }

    /// Sends octets as they are.
    #[track_caller]
    pub fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.addr).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // Who refuses a request need not read it to its end: the answer tells.
        let _ = stream.write_all(request.as_bytes());
        let bytes = whole(&mut stream);
        answer(&String::from_utf8_lossy(&bytes))
    }
}

/// An answer to its end; of one that has none, its head.
fn whole(stream: &mut impl Read) -> Vec<u8> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 16 * 1024]);
    loop {
        let n = match stream.read(&mut chunk) {
            Ok(n) => n,
            // What was not read of the request breaks the connection off behind the answer.
            Err(error) if error.kind() == ErrorKind::ConnectionReset && !bytes.is_empty() => 0,
            Err(error) => panic!("no whole answer: {error}"),
        };
        bytes.extend_from_slice(&chunk[..n]);
        let text = String::from_utf8_lossy(&bytes);
        let endless = text.split_once("\r\n\r\n").is_some_and(|(head, _)| head.contains("text/event-stream"));
        if n == 0 || endless {
            return bytes;
        }
    }
}

/// The links to sign in that were mailed to `address`, oldest first.
pub fn links_to(fake: &FakeUpstream, address: &str) -> Vec<String> {
    let mails = fake.messages().into_iter().filter(|taken| taken.recipients() == [address]);
    let link = |data: &[u8]| {
        let message = mail_parser::MessageParser::new().parse(data)?;
        let body = message.body_text(0)?;
        body.lines().find(|line| line.contains("/sign-in?ticket=")).map(|line| line.trim().to_owned())
    };
    mails.filter_map(|taken| link(&taken.data)).collect()
}

/// A form's fields as they travel.
pub fn form(fields: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(fields).unwrap()
}

/// An answer as it came.
#[track_caller]
pub fn answer(text: &str) -> Answer {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { unchunked(body) } else { body.to_owned() };
    Answer { status: status.unwrap_or_else(|| panic!("no status: {head}")), headers, body }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 || rest.len() < size {
            break;
        }
        whole.push_str(&rest[..size]);
        body = rest[size..].trim_start_matches("\r\n");
    }
    whole
}
