use super::*;

#[test]
fn every_name_of_the_template_is_replaced() {
    let slug = "my_new_exercise".to_owned();
    let name = Name { number: 7, folder: "07_my_new_exercise".to_owned(), slug };
    let words = Words { name: &name, title: "NewExercise or not" };
    let found = words.put_into("00_new_exercise new_exercise::NewExercise: New exercise");
    let expected = "07_my_new_exercise my_new_exercise::MyNewExercise: NewExercise or not";
    assert_eq!(found, expected);
}

#[test]
fn a_slug_is_a_crates_name_that_nothing_else_needs() {
    for slug in ["largest_gap", "a", "sum_2d", &"a".repeat(40)] {
        assert_eq!(check_slug(slug), Ok(()), "{slug}");
    }
    for slug in ["", "_a", "a_", "a__b", "2d", "Gap", "a-b", "a/b", "ä", &"a".repeat(41)] {
        let fault = check_slug(slug).expect_err(slug);
        assert!(fault.what.ends_with("is not the name of a crate"), "{fault}");
    }
    let fault = check_slug("Largest-Gap").expect_err("not a crate's name");
    assert!(fault.hint.ends_with("one `_`: `largest_gap`"), "{fault}");
    for slug in KEYWORDS.iter().chain(&RESERVED) {
        let fault = check_slug(slug).expect_err(slug);
        assert_eq!(fault.hint, format!("choose another name, such as `my_{slug}`"));
    }
}

#[test]
fn the_page_for_instructors_shows_the_template() {
    let page = include_str!("../../../lessons/src/adding_an_exercise.md");
    let (slug, folder) = ("largest_gap".to_owned(), "25_largest_gap".to_owned());
    let name = Name { number: 25, slug, folder };
    let words = Words { name: &name, title: "The largest gap" };
    let files = template::files(Wanted::default()).expect("the first template");
    let (_, spec) = files.exercise.iter().find(|(file, _)| *file == "spec.rs").expect("a spec");
    assert!(page.contains(&words.put_into(spec)), "copy the template's spec into the page");
}

fn check_line(contents: &str, expected: &str) {
    assert_eq!(with_line(contents, 7, "[07 New](07_new.md)"), expected);
}

#[test]
fn a_line_stands_in_its_place_by_number() {
    let new = "- [07 New](07_new.md)\n";
    check_line("", new);
    check_line("# Summary\n", &format!("# Summary\n{new}"));
    let (three, nine) = ("- [03 Map](03_map.md)\n", "- [09 Sum](./09_sum.md)\n");
    let rest = "\n# Ideas\n\n- [How](how.md)\n- [2 ways](two_ways.md)\n";
    check_line(&format!("{three}{nine}{rest}"), &format!("{three}{new}{nine}{rest}"));
    check_line(&format!("# A\n\n{nine}{rest}"), &format!("# A\n\n{new}{nine}{rest}"));
    check_line(&format!("{three}{rest}"), &format!("{three}{new}{rest}"));
    check_line(&format!("- [A](a.md)\n  {three}"), &format!("- [A](a.md)\n  {three}  {new}"));
}

#[test]
fn numbers_go_on_after_the_last() {
    let check = |numbers: &[u32], expected: Option<u32>| {
        let name = |&number: &u32| Name { number, slug: String::new(), folder: String::new() };
        let names: Vec<Name> = numbers.iter().map(name).collect();
        assert_eq!(next_free(&names).ok(), expected);
    };
    check(&[], Some(1));
    check(&[3, 12], Some(13));
    check(&[1, 2, 99], Some(3));
    check(&(1..=99).collect::<Vec<_>>(), None);
}
