/* Highest values, by receptor and of all receptors.
 *
 * Nearly every value is below the lowest one kept, so whole stretches of receptors are looked at
 * with one comparison each and no branch; only a stretch with a candidate is gone through. A value
 * must be greater than another one to pass it: of equal ones the earlier stays ahead. */
#include <string.h>

#include "deck/out.h"

#define STRETCH 16

static enum qn_status out_of_memory(const struct qn_err *err)
{
    return err && err->code ? err->code : QN_E_NOMEM;
}

enum qn_status qn_out_high_new(struct qn_deck_out *out, size_t depth, struct qn_out_high *high,
                               struct qn_err *err)
{
    size_t n = out->rows * depth * out->receptors;
    *high = (struct qn_out_high){.depth = depth};
    if (depth == 0)
        return QN_OK;
    high->value = qn_arena_alloc(&out->arena, n * sizeof *high->value, err);
    high->date = high->value ? qn_arena_alloc(&out->arena, n * sizeof *high->date, err) : NULL;
    high->flag = high->date ? qn_arena_alloc(&out->arena, n, err) : NULL;
    if (!high->flag)
        return out_of_memory(err);
    memset(high->flag, ' ', n);
    return QN_OK;
}

static void insert_high(struct qn_out_high *high, size_t first, size_t stride, double value,
                        int32_t date, char flag)
{
    size_t rank = high->depth - 1;
    for (; rank > 0; rank--) {
        size_t at = first + rank * stride, above = at - stride;
        if (!(value > high->value[above]))
            break;
        high->value[at] = high->value[above];
        high->date[at] = high->date[above];
        high->flag[at] = high->flag[above];
    }
    size_t at = first + rank * stride;
    high->value[at] = value;
    high->date[at] = date;
    high->flag[at] = flag;
}

void qn_out_high_update(struct qn_out_high *high, size_t row, const double *value, size_t receptors,
                        int32_t date, char flag)
{
    if (high->depth == 0)
        return;
    size_t first = row * high->depth * receptors;
    const double *low = high->value + first + (high->depth - 1) * receptors;
    size_t i = 0;
    for (; i + STRETCH <= receptors; i += STRETCH) {
        int any = 0;
        for (size_t k = 0; k < STRETCH; k++)
            any |= value[i + k] > low[i + k];
        if (!any)
            continue;
        for (size_t k = i; k < i + STRETCH; k++)
            if (value[k] > low[k])
                insert_high(high, first + k, receptors, value[k], date, flag);
    }
    for (; i < receptors; i++)
        if (value[i] > low[i])
            insert_high(high, first + i, receptors, value[i], date, flag);
}

enum qn_status qn_out_top_new(struct qn_deck_out *out, size_t depth, struct qn_out_top *top,
                              struct qn_err *err)
{
    size_t n = out->rows * depth;
    *top = (struct qn_out_top){.depth = depth};
    if (depth == 0)
        return QN_OK;
    top->value = qn_arena_alloc(&out->arena, n * sizeof *top->value, err);
    top->date = top->value ? qn_arena_alloc(&out->arena, n * sizeof *top->date, err) : NULL;
    top->where = top->date ? qn_arena_alloc(&out->arena, n * sizeof *top->where, err) : NULL;
    top->flag = top->where ? qn_arena_alloc(&out->arena, n, err) : NULL;
    if (!top->flag)
        return out_of_memory(err);
    memset(top->flag, ' ', n);
    return QN_OK;
}

static void insert_top(struct qn_out_top *top, size_t first, double value, size_t receptor,
                       int32_t date, char flag)
{
    size_t at = first + top->depth - 1;
    for (; at > first && value > top->value[at - 1]; at--) {
        top->value[at] = top->value[at - 1];
        top->date[at] = top->date[at - 1];
        top->where[at] = top->where[at - 1];
        top->flag[at] = top->flag[at - 1];
    }
    top->value[at] = value;
    top->date[at] = date;
    top->where[at] = (uint32_t)receptor + 1;
    top->flag[at] = flag;
}

void qn_out_top_update(struct qn_out_top *top, size_t row, const double *value, size_t receptors,
                       int32_t date, char flag)
{
    if (top->depth == 0)
        return;
    size_t first = row * top->depth;
    const double *low = top->value + first + top->depth - 1;
    for (size_t i = 0; i < receptors; i += STRETCH) {
        size_t end = receptors - i < STRETCH ? receptors : i + STRETCH;
        double bound = *low;
        int any = 0;
        for (size_t k = i; k < end; k++)
            any |= value[k] > bound;
        for (size_t k = i; any && k < end; k++)
            if (value[k] > *low)
                insert_top(top, first, value[k], k, date, flag);
    }
}
