/* The lanes' mathematics against the C library, and their sums against plain scalar ones written
 * here from the formulas: every term by exp, no short cut. */
#define QN_LANE_ISA test
#include "plume/lane/plume.h"

#include <float.h>
#include <math.h>

#include "qn_test.h"

static double lane0(vd v)
{
    return v_get(v, 0);
}

/* Distance in units of the last place of `want`. */
static double ulps(double got, long double want)
{
    double near = fabs((double)want);
    return (double)(fabsl((long double)got - want) /
                    (long double)(nextafter(near, INFINITY) - near));
}

static void exp_log_and_roots_are_right_to_a_few_last_places(void **state)
{
    (void)state;
    double e = 0, l = 0, c = 0, p = 0, a = 0, m = 0, n = 0;
    for (int i = 0; i < 20000; i++) {
        double x = -60 + 0.004 * i, y = exp(-40 + 0.004 * i), t = 0.001 * i;
        e = fmax(e, ulps(lane0(v_exp(v_set1(x))), expl((long double)x)));
        l = fmax(l, ulps(lane0(v_log(v_set1(y))), logl((long double)y)));
        c = fmax(c, ulps(lane0(v_cbrt(v_set1(y))), cbrtl((long double)y)));
        p = fmax(p, ulps(lane0(v_pow(v_set1(1 + t), -0.3)), powl(1 + (long double)t, -0.3L)));
        m = fmax(m, ulps(lane0(v_inverse_cbrt(v_set1(y))), 1 / cbrtl((long double)y)));
        n = fmax(n, ulps(lane0(v_pow_m3_10(v_set1(y))), powl((long double)y, -0.3L)));
        a = fmax(a, ulps(lane0(v_atan(v_set1(t))), atanl((long double)t)));
    }
    assert_true(e < 1.1 && l < 1.1 && c < 5 && p < 6 && a < 3 && m < 2 && n < 2);
    assert_true(lane0(v_exp(v_set1(-800))) == 0 && lane0(v_cbrt(v_set1(0))) == 0);
    assert_true(lane0(v_exp(v_set1(0))) == 1);
}

static void sine_and_cosine_are_right_to_the_last_places_of_one(void **state)
{
    (void)state;
    for (int i = 0; i < 7000; i++) {
        double x = 0.001 * i - 3;
        vd s, c;
        v_sincos(v_set1(x), &s, &c);
        assert_near(lane0(s), sin(x), 4e-16);
        assert_near(lane0(c), cos(x), 4e-16);
    }
}

static void erf_is_the_rational_of_abramowitz_and_stegun(void **state)
{
    (void)state;
    /* 7.1.28 is within 3e-7 of erf; beyond 4 and within 1e-10 the formulation rounds */
    for (int i = -500; i <= 500; i++)
        assert_near(lane0(v_erf_as(v_set1(0.01 * i))), erf(0.01 * i), 3e-7);
    assert_true(lane0(v_erf_as(v_set1(4.001))) == 1 && lane0(v_erf_as(v_set1(-5))) == -1);
    assert_true(lane0(v_erf_as(v_set1(1e-11))) == 0);
}

/* An hour with profiles that bend. */
static void make_hour(struct qn_met *met, struct qn_plume_options *options, struct qn_local *l)
{
    struct qn_levels v;
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        double z = qn_grid_m[i];
        v.u[i] = 0.5 + 1.3 * log(1 + z);
        v.sv[i] = 0.3 + 0.1 * sin(z / 90);
        v.sw[i] = 0.2 + 0.05 * cos(z / 70);
        v.tg[i] = 0.003 + 0.02 * exp(-z / 60);
        v.pt[i] = 285 + 0.006 * z;
    }
    memset(met, 0, sizeof *met);
    qn_profile_build(&v, &met->rural.profile);
    qn_plume_options_init(options);
    memset(l, 0, sizeof *l);
    l->met = met;
    l->layer = &met->rural;
    l->options = options;
    l->zi = 400;
    l->per_zi = 1.0 / 400;
}

static void a_layer_s_mean_is_the_integral_of_lines_between_levels(void **state)
{
    (void)state;
    static struct qn_met met;
    struct qn_plume_options options;
    struct qn_local l;
    make_hour(&met, &options, &l);
    const double low[] = {0, 0.5, 3, 7.9, 45, 61, 199, 300},
                 high[] = {0.2, 5, 3.5, 8.1, 46, 240, 201, 1900};
    for (size_t k = 0; k < 8; k++) {
        double a = fmax(low[k], 0.5), b = fmax(high[k], 0.51), sum = 0;
        int n = 40000;
        for (int i = 0; i < n;
             i++) { /* midpoints: exact on straight pieces but for those with a bend */
            double z = a + (b - a) * (i + 0.5) / n;
            const struct qn_cell *c = &met.rural.profile.cell[qn_grid_cell(z)];
            sum += c->u + (z - c->h) * c->du;
        }
        struct v_eff e = v_eff_layer(&l, v_set1(low[k]), v_set1(high[k]));
        assert_near(lane0(e.u), sum / n, 1e-7 * sum / n);
    }
}

static double gauss(double d, double s)
{
    double a = -0.5 * d * d / (s * s);
    return a > -50 ? exp(a) : 0;
}

/* Stable plume under a lid, receptors above and below the base (AERMOD 24142 VRTSBL). */
static double stable_plain(double zr, double sz, double he, double lid)
{
    double h = fmax(he, he - zr), z = fmax(lid, lid - zr), sum = 0, tol = zr == 0 ? 5e-7 : 1e-6;
    for (int i = 1; i <= 100; i++) {
        double two = 2.0 * i * z;
        double t = gauss(zr - (two - h), sz) + gauss(zr + (two - h), sz) +
                   gauss(zr - (two + h), sz) + gauss(zr + (two + h), sz);
        sum += t;
        if (t <= tol * sum)
            break;
    }
    return (gauss(zr - h, sz) + gauss(zr + h, sz) + sum) / (sqrt(2 * QN_PI) * sz);
}

static void a_stable_plume_s_images_are_those_of_the_plain_series(void **state)
{
    (void)state;
    const double zr[] = {0, 0.001, 12, 80, 199, -0.5, -40, -300}, sz[] = {0.6, 4, 30, 90, 400};
    const double he[] = {0, 3, 50, 180}, lid[] = {200, 1000};
    for (size_t a = 0; a < 8; a++)
        for (size_t b = 0; b < 5; b++)
            for (size_t c = 0; c < 4; c++)
                for (size_t d = 0; d < 2; d++) {
                    double want = stable_plain(zr[a], sz[b], he[c], lid[d]);
                    double got = lane0(v_vert_stable(v_set1(zr[a]), v_set1(sz[b]), v_set1(he[c]),
                                                     v_set1(lid[d]), V_ALL));
                    assert_near(got, want, 1e-13 * want + 1e-24);
                }
}

/* Convective plume, direct or indirect (AERMOD 24142 VRTCBL). */
static double convective_plain(double zr, double zi, const double he[2], const double sz[2],
                               const double w[2], double fact)
{
    double down = fmax(-zr, 0), sum = 0, tol = fabs(zr) < 1e-10 ? 5e-7 : 1e-6;
    for (int i = fact < 0 ? 1 : 0; i <= 1000; i++) {
        double t = 0;
        for (int m = 0; m < 2; m++) {
            double h = 2.0 * i * (zi + down) * fact + he[m] + down;
            t += w[m] / sz[m] * (gauss(zr - h, sz[m]) + gauss(zr + h, sz[m]));
        }
        sum += t;
        if (fabs(t) <= tol * fabs(sum))
            break;
    }
    return sum / sqrt(2 * QN_PI);
}

static void a_convective_plume_s_images_are_those_of_the_plain_series(void **state)
{
    (void)state;
    static struct qn_met met;
    struct qn_plume_options options;
    struct qn_local l;
    make_hour(&met, &options, &l);
    const double zr[] = {0, 2, 60, 390, -3, -120, -600};
    const double he[][2] = {{30, 20},     {150, -20},  {900, -200},
                            {2500, -700}, {-90, -500}, {60, -3000}};
    const double sz[][2] = {{4, 6}, {60, 40}, {300, 200}, {3000, 1800}};
    const struct v_pdf pdf = {.w1 = v_set1(0.4), .w2 = v_set1(0.6)};
    const double w[2] = {0.4, 0.6};
    for (size_t a = 0; a < 7; a++)
        for (size_t b = 0; b < 6; b++)
            for (size_t c = 0; c < 4; c++) {
                const double low[2] = {he[b][0] - 25, he[b][1] - 25};
                double want = convective_plain(zr[a], l.zi, he[b], sz[c], w, 1) +
                              convective_plain(zr[a], l.zi, low, sz[c], w, -1);
                double got = lane0(v_vert_convective(
                    &l, v_set1(zr[a]), v_set1(he[b][0]), v_set1(he[b][1]), v_set1(low[0]),
                    v_set1(low[1]), v_set1(sz[c][0]), v_set1(sz[c][1]), &pdf, V_ALL));
                assert_near(got, want, 1e-12 * want + 1e-24);
            }
}

static void the_dividing_streamline_is_where_kinetic_energy_meets_the_hill(void **state)
{
    (void)state;
    static struct qn_met met;
    struct qn_plume_options options;
    struct qn_local l;
    make_hour(&met, &options, &l);
    const struct qn_profile *p = &met.rural.profile;
    for (double hill = 15; hill < 900; hill *= 1.7) {
        double hc = lane0(v_hcrit(p, v_set1(hill), V_ALL));
        assert_true(hc >= 0 && hc < hill);
        if (hc == 0)
            continue;
        /* from hc to the top, N^2 (H - z) integrated is half the square of the wind at hc; the
         * formulation takes N^2 constant in a cell of the grid, so within its cells' roughness */
        double work = 0, n = 20000;
        for (double i = 0; i < n; i++) {
            double z = hc + (hill - hc) * (i + 0.5) / n;
            const struct qn_cell *c = &p->cell[qn_grid_cell(z)];
            double n2 = QN_G / (c->pt + (z - c->h) * c->dpt) * (c->tg + (z - c->h) * c->dtg);
            work += n2 * (hill - z) * (hill - hc) / n;
        }
        const struct qn_cell *c = &p->cell[qn_grid_cell(hc)];
        double u = c->u + (hc - c->h) * c->du;
        assert_near(work, 0.5 * u * u, 0.02 * work);
    }
    assert_true(lane0(v_hcrit(p, v_set1(-5), V_ALL)) == 0);
}

static void lanes_do_not_see_each_other(void **state)
{
    (void)state;
    double x[QN_LANES], got[QN_LANES];
    for (size_t i = 0; i < QN_LANES; i++)
        x[i] = 0.3 + 1.7 * (double)i;
    vd v = v_loadu(x);
    v_storeu(got,
             v_vert_stable(v_set1(1.5), v * v_set1(9.0), v * v_set1(20.0), v_set1(300.0), V_ALL));
    for (size_t i = 0; i < QN_LANES; i++)
        assert_near(got[i], stable_plain(1.5, 9 * x[i], 20 * x[i], 300), 1e-13 * got[i] + 1e-24);
    assert_true(v_get(v_put(v, 1, 7.0), 1) == 7 && m_bits(V_ALL) == (1u << QN_LANES) - 1 &&
                m_none(V_NONE));
}

static double any(uint64_t *state, double least, double most)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return least + (most - least) * (double)(*state >> 11) * 0x1p-53;
}

static void any_layer(struct qn_layer *layer, uint64_t *at, bool smooth)
{
    struct qn_levels v;
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        double h = log(2 + qn_grid_m[i]);
        v.u[i] = smooth ? 0.8 * h : any(at, 0.5, 9);
        v.sv[i] = smooth ? 1 - 0.08 * h : any(at, 0.2, 1.5);
        v.sw[i] = 0.4;
        v.tg[i] = 0.01;
        v.pt[i] = 290 + 0.01 * qn_grid_m[i];
    }
    qn_profile_build(&v, &layer->profile);
    layer->zi_m = any(at, 10, 900);
    layer->ustar_m_s = 0.3;
    layer->obukhov_m = 60;
}

static void no_layer_s_mean_is_above_the_bound_of_sigma_v_over_wind(void **state)
{
    (void)state;
    static struct qn_met met;
    struct qn_plume_options options;
    uint64_t at = 7;
    double closest = 0;
    qn_plume_options_init(&options);
    for (int k = 0; k < 60; k++) {
        struct qn_plume_source source = {.kind = QN_PLUME_POINT, .urban = -1};
        struct qn_local l;
        met.stable = true;
        met.u_avg_m_s = met.sw_avg_m_s = met.zi_mech_m = 1;
        any_layer(&met.rural, &at, k % 2);
        source.height_m = any(&at, 0, 150);
        qn_local_init(&l, &options, &met, &source, 1, source.height_m);
        qn_local_stack(&l, 400, 5, 1);
        double low = fmax(0.5, fmin(l.hsp, 0.5 * l.zi));
        assert_true(l.sv_over_u_most > 0);
        for (int i = 0; i < 2000; i++) {
            double zhi = low + any(&at, 0, i % 2 ? 3 : 900), zlo = any(&at, 0.5, zhi);
            struct v_edge a, b;
            v_edge_at(&l, v_set1(zlo), &a);
            v_edge_at(&l, v_set1(zhi), &b);
            struct v_eff e = v_eff_between(&l, &a, &b);
            assert_true(lane0(e.sv / e.u) <= l.sv_over_u_most);
            closest = fmax(closest, lane0(e.sv / e.u) / l.sv_over_u_most);
        }
    }
    assert_true(closest > 0.98); /* the bound is not far */
    options.sigma_v_min_m_s = 3; /* a floor the profile does not know of */
    struct qn_plume_source source = {.kind = QN_PLUME_POINT, .urban = -1, .height_m = 50};
    struct qn_local l;
    qn_local_init(&l, &options, &met, &source, 1, source.height_m);
    qn_local_stack(&l, 400, 5, 1);
    assert_true(l.sv_over_u_most == 0);
}

QN_CASES_BEGIN
QN_CASE(exp_log_and_roots_are_right_to_a_few_last_places)
QN_CASE(sine_and_cosine_are_right_to_the_last_places_of_one)
QN_CASE(erf_is_the_rational_of_abramowitz_and_stegun)
QN_CASE(a_layer_s_mean_is_the_integral_of_lines_between_levels)
QN_CASE(a_stable_plume_s_images_are_those_of_the_plain_series)
QN_CASE(a_convective_plume_s_images_are_those_of_the_plain_series)
QN_CASE(the_dividing_streamline_is_where_kinetic_energy_meets_the_hill)
QN_CASE(no_layer_s_mean_is_above_the_bound_of_sigma_v_over_wind)
QN_CASE(lanes_do_not_see_each_other)
QN_CASES_END
