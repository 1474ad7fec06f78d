//! Keys and types of TOML files.

use crate::{MODEL, NEGOTIATION, PARAMETERS, TARIFFS, assert_includes, assert_problems, two_sector};

#[test]
fn bad_syntax() {
    let copy = two_sector().replace(PARAMETERS, "mpc = 0.9", "mpc = = 0.9");
    assert_includes(
        &copy,
        &[(
            "m/parameters.toml, line 17: this is not TOML: extra `=`, expected nothing.",
            "Write `key = value`; put texts in quotes and each table under its own `[name]`.",
        )],
    );
}

#[test]
fn text_without_quotes() {
    let copy = two_sector().replace(MODEL, r#"name = "two-sector""#, "name = two-sector");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 5: this is not TOML: invalid boolean, expected `true`.",
            "Write `key = value`; put texts in quotes and each table under its own `[name]`.",
        )],
    );
}

#[test]
fn key_that_is_there_twice() {
    let copy = two_sector().replace(PARAMETERS, "mpc = 0.9", "mpc = 0.9\nmpc = 0.8");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 18: this is not TOML: duplicate key.",
            "Write `key = value`; put texts in quotes and each table under its own `[name]`.",
        )],
    );
}

#[test]
fn misspelt_key() {
    let copy = two_sector().replace(PARAMETERS, "diversion = 0.0", "diverson = 0.0");
    assert_problems(
        &copy,
        &[
            ("m/parameters.toml, line 12, key diverson: this key is not known.", "Did you mean `diversion`?"),
            (
                "m/parameters.toml, line 1, key diversion: the key is missing.",
                "Add it (number or distribution, or a table of them by line, [0, 1]): d: share of a volume loss that is sold elsewhere.",
            ),
        ],
    );
}

#[test]
fn unknown_key() {
    let copy = two_sector().replace(TARIFFS, r#"label = "The tariff""#, r#"remark = "none""#);
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 3, key remark: this key is not known.",
            "The keys here are id, label, legal_basis, initial.",
        )],
    );
}

#[test]
fn unknown_key_of_a_lever() {
    let copy = two_sector().replace(NEGOTIATION, "probability = 0.5", "probability = 0.5\ncolour = \"red\"");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 33, key colour: this key is not known.",
            "The keys here are id, label, probability, source, evidence, shift, effect.",
        )],
    );
}

#[test]
fn missing_key() {
    let copy = two_sector().replace(PARAMETERS, "mpc = 0.9\n", "");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 1, key mpc: the key is missing.",
            "Add it (number or distribution, [0, 1)): Marginal propensity to consume out of labour income.",
        )],
    );
}

#[test]
fn missing_key_of_an_action() {
    let copy = two_sector().replace(NEGOTIATION, "    sources = [\"all\"]\n", "");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 14, key sources: the key is missing.",
            r#"Add it (list of texts): The sources it applies to; `["all"]` for every one."#,
        )],
    );
}

#[test]
fn text_for_a_value() {
    let copy = two_sector().replace(PARAMETERS, "mpc = 0.9", r#"mpc = "0.9""#);
    assert_problems(
        &copy,
        &[(
            r#"m/parameters.toml, line 17, key mpc: the text "0.9" is not a value."#,
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn nan_for_a_value() {
    let copy = two_sector().replace(PARAMETERS, "mpc = 0.9", "mpc = nan");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 17, key mpc: the number nan is not a value.",
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn infinity_for_a_value() {
    let copy = two_sector().replace(PARAMETERS, "absorption_half_life = 12.0", "absorption_half_life = inf");
    assert_problems(
        &copy,
        &[(
            "m/parameters.toml, line 10, key absorption_half_life: the number inf is not a value.",
            r#"Write a number, a 90 % interval such as "0.6 to 3.0" (lower end first), or a distribution."#,
        )],
    );
}

#[test]
fn number_for_a_text() {
    let copy = two_sector().replace(
        MODEL,
        r#"title = "Miller & Blair's two-sector economy under a tariff""#,
        "title = 2",
    );
    assert_problems(
        &copy,
        &[("m/model.toml, line 6, key title: the number 2 is not what belongs here.", "Here stands: text.")],
    );
}

#[test]
fn empty_text() {
    let copy = two_sector().replace(MODEL, r#"money = "money""#, r#"money = """#);
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 8, key money: the text is empty.",
            "Here stands: Unit of money, e.g. `billion yen`.",
        )],
    );
}

#[test]
fn true_for_a_number() {
    let copy = two_sector().replace(NEGOTIATION, "probability = 0.5", "probability = true");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 32, key probability: true is not what belongs here.",
            "Here stands: number, [0, 1].",
        )],
    );
}

#[test]
fn text_for_a_date() {
    let copy = two_sector().replace(MODEL, "as_of = 2025-12-31", r#"as_of = "2025-12-31""#);
    assert_problems(
        &copy,
        &[(
            r#"m/model.toml, line 11, key as_of: the text "2025-12-31" is not what belongs here."#,
            "Here stands: date.",
        )],
    );
}

#[test]
fn date_that_does_not_exist() {
    let copy = two_sector().replace(MODEL, "as_of = 2025-12-31", "as_of = 2025-02-30");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 11: this is not TOML: invalid date, expected day between 01 and 28.",
            "Write `key = value`; put texts in quotes and each table under its own `[name]`.",
        )],
    );
}

#[test]
fn time_after_a_date() {
    let copy = two_sector().replace(MODEL, "outcome_date = 2026-12-31", "outcome_date = 2026-12-31T00:00:00");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 16, key outcome_date: the date 2026-12-31T00:00:00 is not what belongs here.",
            "Here stands: date.",
        )],
    );
}

#[test]
fn month_that_does_not_exist() {
    let copy = two_sector().replace(MODEL, r#"start = "2025-10""#, r#"start = "2025-13""#);
    assert_problems(
        &copy,
        &[(
            r#"m/model.toml, line 12, key start: the text "2025-13" is not what belongs here."#,
            "Here stands: month.",
        )],
    );
}

#[test]
fn word_that_is_no_choice() {
    let copy = two_sector().replace(NEGOTIATION, r#"mode = "additional""#, r#"mode = "on top""#);
    assert_problems(
        &copy,
        &[(
            r#"m/negotiation.toml, line 17, key mode: the text "on top" is not what belongs here."#,
            "Here stands: `additional` or `all_in`.",
        )],
    );
}

#[test]
fn id_with_a_blank() {
    let copy = two_sector().replace(NEGOTIATION, r#"id = "public-works""#, r#"id = "Public works""#);
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 30, key id: `Public works` is not an id.",
            "Use lower-case letters, digits, - and _ only.",
        )],
    );
}

#[test]
fn text_for_a_list() {
    let copy = two_sector().replace(NEGOTIATION, r#"sources = ["all"]"#, r#"sources = "all""#);
    assert_includes(
        &copy,
        &[(
            r#"m/negotiation.toml, line 16, key sources: the text "all" is not what belongs here."#,
            "Here stands: list of texts.",
        )],
    );
}

#[test]
fn number_in_a_list_of_texts() {
    let copy = two_sector().replace(NEGOTIATION, r#"sources = ["all"]"#, "sources = [1]");
    assert_includes(
        &copy,
        &[(
            "m/negotiation.toml, line 16, key sources: the number 1 is not what belongs here.",
            "Here stands: list of texts.",
        )],
    );
}

#[test]
fn table_for_a_list_of_tables() {
    let copy = two_sector().replace(TARIFFS, "[[programme]]", "[programme]");
    assert_includes(
        &copy,
        &[(
            "m/tariffs.toml, line 1, key programme: a table is not what belongs here.",
            "Here stands: tables, below.",
        )],
    );
}

#[test]
fn texts_for_a_list_of_tables() {
    let copy = two_sector().replace(
        TARIFFS,
        "[[programme]]\nid = \"tariff\"\nlabel = \"The tariff\"",
        r#"programme = ["tariff"]"#,
    );
    assert_includes(
        &copy,
        &[(
            r#"m/tariffs.toml, line 1, key programme: the text "tariff" is not what belongs here."#,
            "Here stands: tables, below.",
        )],
    );
}

#[test]
fn number_for_a_table() {
    let copy =
        two_sector().replace(TARIFFS, r#"label = "The tariff""#, "label = \"The tariff\"\ninitial = 0.1");
    assert_problems(
        &copy,
        &[(
            "m/tariffs.toml, line 4, key initial: the number 0.1 is not what belongs here.",
            "Here stands: table, below.",
        )],
    );
}

#[test]
fn number_out_of_range() {
    let copy = two_sector().replace(NEGOTIATION, "probability = 0.5", "probability = 1.2");
    assert_problems(
        &copy,
        &[(
            "m/negotiation.toml, line 32, key probability: the number 1.2 is outside [0, 1].",
            "Here stands: Probability that it is on.",
        )],
    );
}

#[test]
fn whole_number_out_of_range() {
    let copy = two_sector().replace(MODEL, "fiscal_year_start = 1", "fiscal_year_start = 13");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 14, key fiscal_year_start: the number 13 is outside the whole numbers [1, 12].",
            "Here stands: Month in which a fiscal year starts; 4 if left out, 1 for none.",
        )],
    );
}

#[test]
fn fraction_for_a_whole_number() {
    let copy = two_sector().replace(MODEL, "fiscal_year_start = 1", "fiscal_year_start = 1.5");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 14, key fiscal_year_start: the number 1.5 is outside the whole numbers [1, 12].",
            "Here stands: Month in which a fiscal year starts; 4 if left out, 1 for none.",
        )],
    );
}

#[test]
fn format_of_the_future() {
    let copy = two_sector().replace(MODEL, "format = 1", "format = 2");
    assert_problems(
        &copy,
        &[(
            "m/model.toml, line 4, key format: the number 2 is outside the whole numbers [1, 1].",
            "Here stands: Version of this format: 1.",
        )],
    );
}
