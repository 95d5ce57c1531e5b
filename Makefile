# Works from a fresh clone with Python >= 3.11 and make alone; everything else comes from the lock files.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PYTEST := $(RUN) -m pytest
SOURCES := bot storage tests tools

# Some container images forbid it; kept bytecode halves the time of a start, and the tests start the bot often.
unexport PYTHONDONTWRITEBYTECODE

# Parallel workers for `make test`; 0 is none. SEED=… shuffles as an earlier run did, which printed it, and with WORKERS=0
# in the very same order. CLOCK=2027-02-28T23:30 lets it be that instant (UTC). PYTEST_ARGS passes anything else on.
WORKERS ?= auto
# `make test T=tests/desk/test_staff.py` plays that file, folder or test alone and without workers, whose start takes longer.
T ?=
SEED ?=
CLOCK ?=
# `make test-anywhere SHORT=1` plays the settings that CI plays.
SHORT ?=
PYTEST_ARGS ?=
PLAYED = $(PYTEST) $(if $(SEED),--randomly-seed='$(SEED)') $(if $(CLOCK),--clock='$(CLOCK)') $(PYTEST_ARGS)
SUITE = $(PLAYED) -n $(WORKERS) --dist worksteal -m "not slow and not browser"
ONE = $(PLAYED) -n 0 -m "not slow and not browser" $(T)
# Days that `make simulation` runs.
SEEDS ?= 200
# How many places `make mutants` breaks; with SEED the same ones again.
MUTANTS ?= 100
# How long `make fuzz` feeds each target.
SECONDS ?= 120

.DEFAULT_GOAL := help
.PHONY: help run test test-anywhere check format format-check lint types catalogues catalogues-check docs docs-check coverage \
	transcripts bench browser simulation mutants soak fuzz audit lock diagrams pictures screenshot clean runtime dev

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
		while IFS='|' read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

run: runtime ## the bot with your token, or the sandbox when there is none
	@if [ -n "$$BOT_TOKEN" ] || grep -qsE '^[[:space:]]*(export[[:space:]]+)?BOT_TOKEN[[:space:]]*=[[:space:]]*["'\'']?[^[:space:]"'\''#]' .env; \
	then exec $(RUN) -m bot run; else exec $(RUN) -m bot sandbox; fi

test: dev ## every test but the long ones and the browser's; T=FILE for one
	$(if $(T),$(ONE),$(SUITE))

test-anywhere: dev ## the tests at other hours, zones and orders, on one worker and on eight (ten minutes)
	$(RUN) -m tests.anywhere $(if $(SHORT),--short) $(if $(SEED),--seed '$(SEED)')

check: format-check lint types catalogues-check docs-check coverage ## all that a change must pass; CI runs the same

format: dev ## put the code into shape
	$(RUN) -m ruff format $(SOURCES)
	$(RUN) -m ruff check --fix-only --quiet $(SOURCES)

format-check: dev
	$(RUN) -m ruff format --check --quiet $(SOURCES) || { echo "Run: make format" >&2; exit 1; }

lint: dev ## likely mistakes, by ruff
	$(RUN) -m ruff check $(SOURCES)

types: dev ## mypy, strict
	$(RUN) -m mypy

catalogues: dev ## extract the texts and bring the six catalogues up to date
	$(RUN) -m tools.catalogues update

catalogues-check: dev
	$(RUN) -m tools.catalogues check

docs: dev ## the tables of the README and of docs/ that the code has, and .env.example
	$(RUN) -m tools.docs

docs-check: dev
	$(RUN) -m tools.docs --check

coverage: dev ## the tests, and whether they reach enough of the code
	$(SUITE) --cov --cov-report=
	$(RUN) -m coverage report --include='bot/engine/*,storage/*' --fail-under=100
	$(RUN) -m coverage report --fail-under=90

transcripts: dev ## write the transcripts of missions and of the desk anew; read the difference before you commit it
	$(PLAYED) tests/dialogues tests/desk/test_actions.py --write-transcripts

bench: dev ## measure, and print a table
	$(RUN) -m tests.bench

browser: dev ## the sandbox's page in chromium
	$(PLAYED) -m browser

simulation: dev ## days of a summit from seeds, with everything failing around the bot
	$(RUN) -m tests.simulation --seeds $(SEEDS)

mutants: dev ## break MUTANTS (100) sampled places, and list the breaks that no test notices
	$(RUN) -m tests.mutants --seed '$(or $(SEED),1)' --mutants $(MUTANTS)

soak: dev ## the long tests
	$(PLAYED) -m slow

fuzz: ## feed the parsers what a fuzzer makes up, SECONDS each (120)
	@$(PYTHON) tools/environment.py requirements-fuzz.lock $(VENV)-fuzz
	@for target in update spreadsheet event_file xlsform; do \
		$(VENV)-fuzz/bin/python -m tests.fuzz $$target --seconds $(SECONDS) || exit 1; \
	done

audit: dev ## known weaknesses of what we depend on
	$(RUN) tools/audit.py requirements.lock

diagrams: dev ## the flowcharts in docs/, drawn anew from their events
	$(RUN) -m tests.diagrams

pictures: dev ## the pictures of the guide for officers, taken from the sandbox
	$(RUN) -m tests.browser.guide

screenshot: dev ## the README's picture, taken from the sandbox
	$(RUN) -m tests.browser.screenshot

# Pins stay as they are where they still fit; `make lock UPGRADE=--upgrade` takes the newest.
lock: ## resolve the dependencies again into the lock files
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(PYTHON) -m venv "$$folder"; "$$folder/bin/python" -m pip install --quiet uv; \
	for group in runtime dev fuzz; do \
		case $$group in \
			runtime) only=""; target=requirements.lock;; \
			*) only="--group $$group"; target=requirements-$$group.lock;; \
		esac; \
		"$$folder/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --no-strip-extras --no-annotate --custom-compile-command "make lock" \
			$(UPGRADE) $$only pyproject.toml --output-file $$target; \
		echo "$$target: $$(grep -c '==' $$target) distributions"; \
	done

clean: ## remove the environment, caches and results (never var/, which holds your data)
	rm -rf $(VENV) $(VENV).lock $(VENV)-fuzz $(VENV)-fuzz.lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .mutants .coverage .coverage.* \
		htmlcov build dist *.egg-info
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@$(PYTHON) tools/environment.py requirements.lock $(VENV)

dev:
	@$(PYTHON) tools/environment.py requirements-dev.lock $(VENV)
