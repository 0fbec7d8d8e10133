//! The configuration: as written, checked, and reloaded (the old one stays when the new one is wrong).

mod account;
pub mod approval;
mod check;
mod duties;
mod holidays;
mod judge;
mod load;
mod model;
mod packs;
pub mod password;
mod people;
mod problem;
mod read;
mod reload;
mod sheet;
mod show;
mod table;
pub mod units;
pub mod written;

pub use account::Account;
pub use approval::{Approval, BodyShown, Mode, Named, Office, OnSilence, SelfApproval};
pub use check::{Checked, OFF, Places, check};
pub use duties::duties;
pub use judge::{judge, judge_with};
pub use load::{ConfigError, Loaded, Surroundings, load, load_in};
pub use model::*;
pub use packs::{PackError, pack, packs};
pub use problem::{Problem, nearest};
pub use read::unknown;
pub use reload::{Changed, Current, Watcher};
pub use show::show;
pub use table::add_parties;
pub use written::schema;
