"""The corpus as people read and change it in the browser: all of its rooms, in one blueprint."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext

# Each of these adds its pages to the blueprint when it is imported.
from checker import (  # noqa: F401
    corpus_additions,
    corpus_browse,
    corpus_changes,
    corpus_proposals,
    corpus_sources,
    navigation,
)
from checker.citing import open_citations
from checker.config import Settings
from checker.corpus_browse import WATCH
from checker.corpus_meaning import EXTENSION
from checker.corpus_record import CITATIONS
from checker.corpus_rooms import rooms
from checker.corpus_watch import open_corpus_watch
from checker.key_records import Scope
from checker.meaning_searches import open_meaning_searches


def register(app: Flask, settings: Settings) -> None:
    """Add the pages to ``app``; the APIs of the corpus are registered before."""
    app.extensions[CITATIONS] = open_citations(settings)
    app.extensions[WATCH] = open_corpus_watch(settings)
    app.extensions[EXTENSION] = open_meaning_searches(settings)
    app.register_blueprint(rooms)
    navigation.add(app, lazy_gettext("Corpus"), "corpus_pages.browse", 40, {Scope.READ})
