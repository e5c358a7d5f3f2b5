# Two commands matter: `make demo` and `make test`. `make` alone prints this help.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMPS := .setup
PORT ?= 8000
# For every Python from 3.11.0 on, not for that of this machine alone.
resolve = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header
# Gradient boosting and numba fight over two cores otherwise.
export OMP_NUM_THREADS := 1
export PYTHONDONTWRITEBYTECODE :=

DEMO_ENV = TONGQIAO_DEMO=1 TONGQIAO_INSTANCE=instance FLASK_APP=wsgi \
	TONGQIAO_SECRET_KEY_FILE=instance/secret_key TONGQIAO_KEYRING_FILE=instance/keyring \
	TONGQIAO_DATABASE_URL=sqlite:///$(CURDIR)/instance/site.db \
	TONGQIAO_PUBLIC_URL=http://127.0.0.1:$(PORT)

.PHONY: help
help: ## Print this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: demo
demo: $(STAMPS)/run words instance/keyring instance/secret_key ## The site with fictional people on http://127.0.0.1:8000
	@$(DEMO_ENV) $(BIN)/flask demo serve --port $(PORT)

.PHONY: test
test: check test-sqlite test-postgres test-browser test-operations ## Everything: style, types, both databases, real Chromium, the page of operations

.PHONY: quick
quick: $(STAMPS)/dev words ## What a change touches: style, types, imports, rules of the house, tests of its rooms
	$(BIN)/ruff check app matching tests migrations wsgi.py
	$(BIN)/ruff format --check app matching tests wsgi.py
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not operations" $$($(BIN)/python -m tests.quick)

.PHONY: events
events: $(STAMPS)/dev words ## Write docs/events.md anew from the events themselves
	$(BIN)/python -m tests.house.events_page

.PHONY: check
check: $(STAMPS)/dev words ## Style, types, import order, spelling, dead code
	$(BIN)/ruff check app matching tests benchmarks migrations wsgi.py
	$(BIN)/ruff format --check app matching tests benchmarks wsgi.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell README.md Makefile docs app matching templates tests
	$(BIN)/vulture

.PHONY: test-sqlite
test-sqlite: $(STAMPS)/dev words ## The suite on SQLite
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not operations"

.PHONY: test-postgres
test-postgres: $(STAMPS)/dev $(STAMPS)/services words ## What touches the database, on a PostgreSQL of its own
	$(BIN)/python -m tests.services with-postgres $(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not operations" tests/app tests/house

.PHONY: test-browser
test-browser: $(STAMPS)/dev $(STAMPS)/axe $(STAMPS)/services words ## The journeys in real Chromium
	$(BIN)/python -m pytest -n 2 --dist worksteal -m browser tests/browser

.PHONY: test-operations
test-operations: $(STAMPS)/dev $(STAMPS)/services words ## docs/operations.md followed to the letter: nginx, Redis, PostgreSQL, two workers
	$(BIN)/python -m pytest tests/operations

.PHONY: reliability
reliability: $(STAMPS)/dev $(STAMPS)/services words ## Inject the faults of a running site on both databases; writes docs/reliability.md
	$(BIN)/python -m tests.reliability

.PHONY: bench
bench: $(STAMPS)/bench words ## Measure every step beside its peers; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks

.PHONY: screenshot
screenshot: $(STAMPS)/dev $(STAMPS)/services words ## Take the README's picture anew
	$(BIN)/python -m tests.screenshot docs/screenshot.png

.PHONY: lock
lock: $(STAMPS)/dev ## Resolve the dependencies anew, with hashes
	$(resolve) pyproject.toml -o requirements/run.txt
	$(resolve) --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	$(resolve) -c requirements/run.txt -c requirements/dev.txt requirements/bench.in -o requirements/bench.txt

.PHONY: clean
clean: ## Forget the demo's database and what was set up
	rm -rf instance $(STAMPS) $(VENV) node_modules matching/kernels/__pycache__/kernels-*

.PHONY: words
words: $(STAMPS)/run
	@$(BIN)/python -m app.kernel.catalogue

$(STAMPS)/venv: requirements/uv.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tongqiao needs Python 3.11 or newer.")'
	python3 -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt \
		|| echo "uv is not to be had; pip will do, more slowly."
	@mkdir -p $(STAMPS) && touch $@

# $(call install,LOCK): by uv where it is and gets through, else by pip, with the same hashes.
# Certificates are those that the machine trusts, as pip and git trust them.
install = { [ -x $(BIN)/uv ] && $(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes -r $(1); } \
	|| $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $(1)

$(STAMPS)/run: requirements/run.txt $(STAMPS)/venv
	$(call install,requirements/run.txt)
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/run
	$(call install,requirements/dev.txt)
	@touch $@

# Into the same environment, but held to the versions of the product: peers change nothing in it.
$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/services
	$(call install,requirements/bench.txt)
	$(BIN)/python -m benchmarks.postgis
	@touch $@

$(STAMPS)/axe: package-lock.json $(STAMPS)/venv
	if ! command -v npm >/dev/null; then $(call install,requirements/node.txt); fi
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent
	@touch $@

$(STAMPS)/services: tests/services.py $(STAMPS)/dev
	$(BIN)/python -m tests.services install
	@touch $@

instance/keyring: $(STAMPS)/run
	@mkdir -p instance && [ -s $@ ] || (umask 077; $(BIN)/python -c 'from app.kernel.secrets import Keyring; print(Keyring.generate())' > $@)
	@touch $@

instance/secret_key: $(STAMPS)/run
	@mkdir -p instance && [ -s $@ ] || (umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_hex(32))' > $@)
	@touch $@
