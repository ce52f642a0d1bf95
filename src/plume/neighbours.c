#include "plume/neighbours.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "plume/kernels.h"

#define CELLS 65535.0 /* of the box, each way */

struct place {
    uint32_t code;
    uint32_t index;
};

static uint32_t spread_bits(uint32_t v)
{
    v = (v | (v << 8)) & 0x00ff00ffu;
    v = (v | (v << 4)) & 0x0f0f0f0fu;
    v = (v | (v << 2)) & 0x33333333u;
    return (v | (v << 1)) & 0x55555555u;
}

static uint32_t cell(double v, double low, double high)
{
    return high > low ? (uint32_t)((v - low) / (high - low) * CELLS) : 0;
}

static int compare(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->code != q->code)
        return p->code < q->code ? -1 : 1;
    return p->index < q->index ? -1 : p->index > q->index;
}

void qn_neighbours_order(const struct qn_plume_receptor *receptor, size_t first, size_t n,
                         size_t *order)
{
    struct place place[QN_TILE];
    double x0 = INFINITY, x1 = -INFINITY, y0 = INFINITY, y1 = -INFINITY;
    for (size_t i = first; i < first + n; i++) {
        x0 = fmin(x0, receptor[i].x_m);
        x1 = fmax(x1, receptor[i].x_m);
        y0 = fmin(y0, receptor[i].y_m);
        y1 = fmax(y1, receptor[i].y_m);
    }
    for (size_t i = 0; i < n; i++) {
        const struct qn_plume_receptor *r = &receptor[first + i];
        uint32_t code = spread_bits(cell(r->x_m, x0, x1)) | spread_bits(cell(r->y_m, y0, y1)) << 1;
        place[i] = (struct place){code, (uint32_t)i};
    }
    qsort(place, n, sizeof place[0], compare);
    for (size_t i = 0; i < n; i++)
        order[i] = first + place[i].index;
}
