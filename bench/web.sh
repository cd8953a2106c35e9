#!/usr/bin/env bash
# Measures the web application in a release build, one process on the loopback address. Table rows go to stdout, progress to stderr.
# `bench/web.sh quick` takes tiny counts: it shows that every line works, its figures mean nothing.
set -uo pipefail
source "$(dirname "$0")/common.sh"
case "${1:-full}" in
  full) load=4 rate_load=15 views=15 visitors=50 sessions=200 photos=100 hostile=300 starts=5 ;;
  quick) load=1 rate_load=2 views=1 visitors=5 sessions=10 photos=5 hostile=30 starts=1 ;;
  *) say "usage: bench/web.sh [quick]"; exit 2 ;;
esac
trap 'for pid in "${started[@]}"; do stop "$pid"; done; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
for tool in wrk hey curl chromium; do command -v "$tool" >/dev/null || { say "$tool is missing: install the package '$tool'."; exit 2; }; done

say "building"
dotnet publish "$root/Caloguessr.Web" -c Release -v quiet >&2 && dotnet build "$root/bench/Caloguessr.Benchmarks" -c Release -v quiet >&2 || exit 1
app=$root/artifacts/publish/Caloguessr.Web/release
benchmarks=$root/artifacts/bin/Caloguessr.Benchmarks/release/Caloguessr.Benchmarks.dll
bench() { dotnet "$benchmarks" "$@"; }
bench photos "$root/Caloguessr.AppHost/sample-meal.jpg" "$work/photos" >"$work/phone" || exit 1
head -c 32 /dev/urandom | base64 >"$work/data-protection.key"

# start_web [SETTING=VALUE...]: a new process with an empty lake; sets web (its id), url and ready_ms.
start_web() {
  local port lake begun
  port=$(free_port) lake=$(mktemp -d "$work/lake.XXXX") url=http://127.0.0.1:$port
  begun=$(now)
  (cd "$app" && exec env -i PATH="$PATH" HOME="$work" ${DOTNET_ROOT:+DOTNET_ROOT="$DOTNET_ROOT"} ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS="$url" \
    ConnectionStrings__lake="Path=$lake" DataProtection__KeyFile="$work/data-protection.key" RateLimit__EstimatesPerMinute=1000000 "$@" \
    dotnet Caloguessr.Web.dll) >"$work/web.log" 2>&1 &
  web=$!; started+=("$web")
  until curl -sf -o /dev/null "$url/health"; do
    kill -0 "$web" 2>/dev/null || { say "the server ended: $(tail -3 "$work/web.log")"; exit 1; }
    [ $(($(now) - begun)) -lt 60000 ] || { say "the server was not ready within 60 s: $(tail -3 "$work/web.log")"; exit 1; }
    sleep 0.01
  done
  ready_ms=$(($(now) - begun))
}
memory() { awk -v line="$1:" '$1 == line { printf "%d MiB", $2 / 1024 }' "/proc/$web/status"; }
cpu_ms() { awk -v hertz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) * 1000 / hertz }' "/proc/$web/stat"; }

# get ADDRESS CONNECTIONS [WRK OPTION...]: closed loop with wrk; requests/s, p50, p99, the server's processor time of one request.
get() {
  local address=$1 connections=$2 before; shift 2
  before=$(cpu_ms)
  wrk -t1 -c"$connections" -d"${load}s" --timeout 10s --latency "$@" "$address" >"$work/wrk" || return 1
  awk -v cpu="$(awk -v after="$(cpu_ms)" -v before="$before" 'BEGIN { print after - before }')" '
    function ms(time) { return time ~ /us$/ ? time / 1000 : time ~ /ms$/ ? time + 0 : time * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } $2 == "requests" { count = $1 } $1 == "Requests/sec:" { rate = $2 }
    /Non-2xx|Socket errors/ { wrong = wrong "; " $0 }
    END { printf "%.0f requests/s, p50 %.1f ms, p99 %.1f ms, %.2f ms CPU each%s\n", rate, p50, p99, cpu / count, wrong; exit count == 0 || wrong != "" }' "$work/wrk"
}
# post FORM CONNECTIONS: the same for estimates, with hey.
post() {
  hey -z "${load}s" -c "$2" -m POST -T 'multipart/form-data; boundary=----caloguessr' -D "$1" "$url/api/estimates" >"$work/hey" || return 1
  awk '$1 == "Requests/sec:" { rate = $2 } $1 ~ /^50%/ { p50 = $3 } $1 ~ /^99%/ { p99 = $3 } $1 ~ /^\[[0-9]+\]$/ && $1 != "[200]" { wrong = wrong "; " $0 } $1 == "[200]" { good = 1 }
    /Error distribution/ { wrong = wrong "; errors" }
    function ms(time) { return time == "" ? "-" : sprintf("%.0f ms", time * 1000) }
    END { printf "%.1f requests/s, p50 %s, p99 %s%s\n", rate, ms(p50), ms(p99), wrong; exit !good || wrong != "" }' "$work/hey"
}
open_loop() {
  local before; before=$(cpu_ms)
  echo "GET $url/" | vegeta attack -rate=200 -duration="${rate_load}s" -timeout=5s | vegeta report -type=json >"$work/vegeta" || return 1
  awk -v cpu="$(awk -v after="$(cpu_ms)" -v before="$before" 'BEGIN { print after - before }')" '
    function figure(name) { match($0, "\"" name "\":[0-9.]+"); return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) }
    { printf "p50 %.1f ms, p99 %.1f ms, %.0f %% answered, %.2f ms CPU each\n", figure("50th") / 1e6, figure("99th") / 1e6, figure("success") * 100, cpu / figure("requests"); exit figure("success") < 1 }' "$work/vegeta"
}
# spent COMMAND...: the command's figure, and the server's processor time for one of COUNT.
spent() { local count=$1 before out; shift; before=$(cpu_ms); out=$("$@") || return 1; echo "$out, $(awk -v ms="$(cpu_ms)" -v before="$before" -v count="$count" 'BEGIN { printf "%.0f", (ms - before) / count }') ms CPU of the server each"; }
beside_stub() { local out; out=$(bench estimates "$@") && echo "$out (of which the stub $(curl -s "$stub/"))"; }
many() { bench estimates "$@" >/dev/null && memory VmRSS; }
# These three have limits; beyond them they fail.
hostile() {
  local out peak code=0
  out=$(bench hostile "$hostile" "$url") || code=1
  curl -sf -o /dev/null "$url/health" || { code=1; out+="; /health is not 200"; }
  peak=$(memory VmHWM); [ "${peak% MiB}" -le 286 ] || code=1
  echo "$out; peak $peak (limit 286 MiB, which is 300 MB)"
  return $code
}
intake() { bench intake | awk -F' *[|] *' 'NR == 3 { print $3 " ms (CPU), the library " $4 ", ratio " $5 " (limit 1.3); " $2; exit $5 + 0 > 1.3 }'; }
recognise() { bench recognise "$root/Caloguessr.AppHost/sample-meal.jpg" | awk -F' *[|] *' 'NR == 3 { print "median " $5 " ms (CPU; limit 100 ms), the first " $4; exit $5 + 0 > 100 }'; }

row "What" "Caloguessr" "Streamlit"; row "---" "---" "---"
ready=()
for _ in $(seq "$starts"); do start_web; ready+=("$ready_ms"); stop "$web"; done
row "start of the server until /health is 200, median of $starts" "$(seconds "$(printf '%s\n' "${ready[@]}" | sort -n | sed -n "$((starts / 2 + 1))p")")" "0.7-2.3 s"

stub_port=$(free_port) stub=http://127.0.0.1:$stub_port
dotnet "$benchmarks" stub "$stub_port" >"$work/stub.log" 2>&1 & started+=("$!")
start_web Gemini__Endpoint="$stub" Gemini__ApiKey=x
until curl -sf -o /dev/null "$stub/"; do kill -0 "${started[-1]}" "${started[-2]}" 2>/dev/null || exit 1; sleep 0.05; done
row "memory, idle" "$(memory VmRSS)" "54 MiB"

say "warming up"; for _ in 1 2 3; do get "$url/" 8 >/dev/null; done; get "$url/api/foods?q=apf" 8 >/dev/null
beat=([1]="524 requests/s, p99 41 ms, 0.7-1.1 ms CPU" [8]="693 requests/s, p99 132 ms" [32]="882 requests/s, p99 174 ms")
for connections in 1 8 32; do measure "GET /, Connection: close, $connections" "${beat[$connections]}" get "$url/" "$connections" -H 'Connection: close'; done
for connections in 1 8 32; do measure "GET /, keep-alive, $connections" "$([ "$connections" = 1 ] && echo '22 requests/s')" get "$url/" "$connections"; done
measure "GET /, keep-alive, 8, of somebody with a cookie" "" get "$url/" 8 -H 'Cookie: caloguessr-zone=Europe%2FBerlin'
if command -v vegeta >/dev/null; then measure "GET /, 200 requests/s, open loop" "p50 45 ms, p99 91 ms" open_loop
else row "GET /, 200 requests/s, open loop" "left out: vegeta is not there" "p50 45 ms, p99 91 ms"; fi
measure "food search, Connection: close, 8" "" get "$url/api/foods?q=apf" 8 -H 'Connection: close'
measure "food search, keep-alive, 8" "" get "$url/api/foods?q=apf" 8

say "first view"
mapfile -t view < <(bench first-view "$views" "$url/" 2>"$work/errors")
[ "${#view[@]}" = 4 ] || { failures=$((failures + 1)); view=("FAILED: $(head -1 "$work/errors")" "FAILED" "FAILED" "FAILED"); }
row "first view in Chromium until the photo button is usable, empty cache" "${view[0]}" "1.05-1.30 s (0.84-1.02 s)"
row "the same, warm cache" "${view[1]}" "0.89 s"
row "of which Chromium itself: a page with nothing but a button" "${view[2]}" ""
row "requests and bytes of the first view" "${view[3]}" "77 requests, 2740 KB"
measure "$visitors visitors at once, until all have the page and all it needs" "7-14 s, 80-150 ms CPU each" spent "$visitors" bench sessions "$visitors" "$url/"
sessions() { bench sessions "$sessions" "$url/" >/dev/null && memory VmRSS; }
measure "memory after $sessions sessions more" "83 MiB" sessions

measure "photo of $(cat "$work/phone") to result over HTTP, one after the other" "0.42-0.99 s" beside_stub "$photos" 1 "$url" "$work/photos/phone.form"
row "memory after these $photos photos" "$(memory VmRSS)" "474 MiB after 8"
measure "memory after $photos more, 4 at once" "" many "$photos" 4 "$url" "$work/photos/phone.form"
measure "memory after $photos more, 4 at once" "" many "$photos" 4 "$url" "$work/photos/phone.form"
measure "the same photo chosen in Chromium until its estimate shows" "" bench choose-photo "$views" "$url/" "$work/photos/phone.jpg"
measure "POST /api/estimates, photo of 1600 px, stub, 1" "" post "$work/photos/small.form" 1
measure "POST /api/estimates, photo of 1600 px, stub, 8" "" post "$work/photos/small.form" 8
row "peak memory of this process" "$(memory VmHWM)" ""
stop "$web"

start_web
measure "POST /api/estimates, photo of 1600 px, built-in estimator, 1" "" post "$work/photos/small.form" 1
measure "POST /api/estimates, photo of 1600 px, built-in estimator, 8" "" post "$work/photos/small.form" 8
measure "the same photo chosen in Chromium until its estimate shows, built-in estimator" "" bench choose-photo "$views" "$url/" "$work/photos/phone.jpg"
stop "$web"

start_web
measure "$hostile hostile uploads, status: count" "" hostile
stop "$web"

measure "intake of a 12-megapixel photo" "" intake
measure "built-in estimator beside the intake" "" recognise
[ "$failures" -eq 0 ] || { say "$failures measurements failed or are beyond their limit"; exit 1; }
