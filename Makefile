# Everything from a fresh clone with Python 3.11+, pip and make.
export UV_SYSTEM_CERTS := 1
PYTHON ?= python3
UV := .tools/bin/uv
RUN := .venv/bin
READY := .venv/.ready

.PHONY: demo run test check bench faults docs format lint types

demo: $(READY)  ## the app over a throw-away sample quarter
	@mkdir -p var && rm -f var/demo.duckdb var/demo.duckdb.wal
	@$(RUN)/okr demo --store var/demo.duckdb
	OKR_STORE=var/demo.duckdb $(RUN)/streamlit run app.py

run: $(READY)  ## the app over your own store, var/okr.duckdb
	$(RUN)/streamlit run app.py

test: $(READY) browser  ## every test
	$(RUN)/pytest -n 2 --dist worksteal

check: $(READY) lint types test  ## what CI runs: format, lint, types, architecture, tests

lint: $(READY)
	$(RUN)/ruff format --check
	$(RUN)/ruff check

types: $(READY)
	$(RUN)/pyright

format: $(READY)
	$(RUN)/ruff format
	$(RUN)/ruff check --fix

docs: $(READY)  ## the page of docs that is made from the code
	$(RUN)/python tests/commands_page.py

bench: $(READY) browser  ## the benchmarks of docs/performance.md, as ratios
	$(RUN)/python tests/bench/run.py

faults: $(READY)  ## the slow suite: many writers at once, more calendars
	$(RUN)/pytest -m faults

$(READY): pyproject.toml uv.lock $(UV)
	$(UV) sync --locked --quiet
	@touch $@

$(UV):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv

# The browser tests use a Chromium or Chrome that is there; as root on Debian one is installed; else they are skipped in words.
.PHONY: browser
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; } || \
	  echo "No Chromium or Chrome here: the browser tests are skipped."
