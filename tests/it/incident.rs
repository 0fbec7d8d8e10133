//! After something slipped through.

mod correction;
mod page;
mod reminders;
mod scene;
mod worked;
