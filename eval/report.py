"""Writes docs/quality.md and its figures from the results of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from eval import figures, mistakes, targets
from eval.measures import Measures, Plots, grid, markdown
from eval.results import Results

FOLDER = "images/quality"
PARTS = (
    "end_to_end",
    "seed",
    "forms",
    "long_posts",
    "from_dev",
    "stance",
    "kinds",
    "behaviour",
    "explanations",
    "retrieval",
    "quantities",
    "checkworthy",
)
STANCE_LABELS = ("supports", "contradicts", "neutral")
VERDICTS = ("SUPPORTS", "REFUTES", "NEI")
ANSWERS = ("SUPP.", "REF.", "NEI", "CONFL.")
# One set of each kind for the figures: retrieved passages, written claims, contrast sets, headlines, ours.
DRAWN = ("factcheckgpt", "healthver_dev", "vitaminc_dev", "mnli_dev", "emergent", "authored-1")

CONFIDENCE = ("ece", "ece_decisive", "ece_half_unaddressed")  # of verdicts: a table of their own
VERDICT_PARTS = ("end_to_end", "from_dev")

TEMPLATE = Path(__file__).with_name("quality.txt")

Drawn = Sequence[tuple[str, str]]  # file and caption


def write(results: Results, docs: Path) -> None:
    """Write ``quality.md`` into the folder ``docs``, and the figures below it."""
    figures.styled()
    docs.mkdir(parents=True, exist_ok=True)
    drawn = _draw(results, docs / FOLDER)
    (docs / "quality.md").write_text(page(results, drawn), "utf-8")


def page(results: Results, drawn: Mapping[str, Drawn]) -> str:
    """Return the text of the report; a part that was not measured says so."""
    blocks = {name: _block(_without_confidence(results, name), drawn.get(name, ())) for name in PARTS}
    blocks["confidence"] = _block(confidences(results), drawn.get("confidence", ()))
    blocks |= _explanations(results)
    template = Template(TEMPLATE.read_text("utf-8"))
    notes = mistakes.section(mistakes.read())
    goals = targets.section(targets.read(), results.parts)
    return template.substitute(blocks, made_by=_made_by(results), targets=goals, mistakes=notes)


def confidences(results: Results) -> Measures | None:
    """Return the calibration of verdicts by set, over all parts that give verdicts; None without one."""
    found = {
        name: {"rows": measures["rows"], **{m: measures[m] for m in CONFIDENCE if m in measures}}
        for part in VERDICT_PARTS
        for name, measures in results.parts.get(part, {}).items()
        if CONFIDENCE[0] in measures
    }
    return found or None


def _without_confidence(results: Results, part: str) -> Measures | None:
    measures = results.parts.get(part)
    if measures is None or part not in VERDICT_PARTS:
        return measures
    return {n: {m: v for m, v in found.items() if m not in CONFIDENCE} for n, found in measures.items()}


def _explanations(results: Results) -> dict[str, str]:
    """Return the two tables on explanations: words taken out, and kinds of contradictions."""
    found = results.parts.get("explanations")
    halves = {"explanations": "weaker", "explanation_kinds": "agreement"}
    return {
        block: _block(found and {n: m for n, m in found.items() if measure in m}, ())
        for block, measure in halves.items()
    }


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


def _draw(results: Results, folder: Path) -> dict[str, Drawn]:
    """Draw the figures; return file and caption of each, by part."""
    return _draw_verdicts(results.plots, folder) | _draw_pairs(results, folder)


def _draw_verdicts(plots: Mapping[str, Plots], folder: Path) -> dict[str, Drawn]:
    drawn: dict[str, Drawn] = {}
    if verdicts := plots.get("end_to_end"):
        figures.confusion_figure(verdicts, folder / "verdicts.svg", VERDICTS, ANSWERS)
        drawn["end_to_end"] = [("verdicts.svg", "Verdicts on posts, by what they were labelled.")]
    if made := plots.get("from_dev"):
        figures.confusion_figure(made, folder / "from-dev.svg", VERDICTS, ANSWERS)
        drawn["from_dev"] = [("from-dev.svg", "Verdicts on claims of pairs, by what they were labelled.")]
    sure = {n: p for part in VERDICT_PARTS for n, p in plots.get(part, {}).items() if p.get("reliability")}
    if sure:
        figures.reliability_figure(sure, folder / "confidence.svg", lowest=0.0)
        drawn["confidence"] = [("confidence.svg", "How often decisive verdicts are right, over confidence.")]
    return drawn


def _draw_pairs(results: Results, folder: Path) -> dict[str, Drawn]:
    drawn: dict[str, Drawn] = {}
    plots = results.plots
    if by_kind := results.parts.get("kinds"):
        shares = {n.replace("_", " "): (m["accuracy"], int(m["rows"])) for n, m in by_kind.items()}
        figures.bars_figure(shares, folder / "kinds.svg")
        drawn["kinds"] = [("kinds.svg", "Accuracy by kind of claim.")]
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
