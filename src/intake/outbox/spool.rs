//! msmtp's queue: beside each message a file with the arguments msmtp was given, as `echo "$@"` writes them. What was
//! quoted there is quoted no more, so they are split at blanks; addresses have none.

/// Where recipients come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Recipients {
    /// From the arguments only.
    #[default]
    Arguments,
    /// From the header too (`-t`).
    Header,
}

/// What of msmtp's arguments makes the envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    /// `-f`; `None`: as the header says.
    pub sender: Option<String>,
    /// Where recipients come from.
    pub from: Recipients,
    /// Those that are named.
    pub recipients: Vec<String>,
    /// Options that mean nothing here.
    pub unknown: Vec<String>,
}

/// Options with a value that means nothing here: the account, the server, how to sign in are the upstream's business.
const WITH_VALUE: [&str; 7] = ["-a", "-C", "-F", "-N", "-R", "-X", "-B"];

/// The same without a value.
const ALONE: [&str; 11] = ["-i", "-oi", "-om", "-oem", "-odb", "-odi", "-m", "-n", "-v", "-d", "--debug"];

/// Long options whose value may stand behind a blank.
const LONG: [&str; 9] =
    ["--account", "--file", "--host", "--port", "--user", "--dsn-notify", "--dsn-return", "--protocol", "--logfile"];

/// Reads the arguments.
pub(super) fn arguments(text: &str) -> Arguments {
    let mut read = Arguments::default();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--" => {
                read.recipients.extend(words.by_ref().map(str::to_owned));
            }
            "-f" | "-r" | "--from" => read.sender = words.next().map(str::to_owned),
            "-t" | "--read-recipients" => read.from = Recipients::Header,
            "--read-envelope-from" => read.sender = None,
            _ if WITH_VALUE.contains(&word) || LONG.contains(&word) => {
                words.next();
            }
            _ if ALONE.contains(&word) => {}
            _ => {
                if let Some(sender) =
                    word.strip_prefix("--from=").or_else(|| short(word, "-f")).or_else(|| short(word, "-r"))
                {
                    read.sender = Some(sender.to_owned());
                } else if let Some(flags) = word.strip_prefix('-').filter(|_| !word.starts_with("--")) {
                    // `-ti`, and `-aACCOUNT` or `-oX` with their value.
                    let alone = flags.chars().all(|c| "tivmn".contains(c));
                    if alone && flags.contains('t') {
                        read.from = Recipients::Header;
                    } else if !alone && !WITH_VALUE.iter().chain(&["-o"]).any(|flag| word.starts_with(flag)) {
                        read.unknown.push(word.to_owned());
                    }
                } else if let Some(option) = word.strip_prefix("--") {
                    let name = option.split('=').next().unwrap_or_default();
                    if !LONG.contains(&format!("--{name}").as_str()) {
                        read.unknown.push(format!("--{name}"));
                    }
                } else {
                    read.recipients.push(word.to_owned());
                }
            }
        }
    }
    read
}

/// The value of a short option written together with it.
fn short<'a>(word: &'a str, flag: &str) -> Option<&'a str> {
    word.strip_prefix(flag).filter(|rest| !rest.is_empty() && rest.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_the_envelope_is_found() {
        let read = arguments("-oi -f anna@firm.example -a work --tls=on --from-full-name=x -- b@c.test d@e.test\n");
        assert_eq!(read.sender.as_deref(), Some("anna@firm.example"));
        assert_eq!((read.from, read.recipients.len()), (Recipients::Arguments, 2));
        assert_eq!(read.unknown, ["--tls", "--from-full-name"]);
        let read = arguments("-t --read-envelope-from -N failure -R hdrs -C /etc/msmtprc -F Anna x@y.test");
        assert_eq!((read.sender, read.from, read.recipients), (None, Recipients::Header, vec!["x@y.test".to_owned()]));
        let read = arguments("-ti -fanna@firm.example --account=work -awork --from=b@firm.example");
        assert_eq!((read.from, read.sender.as_deref()), (Recipients::Header, Some("b@firm.example")));
        assert!(read.recipients.is_empty() && read.unknown.is_empty());
    }
}
