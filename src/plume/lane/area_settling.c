/* Areas, lines and pits whose plume settles, deposits or is washed out: a lane-full of receptors
 * after the other, each lane walking the integral of one output after the other in AERMOD's order.
 */
#include <math.h>

#include "plume/lane/area_reach.h"
#include "plume/lane/area_settling.h"
#include "plume/lane/lanes.h"

#define CLASSES_MAX 1000

struct block {
    const struct qn_local *l;
    const struct qn_receptors *r;
    size_t at, row; /* of the first receptor: in the model, in the rows */
    struct v_strip strip;
    _Alignas(64) double along[QN_LANES], across[QN_LANES]; /* of the area's centre */
    _Alignas(64) double mid[QN_LANES]; /* distance that stands for the area (AREADPLT) */
    unsigned live, as_point, busy;
    _Alignas(64) double x[QN_LANES], step[QN_LANES], u0[QN_LANES], v0[QN_LANES], slope[QN_LANES];
    _Alignas(64) double sum[QN_LANES], vn[QN_LANES], sw[QN_LANES];
    int left[QN_LANES];
    size_t type[QN_LANES];
    struct qn_walk walk[QN_LANES];
    struct qn_walk_outline outline[QN_LANES];
};

/* ---- receptors ---- */

static void block_reach(struct block *b)
{
    const struct qn_local *l = b->l;
    struct v_area_reach o;
    v_area_reach_of(l, b->r, b->at, &o);
    vd third = v_set1(1.0 / 3.0);
    v_store(b->along, o.x);
    v_store(b->across, o.y);
    v_store(b->mid, v_max1(v_sel(v_ge1(o.near, 0), o.near + o.length * third, o.far * third), 1.0));
    b->as_point = o.as_point;
    b->live = o.live;
}

static void block_see(struct block *b)
{
    const struct qn_local *l = b->l;
    struct v_seen *g = &b->strip.seen;
    vd zero = v_set1(0), base = v_set1(l->source->base_m);
    *g = (struct v_seen){.x = v_load(b->along), .y = v_load(b->across), .r = zero};
    g->zflag = v_load(b->r->flag + b->at);
    g->rel_elev = v_load(b->r->elev + b->at) - base;
    g->rel_hill = v_load(b->r->hill + b->at) - base;
    g->zrt = g->zflag;
    if (!l->options->flat && !l->source->flat)
        g->zrt = g->rel_elev + g->zflag;
}

/* AREADPLT: what is left of each class is the receptor's, not the node's. */
static void block_deplete(struct block *b, double *left)
{
    const struct qn_local *l = b->l;
    const struct qn_deposit *d = l->deposit;
    vd of[QN_CLASS_CHUNK], along = v_load(b->along), sw = v_load(b->sw);
    vd x = v_sel(m_from_bits(b->as_point), along, v_load(b->mid));
    struct v_free_way w = {{v_uptake, sw}, l, false, &b->strip.seen, along};
    for (size_t first = 0; first < d->count; first += QN_CLASS_CHUNK) {
        size_t n = d->count - first < QN_CLASS_CHUNK ? d->count - first : QN_CLASS_CHUNK;
        v_left(l, &w.way, x, m_from_bits(b->live), d->class + first, n, of);
        for (size_t j = 0; j < n; j++)
            v_store(left + (first + j) * QN_LANES, of[j]);
    }
    v_store(b->sw, w.way.sw);
    b->strip.left = left;
}

/* ---- lanes ---- */

static void lane_ask(struct block *b, size_t lane)
{
    const struct qn_walk_job *j = &b->walk[lane].job;
    b->x[lane] = j->x;
    b->step[lane] = j->step;
    b->u0[lane] = j->u0;
    b->v0[lane] = j->v0;
    b->slope[lane] = j->slope;
    b->left[lane] = j->count;
    b->sum[lane] = 0;
}

static bool lane_walk(struct block *b, size_t lane)
{
    const struct qn_local *l = b->l;
    const struct qn_area *a = l->area;
    double u[QN_AREA_VERTEX_CAP + 1], v[QN_AREA_VERTEX_CAP + 1];
    struct qn_walk *w = &b->walk[lane];
    w->o = &b->outline[lane];
    w->free = false;
    w->plain = true;
    if (b->as_point >> lane & 1) {
        qn_walk_start_point(w, b->along[lane], b->across[lane]);
        return true;
    }
    for (size_t n = 0; n <= a->count; n++) {
        double dx = b->r->x[b->at + lane] - a->x[n], dy = b->r->y[b->at + lane] - a->y[n];
        u[n] = -(dx * l->wdsin + dy * l->wdcos);
        v[n] = dx * l->wdcos - dy * l->wdsin;
    }
    return qn_walk_start(w, u, v, a->count, l->options->fast_area || l->options->fast_all);
}

/* Begins the lane's next output; without one it idles on harmless values. */
static void lane_begin(struct block *b, size_t lane, size_t types)
{
    bool more = b->type[lane] < types && lane_walk(b, lane);
    b->busy = (b->busy & ~(1u << lane)) | (unsigned)more << lane;
    if (more) {
        lane_ask(b, lane);
        return;
    }
    b->x[lane] = 1000;
    b->step[lane] = b->u0[lane] = b->v0[lane] = b->slope[lane] = 0;
}

static void lane_answer(struct block *b, size_t lane, struct qn_rows *rows)
{
    const struct qn_local *l = b->l;
    struct qn_walk *w = &b->walk[lane];
    struct qn_walk_answer a = {.sum = b->sum[lane], .vn = b->vn[lane], .sw = b->sw[lane]};
    if (qn_walk_next(w, &a)) {
        lane_ask(b, lane);
        return;
    }
    double scale = l->q * l->options->emission_factor[b->type[lane]];
    if (b->as_point >> lane & 1)
        scale *= l->area->size_m2;
    rows->value[b->type[lane]++][b->row + lane] = fabs(w->total) * scale;
    lane_begin(b, lane, rows->types);
}

/* Which parts of the flux each lane's output has. */
static void block_outputs(struct block *b)
{
    unsigned conc = 0, dry = 0, wet = 0;
    for (unsigned i = 0; i < QN_LANES; i++) {
        unsigned output = b->l->options->outputs; /* its lowest bits dropped, type by type */
        for (size_t t = 0; t < b->type[i]; t++)
            output &= output - 1;
        output &= ~(output - 1);
        conc |= (unsigned)(output == QN_PLUME_CONC) << i;
        dry |= (unsigned)(output == QN_PLUME_DEPOS || output == QN_PLUME_DDEP) << i;
        wet |= (unsigned)(output == QN_PLUME_DEPOS || output == QN_PLUME_WDEP) << i;
    }
    b->strip.conc = m_from_bits(conc);
    b->strip.dry = m_from_bits(dry);
    b->strip.wet = m_from_bits(wet);
}

static unsigned lanes_with(const struct block *b, enum qn_walk_kind kind)
{
    unsigned bits = 0;
    for (unsigned i = 0; i < QN_LANES; i++)
        bits |= (unsigned)(b->walk[i].job.kind == kind) << i;
    return bits & b->busy;
}

static void block_step(struct block *b, int n)
{
    unsigned widths = lanes_with(b, QN_WALK_WIDTH) | lanes_with(b, QN_WALK_CORNER);
    struct v_area_ask ask = {
        .plume = m_from_bits(b->busy & ~widths),
        .full = m_from_bits(lanes_with(b, QN_WALK_FULL)),
        .point = m_from_bits(lanes_with(b, QN_WALK_POINT)),
    };
    vm on = m_from_bits(b->busy), once = m_or(m_from_bits(widths), m_or(ask.full, ask.point));
    vd x = v_load(b->x), step = v_load(b->step), sum = v_load(b->sum), sw = v_load(b->sw);
    vd u0 = v_load(b->u0), v0 = v_load(b->v0), slope = v_load(b->slope), vn = v_set1(0);
    block_outputs(b);
    for (int i = 0; i < n; i++) {
        vd v = v0 + (x - u0) * slope;
        if (b->l->stable_plume)
            sum = sum + v_strip_stable(&b->strip, &ask, x, v, on, &vn);
        else
            sum = sum + v_strip_convective(&b->strip, &ask, x, v, on, once, &sw, &vn);
        x = x + step;
    }
    v_store(b->x, x);
    v_store(b->sum, sum);
    v_store(b->sw, sw);
    v_store(b->vn, vn);
}

static void block_run(struct block *b, struct qn_rows *rows)
{
    b->busy = 0;
    for (size_t i = 0; i < QN_LANES; i++) {
        b->type[i] = b->live >> i & 1 ? 0 : rows->types;
        lane_begin(b, i, rows->types);
    }
    while (b->busy) {
        int n = 1 << 30;
        for (unsigned i = 0; i < QN_LANES; i++)
            if (b->busy >> i & 1 && b->left[i] < n)
                n = b->left[i];
        block_step(b, n);
        for (unsigned i = 0; i < QN_LANES; i++)
            if (b->busy >> i & 1 && (b->left[i] -= n) == 0)
                lane_answer(b, i, rows);
    }
}

void QN_LANE(qn_lane_area_settling)(const struct qn_local *l, const struct qn_receptors *r,
                                    size_t first, size_t count, struct qn_rows *rows)
{
    _Alignas(64) double left[CLASSES_MAX * QN_LANES];
    struct block b = {.l = l, .r = r};
    for (size_t t = 0; t < rows->types; t++)
        memset(rows->value[t], 0, count * sizeof *rows->value[t]);
    b.strip.l = l;
    for (b.row = 0; b.row < count; b.row += QN_LANES) {
        b.at = first + b.row;
        block_reach(&b);
        if (count - b.row < QN_LANES)
            b.live &= (1u << (count - b.row)) - 1u;
        b.live = v_area_outside(l->area->hole, r, b.at, b.live);
        if (b.live == 0)
            continue;
        block_see(&b);
        v_store(b.sw, v_set1(l->sws));
        b.strip.left = NULL;
        if (l->deposit->area_once)
            block_deplete(&b, left);
        block_run(&b, rows);
    }
}
