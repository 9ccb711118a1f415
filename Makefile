# Every target installs what it needs into .venv, once; stdout carries only what the target is for.

# A post is data. Make would expand a `$` in it, and run a `$(shell ...)`: keep the raw text, hand it over in
# the environment, and do so before anything else is evaluated.
override POST := $(value POST)
export POST

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help check serve test lint types sure eval bench bench-compare train translations lock clean

# Set to name a Python; otherwise the first one that is 3.11 or newer is taken.
PYTHON ?=
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -qq
# Tests run in two processes. Those without workers and browsers take a core each; the others wait more than
# they count. Each process has a thread of its own, which Python 3.12 and later warn of where a test forks.
ALONE := tests/unit/ tests/property/
SHARED := --numprocesses 2 --dist loadfile -W 'ignore:This process:DeprecationWarning'
LOCKED := $(PIP) install --constraint requirements.lock --only-binary :all:

help:  ## say what there is
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile

check: post-given $(VENV)/.runtime  ## check one post: make check POST='text of the post'
	@$(VENV)/bin/checker check -- "$$POST"

serve: $(VENV)/.runtime  ## web form and API on http://127.0.0.1:8000/ (settings: docs/configuration.md)
	@$(VENV)/bin/checker serve

test: $(VENV)/.dev  ## all tests, with real services and a real browser
	@sh scripts/find_browser.sh
ifdef ARGS
	@$(VENV)/bin/pytest --cov=checker $(ARGS)
else
	@failed=0; \
	OMP_NUM_THREADS=1 $(VENV)/bin/pytest $(SHARED) --cov=checker --cov-report= --cov-fail-under=0 $(ALONE) || failed=1; \
	$(VENV)/bin/pytest $(SHARED) --cov=checker --cov-append $(filter-out $(ALONE),$(wildcard tests/*/)) || failed=1; \
	exit $$failed
endif

lint: $(VENV)/.dev  ## style, format and layers
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/lint-imports

types: $(VENV)/.dev  ## mypy, strict
	@$(VENV)/bin/mypy

sure: lint types test  ## everything that CI runs

eval: $(VENV)/.dev  ## quality of the answers: docs/quality.md (QUICK=1 for samples, DATA= for the folder of data sets)
	@$(PY) -m eval --report $(if $(QUICK),--quick) $(if $(DATA),--data "$(DATA)")

bench: $(VENV)/.dev  ## speed, memory and quality beside others: docs/speed.md (SIZES=1000,100000 DATA= NO_PEERS=1)
	@$(PY) -m eval.speed $(if $(SIZES),--sizes $(SIZES)) $(if $(DATA),--data "$(DATA)") $(if $(NO_PEERS),--no-peers)

bench-compare: $(VENV)/.dev  ## the ratios of the last `make bench` beside the recorded ones
	@$(PY) -m eval.speed --compare

train: $(VENV)/.dev  ## train the networks again, for half an hour with a GPU (DATA= for the folder of data sets, STEPS=3 to try)
	@$(if $(STEPS),STEPS=$(STEPS)) sh scripts/train_stance.sh $(PY) "$(or $(DATA),../shared/data)"

translations: $(VENV)/.dev  ## read the strings of the pages anew, and make what the server reads
	@$(PY) -m scripts.translations

lock: $(PY)  ## write requirements.lock again (UPGRADE=1 for newer versions)
	@$(PY) scripts/lock.py $(if $(UPGRADE),--upgrade)

clean:  ## remove everything that make made
	rm -rf $(VENV) .coverage .coverage.* htmlcov .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.PHONY: post-given
post-given:
	@[ -n "$$POST" ] || { echo "usage: make check POST='text of the post'" >&2; exit 2; }

$(PY):
	@sh scripts/make_venv.sh $(VENV) "$(PYTHON)"

$(VENV)/.runtime: pyproject.toml requirements.lock scripts/install_torch.py | $(PY)
	@echo "installing checker into $(VENV): a few minutes, once" >&2
	@$(LOCKED) pip hatchling editables >&2
	@$(PY) scripts/install_torch.py >&2
	@$(LOCKED) --no-build-isolation --editable . >&2
	@$(PY) scripts/install_torch.py --verify >&2
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo "installing the tools of the developers into $(VENV)" >&2
	@$(LOCKED) --no-build-isolation --editable '.[dev]' >&2
	@$(PY) scripts/install_torch.py --verify >&2
	@touch $@
