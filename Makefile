# One target per thing a person does here. Everything runs in .venv; nothing needs to be activated.
.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3.11
VENV := .venv
SUPERSET := .venv-superset
PY := $(VENV)/bin/python
SCALE ?=
SEED ?=
PROVINCES ?=
DATA := $(or $(SDG_DATA_DIR),data)
# Tests of one file share countries and run in one process; the longest files are the first (tests/conftest.py).
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder

ifdef ENGINE
  export SDG_ENGINE := $(ENGINE)
endif
export DAGSTER_HOME := $(CURDIR)/.dagster
export DAGSTER_DISABLE_TELEMETRY := true
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

DBT_PARSE := $(VENV)/bin/dbt --quiet parse --project-dir dbt_project --profiles-dir dbt_project
# What is silent for long says that it goes on.
SAYING := .ci/with-heartbeat
DBT_FILES := $(shell find dbt_project -type f \( -name '*.sql' -o -name '*.yml' -o -name '*.csv' -o -name '*.md' \) -not -path '*/target/*')
MANIFEST := dbt_project/target/manifest.json

.PHONY: help setup setup-spark setup-superset manifest run ui summary profile exports verify rollback tag untag vintage extract erase rekey serve-postgres fetch-un reproduce test test-fast test-spark test-superset soak soak-spark faults bench check lint format contracts contracts-released new-table new-feed new-rule graph docs sql golden images superset superset-assets lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24
	@echo
	@if [ -x $(PY) ]; then $(PY) -m orchestration --help | sed -n '/^Environment/,$$p'; \
	else echo "The environment variables are listed here once \`make setup\` has run."; fi

setup: $(VENV)/command ## Make .venv from requirements.lock (pip, hashes), with the command sdg in .venv/bin

$(VENV)/installed: requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not here; install Python 3.11, or name it: make PYTHON=..." >&2; exit 1; }
	@test ! -L $(VENV) || { echo "$(VENV) is a link, expected a folder of its own; remove the link" >&2; exit 1; }
	@$(SAYING) "set-up: makes the environment $(VENV)" $(PYTHON) -m venv --clear $(VENV)
	@$(SAYING) "set-up: installs $$(grep -c '^[A-Za-z0-9].*==' $<) packages of $<, 1 GB on disk, once" \
		$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Other implementations, with which the tests compare the figures. Whatever collects all tests imports them.
$(VENV)/reference: requirements-reference.lock $(VENV)/installed
	@$(SAYING) "set-up: installs what the tests compare with" \
		$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-reference.lock
	@touch $@

setup-spark: $(VENV)/spark ## Add Apache Spark to .venv, for ENGINE=spark (needs Java 17)

$(VENV)/spark: requirements-spark.lock $(VENV)/installed
	@$(SAYING) "set-up: installs Apache Spark, 900 MB on disk, once" \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-build-isolation --require-hashes -r requirements-spark.lock
	@touch $@

setup-superset: $(SUPERSET)/installed ## Make .venv-superset with Apache Superset, for `make superset`

# Superset needs other versions of what .venv has.
$(SUPERSET)/installed: requirements-superset.lock
	@$(SAYING) "set-up: makes the environment $(SUPERSET)" $(PYTHON) -m venv --clear $(SUPERSET)
	@$(SAYING) "set-up: installs Apache Superset, 900 MB on disk, once" \
		$(SUPERSET)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Nothing is fetched: what builds the package is in the lock file.
$(VENV)/command: $(VENV)/installed pyproject.toml
	@$(SAYING) "set-up: puts the command sdg into $(VENV)/bin" \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

manifest: $(MANIFEST) ## Parse the dbt project into the manifest that Dagster loads

$(MANIFEST): $(VENV)/installed $(DBT_FILES) | $(VENV)/command
	@# After a model was renamed, dbt fails on what it kept of the parse before: then it parses everything.
	@$(SAYING) "set-up: dbt parses the models" $(DBT_PARSE) \
		|| $(SAYING) "set-up: dbt parses every model anew" $(DBT_PARSE) --no-partial-parse
	@touch $@

run: $(MANIFEST) ## Run the main job and print what was published (SCALE, PROVINCES=58,75, SEED: the synthetic country of an empty inbox; VERBOSE=1: every model; ENGINE=spark)
	@$(PY) -m orchestration run $(if $(SCALE),--scale $(SCALE)) $(if $(PROVINCES),--provinces "$(PROVINCES)") $(if $(SEED),--seed $(SEED)) $(if $(VERBOSE),--verbose)

ui: $(MANIFEST) ## Serve Dagster on 127.0.0.1:3000 (PORT: another) to whoever has the key of the printed address
	@$(PY) -m orchestration ui $(if $(PORT),--port $(PORT))

superset: $(VENV)/installed $(SUPERSET)/installed ## Serve dashboards of the current release by Superset on 127.0.0.1:8088 (PORT: another)
	@$(PY) -m orchestration superset $(if $(PORT),--port $(PORT))

summary: $(VENV)/installed ## Print the national picture of the current release
	@$(PY) -m orchestration summary

profile: $(VENV)/installed ## Print two pages about an area as a PDF, by headless Chromium (AREA=58; LANGUAGE=en)
	@$(PY) -m orchestration profile --area "$$AREA" $(if $(LANGUAGE),--language $(LANGUAGE))

exports: $(VENV)/installed ## Print the folder of workbooks, CSV and maps of the current release (TO=folder copies them there)
	@$(PY) -m orchestration exports $(if $(TO),--to "$$TO")

verify: $(VENV)/installed ## Compare landing, warehouse, releases, pointer and the record of acts with their records
	@$(PY) -m orchestration verify

rollback: $(MANIFEST) ## Switch readers back to the release before (or to TO); WHY='..' is recorded
	@$(PY) -m orchestration rollback $(if $(TO),--to $(TO)) --why "$$WHY"

tag: $(VENV)/installed ## Name a release, which is then kept (NAME=.. RELEASE: not the current; WHY='..')
	@$(PY) -m orchestration tag --name "$$NAME" --release "$$RELEASE" --why "$$WHY"

untag: $(VENV)/installed ## Take the name from the release (NAME=.. WHY='..')
	@$(PY) -m orchestration tag --remove --name "$$NAME" --why "$$WHY"

vintage: $(VENV)/installed ## Declare a vintage of a survey round, which the next run publishes (ROUND=2567-1 KIND=final or revised; WHY='..')
	@$(PY) -m orchestration vintage --round "$$ROUND" --kind "$$KIND" --why "$$WHY"

extract: $(VENV)/installed ## Take the restricted rows of one area out of the current release (AREA=50; WHY='..')
	@$(PY) -m orchestration extract --area "$$AREA" --why "$$WHY"

erase: $(VENV)/installed ## Erase households from everything that is kept (FILE=households.csv, or HOUSEHOLD=..; WHY='..')
	@$(PY) -m orchestration erase $(if $(FILE),--file "$$FILE",--household "$$HOUSEHOLD") --why "$$WHY"

rekey: $(VENV)/installed ## Give every pseudonym a new key, and every round a revised vintage (WHY='..'; ACCEPT: rounds without one)
	@$(PY) -m orchestration rekey $(if $(ACCEPT),--accept "$$ACCEPT") --why "$$WHY"

fetch-un: $(VENV)/installed ## Deliver an SDMX file that was downloaded from the UN to the inbox (FILE=download.xml)
	@$(PY) -m orchestration fetch-un --file "$$FILE" $(if $(NATION),--nation $(NATION))

serve-postgres: $(MANIFEST) ## Copy the current release to PostgreSQL (DSN='host=.. dbname=..' without a password; RESTRICTED=1: with restricted areas)
	@$(PY) -m orchestration serve-postgres $(if $(DSN),--dsn "$$DSN") $(if $(RESTRICTED),--restricted)

reproduce: $(MANIFEST) ## Build a release again from its batches and compare (RELEASE: not the current)
	@$(PY) -m orchestration reproduce $(if $(RELEASE),--release $(RELEASE))

test: $(MANIFEST) $(VENV)/reference ## Run the tests that a change must pass: all but those of `make soak`
	$(PY) -m pytest $(PARALLEL) -m "not soak and not spark and not superset"

test-fast: $(MANIFEST) $(VENV)/reference ## Run the tests that need neither the whole job nor many audits
	$(PY) -m pytest $(PARALLEL) -m "not slow and not soak and not spark and not superset"

test-spark: $(MANIFEST) $(VENV)/reference $(VENV)/spark ## Run the tests of the second engine: the same release on Spark (needs Java 17)
	$(PY) -m pytest -m "spark and not soak"

test-superset: $(MANIFEST) $(VENV)/reference $(SUPERSET)/installed ## Run the tests of the dashboards in a real Superset
	$(PY) -m pytest -m superset

soak-spark: $(MANIFEST) $(VENV)/reference $(VENV)/spark
	$(PY) -m pytest -m "spark and soak"

soak: $(MANIFEST) $(VENV)/reference ## Run what CI runs every night: the job over as many areas as Thailand has, and slow repeats
	$(PY) -m pytest $(PARALLEL) -m "soak and not spark and not superset"

faults: $(MANIFEST) ## Put faults into the product, and write docs/faults.md (ONLY: words of the groups, all others stay)
	$(PY) -m tests.faults $(ONLY)

bench: $(MANIFEST) ## Measure the job against hand-written SQL (SCALE: 1 is the whole country; ENGINES=duckdb,spark)
	$(PY) -m tests.benchmarks $(if $(SCALE),--scale $(SCALE)) $(if $(ENGINES),--engines $(ENGINES))

check: lint ## Lint, and the rules of the code base with the layout of SQL
	$(PY) -m pytest -q tests/conventions

lint: $(MANIFEST) ## Lint: ruff, format, types, dbt parse
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/dbt --quiet parse --no-partial-parse --project-dir dbt_project --profiles-dir dbt_project

format: $(VENV)/installed ## Format the Python code
	$(VENV)/bin/ruff check --fix --quiet --exit-zero .
	$(VENV)/bin/ruff format .

contracts: $(MANIFEST) ## Write what follows from the dbt models: contracts with readers, docs/tables.md, the list of tables
	$(PY) -m orchestration contracts

contracts-released: $(MANIFEST) ## Keep the contracts as those of a tagged version, with which later contracts are compared
	$(PY) -m orchestration contracts --released

superset-assets: $(VENV)/installed ## Write the dashboards of Superset as YAML, from their declarations and the contracts
	@$(PY) -m orchestration superset --assets

docs: $(MANIFEST) ## Write dbt's page about every model and column, with the SQL for what has landed
	$(PY) -m orchestration docs

new-table: $(MANIFEST) ## Write the skeleton of a published table (NAME=area_.. SUBJECT=.. TITLE='..')
	$(PY) -m orchestration.scaffold table --name "$$NAME" --subject "$$SUBJECT" --title "$$TITLE"

new-feed: $(VENV)/installed ## Write the skeleton of a feed (NAME=.. DOMAIN=..)
	$(PY) -m orchestration.scaffold feed --name "$$NAME" --domain "$$DOMAIN"

new-rule: $(VENV)/installed ## Write the skeleton of a rule of the audit (NAME=<subject>__.. TABLE=<zone>__<table>)
	$(PY) -m orchestration.scaffold rule --name "$$NAME" --table "$$TABLE"

graph: $(MANIFEST) ## Write the snapshot of Dagster's graph, to be read as a diff
	SDG_UPDATE_SNAPSHOT=1 $(PY) -m pytest -q tests/integration/test_definitions.py

sql: $(MANIFEST) ## Print the SQL of a model for what has landed, or for our own list of indicators (MODEL: its name)
	@$(PY) -m orchestration sql --model $(or $(MODEL),$(error MODEL is not set; name a model: make sql MODEL=area_indicator))

golden: $(MANIFEST) ## Write the compiled SQL of two indicators, to be read as a diff
	SDG_UPDATE_SNAPSHOT=1 $(PY) -m pytest -q tests/conventions/test_sql.py

images: $(MANIFEST) ## Take the pictures of docs/images from the current release (needs Chromium; Superset for the dashboard)
	$(PY) -m tests.images

LOCK := --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet

lock: ## Resolve pyproject.toml into the lock files (needs uv)
	uv pip compile pyproject.toml --extra test $(LOCK) --output-file requirements.lock
	uv pip compile pyproject.toml --extra spark --constraint requirements.lock $(LOCK) --output-file requirements-spark.lock
	uv pip compile --group reference --constraint requirements.lock $(LOCK) --output-file requirements-reference.lock
	uv pip compile orchestration/presentation/superset/requirements.in $(LOCK) --output-file requirements-superset.lock

.DEFAULT:
	@echo "make: found no target $@, expected one of those that \`make help\` lists" >&2; exit 2

clean: ## Remove the environment and everything built; deliveries, landing and releases stay
	rm -rf $(VENV) $(SUPERSET) *.egg-info dbt_project/target dbt_project/logs .pytest_cache .ruff_cache .mypy_cache
	rm -rf "$(DATA)/scratch" "$(DATA)/warehouse" "$(DATA)/warehouse_spark" "$(DATA)/candidates"
