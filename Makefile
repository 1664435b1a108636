.PHONY: help setup develop compare test lint check bench verify lock clean
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
WORKERS := 2
PYTEST := $(BIN)/python -m pytest
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED)  ## install the pinned libraries and the project in .venv

$(INSTALLED): locks/build.txt locks/product.txt pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" .ci/setup
	@touch $@

develop: $(INSTALLED_DEV)  ## and what a developer needs: tests, checks, benchmarks

$(INSTALLED_DEV): locks/build.txt locks/dev.txt pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" .ci/setup dev
	@touch $(INSTALLED) $@

compare: setup  ## compare four policies and open the books: the main job
	$(BIN)/rapport compare

test: develop  ## the whole test suite, with coverage
	@.ci/chromium
	$(PYTEST) -n $(WORKERS) --benchmark-disable --cov --cov-report=term

lint: develop  ## lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint  ## what make lint checks, and the fast tests
	$(PYTEST) -n $(WORKERS) --benchmark-disable -m "not slow and not verify"

bench: develop  ## how fast the engines are
	$(PYTEST) benchmarks --benchmark-only --benchmark-quiet

verify: develop  ## before a release: validation, long tests, the verbs with the JIT off, benchmarks
	$(BIN)/rapport validate
	$(PYTEST) -n $(WORKERS) --benchmark-disable -m verify
	NUMBA_DISABLE_JIT=1 $(PYTEST) -n $(WORKERS) --benchmark-disable -m "not slow and not verify"
	$(MAKE) bench

lock: $(BIN)/uv  ## pin every library again, with hashes: all as before but what had to change, or UPGRADE=--upgrade
	$(LOCK) pyproject.toml --group build --group dev $(UPGRADE) -o locks/dev.txt >/dev/null
	$(LOCK) pyproject.toml -c locks/dev.txt -o locks/product.txt >/dev/null
	$(LOCK) --group build -c locks/dev.txt -o locks/build.txt >/dev/null

$(BIN)/uv:
	@PYTHON="$(PYTHON)" .ci/setup dev

clean:  ## remove everything that make made, but not your results in runs/
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
