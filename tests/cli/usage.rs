//! Wrong usage: exit code 2, and what was wrong with it.

use crate::{assert_fails, with_model};

#[test]
fn no_command_shows_the_commands() {
    let (_, assert) = with_model(&[]);
    let text = String::from_utf8(assert.code(2).get_output().stderr.clone()).unwrap();
    for command in ["run", "check", "inputs", "trace"] {
        assert!(text.contains(&format!("\n  {command} ")), "{text}");
    }
}

#[test]
fn unknown_command() {
    let text = "error: unrecognized subcommand 'frobnicate'\n\nUsage: kanzei <COMMAND>\n\nFor more information, try '--help'.\n";
    assert_fails(&["frobnicate"], 2, text);
}

#[test]
fn unknown_option() {
    let (_, assert) = with_model(&["run", "m", "--colour"]);
    let text = String::from_utf8(assert.code(2).get_output().stderr.clone()).unwrap();
    assert!(text.starts_with("error: unexpected argument '--colour' found\n"), "{text}");
}

#[test]
fn no_model() {
    let text = "error: the following required arguments were not provided:\n  <MODEL>\n\nUsage: kanzei run <MODEL>\n\nFor more information, try '--help'.\n";
    assert_fails(&["run"], 2, text);
}

#[test]
fn draws_that_are_no_number() {
    let text = "error: invalid value 'abc' for '--draws <DRAWS>': invalid digit found in string\n\nFor more information, try '--help'.\n";
    assert_fails(&["run", "m", "--draws", "abc"], 2, text);
}

#[test]
fn draws_out_of_range() {
    assert_fails(&["run", "m", "--draws", "0"], 2, "error: --draws 0: a run makes 1 to 10000000 draws.\n");
    let text = "error: --draws 10000001: a run makes 1 to 10000000 draws.\n";
    assert_fails(&["run", "m", "--draws", "10000001"], 2, text);
    assert_fails(&["trace", "m", "--draw", "0", "--draws", "10000001"], 2, text);
}

#[test]
fn threads_out_of_range() {
    for threads in ["0", "100000"] {
        let text = format!(
            "error: --threads {threads}: a run uses 1 to 1024 threads; leave it out to use all cores.\n"
        );
        assert_fails(&["run", "m", "--threads", threads], 2, &text);
    }
}

#[test]
fn unknown_sampler() {
    let (_, assert) = with_model(&["run", "m", "--sampler", "dice"]);
    let text = String::from_utf8(assert.code(2).get_output().stderr.clone()).unwrap();
    assert!(text.starts_with("error: invalid value 'dice' for '--sampler <SAMPLER>'\n"), "{text}");
    assert!(text.contains("[possible values: "), "{text}");
}

#[test]
fn pins_that_cannot_be_met() {
    let cases = [
        ("mpc", "there is no `=`. Write NAME=VALUE, e.g. --fix mpc=0.3."),
        ("mpcc=0.3", "the model has no input mpcc. Did you mean mpc? `kanzei inputs` lists them."),
        ("colour=0.3", "the model has no input colour. `kanzei inputs` lists them."),
        ("mpc=1.5", "1.5 is outside [0, 1)."),
        ("mpc=nan", "nan is outside [0, 1)."),
        ("mpc=high", "high is not a number; write it as 0.25."),
        ("lever.public-works=maybe", "maybe is neither on nor off."),
        ("tariff-talks.new-year=deal", "deal is not a state that it leads to: talks, tariff."),
    ];
    for (pin, text) in cases {
        let text = format!("error: --fix {pin}: {text}\n");
        for command in [&["run", "m", "--fix", pin][..], &["trace", "m", "--draw", "0", "--fix", pin]] {
            assert_fails(command, 2, &text);
        }
    }
    let twice = ["run", "m", "--fix", "mpc=0.1", "--fix", "mpc=0.2"];
    assert_fails(&twice, 2, "error: --fix mpc=0.2: mpc is pinned twice. Pin it once.\n");
}

#[test]
fn a_draw_that_is_not_in_the_run() {
    let text = "error: --draw 16384: a run of 16384 draws has draws 0 to 16383. Raise --draws, or ask for another draw.\n";
    assert_fails(&["trace", "m", "--draw", "16384"], 2, text);
    let text =
        "error: --draw 5: a run of 5 draws has draws 0 to 4. Raise --draws, or ask for another draw.\n";
    assert_fails(&["trace", "m", "--draw", "5", "--draws", "5"], 2, text);
}
