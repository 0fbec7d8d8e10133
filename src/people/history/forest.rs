//! Gradient-boosted trees (Friedman 2001) as `scripts/ranking/train.py` writes them, and the file that holds those of the
//! ranking.

use std::sync::{Arc, LazyLock};

/// The weights, made by `scripts/ranking/train`; docs/ranking.md says of what and how good they are.
static SHIPPED: &[u8] = include_bytes!("ranking.model");

/// The file's first octets.
const MAGIC: &[u8; 4] = b"OGR1";

/// Why octets are no ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRanking {
    /// They begin otherwise.
    #[error("this is no ranking")]
    Foreign,
    /// It was trained on other features than this program computes.
    #[error("this ranking was made for another version of this program")]
    Version,
    /// Its trees have more than 32 leaves.
    #[error("this ranking has larger trees than this program computes")]
    Large,
    /// They end early, or point out of a tree.
    #[error("this ranking is damaged")]
    Damaged,
}

/// The weights of a ranking: who fits a message, who is odd in it, and whose address is spelt oddly whatever the message is.
#[derive(Debug, Default)]
pub struct Ranking {
    pub(super) fit: Forest,
    pub(super) odd: Forest,
    pub(super) spelt: Forest,
    /// How much a sender's own past moves their scores: see [`super::calibration`].
    pub(super) calibration: Vec<f32>,
}

impl Ranking {
    /// The one that is part of this program.
    pub fn shipped() -> Arc<Ranking> {
        static READ: LazyLock<Arc<Ranking>> = LazyLock::new(|| {
            // It is the same octets in every program, and a test reads them.
            Arc::new(Ranking::read(SHIPPED).expect("a test reads the shipped ranking"))
        });
        READ.clone()
    }

    /// Reads one.
    pub fn read(octets: &[u8]) -> Result<Ranking, BadRanking> {
        let rest = octets.strip_prefix(MAGIC).ok_or(BadRanking::Foreign)?;
        let mut from = Octets(rest);
        let version = [from.u16()?, from.u16()?, from.u16()?];
        if version != [super::RANKING, super::fit::NAMES.len() as u16, super::odd::NAMES.len() as u16] {
            return Err(BadRanking::Version);
        }
        let calibration = (0..from.u16()?).map(|_| from.f32()).collect::<Result<_, _>>()?;
        let fit = Forest::read(&mut from, super::fit::NAMES.len())?;
        let odd = Forest::read(&mut from, super::odd::NAMES.len())?;
        let spelt = Forest::read(&mut from, super::odd::NAMES.len())?;
        if from.0.is_empty() { Ok(Ranking { fit, odd, spelt, calibration }) } else { Err(BadRanking::Damaged) }
    }
}

/// Leaves of one tree: a bit each.
const MOST_LEAVES: usize = 32;

/// Rows that are scored at once.
const LANES: usize = 8;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    threshold: f32,
    /// The leaves that remain when the feature is above the threshold: all but those below.
    above: u32,
    feature: u8,
}

#[derive(Clone, Debug, PartialEq)]
struct Tree {
    nodes: Vec<Node>,
    /// From the one below all thresholds on.
    leaves: Vec<f32>,
}

/// Trees whose answers are added up.
#[derive(Debug, Default)]
pub(super) struct Forest {
    trees: Vec<Tree>,
}

impl Forest {
    /// The logarithm of the odds for each row of features.
    ///
    /// No tree is walked: every comparison of it is made, for several rows at once, and strikes out the leaves it rules out;
    /// the first one left is the one a walk ends at (Lucchese et al. 2015, "QuickScorer"). There is nothing to mispredict.
    pub(super) fn scores<'r>(&self, rows: impl IntoIterator<Item = &'r [f32]>) -> Vec<f32> {
        let mut rows = rows.into_iter();
        let mut scores = Vec::new();
        loop {
            let mut block = [[0.0; LANES]; 1 << u8::BITS];
            let mut count = 0;
            for (lane, row) in rows.by_ref().take(LANES).enumerate() {
                block.iter_mut().zip(row).for_each(|(feature, value)| feature[lane] = *value);
                count = lane + 1;
            }
            let mut sums = [0.0f32; LANES];
            self.trees.iter().for_each(|tree| tree.add(&block, &mut sums));
            scores.extend(sums.into_iter().take(count));
            if count < LANES {
                return scores;
            }
        }
    }

    fn read(from: &mut Octets<'_>, features: usize) -> Result<Forest, BadRanking> {
        let trees = (0..from.u16()?).map(|_| Tree::read(from, features)).collect::<Result<_, _>>()?;
        Ok(Forest { trees })
    }
}

impl Tree {
    /// Adds each row's leaf to its sum. `block` has the values of each feature, side by side.
    fn add(&self, block: &[[f32; LANES]; 1 << u8::BITS], sums: &mut [f32; LANES]) {
        let mut left = [u32::MAX; LANES];
        for node in &self.nodes {
            let values = block[usize::from(node.feature)];
            left = std::array::from_fn(|lane| {
                let is_below = u32::from(values[lane] <= node.threshold);
                left[lane] & (node.above | is_below.wrapping_neg())
            });
        }
        for (sum, left) in sums.iter_mut().zip(left) {
            *sum += self.leaves.get(left.trailing_zeros() as usize).copied().unwrap_or_default();
        }
    }

    fn read(from: &mut Octets<'_>, features: usize) -> Result<Tree, BadRanking> {
        let count = from.u16()?;
        if usize::from(count) >= MOST_LEAVES {
            return Err(BadRanking::Large);
        }
        let mut read = |_| Ok((from.u16()?, from.f32()?, [from.i16()?, from.i16()?]));
        let comparisons: Vec<Comparison> = (0..count).map(&mut read).collect::<Result<_, _>>()?;
        let leaves: Vec<f32> = (0..=count).map(|_| from.f32()).collect::<Result<_, _>>()?;
        let mut tree = Tree { nodes: Vec::new(), leaves: Vec::new() };
        tree.grow(if count == 0 { -1 } else { 0 }, &comparisons, &leaves, features)?;
        // Every way is taken once.
        let is_whole = tree.nodes.len() == comparisons.len() && tree.leaves.len() == leaves.len();
        if is_whole { Ok(tree) } else { Err(BadRanking::Damaged) }
    }

    /// Adds what is at `to` and beyond.
    fn grow(&mut self, to: i16, from: &[Comparison], leaves: &[f32], features: usize) -> Result<(), BadRanking> {
        let Ok(at) = usize::try_from(to) else {
            let leaf = usize::try_from(-1 - to).ok().and_then(|leaf| leaves.get(leaf));
            self.leaves.push(*leaf.filter(|_| self.leaves.len() < leaves.len()).ok_or(BadRanking::Damaged)?);
            return Ok(());
        };
        let (feature, threshold, [below, above]) = *from.get(at).ok_or(BadRanking::Damaged)?;
        let is_known = usize::from(feature) < features;
        let feature = u8::try_from(feature).ok().filter(|_| is_known).ok_or(BadRanking::Damaged)?;
        let node = self.nodes.len();
        if node >= from.len() {
            return Err(BadRanking::Damaged);
        }
        self.nodes.push(Node { threshold, above: 0, feature });
        let first = self.leaves.len();
        // Only onwards: every way ends.
        let is_onwards = |to: i16| to < 0 || usize::try_from(to).is_ok_and(|to| to > at);
        if !is_onwards(below) || !is_onwards(above) {
            return Err(BadRanking::Damaged);
        }
        self.grow(below, from, leaves, features)?;
        let those_below = bits(self.leaves.len()) & !bits(first);
        if let Some(node) = self.nodes.get_mut(node) {
            node.above = !those_below;
        }
        self.grow(above, from, leaves, features)
    }
}

/// A comparison as the file has it: feature, threshold, and where it leads below and above: to a later comparison, or below 0
/// to leaf `-1 - n`.
type Comparison = (u16, f32, [i16; 2]);

/// So many bits, from the lowest on.
fn bits(count: usize) -> u32 {
    u32::MAX.checked_shr(u32::BITS.saturating_sub(count as u32)).unwrap_or_default()
}

struct Octets<'a>(&'a [u8]);

impl Octets<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], BadRanking> {
        let (first, rest) = self.0.split_first_chunk::<N>().ok_or(BadRanking::Damaged)?;
        self.0 = rest;
        Ok(*first)
    }

    fn u16(&mut self) -> Result<u16, BadRanking> {
        self.take().map(u16::from_le_bytes)
    }

    fn i16(&mut self) -> Result<i16, BadRanking> {
        self.take().map(i16::from_le_bytes)
    }

    fn f32(&mut self) -> Result<f32, BadRanking> {
        self.take().map(f32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FEATURES: usize = 5;

    type Written = (Vec<Comparison>, Vec<f32>);

    /// A tree as the file has it, made by splitting one leaf after the other.
    fn tree() -> impl Strategy<Value = Written> {
        let split = (any::<prop::sample::Index>(), 0..FEATURES as u16, -3..=3i8);
        prop::collection::vec(split, 0..MOST_LEAVES).prop_map(|splits| {
            let mut comparisons: Vec<Comparison> = Vec::new();
            // Where the leaves hang.
            let mut ends: Vec<(usize, usize)> = Vec::new();
            for (which, feature, threshold) in splits {
                let new = comparisons.len();
                if new > 0 {
                    let (at, side) = ends.swap_remove(which.index(ends.len()));
                    comparisons[at].2[side] = new as i16;
                }
                comparisons.push((feature, f32::from(threshold), [0, 0]));
                ends.extend([(new, 0), (new, 1)]);
            }
            for (leaf, (at, side)) in ends.iter().enumerate() {
                comparisons[*at].2[*side] = -1 - leaf as i16;
            }
            let leaves = (0..=comparisons.len()).map(|leaf| leaf as f32).collect();
            (comparisons, leaves)
        })
    }

    fn octets((comparisons, leaves): &Written) -> Vec<u8> {
        let mut out = (comparisons.len() as u16).to_le_bytes().to_vec();
        for (feature, threshold, [below, above]) in comparisons {
            out.extend(feature.to_le_bytes());
            out.extend(threshold.to_le_bytes());
            out.extend(below.to_le_bytes());
            out.extend(above.to_le_bytes());
        }
        leaves.iter().for_each(|leaf| out.extend(leaf.to_le_bytes()));
        out
    }

    fn walked((comparisons, leaves): &Written, row: &[f32]) -> f32 {
        let mut at = if comparisons.is_empty() { -1 } else { 0 };
        while at >= 0 {
            let (feature, threshold, [below, above]) = comparisons[at as usize];
            at = if row[usize::from(feature)] <= threshold { below } else { above };
        }
        leaves[(-1 - at) as usize]
    }

    proptest! {
        #[test]
        fn a_forest_says_what_walking_its_trees_does(
            trees in prop::collection::vec(tree(), 0..4),
            rows in prop::collection::vec(prop::collection::vec((-4..=4i8).prop_map(f32::from), FEATURES), 0..20),
        ) {
            let mut file = (trees.len() as u16).to_le_bytes().to_vec();
            trees.iter().for_each(|tree| file.extend(octets(tree)));
            let forest = Forest::read(&mut Octets(&file), FEATURES).unwrap();
            let scores = forest.scores(rows.iter().map(Vec::as_slice));
            let plain: Vec<f32> = rows.iter().map(|row| trees.iter().map(|tree| walked(tree, row)).sum()).collect();
            prop_assert_eq!(scores, plain);
        }

        #[test]
        fn a_damaged_tree_is_refused_or_whole(mut file in tree().prop_map(|tree| octets(&tree)), at: usize, octet: u8) {
            let at = 2 + at % (file.len() - 2);
            file[at] = octet;
            if let Ok(tree) = Tree::read(&mut Octets(&file), FEATURES) {
                prop_assert_eq!(tree.leaves.len(), tree.nodes.len() + 1);
            }
        }
    }

    #[test]
    fn two_ways_to_one_place_are_damage() {
        let read = |tree: Written| Tree::read(&mut Octets(&octets(&tree)), FEATURES);
        let twice = vec![(0, 0.0, [1, 1]), (1, 0.0, [-1, -2])];
        assert_eq!(read((twice, vec![0.0; 3])), Err(BadRanking::Damaged));
        assert_eq!(read((vec![(0, 0.0, [-1, -3])], vec![0.0; 2])), Err(BadRanking::Damaged));
        assert_eq!(read((vec![(0, 0.0, [-1, -2]); 32], vec![0.0; 33])), Err(BadRanking::Large));
    }
}
