#!/usr/bin/env bash
# Builds everything and runs every test. `./test.sh fast` leaves out the slow suites (broker, browser, end to end).
# Ends with one line, "N passed, N failed, N skipped", summed from the runners' result files; exits non-zero when
# anything failed or nothing ran.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

suites=(Architecture Contracts Hosting ServiceDefaults Web)
case "${1:-all}" in
  all) suites+=(DevBroker Browser EndToEnd) ;;
  fast) export CALOGUESSR_REAL=/none ;; # tests on the real parts are skipped
  *) echo "usage: ./test.sh [fast]" >&2; exit 2 ;;
esac

# Makes sure of a file by its Debian packages: only when it is missing, and only where that is allowed.
install() {
  local file=$1; shift
  [ ! -e "$file" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# The browser suite needs Chromium, or the browser that CHROMIUM names; without one it says so, and CI fails. The container test of the end-to-end
# suite needs podman; without it, it is skipped.
if [[ " ${suites[*]} " == *" Browser "* ]]; then
  chromium=${CHROMIUM:-/usr/bin/chromium}
  [ -n "${CHROMIUM:-}" ] || install "$chromium" chromium fonts-dejavu-core
  if [ ! -e "$chromium" ]; then
    echo "There is no Chromium at $chromium, and it could not be installed: install the package 'chromium'." >&2
    [ "${CI:-}" != true ] || exit 1
  fi
  install /usr/bin/podman podman runc netavark aardvark-dns iptables
fi

locked=(); [ "${CI:-}" = true ] && locked=(-p:RestoreLockedMode=true)
dotnet build Caloguessr.sln -v quiet "${locked[@]}" || { echo "The build failed." >&2; exit 1; }

results=$(mktemp -d); trap 'rm -rf "$results"' EXIT
crashed=0
for suite in "${suites[@]}"; do
  program="artifacts/bin/Caloguessr.$suite.Tests/debug/Caloguessr.$suite.Tests"
  echo "== $suite"
  "$program" -noColor -result-xml "$results/$suite.xml" || true
  # A runner that died before it wrote its results counts as a failure.
  [ -s "$results/$suite.xml" ] || { echo "$suite ended without a result." >&2; crashed=$((crashed + 1)); }
done

count() { cat "$results"/*.xml 2>/dev/null | grep -o '<assembly [^>]*>' | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{n += $1} END {print n + 0}'; }
passed=$(count passed); failed=$(($(count failed) + $(count errors) + crashed)); skipped=$(count skipped)
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
