#!/bin/bash
# quench beside EPA's AERMOD, on the same decks in one session.
#
#   bench/vs-aermod.sh [--runs N] [--short] [--case NAME]... AERMOD_BINARY [CASES_DIR]
#
# CASES_DIR (../shared/cases/aermod beside this repository) holds bench/NAME/deck.inp and met/. Each
# round runs AERMOD, then quench with every core, then quench with one thread; after N rounds (5)
# quench goes on to five runs where N is less. --short inserts STARTEND, so that only July is run.
# QUENCH names the program (build/release/quench).
#
# The ratio is AERMOD's median wall time over quench's; the range beside it is the worst and the best
# that these runs allow. "cpu s" is user plus system time, and the last column AERMOD's over quench's:
# other work on the machine disturbs it less.
# A case holds where every value of every PLOTFILE agrees to 1e-4 relative; exit 1 where one does
# not or a run fails.
set -euo pipefail
export LC_ALL=C

usage() {
    sed -n '4s/^# *//p' "$0" >&2
    exit 2
}

root=$(cd -- "$(dirname -- "$0")/.." && pwd)
runs=5
quench_runs=5
short=
cases=()
while [ $# -gt 0 ]; do
    case $1 in
    --runs)
        [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || usage
        runs=$2
        shift 2
        ;;
    --case)
        [ -n "${2:-}" ] || usage
        cases+=("$2")
        shift 2
        ;;
    --short)
        short=1
        shift
        ;;
    -*) usage ;;
    *) break ;;
    esac
done
if [ $# -lt 1 ] || [ $# -gt 2 ]; then usage; fi
[ "${#cases[@]}" -gt 0 ] || cases=(point_flat region point_elev_mix)
[ "$runs" -lt "$quench_runs" ] || quench_runs=$runs
aermod=$(realpath -- "$1")
from=$(realpath -- "${2:-$root/../shared/cases/aermod}")
quench=$(realpath -- "${QUENCH:-$root/build/release/quench}")
for program in "$aermod" "$quench"; do
    if [ ! -x "$program" ]; then
        echo "vs-aermod.sh: $program is not a program" >&2
        exit 1
    fi
done
if [ ! -d "$from/bench" ] && [ -d "$from/../met" ]; then from=$from/..; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bench"
ln -s "$from/met" "$work/met"

# deck CASE: the deck, cut to a month where --short asks for it.
deck() {
    awk -v short="$short" '
        short && $1 == "ME" && $2 == "FINISHED" { print "   STARTEND", year, "7 1", year, "7 31" }
        $1 == "SURFDATA" { year = $3 }
        { print }' "$from/bench/$1/deck.inp"
}

# timed NAME CASE COMMAND...: one run in a folder of its own; adds "wall cpu" to NAME.times.
TIMEFORMAT='%R %U %S'
timed() {
    local name=$1 dir=$work/bench/$2-$1 took
    shift 2
    rm -rf "$dir"
    mkdir "$dir"
    cp "$work/deck.inp" "$dir"
    if ! took=$({ time (cd "$dir" && "$@" >stdout.log 2>stderr.log); } 2>&1); then
        tail -n 20 "$dir/stdout.log" "$dir/stderr.log" >&2
        echo "vs-aermod.sh: $name failed on ${dir##*/}" >&2
        exit 1
    fi
    awk '{ print $1, $2 + $3 }' <<<"$took" >>"$work/$name.times"
}

# median, least and most of column COLUMN of NAME.times.
stats() {
    awk -v c="$2" '{ print $c }' "$work/$1.times" | sort -n | awk '
        { v[NR] = $1 }
        END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; print m, v[1], v[NR] }'
}

# row CASE LABEL NAME: a line of the table.
row() {
    echo "$(stats "$3" 1) $(stats "$3" 2) $(stats aermod 1) $(stats aermod 2) $(wc -l <"$work/$3.times")" |
        awk -v a="$1" -v b="$2" -v name="$3" '{
            printf "%-15s %-18s %4d %9.3f %9.3f %9.3f %9.2f", a, b, $13, $2, $1, $3, $4
            if (name != "aermod")
                printf " %8.1fx  %6.1f - %-6.1f %8.1fx", $7 / $1, $8 / $3, $9 / $2, $10 / $4
            printf "\n" }'
}

# agree CASE NAME: the PLOTFILEs of both programs, value by value as they are printed.
agree() {
    local ours=$work/bench/$1-$2 theirs=$work/bench/$1-aermod file pairs=()
    for file in "$theirs"/*.plt; do
        [ -f "$ours/${file##*/}" ] || { echo "  $2: no ${file##*/}"; return 1; }
        pairs+=("$file" "$ours/${file##*/}")
    done
    [ "${#pairs[@]}" -gt 0 ] || { echo '  no PLOTFILE'; return 1; }
    # Two files at a time: their rows are told apart by the number of the argument.
    awk -v name="$2" '
        FNR == 1 { arg++; if (arg % 2) n = last = 0; else m = 0 }
        /^\*/ { next }
        arg % 2 { theirs[++n] = $3; last = n; next }
        {
            ++m; ++values
            if (m > last || $3 != theirs[m]) {
                differ++
                d = $3 - theirs[m]; s = theirs[m] < 0 ? -theirs[m] : theirs[m] + 0
                if (d < 0) d = -d
                r = m > last || s == 0 ? 1 : d / s
                if (r > worst) worst = r
            }
        }
        arg % 2 == 0 && m == last { rows_met++ }
        END {
            printf "  %s: %d PLOTFILEs, %d values, %.4f %% identical as printed", name, arg / 2, values,
                values ? 100 * (values - differ) / values : 0
            if (differ) printf ", the rest within %.1e", worst
            printf "\n"
            exit !(values > 0 && rows_met == arg / 2 && !(worst > 1e-4)) }' "${pairs[@]}"
}

machine() {
    sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1
    echo "$(nproc) cores; load average at the start: $(cut -d' ' -f1-3 /proc/loadavg)"
    [ -z "$short" ] || echo 'one month only (--short): reading and writing weigh more than in a year'
}

machine
printf '%-15s %-18s %4s %9s %9s %9s %9s %9s  %-15s %9s\n' case program runs 'wall min' median max \
    'cpu s' ratio '   range' 'of cpu s'
bad=0
for case in "${cases[@]}"; do
    rm -f "$work"/*.times
    deck "$case" >"$work/deck.inp"
    for ((i = 0; i < quench_runs; i++)); do
        if [ "$i" -lt "$runs" ]; then timed aermod "$case" "$aermod" deck.inp out.txt; fi
        timed quench "$case" "$quench" aermod deck.inp out.txt --quiet
        timed quench-1 "$case" "$quench" aermod deck.inp out.txt --threads 1 --quiet
    done
    row "$case" AERMOD aermod
    row '' quench quench
    row '' 'quench --threads 1' quench-1
    agree "$case" quench || bad=1
    agree "$case" quench-1 || bad=1
done
echo "load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
exit $bad
