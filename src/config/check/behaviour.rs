//! Policy, rules and the log: ranges, names, the time zone.

use jiff::tz::TimeZone;
use toml::Spanned;

use super::{Checker, seconds};
use crate::config::units::show_duration;
use crate::config::{HistoryConfig, Log, Policy, RulesConfig, written};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

impl Checker<'_> {
    pub(super) fn policy(&mut self, written: &written::Policy) -> Policy {
        let mut policy = Policy { time_zone: self.time_zone(&written.time_zone), ..Policy::default() };
        policy.unsure = written.unsure.unwrap_or(policy.unsure);
        policy.notices = written.notices.unwrap_or(policy.notices);
        self.duration(&written.delay, seconds(0..=DAY), &mut policy.delay);
        self.duration(&written.deadline, seconds(MINUTE..=90 * DAY), &mut policy.deadline);
        self.duration(&written.retry_for, seconds(MINUTE..=30 * DAY), &mut policy.retry_for);
        self.duration(&written.keep_content, seconds(0..=3650 * DAY), &mut policy.keep_content);
        self.share(&written.asks_per_100, &mut policy.asks_per_100);
        self.reminders(written, &mut policy);
        policy
    }

    pub(super) fn history(&mut self, written: &written::History) -> HistoryConfig {
        let mut history = HistoryConfig::default();
        history.learn = written.learn.unwrap_or(history.learn);
        self.duration(&written.keep, seconds(DAY..=36_500 * DAY), &mut history.keep);
        history
    }

    /// Written reminders must come before the deadline; default ones that would not are left out.
    fn reminders(&mut self, written: &written::Policy, policy: &mut Policy) {
        let Some(list) = &written.reminders else {
            policy.reminders.retain(|reminder| *reminder < policy.deadline);
            return;
        };
        for reminder in list {
            let after = reminder.get_ref().0;
            if after.is_zero() || after >= policy.deadline {
                let message = format!("a reminder after {} is of no use", show_duration(after));
                let hint = format!("it must come before the deadline of {}", show_duration(policy.deadline));
                self.problem(reminder.span(), &message, &hint);
            }
        }
        policy.reminders = list.iter().map(|reminder| reminder.get_ref().0).collect();
        policy.reminders.sort_unstable();
        policy.reminders.dedup();
    }

    fn time_zone(&mut self, written: &Option<Spanned<String>>) -> Option<String> {
        let written = written.as_ref().filter(|name| !name.get_ref().is_empty())?;
        if TimeZone::get(written.get_ref()).is_err() {
            let message = format!("`{}` is not a time zone this machine knows", written.get_ref());
            self.problem(written.span(), &message, "write a name such as \"Europe/Berlin\"");
        }
        Some(written.get_ref().clone())
    }

    pub(super) fn rules(&mut self, written: &written::Rules) -> RulesConfig {
        let mut rules = RulesConfig {
            paths: written.paths.iter().map(|path| self.path(path)).collect(),
            off: written.off.iter().map(|name| name.get_ref().clone()).collect(),
            ..RulesConfig::default()
        };
        self.count(&written.visible_recipients, 1..=100_000, &mut rules.visible_recipients);
        for name in written.off.iter().filter(|name| !is_rule_name(name.get_ref())) {
            let message = format!("`{}` is not the name of a check, pack or rule", name.get_ref());
            self.problem(name.span(), &message, "write for instance \"many-visible\" or \"confidential-en/marking\"");
        }
        rules
    }

    pub(super) fn log(&mut self, written: &written::Log) -> Log {
        let log = Log::default();
        Log {
            level: written.level.map_or(log.level, |level| level.as_str().to_owned()),
            json: written.format.map_or(log.json, |format| format == written::Format::Json),
            content: written.content.unwrap_or(log.content),
        }
    }
}

/// `check`, `pack` or `pack/rule`, in lower-case letters, digits and hyphens.
pub(super) fn is_rule_name(name: &str) -> bool {
    let legal = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    name.split('/').count() <= 2 && name.split('/').all(legal)
}
