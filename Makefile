# Partywall's commands; `make help` lists them. Each does the set-up that it needs and that is not done yet.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Most tests wait for servers and browsers, so that two at a time take little more than half as long.
TWO    := $(BIN)/python -m pytest -n 2 --dist worksteal
# On two busy cores two tests may be too slow for each other. What failed so is run once more by itself, and has failed
# if it fails again; a test that passes only then is printed as a failure all the same, and wants mending.
AGAIN  := $(BIN)/python -m pytest --last-failed --last-failed-no-failures=none --maxfail=5
# What asks little of the records is run with PostgreSQL by test-scale alone.
ALSO_ON_POSTGRES := --records=postgres -m "not no_records" tests/http tests/landed
# What holds for a server's own party holds for one under /p/, too.
UNDER_P := --at=anna-ben -m "not alone" tests/http tests/tus
ON_POSTGRES := --records=postgres tests/http tests/tus tests/replicas tests/test_commands.py tests/test_disk.py \
    tests/test_kill.py tests/test_shutdown.py tests/test_two_processes.py
IN_STORE := --records=postgres --files=s3 tests/http tests/tus tests/test_kill.py
# In memory where there is room: a power cut is nothing that a test could make, so no test needs the disk's patience.
ROOMY  := $(shell df --output=avail -k /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 4000000 { print "/dev/shm" }')
TEXTS  := $(shell find static -name '*.js' -o -name '*.css' -o -name '*.svg')
NODE   := scripts/with_node.sh $(VENV)
PIP    := $(BIN)/python -m pip install -qq --disable-pip-version-check

# Arguments for the command at hand: make run ARGS="--help", make test ARGS="tests/test_config.py -x".
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run demo test test-scale test-compose lint soak bench setup setup-dev nudity book lock messages screenshots clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## start the wall on PARTYWALL_HOST:PARTYWALL_PORT (0.0.0.0:8080)
	@exec $(BIN)/python -m app serve $(ARGS)

demo: export PARTYWALL_DATA_DIR ?= demo-data
demo: setup ## start a party of drawn pictures in ./demo-data, with a new one every few seconds
	@exec $(BIN)/python -m app demo --serve --every 5 $(ARGS)

test test-scale: export PYTEST_DEBUG_TEMPROOT ?= $(or $(ROOMY),/tmp)
test: setup-dev ## check the code, then prove that it works, in a real browser
	@scripts/install_test_tools.sh
	@$(MAKE) --no-print-directory lint
ifdef ARGS
	@$(BIN)/python -m pytest $(ARGS)
else
	@$(TWO) -m "not alone" || $(AGAIN) -m "not alone"
	@$(TWO) $(ALSO_ON_POSTGRES) || $(AGAIN) $(ALSO_ON_POSTGRES)
	@$(BIN)/python -m pytest -m alone || $(AGAIN) -m alone
endif

lint: setup-dev ## check style, types and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(NODE) node node_modules/typescript/bin/tsc -p tsconfig.json
	$(NODE) node node_modules/eslint/bin/eslint.js --cache --cache-location node_modules/.eslint .
	$(BIN)/python scripts/catalogues.py check

test-scale: setup-dev ## prove that what a server promises holds under /p/, with PostgreSQL and with a store, too
	@scripts/install_test_tools.sh
	@$(TWO) $(UNDER_P) $(ARGS)
	@$(TWO) -m "not alone" $(ON_POSTGRES) $(ARGS)
	@$(TWO) -m "not alone" $(IN_STORE) $(ARGS)
	@$(BIN)/python -m pytest -m alone $(ON_POSTGRES) $(ARGS)
	@$(BIN)/python -m pytest -m alone $(IN_STORE) $(ARGS)

test-compose: setup-dev ## start both compose files on this machine's Docker engine, and use them
	$(BIN)/python -m tests.compose.run $(ARGS)

soak: setup-dev ## 2 GiB, two hundred kills, a hundred photos through trouble, a very slow phone, a wall for two hours, decisions that meet (an hour)
	$(BIN)/python -m tests.tus.soak $(ARGS)
	$(BIN)/python -m tests.browser.soak
	$(BIN)/python -m tests.browser.wall_soak
	@$(TWO) tests/moderation -k "no_order or deeds_that_meet" --seeds=40-440

bench: setup-dev ## measure the wall beside its peers (quarter of an hour; ARGS="fanout --quick" for a part)
	@scripts/install_bench_tools.sh
	@$(BIN)/python -m bench $(or $(ARGS),--write)

messages: setup-dev ## bring translations/ up to date with the words in the code
	$(BIN)/python scripts/catalogues.py update

screenshots: setup-dev ## take the README's pictures of the demo party
	$(BIN)/python scripts/screenshots.py $(ARGS)

nudity: setup ## install the check for nakedness, which hosts can switch on (175 MB)
	@$(PIP) --require-hashes -r requirements-nudity.lock
	@echo "The check is there. Each host switches it on under Settings."

book: setup ## install what makes the book, a PDF for printing (as root on Debian with libraries and fonts, 150 MB)
	@scripts/install_book_tools.sh
	@$(PIP) --require-hashes -r requirements-book.lock
	@echo "The book can be made. “python -m app doctor” says whether all fonts are there."

lock: ## choose and lock the newest dependencies that pyproject.toml and package.json allow
	@scripts/make_venv.sh $(PYTHON) $(VENV)
	@scripts/lock.sh $(VENV)

clean: ## remove everything made here except the party itself (./data)
	rm -rf $(VENV) node_modules static/vendor app/albums/places.table demo-data .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find static -name '*.gz' -delete -o -name '*.br' -delete -o -name .compressed -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps lie inside what they stand for, so that removing that brings it back.
setup: $(VENV)/.installed static/vendor/versions.json static/.compressed app/albums/places.table
setup-dev: setup $(VENV)/.installed-dev

$(VENV)/.installed: requirements.lock scripts/make_venv.sh
	@echo "Setting up Python in $(VENV)"
	@scripts/make_venv.sh $(PYTHON) $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Setting up the tools for tests and checks in $(VENV)"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc scripts/with_node.sh | $(VENV)/.installed
	@echo "Fetching the browser's files from npm"
	@$(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

static/.compressed: static/vendor/versions.json scripts/compress_static.js $(TEXTS)
	@$(NODE) node scripts/compress_static.js
	@touch $@

app/albums/places.table: node_modules/.installed scripts/places_table.py
	@$(BIN)/python scripts/places_table.py

static/vendor/versions.json: node_modules/.installed scripts/vendor.py
	@$(BIN)/python scripts/vendor.py
