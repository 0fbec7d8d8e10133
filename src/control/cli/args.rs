//! The command line as it is typed; help, man pages and completions come from here.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};

use super::bench::BenchCommand;
use super::incident::args::IncidentCommand;
use super::journal::When;
use super::setup::{ClientArgs, InitArgs, TryArgs};
use crate::base::{Address, Id};
use crate::store::Head;

/// Stops mail that would go to the wrong people, before it leaves.
#[derive(Debug, Parser)]
#[command(name = "outguard", version, max_term_width = 100, after_help = EXAMPLES, subcommand_required = true)]
pub struct Cli {
    /// The configuration file [default: the user's, then /etc/outguard/config.toml, then none]
    #[arg(long, global = true, value_name = "FILE", env = "OUTGUARD_CONFIG")]
    pub config: Option<PathBuf>,

    /// The folder state is kept in
    #[arg(long, global = true, value_name = "DIR", env = "OUTGUARD_STATE_DIR")]
    pub state: Option<PathBuf>,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  outguard demo                                   everything on one machine in a minute
  outguard run                                    the daemon: guard 127.0.0.1:5870
  outguard list                                   what waits
  outguard show K7Q2                              why, and what you can do
  outguard replace K7Q2/2 martin.keller@firm.example
  outguard release K7Q2";

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What waits, newest first
    #[command(after_help = "Example: outguard list --json | jq -r .headline")]
    List {
        /// Also what is over
        #[arg(long)]
        all: bool,
        /// Only what has words that begin so: in its id, subject, sender, recipients or headline
        #[arg(long, value_name = "WORDS")]
        search: Option<String>,
        /// At most so many; 0 = all
        #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
        limit: usize,
        #[command(flatten)]
        output: Output,
    },
    /// One submission: why it waits, and what can be done
    #[command(after_help = "Example: outguard show K7Q2")]
    Show {
        /// Its id, or the beginning of it
        id: Id,
        /// The message itself, byte for byte
        #[arg(long, conflicts_with = "json")]
        raw: bool,
        /// Also everything that happened to it
        #[arg(long)]
        journal: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Send what was held
    #[command(after_help = "Examples:\n  outguard release K7Q2\n  outguard release K7Q2 --without 2\n  \
                            outguard release K7Q2 --confirm kita.example")]
    Release {
        /// Its id, or the beginning of it
        id: Id,
        /// Leave out this recipient (its number); may be repeated
        #[arg(long, value_name = "N")]
        without: Vec<usize>,
        #[command(flatten)]
        given: Given,
    },
    /// Withdraw what has not left
    #[command(after_help = "Example: outguard cancel K7Q2 --draft again.eml")]
    Cancel {
        /// Its id, or the beginning of it
        id: Id,
        /// Write the message here, to change it and send it again
        #[arg(long, value_name = "FILE")]
        draft: Option<PathBuf>,
        #[command(flatten)]
        given: Given,
    },
    /// Have a message back: stop what has not left, and say who has it
    #[command(after_help = "Exit code: 0 when nobody has it, 69 when somebody has it or may have it.\n\n\
                            Examples:\n  outguard recall K7Q2\n  outguard recall '<1234@firm.example>'\n  \
                            outguard recall K7Q2 --json | jq -r '.recipients[].words'")]
    Recall {
        /// Its id (also that of a message that passed, as in the journal), or its Message-ID
        #[arg(value_name = "ID|MESSAGE-ID")]
        message: Recalled,
        #[command(flatten)]
        output: Output,
    },
    /// Send what you were asked about as a second person
    #[command(after_help = "Example: outguard approve K7Q2")]
    Approve {
        /// Its id, or the beginning of it
        id: Id,
        #[command(flatten)]
        judged: Judged,
    },
    /// Say no to what you were asked about as a second person; its sender gets the line and the draft
    #[command(after_help = "Example: outguard reject K7Q2 --reason \"not before the contract is signed\"")]
    Reject {
        /// Its id, or the beginning of it
        id: Id,
        #[command(flatten)]
        judged: Judged,
    },
    /// Tell the second persons who are asked why it should be sent, or that it is urgent
    #[command(after_help = "Example: outguard plead K7Q2 --reason \"agreed in the call\" --urgent")]
    Plead {
        /// Its id, or the beginning of it
        id: Id,
        /// Why it should be sent
        #[arg(long, value_name = "TEXT", required_unless_present = "urgent")]
        reason: Option<String>,
        /// Halve the time until somebody else is asked; counted, and limited by the rule
        #[arg(long)]
        urgent: bool,
    },
    /// Say that you are away: somebody else is asked to decide meanwhile
    #[command(after_help = "Examples:\n  outguard away --until FRI --to lee.novak@firm.example\n  \
                            outguard away --until 2026-12-01 --for kim.sato@firm.example")]
    Away {
        /// Until when: a day (back when the office opens), a time, or a length such as 3d
        #[arg(long, value_name = "WHEN")]
        until: String,
        /// Who decides meanwhile
        #[arg(long, value_name = "ADDRESS")]
        to: Option<Address>,
        /// Who is away, where it is not you; for admins and this machine's keepers
        #[arg(long = "for", value_name = "ADDRESS")]
        person: Option<Address>,
    },
    /// Say that you are back
    #[command(after_help = "Example: outguard back")]
    Back {
        /// Who is back, where it is not you
        #[arg(long = "for", value_name = "ADDRESS")]
        person: Option<Address>,
    },
    /// Take recipients out, in the envelope and in To and Cc
    #[command(after_help = "Examples:\n  outguard remove K7Q2/2\n  outguard remove K7Q2/2,5-9")]
    Remove {
        /// The recipients, such as K7Q2/2 or K7Q2/2,5-9
        recipients: RecipientIds,
    },
    /// Put another recipient in the place of one
    #[command(after_help = "Example: outguard replace K7Q2/2 martin.keller@firm.example")]
    Replace {
        /// The recipient, such as K7Q2/2
        recipient: RecipientIds,
        /// Who was meant
        address: Address,
    },
    /// Hide recipients from the others
    #[command(after_help = "Examples:\n  outguard bcc K7Q2/2\n  outguard bcc K7Q2/1-40")]
    Bcc {
        /// The recipients, such as K7Q2/2 or K7Q2/1-40
        recipients: RecipientIds,
    },
    /// Stop what would leave by itself; it waits for your decision then
    #[command(after_help = "Example: outguard hold K7Q2")]
    Hold {
        /// Its id, or the beginning of it
        id: Id,
    },
    /// Move the deadline of a hold; weekends do not count
    #[command(after_help = "Example: outguard extend K7Q2 --by 72h")]
    Extend {
        /// Its id, or the beginning of it
        id: Id,
        /// By how long, such as 24h or 3d
        #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = crate::config::units::duration)]
        by: std::time::Duration,
    },
    /// Wait until somebody has decided: exit 0 released, 1 cancelled or rejected, 2 given back
    #[command(after_help = "Example: outguard wait K7Q2 --timeout 1h && echo sent")]
    Wait {
        /// Its id, or the beginning of it
        id: Id,
        /// Wait at most so long, such as 30s or 2h; then exit 75
        #[arg(long, value_name = "DURATION", value_parser = crate::config::units::duration)]
        timeout: Option<std::time::Duration>,
    },
    /// What would happen to this message; no effect: exit 0 pass, 1 would hold, 2 would refuse
    #[command(after_help = "Examples:\n  outguard scan draft.eml\n  outguard scan - --from anna@firm.example \
                            --to bob@client.example < draft.eml")]
    Scan {
        #[command(flatten)]
        message: MessageFile,
        #[command(flatten)]
        output: Output,
    },
    /// What every check says of a message: fired, nearly fired, silent
    #[command(after_help = "Examples:\n  outguard explain K7Q2\n  outguard explain draft.eml")]
    Explain {
        #[command(flatten)]
        message: MessageFile,
        #[command(flatten)]
        output: Output,
    },
    /// Set up in a few minutes: find the server for outgoing mail, try it, write config.toml
    #[command(after_help = "Examples:\n  outguard init anna@firm.example\n  \
                            outguard init anna@firm.example --yes --password-file secret.txt\n  \
                            outguard init anna@firm.example --upstream smtp.firm.example:587 --no-sign-in")]
    Init(Box<InitArgs>),
    /// The exact settings for a mail program
    #[command(after_help = "Examples:\n  outguard client thunderbird\n  outguard client --list\n  \
                            outguard client msmtp --snippet >> ~/.msmtprc")]
    Client(ClientArgs),
    /// A rehearsal: a pretend wrong recipient is held, shown and cancelled; nothing leaves
    #[command(after_help = "Examples:\n  outguard try\n  outguard try --from anna@firm.example")]
    Try(TryArgs),
    /// Everything that happened: read it, verify that nobody has changed it, hand it on
    #[command(after_help = "Example: outguard journal verify")]
    #[command(subcommand)]
    Journal(JournalCommand),
    /// How often what asks, and what came of it
    #[command(after_help = "Examples:\n  outguard stats\n  outguard stats --json | jq -c 'select(.proposed)'")]
    Stats {
        #[command(flatten)]
        output: Output,
    },
    /// What the rules would have done to mail sent before: asks of 100, planted slips caught; nothing is kept
    #[command(after_help = "Examples:\n  outguard backtest ~/Maildir/.Sent --html report.html\n  \
                            outguard backtest sent.mbox --rules new.toml --compare\n  \
                            outguard backtest sent.mbox --json | jq -c 'select(.kind == \"slips\")'")]
    Backtest(Box<super::backtest::BacktestArgs>),
    /// What is not asked again, and what only takes notes
    #[command(after_help = "Example: outguard quiet list")]
    #[command(subcommand)]
    Quiet(QuietCommand),
    /// What slipped through: who has it, what to do by when, letters, reports
    #[command(after_help = "Examples:\n  outguard incident open --last\n  outguard incident status")]
    #[command(subcommand)]
    Incident(Box<IncidentCommand>),
    /// Learn whom you write to from mail of before: mbox files, Maildirs, folders of .eml files, profiles of Thunderbird, and
    /// .zip and .tar.gz of these
    #[command(
        after_help = "Kept are addresses, names, dates and numbers of words, never text. What was read is not read \
                            again: call it again when there is more, or when it was stopped.\n\n\
                            Exit code: 0 when all was opened and read (damaged messages are told and left out), 65 when \
                            nothing could be read, 66 when there is no mail, 74 when the rest was learnt and some file or \
                            folder could not be opened, 75 when it was stopped and goes on with the next call.\n\n\
                            Examples:\n  outguard learn ~/.thunderbird\n  \
                            outguard learn Sent.mbox --me anna@firm.example --me a.weber@firm.example\n  \
                            outguard learn export.zip --json | jq .learnt"
    )]
    Learn {
        /// Files and folders
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Whose mail it is; all addresses of one person, the usual one first [default: who has sent most of it]
        #[arg(long, value_name = "ADDRESS")]
        me: Vec<Address>,
        #[command(flatten)]
        output: Output,
    },
    /// Forget somebody: everything that was learnt of them, or from a sender's own mail
    #[command(after_help = "The journal goes on saying what was sent to whom, and so does mail that was held.\n\n\
                            Examples:\n  outguard forget ken@kita.example\n  \
                            outguard forget ken@kita.example --for anna@firm.example\n  \
                            outguard forget --sender anna@firm.example")]
    Forget {
        /// Who
        #[arg(required_unless_present = "sender")]
        address: Option<Address>,
        /// Only what this sender knows
        #[arg(long = "for", value_name = "ADDRESS", conflicts_with = "sender")]
        person: Option<Address>,
        /// Instead: everything the mail of this sender has taught, whomever it is about
        #[arg(long, value_name = "ADDRESS", conflicts_with = "address")]
        sender: Option<Address>,
        #[command(flatten)]
        output: Output,
    },
    /// What was learnt from sent mail: whom you write to, since when and with whom
    #[command(after_help = "Example: outguard history show ken@kita.example")]
    #[command(subcommand)]
    History(HistoryCommand),
    /// Whether mail can be taken and passed on: exit 0 when it can, 1 when not, 75 when no daemon answers
    #[command(after_help = "Examples:\n  outguard ready\n  outguard ready --wait --timeout 30s && echo ready")]
    Ready {
        /// Until it is, or the time is over
        #[arg(long)]
        wait: bool,
        /// Wait at most so long
        #[arg(long, value_name = "DURATION", default_value = "30s", requires = "wait",
              value_parser = crate::config::units::duration)]
        timeout: std::time::Duration,
    },
    /// A link to the page that signs you in once, opened in your browser where there is a desktop
    #[command(after_help = "Examples:\n  outguard open\n  outguard open --print")]
    Open {
        /// Only print it
        #[arg(long)]
        print: bool,
    },
    /// The daemon, in the foreground
    #[command(after_help = "Example: outguard run --config /etc/outguard/config.toml")]
    Run,
    /// Take a message from standard input, as every sendmail does; also by the names sendmail, mailq and newaliases
    #[command(disable_help_flag = true, after_help = super::sendmail::OPTIONS)]
    Sendmail {
        /// sendmail's options and recipients
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTION|RECIPIENT")]
        words: Vec<std::ffi::OsString>,
    },
    /// Everything on one machine: relay, a pretend upstream, six sample messages
    #[command(after_help = "Example: outguard demo")]
    Demo {
        /// Keep running after the samples, for messages of your own
        #[arg(long)]
        stay: bool,
        /// The port of the relay; 0 = any free one
        #[arg(long, default_value_t = 5870)]
        port: u16,
    },
    /// The whole set-up, each line ok, warn or fail with what repairs it: exit 0 ok, 1 warnings, 2 failures
    #[command(after_help = "Examples:\n  outguard check\n  sudo outguard check --as outguard\n  \
                            outguard check --json | jq -r 'select(.state != \"ok\").fix'")]
    Check {
        /// Look as this account; root looks as the service's account by itself
        #[arg(long = "as", value_name = "USER")]
        account: Option<String>,
        #[command(flatten)]
        output: Output,
    },
    /// The daemon as a service of systemd
    #[command(after_help = "Example: outguard service install --now")]
    #[command(subcommand)]
    Service(ServiceCommand),
    /// Packs and checks
    #[command(after_help = "Example: outguard rules test")]
    #[command(subcommand)]
    Rules(RulesCommand),
    /// The configuration
    #[command(after_help = "Example: outguard config check")]
    #[command(subcommand)]
    Config(ConfigCommand),
    /// The ranking of recipients on trial
    #[command(hide = true, after_help = "Example: outguard bench detection < requests.jsonl")]
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Completions for a shell, on stdout
    #[command(after_help = "Example: outguard completions bash > /etc/bash_completion.d/outguard")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Manual pages, one for each command, into a folder
    #[command(after_help = "Example: outguard man /usr/local/share/man/man1")]
    Man {
        /// The folder
        folder: PathBuf,
    },
}

/// Verbs about the service.
#[derive(Debug, Subcommand)]
pub enum ServiceCommand {
    /// Write the units, make the account where it is missing, and have the service start by itself
    #[command(
        after_help = "Examples:\n  outguard service install --dry-run\n  sudo outguard service install --now --socket"
    )]
    Install {
        #[command(flatten)]
        whose: Whose,
        /// Start it now, too
        #[arg(long)]
        now: bool,
        /// Let systemd hold the port, so that no connection is refused while the daemon is restarted
        #[arg(long)]
        socket: bool,
        /// Only print what would be written and run
        #[arg(long)]
        dry_run: bool,
    },
    /// Stop the service and remove its units; configuration and state stay
    #[command(after_help = "Example: sudo outguard service uninstall")]
    Uninstall {
        #[command(flatten)]
        whose: Whose,
        /// Only print what would be removed and run
        #[arg(long)]
        dry_run: bool,
    },
    /// What systemd says of it: exit 0 when it runs
    #[command(after_help = "Example: outguard service status")]
    Status {
        #[command(flatten)]
        whose: Whose,
    },
}

/// Whose service it is.
#[derive(Clone, Copy, Debug, Args)]
pub struct Whose {
    /// This user's; the default for everybody but root
    #[arg(long, conflicts_with = "system")]
    pub user: bool,
    /// The machine's; the default for root
    #[arg(long)]
    pub system: bool,
}

/// Verbs about packs.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Every check and rule, with its step
    #[command(after_help = "Example: outguard rules list --json | jq -r .id")]
    List {
        #[command(flatten)]
        output: Output,
    },
    /// Read all packs and say what is wrong with them
    #[command(after_help = "Example: outguard rules check")]
    Check,
    /// Run every rule's and duty's own examples
    #[command(after_help = "Example: outguard rules test")]
    Test,
    /// Every duty to disclose, with the day it was last checked
    #[command(after_help = "Example: outguard rules duties --json | jq -r .cite")]
    Duties {
        #[command(flatten)]
        output: Output,
    },
    /// The JSON Schema of packs
    #[command(after_help = "Example: outguard rules schema > pack.schema.json")]
    Schema {
        /// That of packs of duties
        #[arg(long)]
        duties: bool,
    },
}

/// Verbs about the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say what is wrong with it
    #[command(after_help = "Example: outguard config check --config new.toml")]
    Check,
    /// What holds, defaults included
    #[command(after_help = "Example: outguard config show")]
    Show,
    /// Its JSON Schema
    #[command(after_help = "Example: outguard config schema > config.schema.json")]
    Schema,
    /// Make the hash of a password for `[[smtp.user]]`; the password is read from stdin
    #[command(after_help = "Example: outguard config password < password.txt")]
    Password,
}

/// Verbs about what is not asked.
#[derive(Debug, Subcommand)]
pub enum QuietCommand {
    /// All of it, with who said so and until when
    #[command(after_help = "Example: outguard quiet list")]
    List {
        #[command(flatten)]
        output: Output,
    },
    /// Ask again about an address
    #[command(after_help = "Example: outguard quiet remove 3")]
    Remove {
        /// Its number in `quiet list`
        n: i64,
    },
    /// Have a check or rule only take notes
    #[command(after_help = "Example: outguard quiet note attachment-missing")]
    Note {
        /// Its id, as in `rules list`
        check: String,
    },
    /// Have it ask again
    #[command(after_help = "Example: outguard quiet ask attachment-missing")]
    Ask {
        /// Its id
        check: String,
    },
}

/// Verbs about what was learnt.
#[derive(Debug, Subcommand)]
pub enum HistoryCommand {
    /// What is known of somebody
    #[command(after_help = "Example: outguard history show ken@kita.example")]
    Show {
        /// Who
        address: Address,
        /// Known by this sender
        #[arg(long = "for", value_name = "ADDRESS")]
        person: Option<Address>,
        #[command(flatten)]
        output: Output,
    },
    /// From whose mail how much was learnt
    #[command(after_help = "Example: outguard history list")]
    List {
        #[command(flatten)]
        output: Output,
    },
}

/// Verbs about the journal.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// The last lines, oldest first
    #[command(
        after_help = "Examples:\n  outguard journal show\n  outguard journal show --last 500 --json | jq -r .kind"
    )]
    Show {
        /// How many
        #[arg(long, value_name = "N", default_value_t = 50)]
        last: usize,
        #[command(flatten)]
        output: Output,
    },
    /// Whether every line is as it was written: exit 0 when it is, 1 when one is not
    #[command(
        after_help = "Examples:\n  outguard journal verify\n  outguard journal verify --head \"$(cat head.txt)\""
    )]
    Verify {
        /// What `journal head` printed once: finds also what was cut from the end, or made anew
        #[arg(long, value_name = "SEQ:HASH")]
        head: Option<Head>,
        #[command(flatten)]
        output: Output,
    },
    /// The end of the journal now, to be kept somewhere else
    #[command(after_help = "Example: outguard journal head > /mnt/elsewhere/head.txt")]
    Head,
    /// All of it, oldest first, as JSON Lines
    #[command(after_help = "Examples:\n  outguard journal export > journal.jsonl\n  \
                            outguard journal export --csv --since 2026-11-01 --until 2026-12-01\n  \
                            outguard journal export --since 7d")]
    Export {
        /// As CSV; a cell that a spreadsheet would take for a formula begins with '
        #[arg(long)]
        csv: bool,
        /// From then on: a day, a time, or how long ago, such as 7d
        #[arg(long, value_name = "WHEN")]
        since: Option<When>,
        /// Up to then: a day (its beginning), a time, or how long ago
        #[arg(long, value_name = "WHEN")]
        until: Option<When>,
    },
}

/// How results are written.
#[derive(Clone, Copy, Debug, Args)]
pub struct Output {
    /// JSON Lines with stable names
    #[arg(long)]
    pub json: bool,
}

/// What is given along with a decision.
#[derive(Clone, Debug, Args)]
pub struct Given {
    /// Name an odd recipient (its number or address), or type the odd domain; may be repeated
    #[arg(long, value_name = "TEXT")]
    pub confirm: Vec<String>,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Only if it still is what `show` showed under this seal
    #[arg(long, value_name = "SEAL")]
    pub seal: Option<String>,
}

/// What is given along with a second person's decision.
#[derive(Clone, Debug, Args)]
pub struct Judged {
    /// Why; the sender reads it after a rejection
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Only if it still is what `show` showed under this seal
    #[arg(long, value_name = "SEAL")]
    pub seal: Option<String>,
}

/// A message to look at.
#[derive(Clone, Debug, Args)]
pub struct MessageFile {
    /// A file, `-` for stdin, or (for `explain`) an id
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The sender [default: the address in From]
    #[arg(long, value_name = "ADDRESS")]
    pub from: Option<Address>,
    /// A recipient; may be repeated [default: the addresses in To, Cc and Bcc]
    #[arg(long, value_name = "ADDRESS")]
    pub to: Vec<Address>,
}

/// A message to have back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recalled {
    /// By its id.
    Id(Id),
    /// By its `Message-ID`.
    Message(String),
}

impl FromStr for Recalled {
    type Err = String;

    fn from_str(text: &str) -> Result<Recalled, String> {
        let text = text.trim();
        if text.contains('@') || text.starts_with('<') {
            return Ok(Recalled::Message(text.to_owned()));
        }
        let id = text
            .parse()
            .map_err(|e: crate::base::id::NotAnId| format!("{e}; a Message-ID looks like '<1234@firm.example>'"))?;
        Ok(Recalled::Id(id))
    }
}

/// Recipients of a submission: `K7Q2/2`, `K7Q2/2,5-9`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientIds {
    /// The submission.
    pub id: Id,
    /// The recipients' numbers, from 1; at least one.
    pub numbers: Vec<usize>,
}

/// No submission has more recipients; a longer range is a slip of the finger.
const MOST_RECIPIENTS: usize = 100_000;

impl FromStr for RecipientIds {
    type Err = String;

    fn from_str(text: &str) -> Result<RecipientIds, String> {
        let expected = || "write the submission and the recipient's number, such as K7Q2/2 or K7Q2/2,5-9".to_owned();
        let (id, list) = text.split_once('/').ok_or_else(expected)?;
        let id = id.parse().map_err(|e: crate::base::id::NotAnId| e.to_string())?;
        let number = |text: &str| text.parse::<usize>().ok().filter(|n| (1..=MOST_RECIPIENTS).contains(n));
        let mut numbers = Vec::new();
        for part in list.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = number(first).zip(number(last)).filter(|(a, b)| a <= b).ok_or_else(expected)?;
            numbers.extend(first..=last);
        }
        Ok(RecipientIds { id, numbers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_verb_has_help_with_an_example() {
        fn look(command: &clap::Command) {
            for verb in command.get_subcommands() {
                let name = verb.get_name();
                assert!(verb.get_about().is_some(), "{name}");
                let examples = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
                assert!(examples.contains("outguard ") && examples.contains(name), "{name}: {examples}");
                look(verb);
            }
        }
        look(&Cli::command());
    }

    #[test]
    fn a_message_is_named_by_its_id_or_its_message_id() {
        assert_eq!("k7q2".parse(), Ok(Recalled::Id("K7Q2".parse().unwrap())));
        assert_eq!(" <1@firm.example>".parse(), Ok(Recalled::Message("<1@firm.example>".into())));
        assert_eq!("1@firm.example".parse(), Ok(Recalled::Message("1@firm.example".into())));
        assert!("no".parse::<Recalled>().unwrap_err().contains("Message-ID"));
    }

    #[test]
    fn recipients_are_named_by_submission_and_number() {
        for (text, numbers) in [("k7q2/2", vec![2]), ("K7Q2/2,5-7", vec![2, 5, 6, 7])] {
            let recipients: RecipientIds = text.parse().unwrap();
            assert_eq!((recipients.id.as_str(), recipients.numbers), ("K7Q2", numbers));
        }
        for bad in ["K7Q2", "K7Q2/0", "K7Q2/x", "/2", "K7/2", "K7Q2/", "K7Q2/5-2", "K7Q2/1-99999999999"] {
            assert!(bad.parse::<RecipientIds>().is_err(), "{bad}");
        }
    }
}
