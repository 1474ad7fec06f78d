"""What `kanzei run` computes, in numpy: the opponent in the benchmarks, and a second opinion on results.

    peer_numpy.py MODEL [--draws N] [--block B] [--seed S]    times N draws; the last line is JSON
    peer_numpy.py MODEL --against PATH                        times the program at PATH too, in turn, and prints the ratio
    peer_numpy.py MODEL --check RUN [--kanzei PATH]           compares a results folder; exit code 1 if it differs

From the same model folder it makes the same outputs: every reported quantity of every draw, then means, standard
deviations, quantiles, probabilities of thresholds and outcomes, and their Monte Carlo standard errors. Formulas and
symbols are those of METHODOLOGY.md.

Draws stand last in every array, a block of them at a time, worked on in place. Tariff rates are sums of dated steps;
a small matrix product by month makes wedges of them. After the shock everything is one product by period with the
multipliers of its few causes. Quantiles are exact: by `np.quantile` at the end or, with `--quantiles selected`, from order
statistics found with a histogram, which is the quickest way found. Needs Python 3.11 and numpy; `--check` and `--against`
need pyarrow too.
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from datetime import date
from itertools import takewhile
from pathlib import Path
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np

DRAWS, BLOCK = 50_000, 1024
QUANTILES, FEW_QUANTILES = np.array([1, 5, 10, 25, 50, 75, 90, 95, 99]), np.array([5, 25, 50, 75, 95])
EXPORTS = ("export_volume", "export_price", "export_value", "export_income", "tariff_rate")
NEVER = -(1 << 30)

# ---- Model folder ----------------------------------------------------------------------------------------


class Model:
    """A model folder as plain arrays; models/README.md describes the files."""

    def __init__(self, folder):
        def rows(name):
            with open(folder / f"{name}.csv", newline="") as file:
                return list(csv.DictReader(file))

        files = ("model", "negotiation", "tariffs", "parameters")
        self.about, talks, self.tariffs, self.parameters = (
            tomllib.loads((folder / f"{name}.toml").read_text()) for name in files)
        self.tracks, self.levers = talks["track"], talks.get("lever", [])
        self.groups, self.growth = self.about.get("group", []), self.parameters.get("growth", {})
        self.read_calendar()
        self.read_economy(rows)
        self.read_trade(rows)
        self.name_inputs()

    def read_calendar(self):
        first, last = (int(self.about[end][:4]) * 12 + int(self.about[end][5:]) - 1 for end in ("start", "end"))
        starts = np.array([date(m // 12, m % 12 + 1, 1).toordinal() for m in range(first, last + 2)])
        self.origin, self.months, self.month_days = int(starts[0]), last + 1 - first, np.diff(starts)
        self.month_starts = starts - self.origin

        def spans(length, opens, name):
            return [(name(m), m - first, length) for m in range(first, last + 2 - length) if opens(m)]

        fiscal = self.about.get("fiscal_year_start", 4) - 1
        self.each_month = spans(1, lambda m: True, lambda m: f"{m // 12:04}-{m % 12 + 1:02}")
        quarters = spans(3, lambda m: m % 3 == 0, lambda m: f"{m // 12:04}Q{m % 12 // 3 + 1}")
        years = spans(12, lambda m: m % 12 == 0, lambda m: f"{m // 12:04}")
        fiscal_years = spans(12, lambda m: m % 12 == fiscal, lambda m: f"FY{m // 12:04}") if fiscal else []
        self.years = [name for name, _, _ in years]
        self.periods = {name: row for row, (name, _, _) in enumerate(quarters + years + fiscal_years)}
        self.in_period = np.array([(np.arange(self.months) >= f) & (np.arange(self.months) < f + n)
                                   for _, f, n in quarters + years + fiscal_years], dtype=float)
        self.period_months = self.in_period.sum(axis=1)

    def day(self, when):
        """Days since the first day simulated."""
        return when.toordinal() - self.origin

    def read_economy(self, rows):
        accounts, demand = rows("economy/sectors"), rows("economy/final_demand")
        column = lambda name: np.array([float(row[name]) for row in accounts])
        self.sectors = [row["code"] for row in accounts]
        flows = np.array([[float(row[code]) for code in self.sectors] for row in rows("economy/transactions")])
        self.output = column("output")
        per_output = lambda flow: np.divide(flow, self.output, out=np.zeros_like(flow), where=self.output > 0)
        self.value_added, self.persons = per_output(column("value_added")), per_output(column("employment"))
        self.wages, self.leontief = per_output(column("compensation")), np.eye(len(flows)) - per_output(flows)
        if self.value_added.min() < 0:
            sys.exit("a sector with negative value added is not supported")
        self.labour_share = column("compensation").sum() / column("value_added").sum()
        spent = {user: np.array([float(row[user]) for row in demand]) for user in demand[0] if user != "sector"}
        self.household_basket, self.investment_basket = (
            spent[user][:-2] / (spent[user].sum() or 1.0) for user in ("household", "investment"))
        taxes = column("net_taxes").sum() + sum(flow[-1] for flow in spent.values())
        self.gdp = self.about.get("gdp", column("value_added").sum() + taxes)

    def read_trade(self, rows):
        lines = rows("trade/lines")
        self.lines, self.line_group = [row["line"] for row in lines], [row["group"] for row in lines]
        self.exports, self.import_share = (
            np.array([float(row[key]) for row in lines]) for key in ("exports", "import_share_of_use"))
        self.sources = [source["id"] for source in self.about["source"]]
        self.programmes = [programme["id"] for programme in self.tariffs["programme"]]

        def table(name, across, key, value):
            filled = np.zeros((len(lines), len(across)))
            for row in rows(f"trade/{name}"):
                filled[self.lines.index(row["line"]), across.index(row[key])] = float(row[value])
            return filled

        self.shares = table("sources", self.sources, "source", "import_share")
        self.mfn = table("sources", self.sources, "source", "mfn")
        sector_shares = table("sectors", self.sectors, "sector", "share")
        self.coverage = table("coverage", self.programmes, "programme", "share")
        self.shares /= self.shares.sum(axis=1, keepdims=True)
        sector_shares /= sector_shares.sum(axis=1, keepdims=True)
        # A line that no programme covers never changes.
        self.active = np.flatnonzero((self.coverage.sum(axis=1) > 0) & (self.exports > 0))
        # Causes: active lines, the investment cut, effects of levers; household spending is the last column.
        self.effects = [(n, effect) for n, lever in enumerate(self.levers) for effect in lever.get("effect", [])]
        buys = [np.eye(len(self.sectors))[self.sectors.index(effect["sector"])] for _, effect in self.effects]
        self.direct = np.column_stack(
            [*sector_shares[self.active], self.investment_basket, *buys, self.household_basket])
        self.multipliers = np.linalg.solve(self.leontief, self.direct)
        self.income = self.wages @ self.multipliers

    def name_inputs(self):
        """`inputs`: what the files say of every number, by name; `by_line`: names of parameters, line by line."""
        self.inputs = {}
        for programme in self.tariffs["programme"]:
            if "initial" in programme:
                self.inputs[f"programme.{programme['id']}.initial"] = programme["initial"]["rate"]
        actions = [("history", past) for past in self.tariffs.get("history", [])]
        actions += [(f"{track['id']}.{state['id']}", action) for track in self.tracks for state in track["state"]
                    for action in state.get("action", [])]
        for prefix, action in actions:
            self.keep(action, f"{prefix}.{action.get('id', action['programme'])}", rate=0, lag=0)
        for lever in self.levers:
            for shift in lever.get("shift", []):
                self.keep(shift, f"lever.{lever['id']}.{shift['track']}.{shift['to']}", beta=0)
            for effect in lever.get("effect", []):
                self.keep(effect, f"lever.{lever['id']}.{effect['sector']}", per_year=0, ramp_months=1)
        given, self.by_line = self.parameters, {}
        defaults = {"domestic_price_response": [0.0] * len(self.lines), "import_share_of_use": self.import_share}
        for name in ("substitution", "import_substitution", "demand_elasticity", "adjustment_speed", "diversion",
                     "absorption_initial", "absorption_long_run", "absorption_half_life", "rival_absorption",
                     "domestic_price_response", "import_share_of_use"):
            node = given.get(name, {})
            shared = not isinstance(node, dict) or "distribution" in node or "value" in node
            self.by_line[name] = [name if shared else f"{name}.{line}" for line in self.lines]
            for k, line in enumerate(self.lines):
                other = None if shared else node.get("default", defaults.get(name, {k: None})[k])
                self.inputs[self.by_line[name][k]] = node if shared else node.get(line, other)
        for name in ("currency_offset", "investment_response", "mpc", "labour_share", "employment_elasticity",
                     "employment_speed"):
            self.inputs.update({name: given[name]} if name in given else {})
        self.inputs.update({f"employment.{code}": v for code, v in given.get("employment", {}).items()})
        self.inputs.update({f"baseline_growth.{q}": v for q, v in self.growth.get("baseline", {}).items()})

    def keep(self, table, prefix, **keys):
        """Names the inputs of a table by its keys, which have defaults."""
        table["names"] = [f"{prefix}.{key}" for key in keys]
        self.inputs.update({f"{prefix}.{key}": table.get(key, default) for key, default in keys.items()})


# ---- Inputs ----------------------------------------------------------------------------------------------

REACH, NODES = 8.5, 2049  # tables of quantiles by normal score
SCORES = np.linspace(-REACH, REACH, NODES)
CDF = np.array([0.5 * math.erfc(-z / math.sqrt(2)) for z in SCORES])
KINDS = ("normal", "lognormal", "table", "discrete", "constant")


def beta_quantiles(a, b):
    """Quantiles of the beta distribution at the scores, from its density on the logit scale, x^a (1−x)^b."""
    spread = 12 * math.sqrt(1 / a + 1 / b)
    w = np.linspace(math.log(a / b) - 45 / a - spread, math.log(a / b) + 45 / b + spread, 40_001)
    log_x, log_rest = -np.logaddexp(0, -w), -np.logaddexp(0, w)
    density = np.exp(a * log_x + b * log_rest - (a * log_x + b * log_rest).max())
    slope = density * (a * np.exp(log_rest) - b * np.exp(log_x))
    h = w[1] - w[0]
    area = h / 2 * (density[1:] + density[:-1]) + h * h / 12 * (slope[:-1] - slope[1:])
    below, above = (np.log(np.cumsum(side) / area.sum() + 1e-300) for side in (area, area[::-1]))
    low, high = np.interp(np.log(CDF), below, w[1:]), np.interp(np.log(CDF[::-1]), above, w[-2::-1])
    return 1 / (1 + np.exp(-np.where(SCORES <= 0, low, high)))


def parse(value):
    """A number or distribution of a model file → its kind and parameters."""
    if isinstance(value, (int, float)):
        return "constant", float(value)
    if "distribution" not in value:
        return parse(value["value"])
    low, high = value.get("min", 0.0), value.get("max", 1.0)
    match value["distribution"]:
        case "normal":
            return "normal", (value["mean"], value["sd"])
        case "lognormal":
            return "lognormal", (math.log(value["median"]), value["sigma"])
        case "uniform":
            return "table", low + (high - low) * CDF
        case "beta":
            return "table", low + (high - low) * beta_quantiles(value["alpha"], value["beta"])
        case "pert":
            rise = 4 * (value["mode"] - low) / (high - low)
            return "table", low + (high - low) * beta_quantiles(1 + rise, 5 - rise)
        case "discrete":  # values, and the normal scores up to which each is drawn
            choices = sorted(zip(value["values"], value["probabilities"]))
            ends = np.cumsum([p for _, p in choices])[:-1]
            return "discrete", (np.array([x for x, _ in choices]), np.array([*map(NormalDist().inv_cdf, ends)]))
    sys.exit(f"the distribution {value['distribution']} is not supported")


class Inputs:
    """All numbers by name. In a block they are rows of one array, rows of a kind together, constants last."""

    def __init__(self, model):
        parsed = {name: parse(value) for name, value in model.inputs.items()}
        self.names = sorted(parsed, key=lambda name: KINDS.index(parsed[name][0]))
        self.row = {name: row for row, name in enumerate(self.names)}
        ends = np.cumsum([0] + [sum(kind == other for other, _ in parsed.values()) for kind in KINDS])
        self.parts = [slice(*ends[k : k + 2]) for k in range(len(KINDS))]
        self.drawn = int(ends[4])
        normal, lognormal, tables, self.discrete, self.constants = (
            [parsed[name][1] for name in self.names[part]] for part in self.parts)
        (self.mean, self.sd), (self.mu, self.sigma) = (
            np.reshape(pairs, (-1, 2)).T[:, :, None] for pairs in (normal, lognormal))
        tables = np.reshape(tables, (-1, NODES))
        self.tables, self.rises = tables.ravel(), np.diff(tables, axis=1, append=0.0).ravel()
        self.table_starts = NODES * np.arange(len(tables))[:, None]
        self.groups = []
        for group in model.parameters.get("correlation", []):
            scores = 2 * np.sin(np.pi / 6 * np.ones([len(group["inputs"])] * 2) * group["rank_correlation"])
            np.fill_diagonal(scores, 1.0)
            self.groups.append(([self.row[name] for name in group["inputs"]], np.linalg.cholesky(scores)))

    def room(self, draws):
        """An array for the values of a block."""
        values = np.empty((len(self.names), draws))
        values[self.drawn :] = np.reshape(self.constants, (-1, 1))
        return values

    def draw(self, rng, values):
        scores = values[: self.drawn]
        rng.standard_normal(out=scores)
        for rows, factor in self.groups:
            scores[rows] = factor @ scores[rows]
        normal, lognormal, table, discrete = (values[part] for part in self.parts[:4])
        normal *= self.sd
        normal += self.mean
        lognormal *= self.sigma
        lognormal += self.mu
        np.exp(lognormal, out=lognormal)
        # Nodes are equally spaced: a score is a position in its table.
        table += REACH
        table *= (NODES - 1) / (2 * REACH)
        node = table.astype(np.intp)
        table -= node
        node += self.table_starts
        table *= self.rises.take(node, mode="clip")
        table += self.tables.take(node, mode="clip")
        for row, (choices, ends) in zip(discrete, self.discrete):
            row[:] = choices[ends.searchsorted(row)]


# ---- Talks -----------------------------------------------------------------------------------------------


class Talks:
    """Decisions of all tracks in order of date, and levers. States have codes, numbered over all tracks."""

    def __init__(self, model, inputs):
        states = [(track["id"], state["id"]) for track in model.tracks for state in track["state"]]
        self.codes = {state: code for code, state in enumerate(states)}
        self.initial = [self.codes[track["id"], track["initial"]] for track in model.tracks]
        self.lever_odds = np.reshape([lever["probability"] for lever in model.levers], (-1, 1))
        self.factors, self.decisions = [], []
        for number, track in enumerate(model.tracks):
            for decision in track.get("decision", []):
                self.decisions.append(self.read(model, inputs, number, track, decision))
        self.decisions.sort(key=lambda decision: decision.day)  # stable: then by track, then as listed
        self.start, self.days, self.track = (
            np.array([getattr(d, key) for d in self.decisions]) for key in ("start", "day", "track"))
        self.primary = [track["id"] for track in model.tracks].index(model.about["primary_track"])
        self.outcomes = [state["id"] for state in model.tracks[self.primary]["state"]]
        self.first_code = self.codes[model.about["primary_track"], self.outcomes[0]]

    def read(self, model, inputs, number, track, decision):
        """A decision; `shifted` pairs positions among its states with rows of the factors exp(Σ beta)."""
        states = [state["id"] for state in track["state"] if state["id"] in decision["to"]]
        shifted = []
        for position, state in enumerate(states):
            betas = [(lever, inputs.row[shift["names"][0]]) for lever, about in enumerate(model.levers)
                     for shift in about.get("shift", []) if (shift["track"], shift["to"]) == (track["id"], state)
                     and decision["id"] in shift.get("decisions", [decision["id"]])]
            if betas and betas not in self.factors:
                self.factors.append(betas)
            shifted += [(position, self.factors.index(betas))] if betas else []
        to, start = (np.array([self.codes[track["id"], state] for state in names], dtype=np.int16)
                     for names in (states, [decision["from"]]))
        return SimpleNamespace(
            name=f"{track['id']}.{decision['id']}", track=number, day=model.day(decision["date"]), start=start[0],
            to=to, odds=np.array([[decision["to"][state]] for state in states]), shifted=shifted)

    def shifts(self, on, values):
        """exp(Σ beta) over the levers that are on, for every set of shifts."""
        sums = np.zeros((len(self.factors), on.shape[1]))
        for row, betas in zip(sums, self.factors):
            for lever, beta in betas:
                row += on[lever] * values[beta]
        return np.exp(sums, out=sums)

    @staticmethod
    def cumulative(decision, shifts, draws):
        """Cumulative weights of the states that a decision leads to, for some draws."""
        weights = np.repeat(decision.odds, len(draws), axis=1)
        for position, row in decision.shifted:
            weights[position] *= shifts[row].take(draws)
        return np.cumsum(weights, axis=0, out=weights)

    def settle(self, uniforms, on, values):
        """The state after every decision of every draw; −1 where it was not reached."""
        shifts, draws = self.shifts(on, values), uniforms.shape[1]
        after = np.full((len(self.decisions), draws), -1, dtype=np.int16)
        state = [np.full(draws, code, dtype=np.int16) for code in self.initial]
        for row, uniform, decision in zip(after, uniforms, self.decisions):
            here = np.flatnonzero(state[decision.track] == decision.start)
            if len(here):
                ends = self.cumulative(decision, shifts, here)
                position = (ends[:-1] <= uniform[here] * ends[-1]).sum(axis=0)
                row[here] = state[decision.track][here] = decision.to[position]
        return after

    def primary_states(self, after, days):
        """The state of the primary track, in its own numbering, at the end of each day."""
        state = np.full(after.shape[1], self.initial[self.primary], dtype=np.int16)
        states, mine = np.empty((len(days), after.shape[1]), dtype=np.int16), list(np.flatnonzero(
            self.track == self.primary))
        for row, day in zip(states, days):
            while mine and self.days[mine[0]] <= day:
                reached = after[mine.pop(0)]
                np.copyto(state, reached, where=reached >= 0)
            np.subtract(state, self.first_code, out=row)
        return states

    def entries(self, after, tracks):
        """Which decision of some tracks entered a state first, second, … in each draw; −1 where none did."""
        chosen = np.flatnonzero(np.isin(self.track, list(tracks)))
        entered = (after[chosen] >= 0) & (after[chosen] != self.start[chosen, None])
        decision, draw = np.nonzero(entered)
        order = np.cumsum(entered, axis=0, dtype=np.int16)[decision, draw] - 1
        entries = np.full((order.max(initial=-1) + 1, after.shape[1]), -1, dtype=np.int16)
        entries[order, draw] = chosen[decision]
        return entries

    def count_first_entries(self, after, counts):
        """Counts by decision and state when the primary track first entered the state."""
        seen = np.zeros((len(self.outcomes), after.shape[1]), dtype=bool)
        for row in self.entries(after, {self.primary}):
            draws = np.flatnonzero(row >= 0)
            state = after[row[draws], draws] - self.first_code
            new = ~seen[state, draws]
            seen[state, draws] = True
            np.add.at(counts, (row[draws][new], state[new]), 1)


# ---- Tariffs ---------------------------------------------------------------------------------------------


class Tariffs:
    """Wedges τ = (1 + rate)/(1 + baseline rate) of lines and sources by month.

    A slot is a programme and a source. What it adds to the MFN rate is a sum of steps: from a day on, a change. Every
    slot has a column for that sum, or one for each MFN rate that it meets if any of its rates is all-in.
    """

    def __init__(self, model, inputs, talks):
        self.model, self.inputs, self.talks = model, inputs, talks
        days, of_day = int(model.month_starts[-1]), np.repeat(np.arange(model.months), model.month_days)
        self.last_day, self.month_of = days, np.append(of_day, model.months)
        self.share_of = np.append((model.month_starts[of_day + 1] - np.arange(days)) / model.month_days[of_day], 0.0)
        self.first_talks = int(of_day[min(talks.days)]) if len(talks.days) else model.months
        self.weights, self.parts, self.slots, self.ones, column = [], [], [], [], 0
        for source in range(len(model.sources)):
            start, base, placed = column, 1 + model.mfn[model.active, source], []
            for programme in range(len(model.programmes)):
                slot = self.slot(programme, source)
                for k in np.flatnonzero(model.coverage[model.active, programme]):
                    level = slot.levels.searchsorted(model.mfn[model.active[k], source]) if slot.all_in else 0
                    share = model.coverage[model.active[k], programme]
                    base[k] += share * slot.initial[level]
                    placed.append((k, column + level - start, share))
                if slot:
                    slot.columns, slot.number = np.arange(column, column + len(slot.levels)), len(self.slots)
                    self.slots.append(slot)
                    column += len(slot.levels)
            # The last column of a source is one, for the MFN rate.
            weights = np.zeros((len(model.active), column - start + 1))
            weights[:, -1] = 1 + model.mfn[model.active, source]
            for k, place, share in placed:
                weights[k, place] = share
            self.weights.append(weights / base[:, None])
            self.parts.append(slice(start, column + 1))
            self.ones.append(column)
            self.base = base if source == 0 else self.base  # of home
            column += 1
        self.columns = column
        self.fix_history()
        self.join_slots()

    def slot(self, programme, source):
        """All that can happen to a programme's rate for a source; nothing where it covers no line."""
        model, name = self.model, self.model.programmes[programme]
        covered = model.active[model.coverage[model.active, programme] > 0]
        concerns = lambda action: action["programme"] == name and (
            action["sources"] == ["all"] or model.sources[source] in action["sources"])
        history = [(model.day(past["decided"]), past) for past in model.tariffs.get("history", []) if concerns(past)]
        states = [(self.talks.codes[track["id"], state["id"]], number, action)
                  for number, track in enumerate(model.tracks) for state in track["state"]
                  for action in state.get("action", []) if concerns(action)]
        if len({code for code, _, _ in states}) < len(states):
            sys.exit(f"a state that sets {name} twice for {model.sources[source]} is not supported")
        initial = model.tariffs["programme"][programme].get("initial", {"mode": "additional", "rate": 0.0})
        actions = [initial] + [past for _, past in history] + [action for _, _, action in states]
        all_in = any(action["mode"] == "all_in" for action in actions)
        levels = np.unique(model.mfn[covered, source]) if all_in else np.zeros(1)
        slot = SimpleNamespace(history=history, states=states, all_in=all_in, levels=levels)
        slot.initial = self.adds(slot, initial["mode"], np.array([parse(initial["rate"])[1]]))[:, 0]
        return slot if len(covered) else None

    @staticmethod
    def adds(slot, mode, rate):
        """What rates add to each MFN rate of the slot (levels × draws)."""
        return np.maximum(rate - slot.levels[:, None], 0) if mode == "all_in" else rate + 0 * slot.levels[:, None]

    def fix_history(self):
        """What every draw shares: the history of each slot up to the first uncertain rate or lag."""
        certain = lambda past: all(self.inputs.row[name] >= self.inputs.drawn for name in past[1]["names"])
        self.fixed = np.zeros((self.model.months + 2, self.columns, 1))
        self.fixed[0, self.ones] = 1.0
        for slot in self.slots:
            known = list(takewhile(certain, slot.history))
            slot.history = slot.history[len(known) :]
            self.fixed[0, slot.columns] = slot.initial[:, None]
            start = NEVER, slot.initial[:, None]
            slot.start = self.follow_history(slot, known, start, self.inputs.room(1), self.fixed)

    def follow_history(self, slot, history, start, values, columns):
        """Adds past actions; returns the day on which the last took effect, and what is added from then on."""
        day, value = start
        for decided, action in history:
            rate, lag = map(self.inputs.row.get, action["names"])
            lag = values[lag, 0] if lag >= self.inputs.drawn else values[lag]
            day, before = np.maximum(day, decided + np.floor(lag + 0.5).astype(np.intp)), value
            value = self.adds(slot, action["mode"], values[rate])
            self.step(columns, slot.columns[:, None], day, value - before, np.arange(columns.shape[2]))
        return day, value

    def join_slots(self):
        """Slots that the same tracks act on are followed together: tables of slots × codes of states."""
        joined, self.components = {}, []
        for slot in self.slots:
            joined.setdefault(frozenset(track for _, track, _ in slot.states), []).append(slot)
        for tracks, slots in joined.items():
            shape = len(slots), len(self.talks.codes)
            table = SimpleNamespace(tracks=tracks, acts=np.zeros(shape, bool), all_in=np.zeros(shape, bool),
                                    rate=np.zeros(shape, int), lag=np.zeros(shape, int))
            for row, slot in enumerate(slots):
                for code, _, action in slot.states:
                    table.acts[row, code], table.all_in[row, code] = True, action["mode"] == "all_in"
                    table.rate[row, code], table.lag[row, code] = map(self.inputs.row.get, action["names"])
            table.slots = np.array([slot.number for slot in slots])[:, None]
            table.slot_of = np.repeat(np.arange(len(slots)), [len(slot.levels) for slot in slots])
            table.columns = np.concatenate([slot.columns for slot in slots])[:, None]
            table.levels = np.concatenate([slot.levels for slot in slots])[:, None]
            self.components += [table] if tracks else []

    def follow(self, after, values, columns):
        """Fills the columns (months × columns × draws) from the history and the talks."""
        draws = columns.shape[2]
        columns[:] = self.fixed
        latest, current = np.empty((len(self.slots), draws), dtype=np.intp), np.empty((self.columns, draws))
        for slot in self.slots:
            latest[slot.number], current[slot.columns] = self.follow_history(
                slot, slot.history, slot.start, values, columns)
        for table in self.components:
            for decision in self.talks.entries(after, table.tracks):
                here = np.flatnonzero(decision >= 0)
                code = after[decision[here], here]
                acts, all_in = table.acts[:, code], table.all_in[:, code][table.slot_of]
                day = self.talks.days[decision[here]] + (values[table.lag[:, code], here] + 0.5).astype(np.intp)
                before = latest[table.slots, here]
                latest[table.slots, here] = day = np.where(acts, np.maximum(day, before), before)
                value, before = values[table.rate[:, code], here][table.slot_of], current[table.columns, here]
                value = np.where(all_in, np.maximum(value - table.levels, 0.0), value)
                current[table.columns, here] = value = np.where(acts[table.slot_of], value, before)
                self.step(columns, table.columns, day[table.slot_of], value - before, here)
        for t in range(1, self.model.months):
            columns[t] += columns[t - 1]

    def step(self, columns, which, day, change, draws):
        """Adds changes from a day on: the share of days left to its month, the rest to the next, summed up later."""
        day = np.clip(day, 0, self.last_day)
        month, now = self.month_of[day], change * self.share_of[day]
        if month.ndim == 0:
            columns[month, which[:, 0]] += now
            columns[month + 1, which[:, 0]] += change - now
            return
        flat, at = columns.reshape(-1), (month * self.columns + which) * columns.shape[2] + draws
        flat[at] += now
        at += self.columns * columns.shape[2]
        flat[at] += change - now


# ---- Reported quantities ---------------------------------------------------------------------------------


class Cells:
    """Names of the quantities: rows of an array cells × draws. A family (periods × scopes) is computed together."""

    def __init__(self, model):
        self.rows, self.headline, self.families = {}, [], {}
        exported = [k for k in range(len(model.lines)) if model.exports[k] > 0]
        groups = [f"linegroup:{group['id']}" for group in model.about["line_group"]
                  if any(model.line_group[k] == group["id"] for k in exported)]
        levers, periods = [f"lever:{lever['id']}" for lever in model.levers], list(model.periods)
        self.lines = ["total"] + groups + [f"line:{model.lines[k]}" for k in exported]
        self.causes = self.lines[1:] + ["investment"] + levers
        self.wide = ["total"] + [f"group:{group['id']}" for group in model.groups]
        self.sectors = np.flatnonzero(model.output > 0)
        narrow = [f"sector:{model.sectors[s]}" for s in self.sectors]
        # Persons of these sectors are sampled: positions among all sectors and among those with output.
        sampled = [model.sectors.index(code) for code in model.parameters.get("employment", {})]
        self.sampled = [s for s in sampled if model.output[s] > 0]
        self.places = np.array([narrow.index(f"sector:{model.sectors[s]}") for s in self.sampled], dtype=int)
        own = [narrow[place] for place in self.places]
        headline = {"total", *groups, "investment", *levers, *self.wide}
        for metric in ("gdp_real", "gdi_real"):
            self.add(metric, metric, periods, ["total"], headline)
        self.grown = list(model.growth.get("baseline", {}))
        years = dict.fromkeys(quarter[:4] for quarter in self.grown)
        self.recessions = {year: [n for n, q in enumerate(self.grown) if year in ("all", q[:4])]
                           for year in [*years, "all"] if self.grown}
        self.add("gdp_growth", "gdp_growth", [q for q in self.grown if q in periods], ["total"], headline)
        for metric in ("recession", "recession_baseline"):
            self.add(metric, metric, list(self.recessions), ["total"], headline)
        for metric in EXPORTS:
            self.add(metric, metric, periods, self.lines, headline)
            self.add(metric + " by month", metric, [name for name, _, _ in model.each_month], ["total"], ())
        self.add("jobs_attributed", "jobs_attributed", periods, self.causes, headline)
        for metric, scopes in (("output", narrow), ("value_added", []), ("jobs_supported", own), ("headcount", narrow)):
            self.add(metric, metric, periods, self.wide + scopes, headline)
        for channel in ("direct", "indirect", "induced"):
            self.add(channel, "output", model.years, narrow, (), channel)
            self.add(channel + " jobs", "jobs_supported", model.years, own, (), channel)
        self.headline = np.array(self.headline)
        # Value added of a sector is a multiple of its output, and so are its jobs unless they are sampled.
        self.multiples = {}
        for (metric, scope, period, channel), row in self.rows.items():
            if metric == "output" and scope.startswith("sector:"):
                s, jobs = model.sectors.index(scope[7:]), 12 / model.period_months[model.periods[period]]
                self.multiples["value_added", scope, period, channel] = row, model.value_added[s]
                if s not in self.sampled:
                    self.multiples["jobs_supported", scope, period, channel] = row, model.persons[s] * jobs

    def add(self, family, metric, periods, scopes, headline, channel="total"):
        first = len(self.headline)
        for name in ((metric, scope, period, channel) for period in periods for scope in scopes):
            self.rows[name] = len(self.headline)
            self.headline.append(name[1] in headline)
        self.families[family] = slice(first, len(self.headline)), len(periods), len(scopes)

    def views(self, cells):
        """Every family as periods × scopes × draws."""
        draws = cells.shape[1]
        return {family: cells[rows].reshape(*shape, draws) for family, (rows, *shape) in self.families.items()}


class Simulation:
    """The chain from inputs to reported quantities, with all that no draw changes computed once."""

    def __init__(self, model):
        self.model, self.inputs = model, Inputs(model)
        self.talks = Talks(model, self.inputs)
        self.tariffs, self.cells = Tariffs(model, self.inputs, self.talks), Cells(model)
        self.line_rows = {name: [self.inputs.row[names[k]] for k in model.active]
                          for name, names in model.by_line.items()}
        self.rooms = {}
        self.prepare_lines()
        self.prepare_sectors()

    def prepare_lines(self):
        """What adds lines and causes up to scopes: flows, and rates with export weights."""
        model, active = self.model, self.model.active
        of_line = [(f"linegroup:{group}", f"line:{line}") for group, line in zip(model.line_group, model.lines)]
        belongs = np.array([[scope == "total" or scope in names for names in of_line] for scope in self.cells.lines])
        causes = [of_line[k] for k in active] + [("investment",)]
        causes += [(f"lever:{model.levers[lever]['id']}",) for lever, _ in model.effects]
        self.cause_scopes = np.array([[scope in names for names in causes] for scope in self.cells.causes], float)
        self.line_scopes, self.base = belongs[:, active] * 1.0, (belongs @ model.exports / 12)[:, None]
        weights = belongs * model.exports / (12 * self.base)
        self.rate_scopes, others = weights[:, active] * self.tariffs.base, np.setdiff1d(range(len(model.lines)), active)
        self.rate_constant = (weights[:, others] @ model.mfn[others, 0] - weights[:, active].sum(axis=1))[:, None]

    def prepare_sectors(self):
        """Multipliers of every sum over sectors that is reported (rows × causes and household spending)."""
        model, cells = self.model, self.cells
        self.members = [range(len(model.sectors))]
        self.members += [[model.sectors.index(code) for code in group["sectors"]] for group in model.groups]
        sums = lambda weights: [weights[list(m)] @ model.multipliers[list(m)] for m in self.members]
        every, own, persons = model.multipliers[cells.sectors], model.multipliers[cells.sampled], model.persons.copy()
        persons[cells.sampled] = 0.0
        heads = persons[cells.sectors, None] * every
        heads[cells.places] = own
        self.output_weights = np.vstack([*sums(np.ones(len(persons))), every])
        self.value_weights = np.array(sums(model.value_added))
        self.job_weights, self.head_weights = np.vstack([*sums(persons), own]), np.vstack([*sums(persons), heads])
        self.direct = model.direct[cells.sectors, :-1]
        self.indirect, self.induced = every[:, :-1] - self.direct, every[:, -1:]
        self.per_period = (12 / model.period_months)[:, None, None]
        self.gdp_scale = (100 * 12 / (model.gdp * model.period_months))[:, None]
        self.year_rows = [model.periods[year] for year in model.years]

    def room(self, draws):
        """Arrays for a block, made once for each size."""
        if draws not in self.rooms:
            model, shape = self.model, (self.model.months, len(self.model.active), draws)
            periods, causes = len(model.periods), model.direct.shape[1] - 1
            room = SimpleNamespace(**{name: np.empty(shape) for name in ("home", "other", "total", "share")})
            room.changes, room.change_sums = (np.empty((n, 3, *shape[1:])) for n in (model.months, periods))
            room.amounts = np.empty((model.months, 2, causes, draws))
            room.flows = np.empty((2, periods, causes + 1, draws))
            room.columns = np.empty((model.months + 2, self.tariffs.columns, draws))
            room.uniforms = np.empty((len(self.talks.decisions) + len(model.levers), draws))
            room.values = self.inputs.room(draws)
            self.rooms = {draws: room}
        return self.rooms[draws]

    def run_block(self, values, on, after, cells, clock):
        """Fills the cells of a block whose talks are settled; returns its outcomes."""
        model, room = self.model, self.room(values.shape[1])
        outcomes = self.talks.primary_states(after, [model.day(model.about["outcome_date"])])[0]
        states = self.talks.primary_states(after, model.month_starts[1:] - 1)
        clock.lap("talks")
        self.tariffs.follow(after, values, room.columns)
        clock.lap("tariffs")
        self.prices_and_volumes(values, room, clock)
        self.shock(values, on, states, room)
        clock.lap("prices and volumes")
        self.products(values, room, self.cells.views(cells))
        clock.lap("products")
        return outcomes

    def prices_and_volumes(self, values, room, clock):
        """Sections 3 to 6 for every line: `changes` gets ΔV, ΔR and τ of home."""
        model, of_line = self.model, lambda name: values[self.line_rows[name]]
        home, other, total, share = room.home, room.other, room.total, room.share
        change, income, rate = (room.changes[:, n] for n in range(3))
        sigma, eta, m = of_line("substitution"), of_line("import_substitution"), of_line("import_share_of_use")
        power, upper = 1 - sigma, 1 - eta
        power[np.abs(power) < 1e-12] = upper[np.abs(upper) < 1e-12] = 1e-12  # near enough to the limit at one
        self.wedges(0, room, rate, clock)
        np.multiply(self.months_since_wedge(rate), -1 / of_line("absorption_half_life"), out=share)
        np.exp2(share, out=share)
        share *= of_line("absorption_initial") - of_line("absorption_long_run")
        share += of_line("absorption_long_run")
        np.log(rate, out=home)
        home *= 1 - values[self.inputs.row["currency_offset"]]
        share *= home  # −ln p
        home -= share  # ln P
        theta = model.shares[model.active].T[:, :, None]
        np.multiply(home, power, out=total)
        np.expm1(total, out=total)
        total *= theta[0]
        rival_power = power * (1 - of_line("rival_absorption"))
        clock.lap("prices and volumes")
        for source in range(1, len(theta)):
            self.wedges(source, room, other, clock)
            np.log(other, out=other)
            other *= rival_power
            np.expm1(other, out=other)
            other *= theta[source]
            total += other
            clock.lap("prices and volumes")
        np.log1p(total, out=total)
        total /= power  # ln P_M
        np.multiply(total, upper, out=other)
        np.multiply(other, of_line("domestic_price_response"), out=income)
        np.expm1(other, out=other)
        np.expm1(income, out=income)
        other *= m
        income *= 1 - m
        other += income
        np.log1p(other, out=other)
        other *= (eta - of_line("demand_elasticity")) / upper  # (η − ε) ln P
        total *= sigma - eta
        total += other
        home *= sigma
        total -= home  # ln q*
        approach(total, 1 - (1 - of_line("adjustment_speed")) ** (1 / 12), total)  # ln q
        monthly = model.exports[model.active, None] / 12
        np.expm1(total, out=change)
        change *= monthly
        np.negative(share, out=share)
        np.expm1(share, out=income)
        np.add(change, monthly, out=other)
        income *= other

    def wedges(self, source, room, out, clock):
        """τ of every line for a source (months × lines × draws)."""
        part = room.columns[: self.model.months, self.tariffs.parts[source]]
        np.matmul(self.tariffs.weights[source], part, out=out)
        clock.lap("tariffs")

    def months_since_wedge(self, wedge):
        """Whole months since the wedge of each line first left 1."""
        for upto in (self.tariffs.first_talks, self.model.months):  # the history often tells
            left = np.abs(wedge[:upto] - 1) > 1e-12
            first = np.where(left.any(axis=0), left.argmax(axis=0), self.model.months)
            if (first < upto).all():
                break
        first = first[:, :1] if (first == first[:, :1]).all() else first
        return np.maximum(np.arange(self.model.months)[:, None, None] - first, 0.0)

    def shock(self, values, on, states, room):
        """Section 6: amounts of the causes by month, and the same filtered for headcount."""
        get, lines = lambda name: values[self.inputs.row[name]], len(self.model.active)
        amounts, filtered = room.amounts[:, 0], room.amounts[:, 1]
        change, income = room.changes[:, 0], room.changes[:, 1]
        # A share d of a loss is sold elsewhere, of a gain nothing: the larger of both is right either way.
        np.multiply(change, 1 - values[self.line_rows["diversion"]], out=amounts[:, :lines])
        np.maximum(change, amounts[:, :lines], out=amounts[:, :lines])
        np.sum(income, axis=1, out=amounts[:, lines])
        amounts[:, lines] *= get("investment_response")
        elapsed = {}
        for row, (lever, effect) in enumerate(self.model.effects, lines + 1):
            key, amount = tuple(effect["states"]), amounts[:, row]
            if key not in elapsed:
                elapsed[key] = self.months_within(key, states)
            per_year, ramp = map(get, effect["names"])
            np.multiply(elapsed[key], 1 / ramp, out=amount)
            np.minimum(amount, 1.0, out=amount)
            amount *= on[lever] * per_year / 12
        approach(amounts, get("employment_speed"), filtered)

    def months_within(self, names, states):
        """Months since the primary track entered some states, 1 in the month of entry; 0 outside of them."""
        months = np.array([name in names for name in self.talks.outcomes], dtype=float)[states]
        months[self.model.month_starts[1:] - 1 < self.model.day(self.model.about["as_of"])] = 0.0
        for t in range(1, len(months)):
            months[t] *= months[t - 1] + 1
        return months

    def products(self, values, room, into):
        """Sections 7 to 9: sums over periods, and one product with the multipliers for each."""
        model, get, flows = self.model, lambda name: values[self.inputs.row[name]], room.flows
        months, periods = model.in_period.shape[::-1]
        np.matmul(model.in_period, room.changes.reshape(months, -1), out=room.change_sums.reshape(periods, -1))
        for kind in (0, 1):
            np.matmul(model.in_period, room.amounts[:, kind].reshape(months, -1),
                      out=flows[kind, :, :-1].reshape(periods, -1))
        flows[1, :, :-1] *= get("employment_elasticity")
        scale = get("labour_share") / model.labour_share if "labour_share" in model.inputs else 1.0
        spending = scale * get("mpc") / (1 - get("mpc") * scale * model.income[-1])
        np.matmul(model.income[:-1], flows[:, :, :-1], out=flows[:, :, -1])
        flows[:, :, -1] *= spending
        persons = [get(f"employment.{model.sectors[s]}") / model.output[s] for s in self.cells.sampled]
        self.export_cells(room, into)
        self.output_cells(*flows, persons, into)
        # Jobs by cause: those of its own output, and those of the household spending that it makes.
        jobs = self.job_weights[0][:, None] + sum(
            own[:, None] * n for own, n in zip(self.job_weights[len(self.members) :], persons))
        per_cause = model.income[:-1, None] * (jobs[-1] * spending) + jobs[:-1]
        np.matmul(self.cause_scopes * self.per_period, flows[0, :, :-1] * per_cause, out=into["jobs_attributed"])
        if self.cells.grown:
            self.growth_cells(values, into)

    def export_cells(self, room, into):
        """Exports and rates by period for all scopes, by month for the total."""
        months = self.model.period_months[:, None, None]
        for suffix, flows, count, scopes in (("", room.change_sums, months, slice(None)),
                                             (" by month", room.changes, 1.0, slice(1))):
            volume, price, value, income, rate = (into[metric + suffix] for metric in EXPORTS)
            sums, per_cent = self.line_scopes[scopes], self.line_scopes[scopes] / (self.base[scopes] * count / 100)
            np.matmul(per_cent, flows[:, 0], out=volume)
            np.matmul(per_cent, flows[:, 1], out=value)
            np.matmul(sums, flows[:, 1], out=income)
            np.matmul(self.rate_scopes[scopes] / count, flows[:, 2], out=rate)
            rate += self.rate_constant[scopes]
            np.add(volume, 100, out=price)
            np.divide(value, price, out=price)
            price *= 100
            value += volume

    def output_cells(self, shock, filtered, persons, into):
        value_added, wide = into["value_added"], len(self.members)
        np.matmul(self.output_weights, shock, out=into["output"])
        np.matmul(self.value_weights, shock, out=value_added)
        np.multiply(value_added[:, 0], self.gdp_scale, out=into["gdp_real"][:, 0])
        np.add(value_added[:, 0], into["export_income"][:, 0], out=into["gdi_real"][:, 0])
        into["gdi_real"][:, 0] *= self.gdp_scale
        for family, weights, flows, places in (
                ("jobs_supported", self.job_weights, shock, range(wide, len(self.job_weights))),
                ("headcount", self.head_weights, filtered, self.cells.places + wide)):
            cells = into[family]
            np.matmul(weights * self.per_period, flows, out=cells)
            for sector, place, intensity in zip(self.cells.sampled, places, persons):
                cells[:, place] *= intensity
                for scope in (n for n, members in enumerate(self.members) if sector in members):
                    cells[:, scope] += cells[:, place]
        yearly = shock[self.year_rows]
        np.matmul(self.direct, yearly[:, :-1], out=into["direct"])
        np.matmul(self.indirect, yearly[:, :-1], out=into["indirect"])
        np.multiply(self.induced, yearly[:, -1:], out=into["induced"])
        for channel in ("direct", "indirect", "induced"):
            for position, (place, intensity) in enumerate(zip(self.cells.places, persons)):
                np.multiply(into[channel][:, place], intensity, out=into[channel + " jobs"][:, position])
            into[channel + " jobs"] *= self.per_period[self.year_rows]

    def growth_cells(self, values, into):
        """G_q = g_q + E_q − E_{q−1}; two falls in a row, the last published quarter included, are a recession."""
        quarters, model = self.cells.grown, self.model
        baseline = values[[self.inputs.row[f"baseline_growth.{quarter}"] for quarter in quarters]]
        year, number = int(quarters[0][:4]), int(quarters[0][5])
        effect = np.zeros((len(quarters) + 1, baseline.shape[1]))
        for row, quarter in enumerate([f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"] + quarters):
            if quarter in model.periods:
                effect[row] = into["gdp_real"][model.periods[quarter], 0]
        growth = baseline + np.diff(effect, axis=0)
        into["gdp_growth"][:, 0] = growth[[quarter in model.periods for quarter in quarters]]
        last = [0.0, *model.growth.get("published", {}).values()][-1]
        for metric, path in (("recession", growth), ("recession_baseline", baseline)):
            falls = path < 0
            both = falls & np.vstack([np.full((1, falls.shape[1]), last < 0), falls[:-1]])
            for row, positions in enumerate(self.cells.recessions.values()):
                into[metric][row, 0] = both[positions].any(axis=0)


def approach(target, speed, out):
    """x_t = x_{t−1} + speed (target_t − x_{t−1}) by month, from 0; `out` may be the target itself."""
    np.multiply(target[0], speed, out=out[0])
    for t in range(1, len(target)):
        np.subtract(target[t], out[t - 1], out=out[t])
        out[t] *= speed
        out[t] += out[t - 1]


# ---- Statistics ------------------------------------------------------------------------------------------

class Ranks:
    """Where quantiles of n numbers, and those at p ± √(p(1−p)/n) for their errors, lie among the numbers."""

    by_numpy = True

    def __init__(self, percent, n):
        p, self.n, self.buckets = percent / 100, n, min(4096, n // 4)
        reach = np.sqrt(p * (1 - p) / n)
        self.around = np.clip([p - reach, p, p + reach], 0, 1)
        rank = (n - 1) * self.around
        low = rank.astype(np.intp)
        self.fraction = rank - low
        self.wanted, position = np.unique([low, np.minimum(low + 1, n - 1)], return_inverse=True)
        self.position = position.reshape(2, *rank.shape)

    def quantiles(self, x, room):
        """Quantiles by definition 7 of Hyndman & Fan (1996), and their Monte Carlo standard errors."""
        if self.by_numpy:
            found = np.quantile(x, self.around)
        else:
            low, high = self.ordered(x, room)[self.position]
            found = low + self.fraction * (high - low)
        return found[1], (found[2] - found[0]) / 2

    def ordered(self, x, room):
        """The numbers of the wanted ranks: a histogram tells in which buckets they lie, and only those are sorted."""
        low, high = x.min(), x.max()
        if self.n < 2000 or high - low < 1e-300:
            return np.sort(x)[self.wanted]
        position, bucket, chosen = room.numbers[: self.n], room.buckets[: self.n], room.chosen[: self.n]
        np.subtract(x, low, out=position)
        position *= (self.buckets - 1) / (high - low)
        np.copyto(bucket, position, casting="unsafe")
        counts = np.bincount(bucket, minlength=self.buckets)
        ends = counts.cumsum()
        holders = ends.searchsorted(self.wanted, side="right")
        held = np.zeros(self.buckets, dtype=bool)
        held[holders] = True
        numbers = x[held.take(bucket, out=chosen, mode="clip")]
        numbers.sort()
        return numbers[((counts * held).cumsum() - ends)[holders] + self.wanted]


def estimate(x, ranks, room):
    """Mean and sd, then their standard errors; quantiles, then theirs."""
    n, mean, off = ranks.n, x.mean(), room.numbers[: ranks.n]
    np.subtract(x, mean, out=off)
    off *= off
    squares, fourths = off.sum(), np.einsum("i,i", off, off)
    sd = math.sqrt(squares / (n - 1)) if n > 1 else math.nan
    kurtosis = n * fourths / squares**2 if squares > 0 else 1.0
    moments = mean, sd, sd / math.sqrt(n), sd * math.sqrt(max(kurtosis - 1, 0.0) / (4 * n))
    return np.concatenate([moments, *ranks.quantiles(x, room)])


def probability(count, n):
    """A probability and its Monte Carlo standard error."""
    q = (count + 0.5) / (n + 1)
    return count / n, np.sqrt(q * (1 - q) / n)


class Statistics:
    """Estimates of every cell: over all draws, and of headline cells given the outcome."""

    def __init__(self, simulation, cells, outcomes, entered):
        n, about, self.names = len(outcomes), simulation.cells, simulation.talks.outcomes
        self.counts = np.bincount(outcomes, minlength=len(self.names))
        self.outcomes, self.entered = probability(self.counts, n), probability(entered, n)
        room = SimpleNamespace(numbers=np.empty(n), grouped=np.empty(n), buckets=np.empty(n, dtype=np.intp),
                               chosen=np.empty(n, dtype=bool))
        order, ends = outcomes.argsort(kind="stable"), self.counts.cumsum()
        groups = [(outcome, slice(end - count, end), Ranks(FEW_QUANTILES, count))
                  for outcome, count, end in zip(range(len(ends)), self.counts, ends) if count]
        many, few = Ranks(QUANTILES, n), Ranks(FEW_QUANTILES, n)
        self.overall, self.given, self.at_most = {}, {}, {}
        for (name, row), x in zip(about.rows.items(), cells):
            self.overall[name] = estimate(x, many if about.headline[row] else few, room)
            if about.headline[row]:
                levels = simulation.model.about.get("thresholds", {}).get(name[0], [])
                x, total = np.take(x, order, out=room.grouped, mode="clip"), 0
                for outcome, part, ranks in groups:
                    self.given[name, outcome] = estimate(x[part], ranks, room)
                    below = np.array([np.count_nonzero(x[part] <= level) for level in levels])
                    self.at_most[name, outcome], total = probability(below, ranks.n), total + below
                self.at_most[name, "all"] = probability(total, n)
        for name, (row, factor) in about.multiples.items():
            self.overall[name] = factor * self.overall["output", *name[1:]]
        if not all(map(math.isfinite, (estimates[0] for estimates in self.overall.values()))):
            sys.exit("some figures are not finite")


class Clock:
    """Seconds by stage."""

    def __init__(self):
        self.split, self.last = {}, time.perf_counter()

    def lap(self, stage):
        now = time.perf_counter()
        self.split[stage], self.last = self.split.get(stage, 0.0) + now - self.last, now


def simulate(simulation, draws, block, rng):
    """All draws, from the first random number to the last statistic."""
    inputs, talks, levers = simulation.inputs, simulation.talks, len(simulation.model.levers)
    # The first block is computed twice: the clock starts when all memory has been written, and meets no page faults.
    cells, outcomes = np.ones((len(simulation.cells.rows), draws)), np.empty(draws, dtype=np.int16)
    for start in [0, *range(0, draws, block)]:
        if start == 0:
            entered, clock = np.zeros((len(talks.decisions), len(talks.outcomes))), Clock()
        part = slice(start, min(start + block, draws))
        room = simulation.room(part.stop - start)
        inputs.draw(rng, room.values)
        rng.random(out=room.uniforms)
        on = room.uniforms[:levers] < talks.lever_odds
        clock.lap("inputs")
        after = talks.settle(room.uniforms[levers:], on, room.values)
        talks.count_first_entries(after, entered)
        outcomes[part] = simulation.run_block(room.values, on, after, cells[:, part], clock)
    statistics = Statistics(simulation, cells, outcomes, entered)
    clock.lap("statistics")
    return statistics, clock.split


# ---- Check -----------------------------------------------------------------------------------------------

# Figures of a draw are compared in units of themselves, at least a thousandth of their typical size; means and sds in
# sd, at least a ten-thousandth of it; quantiles, beyond the two draws between which they lie, in what the error of a
# sketch is stated in: 1.645 sd and the distance from the mean, over all outcomes. Their scale follows from the first
# draws only, hence a quarter more. The typical size of a metric and scope is the mean magnitude in its largest period.
TOLERANCES = {
    "outcomes of draws": 0.0, "figures of draws": 1e-9, "traced talks": 0.0, "figures of traced draws": 1e-9,
    "means and sds": 1e-8, "quantiles": 2 / 64, "probabilities": 1e-9, "cells in one of the two only": 0.0,
    # in standard errors:
    "talks against their odds": 5.0, "talks against own draws": 5.0, "inputs against own draws": 5.0}
TRACED = 20


class Worst(dict):
    """The largest disagreements by kind."""

    def see(self, kind, error, where):
        count, worst, place = self.get(kind, (0, 0.0, ""))
        error = math.inf if math.isnan(error) else float(error)
        self[kind] = (count + 1, error, where) if error > worst else (count + 1, worst, place)

    def report(self):
        for kind, (count, worst, place) in self.items():
            verdict = "ok  " if worst <= TOLERANCES[kind] else "FAIL"
            print(f"{verdict} {kind}: {count} compared, worst {worst:.3g} of {TOLERANCES[kind]:.3g} {place}")
        return all(worst <= TOLERANCES[kind] for kind, (_, worst, _) in self.items())


def read_samples(simulation, run):
    """samples.parquet, with the inputs, levers and states after decisions that kanzei drew."""
    from pyarrow import parquet

    table, talks = parquet.read_table(run / "samples.parquet"), simulation.talks
    values = simulation.inputs.room(table.num_rows)
    for row, name in enumerate(simulation.inputs.names[: simulation.inputs.drawn]):
        values[row] = table[name].to_numpy()
    levers = [f"lever.{lever['id']}" for lever in simulation.model.levers]
    on = np.array([table[name].to_numpy() for name in levers], dtype=bool).reshape(len(levers), -1)
    after = np.full((len(talks.decisions), table.num_rows), -1, dtype=np.int16)
    for row, decision in zip(after, talks.decisions):
        code = {state: code for (track, state), code in talks.codes.items() if decision.name.startswith(f"{track}.")}
        row[:] = [code.get(state, -1) for state in table[decision.name].to_pylist()]
    return table, values, on, after


def typical_sizes(rows, cells):
    """Mean magnitude of every metric, scope and channel in its largest period, by cell."""
    largest = {}
    for (metric, scope, _, channel), x in zip(rows, cells):
        largest[metric, scope, channel] = max(np.abs(x).mean(), largest.get((metric, scope, channel), 1e-300))
    return np.array([largest[metric, scope, channel] for metric, scope, _, channel in rows])


def check_draws(simulation, table, cells, sizes, outcomes, worst):
    for mine, theirs in zip(outcomes, table["outcome"].to_pylist()):
        worst.see("outcomes of draws", float(simulation.talks.outcomes[mine] != theirs), theirs)
    for name in (name for name in table.column_names if name.count("/") == 2):
        row, theirs = simulation.cells.rows.get((*name.split("/"), "total")), table[name].to_numpy()
        if row is None:
            worst.see("cells in one of the two only", 1.0, name)
            continue
        error = np.abs(theirs - cells[row]) / np.maximum(np.abs(theirs), 1e-3 * sizes[row])
        worst.see("figures of draws", error.max(), f"{name} in row {error.argmax()}")


def check_talks(simulation, values, on, after, rng, worst):
    """What decisions led to against their odds, and talks and inputs against own draws."""
    inputs, talks, draws = simulation.inputs, simulation.talks, after.shape[1]
    own = inputs.room(draws)
    inputs.draw(rng, own)
    settled = talks.settle(rng.random(after.shape), rng.random(on.shape) < talks.lever_odds, own)
    shifts = talks.shifts(on, values)
    for decision, theirs, mine in zip(talks.decisions, after, settled):
        reached = np.flatnonzero(theirs >= 0)
        ends = talks.cumulative(decision, shifts, reached)
        for code, chance in zip(decision.to, np.diff(ends / ends[-1], axis=0, prepend=0)):
            found, error = (theirs == code).sum(), math.sqrt((chance * (1 - chance)).sum() + 1)
            worst.see("talks against their odds", abs(found - chance.sum()) / error, decision.name)
            difference, error = found - (mine == code).sum(), math.sqrt(2 * (found * (1 - found / draws) + 1))
            worst.see("talks against own draws", abs(difference) / error, decision.name)
    for name, theirs, mine in zip(inputs.names[: inputs.drawn], values, own):
        for p in (0.05, 0.5, 0.95):
            middle = np.quantile(np.concatenate([theirs, mine]), p)
            difference = ((theirs < middle).mean() - (mine < middle).mean()) / math.sqrt(2 * p * (1 - p) / draws)
            worst.see("inputs against own draws", abs(difference), f"{name} at {p}")


def check_statistics(simulation, statistics, cells, sizes, outcomes, run, worst):
    """Every row of metrics.csv, sectors.csv and outcomes.csv."""
    about, names, seen, last, exact = simulation.cells, simulation.talks.outcomes, set(), None, 0
    rows = [row | {"channel": "total"} for row in csv.DictReader(open(run / "metrics.csv", newline=""))]
    rows += [row | {"scope": f"sector:{row['sector']}", "outcome": "all"}
             for row in csv.DictReader(open(run / "sectors.csv", newline=""))]
    known = {"mean", "sd", *(f"p{p:02}" for p in QUANTILES)} | {
        f"prob<={level:g}" for levels in simulation.model.about.get("thresholds", {}).values() for level in levels}
    for row in rows:
        name, outcome = (row["metric"], row["scope"], row["period"], row["channel"]), row["outcome"]
        seen.add(name)
        if name not in statistics.overall or row["statistic"] not in known:
            continue
        outcome = outcome if outcome == "all" else names.index(outcome)
        if (name, outcome) != last:
            source, factor = about.multiples.get(name, (about.rows.get(name), 1.0))
            x = np.sort(cells[source] if outcome == "all" else cells[source, outcomes == outcome]) * factor
            typical, last = sizes[source] * factor + 1e-300, (name, outcome)
        mine = statistics.overall[name] if outcome == "all" else statistics.given[name, outcome]
        percent = QUANTILES if len(mine) > 14 else FEW_QUANTILES
        theirs, where, sd = float(row["value"]), f"{'/'.join(name)} {row['outcome']} {row['statistic']}", mine[1]
        if row["statistic"] in ("mean", "sd"):
            error = abs(theirs - mine[("mean", "sd").index(row["statistic"])])
            worst.see("means and sds", error / max(sd if sd > 0 else 0.0, 1e-4 * typical), where)
        elif row["statistic"].startswith("prob<="):
            level = simulation.model.about["thresholds"][row["metric"]].index(float(row["statistic"][6:]))
            worst.see("probabilities", abs(theirs - statistics.at_most[name, outcome][0][level]), where)
        else:
            p, (mean, spread) = int(row["statistic"][1:]), statistics.overall[name][:2]
            unit = 1.645 * (spread if spread > 0 else 0.0) + abs(theirs - mean) + 1e-4 * typical
            rank = (len(x) - 1) * p / 100
            beyond = max(x[math.floor(rank)] - theirs, theirs - x[math.ceil(rank)], 0.0)
            worst.see("quantiles", beyond / unit, where)
            exact += abs(theirs - mine[4 + list(percent).index(p)]) <= TOLERANCES["quantiles"] * unit
    for name in seen ^ statistics.overall.keys():
        if name in seen or name[3] == "total" or name[2] in simulation.model.years:
            worst.see("cells in one of the two only", 1.0, str(name))
    print(f"{worst['quantiles'][0] - exact} quantiles are further than that from definition 7, between two draws")
    for row in csv.DictReader(open(run / "outcomes.csv", newline="")):
        state, where = names.index(row["outcome"]), f"{row['outcome']} {row['statistic']} {row['period']}"
        if row["statistic"] == "probability":
            worst.see("probabilities", abs(float(row["value"]) - statistics.outcomes[0][state]), where)
        elif row["statistic"] == "entered":
            day = simulation.talks.days == simulation.model.day(date.fromisoformat(row["period"]))
            worst.see("probabilities", abs(float(row["value"]) - statistics.entered[0][day, state].sum()), where)


def check_traces(simulation, path, folder, run, sizes, worst):
    """The first draws as `kanzei trace` shows them: talks from their uniforms, then every figure."""
    manifest, talks, model = json.loads((run / "manifest.json").read_text()), simulation.talks, simulation.model
    states = {code: state for (_, state), code in talks.codes.items()}
    for draw in range(TRACED):
        options = [f"--{key}={manifest[key]}" for key in ("seed", "sampler", "draws")]
        command = [path, "trace", folder, f"--draw={draw}", "--format=json", *options]
        trace = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        column = lambda names: np.array([trace["inputs"][name] for name in names]).reshape(-1, 1)
        values, on = column(simulation.inputs.names), column([f"lever.{lever['id']}" for lever in model.levers]) == 1
        uniforms = np.array([trace["inputs"].get(decision.name, 0.5) for decision in talks.decisions]).reshape(-1, 1)
        after = talks.settle(uniforms, on, values)
        mine = {d.name: states[code] for d, code in zip(talks.decisions, after[:, 0]) if code >= 0}
        theirs = {f"{track}.{s['decision']}": s["state"] for track, steps in trace["tracks"].items() for s in steps}
        worst.see("traced talks", float(mine != theirs), f"draw {draw}")
        own = np.empty((len(sizes), 1))
        simulation.run_block(values, on, after, own, Clock())
        for figure in trace["metrics"]:
            name = figure["metric"], figure["scope"], figure["period"], figure.get("channel", "total")
            if name in simulation.cells.rows:
                row = simulation.cells.rows[name]
                error = abs(own[row, 0] - figure["value"]) / max(abs(figure["value"]), 1e-3 * sizes[row])
                worst.see("figures of traced draws", error, f"{'/'.join(name)} in draw {draw}")


def check(simulation, folder, run, kanzei, rng):
    worst, (table, values, on, after) = Worst(), read_samples(simulation, run)
    draws, entered = table.num_rows, np.zeros((len(after), len(simulation.talks.outcomes)))
    cells, outcomes = np.empty((len(simulation.cells.rows), draws)), np.empty(draws, dtype=np.int16)
    for start in range(0, draws, BLOCK):
        part = slice(start, min(start + BLOCK, draws))
        outcomes[part] = simulation.run_block(values[:, part], on[:, part], after[:, part], cells[:, part], Clock())
    simulation.talks.count_first_entries(after, entered)
    sizes = typical_sizes(simulation.cells.rows, cells)
    check_draws(simulation, table, cells, sizes, outcomes, worst)
    check_talks(simulation, values, on, after, rng, worst)
    statistics = Statistics(simulation, cells, outcomes, entered)
    check_statistics(simulation, statistics, cells, sizes, outcomes, run, worst)
    if kanzei:
        check_traces(simulation, kanzei, folder, run, sizes, worst)
    return worst.report()


# ---- Against the program ---------------------------------------------------------------------------------


def against(simulation, folder, kanzei, draws, rng, options):
    """Agreement first; then both in turn, whole processes of the program and draws of numpy alone."""
    with tempfile.TemporaryDirectory() as room:
        run = Path(room) / "run"
        command = lambda *more: [kanzei, "run", str(folder), "--quiet", "--overwrite", f"--out={run}", *more]
        subprocess.run(command("--draws=8192"), check=True)
        if not check(simulation, str(folder), run, kanzei, rng):
            sys.exit("the two disagree, so their times say nothing")

        def program():
            start = time.perf_counter()
            subprocess.run(command(f"--draws={draws}", "--no-samples"), check=True)
            return 1e6 * (time.perf_counter() - start) / draws

        def numpy(by_numpy):
            Ranks.by_numpy = by_numpy
            _, split = simulate(simulation, options.draws, options.block, rng)
            return 1e6 * sum(split.values()) / options.draws

        times = {"kanzei": [], "np.quantile at the end": [], "quantiles by selection": []}
        for _ in range(options.repetitions):
            times["kanzei"].append(program())
            times["np.quantile at the end"].append(numpy(True))
            times["quantiles by selection"].append(numpy(False))
    base = np.array(times["kanzei"])
    print(f"\nµs a draw, medians of {options.repetitions}; kanzei makes {draws:,} draws, start and files included, "
          f"numpy {options.draws:,}, reading and imports left out; numpy {np.__version__}, {blas_threads()} threads each")
    for name, spent in times.items():
        ratio = "" if name == "kanzei" else f"   {np.median(spent / base):5.1f} times kanzei"
        print(f"  {name:<24}{np.median(spent):8.2f}{ratio}")


def blas_threads():
    given = [os.environ.get(f"{name}_NUM_THREADS", "") for name in ("OPENBLAS", "MKL", "OMP")]
    return next((int(count) for count in given if count.isdigit()), os.cpu_count())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of the model")
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--block", type=int, default=BLOCK, help="draws computed together")
    parser.add_argument("--check", type=Path, metavar="RUN", help="results folder to compare, with samples.parquet")
    parser.add_argument("--quantiles", choices=("numpy", "selected"), default="numpy")
    parser.add_argument("--against", metavar="PATH", help="the program `kanzei`, to be timed in turn with numpy")
    parser.add_argument("--program-draws", type=int, default=1_000_000, help="with --against: draws of the program")
    parser.add_argument("--repetitions", type=int, default=3, help="with --against")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kanzei", metavar="PATH", help="with --check: compare some draws with `kanzei trace` too")
    options = parser.parse_args()
    simulation, rng = Simulation(Model(options.model)), np.random.Generator(np.random.SFC64(options.seed))
    Ranks.by_numpy = options.quantiles == "numpy"
    if options.check:
        sys.exit(not check(simulation, options.model, options.check, options.kanzei, rng))
    if options.against:
        return against(simulation, options.model, options.against, options.program_draws, rng, options)
    needed = 8 * len(simulation.cells.rows) * options.draws
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if needed > 0.8 * memory:
        sys.exit(f"{options.draws} draws of {len(simulation.cells.rows)} cells need {needed / 1e9:.0f} GB of memory, "
                 f"and there are {memory / 1e9:.0f}: take fewer draws; the time of one hardly depends on their number.")
    statistics, split = simulate(simulation, options.draws, options.block, rng)
    for name, chance, error in zip(statistics.names, *statistics.outcomes):
        print(f"{name}: {chance:.4f} ± {error:.4f}")
    seconds, each = sum(split.values()), 1e6 / options.draws
    print(json.dumps({
        "draws": options.draws, "seconds": round(seconds, 3), "microseconds_per_draw": round(seconds * each, 2),
        "split": {stage: round(spent * each, 2) for stage, spent in split.items()}, "cells": len(simulation.cells.rows),
        "block": options.block, "numpy": np.__version__, "threads": blas_threads()}))


if __name__ == "__main__":
    main()
