//! The verbs of the first ten minutes as they are typed: `init`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::super::init::{self, Wishes};
use super::print;
use crate::app::failure::Failure;
use crate::base::Address;
use crate::config::UpstreamTls;

/// What `init` may be told instead of being asked.
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// Your e-mail address
    pub address: Option<Address>,
    /// Your name, as colleagues know you
    #[arg(long)]
    pub name: Option<String>,
    /// The server that takes your outgoing mail [default: asked of your domain]
    #[arg(long, value_name = "HOST[:PORT]")]
    pub upstream: Option<String>,
    /// How the connection to it is protected
    #[arg(long, value_enum, requires = "upstream")]
    pub tls: Option<Tls>,
    /// Trusted roots besides the system's, PEM
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// The name to sign in with [default: the address, or what stands before its @]
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// The password is the first line of this file
    #[arg(long, value_name = "FILE", group = "secret")]
    pub password_file: Option<PathBuf>,
    /// The password is the first line this command prints
    #[arg(long, value_name = "COMMAND", group = "secret")]
    pub password_command: Option<String>,
    /// The password is this systemd credential
    #[arg(long, value_name = "NAME", group = "secret")]
    pub password_credential: Option<String>,
    /// The server takes mail without a sign-in
    #[arg(long, conflicts_with_all = ["secret", "username"])]
    pub no_sign_in: bool,
    /// The port mail programs hand over at [default: 5870]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// DNS server to ask instead of the system's
    #[arg(long, value_name = "IP:PORT")]
    pub resolver: Option<SocketAddr>,
    /// Write /etc/outguard/config.toml
    #[arg(long)]
    pub system: bool,
    /// Ask nothing: take what is found; what is missing is an error that names its flag
    #[arg(long, visible_alias = "no-input")]
    pub yes: bool,
    /// Put a configuration that is there aside, as .bak
    #[arg(long)]
    pub force: bool,
}

/// Protection of a connection, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Tls {
    /// STARTTLS, required
    Starttls,
    /// TLS from the first octet
    Implicit,
    /// None, for a server on this computer
    None,
}

impl From<Tls> for UpstreamTls {
    fn from(tls: Tls) -> UpstreamTls {
        match tls {
            Tls::Starttls => UpstreamTls::Starttls,
            Tls::Implicit => UpstreamTls::Implicit,
            Tls::None => UpstreamTls::None,
        }
    }
}

/// `outguard init`.
pub(super) async fn init(args: InitArgs, config: Option<PathBuf>, state: Option<&Path>) -> Result<u8, Failure> {
    let wishes = Wishes {
        address: args.address,
        name: args.name,
        upstream: args.upstream,
        tls: args.tls.map(UpstreamTls::from),
        ca_file: args.ca_file,
        username: args.username,
        password_file: args.password_file,
        password_command: args.password_command,
        password_credential: args.password_credential,
        no_sign_in: args.no_sign_in,
        port: args.port,
        resolver: args.resolver,
        config,
        state: state.map(Path::to_owned),
        system: args.system,
        yes: args.yes,
        force: args.force,
    };
    print::text(&init::run(&wishes).await?)
}
