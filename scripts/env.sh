# shellcheck shell=bash
#
# The environment that everything here is built and tested in. Every script sources it; for plain cargo, so can you:
#
#     source scripts/env.sh
#
# It only sets variables and defines functions, and it overrides nothing that is already set, so a value from your
# shell wins over one from .env, and that wins over the defaults below. `scripts/setup` installs what it points to.
#
#   TENANTRY_CACHE    where tools and build results live, outside the checkout (default: ~/.cache/tenantry)
#   CARGO_TARGET_DIR  cargo's build results (default: $TENANTRY_CACHE/target)
#   CHROMIUM          the browser for the browser tests (default: chromium on PATH)

TENANTRY_ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)"
export TENANTRY_ROOT

# --- words -----------------------------------------------------------------------------------------------------------

# All progress goes to stderr: what a script prints on stdout is its answer.
say() {
  printf '%s\n' "$*" >&2
}

# fail "a sentence that says what is wrong and what to do"
fail() {
  printf '\nerror: %s\n' "$*" >&2
  exit 1
}

# --- settings from .env ----------------------------------------------------------------------------------------------

# Reads KEY=value lines without running them as shell code, as the binary itself does. Quotes around a value are
# taken off; in a value without quotes, " #" begins a comment.
load_dotenv() {
  local line key value
  while IFS= read -r line || [[ -n "$line" ]]; do
    [[ "$line" =~ ^[[:space:]]*(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$ ]] || continue
    key="${BASH_REMATCH[2]}"
    value="${BASH_REMATCH[3]%$'\r'}"
    [[ -z "${!key+set}" ]] || continue
    if [[ "$value" =~ ^\'([^\']*)\' || "$value" =~ ^\"([^\"]*)\" ]]; then
      value="${BASH_REMATCH[1]}"
    else
      value="${value%%[[:space:]]#*}"
      value="${value%"${value##*[![:space:]]}"}"
    fi
    export "$key=$value"
  done < "$1"
}

# Tests bring their own database, mailbox and keys, and must not touch what a developer has configured. Empty counts as
# missing, and keeps the binary, which reads .env itself, from finding them there.
forget_product_settings() {
  local name
  for name in DATABASE_URL BASE_URL LISTEN SMTP_URL MAIL_FROM SECRET_KEY STORAGE_URL OPERATOR_EMAIL SUPPORT_URL \
    TRUSTED_PROXIES API_RATE PLANS_FILE BANNED_MAIL_DOMAINS TENANTRY_ENV STRIPE_SECRET_KEY STRIPE_WEBHOOK_SECRET STRIPE_API_BASE; do
    export "$name="
  done
}

if [[ -f "$TENANTRY_ROOT/.env" ]]; then
  load_dotenv "$TENANTRY_ROOT/.env"
fi

# --- where things are ------------------------------------------------------------------------------------------------

export TENANTRY_CACHE="${TENANTRY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tenantry}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$TENANTRY_CACHE/target}"

# cargo-leptos looks for its helpers (tailwindcss, wasm-opt, wasm-bindgen) on PATH, so ours come first.
prepend_path() {
  case ":$PATH:" in
    *":$1:"*) ;;
    *) export PATH="$1:$PATH" ;;
  esac
}
prepend_path "$TENANTRY_CACHE/tools/bin"
prepend_path "$TENANTRY_ROOT/node_modules/.bin"

# --- how things are built --------------------------------------------------------------------------------------------

# The toolchain that `scripts/setup` settled on for this machine: rustup's own, or Debian's.
if [[ -f "$TENANTRY_CACHE/toolchain.env" ]]; then
  # shellcheck source=/dev/null
  source "$TENANTRY_CACHE/toolchain.env"
fi

# lld halves the time of a rebuild. The path must stay the same: cargo rebuilds everything when the linker changes.
if [[ -x "$TENANTRY_CACHE/tools/bin/cc-lld" ]]; then
  export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER="${CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER:-$TENANTRY_CACHE/tools/bin/cc-lld}"
fi

# Queries are checked against the committed .sqlx, so that no build needs a database.
export SQLX_OFFLINE="${SQLX_OFFLINE:-true}"

# cargo-leptos sets these for what it builds and starts. Set for plain cargo too, one doesn't rebuild leptos after the
# other; and a server started without cargo-leptos learns from the second that its files have hashes in their names.
export LEPTOS_OUTPUT_NAME=tenantry LEPTOS_HASH_FILES=true

# The npm package serves as cargo-leptos' tailwind; naming the version keeps it from asking the network for a newer one.
export LEPTOS_TAILWIND_VERSION="${LEPTOS_TAILWIND_VERSION:-v4.3.5}"

# The browser tests drive the system's Chromium.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
