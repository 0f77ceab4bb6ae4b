//! Edits that change a program's text and not what it does: comments, names of variables,
//! the order of its items. They go by the compiler's own tokens, so that strings and
//! comments stay what they are; where an edit could change a meaning, it is left out.

use super::Dice;
use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, strip_shebang, tokenize};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Comments between lines.
    Comments,
    /// Other names for local variables.
    Names,
    /// The items of the file in another order.
    Order,
}

impl Edit {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Comments, Self::Names, Self::Order];
}

/// The text after an edit. It is another text wherever there is something to edit.
pub fn edited(text: &str, edit: Edit, seed: u64) -> String {
    let mut dice = Dice::new(&["edit", &seed.to_string()]);
    match edit {
        Edit::Comments => with_comments(text, &mut dice),
        Edit::Names => with_other_names(text, &mut dice),
        Edit::Order => in_another_order(text, &mut dice),
    }
}

/// One token, with the bracket that it stands in.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    kind: TokenKind,
    text: &'a str,
    /// How many brackets it stands in; an opening and its closing one stand outside.
    depth: usize,
    /// The bracket that it stands in.
    inside: Option<TokenKind>,
}

impl Token<'_> {
    fn is_blank(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. }
        )
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut at = strip_shebang(text).unwrap_or_default();
    let mut open = Vec::new();
    let mut tokens = Vec::new();
    if at > 0 {
        let kind = TokenKind::LineComment { doc_style: None };
        tokens.push(Token { kind, text: &text[..at], depth: 0, inside: None });
    }
    for token in tokenize(&text[at..], FrontmatterAllowed::No) {
        let begin = at;
        at += token.len as usize;
        if matches!(
            token.kind,
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen
        ) {
            open.pop();
        }
        let inside = open.last().copied();
        tokens.push(Token { kind: token.kind, text: &text[begin..at], depth: open.len(), inside });
        if matches!(
            token.kind,
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen
        ) {
            open.push(token.kind);
        }
    }
    tokens
}

/// What a student notes down. A comment is none that a tool reads.
const NOTES: [&str; 5] = [
    "first try",
    "this part took me a while",
    "as in the lesson",
    "is there a shorter way?",
    "checked by hand",
];

fn with_comments(text: &str, dice: &mut Dice) -> String {
    let note = |dice: &mut Dice| {
        let note = dice.one_of(&NOTES).copied().unwrap_or_default();
        format!("// {note} ({})\n", dice.below(1000))
    };
    // What the file says of itself comes first.
    let mut edited = String::new();
    for token in tokens(text) {
        edited += token.text;
        let ends_a_line = token.kind == TokenKind::Whitespace && token.text.contains('\n');
        if ends_a_line && dice.below(8) == 0 {
            let line = edited.rfind('\n').map_or(0, |newline| newline + 1);
            let indent = edited.split_off(line);
            edited += &[&indent, &*note(dice), &indent].concat();
        }
    }
    edited + &note(dice)
}

/// How many variables get another name at most.
const NAMES_MAX: usize = 4;

fn with_other_names(text: &str, dice: &mut Dice) -> String {
    let tokens = tokens(text);
    let mut free: Vec<&str> = variables(&tokens).into_iter().collect();
    let number = dice.below(1000);
    let mut chosen = BTreeSet::new();
    while !free.is_empty() && chosen.len() < NAMES_MAX {
        let index = dice.below(free.len() as u64) as usize;
        chosen.insert(free.swap_remove(index));
    }
    let other = |token: &Token| match token.kind {
        TokenKind::Ident if chosen.contains(token.text) => format!("{}_{number}", token.text),
        _ => token.text.to_owned(),
    };
    tokens.iter().map(other).collect()
}

/// Words whose follower is no variable.
const DEFINE: [&str; 11] =
    ["fn", "struct", "enum", "mod", "const", "static", "type", "trait", "use", "union", "crate"];
/// Names that are words of the language or stand for more than themselves.
const NOT_NAMES: [&str; 12] =
    ["self", "Self", "super", "crate", "mut", "ref", "box", "move", "dyn", "async", "static", "_"];

/// The names that `let` or `for` gives to a variable, and that are nothing else in the
/// whole text: no field, no function, no part of a path, not named inside a string.
fn variables<'a>(tokens: &[Token<'a>]) -> BTreeSet<&'a str> {
    // A macro may make anything of a name.
    if tokens.iter().any(|token| token.text == "macro_rules") {
        return BTreeSet::new();
    }
    let solid: Vec<&Token> = tokens.iter().filter(|token| !token.is_blank()).collect();
    let text = |index: Option<usize>| index.and_then(|i| solid.get(i)).map_or("", |t| t.text);
    let mut names = BTreeSet::new();
    let mut others: BTreeSet<&str> = NOT_NAMES.into_iter().collect();
    for (index, token) in solid.iter().enumerate() {
        if let TokenKind::Literal { .. } = token.kind {
            others.extend(words(token.text));
        }
        if token.kind != TokenKind::Ident {
            continue;
        }
        let (before, after) = (text(index.checked_sub(1)), text(Some(index + 1)));
        let second = text(Some(index + 2));
        let binds = ["let", "for"].contains(&before)
            || (before == "mut" && text(index.checked_sub(2)) == "let");
        if binds && token.text.starts_with(|c: char| c.is_ascii_lowercase()) {
            names.insert(token.text);
        }
        let in_braces = token.inside == Some(TokenKind::OpenBrace);
        let in_a_list = ["{", ","].contains(&before);
        let is_path =
            (before == ":" && text(index.checked_sub(2)) == ":") || (after == ":" && second == ":");
        let is_field = before == "." && text(index.checked_sub(2)) != "."
            || (in_a_list && after == ":")
            || (in_braces && in_a_list && ["}", ","].contains(&after));
        let is_macro = after == "!" && second != "=" || before == "$" || before == "#";
        let in_attribute = token.inside == Some(TokenKind::OpenBracket) && after == "=";
        if is_path || is_field || is_macro || in_attribute || DEFINE.contains(&before) {
            others.insert(token.text);
        }
    }
    // A function that is called by this name, or a name of a lifetime, is another thing.
    let called = solid.windows(2).filter(|pair| pair[1].text == "(").map(|pair| pair[0].text);
    others.extend(called);
    names.retain(|name| !others.contains(name));
    names
}

/// The words in a string: `format!` reads variables there.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn in_another_order(text: &str, dice: &mut Dice) -> String {
    let tokens = tokens(text);
    // A macro is known only below its definition.
    if tokens.iter().any(|token| token.text == "macro_rules") {
        return text.to_owned();
    }
    let Some((head, mut items, tail)) = items(&tokens) else { return text.to_owned() };
    let before = items.clone();
    for index in (1..items.len()).rev() {
        items.swap(index, dice.below(index as u64 + 1) as usize);
    }
    if items == before && items.len() > 1 {
        items.rotate_left(1);
    }
    let body = items.iter().map(|item| item.trim_matches('\n')).collect::<Vec<_>>().join("\n\n");
    format!("{head}{body}\n{tail}")
}

/// What the file says of itself, its items with what stands above each, and what is left
/// at the end; nothing where the text has no such parts.
fn items(tokens: &[Token]) -> Option<(String, Vec<String>, String)> {
    let head = inner_attributes(tokens);
    let joined = |tokens: &[Token]| tokens.iter().map(|token| token.text).collect::<String>();
    let mut items = Vec::new();
    let mut begin = head;
    let mut first_word = "";
    for (index, token) in tokens.iter().enumerate().skip(head) {
        if token.depth > 0 || token.is_blank() {
            continue;
        }
        if token.kind == TokenKind::Ident && first_word.is_empty() {
            first_word = token.text;
        }
        if token.text == "pub" && first_word == "pub" {
            first_word = "";
        }
        // These end with a semicolon, whatever brackets they have.
        let until_semicolon = ["use", "static", "type"].contains(&first_word);
        let is_const = first_word == "const" && !names_a_function(&tokens[begin..index]);
        let ends = match token.kind {
            TokenKind::Semi => true,
            TokenKind::CloseBrace => !until_semicolon && !is_const,
            _ => false,
        };
        if ends {
            items.push(joined(&tokens[begin..=index]));
            begin = index + 1;
            first_word = "";
        }
    }
    let tail = &tokens[begin..];
    let is_whole = tail.iter().all(Token::is_blank);
    is_whole.then(|| (joined(&tokens[..head]), items, joined(tail)))
}

/// Whether there is an `fn` among these tokens: `const fn` is a function.
fn names_a_function(tokens: &[Token]) -> bool {
    let mut words = tokens.iter().filter(|token| token.depth == 0 && !token.is_blank());
    words.any(|token| token.text == "const") && words.next().is_some_and(|next| next.text == "fn")
}

/// How many tokens at the beginning are about the whole file.
fn inner_attributes(tokens: &[Token]) -> usize {
    let mut end = 0;
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let is_inner_doc = token.text.starts_with("//!") || token.text.starts_with("/*!");
        if token.text == "#" && tokens.get(index + 1).is_some_and(|next| next.text == "!") {
            let close = |token: &Token| token.kind == TokenKind::CloseBracket && token.depth == 0;
            index += tokens[index..].iter().position(close).unwrap_or(0);
            end = index + 1;
        } else if is_inner_doc {
            end = index + 1;
        } else if !token.is_blank() {
            break;
        }
        index += 1;
    }
    // The line's end belongs to it.
    if end > 0 && tokens.get(end).is_some_and(|token| token.kind == TokenKind::Whitespace) {
        end += 1;
    }
    end
}
