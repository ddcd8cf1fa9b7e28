# matchsafe. `make demo` shows it, `make test` checks it; both set up everything they need inside this checkout.
.DEFAULT_GOAL := help
.PHONY: help demo serve test quick lowest check lint bench docs screenshot clean
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

export UV_PROJECT_ENVIRONMENT := .venv
export PYTHONUTF8 := 1
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
# Where it is set, every process compiles every library anew: a short command then takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

UV := ./scripts/uv
BIN := .venv/bin
ON := 2026-11-22
PLAN_ON := 2026-09-01
COVERAGE_FLOOR := 95
BENCH_RESULTS := .benchmarks
# Random examples are the same in every run of the gate; make test SEED=2 tries others, and plain pytest always does.
SEED := 1

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.user ## print two outlooks, a plan, what is due today, and a rank list with its chances
	@for file in non_us_img_internal_medicine_6 us_img_family_medicine_10; do \
		printf '\n$$ matchsafe outlook examples/%s.yaml --on $(ON)\n\n' $$file; \
		$(BIN)/matchsafe outlook examples/$$file.yaml --on $(ON) </dev/null || exit 1; \
	done
	@printf '\n$$ matchsafe plan examples/planning_internal_medicine.yaml --no-catalog --budget 1500 --on $(PLAN_ON)\n\n'
	@$(BIN)/matchsafe plan examples/planning_internal_medicine.yaml --no-catalog --budget 1500 --on $(PLAN_ON) </dev/null
	@printf '\n$$ matchsafe today examples/season_record.yaml --on $(ON)\n\n'
	@$(BIN)/matchsafe today examples/season_record.yaml --on $(ON) </dev/null
	@printf '\n$$ matchsafe rank examples/non_us_img_internal_medicine_6.yaml --on $(ON)\n\n'
	@$(BIN)/matchsafe rank examples/non_us_img_internal_medicine_6.yaml --on $(ON) </dev/null
	@printf '\nThe same answers as web pages, on this machine only: run  make serve  and open  http://127.0.0.1:8000\n'

serve: .venv/.user ## open the web page at http://127.0.0.1:8000 (stop it with Ctrl-C)
	@$(BIN)/matchsafe serve

test: .venv/.all ## run every check and every test, the browser ones included
	@./scripts/chromium >/dev/null
	@rm -f .coverage .coverage.* .test-results.xml .coverage.json; \
	echo "lint, types and import contracts, beside the tests"; \
	$(MAKE) check >.checks.log 2>&1 & checks=$$!; \
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -p no:benchmark -p no:cacheprovider \
		--hypothesis-seed=$(SEED) \
		--cov=src/matchsafe --cov-branch --cov-report=json:.coverage.json \
		--junitxml=.test-results.xml -o junit_family=xunit2 </dev/null; \
	tested=$$?; \
	wait $$checks || { cat .checks.log; echo "Lint, types or import contracts failed: make lint shows them alone."; exit 1; }; \
	exit $$tested
	@$(BIN)/python scripts/verdict.py --floor $(COVERAGE_FLOOR) .test-results.xml .coverage.json

quick: .venv/.all ## the working loop: lint and the quick tests, in a minute and a half
	@$(MAKE) check
	@$(BIN)/python -m pytest --quick -n 2 --dist worksteal -p no:benchmark -p no:cacheprovider </dev/null

lowest: ## most tests with the lowest versions that pyproject.toml allows
	@./scripts/lowest

lint: .venv/.all ## ruff, mypy --strict and the import contracts
	@$(MAKE) check

check:
	@$(BIN)/ruff check -q --output-format concise .
	@$(BIN)/ruff format --check -q --output-format concise . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@out=$$($(BIN)/lint-imports --no-logo 2>&1) || { printf '%s\n' "$$out"; exit 1; }

bench: .venv/.all ## measure speed, as ratios against a floor in the same run
	@mkdir -p $(BENCH_RESULTS)
	@$(BIN)/python -m pytest benchmarks -p no:cacheprovider -p no:xdist --benchmark-disable-gc --benchmark-quiet \
		--benchmark-json=$(BENCH_RESULTS)/latest.json </dev/null

docs: .venv/.all ## write the generated reference, and build the documentation into docs/_build/html
	@$(BIN)/python -m matchsafe.workspace.seasonfile.reference docs/reference
	@$(BIN)/python -m sphinx -W -q -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html"

screenshot: .venv/.all ## take the pictures of the README again (docs/images)
	@chromium="$$(./scripts/chromium | tail -n 1)"; \
	$(BIN)/python scripts/screenshot.py outlook --on $(ON) --chromium "$$chromium" docs/images/outlook.png && \
	$(BIN)/python scripts/screenshot.py plan --on $(PLAN_ON) --chromium "$$chromium" docs/images/plan.png

clean: ## remove what the other targets made, except the saved seasons of the user
	@rm -rf .venv .lowest .uv .benchmarks docs/_build docs/reference/generated dist .coverage .coverage.* .coverage.json .test-results.xml .checks.log \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find benchmarks docs scripts src tests -name __pycache__ -prune -exec rm -rf {} +

# The environment: `.user` is what a user needs, `.all` adds the tools, the tests and every extra.
.venv/.user: pyproject.toml uv.lock
	@[ -d .venv ] || echo "First run: setting up in .venv (a minute or so)."
	@$(UV) sync -q --frozen --inexact --no-default-groups --extra web --extra catalog --extra plan --extra market
	@touch $@

.venv/.all: pyproject.toml uv.lock
	@[ -f $@ ] || echo "Setting up the tests in .venv (a few minutes the first time)."
	@$(UV) sync -q --frozen --all-groups --all-extras
	@touch $@ .venv/.user
