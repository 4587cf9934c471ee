# 护航 1311. `make run` and `make test` are the two commands; the rest is for those who work on it.
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3 python; do if $$name -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then echo $$name; break; fi; done)
SETUP = $(if $(PYTHON),$(PYTHON) placement/setting_up.py,@echo "Python 3.11 or newer is needed: install it (on Debian and Ubuntu: apt install python3 python3-venv) and run again." >&2; exit 1;)
MANAGE = .venv/bin/python manage.py

.PHONY: run setup test test-unit lint format shell demo screens messages lock

run:
	@$(SETUP)
	@exec $(MANAGE) serve

setup:
	@$(SETUP)

test:
	@$(SETUP) --dev --no-demo
	@.venv/bin/python -m tests $(ARGS)

test-unit:
	@$(SETUP) --dev --no-demo
	@.venv/bin/python -m tests --unit $(ARGS)

lint:
	@$(SETUP) --dev --no-demo
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint --lint --quiet templates

format:
	@$(SETUP) --dev --no-demo
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

shell:
	@$(SETUP)
	@$(MANAGE) shell

demo:
	@$(SETUP) --no-demo
	@$(MANAGE) make_city --people 800 --postings 3000 --seed 1311 --fresh

screens:
	@$(SETUP) --dev
	@.venv/bin/python -m tests.screens

messages:
	@$(SETUP) --dev --no-demo
	@$(MANAGE) refresh_catalogue

lock:
	@$(SETUP) --dev --no-demo
	@for name in requirements requirements-dev requirements-node; do .venv/bin/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --generate-hashes --custom-compile-command "make lock" $$name.in -o $$name.txt; done
	@.venv/bin/uv pip compile -q --no-deps --universal --python-version 3.11 --no-emit-index-url --generate-hashes --custom-compile-command "make lock" requirements-data.in -o requirements-data.txt
