//! When a sender writes: the hours of the day where they are. No figure of the ranking, but a fact for rules and for people.

use jiff::Timestamp;

use super::past::{Past, QUIET_BELOW};
use super::trace::Trace;

/// Hours of a day.
const HOURS: usize = 24;
const HOUR: i64 = 3_600;
/// Seconds of the unit in which offsets from UTC are kept.
const QUARTER: i32 = 900;

/// How many messages were written in each hour of the day, by the clock where they were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Habits {
    hours: [u32; HOURS],
}

impl Habits {
    /// Counts a message; of one that does not tell where it was written, nobody knows the hour.
    pub(super) fn learn(&mut self, trace: &Trace) {
        if let Some(quarters) = trace.offset
            && let Some(count) = self.hours.get_mut(hour(trace.at, i64::from(quarters) * i64::from(QUARTER)))
        {
            *count += 1;
        }
    }
}

/// The hour of the day at `at` (seconds), `offset` seconds from UTC.
fn hour(at: i64, offset: i64) -> usize {
    usize::try_from((at + offset).div_euclid(HOUR).rem_euclid(HOURS as i64)).unwrap_or(0)
}

/// An offset from UTC in seconds, in quarters of an hour; `None` for what is none.
pub(super) fn quarters(seconds: i32) -> Option<i8> {
    i8::try_from(seconds.div_euclid(QUARTER)).ok()
}

impl Past {
    /// Which share of this sender's messages was written at this time of day, within the hour and those beside it; and of how
    /// many. `offset`: seconds from UTC where it is written. `None` while fewer than [`QUIET_BELOW`] tell.
    pub fn written_then(&self, at: Timestamp, offset: i32) -> Option<(f64, u32)> {
        let all: u32 = self.habits.hours.iter().sum();
        if (all as usize) < QUIET_BELOW {
            return None;
        }
        let hour = hour(at.as_second(), i64::from(offset));
        let near = [HOURS - 1, 0, 1].into_iter().filter_map(|by| self.habits.hours.get((hour + by) % HOURS));
        Some((f64::from(near.sum::<u32>()) / f64::from(all), all))
    }

    /// When this sender's last message was sent.
    pub fn last_sent(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.last_at?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Addressee, Field, Key, Outgoing};
    use super::*;

    /// So many messages in office hours, by the clock of Berlin in winter and of New York afterwards.
    fn past(messages: i64) -> Past {
        let mut past = Past::new(Key::new([5; 16]), &["anna@firm.example".parse().unwrap()], &[]);
        let to = [Addressee { address: "ken@kita.example".parse().unwrap(), name: String::new(), field: Field::To }];
        for n in 0..messages {
            let offset = if n < messages / 2 { 3_600 } else { -5 * 3_600 };
            let at = n * 86_400 + (9 + n % 8) * HOUR - i64::from(offset);
            let message = Outgoing {
                at: Timestamp::from_second(at).unwrap(),
                recipients: &to,
                subject: "",
                own: "",
                quoted: "",
                answers: false,
                files: &[],
            };
            let trace = Trace::of(&message, past.key()).written_at(Some(offset));
            past.learn(&Trace::decode(&trace.encode()).unwrap(), Some(0.0));
        }
        past
    }

    #[test]
    fn the_hour_is_that_of_the_clock_where_it_is_written() {
        let past = past(400);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let share = |text: &str, offset| past.written_then(at(text), offset).unwrap().0;
        assert!(share("2026-11-18T14:00:00Z", 3_600) > 0.3);
        assert!(share("2026-11-18T15:00:00Z", -5 * 3_600) > 0.2, "ten in the morning in New York");
        assert_eq!(share("2026-11-18T02:00:00Z", 3_600), 0.0, "three at night in Berlin");
        assert!(share("2026-11-18T02:00:00Z", 8 * 3_600) > 0.2, "ten in the morning in Taipei");
        assert_eq!(past.written_then(at("2026-11-18T14:00:00Z"), 0).unwrap().1, 400);
    }

    #[test]
    fn a_short_past_tells_no_habit() {
        assert_eq!(past(QUIET_BELOW as i64 - 1).written_then(Timestamp::UNIX_EPOCH, 0), None);
    }
}
