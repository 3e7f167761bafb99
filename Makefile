# Works with make and Python 3.11 or later, and nothing else: everything is installed into .venv.

PYTHONS  := python3 python3.13 python3.12 python3.11
BIN      := .venv/bin
PYTEST   := $(BIN)/pytest --numprocesses=logical --maxprocesses=8 --dist=worksteal
# What `make check` adds to `make test`, so that no test runs twice.
COVERAGE :=

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help setup sandbox test test-fast check holes lint bench pictures format lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 12

setup: .venv/ready ## install what the project needs into .venv

sandbox: .venv/runnable ## try the app in the browser, against a local Slack
	@$(BIN)/readiness sandbox

test: .venv/ready ## run all tests, on SQLite and on a Postgres that they start
	$(PYTEST) $(COVERAGE)

test-fast: .venv/ready ## run what takes a minute: the rules, SQLite, what is drawn, and a few journeys
	$(PYTEST) -m "not slow"

check: lint holes ## run all that CI runs: style, types, imports, tests, coverage
	$(MAKE) test COVERAGE="--cov --cov-report="
	$(BIN)/coverage report --include="readiness/*" --fail-under=100
	$(BIN)/coverage report --omit="readiness/*" --fail-under=95.01

lint: .venv/ready ## check format, style, types and imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

holes: .venv/ready ## look for known holes in what the lock names, where the package index can be reached
	$(BIN)/python .ci/holes.py

bench: .venv/ready ## measure the app against a bare Bolt app
	$(BIN)/python -m benchmarks

pictures: .venv/ready ## draw the documentation's pictures anew
	$(BIN)/python -m docs.pictures

format: .venv/ready ## put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Options that name no registry: the lock says what is installed, each machine says from where.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: ## renew requirements.lock and requirements.runtime.lock
	@test -x $(BIN)/uv || $(MAKE) setup
	$(LOCK) --extra build --extra dev --output-file requirements.lock
	$(LOCK) --extra build --constraint requirements.lock --output-file requirements.runtime.lock

clean: ## remove .venv and everything that was built
	rm -rf .venv build dist *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two steps, so that trying the app doesn't wait for the tools of its tests.
.venv/ready: .venv/runnable requirements.lock
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

.venv/runnable: pyproject.toml requirements.runtime.lock
	@$(FIND_PYTHON); $(MAKE_VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.runtime.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

define FIND_PYTHON
for python in $(PYTHONS) ""; do \
	test -z "$$python" || ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || break; \
done; \
test -n "$$python" || { \
	echo "This needs Python 3.11 or later, and none of these is: $(PYTHONS)." >&2; exit 1; }
endef

define MAKE_VENV
$(BIN)/python -c '' 2>/dev/null || "$$python" -m venv --clear .venv >/dev/null || { \
	echo "$$python can't make a virtual environment: install its venv module (Debian: apt-get install python3-venv)." >&2; \
	exit 1; }
endef
