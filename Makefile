# What can be done here, one target a line; `make help` prints them.
.DEFAULT_GOAL := help
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Tried in this order; the first that is 3.11 or newer and can make virtual environments is used.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11 python
WORKERS ?= 2

.PHONY: help run test lint types format translations tour bench load soak pins clean install dev browser

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: install ## set up, load the demo, run its month and serve it on http://127.0.0.1:8000
	@$(BIN)/ennoshita demo

test: dev browser lint types ## install everything a developer needs, then run lint, types, import contracts and all tests
	$(BIN)/pytest -n $(WORKERS)

lint: dev ## check layout, style and who imports whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

types: dev ## check the types
	$(BIN)/mypy

format: dev ## lay the code out and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: dev ## collect the Japanese strings, merge them into the English catalogue, compile it
	@mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ -k say -k lazy_gettext -k NP_:1c,2 -o build/messages.pot --project=Ennoshita --copyright-holder="The Ennoshita authors" --no-location --sort-output --no-wrap app optimizer seeds
	$(BIN)/pybabel -q update -i build/messages.pot -d app/translations -l en --init-missing --ignore-obsolete --no-fuzzy-matching --no-wrap --ignore-pot-creation-date
	$(BIN)/pybabel compile -d app/translations --statistics

tour: dev browser ## take the pictures of docs/tour.md anew, of the demo
	$(BIN)/python -m tests.pages.tour

bench: dev ## measure imports and plans; BENCH=full adds what takes minutes, BENCH_SEED=1 draws other months
	BENCH=$(BENCH) $(BIN)/pytest tests/benchmarks -s -o python_files='bench_*.py' -o python_functions='bench_*'

load: dev ## fifty people for two minutes on PostgreSQL, Redis, gunicorn and two workers; prints a table
	$(BIN)/python -m tests.load.run

soak: dev ## bad days at full length, about half an hour: 2,000 jobs, every kind killed, the broker gone for 10 s
	SOAK=1 $(BIN)/pytest -s tests/topology tests/faults

pins: .venv/bin/python ## write constraints.txt anew, with the newest versions pyproject.toml allows
	rm -rf build/pins
	$(BIN)/python -m venv build/pins
	build/pins/bin/python -m pip --quiet install -e '.[dev]'
	build/pins/bin/python -m pip freeze --exclude-editable | grep -v ' @ ' | sort -f > constraints.txt

clean: ## remove everything that was made except the data in instance/
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find app optimizer seeds tests -name __pycache__ -type d -prune -exec rm -rf {} +

install: .venv/installed

dev: .venv/installed-dev

browser: dev
	@$(BIN)/python tests/browsers.py

.venv/bin/python:
	@for candidate in $(PYTHON); do \
	  if "$$candidate" -c 'import sys, venv, ensurepip; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making .venv with $$("$$candidate" -V)"; \
	    exec "$$candidate" -m venv .venv; \
	  fi; \
	done; \
	for candidate in $(PYTHON); do \
	  if "$$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "$$("$$candidate" -V) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	    exit 1; \
	  fi; \
	done; \
	echo "Python 3.11 or newer is needed and none was found among: $(PYTHON). Name one with: make PYTHON=/path/to/python3" >&2; \
	exit 1

.venv/installed: .venv/bin/python constraints.txt pyproject.toml
	@echo "Installing what Ennoshita needs (about a minute the first time)"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/bin/python constraints.txt pyproject.toml
	@echo "Installing what developers need (about two minutes the first time)"
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch .venv/installed $@
