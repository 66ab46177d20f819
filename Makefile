# Rotative: `make` shows what can be made. Needs Python 3.11 to 3.13; for `make test` also a JDK 21+ and Maven, or Docker.

FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3 python; do \
	"$$each" -c '$(FITS)' >/dev/null 2>&1 && command -v "$$each" && break; done)
VENV_PYTHON := .venv/bin/python
PYTEST := $(VENV_PYTHON) -m pytest
# Two files of tests at one time, each with services of its own: most of their time they wait.
TOGETHER := -n 2 --dist loadfile
PACKAGES := config pipeline workers web cli seeds
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header

.PHONY: help setup demo test test-full test-services chaos lint bench quality lock clean runtime python
.DEFAULT_GOAL := help

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "make %-14s %s\n", $$1, $$2}'

setup: python ## build .venv, with the command and all that development needs
	@$(PYTHON) .ci/environment.py dev

runtime: python
	@$(PYTHON) .ci/environment.py runtime

python:
	@test -n "$(PYTHON)" || { echo "Rotative needs Python 3.11, 3.12 or 3.13: install one, or make PYTHON=/path/to/it" >&2; exit 1; }

demo: runtime ## read the sample articles, show the books and a search
	@.venv/bin/rotative demo

test: setup test-services ## all tests on the real services, with a short chaos
	$(PYTEST) $(TOGETHER) tests/unit tests/integration tests/acceptance tests/chaos

test-full: setup test-services ## the same, with the long forms
	$(PYTEST) $(TOGETHER) --full tests/unit tests/integration tests/acceptance tests/chaos

test-services: setup ## download and build the real Redis and Elasticsearch of the tests
	@$(VENV_PYTHON) -m tests.services.prepare

chaos: setup test-services ## processes killed on purpose, at length
	$(PYTEST) --full tests/chaos

lint: setup ## format, style and types
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy $(PACKAGES)

bench: setup ## articles per second, beside a bare loop
	$(VENV_PYTHON) -m benchmarks.pipeline
	$(VENV_PYTHON) -m benchmarks.fetch
	$(VENV_PYTHON) -m benchmarks.scheduler

quality: setup ## how well names, quotations and texts are found
	$(VENV_PYTHON) tests/quality/measure.py

lock: setup ## bring the locks up to pyproject.toml (UPGRADE=--upgrade: to the newest versions)
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev --output-file requirements-dev.lock
	$(LOCK) pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock
	$(LOCK) --group build --constraint requirements-dev.lock --output-file requirements-build.lock

clean: ## remove what make made
	rm -rf .venv .cache .pytest_cache .ruff_cache .mypy_cache .hypothesis dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
