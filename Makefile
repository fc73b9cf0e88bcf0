# icsopt: build, check, demo.  `make help` lists the targets.  SPDX-License-Identifier: GPL-3.0-or-later
MODE   ?= release
B      := build/$(MODE)$(if $(MPI),-mpi)
CC     ?= gcc
ifdef MPI
CC     := mpicc
endif
PREFIX ?= /usr/local
PYTHON ?= python3

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wpointer-arith -Wwrite-strings -Wformat=2 \
        -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wdouble-promotion -fno-common
OPT_release := -O2
OPT_debug   := -O0 -g3
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT_cov     := -O0 -g --coverage
VERSION := 0.1.0

# OpenBLAS is pinned to its serial build: the threaded one shares its soname and its digits differ.
BLAS_LIBDIR = $(shell pkg-config --variable=libdir openblas 2>/dev/null)
PKGS        := libconfig jansson openblas lapacke libmd sqlite3 gsl
ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -DICS_VERSION='"$(VERSION)"' -Isolver -Itools -I$(B)/gen \
               $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(WARN) -ffp-contract=off $(OPT_$(MODE)) $(if $(CI),-Werror) $(CFLAGS)
ALL_LDFLAGS  = $(OPT_$(MODE)) -Wl,--disable-new-dtags,-rpath,$(BLAS_LIBDIR) $(LDFLAGS)
LDLIBS       = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lglpk -lcsv -lm

# One pool or the other: processes of one machine, or with MPI=1 of many.
NOT_LIB  := $(if $(MPI),%/pool_alone.c,%/pool_ranks.c %/pool_mpi.c)
LIB_SRC  := $(filter-out $(NOT_LIB),$(sort $(wildcard solver/*/*.c formulations/*.c)))
CMD_SRC  := $(sort $(wildcard tools/icsopt/*.c tools/report/*.c))
TEST_SRC := $(sort $(wildcard tests/*.c))
LIB_OBJ  := $(LIB_SRC:%.c=$(B)/%.o)
CMD_OBJ  := $(CMD_SRC:%.c=$(B)/%.o)
TEST_OBJ := $(TEST_SRC:%.c=$(B)/%.o) $(filter-out %/main.o,$(CMD_OBJ))
FORMULATIONS := $(notdir $(basename $(sort $(wildcard formulations/*.c))))
SUITES       := $(patsubst test_%,%,$(notdir $(basename $(filter tests/test_%,$(TEST_SRC)))))
GEN := $(B)/gen/formulations.inc $(B)/gen/suites.inc

export ICSOPT := $(abspath $(B)/icsopt)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all demo check test accept why killed full falseopt mpi headers layers text asan valgrind bench systems install uninstall clean help deps FORCE

all: build/icsopt ## build the command, build/icsopt

build/icsopt: $(B)/icsopt
	@ln -sf $(notdir $(B))/icsopt $@

$(B)/icsopt: $(CMD_OBJ) $(B)/libicsopt.a
	@echo "  LINK  $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(LDLIBS)

$(B)/libicsopt.a: $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$(B)/tests/run: $(TEST_OBJ) $(B)/libicsopt.a
	@echo "  LINK  $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(LDLIBS) -lcunit

FALSE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/falseopt/*.c) tests/falselp.c tests/lpgen.c)
$(B)/tests/falseopt/%.o: ALL_CPPFLAGS += -Itests
$(B)/tests/falseopt/falseopt: $(FALSE_OBJ) $(B)/libicsopt.a
	@echo "  LINK  $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) -lqsopt_ex -lgmp $(LDLIBS)

$(B)/tests/mpi/%.o: ALL_CPPFLAGS += -Itests
$(B)/tests/mpi/tasks: $(B)/tests/mpi/tasks.o $(B)/libicsopt.a
	@echo "  LINK  $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(LDLIBS)

$(B)/tools/bench/draws: $(B)/tools/bench/draws.o $(B)/libicsopt.a
	@echo "  LINK  $@"
	@$(CC) $(ALL_CFLAGS) -o $@ $^ $(ALL_LDFLAGS) $(LDLIBS)

# One source of flags, so that a changed flag rebuilds what it touches.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)' > $@

$(B)/%.o: %.c $(B)/flags | $(GEN)
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The registries: a file is listed because it is there. Rewritten only when the list changes.
define registry
	@mkdir -p $(@D)
	@{ $(foreach n,$(1),echo 'X($(n))';) } > $@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@
endef
$(B)/gen/formulations.inc: FORCE
	$(call registry,$(FORMULATIONS))
$(B)/gen/suites.inc: FORCE
	$(call registry,$(SUITES))

-include $(LIB_OBJ:.o=.d) $(CMD_OBJ:.o=.d) $(TEST_SRC:%.c=$(B)/%.d) $(FALSE_OBJ:.o=.d) $(B)/tests/mpi/tasks.d $(B)/tools/bench/draws.d

deps: ## install what is missing (Debian packages, with sudo when not root)
	@sh tools/bootstrap.sh

demo: deps ## build, and solve North East and North Cumbria at place resolution
	@$(MAKE) --no-print-directory all
	build/icsopt solve instances/england/QHM.cfg

check: deps ## everything a change must pass
	@$(MAKE) --no-print-directory headers layers text all
	@$(MAKE) --no-print-directory test

test: all $(B)/tests/run ## build and run the tests; SUITE=name runs one
	$(B)/tests/run $(SUITE)

accept: all $(B)/tests/run ## write what the command says now into tests/cases, and show what changed
	@sh tools/refresh_readme.sh
	ICS_ACCEPT=1 $(B)/tests/run cli
	@git --no-pager diff --stat -p -- tests/cases 2>/dev/null || true

headers: ## every header compiles alone
	@for h in $$(ls solver/*/*.h tools/*/*.h tests/*.h tests/*/*.h); do \
	  echo "#include \"$$h\"" | $(CC) $(ALL_CPPFLAGS) -I. -Itests -std=c11 $(filter-out -Wpedantic,$(WARN)) -fsyntax-only -x c - || exit 1; done

layers: ## nobody includes what is not theirs (tools/layers.txt)
	@sh tools/check_layers.sh

text: ## house rules that a machine can check
	@sh tools/check_text.sh

why: all $(B)/tests/run ## campaign: ranges, prices, paths and conflicts over all 42 systems (half an hour)
	@for s in range_england paths conflicts; do ICS_ALL_SYSTEMS=1 ICS_TELL=1 $(B)/tests/run $$s || exit 1; done

killed: all $(B)/tests/run ## campaign: benchmarks killed at 100 random moments and resumed (some minutes)
	ICS_ALL_SYSTEMS=1 $(B)/tests/run benchmark

full: all ## disks that are full and stores that may not be written (as root on small disks of their own)
	@sh tools/bootstrap.sh sqlite3
	sh tests/full.sh build/$(MODE)

falseopt: ## badly scaled LPs against exact arithmetic (ACCEPT=1: new table; WIDE=n: n seeds)
	@sh tools/bootstrap.sh libqsopt-ex-dev libgmp-dev
	@$(MAKE) --no-print-directory $(B)/tests/falseopt/falseopt
	@if [ -n "$(ACCEPT)" ]; then $(B)/tests/falseopt/falseopt --table > $(B)/falseopt.inc 2>$(B)/falseopt.log && \
	  mv $(B)/falseopt.inc tests/falseopt.inc && $(MAKE) --no-print-directory $(B)/tests/falseopt/falseopt; fi
	$(B)/tests/falseopt/falseopt $(WIDE) 2>$(B)/falseopt.log

mpi: ## build for many machines (build/release-mpi/icsopt), and test it under mpirun
	@sh tools/bootstrap.sh libopenmpi-dev openmpi-bin
	@$(MAKE) --no-print-directory build/$(MODE)/icsopt
	@$(MAKE) --no-print-directory MPI=1 build/$(MODE)-mpi/icsopt build/$(MODE)-mpi/tests/mpi/tasks
	sh tests/mpi.sh build/$(MODE) build/$(MODE)-mpi

asan: ## the tests under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory MODE=asan test

# Not under valgrind: cli, which runs the command as a process of its own; england and range_england,
# which would solve for an hour (the three smallest systems are solved instead); benchmark, which kills
# processes by the clock; streams, which draws millions of numbers; lp and falseopt, whose oracles need
# the extended doubles that valgrind does not have.
MEMCHECK       := valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite,indirect,possible \
                  --errors-for-leak-kinds=definite,indirect,possible --suppressions=tools/valgrind.supp
VALGRIND_SUITES = $(filter-out cli england range_england benchmark streams lp falseopt,$(SUITES))
VALGRIND_SOLVES = QT6 QOC QHL

valgrind: all $(B)/tests/run ## the quick tests and three solves under valgrind (some minutes)
	$(MEMCHECK) $(B)/tests/run $(VALGRIND_SUITES)
	@for s in $(VALGRIND_SOLVES); do echo "solve $$s"; \
	  $(MEMCHECK) $(B)/icsopt solve instances/england/$$s.cfg > /dev/null || exit 1; done

bench: all $(B)/tools/bench/draws ## how long things take, and beside HiGHS (an hour; each line runs alone)
	$(PYTHON) tools/bench/bench.py build/icsopt instances/england
	$(PYTHON) tools/bench/policies.py build/icsopt instances/england -j 1 --stages QT6 QOC QJG QT1 QNX
	$(PYTHON) tools/bench/policies.py build/icsopt instances/england -j 2 QT6 QOC QJG QT1 QNX
	$(PYTHON) tools/bench/sensitivity.py build/icsopt $(B)/tools/bench/draws instances/england/QHM.cfg

systems: all ## campaign: all 42 systems, every figure, two at a time (ten minutes)
	$(PYTHON) tools/campaign/systems.py build/icsopt instances/england

install: all ## copy the command and the instances under PREFIX
	install -D $(B)/icsopt $(DESTDIR)$(PREFIX)/bin/icsopt
	mkdir -p $(DESTDIR)$(PREFIX)/share/icsopt && cp -r instances/. $(DESTDIR)$(PREFIX)/share/icsopt/

uninstall: ## remove them again
	rm -rf $(DESTDIR)$(PREFIX)/bin/icsopt $(DESTDIR)$(PREFIX)/share/icsopt

clean: ## remove build/
	rm -rf build

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12
