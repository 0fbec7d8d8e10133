//! Everything that is kept; the only module that knows SQL.
