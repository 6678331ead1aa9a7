# make run            start the portal at http://127.0.0.1:8000 (BIND=127.0.0.1:9000 for another address)
# make dev            the same with DEBUG and auto-reload
# make test           run the tests that need no browser and no other server
# make test-all       run all tests; skips those whose programs are missing (CHROMIUM=chromium chooses the browser)
# make test-services  run the database tests on PostgreSQL and Redis
# make check          run linters, type checks and import rules; look for missing and harmful migrations
# make format         format the code and fix what the linters can fix
# make bench          measure speed, as ratios to a bare WSGI application (needs wrk)
# make audit          look for known vulnerabilities in the locked packages (needs network)
# make screenshots    take the pictures of the README and of the help page (needs Chromium)
# make messages       compile saovang/core/locale (needs gettext)
# make deploy-check   check deploy/ with nginx, systemd and Django
# make deploy-trial   install the portal on an empty Debian (root, debootstrap, network; some minutes)
# make lock           resolve the packages again (needs uv)

PYTHON ?= python3
BIN := .venv/bin
TEMPLATES = $(shell find templates -name '*.html')
ASSETS := static/css static/js

.PHONY: run dev test test-all test-services check check-code check-types check-migrations format bench audit screenshots messages deploy-check deploy-trial lock
.DEFAULT_GOAL := run

run: .venv/run.stamp .env
	@$(BIN)/python manage.py setup
	@exec $(BIN)/gunicorn --config saovang/gunicorn.py saovang.wsgi

dev: .venv/run.stamp .env
	@$(BIN)/python manage.py setup
	@eval "$$($(BIN)/python -m saovang.env BIND)" && DEBUG=on exec $(BIN)/python manage.py runserver "$$BIND"

bench: .venv/test.stamp
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

test: .venv/test.stamp
	@$(BIN)/pytest -m 'not browser and not server' $(PYTEST_ARGS)

test-all: .venv/test.stamp
	@$(BIN)/pytest $(PYTEST_ARGS)

test-services: .venv/test.stamp
	@$(BIN)/python -m tests.tools.services $(PYTEST_ARGS)

check: check-code check-types check-migrations # at the same time with make -j

check-code: .venv/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/oxfmt --check $(ASSETS)

check-types: .venv/test.stamp
	@$(BIN)/mypy

check-migrations: .venv/test.stamp
	@$(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings
	@$(BIN)/python -m tests.tools.lint_migrations

# --strict: a package that the service does not know, or no network, is an error too.
audit: .venv-audit/stamp
	@.venv-audit/bin/pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict

format: .venv/test.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES)
	@$(BIN)/oxfmt $(ASSETS)

screenshots: .venv/test.stamp
	@$(BIN)/python -m tests.tools.screenshots

deploy-check: .venv/run.stamp
	@deploy/check

deploy-trial:
	@tests/tools/empty_debian

messages:
	@for po in saovang/core/locale/vi/LC_MESSAGES/*.po; do msgfmt --check-format --output-file=$${po%.po}.mo $$po; done

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
lock:
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group test --constraint requirements.txt --output-file tests/requirements.txt
	$(LOCK) --group audit --output-file tests/audit-requirements.txt

# Debian splits venv from Python: install the package if it is missing.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Cần Python 3.11 trở lên; $(PYTHON) ở đây là $$($(PYTHON) -V 2>&1 | cut -d' ' -f2)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "Thiếu gói python3-venv, đang cài bằng apt-get …"; \
		  SUDO=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		  $$SUDO apt-get -qq update && $$SUDO apt-get -qq install -y python3-venv >/dev/null; } || \
		{ echo "Chưa cài được gói python3-venv. Hãy chạy: sudo apt-get install python3-venv"; exit 1; }
	@rm -rf .venv && $(PYTHON) -m venv .venv

.venv/run.stamp: requirements.txt | .venv/bin/pip
	@echo "Đang cài các gói đã khóa phiên bản …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

.venv/test.stamp: tests/requirements.txt | .venv/bin/pip
	@echo "Đang cài các gói cần cho việc kiểm thử …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement tests/requirements.txt
	@$(BIN)/python -W ignore -m compileall -qq -j 0 .venv/lib || true # on all processors; pip would use one
	@touch $@

.venv-audit/stamp: tests/audit-requirements.txt
	@rm -rf .venv-audit && $(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.env:
	@umask 077 && printf 'SECRET_KEY=%s\nALLOWED_HOSTS=127.0.0.1,localhost\nHTTPS=off\n' \
		"$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" > $@
	@echo "Đã viết tệp cấu hình .env với khóa bí mật riêng."
