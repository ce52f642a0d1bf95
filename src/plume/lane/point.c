/* Points and volumes: receptor lanes through the coherent and the meandering plume.
 *
 * One plume at one distance is a long chain of operations that wait for each other. So a batch
 * takes four lane-fulls of receptors, each with its coherent and its meandering plume, and does
 * every step for all of them before the next: up to eight chains that do not wait for each other.
 */
#include "plume/kernels.h"
#include "plume/lane/lanes.h"
#include "plume/lane/plume.h"

#define QN_GROUPS 4 /* lane-fulls of a batch */
#define QN_JOBS (2 * QN_GROUPS)
#define QN_HARMLESS_M 1000.0 /* distance of lanes that do not matter */

#define QN_NOTHING                                                                                 \
    1e-15 /* of the meandering plume's part: less is not asked of the coherent one                 \
           */

/* One of the two plumes for one lane-full. */
struct v_job {
    const struct v_seen *g;
    struct v_streamline *streamline;
    const struct v_job
        *meander; /* of a coherent one, done before it; NULL if it is not asked for */
    bool coherent;
    vm on;
    vd fran, value; /* meander share by this plume's parameters; per unit emission */
};

/* Lanes of a coherent plume that can add anything to the meandering one; `most` bounds its value.
 */
V_INLINE vm v_job_counts(const struct v_job *j, vd most, vm on)
{
    if (!j->coherent || !j->meander)
        return on;
    return m_andnot(on, v_lt(most, v_set1(QN_NOTHING) * j->meander->fran * j->meander->value));
}

V_INLINE vd v_job_distance(const struct v_job *j)
{
    return v_sel(j->on, j->coherent ? j->g->x : j->g->r, v_set1(QN_HARMLESS_M));
}

V_INLINE vd v_around(const struct v_seen *g)
{
    return v_set1(1.0 / (2.0 * QN_PI)) / g->r;
}

/* Horizontal term of a plume with sigma-y sy. */
V_INLINE vd v_job_lateral(const struct qn_local *l, const struct v_job *j, vd x, vd sy)
{
    if (!j->coherent)
        return v_around(j->g);
    if (l->options->fast_all)
        return v_lateral_effective(j->g, x, sy, j->fran);
    return v_lateral(j->g->y, sy);
}

V_INLINE void v_stable_finish(const struct qn_local *l, struct v_job *j, const struct v_stable *s)
{
    if (!j->coherent || l->options->fast_all)
        j->fran = v_meander(l, j->g->r, s->eff.u, s->eff.sv);
    vd fy = v_job_lateral(l, j, s->x, s->sy);
    vm on = m_and(j->on, v_gt1(fy, 0));
    fy = fy * (v_set1(1.0) / s->eff.u);
    on = v_job_counts(j, fy * (v_set1(2.0) / s->sz),
                      on); /* all images: less than 5 / (sqrt(2 pi) sz) */
    j->value = v_set1(0);
    if (m_none(on))
        return;
    vd c = fy * v_stable_vertical_by(l, j->g, s, on, j->streamline) * v_decay(l, s->x, s->eff.u);
    j->value = v_zero_unless(on, c);
}

V_INLINE void v_stable_jobs(const struct qn_local *l, bool stack, struct v_job *const *job,
                            size_t n)
{
    struct v_stable s[QN_JOBS];
    struct v_rise r[QN_JOBS];
    for (size_t j = 0; j < n; j++) {
        s[j].x = v_job_distance(job[j]);
        s[j].zrt = job[j]->g->zrt;
        s[j].on = job[j]->on;
        s[j].dhp = v_set1(l->dhfaer);
        if (stack)
            v_rise_begin(l, s[j].x, s[j].on, &r[j]);
    }
    if (stack) {
        v_rise_all(l, r, n);
        for (size_t j = 0; j < n; j++)
            s[j].dhp = v_rise_end(l, &r[j]);
    }
    for (size_t j = 0; j < n; j++)
        v_stable_first(l, &s[j]);
    for (size_t j = 0; j < n; j++)
        v_stable_means(l, &s[j]);
    for (size_t j = 0; j < n; j++)
        v_stable_last(l, &s[j]);
    for (size_t j = 0; j < n; j++)
        v_stable_finish(l, job[j], &s[j]);
}

V_INLINE void v_convective_finish(const struct qn_local *l, struct v_job *j,
                                  const struct v_convective *s)
{
    vd ppf = v_set1(l->ppf), fy3 = v_set1(0);
    if (!j->coherent || l->options->fast_all) {
        j->fran = v_meander(l, j->g->r, s->eff.u, s->eff.sv);
        if (l->ppf > 0)
            j->fran =
                ppf * v_meander(l, j->g->r, s->eff3.u, s->eff3.sv) + (v_set1(1.0) - ppf) * j->fran;
    }
    vd fy = v_job_lateral(l, j, s->x, s->sy);
    if (l->ppf > 0)
        fy3 = v_job_lateral(l, j, s->x, s->sy3);
    vm on = m_and(j->on, m_or(v_gt1(fy, 0), v_gt1(fy3, 0)));
    vd zero = v_set1(0), half = v_set1(0.5), two = v_set1(2.0);
    vd most = fy / s->eff.u * (two / s->sz1 + two / s->sz2 + v_set1(8.0 * l->per_zi));
    if (l->ppf > 0)
        most = most + fy3 / s->eff3.u * (two / s->sz3);
    on = v_job_counts(j, most, on);
    j->value = zero;
    if (m_none(on))
        return;
    vd c = v_convective_sum(l, s, j->g->zrt, fy, fy3, zero, s->zref3, on);
    vm apart = m_andnot(on, v_eq(j->g->zrt, j->g->zflag));
    if (m_any(apart)) {
        vd lifted = v_convective_sum(l, s, j->g->zflag, fy, fy3, zero, s->zref3, apart);
        c = v_sel(apart, half * c + half * lifted, c);
    }
    j->value = v_zero_unless(on, c * v_decay(l, s->x, s->eff.u));
}

V_INLINE void v_convective_jobs(const struct qn_local *l, bool stack, struct v_job *const *job,
                                size_t n)
{
    struct v_convective s[QN_JOBS];
    for (size_t j = 0; j < n; j++) {
        s[j].x = v_job_distance(job[j]);
        s[j].zrt = job[j]->g->zrt;
        s[j].on = job[j]->on;
        v_convective_first(l, stack, &s[j]);
    }
    for (size_t j = 0; j < n; j++)
        v_convective_means(l, &s[j]);
    for (size_t j = 0; j < n; j++)
        v_convective_last(l, &s[j]);
    for (size_t j = 0; j < n; j++)
        v_convective_finish(l, job[j], &s[j]);
}

/* What the two plumes of a lane-full make together, in the unit of the first output. */
V_INLINE vd v_blend(const struct qn_local *l, const struct v_job *plume,
                    const struct v_job *meander)
{
    vd scale = v_set1(l->q * l->options->emission_factor[0]);
    vd coherent = v_zero_unless(plume->on, plume->value);
    if (l->options->fast_all)
        return scale * coherent;
    vd c = meander->fran * meander->value + (v_set1(1.0) - meander->fran) * coherent;
    return v_zero_unless(meander->on, scale * c);
}

/* Lanes so far beside the coherent plume that it is nothing there, before it is known: its sigma-y
 * is at most that of a bound of sigma-v over wind. The lateral term is zero where its exponent is
 * -50 or less. */
V_INLINE vm v_beside(const struct qn_local *l, bool stack, const struct v_seen *g, vm on)
{
    double own = l->stable_plume ? QN_BETA2 / QN_SQRT_2 * l->dhfaer : 0, most = l->sv_over_u_most;
    double b3 = QN_BETA2 * l->ppf * l->dhp3 / QN_SQRT_2, fixed = l->sy0 * l->sy0 + b3 * b3;
    if (!(most > 0) || l->options->fast_all)
        return V_NONE;
    vd sy2 = v_set1(fixed + own * own) + v_square(v_set1(most) * g->x);
    vm beside = m_and(on, v_ge(g->y * g->y, v_set1(100.000001) * sy2));
    if (!stack || l->stable_plume || m_none(beside))
        return beside;
    vd rise = v_rise_free(l, v_max1(g->x, 1.0));
    sy2 = sy2 + v_square(v_set1(QN_BETA2 / QN_SQRT_2) * rise);
    return m_and(beside, v_ge(g->y * g->y, v_set1(100.000001) * sy2));
}

/* The meandering and the coherent plume of a lane-full: where they are asked for. */
V_INLINE void v_jobs_of(const struct qn_local *l, bool stack, const struct v_seen *g,
                        double nearest, struct v_job *meander, struct v_job *plume)
{
    vm on = m_and(v_ge1(g->r, nearest), v_le1(g->r, l->max_distance));
    *meander = (struct v_job){.g = g, .on = stack ? m_and(on, v_ge1(g->r, 1.0)) : on};
    if (l->options->fast_all)
        meander->on = V_NONE;
    *plume = (struct v_job){.g = g, .coherent = true, .on = m_and(on, v_ge1(g->x, 1.0))};
    plume->on = m_andnot(plume->on, v_beside(l, stack, g, plume->on));
}

struct v_batch {
    struct v_seen g[QN_GROUPS];
    struct v_streamline streamline[QN_GROUPS];
    struct v_job own[2][QN_GROUPS]; /* meandering, coherent */
    struct v_job *job[QN_JOBS];     /* those that are asked for, the meandering ones first */
    size_t jobs;
};

V_INLINE void v_batch_jobs(struct v_batch *b, size_t groups)
{
    b->jobs = 0;
    for (size_t m = 0; m < 2; m++)
        for (size_t k = 0; k < groups; k++) {
            struct v_job *j = &b->own[m][k];
            if (m_none(j->on))
                continue;
            if (m == 1 && m_any(b->own[0][k].on))
                j->meander = &b->own[0][k];
            b->job[b->jobs++] = j;
        }
}

/* `groups` lane-fulls from receptor `first` on. */
V_INLINE void v_batch(const struct qn_local *l, bool stack, const struct qn_receptors *r,
                      size_t first, size_t groups, double nearest, double *out)
{
    struct v_batch b;
    for (size_t k = 0; k < groups; k++) {
        v_see(l, r, first + k * QN_LANES, &b.g[k]);
        v_jobs_of(l, stack, &b.g[k], nearest, &b.own[0][k], &b.own[1][k]);
        b.streamline[k] = (struct v_streamline){v_set1(NAN), v_set1(0)};
        b.own[0][k].streamline = b.own[1][k].streamline = &b.streamline[k];
    }
    v_batch_jobs(&b, groups);
    if (l->stable_plume)
        v_stable_jobs(l, stack, b.job, b.jobs);
    else
        v_convective_jobs(l, stack, b.job, b.jobs);
    for (size_t k = 0; k < groups; k++)
        v_store(out + k * QN_LANES, v_blend(l, &b.own[1][k], &b.own[0][k]));
}

V_INLINE void v_loop(const struct qn_local *l, bool stack, const struct qn_receptors *r,
                     size_t first, size_t count, double nearest, double *out)
{
    size_t lanefuls = (count + QN_LANES - 1) / QN_LANES;
    for (size_t k = 0; k < lanefuls; k += QN_GROUPS) {
        size_t groups = lanefuls - k < QN_GROUPS ? lanefuls - k : QN_GROUPS;
        v_batch(l, stack, r, first + k * QN_LANES, groups, nearest, out + k * QN_LANES);
    }
}

void QN_LANE(qn_lane_point)(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                            size_t count, struct qn_rows *rows)
{
    if (l->deposit)
        QN_LANE(qn_lane_settling)(l, r, first, count, rows);
    else
        v_loop(l, true, r, first, count, QN_NEAREST_M, rows->value[0]);
}

void QN_LANE(qn_lane_volume)(const struct qn_local *l, const struct qn_receptors *r, size_t first,
                             size_t count, struct qn_rows *rows)
{
    if (l->deposit)
        QN_LANE(qn_lane_settling)(l, r, first, count, rows);
    else
        v_loop(l, false, r, first, count, QN_SZ_COEF * l->sy0 + QN_NEAREST_M, rows->value[0]);
}
