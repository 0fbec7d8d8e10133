//! The command line: verbs first, results on stdout, talk on stderr, exit codes of sysexits.h. It only asks for
//! what [`super::web`]'s API can do, of the daemon or of this process (`hands.rs`), and writes down what comes back.

mod act;
mod approval;
mod args;
mod backtest;
mod bench;
mod hands;
mod history;
mod honest;
mod incident;
mod journal;
mod open;
mod owned;
mod print;
mod progress;
mod ready;
mod recall;
mod rules;
mod sendmail;
mod setup;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser};
use secrecy::SecretString;

use super::{check, demo, service};
use crate::app::failure::{Failure, exit};
use crate::app::{self, Inherited};
use crate::config::{self, ConfigError, Loaded, Surroundings};
use crate::intake::sendmail::caller::Caller;
use crate::reader;
use args::{Cli, Command, ConfigCommand, HistoryCommand, JournalCommand, QuietCommand, RulesCommand, ServiceCommand};

/// Runs the command line of this process; the answer is its exit code.
pub fn run() -> u8 {
    let mut arguments = std::env::args_os();
    let program = arguments.next().unwrap_or_default();
    let mut words: Vec<OsString> = arguments.collect();
    if words.first().is_some_and(|first| first == reader::ARGUMENT) {
        // Before there is a second thread: each would have to be shut in.
        return reader::serve(words.into_iter().skip(1));
    }
    if let Some(words) = sendmail::by_name(&program, &words) {
        return sendmail::run(&sendmail::Named::default(), words);
    }
    let of_sendmail = sendmail::by_verb(&words).map(|at| words.split_off(at));
    let cli = match Cli::try_parse_from(std::iter::once(program).chain(words)) {
        Ok(cli) => cli,
        Err(error) => {
            let asked = matches!(error.exit_code(), 0);
            // A reader that went away (`| head`) is no failure of ours.
            let _ = error.print();
            return if asked { 0 } else { exit::USAGE };
        }
    };
    if let Some(words) = of_sendmail {
        return sendmail::run(&sendmail::Named { config: cli.config, state: cli.state }, words);
    }
    if Caller::of_process().elevated {
        eprintln!("outguard: refused: this program runs with more rights than you have, and only sendmail may");
        return exit::NOPERM;
    }
    let json = wants_json(&cli.command);
    // Before there is a second thread, too: it changes the environment.
    let inherited = if matches!(cli.command, Command::Run) { Inherited::take() } else { Inherited::default() };
    match with_runtime(execute(cli, inherited)) {
        Ok(code) => code,
        Err(failure) => {
            if json {
                eprintln!("{}", serde_json::json!({ "error": failure }));
            } else {
                eprintln!("outguard: {failure}");
            }
            failure.exit
        }
    }
}

/// Runs `work` to its end.
fn with_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::new("runtime", exit::SOFTWARE, format!("the runtime cannot start: {e}")))?;
    runtime.block_on(work)
}

fn wants_json(command: &Command) -> bool {
    match command {
        Command::List { output, .. }
        | Command::Show { output, .. }
        | Command::Scan { output, .. }
        | Command::Explain { output, .. }
        | Command::Check { output, .. }
        | Command::Stats { output }
        | Command::Learn { output, .. }
        | Command::Forget { output, .. }
        | Command::History(HistoryCommand::Show { output, .. } | HistoryCommand::List { output })
        | Command::Quiet(QuietCommand::List { output })
        | Command::Journal(JournalCommand::Show { output, .. } | JournalCommand::Verify { output, .. })
        | Command::Rules(RulesCommand::List { output } | RulesCommand::Duties { output }) => output.json,
        Command::Backtest(args) => args.output.json,
        _ => false,
    }
}

async fn execute(cli: Cli, inherited: Inherited) -> Result<u8, Failure> {
    let command = match cli.command {
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "outguard", &mut io::stdout());
            return Ok(0);
        }
        Command::Man { folder } => return man(&folder),
        Command::Bench(command) => return bench::bench(command),
        Command::Init(args) => return setup::init(*args, cli.config, cli.state.as_deref()).await,
        Command::Demo { stay, port } => return demo::run(stay, port).await,
        Command::Config(ConfigCommand::Schema) => return print::json(&config::schema()),
        Command::Config(ConfigCommand::Password) => return password(),
        Command::Rules(RulesCommand::Schema { duties }) => return rules::schema(duties),
        command => command,
    };
    if let Command::Check { account, output } = command {
        return check(cli.config.as_deref(), cli.state, account, output.json).await;
    }
    let loaded = load(cli.config.as_deref(), cli.state.as_deref())?;
    match command {
        Command::Run => app::run(loaded, inherited, open::greeting()).await,
        Command::Service(command) => service(&loaded, &command),
        Command::Client(args) => setup::client(&args, &loaded.config),
        Command::Config(ConfigCommand::Check) => config_check(&loaded),
        Command::Config(ConfigCommand::Show) => print::text(&config::show(&loaded.config)),
        Command::Rules(command) => rules::rules(&loaded, &command),
        // Reads and judges for minutes; nothing else runs in this process.
        Command::Backtest(args) => backtest::run(&loaded.config, *args),
        command => act::act(&loaded.config, command).await,
    }
}

fn load(file: Option<&Path>, state: Option<&Path>) -> Result<Loaded, ConfigError> {
    let mut surroundings = Surroundings::of_process();
    if let Some(folder) = state {
        surroundings.state_dir = Some(folder.into());
    }
    config::load_in(file, &surroundings)
}

/// A configuration that is wrong is a finding here, not a failure.
async fn check(
    file: Option<&Path>,
    state: Option<PathBuf>,
    account: Option<String>,
    json: bool,
) -> Result<u8, Failure> {
    let loaded = load(file, state.as_deref());
    let asked = check::Asked { account, state, json };
    if let Some(code) = check::as_service(loaded.as_ref().ok(), &asked)? {
        return Ok(code);
    }
    let mut told = print::Checked::new(json);
    let worst = check::run(loaded.as_ref(), &asked, check::Holders::seen(), |line| told.line(line)).await?;
    told.summary();
    Ok(match worst {
        check::Mark::Ok => 0,
        check::Mark::Warn => 1,
        check::Mark::Fail => 2,
    })
}

fn service(loaded: &Loaded, command: &ServiceCommand) -> Result<u8, Failure> {
    let (ServiceCommand::Install { whose, .. }
    | ServiceCommand::Uninstall { whose, .. }
    | ServiceCommand::Status { whose }) = command;
    let dry_run = matches!(
        command,
        ServiceCommand::Install { dry_run: true, .. } | ServiceCommand::Uninstall { dry_run: true, .. }
    );
    let request = service::Request { whose: service::Whose::asked(whose.user, whose.system), dry_run, loaded };
    match command {
        ServiceCommand::Install { now, socket, .. } => service::install(&request, *now, *socket),
        ServiceCommand::Uninstall { .. } => service::uninstall(&request),
        ServiceCommand::Status { .. } => service::status(&request),
    }
}

fn config_check(loaded: &Loaded) -> Result<u8, Failure> {
    app::judge_of(&loaded.config)?;
    app::check(&loaded.config)?;
    for warning in &loaded.warnings {
        eprintln!("{warning}");
    }
    let place = loaded.path.as_ref().map_or_else(|| "no file, defaults hold".to_owned(), |p| p.display().to_string());
    print::text(&format!("ok: {place}\n"))
}

fn password() -> Result<u8, Failure> {
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(|e| Failure::new("no_input", exit::NOINPUT, e))?;
    let password = SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned());
    let hash = config::password::hash(&password).map_err(|e| Failure::new("password", exit::USAGE, e))?;
    print::text(&format!("{hash}\n"))
}

fn man(folder: &Path) -> Result<u8, Failure> {
    let failed = |e: io::Error| Failure::new("man", exit::CANTCREAT, format!("{}: {e}", folder.display()));
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    Ok(0)
}

/// Writes to stdout; a reader that went away ends the command quietly.
fn write_out(bytes: &[u8]) -> Result<u8, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(0),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(0),
        Err(e) => Err(Failure::new("stdout", exit::IOERR, format!("stdout: {e}"))),
    }
}
