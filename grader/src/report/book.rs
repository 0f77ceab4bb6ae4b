//! A page of the book for a browser, where the book has not been built.

use super::page::dialect;
use pulldown_cmark::{CowStr, Event, Parser, Tag, html};

/// Nothing is fetched from elsewhere.
const STYLE: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}\
                     pre{overflow-x:auto;padding:.6rem;background:#8882}code{font-size:.92em}\
                     table{border-collapse:collapse}th,td{padding:.2rem .6rem;text-align:left;\
                     border-bottom:1px solid #8886}blockquote{margin-left:0;padding-left:1rem;\
                     border-left:3px solid #8886}img{max-width:100%}";

/// A page's Markdown as one HTML document. Links to other pages lead to files
/// beside it; pictures are taken from the folder `sources`, seen from there.
pub fn document(title: &str, markdown: &str, sources: &str) -> String {
    let events = Parser::new_ext(markdown, dialect()).map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = beside(&dest_url);
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let is_ours = !dest_url.contains("://") && !dest_url.starts_with('/');
            let path = if is_ours { format!("{sources}/{dest_url}").into() } else { dest_url };
            Event::Start(Tag::Image { link_type, dest_url: path, title, id })
        }
        event => event,
    });
    let mut body = String::new();
    html::push_html(&mut body, events);
    let title = html_text(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// A link to another page's Markdown, as a link to the page.
fn beside<'a>(link: &str) -> CowStr<'a> {
    let (path, place) =
        link.split_once('#').map_or((link, None), |(path, place)| (path, Some(place)));
    let Some(page) = path.strip_suffix(".md").filter(|path| !path.contains("://")) else {
        return link.to_owned().into();
    };
    let place = place.map_or_else(String::new, |place| format!("#{place}"));
    format!("{page}.html{place}").into()
}

fn html_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_pictures_are_found_from_where_the_page_lies() {
        let markdown = "[a](b.md) [c](b.md#d) [e](https://x.org/y.md) ![f](pictures/g.svg)\n\n\
                        <details><summary>Answer</summary>\n\nIt *is*.\n\n</details>\n";
        let page = document("A & B", markdown, "../src");
        for part in [
            "<title>A &amp; B</title>",
            "href=\"b.html\"",
            "href=\"b.html#d\"",
            "href=\"https://x.org/y.md\"",
            "src=\"../src/pictures/g.svg\"",
            "<details><summary>Answer</summary>\n<p>It <em>is</em>.</p>\n</details>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}
