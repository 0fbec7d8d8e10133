use super::*;

#[test]
fn words_stay_whole_and_blocks_become_lines() {
    for (source, text) in [
        ("conf<b>id</b>ential", "confidential"),
        ("conf<!-- x > y -->idential", "confidential"),
        ("conf<wbr>idential<x-y z>s</x-y>", "confidentials"),
        ("&#x73;ecret &uuml;ber &amp; &auml", "secret über & ä"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<td>a</td><td>b</td>", "a b"),
        ("a&nbsp;b\u{a0}c", "a b c"),
        ("<style>p{}</style>x<script>if (a < b) {}</script>y", "xy"),
        ("<a title=\"x > y\" href='z'>link</a>", "link"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("it's <b>Anna's</b>", "it's Anna's"),
        ("<a b=\"c>never closed", "never closed"),
        ("<!-->shown<!-- not", "shown"),
        ("<p>one<p>two", "one\n\ntwo"),
    ] {
        assert_eq!(read(source).own, text, "{source}");
    }
}

/// T3 of the requirements on hidden text.
#[test]
fn what_does_not_show_is_kept_apart_and_breaks_no_word() {
    for (source, own, hidden) in [
        ("c<span style=\"font-size:0\">x</span>onf", "conf", "x"),
        ("c<div style=\"display:none\">x</div>onf", "conf", "x"),
        ("a<font color=white>secret</font>b", "ab", "secret"),
        (
            "<div style='background:#000'><font color=#000>secret</font> seen in black?</div>",
            "",
            "secret seen in black?",
        ),
        ("<td bgcolor=#336699><span style='color:#ffffff'>seen</span></td>", "seen", ""),
        ("<td background=x.png><span style='color:#fff'>seen</span></td>", "seen", ""),
        ("<p hidden>secret</p>seen", "seen", "secret"),
        ("<p style=display:none>secret<p>seen", "seen", "secret"),
        ("<style>.p{display:none}#q{font-size:0}</style><b class=p>one</b><i id=q>two</i>seen", "seen", "onetwo"),
        ("<table><tr><td style='font-size:0'><a style='font-size:12px'>seen</a></td></tr></table>", "seen", ""),
        (
            "<img alt='a picture of a cat' src=cid:x><img alt='' width=1><a title=where>here</a>",
            "here",
            "a picture of a cat\nwhere",
        ),
        ("<title>a title</title>seen", "seen", "a title"),
        ("seen<!--[if mso]><p>for Outlook</p><xml><w:View>Normal</w:View></xml><![endif]-->", "seen", "for Outlook"),
        ("<div style='display:none'>preheader&zwnj;&nbsp;&#847;</div>seen", "seen", "preheader\u{200c} \u{34f}"),
        ("<style>b:after{content:'layoffs'}</style><b>seen</b>", "seen", "layoffs"),
        ("<tr><td>s</td><td>e</td><td>c</td><td>r</td><td>e</td><td>t</td></tr>", "s e c r e t", "secret"),
        ("<tr><td>a</td><td>b</td></tr>", "a b", ""),
        ("<body text=white bgcolor=white>secret</body>", "", "secret"),
    ] {
        let page = read(source);
        assert_eq!((page.own.as_str(), page.hidden.as_str()), (own, hidden), "{source}");
    }
}

#[test]
fn quotes_of_mail_programs_are_kept_apart() {
    for source in [
        "mine<blockquote>theirs<blockquote>older</blockquote></blockquote>mine too",
        "mine<div class=\"gmail_quote\"><div class=x>theirs</div>older</div>mine too",
        "mine<div style='border:none;border-left:solid blue 1.5pt;padding:0'><p>theirs<p>older</div><p>mine too",
        "mine<div name=\"quote\" style='margin:10px'>theirs<div>older</div></div>mine too",
    ] {
        let page = read(source);
        assert!(page.own.contains("mine") && page.own.contains("mine too"), "{page:?}");
        assert!(page.quoted.contains("theirs") && page.quoted.contains("older"), "{page:?}");
        assert!(!page.own.contains("theirs"));
    }
    for source in [
        "mine<div id=\"divRplyFwdMsg\">From: x</div><div>theirs</div>",
        "mine<div id=\"x_appendonsend\"></div><hr><div>theirs</div>",
        "mine<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt'><p><b>Fra:</b> x<br><b>Sendt:</b> y\
         </p></div></div><p>theirs",
    ] {
        let page = read(source);
        assert_eq!((page.own.as_str(), page.has_quotes), ("mine", true), "{source}");
        assert!(page.quoted.ends_with("theirs"), "{page:?}");
    }
}

#[test]
fn lines_and_indents_of_the_sender_quote_nothing() {
    for source in [
        "<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">mine</blockquote>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p>mine</div>",
    ] {
        assert_eq!(read(source).own, "mine", "{source}");
    }
}

#[test]
fn signatures_that_programs_mark_are_kept_apart() {
    for source in [
        "mine<div class=\"gmail_signature\" data-smartmail=x><div>Anna Berg</div></div>",
        "mine<span class=\"gmail_signature_prefix\">-- </span><div class=gmail_signature>Anna Berg</div>",
        "mine<pre class=\"moz-signature\" cols=\"72\">Anna Berg</pre>",
        "mine<div id=\"Signature\"><p>Anna Berg</p></div>",
        "mine<div id=\"ms-outlook-mobile-signature\">Anna Berg</div>",
        "mine<div class=\"ydp4f2a1c3signature\">Anna Berg</div>",
    ] {
        let page = read(source);
        assert_eq!(page.own, "mine", "{source}");
        assert!(page.signature.ends_with("Anna Berg"), "{page:?}");
    }
}

#[test]
fn files_in_the_page_are_taken_out_and_depth_is_bounded() {
    let page = read("<img src=\"data:image/png;base64,aGFsbG8=\">");
    assert_eq!(page.files.len(), 1);
    let deep = read(&format!("{}secret{}", "<b>".repeat(5_000), "</b>".repeat(5_000)));
    assert!(deep.too_deep && deep.own == "secret");
    assert!(read(&"<img src='data:,x'>".repeat(500)).files.len() <= MOST);
}

const MOST: usize = super::data_url::MOST_FILES;
