#!/bin/sh
# bench/watch.sh BUILD_DIR [PEER_ADDRESS:PORT PEER_COMMAND...]: the gateway under load, beside another HJ 212 server.
# The server has one core, the client the other; every round starts on a fresh store. The peer is any
# program that answers 9014 on that address; it is started in the current directory, pinned the same.
set -eu

build=${1:?usage: bench/watch.sh BUILD_DIR [PEER_ADDRESS:PORT PEER_COMMAND...]}
shift
seconds=${QN_BENCH_SECONDS:-15}
quench=$build/quench
client=$build/bench/bench_watch
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM

# start: a gateway on a fresh store; its address stands in $to.
start() {
    to=
    rm -f "$work"/store*
    : >"$work/log"
    taskset -c 0 "$quench" watch "$work/store.db" --listen 127.0.0.1:0 --accept-unknown 2>"$work/log" &
    server=$!
    for _ in $(seq 100); do
        to=$(sed -n 's/^listening \([0-9.:]*\).*/\1/p' "$work/log" | head -n 1)
        [ -z "$to" ] || return 0
        sleep 0.1
    done
    cat "$work/log" >&2
    exit 1
}

stop() {
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}

memory() {
    awk '/VmHWM/ { printf "   peak memory %.0f MB\n", $2 / 1024 }' "/proc/$server/status" 2>/dev/null || true
}

load() {
    taskset -c 1 "$client" --to "$to" --seconds "$seconds" "$@" || true
}

# median_ms COMMAND...: of five runs.
median_ms() {
    for _ in 1 2 3 4 5; do
        a=$(date +%s%N)
        "$@" >/dev/null
        b=$(date +%s%N)
        echo $(((b - a) / 1000000))
    done | sort -n | sed -n 3p
}

echo "== quench: 1,000 connections, as fast as answered"
start
load --connections 1000 --in-flight 4
memory
stop
echo "== quench: 1,000 connections, 25,000 frames/s"
start
load --connections 1000 --in-flight 8 --rate 25000
memory
echo "== quench: a day of one device read while idle, and while frames come in at 25,000/s"
sleep 3
one=LOAD0000000007
echo "   idle $(median_ms "$quench" telemetry "$work/store.db" --device $one --csv) ms"
load --connections 500 --in-flight 8 --rate 25000 --mn-prefix BACK000 >"$work/back" &
busy=$!
sleep 2
echo "   busy $(median_ms "$quench" telemetry "$work/store.db" --device $one --csv) ms"
wait $busy
cat "$work/back"
stop

[ $# -ge 2 ] || exit 0
to=$1
shift
for round in '1 1' '100 1' '1000 1' '1000 4'; do
    set -- "$@"
    connections=${round% *}
    flight=${round#* }
    echo "== peer: $connections connections, $flight in flight"
    taskset -c 0 "$@" >/dev/null 2>&1 &
    server=$!
    sleep 2
    load --connections "$connections" --in-flight "$flight"
    kill -0 "$server" 2>/dev/null || echo "   the peer has died"
    stop
done
