#!/bin/bash
# How time and memory of `quench aermod` grow with sources, receptors and hours.
#
#   bench/scale.sh [--full] [--runs N] BUILD
#
# BUILD is the build folder. Each of the three is grown alone from a middle case; time is the median
# wall time of N runs (3), memory the largest resident size of the process. ns/eval is the time over
# sources x receptors x hours: level where the growth is linear. --full adds one run of 200 sources,
# 10,000 receptors and 8,760 hours, against the limit of 1 GB (some minutes). Exit 1 where a run
# fails, a curve is steeper than linear by a fifth, or the limit is passed.
set -euo pipefail
export LC_ALL=C

runs=3
full=
while [ $# -gt 1 ]; do
    case $1 in
    --full) full=1 ;;
    --runs)
        runs=$2
        shift
        ;;
    *) break ;;
    esac
    shift
done
if [ $# -ne 1 ] || [ ! -x "$1/quench" ]; then
    sed -n '4s/^# *//p' "$0" >&2
    exit 2
fi
build=$(realpath -- "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
bad=0
limit_mb=1000

# case RUNS SOURCES RECEPTORS DAYS [groups]: prints "wall_s peak_mb".
measure() {
    local n=$1
    shift
    rm -rf case
    "$build/bench/bench_make_plume" case "$@"
    (cd case && "$build/bench/bench_timed" x "$n" 0 0 '' "$build/quench" aermod deck.inp out.txt --quiet) |
        awk '{ for (i = 1; i <= NF; i++) { if ($i == "s") t = $(i - 1); if ($i == "peak") m = $(i + 1) } }
            t != "" && !done { done = 1; print t, m }'
}

# line SOURCES RECEPTORS DAYS SECONDS MB
line() {
    awk -v s="$1" -v r="$2" -v d="$3" -v t="$4" -v m="$5" -v note="${6:-}" 'BEGIN {
        printf "%8d %10d %7d %9.2f %9.3f %8d  %s\n", s, r, d * 24, t, 1e9 * t / (s * r * d * 24), m, note }'
}

# curve COLUMN VALUE...: grows one of the three; the other two stay at the middle.
curve() {
    local column=$1 value first='' took
    shift
    for value in "$@"; do
        local at=(50 2500 60)
        at[column]=$value
        took=$(measure "$runs" "${at[@]}") || exit 1
        # shellcheck disable=SC2086 # two words
        line "${at[@]}" $took
        [ -n "$first" ] || first="$value ${took% *}"
        last="$value ${took% *}"
    done
    awk -v a="$first" -v b="$last" 'BEGIN {
        split(a, p, " "); split(b, q, " ")
        e = log(q[2] / p[2]) / log(q[1] / p[1])
        printf "         grows as its power %.2f\n", e
        exit e > 1.2 }' || bad=1
}

sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1
echo "$(nproc) cores; load average at the start: $(cut -d' ' -f1-3 /proc/loadavg)"
printf '%8s %10s %7s %9s %9s %8s\n' sources receptors hours 'wall s' ns/eval 'peak MB'
curve 0 25 50 100 200
curve 1 1000 2500 5000 10000
curve 2 31 90 181 365
took=$(measure 1 200 10000 2)
# shellcheck disable=SC2086 # two words
line 200 10000 2 $took 'one group'
took=$(measure 1 200 10000 2 groups)
# shellcheck disable=SC2086
line 200 10000 2 $took 'and a group a source'
if [ -n "$full" ]; then
    took=$(measure 1 200 10000 365)
    # shellcheck disable=SC2086
    line 200 10000 365 $took "limit $limit_mb MB"
    [ "${took#* }" -lt "$limit_mb" ] || bad=1
fi
echo "load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
exit $bad
