#!/usr/bin/env bash
# Measures the development broker beside a real Apache Kafka in one run, on the loopback address. Table rows go to stdout, progress to stderr.
# The real one is taken from KAFKA_BOOTSTRAP (with KAFKA_PIDS for its memory). `bench/kafka.sh quick` takes tiny counts.
set -uo pipefail
source "$(dirname "$0")/common.sh"
case "${1:-full}" in
  full) small=1000000 large=60000 latency=10 idle=500 rounds=3 ;;
  quick) small=20000 large=2000 latency=2 idle=20 rounds=1 ;;
  *) say "usage: bench/kafka.sh [quick]"; exit 2 ;;
esac
[ -n "${KAFKA_BOOTSTRAP:-}" ] || { say "KAFKA_BOOTSTRAP is not set: start a real Apache Kafka and name it, such as KAFKA_BOOTSTRAP=127.0.0.1:9092"; exit 2; }
trap 'for pid in "${started[@]}"; do stop "$pid"; done; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say "building"
dotnet build "$root/local/Caloguessr.DevBroker" -c Release -v quiet >&2 && dotnet build "$root/bench/Caloguessr.Benchmarks" -c Release -v quiet >&2 || exit 1
bench() { "$root/artifacts/bin/Caloguessr.Benchmarks/release/Caloguessr.Benchmarks" "$@"; }

# start_broker: a new process with an empty directory; sets broker (its id), dev (its address) and ready (ms).
start_broker() {
  local begun data; data=$(mktemp -d "$work/data.XXXX")
  begun=$(now)
  env Broker__Port=0 Broker__Data="$data" ASPNETCORE_URLS=http://127.0.0.1:0 "$root/artifacts/bin/Caloguessr.DevBroker/release/Caloguessr.DevBroker" >"$work/broker.log" 2>&1 &
  broker=$!; started+=("$broker")
  until dev=$(sed -n 's/^Caloguessr.DevBroker listens on //p' "$work/broker.log") && [ -n "$dev" ]; do
    kill -0 "$broker" 2>/dev/null || { say "the broker ended: $(tail -3 "$work/broker.log")"; exit 1; }
    sleep 0.01
  done
  ready=$(($(now) - begun))
}
for round in 1 2 3 4 5; do
  start_broker; echo "$ready"
  [ "$round" = 5 ] || { kill "$broker"; wait "$broker"; }
done >"$work/ready"
memory() { awk -v line="$2:" '$1 == line { printf "%d MiB", $2 / 1024 }' "/proc/$1/status"; }
real_memory() { local pid=${KAFKA_PIDS:-}; [ -n "$pid" ] && memory "${pid%%[, ]*}" "$1" || echo "-"; }

# rates LEAST COUNT BYTES PARTITIONS CODEC: both brokers in turn, several rounds; medians and their ratio, which must not be below LEAST.
rates() {
  local round least=$1; shift
  : >"$work/dev"; : >"$work/real"
  for round in $(seq "$rounds"); do
    bench kafka-rates "$dev" "$@" >>"$work/dev" && bench kafka-rates "$KAFKA_BOOTSTRAP" "$@" >>"$work/real" || return 1
  done
  middle() { cut -d' ' -f"$2" "$1" | sort -n | sed -n "$(((rounds + 1) / 2))p"; }
  awk -v least="$least" -v p="$(middle "$work/dev" 1)" -v q="$(middle "$work/real" 1)" -v c="$(middle "$work/dev" 2)" -v d="$(middle "$work/real" 2)" \
    'BEGIN { printf "produce %d of %d records/s (%.2f), consume %d of %d (%.2f)\n", p, q, p / q, c, d, c / d; exit p / q < least || c / d < least }'
}
latency() { echo "$(bench kafka-latency "$dev" "$@"); real: $(bench kafka-latency "$KAFKA_BOOTSTRAP" "$@")"; }
idle() { echo "$(bench kafka-idle "$dev" "$idle" 10 "$broker")$([ -z "${KAFKA_PIDS:-}" ] || echo "; real: $(bench kafka-idle "$KAFKA_BOOTSTRAP" "$idle" 10 "${KAFKA_PIDS%%[, ]*}")")"; }

row "What" "Development broker, of the real Kafka (ratio)" "Limit"; row "---" "---" "---"
row "ready after the start" "median $(seconds "$(sort -n "$work/ready" | sed -n 3p)"), longest $(seconds "$(sort -n "$work/ready" | tail -1)") (5 starts)" "1 s"
row "memory, idle" "$(memory "$broker" VmRSS); real: $(real_memory VmRSS)" ""
measure "200 bytes, 9 partitions, none" "0.7" rates 0.7 "$small" 200 9 none
row "peak memory so far" "$(memory "$broker" VmHWM); real: $(real_memory VmHWM)" "300 MB"
[ "$(sort -n "$work/ready" | sed -n 3p)" -lt 1000 ] && [ "$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$broker/status")" -lt $((300000000 / 1024)) ] || failures=$((failures + 1))
for codec in gzip snappy lz4 zstd; do measure "200 bytes, 9 partitions, $codec" "0.7" rates 0.7 "$small" 200 9 "$codec"; done
measure "200 bytes, 1 partition, none" "" rates 0 "$small" 200 1 none
measure "10 KiB, 9 partitions, none" "" rates 0 "$large" 10240 9 none
measure "10 KiB, 1 partition, none" "" rates 0 "$large" 10240 1 none
measure "latency, 1,000 records/s" "" latency 1000 "$latency"
measure "latency, 20,000 records/s" "" latency 20000 "$latency"
measure "$idle idle consumers" "" idle
row "peak memory" "$(memory "$broker" VmHWM); real: $(real_memory VmHWM)" ""
[ "$failures" -eq 0 ] || { say "$failures measurements failed"; exit 1; }
