# Sourced by ./dev: everything that must hold before a change is shared. CI runs just this.

check() {
  trap show_minutes EXIT
  setup
  step 'format (clang-format; ./dev format repairs)' check_format
  step 'layers' python3 tests/layers.py
  printf '\ncomments, a gauge:\n'
  python3 chores/english.py
  build dev
  build dev bench_programs
  if [[ -e docs/config.md ]]; then
    step 'generated pages current (./dev docs repairs)' check_docs
  fi
  printf '\ntests, dev:\n'
  noisy 'tests, dev' run_tests dev --label-exclude '^setup$'
  printf '\nmodels of journal and outbox, many seeds:\n'
  noisy 'models, many seeds' run_models
  printf '\nfaults:\n'
  noisy 'faults' build/dev/tests/faults/faults kill outage silent_drop torn_tail full_disk poison reloads takeovers
  printf '\nkills at random instants:\n'
  noisy 'crashloop' build/dev/tests/faults/crashloop 10
  printf '\nthe README on a bare Debian:\n'
  noisy 'the README on a bare Debian' run_tests dev --label-regex '^setup$'
  # Live suites run in dev only: what they start is the same program, and they take most of the time.
  build asan unit_tests
  printf '\nunit tests, asan and ubsan:\n'
  UBSAN_OPTIONS=print_stacktrace=1 noisy 'tests, asan and ubsan' run_tests asan --label-regex '^unit$'
  build fuzz fuzzers
  step 'fuzzers, 20 s each' fuzz_all 20
  say 'check: all good'
}

# One seed repeats a run: the failure says how.
run_models() {
  build/dev/tests/unit/journal/journal_test --seeds=20000 --gtest_brief=1 \
    --gtest_filter='JournalModelTest.KeepsItsPromisesOverManyEnds' &
  local journal=$! status=0
  build/dev/tests/unit/relay/relay_journal_test --seeds=2000 --gtest_brief=1 \
    --gtest_filter='*InAnyOrderOfThings' || status=1
  wait "$journal" || status=1
  return "$status"
}

check_format() { sources | xargs -r clang-format --dry-run -Werror; }

check_docs() {
  local now=$SLUICE_CACHE/docs-now page status=0
  write_docs "$now" || return
  for page in "${generated[@]}"; do
    diff -u "$page" "$now/$page" || status=1
  done
  return "$status"
}
