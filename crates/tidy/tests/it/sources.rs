//! What Rust files look like from outside.

use tidy::sources::{LONG, empty_names, glob_imports, too_long, undocumented};

use crate::{assert_none, assert_one, over_files, texts};

#[test]
fn no_file_is_too_long() {
    for (path, text) in texts(is_rust) {
        let lines = text.lines().count();
        if lines > LONG {
            println!("{path}: {lines} lines, worth a second look");
        }
    }
    assert_none(&over_files(is_rust, too_long));
}

#[test]
fn every_file_opens_with_what_it_is() {
    assert_none(&over_files(is_rust, undocumented));
}

#[test]
fn every_module_is_named_by_its_subject() {
    assert_none(&over_files(is_rust, empty_names));
}

#[test]
fn every_name_has_an_origin() {
    assert_none(&over_files(is_rust, glob_imports));
}

#[test]
fn a_file_of_601_lines_is_caught_and_one_of_600_is_not() {
    assert_one(&too_long("a.rs", &"x\n".repeat(601)), &["a.rs: 601 lines"]);
    assert_none(&too_long("a.rs", &"x\n".repeat(600)));
}

#[test]
fn a_file_without_an_opening_doc_is_caught() {
    assert_one(
        &undocumented("a.rs", "use x::y;\n//! Too late.\n"),
        &["a.rs", "//!"],
    );
    assert_one(&undocumented("a.rs", ""), &["a.rs"]);
    assert_none(&undocumented("a.rs", "//! What it is.\n"));
}

#[test]
fn a_module_that_says_nothing_is_caught_wherever_it_is_named() {
    assert_one(&empty_names("crates/x/src/utils.rs", ""), &["utils"]);
    assert_one(&empty_names("crates/x/src/common/mod.rs", ""), &["common"]);
    assert_one(
        &empty_names("crates/x/src/lib.rs", "pub(crate) mod helpers;\n"),
        &["helpers"],
    );
    assert_one(
        &empty_names("crates/x/src/lib.rs", "    mod misc {\n"),
        &["misc"],
    );
    assert_none(&empty_names(
        "crates/x/src/commons.rs",
        "// mod utils\nlet misc = 1;\n",
    ));
}

#[test]
fn a_glob_import_is_caught_with_its_line() {
    assert_one(&glob_imports("a.rs", "//! A.\n\nuse x::*;\n"), &["a.rs:3"]);
    assert_one(&glob_imports("a.rs", "pub(crate) use x::*;\n"), &["a.rs:1"]);
    assert_one(
        &glob_imports("a.rs", "use x::{\n    a,\n    b::*,\n};\n"),
        &["a.rs:1"],
    );
    assert_one(
        &glob_imports(
            "a.rs",
            "fn f() {\n    use x::{a, *};\n}\n"
                .replace(", *", ",*")
                .as_str(),
        ),
        &["a.rs:2"],
    );
}

#[test]
fn a_glob_import_in_tests_is_allowed_and_code_after_them_is_not_forgotten() {
    let inline =
        "#[cfg(test)]\n#[expect(x)]\nmod tests {\n    use super::*;\n    fn f() {\n    }\n}\n";
    assert_none(&glob_imports("a.rs", inline));
    assert_none(&glob_imports("crates/x/tests/it/main.rs", "use x::*;\n"));
    assert_none(&glob_imports(
        "crates/x/src/fold/tests.rs",
        "use super::*;\n",
    ));
    assert_one(
        &glob_imports("a.rs", &format!("{inline}use x::*;\n")),
        &["a.rs:8"],
    );
    assert_one(
        &glob_imports("a.rs", "#[cfg(test)]\nmod tests;\nuse x::*;\n"),
        &["a.rs:3"],
    );
}

fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}
