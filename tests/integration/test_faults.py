"""Real processes, and whatever can happen to them: nothing accepted is lost, and nothing is done twice."""

from __future__ import annotations

import pytest

from tests.faults import ALL, worker_killed

pytestmark = pytest.mark.services


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.__name__)
def test_a_fault_loses_nothing(fault, tmp_path):
    """Every post that was accepted is answered once and rightly; every error on the way is honest."""
    figures = fault(tmp_path / "fleet")
    print(figures)  # noqa: T201  # `pytest -rP` shows the figures
    assert figures.is_clean, figures
    assert figures.again or fault is not worker_killed  # it was killed while it was at work
