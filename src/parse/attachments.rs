//! Files beside the text: name, type, size, and the text where it is text.

use super::flowed::unflow;
use super::leaf::Leaf;
use super::{Attachment, Content};

/// The body texts and the files among the leaves; what belongs to an enclosed message becomes part of its text, its
/// files are listed as files.
pub(super) fn sorted(leaves: Vec<Leaf>) -> (Vec<Leaf>, Vec<Attachment>) {
    let mut enclosed: Vec<(usize, String)> = Vec::new();
    let mut bodies = Vec::new();
    let mut files: Vec<(usize, Attachment)> = Vec::new();
    for (index, leaf) in leaves.into_iter().enumerate() {
        match leaf.inside {
            Some(parent) if !leaf.is_file => enclosed.push((parent, readable(&leaf).unwrap_or_default())),
            None if !leaf.is_file => bodies.push(leaf),
            _ => files.push((index, attachment(leaf))),
        }
    }
    for (parent, text) in enclosed {
        let file = files.binary_search_by_key(&parent, |f| f.0).ok().and_then(|at| files.get_mut(at));
        if let Some((_, Attachment { content: Content::Read(whole), .. })) = file {
            whole.push('\n');
            whole.push_str(&text);
        }
    }
    (bodies, files.into_iter().map(|f| f.1).collect())
}

fn attachment(leaf: Leaf) -> Attachment {
    let content = match readable(&leaf) {
        Some(text) => Content::Read(text),
        None => Content::Octets { octets: leaf.octets, charset: leaf.charset },
    };
    Attachment { name: leaf.name, other_names: leaf.other_names, media_type: leaf.media, size: leaf.size, content }
}

/// The text of an enclosed message, hidden text below it: in a file nobody tells the two apart.
fn readable(leaf: &Leaf) -> Option<String> {
    if let Some(page) = &leaf.page {
        return Some(super::whole(page));
    }
    let text = leaf.text.as_deref()?;
    Some(leaf.flowed.map_or_else(|| text.to_owned(), |delsp| unflow(text, delsp)))
}
