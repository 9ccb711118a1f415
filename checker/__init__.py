"""Tells what officials said about each claim of a viral post, word for word."""

__version__ = "0.1.0"
