/* Areas, lines and pits: the integral over the outline for as many receptors at once as there are
 * lanes. Each lane walks its own receptor's integral (area_walk.h) and takes the next receptor when
 * it is done. */
#include <math.h>

#include "plume/lane/area_node.h"
#include "plume/lane/area_reach.h"
#include "plume/lane/lanes.h"

#define RING 32        /* steps remembered, at least QN_WALK_EACH */
#define CLEAR_SZ_M 1e9 /* of a plume that reaches everything */

#define SEEN_FIELDS (sizeof(struct v_area_seen) / sizeof(vd))
union seen {
    struct v_area_seen v;
    double of[SEEN_FIELDS][QN_LANES];
};

/* A lane-full of receptors, and which of them the area reaches. */
struct block {
    size_t at; /* of the first, from the call's first receptor */
    unsigned live;
    union seen seen;
    double along[QN_LANES], across[QN_LANES]; /* of the area's centre */
    unsigned as_point;
};

struct lanes {
    union seen seen;
    _Alignas(64) double x[QN_LANES];
    _Alignas(64) double step[QN_LANES];
    _Alignas(64) double u0[QN_LANES];
    _Alignas(64) double v0[QN_LANES];
    _Alignas(64) double slope[QN_LANES];
    _Alignas(64) double sum[QN_LANES];
    _Alignas(64) double vn[QN_LANES];
    _Alignas(64) double sw[QN_LANES]; /* convective: sigma-w the node before left */
    int left[QN_LANES];
    size_t to[QN_LANES]; /* the row's entry */
    double scale[QN_LANES];
    _Alignas(
        64) double plume[RING][QN_LANES]; /* the last steps' nodes, and the sigma-w they left */
    _Alignas(64) double sws[RING][QN_LANES];
    _Alignas(64) double needs[RING][QN_LANES];
    _Alignas(64) double need[QN_LANES];
    size_t step_count, began[QN_LANES]; /* steps so far; when the lane's job began */
    double sw_at_start[QN_LANES];
    unsigned tied;                      /* lanes whose job has a node that may depend on the last */
    unsigned each;                      /* lanes whose job wants each node */
    unsigned busy, kind[QN_WALK_KINDS]; /* the lanes at work; those with a job of each kind */
    struct qn_walk walk[QN_LANES];
    struct qn_walk_outline outline[QN_LANES];
};

struct run {
    const struct qn_local *l;
    const struct qn_receptors *r;
    size_t first, count;
    double *row;
    struct v_area_hour hour;
    struct block block;
};

/* ---- receptors ---- */

static void hour_init(struct v_area_hour *h, const struct qn_local *l)
{
    struct v_cell c;
    vd he = v_set1(l->hs);
    h->l = l;
    v_cell_at(&l->layer->profile, he, &c);
    h->theta = v_theta_in(&c, he);
    struct v_eff e = v_eff_in(l, &c, he);
    h->at_he = v_area_mean_of(l, &e, h->theta, true);
    h->at_he_1 = v_area_mean_of(l, &e, h->theta, !l->urban_stable);
    h->ground = v_eff_layer(l, v_set1(0), v_set1(l->zi < 5.0 ? l->zi : 5.0));
    h->aloft = l->hs < l->zi ? l->hs / l->zi : 1;
    h->growth = (l->zmidmx - l->hs) / l->xmixed;
}

/* What depends on the receptor's height only. */
static void block_see(const struct run *k, struct block *b, size_t i, vm on)
{
    const struct qn_local *l = k->l;
    struct v_area_seen *g = &b->seen.v;
    bool flat = l->options->flat || l->source->flat;
    double base = l->source->base_m;
    vd elev = v_load(k->r->elev + i), zero = v_set1(0), zlo, zhi, he = v_set1(l->hs);
    *g = (struct v_area_seen){.zflag = v_load(k->r->flag + i)};
    g->zrt = g->zflag;
    if (!flat)
        g->zrt = elev - v_set1(base) + g->zflag;
    g->hcrit = zero;
    if (l->stable && !flat) {
        vd hill = v_load(k->r->hill + i) - v_set1(base);
        g->hcrit = v_hcrit(&l->layer->profile, v_min(hill, elev - v_set1(base) + he), on);
    }
    if (l->stable_plume) {
        v_layer_bounds(l, he, v_set1(CLEAR_SZ_M), g->zrt, false, &zlo, &zhi);
        struct v_eff e = v_eff_layer(l, zlo, zhi);
        g->mean = v_area_mean_of(l, &e, k->hour.theta, !l->urban_stable);
        return;
    }
    struct v_edge e;
    v_edge_at(l, v_max1(v_min1(g->zrt, l->zi), 0.5), &e);
    g->edge_z = e.z;
    g->edge_number = e.number;
    g->edge_u = e.u;
    g->edge_sv = e.sv;
    g->edge_sw = e.sw;
    g->edge_iu = e.iu;
    g->edge_isv = e.isv;
    g->edge_isw = e.isw;
}

/* The next block with a receptor that the area reaches; false at the end. */
static bool block_next(struct run *k)
{
    struct block *b = &k->block;
    for (; b->at < k->count; b->at += QN_LANES) {
        size_t i = k->first + b->at, rest = k->count - b->at;
        struct v_area_reach reach;
        v_area_reach_of(k->l, k->r, i, &reach);
        v_storeu(b->along, reach.x);
        v_storeu(b->across, reach.y);
        b->as_point = reach.as_point;
        b->live = reach.live;
        if (rest < QN_LANES)
            b->live &= (1u << rest) - 1u;
        b->live = v_area_outside(k->l->area->hole, k->r, i, b->live);
        if (b->live == 0)
            continue;
        block_see(k, b, i, m_from_bits(b->live));
        return true;
    }
    return false;
}

/* ---- lanes ---- */

static void lane_ask(struct lanes *s, size_t lane)
{
    const struct qn_walk_job *j = &s->walk[lane].job;
    s->x[lane] = j->x;
    s->step[lane] = j->step;
    s->u0[lane] = j->u0;
    s->v0[lane] = j->v0;
    s->slope[lane] = j->slope;
    s->left[lane] = j->count;
    s->sum[lane] = 0;
    if (j->has_sw)
        s->sw[lane] = j->sw;
    s->sw_at_start[lane] = s->sw[lane];
    s->began[lane] = s->step_count;
    s->tied &= ~(1u << lane);
    s->each = (s->each & ~(1u << lane)) | (unsigned)j->each << lane;
    for (int k = 0; k < QN_WALK_KINDS; k++)
        s->kind[k] = (s->kind[k] & ~(1u << lane)) | (unsigned)(j->kind == (enum qn_walk_kind)k)
                                                        << lane;
}

static bool lane_start(struct run *k, struct lanes *s, size_t lane, size_t j)
{
    const struct qn_local *l = k->l;
    const struct qn_area *a = l->area;
    size_t i = k->first + k->block.at + j;
    double u[QN_AREA_VERTEX_CAP + 1], v[QN_AREA_VERTEX_CAP + 1];
    s->to[lane] = k->block.at + j;
    s->scale[lane] = l->q * l->options->emission_factor[0];
    s->sw[lane] = l->sws;
    for (size_t f = 0; f < SEEN_FIELDS; f++)
        s->seen.of[f][lane] = k->block.seen.of[f][j];
    if (k->block.as_point >> j & 1) {
        s->scale[lane] *= a->size_m2;
        qn_walk_start_point(&s->walk[lane], k->block.along[j], k->block.across[j]);
        return true;
    }
    for (size_t n = 0; n <= a->count; n++) {
        double dx = k->r->x[i] - a->x[n], dy = k->r->y[i] - a->y[n];
        u[n] = -(dx * l->wdsin + dy * l->wdcos);
        v[n] = dx * l->wdcos - dy * l->wdsin;
    }
    return qn_walk_start(&s->walk[lane], u, v, a->count,
                         l->options->fast_area || l->options->fast_all);
}

/* Gives the lane its next receptor; where there is none it idles on harmless values. */
static void lane_fill(struct run *k, struct lanes *s, size_t lane)
{
    struct block *b = &k->block;
    for (;;) {
        while (b->live == 0) {
            b->at += QN_LANES;
            if (!block_next(k)) {
                s->busy &= ~(1u << lane);
                s->x[lane] = 1000;
                s->step[lane] = s->slope[lane] = 0;
                return;
            }
        }
        size_t j = 0;
        while (!(b->live >> j & 1))
            j++;
        b->live &= ~(1u << j);
        if (lane_start(k, s, lane, j)) {
            s->busy |= 1u << lane;
            lane_ask(s, lane);
            return;
        }
    }
}

/* As many steps as the lane with the fewest left has. */
static int common_steps(const struct lanes *s)
{
    int n = 1 << 30;
    for (unsigned i = 0; i < QN_LANES; i++)
        if (s->busy >> i & 1 && s->left[i] < n)
            n = s->left[i];
    return n;
}

static void lanes_step(const struct v_area_hour *h, struct lanes *s, int n)
{
    vm on = m_from_bits(s->busy);
    struct v_area_ask ask = {
        .plume = m_from_bits(s->busy & ~s->kind[QN_WALK_WIDTH]),
        .once = m_from_bits(s->kind[QN_WALK_WIDTH] | s->kind[QN_WALK_CORNER]),
        .alone = m_from_bits(s->each),
        .full = m_from_bits(s->busy & s->kind[QN_WALK_FULL]),
        .point = m_from_bits(s->busy & s->kind[QN_WALK_POINT]),
    };
    vd x = v_load(s->x), step = v_load(s->step), sum = v_load(s->sum), sw = v_load(s->sw);
    vd u0 = v_load(s->u0), v0 = v_load(s->v0), slope = v_load(s->slope), vn = v_set1(0);
    vd need = v_set1(0);
    vm tied = V_NONE;
    for (int i = 0; i < n; i++) {
        vd v = v0 + (x - u0) * slope;
        vd p = h->l->stable_plume
                   ? v_area_node_stable(h, &s->seen.v, &ask, x, v, on, &vn)
                   : v_area_node_convective(h, &s->seen.v, &ask, x, v, on, &sw, &vn, &need, &tied);
        size_t at = s->step_count++ % RING;
        v_store(s->plume[at], p);
        v_store(s->sws[at], sw);
        v_store(s->needs[at], need);
        sum = sum + p;
        x = x + step;
    }
    s->tied |= m_bits(tied);
    v_store(s->x, x);
    v_store(s->sum, sum);
    v_store(s->sw, sw);
    v_store(s->vn, vn);
    v_store(s->need, need);
}

static void answer_make(const struct lanes *s, size_t lane, struct qn_walk_answer *a)
{
    const struct qn_walk_job *j = &s->walk[lane].job;
    a->sum = s->sum[lane];
    a->vn = s->vn[lane];
    a->sw = s->sw[lane];
    a->need = s->need[lane];
    a->sw_at_start = s->sw_at_start[lane];
    a->tied = s->tied >> lane & 1;
    for (int k = 0; j->each && k < j->count; k++) {
        size_t at = (s->began[lane] + (size_t)k) % RING;
        a->plume[j->first + k] = s->plume[at][lane];
        a->sws[j->first + k] = s->sws[at][lane];
        a->needs[j->first + k] = s->needs[at][lane];
    }
}

static void lane_answer(struct run *k, struct lanes *s, size_t lane)
{
    struct qn_walk *w = &s->walk[lane];
    struct qn_walk_answer a;
    answer_make(s, lane, &a);
    if (qn_walk_next(w, &a)) {
        lane_ask(s, lane);
        return;
    }
    k->row[s->to[lane]] = fabs(w->total) * s->scale[lane];
    lane_fill(k, s, lane);
}

static void lanes_run(struct run *k, struct lanes *s)
{
    s->busy = s->tied = s->each = 0;
    s->step_count = 0;
    memset(s->kind, 0, sizeof s->kind);
    for (size_t f = 0; f < SEEN_FIELDS; f++)
        for (size_t i = 0; i < QN_LANES; i++)
            s->seen.of[f][i] = k->block.seen.of[f][0];
    for (size_t i = 0; i < QN_LANES; i++) {
        s->u0[i] = s->v0[i] = s->sum[i] = 0;
        s->sw[i] = k->l->sws;
        s->walk[i].o = &s->outline[i];
        s->walk[i].free = k->l->stable_plume;
        s->walk[i].plain = false;
        lane_fill(k, s, i);
    }
    while (s->busy) {
        int n = common_steps(s);
        lanes_step(&k->hour, s, n);
        for (unsigned i = 0; i < QN_LANES; i++)
            if (s->busy >> i & 1 && (s->left[i] -= n) == 0)
                lane_answer(k, s, i);
    }
}

void QN_LANE(qn_lane_area)(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                           size_t count, struct qn_rows *rows)
{
    if (l->deposit) {
        QN_LANE(qn_lane_area_settling)(l, r, first, count, rows);
        return;
    }
    struct run k = {.l = l, .r = r, .first = first, .count = count, .row = rows->value[0]};
    for (size_t t = 0; t < rows->types; t++)
        memset(rows->value[t], 0, count * sizeof *rows->value[t]);
    hour_init(&k.hour, l);
    if (!block_next(&k))
        return;
    struct lanes s;
    lanes_run(&k, &s);
}
