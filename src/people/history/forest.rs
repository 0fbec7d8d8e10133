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
    /// They end early, or point out of a tree.
    #[error("this ranking is damaged")]
    Damaged,
}

/// The weights of a ranking: who fits a message, and who is odd in it.
#[derive(Debug, Default)]
pub struct Ranking {
    pub(super) fit: Forest,
    pub(super) odd: Forest,
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
        if from.0.is_empty() { Ok(Ranking { fit, odd, calibration }) } else { Err(BadRanking::Damaged) }
    }
}

/// Where a comparison leads: to another one, or to a leaf.
#[derive(Clone, Copy, Debug)]
struct Node {
    threshold: f32,
    feature: u16,
    /// Below 0: leaf `-1 - n`.
    below: i16,
    above: i16,
}

#[derive(Debug)]
struct Tree {
    nodes: Box<[Node]>,
    leaves: Box<[f32]>,
}

/// Trees whose answers are added up.
#[derive(Debug, Default)]
pub(super) struct Forest {
    trees: Vec<Tree>,
}

impl Forest {
    /// The logarithm of the odds.
    pub(super) fn score(&self, features: &[f32]) -> f32 {
        self.trees.iter().map(|tree| tree.score(features)).sum()
    }

    fn read(from: &mut Octets<'_>, features: usize) -> Result<Forest, BadRanking> {
        let trees = (0..from.u16()?).map(|_| Tree::read(from, features)).collect::<Result<_, _>>()?;
        Ok(Forest { trees })
    }
}

impl Tree {
    fn score(&self, features: &[f32]) -> f32 {
        let mut at = 0i16;
        while let Some(node) = usize::try_from(at).ok().and_then(|at| self.nodes.get(at)) {
            let value = features.get(usize::from(node.feature)).copied().unwrap_or_default();
            at = if value <= node.threshold { node.below } else { node.above };
        }
        // A tree without comparisons has one leaf.
        let leaf = usize::try_from(-1 - at).unwrap_or_default();
        self.leaves.get(leaf).copied().unwrap_or_default()
    }

    fn read(from: &mut Octets<'_>, features: usize) -> Result<Tree, BadRanking> {
        let count = from.u16()?;
        let leaves = usize::from(count) + 1;
        let mut nodes = Vec::with_capacity(count.into());
        for at in 0..count {
            let node = Node { feature: from.u16()?, threshold: from.f32()?, below: from.i16()?, above: from.i16()? };
            // Only onwards: every way ends.
            let is_within = |to: i16| match usize::try_from(to) {
                Ok(to) => to > usize::from(at) && to < usize::from(count),
                Err(_) => usize::try_from(-1 - to).is_ok_and(|leaf| leaf < leaves),
            };
            if usize::from(node.feature) >= features || !is_within(node.below) || !is_within(node.above) {
                return Err(BadRanking::Damaged);
            }
            nodes.push(node);
        }
        let leaves = (0..leaves).map(|_| from.f32()).collect::<Result<_, _>>()?;
        Ok(Tree { nodes: nodes.into(), leaves })
    }
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
