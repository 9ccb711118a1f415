"""``python -m checker``: the same as the console script ``checker``."""

from checker.cli import main

main(prog_name="checker")
