# shellcheck shell=bash
#
# What scripts/bench measures of the API, as a program calls it with one key. Sourced by scripts/bench, whose variables it
# uses. The worker stays out of it, as it does of the statements: what follows from a report waits in the queue.
# shellcheck disable=SC2034,SC2153,SC2154  # what another of these files sets or uses

FILLS_IN_BATCH=100

# describe_call KIND: sets what is called, and what status answers it.
describe_call() {
  local one="{\"form_id\":\"$(answer "select md5('bench form')::uuid")\",\"processing_ms\":1200,\"fields\":14,\"pdf_url\":\"https://files.example.com/a.pdf\"}"
  local list
  case "$1" in
    fill) CALL_PATH=/api/v1/fills CALL_BODY="$one" CALL_STATUS=201 ;;
    batch)
      list="$(printf "$one,%.0s" $(seq "$FILLS_IN_BATCH"))"
      CALL_PATH=/api/v1/fills:batch CALL_BODY="{\"fills\":[${list%,}]}" CALL_STATUS=201
      ;;
    issue) CALL_PATH=/api/v1/tokens CALL_BODY='{"scope":"workspace"}' CALL_STATUS=201 ;;
    check) CALL_PATH=/api/v1/tokens/introspect CALL_BODY="{\"token\":\"$(new_token)\"}" CALL_STATUS=200 ;;
  esac
  export API_KEY CALL_PATH CALL_BODY
}

# call KEY: calls once what was described; what is answered is in call.json.
call() {
  local status
  status="$(post "$CALL_PATH" "$CALL_BODY" "$1")"
  [[ "$status" == "$CALL_STATUS" ]] || fail "POST $CALL_PATH answered $status, $(cat "$SCRATCH/call.json"). The server's log is $SCRATCH/server.log."
}

# post PATH BODY KEY: prints the status.
post() {
  curl --silent --max-time 10 --header "Authorization: Bearer $API_KEY" --header 'Content-Type: application/json' \
    --header "Idempotency-Key: $3" --data "$2" --output "$SCRATCH/call.json" --write-out '%{http_code}' "http://127.0.0.1:$PORT$1" || true
}

new_token() {
  [[ "$(post /api/v1/tokens '{"scope":"workspace"}' token)" == 201 ]] || fail "No token was issued: $(cat "$SCRATCH/call.json")."
  sed 's/.*"token":"\([^"]*\)".*/\1/' "$SCRATCH/call.json"
}

# Each kind, and right after it its statements in pgbench.
measure_calls() {
  local kind
  ((${#CALLS[@]} > 0)) || return 0
  stop_server
  capture_calls
  start_server --without-worker
  for kind in "${CALLS[@]}"; do
    describe_call "$kind"
    say "bench: POST $CALL_PATH ($kind), $SECONDS_EACH s"
    CALL_KEY="$kind-warm-up" load_calls "$((WARM_UP / 3))" warm-up
    CALL_KEY="$kind" load_calls "$SECONDS_EACH" "$kind"
    say "bench: the same statements in pgbench, $SECONDS_EACH s"
    number_transactions "$kind"
    run_calls "$kind" 1000000 "$((WARM_UP / 3))"
    run_calls "$kind" 100000000 "$SECONDS_EACH"
  done
  check_calls
}

load_calls() {
  export CALL_KEY
  load "$1" / "$2" --script scripts/bench.d/call.lua
}

# run_calls KIND FIRST SECONDS
run_calls() {
  run_statements "$1" --time="$3" -D first="$2" -D i=0 -D clients="$CONNECTIONS" -D organizations="$ORGANIZATIONS"
}

capture_calls() {
  local kind n
  log_statements "set log_statement = 'all'"
  start_server --without-worker
  for kind in "${CALLS[@]}"; do
    describe_call "$kind"
    for ((n = 1; n < BY_HAND; n++)); do call "by-hand-$kind-$n"; done
    printf "by-hand-%s-%s\t'by-hand-%s-' || :n\n" "$kind" "$BY_HAND" "$kind" > "$SCRATCH/$kind.known"
    capture "$kind" call "by-hand-$kind-$BY_HAND"
  done
  stop_server
  log_statements 'reset log_statement'
}

# Every fill is counted, and once, by either way.
check_calls() {
  local fills counted
  fills="$(answer "select count(*) from fills where ready_at is not null")"
  counted="$(answer "select coalesce(sum(count), 0) from fill_counts")"
  [[ "$fills" == "$counted" ]] || fail "There are $fills fills, and $counted were counted."
}

report_calls() {
  local kind
  for kind in "${CALLS[@]}"; do
    echo
    row "$(words_of_call "$kind")" 'a second' 'p50 ms' 'p99 ms'
    row '  answered' "$(calculate "$(rate "$kind")" 0)" "$(latency "$kind" 50)" "$(latency "$kind" 99)"
    [[ "$kind" != batch ]] || row '  fills' "$(calculate "$(rate "$kind") * $FILLS_IN_BATCH" 0)" '(aim: ≥ 3000)'
    report_statements "$kind" 'answered to pgbench'
  done
}

words_of_call() {
  case "$1" in
    fill) echo 'reporting a fill' ;;
    batch) echo "reporting $FILLS_IN_BATCH fills at once" ;;
    issue) echo 'issuing a token' ;;
    check) echo 'checking a token (introspection)' ;;
  esac
}
