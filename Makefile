# Needs nothing but Python (3.11 or later) with venv and pip, and make.
# Everything installed is pinned with its hashes in requirements.txt and requirements-dev.txt.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
BIN := .venv/bin
ARGS ?=
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
PIN := .venv-pins/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --upgrade

.PHONY: run test lint unit test-long test-peers bench scale requirements clean

run: .venv/.installed  ## open newsbrowse on the library used last (ARGS="PATH…" adds articles)
	@$(BIN)/newsbrowse $(ARGS)

test: lint unit  ## everything that must hold before a commit

lint: .venv/.installed-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@report=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$report"; exit 1; }

unit: .venv/.installed-dev lint
	@$(BIN)/pytest -q -n auto --maxprocesses 4 $(ARGS)

test-long: .venv/.installed-dev  ## many kills and big inputs
	@$(BIN)/pytest -q -m long $(ARGS)

# PyICU is built from its source: that needs a C++ compiler and the headers of ICU.
test-peers: .venv-peers/.installed  ## the programs that read our formats; a skipped test is a failed one
	@.venv-peers/bin/pytest -q -c tests/peers/peers.ini tests/peers $(ARGS)

# With .pyc files, whatever the environment says: without them every start is three times as slow.
bench scale: export PYTHONDONTWRITEBYTECODE :=
bench scale: export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
bench: .venv/.installed-dev  ## every claim about speed, against its peer or floor
	@for script in $(subst /,.,$(basename $(wildcard benchmarks/*/*.py))); do \
		echo "== $$script"; $(BIN)/python -m $$script || exit 1; done

scale: .venv/.installed-dev  ## those about 100,000 articles, with the machine they ran on
	@$(BIN)/python -m benchmarks.scale $(ARGS)

requirements: .venv-pins/bin/uv  ## pin anew what pyproject.toml asks for
	@$(PIN) pyproject.toml --group build --extra html --extra formats --extra web -o requirements.txt
	@$(PIN) --group dev -c requirements.txt -o requirements-dev.txt
	@$(PIN) pyproject.toml --group peers --extra html --extra formats --extra web -o requirements-peers.txt

clean:  ## remove what make has made
	rm -rf .venv .venv-peers .venv-pins .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "No python3 found: install Python 3.11 or later." >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements.txt pyproject.toml | .venv/bin/pip
	@echo "Installing newsbrowse into .venv: this takes a minute or two …" >&2
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@echo "Installed. Its commands from now on: $(BIN)/newsbrowse --help" >&2
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing the tools of the tests into .venv …" >&2
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

.venv-peers/.installed: requirements-peers.txt
	@echo "Installing what reads our formats into .venv-peers: this takes some minutes …" >&2
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv-pins/bin/uv:
	@$(PYTHON) -m venv .venv-pins
	@.venv-pins/bin/pip install --quiet --disable-pip-version-check uv
