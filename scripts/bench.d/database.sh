# shellcheck shell=bash
#
# scripts/bench's database: made anew, filled, and watched while it answers one request. Sourced by scripts/bench, whose
# variables it uses.
# shellcheck disable=SC2034,SC2153  # what another of these files sets or uses

postgres() {
  "$TENANTRY_ROOT/scripts/postgres" "$@"
}

provide_database() {
  # The lasting cluster, with a durable database's settings: no flag. (File descriptor 8, the lock, isn't for it.)
  # shellcheck disable=SC2119
  start_postgres 8>&-
  DATABASE_URL="$(postgres fresh "$DATABASE")"
  export DATABASE_URL
}

# The rows that the scenarios want, and a session: the cookie is 16 random bytes, and the table holds their SHA-256.
seed() {
  local token="$SCRATCH/token"
  say "bench: filling the database"
  head -c 16 /dev/urandom > "$token"
  COOKIE="Cookie: tenantry=$(base64 < "$token" | tr '+/' '-_' | tr -d '=\n')"
  PASSWORD="$(head -c 24 /dev/urandom | base64 | tr '+/' '-_')"
  {
    printf '\\set token_hash %s\n' "$(sha256sum "$token" | cut -d' ' -f1)"
    printf '\\set organizations %s\n' "$ORGANIZATIONS"
    printf '\\set audit_rows %s\n' "$AUDIT_ROWS"
    printf '\\set acceptances %s\n' "$(invitations_wanted)"
    printf '\\set api_key %s\n' "$API_KEY"
    cat scripts/bench.d/seed.sql
    if wanted members || wanted acceptances; then cat scripts/bench.d/sized.sql; fi
    if wanted audit; then cat scripts/bench.d/audit.sql; fi
    if wanted acceptances; then cat scripts/bench.d/acceptances.sql; fi
    if wanted workspaces; then cat scripts/bench.d/places.sql; fi
    if ((${#CALLS[@]} > 0)); then cat scripts/bench.d/calls.sql; fi
    cat scripts/bench.d/seeded.sql
    printf 'drop role if exists %s;\n' "$LOGIN"
    printf "create role %s login password '%s' in role tenantry_serving;\n" "$LOGIN" "$PASSWORD"
    # What the seed wrote is on its way to the disk before anything is measured.
    printf 'checkpoint;\n'
  } | postgres admin "$DATABASE" > /dev/null
}

# answer QUERY: its one value.
answer() {
  printf '\\pset format unaligned\n\\pset tuples_only on\n%s;\n' "$1" | postgres admin "$DATABASE"
}

# Serves each page with every statement logged, and keeps what one request sends. The queue's worker, which has statements
# of its own, stays out of it.
capture_pages() {
  local at
  log_statements "set log_statement = 'all'"
  start_server --without-worker
  for at in "${!PAGES[@]}"; do
    # Not the first request: connections have been made and statements prepared by then.
    for _ in {1..10}; do get_page "$at"; done
    capture "$at" get_page "$at"
  done
  stop_server
  log_statements 'reset log_statement'
}

# The same of accepting an invitation; after the pages are measured, since organizations grow by it.
capture_acceptances() {
  local kind n
  log_statements "set log_statement = 'all'"
  start_server --without-worker
  for kind in "${KINDS[@]}"; do
    for ((n = 1; n < BY_HAND; n++)); do accept "$kind" "$n"; done
    ORGANIZATIONS="$ORGANIZATIONS" node scripts/bench.d/acceptances.mjs known "$kind" "$BY_HAND" > "$SCRATCH/$kind.known"
    capture "$kind" accept "$kind" "$BY_HAND"
  done
  stop_server
  log_statements 'reset log_statement'
}

log_statements() {
  printf 'alter database %s %s;\n' "$DATABASE" "$1" | postgres admin postgres
}

# capture NAME COMMAND…: what the command has the server send, as pgbench's NAME.sql. What is known of it is in NAME.known.
capture() {
  local log from known=()
  [[ ! -f "$SCRATCH/$1.known" ]] || known=("$SCRATCH/$1.known")
  log="$(postgres log)"
  # A read-only transaction is rolled back after the answer.
  sleep 1
  from="$(wc -c < "$log")"
  "${@:2}"
  sleep 1
  tail -c "+$((from + 1))" "$log" > "$SCRATCH/$1.log"
  node scripts/bench.d/statements.mjs "$SCRATCH/$1.sql" "$SCRATCH/$1.variables" "${known[@]}" < "$SCRATCH/$1.log" \
    || fail "What Postgres logged of one request, $SCRATCH/$1.log, can't be read as its statements."
}
