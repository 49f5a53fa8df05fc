# What one does with VoicePrint. Each target works on a fresh machine that has Swift and make.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
MODEL ?= Sources/VoicePrint/Resources/voiceprint.safetensors

# What VOICEPRINT_CORPORA/train is made from, for the card of the shipped model.
CORPORA := --corpus "speechocean762: CC BY 4.0" \
  --corpus "LibriSpeech train-clean-100 and mini_librispeech: CC BY 4.0" \
  --corpus "Common Voice, 56 languages: CC0" \
  --corpus "WUW Corpus II: CC BY-SA 4.0" \
  --corpus "DSPSpeech-20: MIT" \
  --corpus "Arabic speech commands: CC BY 4.0" \
  --corpus "Google Speech Commands: CC BY 4.0" \
  --corpus "Coswara: CC BY 4.0"

# Whose mixtures, network and total-variability matrices the shipped model keeps, so that enrollments move to it without
# their audio; BASE= trains everything anew, around the network that Scripts/network fetches.
BASE ?= Sources/VoicePrint/Resources/voiceprint.safetensors
NETWORK ?= .build/network.safetensors

# One configuration for everything. `swift test -c release` alone turns on testable imports, which is another
# configuration: everything, the dependencies too, is then compiled a second time, which costs minutes. Without
# testable imports, building and testing share one set of products. XCTest is left out because no test uses it.
BUILD := swift build -c release

.PHONY: help demo test check model bench bench-peers install clean bootstrap trained command

help: ## show this
	@echo "make TARGET, one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: command ## from nothing to an enrollment: speak, enroll, show (VOICEPRINT_DEMO_FILE=… enrolls a file)
	@Scripts/demo

test: bootstrap ## build everything and run the tests
	@Scripts/test

check: bootstrap ## the whole gate: format, words, layers, build, tests, documentation
	@Scripts/check

model: bootstrap ## train the shipped model from VOICEPRINT_CORPORA/train into MODEL
	@if [[ ! -d "$${VOICEPRINT_CORPORA-}/train" ]]; then \
	  echo "make model: set VOICEPRINT_CORPORA to the folder that holds train/ (a Kaldi data directory)" >&2; \
	  exit 1; \
	fi
	@$(BUILD) --product voiceprint
	@mkdir -p "$(dir $(MODEL))"
	@if [[ -z "$(BASE)" && ! -f "$(NETWORK)" ]]; then Scripts/network "$(NETWORK)"; fi
	@.build/release/voiceprint train --data "$$VOICEPRINT_CORPORA/train" --output "$(MODEL)" \
	  $(if $(BASE),--base "$(BASE)",--network "$(NETWORK)") $(CORPORA)

bench: bootstrap ## run the benchmarks (their own package; the first build takes minutes)
	@cd Benchmarks && swift package benchmark

bench-peers: command ## time VoicePrint beside other programs on the same audio (installs them: gigabytes)
	@Scripts/bench-peers --picture Documentation/bench-peers.svg

install: trained command ## put command, model and completions under PREFIX (default /usr/local; DESTDIR is honoured)
	@prefix="$(DESTDIR)$(PREFIX)"; \
	install -d "$$prefix"/bin "$$prefix"/share/{voiceprint,bash-completion/completions,zsh/site-functions,fish/vendor_completions.d}; \
	install -s -m 755 .build/release/voiceprint "$$prefix/bin/voiceprint"; \
	install -m 644 "$(MODEL)" "$$prefix/share/voiceprint/voiceprint.safetensors"; \
	install -m 644 Sources/VoicePrint/Resources/cepstral.safetensors "$$prefix/share/voiceprint/cepstral.safetensors"; \
	complete() { .build/release/voiceprint --generate-completion-script "$$1" >"$$prefix/share/$$2"; }; \
	complete bash bash-completion/completions/voiceprint; \
	complete zsh zsh/site-functions/_voiceprint; \
	complete fish fish/vendor_completions.d/voiceprint.fish; \
	echo "Installed $$prefix/bin/voiceprint, its model and its completions."

clean: ## remove what builds leave behind
	@rm -rf .build Benchmarks/.build

bootstrap:
	@Scripts/bootstrap

trained:
	@if [[ ! -f "$(MODEL)" ]]; then echo "there is no $(MODEL) to install; 'make model' makes it" >&2; exit 1; fi

command: bootstrap
	@$(BUILD) --product voiceprint
