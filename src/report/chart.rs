//! Numbers drawn: columns over time, bars beside names, lines over steps. HTML shows the drawing and its numbers, every other
//! form a table of them. A series is told from another by its filling, its dashes and its name, never by colour alone.

use super::document::{Table, Words, clean};
use crate::base::Language;
use crate::base::text::one_line;

/// Numbers under labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub caption: String,
    /// How it is drawn.
    pub shape: Shape,
    /// What the labels are, such as `Month`.
    pub axis: String,
    /// The labels, in the order they are drawn.
    pub labels: Vec<String>,
    /// One or two series of a number for each label; one that is missing is nought.
    pub series: Vec<Series>,
    /// A line to hold the numbers against, with its name.
    pub level: Option<(String, f64)>,
    /// Whether a table of its numbers stands beside it anyway; then none is made.
    pub told_beside: bool,
    /// The language numbers are written in.
    pub language: Language,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Upright, over time.
    #[default]
    Columns,
    /// Lying, beside names.
    Bars,
    /// Points that are joined.
    Lines,
}

/// One number for each label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What they are.
    pub name: String,
    /// The numbers; none is below nought.
    pub values: Vec<f64>,
}

/// A number with one place behind the point, as readers of `language` write it: `0.8`, `0,8`.
pub fn decimal(value: f64, language: Language) -> String {
    let text = format!("{value:.1}");
    if language == Language::En { text } else { text.replace('.', ",") }
}

impl Chart {
    /// The same as the renderers need it; `None` when there is nothing to draw.
    pub(super) fn tidy(&self) -> Option<Chart> {
        let count = self.labels.len();
        let series = |series: &Series| {
            let sound = |value: &f64| if value.is_finite() { value.max(0.0) } else { 0.0 };
            let mut values: Vec<f64> = series.values.iter().map(sound).collect();
            values.resize(count, 0.0);
            Series { name: clean(&series.name), values }
        };
        let sound = |level: &&(String, f64)| level.1.is_finite() && level.1 >= 0.0;
        (count > 0 && !self.series.is_empty()).then(|| Chart {
            caption: clean(&self.caption),
            axis: clean(&self.axis),
            labels: self.labels.iter().map(|label| clean(label)).collect(),
            series: self.series.iter().map(series).collect(),
            level: self.level.as_ref().filter(sound).map(|(name, value)| (clean(name), *value)),
            ..*self
        })
    }

    /// Its numbers.
    pub(super) fn table(&self) -> Table {
        let row = |(at, label): (usize, &String)| {
            let values = self.series.iter().map(|series| series.values.get(at).copied().unwrap_or_default());
            let values = values.map(|value| Words::from(decimal(value, self.language)));
            std::iter::once(Words::from(label.as_str())).chain(values).collect()
        };
        Table {
            caption: self.caption.clone(),
            header: std::iter::once(&self.axis).chain(self.series.iter().map(|series| &series.name)).cloned().collect(),
            rows: self.labels.iter().enumerate().map(row).collect(),
            widths: Vec::new(),
        }
    }
}

/// How wide every drawing is, in its own units; the page scales it.
const WIDTH: f64 = 720.0;

/// How high columns and lines are, without their labels.
const HEIGHT: f64 = 200.0;

/// Where columns and lines begin, right of the numbers of their scale.
const LEFT: f64 = 48.0;

/// Where bars begin, right of their names.
const NAMES: f64 = 270.0;

/// Characters of a name that fit there.
const NAME: usize = 40;

/// How high one bar is.
const BAR: f64 = 16.0;

/// Room for what is written above.
const ABOVE: f64 = 30.0;

/// More labels than this are not all written.
const LABELS: usize = 12;

/// A chart as marks at places.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) height: f64,
    pub(super) boxes: Vec<Box>,
    pub(super) lines: Vec<Line>,
    pub(super) points: Vec<Point>,
    pub(super) texts: Vec<Text>,
}

/// A column or bar.
#[derive(Debug)]
pub(super) struct Box {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) class: &'static str,
}

/// A straight line.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) from: (f64, f64),
    pub(super) to: (f64, f64),
    pub(super) class: &'static str,
}

/// A point of a line.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) class: &'static str,
}

/// Something written.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// How a series is marked.
fn class(series: usize) -> &'static str {
    if series == 0 { "first" } else { "second" }
}

/// A share of the whole as a number to draw with.
fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

impl Drawing {
    /// Draws `chart`, which is tidy.
    pub(super) fn of(chart: &Chart) -> Drawing {
        let mut drawing = Drawing::default();
        drawing.legend(chart);
        match chart.shape {
            Shape::Bars => drawing.bars(chart),
            Shape::Columns | Shape::Lines => drawing.upright(chart),
        }
        drawing
    }

    fn write(&mut self, x: f64, y: f64, anchor: &'static str, text: impl Into<String>) {
        self.texts.push(Text { x, y, anchor, text: text.into() });
    }

    /// What each series and the line is, above the drawing.
    fn legend(&mut self, chart: &Chart) {
        let mut x = LEFT;
        let several = if chart.series.len() > 1 { chart.series.len() } else { 0 };
        for (at, series) in chart.series.iter().enumerate().take(several) {
            self.boxes.push(Box { x, y: 6.0, width: 12.0, height: 12.0, class: class(at) });
            let written_at = x + 18.0;
            let name = one_line(&series.name, NAME);
            x += 40.0 + 7.5 * count(name.chars().count());
            self.write(written_at, 16.0, "start", name);
        }
        if let Some((name, _)) = &chart.level {
            self.lines.push(Line { from: (x, 12.0), to: (x + 16.0, 12.0), class: "level" });
            self.write(x + 22.0, 16.0, "start", one_line(name, NAME));
        }
    }

    fn upright(&mut self, chart: &Chart) {
        let scale = Scale::of(chart);
        let bottom = ABOVE + HEIGHT;
        let up = |value: f64| bottom - HEIGHT * value / scale.top;
        for step in scale.steps() {
            let y = up(step);
            self.lines.push(Line { from: (LEFT, y), to: (WIDTH, y), class: "grid" });
            self.write(LEFT - 6.0, y + 4.0, "end", scale.written(step, chart.language));
        }
        let width = (WIDTH - LEFT) / count(chart.labels.len());
        for (at, series) in chart.series.iter().enumerate() {
            let each = width * 0.7 / count(chart.series.len());
            let middle = |n: usize| LEFT + width * (count(n) + 0.5);
            let mut before: Option<(f64, f64)> = None;
            for (n, value) in series.values.iter().enumerate() {
                let y = up(*value);
                if chart.shape == Shape::Columns {
                    let x = LEFT + width * (count(n) + 0.15) + each * count(at);
                    self.boxes.push(Box { x, y, width: each, height: bottom - y, class: class(at) });
                    continue;
                }
                let here = (middle(n), y);
                if let Some(from) = before.replace(here) {
                    self.lines.push(Line { from, to: here, class: class(at) });
                }
                self.points.push(Point { x: here.0, y: here.1, class: class(at) });
            }
        }
        if let Some((_, value)) = &chart.level {
            let y = up(*value);
            self.lines.push(Line { from: (LEFT, y), to: (WIDTH, y), class: "level" });
        }
        let every = chart.labels.len().div_ceil(LABELS).max(1);
        for (n, label) in chart.labels.iter().enumerate().step_by(every) {
            self.write(LEFT + width * (count(n) + 0.5), bottom + 18.0, "middle", one_line(label, 12));
        }
        self.write(WIDTH, bottom + 36.0, "end", one_line(&chart.axis, 60));
        self.height = bottom + 44.0;
    }

    fn bars(&mut self, chart: &Chart) {
        let scale = Scale::of(chart);
        let room = WIDTH - NAMES - 48.0;
        let row = BAR * count(chart.series.len()) + 10.0;
        let bottom = ABOVE + row * count(chart.labels.len());
        for (n, label) in chart.labels.iter().enumerate() {
            let top = ABOVE + row * count(n);
            self.write(NAMES - 8.0, top + (row - 10.0) / 2.0 + 4.0, "end", one_line(label, NAME));
            for (at, series) in chart.series.iter().enumerate() {
                let value = series.values.get(n).copied().unwrap_or_default();
                let (y, width) = (top + BAR * count(at), room * value / scale.top);
                self.boxes.push(Box { x: NAMES, y, width, height: BAR - 2.0, class: class(at) });
                self.write(NAMES + width + 6.0, y + BAR - 4.0, "start", decimal(value, chart.language));
            }
        }
        if let Some((_, value)) = &chart.level {
            let x = NAMES + room * value / scale.top;
            self.lines.push(Line { from: (x, ABOVE - 4.0), to: (x, bottom - 4.0), class: "level" });
        }
        self.lines.push(Line { from: (NAMES, ABOVE - 4.0), to: (NAMES, bottom - 4.0), class: "axis" });
        self.height = bottom + 4.0;
    }
}

/// The numbers beside a drawing: from nought in even steps.
struct Scale {
    top: f64,
    step: f64,
}

impl Scale {
    /// One that holds every number of `chart`, in four or five steps of 1, 2 or 5 of some power of ten.
    fn of(chart: &Chart) -> Scale {
        let values = chart.series.iter().flat_map(|series| &series.values).copied();
        let most = values.chain(chart.level.iter().map(|level| level.1)).fold(0.0_f64, f64::max);
        if most <= 0.0 {
            return Scale { top: 1.0, step: 0.5 };
        }
        let power = 10.0_f64.powf((most / 5.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|of| of * power).find(|step| step * 5.0 >= most);
        let step = step.unwrap_or(10.0 * power);
        Scale { top: (most / step).ceil() * step, step }
    }

    fn steps(&self) -> impl Iterator<Item = f64> {
        // A little over: the last step may fall short of the top by a rounding.
        (0..=5).map(|n| f64::from(n) * self.step).take_while(|value| *value <= self.top * 1.001)
    }

    fn written(&self, value: f64, language: Language) -> String {
        let text = if self.step >= 1.0 { format!("{value:.0}") } else { format!("{value:.2}") };
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        if language == Language::En { text.to_owned() } else { text.replace('.', ",") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[f64]) -> Chart {
        Chart {
            labels: (0..values.len()).map(|n| n.to_string()).collect(),
            series: vec![Series { name: "asks".into(), values: values.to_vec() }],
            ..Chart::default()
        }
    }

    #[test]
    fn a_scale_holds_every_number_in_few_even_steps() {
        for (most, top, steps) in [(0.0, 1.0, 3), (0.83, 1.0, 6), (1.0, 1.0, 6), (7.0, 8.0, 5), (99.0, 100.0, 6)] {
            let scale = Scale::of(&chart(&[most]));
            assert!((scale.top - top).abs() < 1e-9, "{most}: {}", scale.top);
            assert_eq!(scale.steps().count(), steps, "{most}");
        }
    }

    #[test]
    fn every_number_has_its_mark_and_is_within_the_drawing() {
        for shape in [Shape::Columns, Shape::Bars, Shape::Lines] {
            let chart = Chart { shape, level: Some(("budget".into(), 5.0)), ..chart(&[0.0, 1.0, 3.0]) };
            let drawing = Drawing::of(&chart.tidy().expect("numbers"));
            assert_eq!(drawing.boxes.len() + drawing.points.len(), 3);
            assert!(drawing.boxes.iter().all(|b| b.x + b.width <= WIDTH && b.y + b.height <= drawing.height));
            assert!(drawing.points.iter().all(|p| p.x <= WIDTH && p.y <= drawing.height));
        }
    }

    #[test]
    fn what_is_no_number_is_nought_and_what_is_empty_is_not_drawn() {
        let tidy = chart(&[f64::NAN, -1.0, f64::INFINITY]).tidy().expect("numbers");
        assert_eq!(tidy.series[0].values, [0.0, 0.0, 0.0]);
        assert!(chart(&[]).tidy().is_none());
    }

    #[test]
    fn numbers_are_written_as_their_readers_do() {
        assert_eq!((decimal(0.84, Language::En), decimal(0.84, Language::De)), ("0.8".to_owned(), "0,8".to_owned()));
    }
}
