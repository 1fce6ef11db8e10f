# shellcheck shell=bash
#
# What scripts/bench measures, and with what: wrk for the server, pgbench for the database alone. Sourced by scripts/bench,
# whose variables it uses.
# shellcheck disable=SC2034,SC2153  # what another of these files sets or uses

measure_start() {
  local begun="$EPOCHREALTIME"
  start_server
  START="$(calculate "($EPOCHREALTIME - $begun) * 1000" 0)"
}

# What a browser loads for the sign-in page, in bytes on the wire: the page, and the files of ours that it names. The
# second faces of the fonts are not among them: a page that needs no such letter loads none.
measure_weight() {
  local page="$SCRATCH/login.html" file
  curl --silent --fail --output "$page" "http://127.0.0.1:$PORT/login"
  WEIGHT=("/login $(wire /login)")
  while IFS= read -r file; do
    WEIGHT+=("$file $(wire "$file")")
  done < <(grep -oE '"/[A-Za-z0-9/._-]+\.(css|js|wasm|woff2|svg)"' "$page" | tr -d '"' | sort -u)
}

# BYTES BYTES_UNCOMPRESSED of an address. Fonts are compressed by themselves.
wire() {
  transferred "$1" --header "$AS_A_BROWSER"
  printf ' '
  transferred "$1"
}

transferred() {
  curl --silent --fail --output /dev/null --write-out '%{size_download}' "${@:2}" "http://127.0.0.1:$PORT$1" \
    || fail "The sign-in page names $1, which the server doesn't have."
}

# --- pages -----------------------------------------------------------------------------------------------------------

# Each page, and right after it what it is compared with.
measure_pages() {
  local at path
  for at in "${!PAGES[@]}"; do
    path="$(path_of "$at")"
    get_page "$at"
    say "bench: warming up for $WARM_UP s"
    load "$WARM_UP" "$path" warm-up
    say "bench: $path, $SECONDS_EACH s"
    load "$SECONDS_EACH" "$path" "$at"
    measure_statements "$at"
    say "bench: $path compressed, $SECONDS_EACH s"
    load "$SECONDS_EACH" "$path" "$at-compressed" --header "$AS_A_BROWSER"
    everything_was_a_page
  done
}

# The first page alone, then while people sign in, at rates that leave the machine idle most of the time.
measure_sign_ins() {
  wanted sign-ins || return 0
  say "bench: $OVERVIEW at $ARRIVALS a second for $SECONDS_EACH s, then with $ARRIVALS sign-ins a second beside it"
  attended node scripts/bench.d/sign-ins.mjs "http://127.0.0.1:$PORT" "$OVERVIEW" "$COOKIE" "$ARRIVALS" "$SECONDS_EACH" > "$SCRATCH/sign-ins" \
    || fail "The sign-ins couldn't be measured; what is said above tells why."
}

# load SECONDS PATH NAME [wrk's arguments]: what wrk says is in NAME.wrk.
load() {
  attended wrk --latency --threads "$THREADS" --connections "$CONNECTIONS" \
    --duration "$1s" --header "$COOKIE" "${@:4}" "http://127.0.0.1:$PORT$2" > "$SCRATCH/$3.wrk"
  ! grep -E 'Non-2xx|Socket errors' "$SCRATCH/$3.wrk" >&2 || fail "Under load not every request was answered with a page: see above, and $SCRATCH/server.log."
}

# wrk takes a redirect for a page; the server's own counters don't.
everything_was_a_page() {
  local others
  others="$(curl --silent --fail "http://127.0.0.1:$PORT/metrics" | grep '^tenantry_requests_total{.*place="organization"' | grep -v 'status="200"' || true)"
  [[ -z "$others" ]] || fail "Under load not every answer was the page: $others"
}

# measure_statements AT: the statements of that page alone. The server stays up, but has nothing to do.
measure_statements() {
  say "bench: pgbench, $((WARM_UP / 3)) s of warming up and $SECONDS_EACH s"
  run_statements "$1" --time="$((WARM_UP / 3))"
  run_statements "$1" --time="$SECONDS_EACH"
}

# run_statements NAME [pgbench's arguments]: what pgbench says is in NAME.pgbench, how long each transaction took in NAME.took.
run_statements() {
  local variables=() of
  mapfile -d '' -t variables < "$SCRATCH/$1.variables"
  of="${DATABASE_URL#*@}"
  of="${of%%/*}"
  rm -f "$SCRATCH/$1".transactions.*
  # As the program's connections are (kernel/setup.rs).
  attended env PGPASSWORD="$PASSWORD" PGOPTIONS='-c jit=off' "$PGBENCH" --no-vacuum --protocol=prepared -h "${of%:*}" -p "${of##*:}" -U "$LOGIN" \
    --client="$CONNECTIONS" --jobs="$THREADS" --file="$SCRATCH/$1.sql" "${variables[@]}" \
    --log --log-prefix="$SCRATCH/$1.transactions" "${@:2}" "$DATABASE" > "$SCRATCH/$1.pgbench" \
    || fail "pgbench couldn't run $SCRATCH/$1.sql to its end; what it says is above."
  # The third column is how long a transaction took, in µs.
  cat "$SCRATCH/$1".transactions.* | cut -d' ' -f3 | sort -n > "$SCRATCH/$1.took"
}

# In kB, of the running server.
measure_memory() {
  VM_RSS="$(status_of VmRSS)"
  VM_HWM="$(status_of VmHWM)"
}

status_of() {
  sed -n "s/^$1:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$SERVER/status"
}

# --- acceptances -----------------------------------------------------------------------------------------------------

# How many invitations of each kind there have to be.
invitations_wanted() {
  echo $((BY_HAND + (ACCEPTED_MOST + CONNECTIONS) * (SECONDS_EACH * 2 + WARM_UP / 3) + CONNECTIONS * 100))
}

# accept KIND NUMBER
accept() {
  local cookie token status
  read -r cookie token < <(node scripts/bench.d/acceptances.mjs requests "$1" "$2" "$2")
  status="$(curl --silent --max-time 10 --header "Cookie: tenantry=$cookie" --header 'Accept: application/json' --header 'Sec-Fetch-Site: same-origin' \
    --data "token=$token" --output "$SCRATCH/accepted.json" --write-out '%{http_code}' "http://127.0.0.1:$PORT$ACCEPT" || true)"
  [[ "$status" == 200 ]] || fail "An invitation couldn't be accepted: $status, $(cat "$SCRATCH/accepted.json"). The server's log is $SCRATCH/server.log."
}

# Each kind, and right after it as many in pgbench. The worker stays out of it, as it does of the statements: the letters
# to who invited wait in the queue.
measure_acceptances() {
  local kind next accepted each
  ((${#KINDS[@]} > 0)) || return 0
  stop_server
  capture_acceptances
  start_server --without-worker
  for kind in "${KINDS[@]}"; do
    say "bench: accepting invitations ($kind), $SECONDS_EACH s"
    next=$((BY_HAND + 1))
    load_acceptances "$kind" "$next" "$((WARM_UP / 3))" warm-up
    next=$((next + ACCEPTED_MOST * (WARM_UP / 3)))
    load_acceptances "$kind" "$next" "$SECONDS_EACH" "$kind"
    next=$((next + ACCEPTED_MOST * SECONDS_EACH))
    accepted="$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$SCRATCH/$kind.wrk")"
    each=$(((accepted + CONNECTIONS - 1) / CONNECTIONS))
    say "bench: the same statements in pgbench, $((each * CONNECTIONS)) times"
    number_transactions "$kind"
    run_acceptances "$kind" "$next" 50
    run_acceptances "$kind" "$((next + CONNECTIONS * 50))" "$each"
  done
  check_acceptances
}

# load_acceptances KIND FIRST SECONDS NAME
load_acceptances() {
  REQUESTS="$SCRATCH/$1.requests"
  node scripts/bench.d/acceptances.mjs requests "$1" "$2" "$(($2 + ACCEPTED_MOST * $3 - 1))" > "$REQUESTS"
  export REQUESTS THREADS ACCEPT
  load "$3" / "$4" --script scripts/bench.d/accept.lua
}

# A transaction of pgbench has a number that no other has.
number_transactions() {
  {
    printf '%s\n' '\set n :first + :i * :clients + :client_id' '\set i :i + 1' \
      '\set o 1 + :n % :organizations' '\set owner 2 + (:o * 6) % (3 * :organizations - 1)'
    cat "$SCRATCH/$1.sql"
  } > "$SCRATCH/$1.numbered"
  mv "$SCRATCH/$1.numbered" "$SCRATCH/$1.sql"
}

# run_acceptances KIND FIRST TIMES_EACH
run_acceptances() {
  run_statements "$1" --transactions="$3" -D first="$2" -D i=0 -D clients="$CONNECTIONS" -D organizations="$ORGANIZATIONS"
}

# Whoever accepted is a member, is counted and found as one, and the log tells of it, by either way.
check_acceptances() {
  local accepted of
  accepted="$(answer "select count(*) from invitations where outcome = 'accepted'")"
  for of in "select count(*) from memberships m join invitations i on i.org_id = m.org_id and i.user_id = m.user_id" \
    "select count(*) from audit_log where action = 'invitation.accepted' and request_id not like 'bench-%'" \
    "select count(*) from audit_log where action = 'member.joined'" \
    "select sum(owners + admins + members) - (select count(*) from memberships) + $accepted from member_counts" \
    "select count(*) from member_terms t join invitations i on i.org_id = t.org_id and i.user_id = t.user_id where t.is_name"; do
    [[ "$(answer "$of")" == "$accepted" ]] || fail "$accepted invitations were accepted, but this isn't as many: $of"
  done
}
