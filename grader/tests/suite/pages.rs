//! The page of a result in a real browser: what stands on it, and that it fits.
//!
//! A page runs no script. So it is shown, as it is, inside a page of the test's own,
//! whose script looks at it from outside and writes down what it finds.

use crate::course::Course;
use grader::grade::Graded;
use grader::progress::Progress;
use grader::report::html::{Surroundings, page};
use grader::report::{Context, Paint};
use grader::verdict::Outcome;
use grader_spec::Mismatch;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Widths in pixels: a laptop, a tablet and two phones.
const WIDTHS: [usize; 4] = [1280, 768, 390, 320];
pub const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// No window, no network, nothing of the user's.
pub const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dump-dom",
];
/// Looks at each page, closed and with all its folded parts open.
const PROBE: &str = r#"
window.onload = () => {
  const lines = [];
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument;
    const say = (key, value) => lines.push(frame.id + "\t" + key + "\t" + value);
    const count = (what) => page.querySelectorAll(what).length;
    const beyond = () => page.scrollingElement.scrollWidth - page.scrollingElement.clientWidth;
    say("width", beyond());
    for (const folded of page.querySelectorAll("details")) folded.open = true;
    say("width open", beyond());
    for (const what of ["h1", "script", "img", "path.mark", "th:not([scope])"])
      say(what, count(what));
    say("h1 of the page", count("main h1"));
    say("name", page.querySelector(".verdict .name")?.textContent);
    say("headings", [...page.querySelectorAll("h2")].map(h => h.textContent.trim()).join("|"));
    const small = [...page.querySelectorAll("figure > svg text")]
      .map(text => text.getBoundingClientRect().height).filter(height => height > 0);
    say("smallest text", Math.round(Math.min(99, ...small)));
  }
  const found = document.createElement("pre");
  found.id = "found";
  found.textContent = lines.join("\n");
  document.body.append(found);
};
"#;

/// The first of these programs on the path. Without it a test is skipped and says
/// so, but not where `GRADE_TESTS_SKIP=no` is set.
pub fn found(names: &[&str], package: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    let mut files = names.iter().flat_map(|name| folders.iter().map(move |f| f.join(name)));
    let file = files.find(|file| file.is_file());
    if file.is_none() {
        let must = std::env::var_os("GRADE_TESTS_SKIP").is_some_and(|value| value == "no");
        assert!(!must, "{package} is not installed, and no test may be skipped");
        eprintln!("SKIPPED: {package} is not installed");
    }
    file
}

fn recordings() -> BTreeMap<String, Graded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("it was recorded");
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&text).expect("it is a result"))
    };
    let paths = grader::course::sorted_entries(&folder).expect("our folder");
    paths.into_iter().map(read).collect()
}

fn rendered(graded: &Graded) -> String {
    let context = Context {
        title: "A topic of the course".to_owned(),
        command: "cargo grade".to_owned(),
        lesson: "lessons/src/07_my_topic.md".to_owned(),
        next: Some("next_topic".to_owned()),
        asks_for_speed: true,
        before: None,
        predicted: None,
        paint: Paint { color: false },
    };
    let progress = Progress::default();
    let around =
        Surroundings { context: &context, date: None, note: None, progress: &progress, looks: &[] };
    page(graded, &around).expect("it can be drawn")
}

/// Fills a result with text that would break a page: markup, and words that end
/// nowhere.
fn spoil(graded: &mut Graded) {
    let text =
        format!("</pre></td></table></main><script>1</script><img src=x>{}", "W".repeat(5_000));
    let mismatch = Mismatch { expected: text.clone(), got: text.clone(), difference: text.clone() };
    let (input, printed) = (text.clone(), format!("{text}\n{text}"));
    let last = graded.tests.last_mut().expect("it was tested");
    last.name.clone_from(&text);
    last.outcome = Outcome::Wrong { input, mismatch, printed, right_runs: None };
    (graded.verdict, graded.reason) = graded.judged_again();
    graded.candidate.path = text.clone().into();
    graded.machine.processor.clone_from(&text);
    for timed in &mut graded.timed {
        timed.case.clone_from(&text);
        for lane in timed.profile.iter_mut().flat_map(|profile| &mut profile.trace.lanes) {
            lane.name.clone_from(&text);
        }
    }
}

/// What the browser finds on each page at each width: by page and width, then by
/// what was looked for.
pub fn seen(
    browser: &Path,
    pages: &BTreeMap<String, String>,
    widths: &[usize],
) -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut frames = String::new();
    for (name, page) in pages {
        let source = page.replace('&', "&amp;").replace('"', "&quot;");
        for width in widths {
            let _ = write!(
                frames,
                "<iframe id=\"{name} {width}\" style=\"width: {width}px; height: 800px; \
                 border: 0\" srcdoc=\"{source}\"></iframe>"
            );
        }
    }
    let around = folder.path().join("around.html");
    let text = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><body>{frames}<script>{PROBE}</script></body>"
    );
    fs::write(&around, text).expect("a file of ours");
    let mut profile = std::ffi::OsString::from("--user-data-dir=");
    profile.push(folder.path().join("profile"));
    let output = Command::new(browser)
        .args(FLAGS)
        .arg(profile)
        .arg(around)
        .env("HOME", folder.path())
        .output()
        .expect("the browser starts");
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let found =
        dom.rsplit_once("<pre id=\"found\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    let (found, _) = found.unwrap_or_else(|| {
        panic!("no answer of {}: {}", browser.display(), String::from_utf8_lossy(&output.stderr))
    });
    let mut seen: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in found.lines() {
        let mut parts = line.split('\t').map(|part| part.replace("&amp;", "&"));
        let mut next = || parts.next().unwrap_or_default();
        let (id, key, value) = (next(), next(), next());
        seen.entry(id).or_default().insert(key, value);
    }
    seen
}

#[test]
fn a_page_shows_its_result_and_fits_every_screen() {
    let Some(browser) = found(&BROWSERS, "chromium") else { return };
    let mut recordings = recordings();
    let mut hostile = recordings["quiet_overhead"].clone();
    spoil(&mut hostile);
    recordings.insert("hostile".to_owned(), hostile);
    let mut pages: BTreeMap<String, String> =
        recordings.iter().map(|(name, graded)| (name.clone(), rendered(graded))).collect();
    // For a person who wants to look, too.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).expect("a folder of ours");
    for (name, page) in &pages {
        fs::write(folder.join(format!("{name}.html")), page).expect("a file of ours");
    }
    // What the test must be able to see.
    let wide = "<!DOCTYPE html><body><p style=\"width: 2000px\">wide</p></body>";
    pages.insert("too wide".to_owned(), wide.to_owned());
    let seen = seen(&browser, &pages, &WIDTHS);
    assert_eq!(seen.len(), pages.len() * WIDTHS.len());
    for width in WIDTHS {
        let of = |name: &str| &seen[&format!("{name} {width}")];
        assert_ne!(of("too wide")["width"], "0", "the test sees what does not fit");
        for (name, graded) in &recordings {
            let page = of(name);
            let at = format!("{name} at {width}: {page:?}");
            for (key, expected) in [
                ("width", "0"),
                ("width open", "0"),
                ("h1", "1"),
                ("script", "0"),
                ("img", "0"),
                ("th:not([scope])", "0"),
                ("name", graded.verdict.name()),
            ] {
                assert_eq!(page[key], expected, "{key} of {at}");
            }
            let blocks: usize = graded.timed().iter().map(|timed| timed.samples.blocks.len()).sum();
            assert_eq!(page["path.mark"], blocks.to_string(), "{at}");
            let headings: Vec<&str> = page["headings"].split('|').collect();
            assert_eq!(headings[1], "Answers", "{at}");
            assert_eq!(headings.last(), Some(&"How this was found"), "{at}");
            let speed = headings.iter().filter(|heading| heading.starts_with("Speed: ")).count();
            assert_eq!(speed, graded.timed.len(), "{at}");
            // A line of text this high, in pixels, can be read at arm's length.
            let smallest: usize = page["smallest text"].parse().expect("a number");
            assert!(smallest >= 10, "{at}");
        }
    }
}

const STUDENT: &str = "exercises/01_spin/student.rs";
const KEPT: &str = "target/grade/reports/spin.json";
const PAGE: &str = "target/grade/reports/spin.html";

#[test]
fn a_whole_grading_is_kept_and_becomes_a_page() {
    let (course, _folder) = Course::apart();
    let none = course.grade(&["report", "spin"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(none.stderr, @r"
    error: there is no result of `spin` yet
    hint: `grade spin` grades your file; then ask again
    ");
    course.grade(&["spin"]);
    let made = course.grade(&["report", "spin"]);
    assert_eq!((made.code, made.stderr.as_str()), (0, ""));
    assert_eq!(made.stdout, format!("\nThe page: {PAGE}\n"));
    let page = course.read(PAGE);
    assert!(page.contains("<code>runtime_error</code>"), "{page}");
    assert!(!page.contains("</span> runtime_error</li>"), "to look at the stub is no attempt");

    // What is no whole grading of the student's file does not replace it.
    course.write(STUDENT, &course.read("solutions/01_spin/mutants/drops_the_last.rs"));
    let kept = course.read(KEPT);
    course.grade(&["spin", "--quick"]);
    course.grade(&["spin", "--solution", "--quick"]);
    assert_eq!(course.read(KEPT), kept);
    let again = course.grade(&["report", "spin"]);
    let expected = "note: your file has changed since; `grade spin` grades it again\n";
    assert_eq!((again.code, again.stderr.as_str()), (0, expected));
    let page = course.read(PAGE);
    assert!(page.contains("Note: </strong>your file has changed since"), "{page}");

    // A file's date says nothing about what is in it.
    let file = fs::File::options().write(true).open(course.root.join(STUDENT)).expect("ours");
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("it is ours");
    assert_eq!(course.grade(&["report", "spin"]).stderr, expected);

    // The grading that `watch` starts keeps its result, too.
    let mut events = course.command(&["spin", "--events"]);
    events.stdin(Stdio::null()).output().expect("it starts");
    course.grade(&["report", "spin"]);
    assert!(course.read(PAGE).contains("<code>wrong_answer</code>"));

    course.change(KEPT, "\"schema\": 2", "\"schema\": 0");
    let other = course.grade(&["report", "spin"]);
    assert_eq!(other.code, 2);
    insta::assert_snapshot!(other.stderr, @r"
    error: the kept result of `spin` is of another version of the grader
    hint: `grade spin` grades your file; then ask again
    ");
}

#[test]
fn a_grading_writes_its_page_where_it_is_told() {
    let (course, folder) = Course::apart();
    let solution = ["spin", "--solution", "--quick"];
    let ran = course.grade(&[&solution[..], &["--format", "html"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let page = "target/grade/reports/spin_solution.html";
    assert!(ran.stdout.ends_with(&format!("\nThe page: {page}\n")), "{}", ran.stdout);
    assert!(ran.stdout.contains("✔ RIGHT"), "the screen is there, too: {}", ran.stdout);
    assert!(course.read(page).contains("</span> RIGHT</h2>"));

    let elsewhere = folder.path().join("elsewhere.html");
    let out = elsewhere.to_str().expect("a plain path");
    let json = course.grade(&[&solution[..], &["--out", out, "--json"]].concat());
    let result: serde_json::Value = serde_json::from_str(&json.stdout).expect("nothing but JSON");
    assert_eq!(result["verdict"], "accepted");
    assert!(json.stderr.ends_with(&format!("\nThe page: {out}\n")), "{}", json.stderr);
    assert!(fs::read_to_string(&elsewhere).expect("it was written").contains("RIGHT"));

    let none = course.grade(&["--format", "html"]);
    assert!(none.code == 2 && none.stderr.starts_with("error: which exercise?"), "{}", none.stderr);
}

/// A page without a browser is a page.
#[test]
fn a_page_of_an_older_grading_does_not_outlive_a_fault() {
    let (course, _folder) = Course::copy();
    let file = course.root.join("page.html");
    let path = file.to_str().expect("a plain path");
    course.grade(&["spin", "--solution", "--quick", "--out", path]);
    assert!(course.read("page.html").contains("<code>accepted</code>"));
    course.write("exercises/01_spin/spec.rs", "this is no Rust");
    let ran = course.grade(&["spin", "--solution", "--quick", "--out", path]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    let page = course.read("page.html");
    assert!(page.contains("No result") && !page.contains("accepted"), "{page}");
    assert!(page.contains("Hint: "), "{page}");
}

#[test]
fn where_nothing_can_open_it_the_path_is_said() {
    let (course, _folder) = Course::apart();
    course.grade(&["spin"]);
    let mut command = course.command(&["report", "spin", "--open"]);
    let output = command.env("BROWSER", "/nowhere/at/all").output().expect("it starts");
    let ran = crate::course::ran(&output);
    assert_eq!((ran.code, ran.stdout), (0, format!("\nThe page: {PAGE}\n")));
    assert!(ran.stderr.starts_with("note: cannot start a browser: "), "{}", ran.stderr);
}

#[test]
fn a_look_at_the_graded_file_comes_onto_its_page() {
    let (course, _folder) = Course::apart();
    course.write(STUDENT, &course.read("solutions/01_spin/solution.rs"));
    course.grade(&["spin"]);
    let looked = course.grade(&["trace", "spin"]);
    assert_eq!(looked.code, 0, "{}{}", looked.stdout, looked.stderr);
    course.grade(&["report", "spin"]);
    assert!(course.read(PAGE).contains("<h3>What the threads do: "), "{}", course.read(PAGE));
    // Another file is another matter.
    course.change(STUDENT, "//!", "//! Changed.\n//!");
    course.grade(&["spin"]);
    course.grade(&["report", "spin"]);
    let page = course.read(PAGE);
    assert!(!page.contains("What the threads do") && page.contains("made by trace"), "{page}");
}

/// How many pages of the book are looked at in one window.
const PAGES_AT_ONCE: usize = 8;

#[test]
fn the_book_fits_every_screen() {
    let Some(browser) = found(&BROWSERS, "chromium") else { return };
    let Some(mdbook) = found(&["mdbook"], "mdbook") else { return };
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let built = Command::new(mdbook)
        .args(["build", "--dest-dir"])
        .arg(folder.path())
        .arg(source)
        .output()
        .expect("mdbook starts");
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success() && !said.contains("WARN"), "{said}");
    let mut pages: Vec<(String, String)> = Vec::new();
    for path in grader::course::sorted_entries(folder.path()).expect("our folder") {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_page = path.extension().is_some_and(|ending| ending == "html");
        // These hold other pages' text, or none.
        if !is_page || ["print", "toc", "404", "index"].contains(&name.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a page");
        let elsewhere = ["src=\"http", "url(http", "@import"];
        assert!(!elsewhere.iter().any(|sign| text.contains(sign)), "{name} asks another host");
        let base = format!("<head><base href=\"file://{}/\">", folder.path().display());
        pages.push((name, text.replacen("<head>", &base, 1)));
    }
    assert!(pages.len() > 20, "{} pages", pages.len());
    for some in pages.chunks(PAGES_AT_ONCE) {
        let some: BTreeMap<String, String> = some.iter().cloned().collect();
        let seen = seen(&browser, &some, &[1280, 390]);
        assert_eq!(seen.len(), 2 * some.len());
        for (at, page) in seen {
            for (key, expected) in [("width", "0"), ("width open", "0"), ("h1 of the page", "1")] {
                assert_eq!(page[key], expected, "{key} of {at}");
            }
        }
    }
}
