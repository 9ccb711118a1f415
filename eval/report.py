"""Writes docs/quality.md and its figures from the results of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from eval import figures
from eval.measures import Measures, Plots, grid, markdown
from eval.results import Results

FOLDER = "images/quality"
PARTS = ("end_to_end", "stance", "behaviour", "retrieval", "quantities", "checkworthy")
STANCE_LABELS = ("supports", "contradicts", "neutral")
VERDICTS = ("SUPPORTS", "REFUTES", "NEI")
ANSWERS = ("SUPP.", "REF.", "NEI", "CONFL.")
# One set of each kind for the figures: retrieved passages, written claims, contrast sets, headlines, ours.
DRAWN = ("factcheckgpt", "healthver_dev", "vitaminc_dev", "mnli_dev", "emergent", "authored-1")

TEMPLATE = Path(__file__).with_name("quality.txt")

Drawn = Sequence[tuple[str, str]]  # file and caption


def write(results: Results, docs: Path) -> None:
    """Write ``quality.md`` into the folder ``docs``, and the figures below it."""
    figures.styled()
    drawn = _draw(results.plots, docs / FOLDER)
    (docs / "quality.md").write_text(page(results, drawn), "utf-8")


def page(results: Results, drawn: Mapping[str, Drawn]) -> str:
    """Return the text of the report; a part that was not measured says so."""
    blocks = {name: _block(results.parts.get(name), drawn.get(name, ())) for name in PARTS}
    template = Template(TEMPLATE.read_text("utf-8"))
    return template.substitute(blocks, made_by=_made_by(results))


def _block(measures: Measures | None, drawn: Drawn) -> str:
    if measures is None:
        return "Not measured in this run."
    named = {name.replace("_", " "): found for name, found in measures.items()}
    images = [f"![{caption}]({FOLDER}/{file})\n\n{caption}" for file, caption in drawn]
    return "\n\n".join([markdown(grid(named)), *images])


def _made_by(results: Results) -> str:
    sample = " **Small samples only: a quick run.**" if results.mode == "quick" else ""
    versions = ", ".join(f"{name} {value}" for name, value in results.versions.items())
    machine = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    minutes = f"{sum(results.seconds.values()) / 60:.0f}"
    return (
        f"Measured on {results.date} in {minutes} minutes.{sample} Versions: {versions}. Machine: {machine}."
    )


def _draw(plots: Mapping[str, Plots], folder: Path) -> dict[str, Drawn]:
    """Draw the figures; return file and caption of each, by part."""
    drawn: dict[str, Drawn] = {}
    if verdicts := plots.get("end_to_end"):
        figures.confusion_figure(verdicts, folder / "verdicts.svg", VERDICTS, ANSWERS)
        drawn["end_to_end"] = [("verdicts.svg", "Verdicts on posts, by what they were labelled.")]
    if pairs := {n: p for n, p in plots.get("stance", {}).items() if n in DRAWN}:
        figures.confusion_figure(pairs, folder / "stance.svg", STANCE_LABELS, STANCE_LABELS)
        figures.reliability_figure(pairs, folder / "calibration.svg")
        figures.risk_coverage_figure(pairs, folder / "risk.svg")
        drawn["stance"] = [
            ("stance.svg", "Stances of pairs, by what they were labelled."),
            ("calibration.svg", "Accuracy over confidence; on the line a probability means what it says."),
            ("risk.svg", "Error rate when only the most confident pairs are answered."),
        ]
    return drawn
