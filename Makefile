# make run    the portal at http://127.0.0.1:8000 (BIND=127.0.0.1:9000 for another address)
# make dev    the same with DEBUG and reload
# make test   every test that this machine can run
# make test-services  those that start no server of their own, on PostgreSQL and Redis
# make bench  how fast it is, as ratios to a bare WSGI application (needs wrk)
# make check  the house rules: ruff, mypy, djade, oxfmt, migrations
# make audit  whether a pinned package has a known weakness (asks OSV; without network says so loudly)
# make format formats Python, templates, CSS and JavaScript
# make pictures  takes the pictures of docs/ and of the desk's help anew (needs Chromium)
# make messages compiles saovang/locale (needs gettext)
# make deploy-check  what nginx, systemd and Django say of deploy/
# make deploy-trial  installs it on an empty Debian of its own (root, debootstrap, network; some minutes)
# make lock   resolves the packages anew (needs uv)

PYTHON ?= python3
BIND ?= 127.0.0.1:8000
BIN := .venv/bin
TEMPLATES = $(shell find templates -name '*.html')
ASSETS := static/css static/js

.PHONY: run dev test test-services bench check audit format messages pictures lock deploy-check deploy-trial
.DEFAULT_GOAL := run

run: .venv/run.stamp .env
	@$(BIN)/python manage.py setup
	@BIND=$(BIND) exec $(BIN)/gunicorn --config saovang/gunicorn.py saovang.wsgi

dev: .venv/run.stamp .env
	@$(BIN)/python manage.py setup
	@DEBUG=on exec $(BIN)/python manage.py runserver $(BIND)

bench: .venv/test.stamp
	@$(BIN)/python -m tests.bench $(BENCH_ARGS)

test: .venv/test.stamp
	@$(BIN)/pytest $(PYTEST_ARGS)

test-services: .venv/test.stamp
	@$(BIN)/python -m tests.services $(PYTEST_ARGS)

check: .venv/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/oxfmt --check $(ASSETS)
	@$(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings

audit:
	@$(PYTHON) -m tests.audit

format: .venv/test.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES)
	@$(BIN)/oxfmt $(ASSETS)

pictures: .venv/test.stamp
	@$(BIN)/python -m tests.pictures

deploy-check: .venv/run.stamp
	@deploy/check

deploy-trial:
	@tests/deploy/empty_debian

messages:
	@for po in saovang/locale/vi/LC_MESSAGES/*.po; do msgfmt --check-format --output-file=$${po%.po}.mo $$po; done

LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
lock:
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group test --constraint requirements.txt --output-file tests/requirements.txt

# A Debian without python3-venv cannot make an environment with pip in it, so that package is asked for.
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
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement tests/requirements.txt
	@touch $@

.env:
	@umask 077 && printf 'SECRET_KEY=%s\nALLOWED_HOSTS=127.0.0.1,localhost\nHTTPS=off\n' \
		"$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" > $@
	@echo "Đã viết tệp cấu hình .env với khóa bí mật riêng."
