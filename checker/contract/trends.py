"""What the API answers about what is going round, and the one operation of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from checker.contract.checks import CheckLinks
from checker.contract.operations import Operation, number, one_of, query
from checker.contract.wire import Answer, Moment, words
from checker.records import Reason, Verdict

_Count = Annotated[int, Field(ge=0)]


class CountAnswer(Answer):
    """How often a claim was seen from a moment on."""

    at: Moment
    count: _Count


class WordingAnswer(Answer):
    """One of the ways in which a claim was put."""

    text: str
    context: Annotated[str, words("the sentence before, where the text cannot be told without it")]
    lang: str
    count: Annotated[_Count, words("in the window")]
    verdict: Verdict


class TrendCheck(Answer):
    """A check in which the claim was seen."""

    id: str
    links: CheckLinks


class TrendAnswer(Answer):
    """A claim that is going round, in all its wordings."""

    id: str
    claim: Annotated[str, words("as it was put most often")]
    context: Annotated[str, words("the sentence before, which was not judged, if the claim leans on it")]
    lang: str
    verdict: Annotated[Verdict, words("the latest")]
    reason: Annotated[Reason | None, words("of NOT ENOUGH INFO")]
    conditional: Annotated[
        bool, words("whether it was only asked for with conditions, such as issuers, so far")
    ]
    count: Annotated[_Count, words("in how many posts it was seen in the window")]
    count_before: Annotated[_Count, words("and in as long a time before")]
    first_seen: Annotated[Moment, words("ever")]
    last_seen: Moment
    counts: Annotated[list[CountAnswer], words("one for each step of the window, the first one first")]
    wordings: Annotated[list[WordingAnswer], words("the most frequent first, at most five")]
    checks: Annotated[list[TrendCheck], words("some that the key may read, the newest first")]


class TrendsAnswer(Answer):
    """What was seen most often in a window."""

    since: Moment
    until: Moment
    step_seconds: Annotated[int, words("how much time each count is of")]
    trends: Annotated[list[TrendAnswer], words("the most frequent first")]


TRENDS: Mapping[str, Operation] = {
    "trends.show": Operation(
        "Trends",
        {200: TrendsAnswer},
        (401, 403, 422, 503),
        parameters=(
            query("window", "how long: 90m, 24h or 7d; 24h without it, at most 90d", example="24h"),
            query("since", "from then on, in the place of window; ISO 8601", example="2026-01-01T00:00:00Z"),
            query("until", "up to then; now without it; ISO 8601", example="2026-01-02T00:00:00Z"),
            query("limit", "how many; 20 without it", number(1, 100), example=10),
            query("verdict", "only claims with this one", one_of(*Verdict), example=Verdict.REFUTES.value),
            query("lang", "only claims in this language; BCP 47, in any case", example="en"),
        ),
        more="Counted are posts, also those that were answered from an earlier check. A claim that was sent "
        "only once is shown only to who may read its check.",
    ),
}
