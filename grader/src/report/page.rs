//! A lesson's page as lines for a terminal: the same for `grade lesson` and for
//! `watch`. It knows nothing of exercises or students.
//!
//! Nothing that a page says depends on colour: headings are underlined with
//! characters, code in a text keeps its backticks, and links are numbered.

mod table;
mod text;

use super::{Paint, visible};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use table::Table;
use text::{Cell, Mark, Weight, cells, painted, width_of, wrapped};

/// How a page is shown.
#[derive(Clone, Copy, Debug)]
pub struct PageLayout<'a> {
    /// In columns. Only code may be wider: it is never broken.
    pub width: usize,
    /// What becomes of the answers under a page's questions.
    pub answers: Answers<'a>,
    /// The folder that a page's links start from, as a reader would type it.
    pub folder: &'a str,
    /// Colours, or none.
    pub paint: Paint,
}

/// What becomes of the answers: the blocks that a browser folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers<'a> {
    /// Only that there is one is shown, and below the page how to see them.
    Folded {
        /// What to type to see them.
        command: &'a str,
    },
    /// They are shown.
    Shown,
}

/// A page needs some room; a narrower terminal folds its lines itself.
const WIDTH_MIN: usize = 20;
const TAB: &str = "    ";

/// The Markdown that the book's pages are written in.
pub fn dialect() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES
}

/// A page's Markdown as lines, without line ends.
pub fn page(markdown: &str, look: &PageLayout) -> Vec<String> {
    let markdown = markdown.replace("\r\n", "\n");
    let mut writer = Writer::new(look);
    for event in Parser::new_ext(&markdown, dialect()) {
        writer.take(event);
    }
    writer.foot();
    writer.lines
}

/// What stands to the left of a block: of its first line, and of the others.
struct Margin {
    first: Option<Vec<Cell>>,
    rest: Vec<Cell>,
}

/// A list that is open.
struct List {
    /// The number of the next item; none where they have bullets.
    number: Option<u64>,
    /// Whether an item came already.
    has_items: bool,
}

struct Writer<'a> {
    look: &'a PageLayout<'a>,
    lines: Vec<String>,
    margins: Vec<Margin>,
    lists: Vec<List>,
    /// The text at hand, and how it is marked.
    line: Vec<Cell>,
    mark: Mark,
    /// Whether a blank line comes before the next block.
    gap: bool,
    /// Whether the text at hand is an item's own, without a paragraph; then no
    /// blank line comes before it, unless the item is its list's first.
    is_tight: bool,
    is_first: bool,
    /// The language of a code block that is open.
    code: Option<String>,
    table: Option<Table>,
    /// Where the text of each open link began, and where it leads.
    open_links: Vec<(usize, String)>,
    links: Vec<String>,
    /// How many folded blocks are open: nothing in them is shown.
    folded: usize,
    /// How many open answers are shown.
    shown: usize,
    /// What stands in for an answer, while it is read.
    summary: Option<String>,
    /// How many answers the page has.
    answers: usize,
}

impl<'a> Writer<'a> {
    fn new(look: &'a PageLayout<'a>) -> Self {
        Self {
            look,
            lines: Vec::new(),
            margins: Vec::new(),
            lists: Vec::new(),
            line: Vec::new(),
            mark: Mark::default(),
            gap: false,
            is_tight: false,
            is_first: false,
            code: None,
            table: None,
            open_links: Vec::new(),
            links: Vec::new(),
            folded: 0,
            shown: 0,
            summary: None,
            answers: 0,
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            // What a browser folds stands in HTML, and so does its end.
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            _ if self.folded > 0 => {}
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => self.code_lines(&text),
            Event::Text(text) => self.push(&text, self.mark),
            Event::Code(text) => {
                let mark = Mark { code: true, ..self.mark };
                self.push(&format!("`{text}`"), mark);
            }
            Event::SoftBreak => self.push(" ", self.mark),
            Event::HardBreak => self.push("\n", self.mark),
            Event::Rule => {
                self.begin();
                let rule = "─".repeat(self.room());
                self.emit(&cells(&rule, Mark::dim()));
            }
            // Kinds of Markdown that the book is not written in.
            Event::TaskListMarker(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph => self.is_tight = false,
            Tag::Heading { .. } => {
                self.flush();
                self.mark.weight = Weight::Bold;
            }
            Tag::BlockQuote(_) => {
                self.begin();
                let bar = cells("│ ", Mark::dim());
                self.margins.push(Margin { first: None, rest: bar });
                self.gap = false;
            }
            Tag::CodeBlock(kind) => {
                self.begin();
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(language);
            }
            Tag::List(number) => {
                self.flush();
                // A list in an item is as tight as the item.
                self.gap &= !self.is_tight;
                self.lists.push(List { number, has_items: false });
            }
            Tag::Item => self.item(),
            Tag::Table(alignments) => {
                self.begin();
                self.table = Some(Table::new(alignments));
            }
            Tag::TableHead | Tag::Strong => self.mark.weight = Weight::Bold,
            Tag::Emphasis => self.mark.italic = true,
            Tag::Link { dest_url, .. } => {
                self.open_links.push((self.line.len(), dest_url.to_string()));
                self.mark.underlined = true;
            }
            Tag::Image { dest_url, .. } => {
                self.open_links.push((self.line.len(), dest_url.to_string()));
                self.push("(picture: ", self.mark);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.flush(),
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::BlockQuote(_) | TagEnd::Item => self.leave(),
            TagEnd::CodeBlock => self.code = None,
            TagEnd::List(_) => {
                self.lists.pop();
                self.is_tight = false;
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line);
                if let Some(table) = &mut self.table {
                    table.push(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.mark.weight = Weight::Plain;
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    for line in table.laid_out(self.room()) {
                        self.emit(&line);
                    }
                }
            }
            TagEnd::Emphasis => self.mark.italic = false,
            TagEnd::Strong => self.mark.weight = Weight::Plain,
            TagEnd::Link => {
                self.mark.underlined = false;
                self.link();
            }
            TagEnd::Image => {
                self.push(")", self.mark);
                self.link();
            }
            _ => {}
        }
    }

    /// An item's mark stands in the margin of its first line.
    fn item(&mut self) {
        self.flush();
        let Some(list) = self.lists.last_mut() else { return };
        let bullet = match &mut list.number {
            None => "• ".to_owned(),
            Some(number) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
        };
        // Whether there is room between items, an item's paragraph says.
        self.is_tight = true;
        self.is_first = !std::mem::replace(&mut list.has_items, true);
        let bullet = cells(&bullet, Mark::default());
        let rest = cells(&" ".repeat(width_of(&bullet)), Mark::default());
        self.margins.push(Margin { first: Some(bullet), rest });
    }

    /// Ends an item or a quotation.
    fn leave(&mut self) {
        self.flush();
        // An item without a word has a line all the same.
        if self.margins.last().is_some_and(|margin| margin.first.is_some()) {
            self.emit(&[]);
        }
        self.margins.pop();
        self.gap = true;
    }

    fn heading(&mut self, level: HeadingLevel) {
        self.mark.weight = Weight::Plain;
        let text = std::mem::take(&mut self.line);
        self.begin();
        let lines = wrapped(&text, self.room());
        let width = lines.iter().map(|line| width_of(line)).max().unwrap_or_default();
        for line in &lines {
            self.emit(line);
        }
        let rule = match level {
            HeadingLevel::H1 => "═",
            HeadingLevel::H2 => "─",
            _ => "┄",
        };
        self.emit(&cells(&rule.repeat(width), Mark::dim()));
    }

    fn code_lines(&mut self, text: &str) {
        let Some(language) = &self.code else { return };
        let is_rust = language.starts_with("rust");
        // A drawing is no code.
        let is_code = !language.is_empty() && language != "text";
        let mark = Mark { code: is_code, ..Mark::default() };
        for line in text.lines() {
            // The book hides such lines: they only make a block complete.
            let hidden = line.trim_start();
            if is_rust && (hidden == "#" || hidden.starts_with("# ")) {
                continue;
            }
            let line = visible(&line.replace('\t', TAB));
            self.emit(&cells(&format!("  {line}"), mark));
        }
    }

    /// A number after a link's text, for the list below the page.
    fn link(&mut self) {
        let Some((start, to)) = self.open_links.pop() else { return };
        let text: String = self.line[start.min(self.line.len())..].iter().map(|c| c.0).collect();
        // A link to this page leads nowhere; one that is its own text is read.
        if to.starts_with('#') || text == to {
            return;
        }
        let to = whole_path(self.look.folder, &visible(&to));
        let known = self.links.iter().position(|link| *link == to);
        let number = known.unwrap_or_else(|| {
            self.links.push(to);
            self.links.len() - 1
        });
        self.push(&format!("[{}]", number + 1), Mark::dim());
    }

    /// Only what folds an answer means something; other tags are left out.
    fn html(&mut self, html: &str) {
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            self.words(&rest[..start]);
            let close = if rest[start..].starts_with("<!--") { "-->" } else { ">" };
            let end = rest[start..].find(close);
            let end = end.map_or(rest.len(), |length| start + length + close.len());
            let name = rest[start..end].trim_matches(['<', '>']);
            self.html_tag(name.split_whitespace().next().unwrap_or_default());
            rest = &rest[end..];
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        match &mut self.summary {
            Some(summary) => summary.push_str(text),
            None if self.folded == 0 && !text.trim().is_empty() => self.push(text, self.mark),
            None => {}
        }
    }

    fn html_tag(&mut self, name: &str) {
        let is_folding = matches!(self.look.answers, Answers::Folded { .. });
        match name {
            "summary" if self.folded == 0 => self.summary = Some(String::new()),
            "/summary" => {
                let Some(summary) = self.summary.take() else { return };
                self.begin();
                let arrow = if is_folding { "▸" } else { "▾" };
                let words = format!("{arrow} {}", visible(summary.trim()));
                self.emit(&cells(&words, Mark::dim()));
                if is_folding {
                    self.folded += 1;
                } else {
                    let rest = cells("  ", Mark::default());
                    self.margins.push(Margin { first: None, rest });
                    self.shown += 1;
                }
                self.answers += 1;
            }
            // What is folded may hold something that folds.
            "summary" => self.folded += 1,
            "/details" if self.folded > 0 => self.folded -= 1,
            "/details" if self.shown > 0 => {
                self.shown -= 1;
                self.leave();
            }
            "br" | "br/" if self.folded == 0 => self.push("\n", self.mark),
            _ => {}
        }
    }

    /// What stands below a page: where its links lead, how to see its answers.
    fn foot(&mut self) {
        self.flush();
        self.margins.clear();
        let dim = Mark::dim();
        let links = std::mem::take(&mut self.links);
        if !links.is_empty() {
            self.begin();
            for (number, link) in (1..).zip(links) {
                for line in wrapped(&cells(&format!("[{number}] {link}"), dim), self.room()) {
                    self.emit(&line);
                }
            }
        }
        if let Answers::Folded { command } = self.look.answers
            && self.answers > 0
        {
            self.begin();
            for line in wrapped(&cells(&format!("▸ The answers: {command}"), dim), self.room()) {
                self.emit(&line);
            }
        }
    }

    fn push(&mut self, text: &str, mark: Mark) {
        self.line.extend(cells(&visible(&text.replace('\t', TAB)), mark));
    }

    /// The columns that the margins leave.
    fn room(&self) -> usize {
        let margins: usize = self.margins.iter().map(|margin| width_of(&margin.rest)).sum();
        self.look.width.max(WIDTH_MIN).saturating_sub(margins).max(1)
    }

    /// Ends the text at hand, as a block of its own.
    fn flush(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.line);
        self.gap &= !self.is_tight || std::mem::take(&mut self.is_first);
        self.begin();
        for line in wrapped(&text, self.room()) {
            self.emit(&line);
        }
    }

    /// Begins a block: with a blank line, if one came before.
    fn begin(&mut self) {
        self.flush();
        if std::mem::replace(&mut self.gap, true) && !self.lines.is_empty() {
            // A margin that has not begun yet begins with the block.
            let begun = self.margins.iter().take_while(|margin| margin.first.is_none());
            let line: Vec<Cell> = begun.flat_map(|margin| margin.rest.clone()).collect();
            self.lines.push(painted(&line, self.look.paint));
        }
    }

    fn emit(&mut self, cells: &[Cell]) {
        let mut line = Vec::new();
        for margin in &mut self.margins {
            line.extend(margin.first.take().unwrap_or_else(|| margin.rest.clone()));
        }
        line.extend_from_slice(cells);
        self.lines.push(painted(&line, self.look.paint));
    }
}

/// A link's path from the course's folder, where it leads into the course.
fn whole_path(folder: &str, link: &str) -> String {
    if link.contains("://") || link.starts_with('/') || link.starts_with("mailto:") {
        return link.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
