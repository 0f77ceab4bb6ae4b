//! Archives that were made to do harm: none leads anywhere, and none panics.

use super::super::name::Divider;
use super::*;
use proptest::prelude::*;

fn refusal(bytes: Vec<u8>, form: Form) -> String {
    match from_bytes(bytes, form) {
        Ok(admitted) => panic!("taken: {:?}", admitted.inside),
        Err(refusal) => refusal.what,
    }
}

fn check(bytes: Vec<u8>, form: Form, expected: &str) {
    let what = refusal(bytes, form);
    assert!(what.contains(expected), "{what}");
}

/// A good file after one entry of any name and kind, as tar, packed and not.
fn check_tar(name: &[u8], kind: EntryType, expected: &str) {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = header(name, kind, 0);
    if kind.is_symlink() || kind.is_hard_link() {
        header.set_link_name("/etc/passwd").unwrap();
        header.set_cksum();
    }
    builder.append(&header, &b""[..]).unwrap();
    let file = super::header(b"src/student.rs", EntryType::Regular, SOURCE.len());
    builder.append(&file, SOURCE.as_bytes()).unwrap();
    let bytes = builder.into_inner().unwrap();
    check(gzipped(&bytes), Form::PackedTar, expected);
    check(bytes, Form::Tar, expected);
}

/// An entry that cannot be named is never used: beside the file to grade it is told
/// and forgotten, and alone it is refused. Nothing is written under any name, so a
/// neighbour's cannot do harm, and a foreign one is no attack: a student who packs on another
/// system hands it in without knowing.
fn check_unusable(name: &[u8], told: &str, why: &str) {
    let entry = |builder: &mut tar::Builder<Vec<u8>>, name: &[u8], text: &str| {
        let header = header(name, EntryType::Regular, text.len());
        builder.append(&header, text.as_bytes()).unwrap();
    };
    let mut builder = tar::Builder::new(Vec::new());
    entry(&mut builder, name, "somebody else's");
    let alone = builder.get_ref().clone();
    check(alone, Form::Tar, &format!("the name `{told}` {why}"));
    entry(&mut builder, b"src/student.rs", SOURCE);
    let bytes = builder.into_inner().unwrap();
    for (bytes, form) in [(gzipped(&bytes), Form::PackedTar), (bytes, Form::Tar)] {
        check_ignored(from_bytes(bytes, form), "src/student.rs", told);
    }
}

fn check_unusable_in_zip(name: &str, told: &str, why: &str) {
    check(zipped(&[(name, SOURCE)]), Form::Zip, &format!("the name `{told}` {why}"));
    let bytes = zipped(&[(name, "somebody else's"), ("student.rs", SOURCE)]);
    check_ignored(from_bytes(bytes, Form::Zip), "student.rs", told);
}

fn check_ignored(admitted: Result<Admitted, Refusal>, inside: &str, ignored: &str) {
    let admitted = admitted.unwrap_or_else(|refusal| panic!("{ignored}: {refusal:?}"));
    assert_eq!(admitted.inside, Path::new(inside), "{ignored}");
    assert_eq!(admitted.source, SOURCE.as_bytes(), "{ignored}");
    assert_eq!(admitted.ignored.to_string(), ignored);
}

/// Bytes changed wherever they stand, as in both headers of a zip.
fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> =
        (0..bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
    assert!(!places.is_empty(), "there is something to change");
    for at in places {
        bytes[at..at + from.len()].copy_from_slice(to);
    }
    bytes
}

/// Text that does not pack too well.
fn numbers(count: u32) -> String {
    (0..count).map(|number| number.to_string() + "\n").collect()
}

/// A zip whose `student.rs` has another mode.
fn zip_of_mode(mode: u32) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("student.rs", plain().unix_permissions(0o644)).unwrap();
    writer.write_all(b"/etc/passwd").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    patched(bytes, &(0o100_644_u32 << 16).to_le_bytes(), &(mode << 16).to_le_bytes())
}

#[test]
fn names_that_lead_out_of_a_tar() {
    for name in ["../student.rs", "a/../../student.rs", "..", "a/..", "a/../student.rs"] {
        check_unusable(name.as_bytes(), name, "leads out of the submission");
    }
    check_unusable(b"..\\student.rs", "..\\\\student.rs", "leads out of the submission");
    check_unusable(b"/tmp/student.rs", "/tmp/student.rs", "is an absolute path");
    check_unusable(b"C:student.rs", "C:student.rs", "is an absolute path");
}

#[test]
fn names_that_lead_out_of_a_zip() {
    check_unusable_in_zip("../student.rs", "../student.rs", "leads out of the submission");
    check_unusable_in_zip(
        "a\\..\\..\\s.rs",
        "a\\\\..\\\\..\\\\s.rs",
        "leads out of the submission",
    );
    check_unusable_in_zip("/tmp/student.rs", "/tmp/student.rs", "is an absolute path");
    let host = "\\\\\\\\host\\\\student.rs";
    check_unusable_in_zip("\\\\host\\student.rs", host, "is an absolute path");
    check_unusable_in_zip("c:/student.rs", "c:/student.rs", "is an absolute path");
    check_unusable_in_zip("c:\\student.rs", "c:\\\\student.rs", "is an absolute path");
}

/// Explorer's and other programs' archives divide names by backslashes.
#[test]
fn backslashes_divide_names_in_an_archive() {
    let files = [("hw\\", ""), ("hw\\src\\student.rs", SOURCE), ("hw\\notes.txt", "")];
    for (bytes, form) in [(zipped(&files), Form::Zip), (tarred(&files), Form::Tar)] {
        check_ignored(from_bytes(bytes, form), "hw/src/student.rs", "hw/notes.txt");
    }
    // One written in both ways is there twice, and a link is one in both.
    let both = [("src\\student.rs", SOURCE), ("src/student.rs", "another")];
    for (bytes, form) in [(zipped(&both), Form::Zip), (tarred(&both), Form::Tar)] {
        check(bytes, form, "more than one file to choose from");
    }
    check_tar(b"student.rs\\", EntryType::Symlink, "`student.rs` is a symbolic link");
    check_tar(b".\\src", EntryType::Symlink, "`src/student.rs` lies in `src`, which is no folder");
}

#[test]
fn a_long_name_that_leads_out_of_a_tar() {
    // The name that counts stands in an entry of its own.
    let name = format!("../{}/student.rs", "x".repeat(200));
    let mut builder = tar::Builder::new(Vec::new());
    let long = header(b"././@LongLink", EntryType::GNULongName, name.len());
    builder.append(&long, name.as_bytes()).unwrap();
    let file = header(b"student.rs", EntryType::Regular, SOURCE.len());
    builder.append(&file, SOURCE.as_bytes()).unwrap();
    check(builder.into_inner().unwrap(), Form::Tar, "leads out of the submission");

    let mut builder = tar::Builder::new(Vec::new());
    builder.append_pax_extensions([("path", &b"/etc/student.rs"[..])]).unwrap();
    builder.append(&file, SOURCE.as_bytes()).unwrap();
    check(builder.into_inner().unwrap(), Form::Tar, "is an absolute path");
}

#[test]
fn a_link_in_the_place_of_the_file_in_a_tar() {
    check_tar(b"student.rs", EntryType::Symlink, "`student.rs` is a symbolic link");
    check_tar(b"deep/down/here/student.rs", EntryType::Symlink, "is a symbolic link");
    check_tar(b"student.rs", EntryType::Link, "`student.rs` is a hard link");
}

#[test]
fn a_link_in_the_place_of_the_folder_in_a_tar() {
    check_tar(b"src", EntryType::Symlink, "`src/student.rs` lies in `src`, which is no folder");
    check_tar(b"src", EntryType::Regular, "`src/student.rs` lies in `src`, which is no folder");
}

#[test]
fn a_device_in_the_place_of_the_file_in_a_tar() {
    for (kind, expected) in [
        (EntryType::Char, "is a device"),
        (EntryType::Block, "is a device"),
        (EntryType::Fifo, "is a fifo"),
        (EntryType::Continuous, "is an entry of an unusual kind"),
        (EntryType::new(b'?'), "is an entry of an unusual kind"),
        (EntryType::Directory, "is a folder"),
    ] {
        check_tar(b"student.rs", kind, expected);
    }
}

#[test]
fn a_link_or_device_in_the_place_of_the_file_in_a_zip() {
    for (mode, expected) in [
        (0o120_777, "`student.rs` is a symbolic link, not a regular file"),
        (0o010_644, "is a fifo"),
        (0o020_644, "is a device"),
        (0o060_644, "is a device"),
        (0o140_644, "is a socket"),
        (0o040_755, "is a folder"),
    ] {
        check(zip_of_mode(mode), Form::Zip, expected);
    }
}

#[test]
fn links_elsewhere_are_ignored() {
    let mut builder = tar::Builder::new(Vec::new());
    builder.append(&header(b"student.rs", EntryType::Regular, 2), &b"//"[..]).unwrap();
    builder.append(&header(b"link", EntryType::Symlink, 0), &b""[..]).unwrap();
    let admitted = from_bytes(builder.into_inner().unwrap(), Form::Tar).unwrap();
    assert_eq!(admitted.ignored.to_string(), "link");
}

#[test]
fn a_name_twice() {
    let twice = [("student.rs", "one"), ("student.rs", "two")];
    check(
        tarred(&twice),
        Form::Tar,
        "more than one file to choose from: `student.rs`, `student.rs`",
    );
    let nearly = zipped(&[("student.rs", "one"), ("student.r_", "two")]);
    let bytes = patched(nearly, b"student.r_", b"student.rs");
    check(bytes, Form::Zip, "the archive has a name twice");
}

#[test]
fn names_with_control_characters() {
    let why = "has a control character";
    check_unusable(b"\x1b[2J.rs", "\\u{1b}[2J.rs", why);
    check_unusable(b"\xff\x1b[2J.rs", "\u{fffd}\\u{1b}[2J.rs", why);
    check_unusable_in_zip("a\nb.rs", "a\\nb.rs", why);
}

/// Other systems have other encodings; such a name is a name.
#[test]
fn names_that_are_no_text() {
    let bytes = patched(zipped(&[("Losung.rs", SOURCE)]), b"Losung.rs", b"L\xf6sung.rs");
    let admitted = from_bytes(bytes, Form::Zip).unwrap();
    assert_eq!(printable(&admitted.inside), "L\\xf6sung.rs");
    let mut builder = tar::Builder::new(Vec::new());
    for name in [&b"\xe9t\xe9/student.rs"[..], b"\xe9t\xe9/r\xe9sum\xe9.txt"] {
        let header = header(name, EntryType::Regular, SOURCE.len());
        builder.append(&header, SOURCE.as_bytes()).unwrap();
    }
    let admitted = from_bytes(builder.into_inner().unwrap(), Form::Tar).unwrap();
    assert_eq!(printable(&admitted.inside), "\\xe9t\\xe9/student.rs");
    assert_eq!(admitted.ignored.to_string(), "\u{fffd}t\u{fffd}/r\u{fffd}sum\u{fffd}.txt");
}

#[test]
fn names_that_are_too_long() {
    for name in ["x".repeat(5000), "d/".repeat(40) + "student.rs"] {
        let told = format!("{}…", &name[..60]);
        check_unusable_in_zip(&name, &told, "is too long");
    }
}

/// Neither is walked by recursion, and neither name is opened.
#[test]
fn folders_in_folders_without_end() {
    let deep = "d/".repeat(10_000) + "student.rs";
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_pax_extensions([("path", deep.as_bytes())]).unwrap();
    let file = header(b"student.rs", EntryType::Regular, SOURCE.len());
    builder.append(&file, SOURCE.as_bytes()).unwrap();
    check(builder.into_inner().unwrap(), Form::Tar, "is too long");
    check(zipped(&[(&deep, SOURCE)]), Form::Zip, "is too long");

    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("d/".repeat(1000))).unwrap();
    let what = admit(folder.path()).unwrap_err().what;
    assert!(what.contains("is too long"), "{what}");
    fs::write(folder.path().join("student.rs"), SOURCE).unwrap();
    assert_eq!(admit(folder.path()).unwrap().source, SOURCE.as_bytes());
}

/// A chain of links is followed nowhere: not by the grader, and not by the system.
#[test]
fn links_to_links_without_end() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..1000 {
        let (to, from) = (format!("link{}", number + 1), format!("link{number}"));
        symlink(to, folder.path().join(from)).unwrap();
    }
    symlink("link0", folder.path().join("student.rs")).unwrap();
    let what = admit(folder.path()).unwrap_err().what;
    assert!(what.contains("`student.rs` is a symbolic link"), "{what}");
    symlink(".", folder.path().join("itself")).unwrap();
    let what = admit(folder.path()).unwrap_err().what;
    assert!(what.contains("is a symbolic link to a folder"), "{what}");
}

/// What an archive says of itself is not believed, and what is found in it is not
/// gone through again and again.
#[test]
fn archives_that_claim_far_more_than_they_have() {
    // The end of a directory, over and over, and one that claims 65,535 entries.
    for count in [[0, 0], [0xff, 0xff]] {
        let end = [b"PK\x05\x06\0\0\0\0", &count[..], &count[..], &[0xff; 8], &[0, 0]].concat();
        check(end.repeat(50_000), Form::Zip, "the archive is broken");
    }
    let far = [b"PK\x06\x06", &[0xff; 52][..], b"PK\x06\x07", &[0; 16]].concat();
    let end = [b"PK\x05\x06", &[0xff; 16][..], &[0, 0]].concat();
    check([far, end].concat(), Form::Zip, "the archive is broken");
    // A name of 8 GiB, and one of all that the archive may be.
    for size in [usize::try_from(8_u64 << 30).unwrap(), 12 << 20] {
        let long = header(b"././@LongLink", EntryType::GNULongName, size.min(0o77_777_777_777));
        let mut bytes = long.as_bytes().to_vec();
        bytes.extend(vec![b'd'; 12 << 20]);
        let file = header(b"student.rs", EntryType::Regular, SOURCE.len());
        bytes.extend(file.as_bytes());
        bytes.extend(SOURCE.as_bytes());
        bytes.resize(bytes.len().next_multiple_of(512) + 1024, 0);
        let what = refusal(bytes, Form::Tar);
        assert!(what.contains("is broken") || what.contains("is too long"), "{what}");
    }
}

#[test]
fn a_zip_that_unpacks_to_far_more() {
    let spaces = " ".repeat(SOURCE_BYTES_MAX as usize);
    let bytes = zipped(&[("student.rs", &spaces)]);
    check(bytes, Form::Zip, "`student.rs` unpacks to more than 100 times its size");
}

#[test]
fn a_gzip_that_unpacks_to_far_more() {
    let bomb = gzipped(&vec![0; 20 * 1024 * 1024]);
    check(bomb.clone(), Form::PackedTar, "the archive unpacks to more than 100 times its size");
    // Several in a row are one stream.
    check(bomb.repeat(3), Form::PackedTar, "unpacks to more than 100 times its size");
}

#[test]
fn a_gzip_that_unpacks_to_too_much() {
    // Stored, so that the ratio is 1.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let block: Vec<u8> = (0..64 * 1024).map(|byte: u32| (byte / 7 % 251) as u8).collect();
    for _ in 0..600 {
        encoder.write_all(&block).unwrap();
    }
    let bytes = encoder.finish().unwrap();
    assert!(bytes.len() as u64 * UNPACKED_RATIO_MAX > UNPACKED_BYTES_MAX, "{}", bytes.len());
    check(bytes, Form::PackedTar, "the archive unpacks to more than 32 MiB");
}

#[test]
fn sources_that_are_too_long() {
    let long = numbers(60_000);
    check(zipped(&[("student.rs", &long)]), Form::Zip, "`student.rs` is longer than 256 KiB");
    check(tarred(&[("student.rs", &long)]), Form::Tar, "`student.rs` is longer than 256 KiB");
    let elsewhere = zipped(&[("student.rs", SOURCE), ("data.txt", &long)]);
    assert_eq!(from_bytes(elsewhere, Form::Zip).unwrap().source, SOURCE.as_bytes());
}

#[test]
fn too_many_entries() {
    let names: Vec<String> = (0..=ENTRIES_MAX).map(|number| format!("{number}")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    check(zipped(&files), Form::Zip, "it has more than 10000 files and folders");
    check(tarred(&files), Form::Tar, "it has more than 10000 files and folders");
    // What is told of ten thousand files still fits on a line.
    let mut fewer = files[..ENTRIES_MAX - 1].to_vec();
    fewer.push(("student.rs", SOURCE));
    let admitted = from_bytes(tarred(&fewer), Form::Tar).unwrap();
    assert_eq!(admitted.ignored.to_string(), "0, 1, 10 and 9996 more");
}

#[test]
fn a_zip_that_lies_about_a_size() {
    let text = numbers(9000);
    let size = |bytes: usize| u32::try_from(bytes).unwrap().to_le_bytes();
    let bytes = zipped(&[("student.rs", &text)]);
    for lie in [10, text.len() - 1, text.len() + 1, 200_000, 4_000_000_000] {
        let what = refusal(patched(bytes.clone(), &size(text.len()), &size(lie)), Form::Zip);
        assert!(!what.is_empty(), "{lie}");
    }
}

#[test]
fn a_zip_whose_headers_disagree() {
    let bytes = zipped(&[("student.rs", SOURCE)]);
    let other = patched(bytes.clone(), b"student.rs", b"notes.text");
    // The first name is the local header's, the last one the directory's.
    let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let mixed = [&other[..directory], &bytes[directory..]].concat();
    check(mixed, Form::Zip, "the archive is broken");
}

#[test]
fn a_damaged_file_in_a_zip() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = plain().compression_method(CompressionMethod::Stored);
    writer.start_file("student.rs", stored).unwrap();
    writer.write_all(SOURCE.as_bytes()).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    check(patched(bytes, b"pub", b"bad"), Form::Zip, "the archive is broken");
}

#[test]
fn archives_in_archives_stay_packed() {
    let inner = zipped(&[("student.rs", SOURCE)]);
    let mut builder = tar::Builder::new(Vec::new());
    builder.append(&header(b"a.zip", EntryType::Regular, inner.len()), &inner[..]).unwrap();
    check(builder.into_inner().unwrap(), Form::Tar, "it has no `.rs` file");
}

#[test]
fn archives_that_are_empty() {
    check(tarred(&[]), Form::Tar, "it is empty");
    check(gzipped(&tarred(&[])), Form::PackedTar, "it is empty");
    check(zipped(&[]), Form::Zip, "it is empty");
    check(Vec::new(), Form::Zip, "the archive is broken");
    check(Vec::new(), Form::PackedTar, "the archive is broken");
}

#[test]
fn archives_that_are_cut_off() {
    let text = numbers(2000);
    let files = [("student.rs", text.as_str()), ("b.txt", "")];
    for (bytes, form) in [
        (tarred(&files)[..5000].to_vec(), Form::Tar),
        (gzipped(&tarred(&files)), Form::PackedTar),
        (zipped(&files), Form::Zip),
    ] {
        let half = bytes[..bytes.len() - 8].to_vec();
        check(half, form, "the archive is broken");
    }
}

#[test]
fn archives_of_another_kind() {
    check(zipped(&[("student.rs", SOURCE)]), Form::PackedTar, "of another kind");
    check(gzipped(&tarred(&[("student.rs", SOURCE)])), Form::Tar, "is broken");
    check(tarred(&[("student.rs", SOURCE)]), Form::Zip, "of another kind");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for form in [Form::Tar, Form::PackedTar, Form::Zip] {
            prop_assert!(from_bytes(bytes.clone(), form).is_err() || bytes.len() >= 512);
        }
    }

    /// Most arbitrary bytes fail at the first one; damage goes deeper.
    #[test]
    fn no_damage_panics(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut files = PROJECT.to_vec();
        files.push(("student.rs", SOURCE));
        let tar = tarred(&files);
        let archives = [(gzipped(&tar), Form::PackedTar), (tar, Form::Tar), (zipped(&files), Form::Zip)];
        for (mut bytes, form) in archives {
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            let _ = from_bytes(bytes, form);
        }
    }

    #[test]
    fn no_name_leads_out(raw in proptest::collection::vec(any::<u8>(), 0..40)) {
        for divider in [Divider::Slash, Divider::Both] {
            if let Ok(Some(name)) = Name::read(&raw, divider) {
                let is_normal = |part| matches!(part, std::path::Component::Normal(_));
                let path = name.path();
                prop_assert!(path.components().all(is_normal));
                prop_assert!(Path::new(name.as_str()).components().all(is_normal));
                prop_assert!(!name.as_str().contains('\\'));
            }
        }
    }
}

#[test]
fn a_file_whose_own_name_has_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a\n✔ RIGHT  accepted\n.rs");
    fs::write(&path, SOURCE).unwrap();
    let fault = admit(&path).expect_err("it could say anything on the screen");
    assert_eq!(fault.what.lines().count(), 1, "{}", fault.what);
    assert!(fault.what.contains("control character"), "{}", fault.what);
}
