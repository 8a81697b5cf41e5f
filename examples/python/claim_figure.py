#!/usr/bin/env python3
"""Calls `xenvmc-sim study` and draws a paper's figure from its rows: total time against memory, a line for each channel.

    python3 examples/python/claim_figure.py examples/studies/seed-claim.yaml figure.svg --where setting=then --where "traffic=50 MB/s"

Needs nothing but Python. With pandas and DuckDB the means come from runs.parquet, without them from runs.csv; they are the same, and with
matplotlib the figure is its own instead of the few lines of SVG below. The command is found as $XENVMC_SIM, or with npx.
"""
import argparse
import csv
import os
import shlex
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import mean

try:
    import duckdb
    import pandas
except ImportError:
    duckdb = pandas = None
try:
    import matplotlib
except ImportError:
    matplotlib = None

X, Y = "vm.memory", "totalSeconds"


def compute(study: str, out: str, rest: list[str]) -> None:
    """Computes the study; the same directory again goes on where it was."""
    command = shlex.split(os.environ.get("XENVMC_SIM", "npx xenvmc-sim"))
    subprocess.run([*command, "study", study, "--out", out, "--quiet", *rest], check=True)


def with_csv(out: Path, where: dict[str, str]) -> dict[str, dict[float, float]]:
    """The mean of Y by variant and X, with the standard library alone."""
    values = defaultdict(lambda: defaultdict(list))
    with (out / "runs.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["moved"] == "true" and all(row[name] == value for name, value in where.items()):
                values[row["variant"]][float(row[X])].append(float(row[Y]))
    return {variant: {x: mean(of) for x, of in sorted(line.items())} for variant, line in values.items()}


def with_pandas(out: Path, where: dict[str, str]) -> dict[str, dict[float, float]]:
    """The same with pandas."""
    rows = pandas.read_csv(out / "runs.csv")
    rows = rows[rows["moved"]]
    for name, value in where.items():
        rows = rows[rows[name].astype(str) == value]
    table = rows.groupby(["variant", X])[Y].mean()
    return {variant: line.droplevel(0).to_dict() for variant, line in table.groupby(level=0)}


def with_duckdb(out: Path, where: dict[str, str]) -> dict[str, dict[float, float]]:
    """The same with DuckDB, from Parquet, where every column has its type."""
    conditions = "".join(f" and cast(\"{name}\" as varchar) = ?" for name in where)
    query = f"select variant, \"{X}\", avg(\"{Y}\") from read_parquet(?) where moved{conditions} group by all order by 1, 2"
    lines = defaultdict(dict)
    for variant, x, y in duckdb.execute(query, [str(out / "runs.parquet"), *where.values()]).fetchall():
        lines[variant][x] = y
    return dict(lines)


def draw(lines: dict[str, dict[float, float]], path: str, title: str) -> None:
    if matplotlib is None:
        Path(path).write_text(svg(lines, title))
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    for variant, line in lines.items():
        pyplot.plot([x / 2**20 for x in line], list(line.values()), marker="o", label=variant)
    pyplot.xscale("log", base=2)
    pyplot.xlabel("memory, MiB")
    pyplot.ylabel("total time, s")
    pyplot.title(title)
    pyplot.legend()
    pyplot.savefig(path)


def svg(lines: dict[str, dict[float, float]], title: str) -> str:
    """A line and a name for each variant; both axes from zero."""
    most_x = max(x for line in lines.values() for x in line)
    most_y = max(y for line in lines.values() for y in line.values())
    parts = [f'<text x="40" y="20">{title}: total time, up to {most_y:.3g} s, against memory, up to {most_x / 2**20:.0f} MiB</text>']
    for index, (variant, line) in enumerate(lines.items()):
        points = " ".join(f"{40 + 500 * x / most_x:.1f},{300 - 250 * y / most_y:.1f}" for x, y in line.items())
        dash = ["none", "8 4", "2 3", "12 4 2 4"][index % 4]
        parts.append(f'<polyline points="{points}" fill="none" stroke="black" stroke-dasharray="{dash}"/>')
        parts.append(f'<text x="550" y="{60 + 20 * index}">{variant} ({dash})</text>')
    axes = '<path d="M40 40V300H550" fill="none" stroke="black"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 320" font-size="12">{axes}{"".join(parts)}</svg>\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study")
    parser.add_argument("figure", help="SVG, or with matplotlib any format that it writes")
    parser.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE", help="rows to take; may be repeated")
    parser.add_argument("--out", help="directory of the study; default: one that is removed")
    parser.add_argument("--runs", help="runs of each point, instead of the study's")
    given = parser.parse_args()
    where = dict(each.split("=", 1) for each in given.where)
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(given.out or scratch)
        compute(given.study, str(out), [] if given.runs is None else ["--runs", given.runs])
        lines = with_csv(out, where)
        if not lines:
            sys.exit(f"no row has {where}")
        for name, other in {"pandas": with_pandas, "duckdb": with_duckdb}.items():
            if duckdb is not None:
                check(name, lines, other(out, where))
        draw(lines, given.figure, ", ".join(given.where))
    for variant, line in lines.items():
        print(variant, *(f"{x / 2**20:.0f} MiB: {y:.4f} s" for x, y in line.items()), sep="  ")


def check(name: str, lines: dict[str, dict[float, float]], others: dict[str, dict[float, float]]) -> None:
    """Three readers of two files, one answer."""
    flat = [{(variant, x): y for variant, line in each.items() for x, y in line.items()} for each in (lines, others)]
    same = flat[0].keys() == flat[1].keys() and all(abs(y - flat[1][key]) <= 1e-9 * abs(y) for key, y in flat[0].items())
    print(f"read by {name} as well: {'the same means' if same else 'OTHER MEANS'}")
    if not same:
        sys.exit(1)


if __name__ == "__main__":
    main()
