//! Wiring: from a configuration to a running guard, in the order of start and of shutdown.
//!
//! **Start.** Log, store, the daemon's lock, what the last daemon left unsure, rules, upstreams, doors; only when a door
//! listens is anything accepted.
//!
//! **Stop** (SIGTERM, SIGINT). The doors accept nothing more; a message that is being sent to us may come to its end
//! within ten seconds, every other session gets 421. What is under way to upstream is waited for, as long as the upstream's
//! own timeouts allow but at most a minute; what is cut off then is found and asked about at the next start.
//! The journal is written to its last line. Nothing that was answered with 250 is lost however the process ends.
//!
//! **Reload** (SIGHUP, or a changed file). Parties, people, packs and what policy says of new mail are read anew and swapped
//! as one; when anything is wrong the old ones stay and the log says so. Listeners, upstreams, and what queue and timers read
//! of policy need a restart, and the log says that too; so does the store, which stays where it is (`reload.rs`).
//!
//! **systemd** hears of all three, gets a status line, and is told that we are alive only while that is so (`manager.rs`).
//! Sockets it has opened for us take the place of `smtp.listen` and `page.listen` (`listen.rs`).

pub mod apart;
pub mod failure;
mod listen;
pub mod logging;
mod manager;
mod memory;
mod reload;
mod rounds;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use failure::{Failure, exit};
pub use listen::Inherited;
use manager::{Manager, Pulse};
use reload::Signals;
use rounds::Rounds;

use crate::base::{Clock, killpoint};
use crate::config::{self, Config, Current, Loaded, Smtp, Unsure};
use crate::control::ops::Ops;
use crate::control::web::{self, ControlSocket, Web};
use crate::deliver::{Courier, Hook, Queue};
use crate::incident::duty::Duties;
use crate::intake::outbox::{self, Shared, Watch};
use crate::intake::pipeline::{Pipeline, Ruling};
use crate::intake::sendmail;
use crate::intake::smtp::{Server, Settings};
use crate::judge::Judge;
use crate::release::{self, Announcer, Asking, Governing, Incoming, NoticeSender, Timers};
use crate::store::{DaemonLock, Store, StoreError};

/// How long a stopping daemon waits for deliveries under way.
const LAST_DELIVERIES: Duration = Duration::from_secs(60);

/// A running guard.
pub struct Daemon {
    /// Where the SMTP door listens.
    pub smtp: Vec<SocketAddr>,
    /// Where the page listens; `None` = there is none.
    pub page: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    queue: Queue,
    store: Store,
    ruling: Arc<Current<Ruling>>,
    ops: Arc<Current<Ops>>,
    governing: Arc<Current<Governing>>,
    sender: NoticeSender,
    clock: Clock,
    pulse: Arc<Pulse>,
    _lock: DaemonLock,
}

/// Runs the daemon until it is told to stop, on the sockets it has inherited where there are any. `greet` is told a link that
/// signs its account in at the page once; it must not end in a log.
///
/// # Errors
/// When it cannot start: exit code 78 for the configuration, 69 for a taken port, 73 to 75 for the store.
pub async fn run(loaded: Loaded, inherited: Inherited, greet: Option<fn(&str)>) -> Result<u8, Failure> {
    logging::init(&loaded.config.log).map_err(|e| Failure::new("log", exit::CONFIG, e))?;
    memory::keep_private();
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    // Before anything listens: nobody may tell us to stop, or change a file, without being heard.
    let signals = Signals::listen()?;
    let watched = reload::watch(&loaded, &reload::places(&loaded.config));
    let daemon = Daemon::start_on(inherited, &loaded.config, Clock::system()).await?;
    if let Some(address) = daemon.page {
        tracing::info!(%address, "listening for the page");
    }
    for address in &daemon.smtp {
        tracing::info!(%address, "listening for mail");
    }
    if loaded.config.upstreams.is_empty() {
        tracing::warn!("no [[upstream]] is configured: what may leave waits in the queue");
    }
    if let Some(greet) = greet {
        welcome(&daemon, &loaded.config, greet).await;
    }
    let manager = Manager::ready(Arc::clone(&daemon.pulse), daemon.store.clone(), &daemon.smtp);
    reload::until_told_to_stop(&daemon, &loaded, signals, watched, &manager).await;
    manager.stopping();
    daemon.stop().await;
    tracing::info!("stopped");
    Ok(0)
}

/// A link for whoever has just started the daemon by hand.
async fn welcome(daemon: &Daemon, config: &Config, greet: fn(&str)) {
    let url = web::url(&config.page, daemon.page);
    if url.is_empty() {
        return;
    }
    let ops = daemon.ops.get();
    match web::new_link(&ops, &url, ops.actor().who.clone()).await {
        Ok(link) => greet(&link),
        Err(failure) => tracing::warn!(error = %failure, "no link to the page"),
    }
}

/// Checks what only the start would find: certificates, hashes, upstreams, watched folders.
///
/// # Errors
/// Exit code 78.
pub fn check(config: &Config) -> Result<(), Failure> {
    check_wire(config)?;
    config.outboxes.iter().try_for_each(outbox::check)?;
    Ok(())
}

/// The part of [`check`] about the SMTP door, the page and the upstreams.
///
/// # Errors
/// Exit code 78.
pub fn check_wire(config: &Config) -> Result<(), Failure> {
    let wrong = |e: &dyn std::fmt::Display| Failure::new("config", exit::CONFIG, e);
    Settings::new(&config.smtp).map_err(|e| wrong(&e))?;
    web::tls::acceptor(&config.page)?;
    Courier::new(&config.upstreams, &config.smtp.hostname, Clock::system()).map_err(|e| wrong(&e))?;
    Ok(())
}

impl Daemon {
    /// Starts everything; when this returns, the door listens.
    ///
    /// # Errors
    /// As [`run`].
    pub async fn start(config: &Config, clock: Clock) -> Result<Daemon, Failure> {
        Daemon::start_on(Inherited::default(), config, clock).await
    }

    /// [`start`](Daemon::start), on inherited sockets where there are any.
    async fn start_on(mut inherited: Inherited, config: &Config, clock: Clock) -> Result<Daemon, Failure> {
        let config_error = |e: &dyn std::fmt::Display| Failure::new("config", exit::CONFIG, e);
        let handed = inherited.named(listen::SMTP)?;
        let handed_page = inherited.named(listen::PAGE)?;
        inherited.close_others();
        // What is handed over may be reached from no more places than what we open ourselves.
        let handed_at: Vec<SocketAddr> = handed.iter().filter_map(|listener| listener.local_addr().ok()).collect();
        let door =
            if handed.is_empty() { config.smtp.clone() } else { Smtp { listen: handed_at, ..config.smtp.clone() } };
        let settings = Settings::new(&door).map_err(|e| config_error(&e))?;
        let settings = Settings { log_content: config.log.content, ..settings };
        let page_tls = web::tls::acceptor(&config.page)?;
        for listener in &handed_page {
            let address = listener.local_addr().map_err(|e| Failure::new("listen", exit::UNAVAILABLE, e))?;
            web::tls::may_listen(&config.page, address)?;
        }
        let courier = Courier::new(&config.upstreams, &config.smtp.hostname, clock.clone());
        let courier = Arc::new(courier.map_err(|e| config_error(&e))?);
        let ruling = Arc::new(Current::new(ruling(config)?));
        let store = Store::open(&config.store.path, clock.clone())?;
        let lock = lock(&store).await?;
        // There before it is watched, so that nobody has to watch where the store writes.
        if let Err(error) = store.make_pack_folder(&config.rules.applied).await {
            tracing::warn!(%error, "the folder of packs that incidents bring cannot be made");
        }
        recover(&store, config, &clock).await?;
        let listeners =
            if handed.is_empty() { listen::bind(&config.smtp.listen).await? } else { listen::adopt(handed)? };
        let socket = config.sendmail.socket.as_deref().map(listen::socket).transpose()?;
        let page = listen::page(config.page.listen, handed_page).await?;

        let (stop, stopping) = watch::channel(false);
        let wake = Arc::new(Notify::new());
        let sender = NoticeSender::of(config).with_page(page.as_ref().and_then(|listener| listener.local_addr().ok()));
        let queue =
            Queue::new(store.clone(), Arc::clone(&courier), config.policy.clone(), sender.clone(), clock.clone());
        let governing = Arc::new(Current::new(governing(config, &ruling, &sender)));
        let asking = Asking::new(store.clone(), Arc::clone(&governing), clock.clone());
        let timers = Timers::new(store.clone(), config.policy.clone(), sender.clone(), clock.clone());
        let incoming = Incoming::new(store.clone(), sender.clone(), clock.clone());
        let hook = config.notices.webhook.as_ref().map(|hook| Hook::new(hook, store.clone(), clock.clone()));
        let hook = hook.transpose().map_err(|e| config_error(&e))?;
        if let Some(hook) = &hook {
            hook.begin().await?;
        }
        let announcer = Announcer::new(store.clone(), sender.clone(), clock.clone());
        let pipeline =
            Pipeline::new(store.clone(), Some(courier), Arc::clone(&ruling), Arc::clone(&wake), clock.clone());
        let pipeline = Arc::new(pipeline.answered_by(incoming));
        let scans = pipeline.scans();
        let (news, told) = watch::channel(0);
        let shared = Shared {
            gate: Arc::clone(&pipeline),
            store: store.clone(),
            news: told.clone(),
            limits: config.smtp.limits.clone(),
            zone: release::zone(&config.policy),
            clock: clock.clone(),
        };
        let outboxes: Vec<Watch<Pipeline>> =
            config.outboxes.iter().map(|outbox| Watch::open(outbox, shared.clone())).collect::<Result<_, _>>()?;
        let limits = settings.limits.clone();
        let server = Arc::new(Server::new(Arc::new(settings), Arc::clone(&pipeline), clock.clone()));

        let mut tasks = JoinSet::new();
        let mut smtp = Vec::new();
        for listener in listeners {
            smtp.extend(listener.local_addr());
            let (server, stopping) = (Arc::clone(&server), stopping.clone());
            tasks.spawn(async move { server.run(listener, stopping).await });
        }
        if let Some(socket) = socket {
            tracing::info!(path = %socket.path().display(), "listening for sendmail");
            let (door, stopping) =
                (sendmail::Server::new(limits, pipeline, server.budget(), clock.clone()), stopping.clone());
            tasks.spawn(async move { door.run(socket, stopping).await });
        }
        for outbox in outboxes {
            tasks.spawn(outbox.run(stopping.clone()));
        }
        let ops = Arc::new(Current::new(ops(&store, config, &ruling, &clock)));
        let address = page.as_ref().and_then(|listener| listener.local_addr().ok());
        let web = Web::new(Arc::clone(&ops), config.page.clone(), address, scans, clock.clone());
        if let Some(listener) = page {
            tasks.spawn(web.clone().watch(told.clone(), stopping.clone()));
            tasks.spawn(web.clone().run(listener, page_tls, stopping.clone()));
        }
        match ControlSocket::listen(&config.store.path) {
            Ok(socket) => drop(tasks.spawn(web.run_socket(socket, stopping.clone()))),
            // The command line then works on the store itself.
            Err(error) => tracing::warn!(%error, "no control socket"),
        }
        let pulse = Arc::new(Pulse::new(clock.clone()));
        let rounds = Rounds {
            queue: queue.clone(),
            timers,
            asking,
            ops: Arc::clone(&ops),
            sender: sender.clone(),
            store: store.clone(),
            wake,
            news,
            pulse: Arc::clone(&pulse),
        };
        tasks.spawn(rounds.run(stopping.clone()));
        if let Some(hook) = hook {
            tasks.spawn(hook.run(told.clone(), stopping.clone()));
        }
        tasks.spawn(announcer.run(told, stopping.clone()));
        tasks.spawn(rounds::tidy(store.clone(), config.policy.keep_content, Arc::clone(&ops), clock.clone(), stopping));
        Ok(Daemon {
            smtp,
            page: address,
            stop,
            tasks,
            queue,
            store,
            ruling,
            ops,
            governing,
            sender,
            clock,
            pulse,
            _lock: lock,
        })
    }

    /// Takes over a new configuration as far as that needs no restart.
    ///
    /// # Errors
    /// When a pack is wrong; the old rules stay.
    pub fn reload(&self, config: &Config) -> Result<(), Failure> {
        self.ruling.replace_with(|| ruling(config))?;
        self.ops.replace_with(|| Ok::<_, Failure>(ops(&self.store, config, &self.ruling, &self.clock)))?;
        self.governing.replace_with(|| Ok::<_, Failure>(governing(config, &self.ruling, &self.sender)))?;
        killpoint::reached("U5");
        Ok(())
    }

    /// Stops in order; see the [module](self).
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
        let last = tokio::time::Instant::now() + LAST_DELIVERIES;
        while self.queue.under_way() > 0 && tokio::time::Instant::now() < last {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.store.flush().await;
    }
}

/// The judge of `config`, or why its packs are wrong.
///
/// # Errors
/// Exit code 78 with every problem of every pack.
pub fn judge_of(config: &Config) -> Result<Judge, Failure> {
    config::judge(config).map_err(|problems| Failure::new("pack", exit::CONFIG, problems.join("\n")))
}

/// The duties of `config`, or why its packs are wrong.
///
/// # Errors
/// Exit code 78 with every problem of every pack.
pub fn duties_of(config: &Config) -> Result<Duties, Failure> {
    config::duties(config).map_err(|problems| Failure::new("pack", exit::CONFIG, problems.join("\n")))
}

fn ruling(config: &Config) -> Result<Ruling, Failure> {
    let judge = Arc::new(judge_of(config)?);
    Ok(Ruling { judge, policy: config.policy.clone(), hops: config.smtp.limits.hops })
}

/// The actions by what holds now.
fn ops(store: &Store, config: &Config, ruling: &Current<Ruling>, clock: &Clock) -> Ops {
    let judge = Arc::clone(&ruling.get().judge);
    Ops::over(store.clone(), Arc::new(config.clone()), clock.clone()).judging_by(judge)
}

/// What second persons are asked by.
fn governing(config: &Config, ruling: &Current<Ruling>, sender: &NoticeSender) -> Governing {
    Governing { policy: config.policy.clone(), judge: Arc::clone(&ruling.get().judge), sender: sender.clone() }
}

/// Takes the daemon's lock. A command that looks whether a daemon runs holds it for an instant, so one refusal is no
/// proof that there is another daemon.
async fn lock(store: &Store) -> Result<DaemonLock, StoreError> {
    for _ in 0..10 {
        if let Ok(lock) = store.lock_daemon() {
            return Ok(lock);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    store.lock_daemon()
}

/// What the last daemon left without an outcome: asked about, or sent again where policy says so.
async fn recover(store: &Store, config: &Config, clock: &Clock) -> Result<(), Failure> {
    let resend = config.policy.unsure == Unsure::Resend;
    for id in store.recover(resend).await? {
        if resend {
            tracing::warn!(%id, "stopped in mid-delivery last time: it is sent again");
            continue;
        }
        tracing::warn!(%id, "stopped in mid-delivery last time: it may have been sent; outguard show {id}");
        if config.policy.notices {
            release::tell_unsure(store, &NoticeSender::of(config), &id, clock.now()).await?;
        }
    }
    Ok(())
}
