#!/usr/bin/env bash
# Measures the application host, built as `dotnet run` builds it: start to all healthy, stop by SIGINT and by SIGKILL, and the start right after.
# Table rows go to stdout, progress to stderr. `bench/start.sh N` takes N runs instead of five.
set -uo pipefail
source "$(dirname "$0")/common.sh"
runs=${1:-5}
home=$work/home
processes() { grep -lzxF "HOME=$home" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3; }
trap 'kill -9 $(processes) 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say "building"
dotnet build "$root/Caloguessr.AppHost" -v quiet >&2 || exit 1

# Sets host (its id) and ready_ms. A job of its own, since SIGINT would be ignored otherwise.
start_host() {
  local begun; begun=$(now)
  set -m
  (cd "$root/Caloguessr.AppHost" && exec env -i PATH="$PATH" HOME="$home" ${DOTNET_ROOT:+DOTNET_ROOT="$DOTNET_ROOT"} LC_ALL="$LC_ALL" DOTNET_ENVIRONMENT=Development \
    ASPIRE_ALLOW_UNSECURED_TRANSPORT=true ASPNETCORE_URLS="http://localhost:$dashboard_port" Caloguessr__Web__Port="$web_port" ConnectionStrings__lake="Path=$home/lake" \
    Caloguessr__Kafka__Port="$kafka_port" Caloguessr__Kafka__Data="$home/kafka" \
    "$root/artifacts/bin/Caloguessr.AppHost/debug/Caloguessr.AppHost") >"$work/host.log" 2>&1 </dev/null &
  host=$!
  set +m
  disown "$host"
  until grep -q 'web is ready: ' "$work/host.log" && grep -q 'kafka is ready: ' "$work/host.log"; do
    kill -0 "$host" 2>/dev/null && [ $(($(now) - begun)) -lt 60000 ] || { say "not ready: $(tail -5 "$work/host.log")"; exit 1; }
    sleep 0.1
  done
  ready_ms=$(($(now) - begun))
  curl -sf -o /dev/null "http://localhost:$web_port/health" || { say "ready, but /health is not"; exit 1; }
}

# stop_host SIGNAL: sets gone_ms, when no process is left and no port is used.
stop_host() {
  local begun; begun=$(now)
  kill "-$1" "$host"
  while [ -n "$(processes)" ] || listens "$web_port" || listens "$kafka_port" || listens "$dashboard_port"; do
    [ $(($(now) - begun)) -lt 60000 ] || { say "still there after $1:"; ps -o pid,args -p "$(processes | paste -sd,)" >&2; exit 1; }
    sleep 0.02
  done
  gone_ms=$(($(now) - begun))
}

# report WHAT LIMIT TIME...: a row; a time beyond the limit, in s, is this script's failure.
report() {
  local what=$1 limit=$2 sorted beyond=""; shift 2
  mapfile -t sorted < <(printf '%s\n' "$@" | sort -n)
  if [ -n "$limit" ] && [ "${sorted[-1]}" -gt $((limit * 1000)) ]; then failures=$((failures + 1)) beyond=": NOT KEPT"; fi
  row "$what" "median $(seconds "${sorted[$((($# - 1) / 2))]}"), longest $(seconds "${sorted[-1]}") ($# runs)" "${limit:+$limit s$beyond}"
}

row "What" "Time" "Limit"; row "---" "---" "---"
starts=() interrupted=() killed=() again=()
for run in $(seq "$runs"); do
  say "run $run of $runs"
  home=$work/home-$run web_port=$(free_port) dashboard_port=$(free_port) kafka_port=$(free_port)
  mkdir "$home"
  start_host; starts+=("$ready_ms"); stop_host INT; interrupted+=("$gone_ms")
  start_host; again+=("$ready_ms"); stop_host KILL; killed+=("$gone_ms")
  start_host; again+=("$ready_ms"); stop_host INT; interrupted+=("$gone_ms")
done
report "built, start to all healthy" 8 "${starts[@]}"
report "start right after a stop, on the same ports, to all healthy" "" "${again[@]}"
report "SIGINT to no process and no used port" 5 "${interrupted[@]}"
report "SIGKILL of the application host to no process and no used port" 15 "${killed[@]}"
[ "$failures" -eq 0 ] || { say "$failures limits were not kept"; exit 1; }
