//! Figures as data: what is shown, before it is drawn.

/// A figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Name of its files: lower-case letters, digits and `-`.
    pub id: String,
    /// Caption.
    pub title: String,
    /// What must be said beside it; names every band.
    pub note: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What is drawn.
    pub chart: Chart,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Chart {
    /// Quantile bands over time.
    Fan(Fan),
    /// One row for each case, with intervals and points along a common axis.
    Intervals(Intervals),
    /// Horizontal bars, possibly stacked.
    Bars(Bars),
    /// A distribution in equal bins.
    Histogram(Histogram),
    /// How the talks may end, and when.
    Tree(Tree),
}

/// Quantile bands over time, in one panel or several.
#[derive(Clone, Debug)]
pub struct Fan {
    /// The periods, in order.
    pub periods: Vec<String>,
    /// Side by side where there is room.
    pub panels: Vec<Panel>,
}

/// A panel of a fan.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it shows; empty where the figure's title says it.
    pub title: String,
    /// Unit of its axis, with what is measured: "Real GDP, % of baseline".
    pub axis: String,
    /// Series, drawn one over another; one, or two that are compared.
    pub series: Vec<Series>,
}

/// A line with its bands.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Bands, widest first: label, lower ends, upper ends.
    pub bands: Vec<Band>,
    /// What the line is, e.g. "median".
    pub line_name: String,
    /// The line.
    pub line: Vec<f64>,
}

/// A band.
#[derive(Clone, Debug)]
pub struct Band {
    /// Its name, e.g. "90 % band".
    pub name: String,
    /// Lower ends by period.
    pub low: Vec<f64>,
    /// Upper ends by period.
    pub high: Vec<f64>,
}

/// Rows with intervals and points along a common axis.
#[derive(Clone, Debug)]
pub struct Intervals {
    /// What the axis measures, with its unit.
    pub axis: String,
    /// Names of the parts in the legend; an empty one is not used.
    pub legend: IntervalLegend,
    /// The rows, from above.
    pub rows: Vec<IntervalRow>,
}

/// What the parts of a row are.
#[derive(Clone, Debug, Default)]
pub struct IntervalLegend {
    /// The thin line, e.g. "90 % interval".
    pub wide: String,
    /// The thick line, e.g. "50 % interval".
    pub narrow: String,
    /// The dot, e.g. "median".
    pub middle: String,
    /// The other mark, e.g. "happened" or "published estimate".
    pub mark: String,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct IntervalRow {
    /// Heading above this row, where a new group starts.
    pub group: String,
    /// Label.
    pub label: String,
    /// The thin line.
    pub wide: Option<(f64, f64)>,
    /// The thick line.
    pub narrow: Option<(f64, f64)>,
    /// The dot.
    pub middle: Option<f64>,
    /// The other mark: a point (both ends the same) or a range.
    pub mark: Option<(f64, f64)>,
}

/// Horizontal bars.
#[derive(Clone, Debug)]
pub struct Bars {
    /// What the axis measures, with its unit.
    pub axis: String,
    /// Where bars start: zero, or the value that all are set against.
    pub origin: f64,
    /// Whether gains carry a plus sign.
    pub signed: bool,
    /// What the interval over the end of a row is, e.g. "90 % interval".
    pub whisker: String,
    /// Names of the parts; each has a colour. Parts of one sign are stacked away from the origin.
    pub parts: Vec<String>,
    /// The rows, from above.
    pub rows: Vec<BarRow>,
}

/// A row of bars.
#[derive(Clone, Debug)]
pub struct BarRow {
    /// Label.
    pub label: String,
    /// One value for each part: how far it reaches from the origin.
    pub values: Vec<f64>,
    /// An interval drawn over the end of the row.
    pub interval: Option<(f64, f64)>,
}

/// A distribution in equal bins; the first and last also hold what lies beyond.
#[derive(Clone, Debug)]
pub struct Histogram {
    /// What the axis measures, with its unit.
    pub axis: String,
    /// Unit of the heights, e.g. "probability, %".
    pub heights: String,
    /// Ends of the bins, one more than there are bins.
    pub edges: Vec<f64>,
    /// Probability of each bin.
    pub probabilities: Vec<f64>,
    /// Vertical marks with their names, e.g. the median.
    pub marks: Vec<(String, f64)>,
}

/// How the talks may end: a lane for each state, along which probability moves from date to date.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The states, from above; the talks stand in the first of them now.
    pub states: Vec<TreeState>,
    /// Dates of decision, in order.
    pub dates: Vec<TreeDate>,
    /// What the axis of dates is, e.g. "Date of decision".
    pub axis: String,
}

/// A state of the talks.
#[derive(Clone, Debug)]
pub struct TreeState {
    /// Its name.
    pub label: String,
    /// Its probability on the outcome date.
    pub probability: f64,
}

/// A date of decision.
#[derive(Clone, Debug)]
pub struct TreeDate {
    /// The date, as `2025-06-15`.
    pub date: String,
    /// What is decided, e.g. "G7 summit".
    pub label: String,
    /// Moves from one state to another; what does not move stays.
    pub moves: Vec<TreeMove>,
}

/// Probability that moves from one state to another.
#[derive(Clone, Copy, Debug)]
pub struct TreeMove {
    /// Position of the state that is left.
    pub from: usize,
    /// Position of the state that is entered.
    pub to: usize,
    /// Probability of the move over all draws.
    pub probability: f64,
}
