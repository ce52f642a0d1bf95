#!/bin/sh
# The benches of ./run bench: medians of 5 against the targets. First argument: the build folder.
set -eu
build=$1
work=$build/bench/work
missed=0

# target COMMAND...: a missed target (exit 3) is noted, any other failure ends the bench.
target() {
    status=0
    "$@" || status=$?
    case $status in
    0) ;;
    3) missed=$((missed + 1)) ;;
    *) exit 1 ;;
    esac
}

machine() {
    sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1
    echo "$(nproc) cores, $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB"
}

mkdir -p "$work"
machine
"$build/bench/bench_make_region" "$work/region" 100000 2000
timed=$build/bench/bench_timed
quench=$build/quench
target "$timed" 'import, 100,000 installations' 5 5 0 "$work/store.db" \
    "$quench" import "$work/store.db" "$work/region" --quiet
target "$timed" 'import again, nothing changed' 5 0 0 '' \
    "$quench" import "$work/store.db" "$work/region" --quiet
target "$timed" 'screen, 100,000 installations' 5 1 0 '' \
    "$quench" screen "$work/store.db" --on 2019-07-17 --json --no-reasoning --quiet
target "$build/bench/bench_screen" "$work/store.db" 2019-07-17 5 1
target "$timed" 'screen with the reasoning of each' 5 0 0 '' \
    "$quench" screen "$work/store.db" --on 2019-07-17 --json --quiet
target "$timed" 'audit, 100,000 installations' 5 0 0 '' \
    "$quench" audit "$work/store.db" --json
for region in basin linfen-2019; do
    target "$timed" "brief, examples/$region" 5 10 300 '' \
        "$quench" brief "examples/$region" -o "$work/$region" --quiet
done
"$build/bench/bench_plume" 5
set --
frames=../shared/cases/hj212
if [ -r "$frames/dialogue.txt.gz" ]; then
    gzip -dc "$frames/dialogue.txt.gz" >"$work/dialogue"
    awk -F '\t' '$1 == "OK" { printf "%s\r\n", $2 }' "$frames/frames.tsv" >"$work/ok"
    set -- "$work/dialogue" "$work/ok"
fi
"$build/bench/bench_wire" "$@"
target "$build/bench/bench_telemetry" "$work/telemetry" 20 30 1.5
rm -rf "$work"
if [ "$missed" -gt 0 ]; then
    echo "$missed of the targets missed" >&2
    exit 1
fi
