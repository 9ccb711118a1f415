"""Bots that answer with what officials said; run them from the root of the repository."""
