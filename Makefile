# Outguard: what people and the build machine type. `make help` lists the targets.

SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
SECONDS_PER_TARGET ?= 30
FUZZ_TARGETS := line_reader data_reader smtp_command address headers pack config files

# One set of sources, one set of artefacts: checks, tests and the demo share the dev profile.
export CARGO_TERM_COLOR ?= auto
export CARGO_INCREMENTAL ?= 1

.PHONY: help demo test tools checks bench fuzz doc install uninstall deb

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## everything on one machine: relay on port 5870, a pretend upstream, six sample messages
	cargo run --quiet -- demo

test: tools checks ## format, lints, packs, documentation, licences, and all tests
	@# Many tests wait for a mail server or a timer: half as many again as there are processors keep these busy.
	@if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --locked --test-threads $$(( ($$(nproc) * 3 + 1) / 2 )); \
	else cargo test --locked --lib --bins --tests; fi

tools: ## the programs the tests talk to (Debian, root: installed; otherwise: named)
	scripts/test-tools

checks: tools
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo test --locked --quiet --doc
	@# There are no examples: asking for them gives the dependencies the features the tests need, which are compiled by now.
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --quiet --no-deps --lib --examples
	scripts/licences

bench: ## how fast it is (release profile)
	cargo bench --locked

fuzz: ## every fuzz target for SECONDS_PER_TARGET (needs cargo-fuzz and a nightly, or RUSTC_BOOTSTRAP=1)
	@set -e; for target in $(FUZZ_TARGETS); do \
		mkdir -p fuzz/corpus/$$target; \
		cargo fuzz run $$target fuzz/corpus/$$target fuzz/seeds/$$target -- -max_total_time=$(SECONDS_PER_TARGET); \
	done

doc: ## the library's documentation, private items too
	cargo doc --locked --no-deps --document-private-items

install: ## binary, man pages and completions under PREFIX
	cargo build --locked --release
	install -Dm755 target/release/outguard $(DESTDIR)$(PREFIX)/bin/outguard
	target/release/outguard man $(DESTDIR)$(PREFIX)/share/man/man1
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	target/release/outguard completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/outguard
	target/release/outguard completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_outguard
	target/release/outguard completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/outguard.fish
	install -Dm644 config.example.toml $(DESTDIR)$(PREFIX)/share/doc/outguard/config.example.toml

deb: ## Debian packages outguard and outguard-mta in target/deb (PROFILE=dev: quickly, unoptimised)
	scripts/deb

uninstall: ## takes away what `make install` put there
	rm -f $(DESTDIR)$(PREFIX)/bin/outguard $(DESTDIR)$(PREFIX)/share/man/man1/outguard.1 $(DESTDIR)$(PREFIX)/share/man/man1/outguard-*.1
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/outguard $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_outguard
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/outguard.fish $(DESTDIR)$(PREFIX)/share/doc/outguard/config.example.toml
