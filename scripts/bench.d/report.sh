# shellcheck shell=bash
#
# What scripts/bench found, as tables. Sourced by scripts/bench, whose variables it uses.

calculate() {
  awk "BEGIN { printf \"%.${2}f\", $1 }"
}

# rate NAME, latency NAME PERCENT (in ms): out of what wrk said.
rate() {
  sed -n 's/^Requests\/sec: *//p' "$SCRATCH/$1.wrk"
}
latency() {
  awk -v percent="$2%" '$1 == percent { unit = $2; sub(/[0-9.]+/, "", unit); printf "%.2f", $2 * (unit == "us" ? 0.001 : unit == "s" ? 1000 : 1) }' "$SCRATCH/$1.wrk"
}

# percentile NAME PERCENT, in ms: of pgbench's transactions.
percentile() {
  awk -v percent="$2" '{ took[NR] = $1 } END { printf "%.2f", took[int((NR * percent + 99) / 100)] / 1000 }' "$SCRATCH/$1.took"
}

report() {
  local at
  echo
  echo "$ORGANIZATIONS organizations, $CONNECTIONS connections, $SECONDS_EACH s each, $CORES cores (load before: $LOAD_BEFORE)"
  for at in "${!PAGES[@]}"; do
    report_page "$at"
  done
  report_acceptances
  report_calls
  ! wanted sign-ins || { echo && cat "$SCRATCH/sign-ins"; }
  report_process
  report_weight
}

report_page() {
  local path beside
  path="$(path_of "$1")"
  beside="$(beside_of "$1")"
  echo
  row "$path" 'a second' 'p50 ms' 'p99 ms'
  row '  the page' "$(calculate "$(rate "$1")" 0)" "$(latency "$1" 50)" "$(latency "$1" 99)"
  row '  the page, compressed' "$(calculate "$(rate "$1-compressed")" 0)" "$(latency "$1-compressed" 50)" "$(latency "$1-compressed" 99)"
  report_statements "$1" 'page to pgbench'
  [[ -z "$beside" ]] || report_growth "$1" "$beside" "$(path_of "$beside")"
}

# report_statements NAME WHAT: what pgbench did, and the rate of the same beside it.
report_statements() {
  local statements
  statements="$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$SCRATCH/$1.pgbench")"
  row "  pgbench, its $(grep -c ';$' "$SCRATCH/$1.sql") statements" "$(calculate "$statements" 0)" "$(percentile "$1" 50)" "$(percentile "$1" 99)"
  row "  $2" '' "$(calculate "$(rate "$1") / $statements" 2)" '(aim: ≥ 0.50)'
}

# report_growth NAME SMALLER WORDS: how p99 grows with the table.
report_growth() {
  row "  p99 beside $3" '' "$(calculate "$(latency "$1" 99) / $(latency "$2" 99)" 2)" '(aim: ≤ 1.50)'
  row '  the same of pgbench' '' "$(calculate "$(percentile "$1" 99) / $(percentile "$2" 99)" 2)"
}

report_acceptances() {
  local kind
  for kind in "${KINDS[@]}"; do
    echo
    row "accepting an invitation, $(organizations_of "$kind")" 'a second' 'p50 ms' 'p99 ms'
    row '  accepted' "$(calculate "$(rate "$kind")" 0)" "$(latency "$kind" 50)" "$(latency "$kind" 99)"
    report_statements "$kind" 'accepted to pgbench'
    [[ "$kind" != large ]] || report_growth large small "$(organizations_of small)"
  done
}

organizations_of() {
  case "$1" in
    small) echo 'one of 100' ;;
    large) echo 'one of 100,000' ;;
    many) echo "$ORGANIZATIONS in turn" ;;
  esac
}

report_process() {
  echo
  row '' '' measured aim
  row 'memory after the load (VmRSS)' MB "$(calculate "$VM_RSS / 1024" 1)" '< 60'
  row 'memory at its peak (VmHWM)' MB "$(calculate "$VM_HWM / 1024" 1)" '< 60'
  row 'start to first page' ms "$START" '< 500'
}

report_weight() {
  local entry file brotli whole brotli_sum=0 whole_sum=0
  echo
  row 'the first page' 'whole kB' 'brotli kB' aim
  for entry in "${WEIGHT[@]}"; do
    read -r file brotli whole <<< "$entry"
    brotli_sum=$((brotli_sum + brotli))
    whole_sum=$((whole_sum + whole))
    row "  ${file##*/}" "$(calculate "$whole / 1000" 1)" "$(calculate "$brotli / 1000" 1)" "$([[ "$file" != *.wasm ]] || echo '< 130')"
  done
  row '  all of it' "$(calculate "$whole_sum / 1000" 1)" "$(calculate "$brotli_sum / 1000" 1)"
}

row() {
  printf '%-46s %10s %10s   %s\n' "$1" "${2:-}" "${3:-}" "${4:-}"
}
