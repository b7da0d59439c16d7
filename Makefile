# The daily commands; CI calls the same ones.
.DEFAULT_GOAL := help
PORT ?= 8000
BIN := .venv/bin
DEMO_ENV := DEMO=true PORT=$(PORT)

.PHONY: help run test check bench messages

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Start the demonstration at http://127.0.0.1:8000
	@.ci/bootstrap run
	@$(DEMO_ENV) LOG_LEVEL=WARNING $(BIN)/python manage.py prepare_demo
	@$(DEMO_ENV) $(BIN)/gunicorn training.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --worker-class gthread --log-level warning

test: ## Run the whole suite, browser journeys included
	@.ci/bootstrap test
	@$(BIN)/python -m pytest -n 2

check: ## Lint, types, import rule, templates, migrations, translations, spelling and wording
	@.ci/bootstrap check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy
	DEMO=true $(BIN)/python manage.py makemigrations --check --dry-run
	DEMO=true $(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python -m tests.catalogue
	$(BIN)/python -m tests.wording

bench: ## Print the speed ratios of docs/benchmarks.md
	@.ci/bootstrap run
	@DEMO=true $(BIN)/python -m tests.bench

messages: ## Collect strings for translation (needs gettext)
	@DEMO=true $(BIN)/python manage.py makemessages -l uk --no-location --no-obsolete -i .venv -i var -i .tools -i tests
