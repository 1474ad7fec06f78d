//! What reproduces the run: command, version, seed and fingerprints.

use super::context::Context;
use crate::report::cells::number_text;
use crate::report::document::{Block, Cell, Section, Table};
use crate::report::lang::Lang;

/// The section.
pub fn section(context: &Context) -> Section {
    let (results, manifest) = (context.results, &context.results.manifest);
    let draws = number_text(manifest.draws as f64, 0, false);
    let made = match context.lang {
        Lang::En => format!(
            "Made by kanzei {} (commit {}): {draws} draws, seed {}, sampler {}. The number of threads changes no result.",
            manifest.version, manifest.commit, manifest.seed, manifest.sampler
        ),
        Lang::Ja => format!(
            "kanzei {}（コミット{}）による計算：試行回数{draws}、シード{}、サンプラー{}。スレッド数は結果に影響しない。",
            manifest.version, manifest.commit, manifest.seed, manifest.sampler
        ),
    };
    let mut blocks = vec![Block::Text(made), Block::Code(commands(context))];
    let mut list: Vec<String> = Vec::new();
    for overlay in &results.summary.overlays {
        list.push(format!("{}{overlay}", context.pick("Overlay: ", "オーバーレイ：")));
    }
    for fixed in &manifest.fixed {
        list.push(format!("{}{fixed}", context.pick("Fixed: ", "固定：")));
    }
    list.push(format!("SHA-256 manifest.json: {}", results.manifest_hash));
    blocks.push(Block::List(list));
    blocks.push(Block::Table(hashes(context)));
    let title = context.pick("How to reproduce this", "再現方法").to_string();
    Section { id: "reproduce", title, blocks }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./=:,+%@".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The run again, from the copies of its inputs; its recomputation; the report again.
fn commands(context: &Context) -> String {
    let (results, manifest) = (context.results, &context.results.manifest);
    let folder = results.folder.trim_end_matches('/');
    let inputs = quoted(&format!("{folder}/inputs"));
    let mut run = format!("kanzei run {inputs}");
    for overlay in manifest.inputs.keys().filter(|name| name.starts_with("overlays/")) {
        run += &format!(" --with {}", quoted(&format!("{folder}/inputs/{overlay}")));
    }
    run += &format!(" --draws {} --seed {} --sampler {}", manifest.draws, manifest.seed, manifest.sampler);
    for fixed in &manifest.fixed {
        run += &format!(" --fix {}", quoted(fixed));
    }
    if !manifest.samples {
        run += " --no-samples";
    }
    run += " --out again";
    let folder = quoted(folder);
    let mut report = format!("kanzei report {folder} --lang {}", context.lang.code());
    if let Some(against) = &results.against {
        report += &format!(" --against {}", quoted(against.folder.trim_end_matches('/')));
    }
    format!("{run}\nkanzei verify {folder}\n{report}")
}

fn hashes(context: &Context) -> Table {
    let manifest = &context.results.manifest;
    let inputs = manifest.inputs.iter().map(|(name, hash)| (format!("inputs/{name}"), hash));
    let results = manifest.results.iter().map(|(name, hash)| (name.clone(), hash));
    let row = |(name, hash): (String, &String)| vec![Cell::Text(name), Cell::Text(hash.clone())];
    Table {
        id: "files".to_string(),
        title: context.pick("Fingerprints of inputs and results", "入力と結果のファイルの指紋").to_string(),
        note: context
            .pick(
                "SHA-256 of every file that the run read and wrote.",
                "計算が読み書きした各ファイルのSHA-256。",
            )
            .to_string(),
        columns: vec![context.texts("File", "ファイル"), context.texts("SHA-256", "SHA-256")],
        rows: inputs.chain(results).map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_survive_a_shell() {
        assert_eq!(quoted("us-japan.g7-summit=deal"), "us-japan.g7-summit=deal");
        assert_eq!(quoted("a b's"), r"'a b'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
