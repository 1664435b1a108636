.PHONY: help setup compare test check bench verify lock clean
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
WORKERS := 2
PYTEST := $(BIN)/python -m pytest

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED)  ## install the pinned libraries and the project in .venv

$(INSTALLED): requirements.lock pyproject.toml .ci/setup
	@PYTHON="$(PYTHON)" .ci/setup
	@touch $@

compare: setup  ## play four policies in the same worlds and open the books: the main job
	$(BIN)/rapport compare

test: setup  ## the whole test suite, with coverage
	@.ci/chromium
	$(PYTEST) -n $(WORKERS) --benchmark-disable --cov --cov-report=term

check: setup  ## lint, format, types, import contracts and the fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -n $(WORKERS) --benchmark-disable -m "not slow and not verify"

bench: setup  ## how fast the engines are
	$(PYTEST) benchmarks --benchmark-only --benchmark-quiet

verify: setup  ## before a release: validation, long tests, the verbs with the JIT off, benchmarks
	$(BIN)/rapport validate
	$(PYTEST) -n $(WORKERS) --benchmark-disable -m verify
	NUMBA_DISABLE_JIT=1 $(PYTEST) -n $(WORKERS) --benchmark-disable -m "not slow and not verify"
	$(MAKE) bench

lock: pyproject.toml  ## pin every library again, with hashes (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate $(UPGRADE) -o requirements.lock >/dev/null

clean:  ## remove everything that make made, but not your results in runs/
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
