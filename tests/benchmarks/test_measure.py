"""The arithmetic of the benchmarks, and one of them from beginning to end."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Question, Spread, in_turn

ROOT = Path(__file__).parent.parent.parent


def test_ratio_is_of_runs_that_followed_each_other() -> None:
    """A busy moment that hits both of a pair does not change the ratio."""
    row = Question("any", "ours", "theirs", "ms").row([1.0, 10.0, 2.0], [1.0, 10.0, 4.0])
    assert row.ratio == Spread(0.5, 1.0, 1.0)
    assert (row.ours.median, row.theirs.median, row.runs) == (2.0, 4.0, 3)


def test_jobs_take_turns_and_the_first_run_does_not_count() -> None:
    """Ours and the rival run alternately, after one run of each to get warm."""
    order: list[str] = []

    def job(name: str) -> float:
        order.append(name)
        return float(len(order))

    assert in_turn(lambda: job("ours"), lambda: job("rival"), 2) == ([3.0, 5.0], [4.0, 6.0])
    assert order == ["ours", "rival"] * 3


def test_a_peak_is_the_program_s_own() -> None:
    """What the starting program holds in memory does not count as the started one's."""
    ballast = bytes(range(256)) * (300 * 4096)
    command = [sys.executable, "-c", "from benchmarks.memory import own_peak; print(own_peak())"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    assert float(ran.stdout) < len(ballast) / 1024 / 1024


def test_a_benchmark_runs_and_leaves_its_figures(tmp_path: Path) -> None:
    """`python -m benchmarks` measures what `--only` names and writes every figure as JSON."""
    command = [sys.executable, "-m", "benchmarks", "--quick", "--only", "intake"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, text=True)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads((tmp_path / "bench-results.json").read_text())["rows"]
    assert [row["name"] for row in rows] == ["intake", "intake-store", "intake-read"]
    assert all(row["ratio"]["least"] <= row["ratio"]["median"] <= row["ratio"]["greatest"] for row in rows)
