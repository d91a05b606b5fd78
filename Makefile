# Everything a person does with this project, by name. Bare `make` lists it.

PY := .venv/bin/python
READY := .venv/.ready
PORT ?= 8765
EXAMPLE := content/example
WORKSPACE := --port $(PORT) --workspace $(EXAMPLE)/workspace.yml --manifest manifest.yml $(if $(filter yes true 1,$(FILES_IN_SLACK)),--scope files:write)
SANDBOX := $(PY) -m sandbox --folder .sandbox $(WORKSPACE)
PREVIEW := $(PY) -m sandbox --folder .preview $(WORKSPACE)
BOT := $(PY) -m bot import $(EXAMPLE)/people.csv $(EXAMPLE)/children.csv && exec $(PY) -m bot run
WORKERS ?= 3
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup check test coverage soak run sandbox preview tour bench pictures format

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv and install what uv.lock names (the others do this by themselves)

$(READY): pyproject.toml uv.lock .ci/setup
	@sh .ci/setup

# What is given to make, such as POLICY=dorset, make hands on to the bot as a setting by itself.
run: $(READY) ## start the bot: real Slack when .env has its tokens, the sandbox otherwise (POLICY=dorset)
	@world=$$($(PY) -m bot world) || exit 1; \
	if [ "$$world" = slack ]; then exec $(PY) -m bot run; else exec $(MAKE) --no-print-directory sandbox; fi

sandbox: $(READY) ## start the pretend workspace (FRESH=1 anew, PORT=8765, POLICY=dorset, FILES_IN_SLACK=yes)
	@$(SANDBOX) $(if $(FRESH),--fresh) -- sh -c '$(BOT)'

preview: $(READY) ## look at forms step by step in the sandbox (FORM=audit-part-1; all of them without)
	@$(PREVIEW) --fresh -- $(PY) -m bot content preview $(FORM)

tour: $(READY) ## watch the whole story play itself in the page (FAST=1 without waiting)
	@$(PY) -m tests.tour $(if $(FAST),--fast)

check: $(READY) ## types, lint, import contracts, content and manifest
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) -m pytest -q tests/models/content tests/sandbox/test_manifest.py

# A test run starts many processes: each would compile every module anew where Python may not keep what it compiled.
test coverage soak: export PYTHONDONTWRITEBYTECODE =

test: $(READY) ## every test (page tests need chromium; PostgreSQL comes along)
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder

coverage: $(READY) ## every test, and which lines and branches none of them reaches
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

soak: $(READY) ## the long runs: kills at any moment, big property runs (SEED=n)
	@SOAK=1 $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "soak or hypothesis or by_turns" --hypothesis-seed=$(SEED)

bench: $(READY) ## what people wait for, planning, posts and verify, each beside its comparison (ONLY=verify)
	@$(PY) -m tests.benchmarks $(if $(ONLY),--only $(ONLY))

pictures: $(READY) ## take the pictures of README and docs anew
	@PICTURES=docs/pictures $(PY) -m pytest -q tests/browser/test_story.py tests/browser/test_story_on_a_phone.py

format: $(READY) ## let ruff lay out the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .
