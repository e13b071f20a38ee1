# Every task does all its own set-up, and only what is not done yet.

set shell := ["bash", "-euo", "pipefail", "-c"]

export PATH := justfile_directory() / ".venv/bin:" + justfile_directory() / "pwa/node_modules/.bin:" + env("PATH")

# List the tasks
default:
    @just --list --unsorted

# Set up, build the app and serve it: http://localhost:8000
serve *options: build
    furusato serve {{ options }}

# Look around a sample village, in a database of its own: http://localhost:8001
sample *options: build
    furusato sample {{ options }}

# Work on it: server and app reload when a file changes: http://localhost:5173
dev: node
    bash .ci/dev

# Format, lint, types, unit and property tests: before each commit
check: node
    bash .ci/check

# Everything: `check`, then real databases, real Chromium, kill -9
test: check build
    python -m tests.support.system
    python -m pytest tests/server tests/browser -q

# The figures beside their budgets; writes build/bench.json
bench: build
    python -m tests.support.system
    python -m tests.bench

# Build the web app into pwa/dist
build: node
    bash .ci/build

# Rewrite what is generated: types, vectors
generate: python
    python -m schemas.generate
    python -m tests.support.make_vectors
    python -m tests.unit.cards.make_vectors
    ruff format -q tests schemas

# Fetch the data of municipalities anew and rewrite server/catalogue/bodies.json
catalogue: node
    bash .ci/catalogue

# Take the picture of every screen: 360 and 1280 px, light and dark, Japanese and English
screens: build
    python -m tests.support.system
    python -m pytest tests/browser/test_screens.py -q

# Format and mend what can be mended by itself
format: node
    ruff format .
    ruff check --fix -q .
    cd pwa && biome check --write .

# Python's packages, pinned by hash
python:
    @bash .ci/python

# Node and the app's packages
node: python
    @bash .ci/node
