# `make clip` makes the first clip. Everything is installed into .venv with plain pip.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps

REQUEST ?= a red fox runs across a snowy field, camera panning right
OUT ?= clip.mp4
STEPS ?=
WORKERS ?= 4

# Taken over letter by letter: without this, make would expand a `$` inside a request, even `$(shell ...)`.
override REQUEST := $(value REQUEST)
override OUT := $(value OUT)
export REQUEST OUT

.PHONY: help clip test coverage check bench bench-flipbook bench-ledger bench-provenance bench-service bench-service-http bench-page faults oracles policy-report policy-mutation mutation-conversations conversations bench-conversations train clean

help: ## Say what each target does.
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/core: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[test]'
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/core

$(STAMPS)/train: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[train]'
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/core

$(STAMPS)/browser: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[test,browser]'
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/core $(STAMPS)/test

$(STAMPS)/oracles: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[test,oracles]'
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/core $(STAMPS)/test

clip: $(STAMPS)/core ## Make one clip: REQUEST='a red fox runs' OUT=clip.mp4
	@$(BIN)/reelwright make --out "$$OUT" -- "$$REQUEST"

test: $(STAMPS)/test ## Run the test suite.
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=$(WORKERS) --dist=loadfile

INSPECTOR := build/inspector

# The Inspector wants a newer Node than most machines have, and brings it along.
$(INSPECTOR)/.installed:
	npm install --silent --no-audit --no-fund --prefix $(INSPECTOR) node@24 @modelcontextprotocol/inspector@2.12.0
	@touch $@

oracles: $(STAMPS)/oracles $(INSPECTOR)/.installed ## Let the programs of others take the tools; needs npm once, and then no network.
	@$(BIN)/python -m pytest -m oracle --disable-socket --allow-hosts=127.0.0.1 tests

coverage: $(STAMPS)/test ## Run the tests of policy/; fail where one of its branches is not run.
	@$(BIN)/python -m pytest tests/policy --cov=policy --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

check: $(STAMPS)/test ## Lint, format, types and the direction of imports.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMPS)/core ## Measure how long a clip takes on this machine.
	@$(BIN)/python -m benchmarks.clip

bench-service-http: $(STAMPS)/test ## Measure HTTP: checks, clips made before, a thousand event streams.
	@$(BIN)/python -m benchmarks.service_http

bench-page: $(STAMPS)/browser ## Measure how soon the page is seen; needs a Chromium on the machine.
	@$(BIN)/python -m benchmarks.page

bench-service: $(STAMPS)/core ## Measure jobs: accepting, the shelf, cancelling.
	@$(BIN)/python -m benchmarks.service

faults: $(STAMPS)/core ## Kill workers and clients at 20 random points; say what was lost.
	@$(BIN)/python -m benchmarks.fault

bench-ledger: $(STAMPS)/core ## Measure provenance rows, the audit chain, and what of a tampering is noticed.
	@$(BIN)/python -m benchmarks.ledger

bench-provenance: $(STAMPS)/core ## Measure the marks: time, what the watermark survives, false finds, tampering.
	@$(BIN)/python -m benchmarks.provenance

policy-report: $(STAMPS)/core ## Judge every hand-written case; print and write docs/policy-report.md.
	@$(BIN)/python -m benchmarks.policy_report

BENCH ?=

bench-flipbook: $(STAMPS)/core ## Judge the built-in model: BENCH='--quick --rows colour camera'
	@$(BIN)/python -m benchmarks.flipbook $(BENCH)
SAMPLE ?= 300
SEED ?= 1

policy-mutation: $(STAMPS)/test ## Put small faults into copies of policy/; write docs/policy-mutation.md. SAMPLE=300 SEED=1
	@nice -n 10 $(BIN)/python -m benchmarks.mutation --sample $(SAMPLE) --seed $(SEED)

conversations: $(STAMPS)/test ## Hold the example conversations; report in build/conversations.html.
	@mkdir -p build
	@$(BIN)/reelwright converse run examples/conversations --quiet --report build/conversations.html

bench-conversations: $(STAMPS)/test ## Measure 200 conversations of three turns, and what the pytest plugin costs.
	@$(BIN)/python -m benchmarks.conversation

mutation-conversations: $(STAMPS)/test ## Seed forty faults into the service; say how many the conversations catch.
	@nice -n 10 $(BIN)/python -m benchmarks.conversation_mutation

ICONS := build/icons/node_modules
ICON_SETS := fluent-emoji-flat@^1 noto@^1 fluent-emoji-high-contrast@^1 fluent-emoji@^1
MINUTES ?= 120

$(ICONS)/.sets: # the open picture sets; only training needs them, and npm
	npm install --silent --no-audit --no-fund --prefix build/icons $(addprefix @iconify-json/,$(ICON_SETS))
	@touch $@

train: $(STAMPS)/train $(ICONS)/.sets ## Train the built-in model: MINUTES=120, or STEPS=200
	@$(BIN)/python -m generator.flipbook.train all --icons $(ICONS) --minutes $(MINUTES) $(if $(STEPS),--steps $(STEPS))

clean: ## Remove caches, builds and clip.mp4; .venv stays.
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov clip.mp4
	find agent_tools generator policy tests benchmarks examples -name __pycache__ -type d -prune -exec rm -rf {} +
