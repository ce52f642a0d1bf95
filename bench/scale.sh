#!/bin/bash
# How time and memory of `quench aermod` grow with sources, receptors and hours.
#
#   bench/scale.sh [--runs N] [--full] BUILD
#
# BUILD is the build folder. Each of the three is grown alone from a middle case, stacks on hills;
# times are medians of N runs (3), memory is the largest resident size of the process. The growth is
# fitted to the time of the processor, which other work on the machine disturbs less than the wall
# time; ns/eval is that time over sources x receptors x hours. --full adds one run of 200 sources,
# 10,000 receptors and 8,760 hours. Exit 1 where a run fails, a curve is steeper than linear by a
# fifth, or a run takes more than 1 GB.
set -euo pipefail
export LC_ALL=C

usage() {
    sed -n '4s/^# *//p' "$0" >&2
    exit 2
}

runs=3
full=
while [ $# -gt 1 ]; do
    case $1 in
    --full) full=1 ;;
    --runs)
        [[ $2 =~ ^[1-9][0-9]?$ ]] || usage
        runs=$2
        shift
        ;;
    *) usage ;;
    esac
    shift
done
if [ $# -ne 1 ] || [ ! -x "$1/quench" ]; then usage; fi
build=$(realpath -- "$1")
limit_mb=1000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
bad=0

# one SOURCES RECEPTORS DAYS [groups]: prints "cpu_s wall_s peak_mb" of one run.
TIMEFORMAT='%U %S %R'
one() {
    local took
    took=$({ time (cd case && "$build/bench/bench_timed" run 1 0 0 '' \
        "$build/quench" aermod deck.inp out.txt --quiet >../timed); } 2>&1) || {
        echo "$took" >&2
        exit 1
    }
    echo "$took $(awk '{ for (i = 1; i < NF; i++) if ($i == "peak") print $(i + 1) }' timed)" |
        awk '{ print $1 + $2, $3, $4 }'
}

# line RUNS SOURCES RECEPTORS DAYS NOTE [groups]: a line of the table; the file "last" keeps its cpu_s.
line() {
    local n=$1 sources=$2 receptors=$3 days=$4 note=$5 i
    shift 5
    rm -rf case
    "$build/bench/bench_make_plume" case "$sources" "$receptors" "$days" "$@"
    for ((i = 0; i < n; i++)); do one; done | sort -n >took
    awk -v s="$sources" -v r="$receptors" -v h="$((days * 24))" -v note="$note" -v limit="$limit_mb" '
        { cpu[NR] = $1; if ($3 > mb) mb = $3; if (NR == 1 || $2 < wall) wall = $2 }
        END {
            m = cpu[int((NR + 1) / 2)]
            print m >"last"
            printf "%8d %9d %6d %9.2f %9.2f %8.1f %8d  %s\n", s, r, h, m, wall, 1e9 * m / (s * r * h), mb, note
            exit mb > limit }' took || bad=1
}

# grow NAME VALUE...: one of the three; the other two stay in the middle.
grow() {
    local name=$1 value
    shift
    : >points
    for value in "$@"; do
        case $name in
        sources) line "$runs" "$value" 1000 31 '' ;;
        receptors) line "$runs" 25 "$value" 31 '' ;;
        days) line "$runs" 25 1000 "$value" '' ;;
        esac
        echo "$value $(cat last)" >>points
    done
    awk -v name="$name" '
        { x = log($1); y = log($2); n++; sx += x; sy += y; sxx += x * x; sxy += x * y }
        END {
            e = (n * sxy - sx * sy) / (n * sxx - sx * sx)
            printf "         time grows as the power %.2f of the %s\n", e, name
            exit e > 1.2 }' points || bad=1
}

sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1
echo "$(nproc) cores; load average at the start: $(cut -d' ' -f1-3 /proc/loadavg)"
printf '%8s %9s %6s %9s %9s %8s %8s\n' sources receptors hours 'cpu s' 'wall min' ns/eval 'peak MB'
grow sources 25 50 100 200
grow receptors 1000 2500 5000 10000
grow days 31 90 181 365
line 1 200 10000 2 'one group'
line 1 200 10000 2 'and a group of each source' groups
if [ -n "$full" ]; then line 1 200 10000 365 'the whole'; fi
echo "load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
exit $bad
