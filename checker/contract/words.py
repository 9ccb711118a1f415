"""What the document says in words."""

from __future__ import annotations

PROBLEMS = {
    400: "the body is not one JSON document in UTF-8",
    401: "keys are set, and no valid one came with the request",
    403: "the key may not do this, or a browser sent the request from another site",
    404: "there is no such thing, or it is somebody else's",
    413: "the body is larger than this server accepts",
    415: "the body is not announced as what it should be",
    421: "a server without keys was asked for by a name that is not one of loopback",
    422: "a field cannot be used; detail names every fault, field the first",
    429: "too many requests with this key; try again after Retry-After seconds",
    500: "something went wrong inside; the log has it under request_id",
    503: "a part is away; try again after Retry-After seconds",
}
HEADERS = {
    "Location": "where it is",
    "Link": "where more is to come from, as rel=next",
    "Next-Cursor": "the cursor with which to go on",
    "Retry-After": "seconds after which to ask again",
    "Preference-Applied": "the wait that was granted",
}
LIMITS = {
    "RateLimit-Limit": "of the limit that is met first: how many requests",
    "RateLimit-Remaining": "how many of them are left",
    "RateLimit-Reset": "seconds until its window ends",
    "RateLimit-Policy": "all limits of the key, as amount;w=seconds",
}
PROBLEM_HEADERS = {
    401: {"WWW-Authenticate": "how to show a key"},
    429: LIMITS | {"Retry-After": "seconds after which to ask again"},
    503: {"Retry-After": "seconds after which to ask again"},
}
TAGS = {
    "Checks": "A post goes in; what officials said about each of its claims comes out, word for word.",
    "Reviews": "What people decided of the machine's answers, which stay as they are.",
    "Batches": "Many posts in one request, checked behind those that somebody waits for.",
    "Trends": "What is going round: the claims that were seen most often.",
    "Corpus": "The official statements, and what happened to them. Every key reads, an admin key changes.",
    "Proposals": "Statements that a later one may have superseded, for a person to decide.",
    "Sources": "Pages and feeds that are polled for statements.",
    "Imports": "Documents and addresses that statements are taken from.",
    "Webhooks": "Addresses that are told, and what they were sent.",
    "Keys": "Who may come in, and what they may do.",
    "Health": "Whether the process is alive, and its parts can work.",
}
ABOUT = """\
A post goes in, and what officials said about each of its claims comes out, word for word, with a verdict that
can be replayed. A verdict says what officials said, and not what is true.

Requests and answers are JSON in UTF-8. Offsets count Unicode code points and are half-open. Keys of answers
are stable; more may be added. Every answer carries X-Request-ID; a request may bring its own."""
