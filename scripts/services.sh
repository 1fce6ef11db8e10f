# shellcheck shell=bash
#
# What scripts/run and scripts/test start beside cargo: Postgres, a mail server and the server itself. Whoever sources
# this gets an EXIT trap that ends all of it, by process id and in reverse order, also on Ctrl-C.

SERVICE_PIDS=()
POSTGRES_STARTED=()

end_services_on_exit() {
  trap end_services EXIT
  # A signal becomes an exit, so that the trap above runs once whatever happens.
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

end_services() {
  trap - EXIT
  trap '' INT TERM HUP
  local i
  for ((i = ${#SERVICE_PIDS[@]} - 1; i >= 0; i--)); do
    end_process "${SERVICE_PIDS[i]}"
  done
  for i in "${POSTGRES_STARTED[@]}"; do
    "$TENANTRY_ROOT/scripts/postgres" stop ${i:+"$i"} || true
  done
}

# Ends a process and those that it started. Asks first, and insists after 15 seconds: the server is given time to
# finish what it is doing.
end_process() {
  local group="-$1" tenth
  kill -- "$group" 2> /dev/null || return 0
  for ((tenth = 0; tenth < 150; tenth++)); do
    kill -0 -- "$group" 2> /dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "$group" 2> /dev/null || true
}

# in_background LOG COMMAND…: starts it to be ended with the rest; its process id is then in BACKGROUND_PID.
# setsid makes that the id of a process group too, so that the process and all its children can be ended by one number.
in_background() {
  setsid "${@:2}" > "$1" 2>&1 < /dev/null &
  BACKGROUND_PID=$!
  SERVICE_PIDS+=("$BACKGROUND_PID")
}

# attended COMMAND…: runs it and waits, and ends it at once when this script is told to end. (Bash alone would wait
# for the command first, and a build takes minutes.)
attended() {
  local status=0
  setsid "$@" < /dev/null &
  SERVICE_PIDS+=($!)
  wait $! || status=$?
  unset 'SERVICE_PIDS[-1]'
  return "$status"
}

# start_postgres [--fast]. One that runs already is used, and left running.
start_postgres() {
  "$TENANTRY_ROOT/scripts/postgres" status "$@" && return
  POSTGRES_STARTED+=("${1:-}")
  "$TENANTRY_ROOT/scripts/postgres" start "$@"
}

port_taken() {
  (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

# free_port FIRST: the first free port from there on.
free_port() {
  local port="$1"
  while port_taken "$port"; do ((port += 1)); done
  echo "$port"
}

# start_maildev FOLDER: a mail server that delivers nothing, keeps its mail in the folder and shows it on a web page.
# Sets SMTP_URL and MAILDEV_URL.
start_maildev() {
  local folder="$1" log="$1/maildev.log" smtp web
  mkdir -p "$folder"
  smtp="$(free_port 1025)"
  web="$(free_port 1080)"
  in_background "$log" node "$TENANTRY_ROOT/node_modules/maildev/bin/maildev" \
    --ip 127.0.0.1 --smtp "$smtp" --web-ip 127.0.0.1 --web "$web" --mail-directory "$folder"
  export SMTP_URL="smtp://127.0.0.1:$smtp" MAILDEV_URL="http://127.0.0.1:$web"
  wait_for "$MAILDEV_URL/healthz" "the mail server" "$BACKGROUND_PID" 30 "$log"
}

# wait_for URL NAME PID SECONDS LOG: until it answers, dies or the time is up.
wait_for() {
  local url="$1" name="$2" pid="$3" seconds="$4" log="$5"
  local deadline=$((SECONDS + seconds))
  until curl --silent --fail --max-time 5 --output /dev/null "$url"; do
    kill -0 "$pid" 2> /dev/null || fail "${name^} ended while it started. The end of $log:"$'\n'"$(tail -n 40 "$log")"
    ((SECONDS < deadline)) || fail "${name^} didn't answer at $url within $seconds seconds. The end of $log:"$'\n'"$(tail -n 40 "$log")"
    sleep 0.2
  done
}

# file_url PATH: as STORAGE_URL wants it.
file_url() {
  local path="${1//%/%25}"
  printf 'file://%s' "${path// /%20}"
}

# base64 of 32 random bytes, as SECRET_KEY wants it.
random_key() {
  head -c 32 /dev/urandom | base64 -w 0
}
