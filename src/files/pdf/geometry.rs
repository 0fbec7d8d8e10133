//! Places on a page (ISO 32000-1, 8.3).

use lopdf::Object;

/// A matrix of six numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const UNIT: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// The matrix that moves by `x` and `y`.
    pub(super) fn moved(x: f32, y: f32) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// Six operands as a matrix.
    pub(super) fn from(operands: &[Object]) -> Option<Matrix> {
        let numbers: Vec<f32> = operands.iter().filter_map(|operand| operand.as_float().ok()).collect();
        Some(Matrix(numbers.try_into().ok()?))
    }

    /// First this, then `other`.
    pub(super) fn then(self, other: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Matrix([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    pub(super) fn apply(self, x: f32, y: f32) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The direction of a line of text and the length of its unit.
    pub(super) fn direction(self) -> ((f32, f32), f32) {
        let [a, b, ..] = self.0;
        let length = a.hypot(b);
        if length > 0.0 { ((a / length, b / length), length) } else { ((1.0, 0.0), 0.0) }
    }
}

/// A box around points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    low: (f32, f32),
    high: (f32, f32),
}

impl Area {
    /// A box around nothing.
    pub(super) const NONE: Area =
        Area { low: (f32::INFINITY, f32::INFINITY), high: (f32::NEG_INFINITY, f32::NEG_INFINITY) };

    pub(super) fn add(&mut self, (x, y): (f32, f32)) {
        self.low = (self.low.0.min(x), self.low.1.min(y));
        self.high = (self.high.0.max(x), self.high.1.max(y));
    }

    /// Adds the corners of a rectangle.
    pub(super) fn rectangle(&mut self, matrix: Matrix, [x, y, width, height]: [f32; 4]) {
        for (x, y) in [(x, y), (x + width, y), (x, y + height), (x + width, y + height)] {
            self.add(matrix.apply(x, y));
        }
    }

    /// Whether the point lies in the box or `by` beside it.
    pub(super) fn holds(&self, (x, y): (f32, f32), by: f32) -> bool {
        (self.low.0 - by..=self.high.0 + by).contains(&x) && (self.low.1 - by..=self.high.1 + by).contains(&y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_follow_each_other() {
        let scaled = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(Matrix::moved(3.0, 4.0).then(scaled).apply(1.0, 1.0), (8.0, 10.0));
        assert_eq!(scaled.direction(), ((1.0, 0.0), 2.0));
    }

    #[test]
    fn an_area_around_nothing_holds_nothing() {
        let mut area = Area::NONE;
        assert!(!area.holds((0.0, 0.0), 1.0));
        area.rectangle(Matrix::UNIT, [1.0, 1.0, 2.0, 2.0]);
        assert!(area.holds((2.0, 2.0), 0.0) && !area.holds((4.0, 2.0), 0.5));
    }
}
