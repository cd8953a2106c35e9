# Shared by the measurements: rows, times, free ports, and the end of what was started.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d); started=(); failures=0

say() { echo "$*" >&2; }
row() { printf '| %s | %s | %s |\n' "$1" "$2" "${3:-}"; }
now() { local time=$EPOCHREALTIME; echo $((${time/[.,]/} / 1000)); }
seconds() { awk -v ms="$1" 'BEGIN { printf "%.2f s", ms / 1000 }'; }

# A row whose figure is the output of a command; a command that fails gives a row that says so, and this script's failure.
measure() {
  local what=$1 beat=$2 out; shift 2
  say "$what"
  out=$("$@" 2>"$work/errors") || { failures=$((failures + 1)); out="FAILED: ${out:+$out; }$(grep -m1 . "$work/errors" | cut -c1-200 | tr '|' '/')"; }
  row "$what" "$out" "$beat"
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)); listens "$port"; do :; done
  echo "$port"
}
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# stop PID: asks it to end, and insists after 10 s.
stop() {
  kill "$1" 2>/dev/null || return 0
  local until=$(($(now) + 10000))
  while kill -0 "$1" 2>/dev/null; do
    if [ "$(now)" -gt "$until" ]; then kill -9 "$1" 2>/dev/null; fi
    sleep 0.05
  done
  wait "$1" 2>/dev/null || true
}
