/* How a run is cut into pieces. */
#include "plume/engine.h"

#define MEMORY_BYTES ((size_t)192 << 20) /* of all pieces under way */
#define SLOTS_PER_THREAD 4
#define WORTH_VALUES 16384   /* of a piece, so that its lock does not matter */
#define HOURS_MAX 24         /* of a piece */
#define PIECES_PER_THREAD 16 /* so that no thread ends long before the others */

static size_t round_up(size_t n, size_t unit)
{
    return (n + unit - 1) / unit * unit;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t part_of_receptors(const struct qn_plume *m, size_t wanted, size_t slots)
{
    size_t all = m->receptors.count, rows = m->types * m->sources;
    if (wanted)
        return wanted > all ? all : least(round_up(wanted, QN_TILE), all);
    size_t fit = MEMORY_BYTES / slots / sizeof(double) / rows / QN_TILE * QN_TILE;
    fit = most(fit, QN_TILE);
    if (all <= fit)
        return all;
    size_t parts = (all + fit - 1) / fit;
    return round_up((all + parts - 1) / parts, QN_TILE);
}

void qn_plan_cut(struct qn_plan *plan, const struct qn_plume *m, size_t wanted)
{
    plan->slots = plan->threads == 1 ? 1 : (size_t)plan->threads * SLOTS_PER_THREAD;
    plan->receptors_per_piece = part_of_receptors(m, wanted, plan->slots);
    plan->parts = (m->receptors.count + plan->receptors_per_piece - 1) / plan->receptors_per_piece;
    size_t bytes = m->types * m->sources * plan->receptors_per_piece * sizeof(double);
    plan->slots = least(plan->slots, most(MEMORY_BYTES / bytes, 1));
    plan->hours_per_piece = 1;
    if (plan->parts == 1) {
        size_t hour_values = m->types * m->sources * m->receptors.count;
        size_t worth = least(most(WORTH_VALUES / hour_values, 1), HOURS_MAX);
        size_t spread = plan->hours / ((size_t)plan->threads * PIECES_PER_THREAD);
        plan->hours_per_piece = least(worth, most(spread, 1));
    }
    size_t groups = (plan->hours + plan->hours_per_piece - 1) / plan->hours_per_piece;
    plan->pieces = groups * plan->parts;
    plan->slots = most(least(plan->slots, plan->pieces), 1);
}
