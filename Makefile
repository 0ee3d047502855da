# One command for each thing a person wants: demo, test, test-footage, proof, bench, clean.

VENV := .venv
BIN := $(VENV)/bin
OPSNAP_SHARED ?= ../shared
# The first interpreter of the machine that is new enough; PYTHON=... names another.
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
INSTALLED := $(VENV)/installed
BENCHES := $(filter-out %/__init__.py %/measure.py %/drawn.py,$(wildcard bench/*.py))

# A dozen programs start a thousand times in the tests: none of them compiles what another one compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help venv demo run test check test-footage proof bench clean browser

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /make \1	/' | expand -t 22

venv: $(INSTALLED) ## the interpreter and everything locked, into .venv

$(INSTALLED): requirements/dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found; install one or say make PYTHON=/path/to/python3."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is not that."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make environments; on Debian and Ubuntu install python3-venv."; exit 1; }
	@echo "Installing into $(VENV); this takes about a minute the first time."
	@"$(PYTHON)" -m venv $(VENV) >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: venv ## everything on this machine, with an invented caseload; Ctrl-C stops it
	@exec $(BIN)/opsnap demo --stop-with-parent $(ARGS)

run: venv ## everything on this machine, without invented data
	@exec $(BIN)/opsnap run --stop-with-parent $(ARGS)

test: check browser ## every check and every test that needs no recordings
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not footage and not proof"

check: venv ## style, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| ls -d "$${HOME}"/.cache/ms-playwright/chromium* >/dev/null 2>&1 \
		|| { echo "Chromium is missing: install your system's chromium, or run $(BIN)/playwright install chromium."; exit 1; }

test-footage: venv ## the tests on real recordings in $OPSNAP_SHARED (../shared)
	@test -d "$(OPSNAP_SHARED)/footage" || { echo "There are no recordings in $(OPSNAP_SHARED)/footage; set OPSNAP_SHARED to the folder that has them."; exit 1; }
	OPSNAP_SHARED="$(OPSNAP_SHARED)" $(BIN)/python -m pytest -m footage

proof: venv ## the heavy proofs, by name and seed, into proof-report.json
	@$(BIN)/python -m pytest -p tests.proof_report -m proof \
		|| { test $$? != 5 || echo "No heavy proof is written yet; SECURITY.md says what holds today."; exit 1; }

bench: venv ## every measurement, one line of JSON each
	@for one in $(basename $(notdir $(BENCHES))); do $(BIN)/python -m bench.$$one --json || exit 1; done

clean: ## remove the environment, caches and the demo's data; never opsnap-home
	rm -rf $(VENV) .demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache proof-report.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
