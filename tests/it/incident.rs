//! After something slipped through.

mod correction;
