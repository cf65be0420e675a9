# One meaning each: demo up test check bom audit bench fuzz faults quality lock.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
WORKSPACE ?= workspace

.PHONY: demo up test check bom audit bench fuzz faults quality lock clean

demo: .venv/installed   ## Run the whole job once, unattended, on the example committee
	$(BIN)/communique demo

up: .venv/installed     ## Run Communiqué on the folder WORKSPACE (made if it is not there)
	[ -e "$(WORKSPACE)/committee.yaml" ] || $(BIN)/communique init "$(WORKSPACE)"
	$(BIN)/communique up "$(WORKSPACE)"

test: .venv/installed   ## Run every test, on two processors
	$(BIN)/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder

check: .venv/installed  ## Lint, format, types, import rules, the lock and licences
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_rooms.py tests/test_lock.py

bom: .venv/installed    ## Write the bill of materials of what is shipped (CycloneDX) to build/bom.json
	PYTHONPATH=tests/support $(BIN)/python -m bill build/bom.json

audit: .venv/installed  ## Ask the public databases for known weaknesses in what is locked; needs the internet
	PYTHONPATH=tests/support $(BIN)/python -m bill.audit

bench: .venv/installed  ## Measure against named rivals; a table and JSON
	$(BIN)/python -m benchmarks

faults: .venv/installed ## Kill, cut, fill and mislead it at every step; a table in docs/
	PYTHONPATH=tests/support $(BIN)/python -m faults --write docs/faults-campaign.md

fuzz: .venv/installed   ## Feed the program with 105,000 hostile inputs; a failure names the seed that gives it again
	PYTHONPATH=tests/support $(BIN)/python -W ignore -m fuzz

quality: .venv/installed ## How well the rules judge labelled posts: precision, recall, F1
	$(BIN)/python -m benchmarks.quality

lock: .venv/installed   ## Resolve pyproject.toml anew into requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --extra editor --extra linkedin --extra postgresql --extra redis --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --quiet \
	  --output-file requirements.lock

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed. Name it: make PYTHON=python3.12")'
	[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	touch $@

clean:                  ## Remove what make made
	rm -rf .venv build dist *.egg-info
