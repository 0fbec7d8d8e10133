//! After something slipped through.

mod advice;
mod correction;
mod hostile;
mod page;
mod reminders;
mod scene;
mod worked;
