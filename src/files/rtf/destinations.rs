//! What control words stand for (RTF 1.9.1, "Contents of an RTF File").

/// What the text of a group is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Shown,
    Comment,
    /// Nothing people see.
    Nothing,
    /// A property of this name.
    Property(&'static str),
    /// The name of a property of the file's own, and its value.
    OwnName,
    OwnValue,
    Field,
    Fonts,
    Colours,
    Object,
}

/// What the text of the destination `word` is for; `None` when the word begins none we know.
pub(super) fn purpose(word: &str) -> Option<Purpose> {
    Some(match word {
        "fonttbl" => Purpose::Fonts,
        "colortbl" => Purpose::Colours,
        "annotation" => Purpose::Comment,
        "fldinst" => Purpose::Field,
        "objdata" => Purpose::Object,
        "atnauthor" | "author" => Purpose::Property("author"),
        "operator" => Purpose::Property("last-author"),
        "title" => Purpose::Property("title"),
        "subject" => Purpose::Property("subject"),
        "keywords" => Purpose::Property("keywords"),
        "category" => Purpose::Property("category"),
        "doccomm" => Purpose::Property("comments"),
        "company" => Purpose::Property("company"),
        "manager" => Purpose::Property("manager"),
        "template" => Purpose::Property("template"),
        "propname" => Purpose::OwnName,
        "staticval" => Purpose::OwnValue,
        "shptxt" | "result" | "footnote" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
        | "footerr" | "footerf" | "listtext" | "pntext" => Purpose::Shown,
        "stylesheet" | "pict" | "shprslt" | "nonshppict" | "listtable" | "listoverridetable" | "filetbl"
        | "rsidtbl" | "revtbl" | "sp" | "objclass" | "objname" | "xe" | "tc" | "themedata" | "datastore"
        | "private1" => Purpose::Nothing,
        _ => return None,
    })
}

/// The sign that a control word stands for.
pub(super) fn sign(word: &str) -> Option<&'static str> {
    Some(match word {
        "par" | "line" | "sect" | "page" | "row" | "nestrow" | "softline" => "\n",
        "tab" | "cell" | "nestcell" => "\t",
        "emdash" => "\u{2014}",
        "endash" => "\u{2013}",
        "bullet" => "\u{2022}",
        "lquote" => "\u{2018}",
        "rquote" => "\u{2019}",
        "ldblquote" => "\u{201c}",
        "rdblquote" => "\u{201d}",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}
