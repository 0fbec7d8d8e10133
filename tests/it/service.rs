//! The guard under a service manager: what it tells systemd, the sockets it is handed, and the units that are installed.

mod booted;
mod notify;
mod sockets;
mod units;
