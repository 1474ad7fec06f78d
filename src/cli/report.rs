//! `kanzei report`: results folder → what it says beyond the run → a report in several formats.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Bar, Threads, listen, print};
use crate::analysis::{against, complete};
use crate::error::{Error, Result};
use crate::output::rows::{FORMAT, ReportNote};
use crate::output::{COMMIT, Leftovers, ReportFolder, Stored, json_bytes};
use crate::report::lang::Lang;
use crate::report::source::{AgainstRun, Results};
use crate::report::{ReportFormat, render};
use crate::run::on_threads;

#[derive(Args)]
pub(super) struct ReportArgs {
    /// A results folder
    run: PathBuf,
    /// Formats, separated by commas; all if left out. md comes with the figures that it shows
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMATS")]
    to: Vec<FormatName>,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = LangName::En)]
    lang: LangName,
    /// Folder for the report; the results folder if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Set the run against this one: draw by draw where both kept samples of the same draws
    #[arg(long, value_name = "RUN2")]
    against: Option<PathBuf>,
    /// Replace files of the last report even if they were edited since
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    threads: Threads,
    /// Print neither progress nor what was written
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    Html,
    Md,
    Tex,
    Xlsx,
    Figures,
}

impl From<FormatName> for ReportFormat {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Html => Self::Html,
            FormatName::Md => Self::Markdown,
            FormatName::Tex => Self::Latex,
            FormatName::Xlsx => Self::Workbook,
            FormatName::Figures => Self::Figures,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum LangName {
    /// English
    En,
    /// Japanese, as far as the model has Japanese labels
    Ja,
}

impl From<LangName> for Lang {
    fn from(name: LangName) -> Self {
        match name {
            LangName::En => Self::En,
            LangName::Ja => Self::Ja,
        }
    }
}

/// A file of the report: its path in the folder, and its bytes.
type File = (String, Vec<u8>);

impl ReportArgs {
    /// A whole report of a run, in its own folder.
    pub fn of_run(run: &Path, threads: Option<usize>, quiet: bool) -> Self {
        Self {
            run: run.to_path_buf(),
            to: Vec::new(),
            lang: LangName::En,
            out: None,
            against: None,
            overwrite: false,
            threads: Threads { threads },
            quiet,
        }
    }

    /// The formats that are wanted or needed, each once.
    fn formats(&self) -> Vec<ReportFormat> {
        let named: Vec<ReportFormat> = self.to.iter().map(|name| (*name).into()).collect();
        let wanted = |format: &ReportFormat| {
            let shown = *format == ReportFormat::Figures && named.contains(&ReportFormat::Markdown);
            named.is_empty() || named.contains(format) || shown
        };
        ReportFormat::ALL.into_iter().filter(wanted).collect()
    }

    /// The command that makes the same report.
    fn command(&self, formats: &[ReportFormat]) -> Vec<String> {
        let lang = Lang::from(self.lang);
        let shown = |path: &Path| path.display().to_string();
        let mut words = vec!["kanzei".to_string(), "report".to_string(), shown(&self.run)];
        let mut add = |option: &str, value: String| words.extend([option.to_string(), value]);
        if formats.len() < ReportFormat::ALL.len() {
            add("--to", formats.iter().map(|format| format.name()).collect::<Vec<_>>().join(","));
        }
        if lang != Lang::En {
            add("--lang", lang.code().to_string());
        }
        self.out.iter().for_each(|path| add("--out", shown(path)));
        self.against.iter().for_each(|path| add("--against", shown(path)));
        words
    }
}

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<()> {
    let stop = listen().context("cannot listen for Ctrl-C")?;
    let text = report(args, &stop)?;
    if args.quiet { Ok(()) } else { print(&text) }
}

/// Makes a report and says what was written; once `stop` is set, the folder is left as it was.
pub(super) fn report(args: &ReportArgs, stop: &AtomicBool) -> Result<String> {
    let stored = open(&args.run)?;
    let other = args.against.as_deref().map(open).transpose()?;
    let (formats, lang) = (args.formats(), Lang::from(args.lang));
    let path = args.out.as_deref().unwrap_or(&args.run);
    let folder = ReportFolder::start(path, &stored, args.overwrite)?;
    let note = ReportNote {
        program: "kanzei".into(),
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").into(),
        commit: COMMIT.into(),
        manifest: stored.manifest_hash.clone(),
        against: other.as_ref().map(|other| other.manifest_hash.clone()),
        lang: lang.code().into(),
        command: args.command(&formats),
        files: BTreeMap::new(),
    };
    let bar = Bar::new(0, args.quiet);
    let made = on_threads(args.threads.count(), || {
        let (results, mut files) = gather(&stored, other.as_ref(), &folder, lang, &bar, stop)?;
        files.extend(render(&results, &formats, lang)?);
        if stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        let written = files.iter().map(|(file, _)| file.clone()).collect::<Vec<_>>();
        Ok((written, folder.publish(files, note)?))
    });
    bar.finish();
    let (written, leftovers) = made.map_err(|error| match error {
        Error::Interrupted => Error::Results("interrupted: no report was written".into()),
        error => error,
    })?;
    Ok(said(path, &written, &leftovers))
}

/// A results folder of this version.
fn open(path: &Path) -> Result<Stored> {
    let stored = Stored::open(path)?;
    stored.check_version()?;
    Ok(stored)
}

/// Reads the results and analyses them; the analyses are files of the report too.
fn gather(
    stored: &Stored,
    other: Option<&Stored>,
    folder: &ReportFolder,
    lang: Lang,
    bar: &Bar,
    stop: &AtomicBool,
) -> Result<(Results, Vec<File>)> {
    let (read, analyses) =
        rayon::join(|| Results::read(stored, lang), || complete(stored, folder, bar, stop));
    let (results, analyses) = (read?, analyses?);
    let mut files = analyses.files()?;
    let against = other.map(|other| set_against(stored, &results, other, stop)).transpose()?;
    if let Some(against) = &against {
        files.push(("analysis/against.json".to_string(), json_bytes(&against.file)?));
    }
    let (drivers, chips, score) = (analyses.drivers, analyses.chips, analyses.score);
    Ok((Results { drivers, chips, score, against, ..results }, files))
}

fn set_against(stored: &Stored, results: &Results, other: &Stored, stop: &AtomicBool) -> Result<AgainstRun> {
    let summary = other.summary()?;
    let file = against((stored, &results.summary), (other, &summary), stop)?;
    let folder = other.path.display().to_string();
    Ok(AgainstRun { file, summary, folder, manifest: other.manifest.clone() })
}

/// What was written: a line for each file, and one for each folder of files.
fn said(path: &Path, written: &[String], leftovers: &Leftovers) -> String {
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for file in written {
        *lines.entry(file.split_once('/').map_or(file, |(folder, _)| folder)).or_default() += 1;
    }
    let shown = |name: &str| path.join(name).display().to_string();
    let files = |count: usize| if count == 1 { "1 file".to_string() } else { format!("{count} files") };
    let mut text = String::new();
    for (name, count) in lines {
        let is_folder = !written.iter().any(|file| file == name);
        text += &if is_folder {
            format!("{}/: {}\n", shown(name), files(count))
        } else {
            format!("{}\n", shown(name))
        };
    }
    if !leftovers.removed.is_empty() {
        text += &format!("removed: {} that only the last report had\n", files(leftovers.removed.len()));
    }
    for file in &leftovers.left {
        text += &format!("{}: edited after the last report, left as it is\n", shown(file));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(to: &[FormatName]) -> ReportArgs {
        ReportArgs { to: to.to_vec(), ..ReportArgs::of_run(Path::new("r"), None, false) }
    }

    #[test]
    fn markdown_comes_with_its_figures_and_no_format_twice() {
        assert_eq!(args(&[]).formats(), ReportFormat::ALL);
        let formats = args(&[FormatName::Md, FormatName::Html, FormatName::Md]).formats();
        assert_eq!(formats, [ReportFormat::Html, ReportFormat::Markdown, ReportFormat::Figures]);
        assert_eq!(args(&[FormatName::Html]).formats(), [ReportFormat::Html]);
    }

    #[test]
    fn the_command_says_what_is_not_the_default() {
        assert_eq!(args(&[]).command(&ReportFormat::ALL).join(" "), "kanzei report r");
        let args = ReportArgs {
            lang: LangName::Ja,
            out: Some("o p".into()),
            against: Some("s".into()),
            overwrite: true,
            ..args(&[])
        };
        let words = args.command(&[ReportFormat::Html, ReportFormat::Workbook]);
        assert_eq!(
            words[3..],
            ["--to", "html,xlsx", "--lang", "ja", "--out", "o p", "--against", "s"].map(str::to_string)
        );
    }

    #[test]
    fn each_kind_of_file_has_a_line() {
        let written = ["report.html", "figures/a.svg", "figures/a.png", "tables/a.tex"].map(str::to_string);
        let leftovers = Leftovers { removed: vec!["report.md".into()], left: vec!["figures/b.svg".into()] };
        assert_eq!(
            said(Path::new("r"), &written, &leftovers),
            "r/figures/: 2 files\nr/report.html\nr/tables/: 1 file\nremoved: 1 file that only the last report had\n\
             r/figures/b.svg: edited after the last report, left as it is\n"
        );
    }
}
