#include "plume/met_parts.h"

#define KELVIN 273.16         /* 0 degrees Celsius, as in AERMOD */
#define SIGMA_A_SKEW 0.073864 /* between sigma-theta and sigma-v */
#define SIGMA_NONE 99.0       /* files' mark of a missing sigma */

static void add(struct qn_obs *o, double z, double value)
{
    o->z_m[o->count] = z;
    o->value[o->count++] = value;
}

/* True where the options throw away this hour's measured sigma-theta (or sigma-w). */
static bool drops_sigma_v(const struct qn_plume_options *o, bool stable)
{
    return stable ? o->no_turbulence_stable || o->no_sigma_v_stable
                  : o->no_turbulence_convective || o->no_sigma_v_convective;
}

static bool drops_sigma_w(const struct qn_plume_options *o, bool stable)
{
    return stable ? o->no_turbulence_stable || o->no_sigma_w_stable
                  : o->no_turbulence_convective || o->no_sigma_w_convective;
}

/* A direction after the options' rotation; QN_EMPTY if there is none. 0 is north, as 360. */
static double direction(const struct qn_plume_options *o, const struct qn_plume_level *l)
{
    double wd = l->wdir_deg;
    if (!(wd >= 0 && wd <= 900) || (l->wspd_m_s == 0 && wd == 0))
        return QN_EMPTY;
    return qn_rotated(o, wd);
}

/* sigma-v from sigma-theta.
 * Given     wspd   [m/s, > 0], sigma_a [deg, 0 to 99)
 * Returned  [m/s], at least the options' floor
 * Method    AERMOD 24142: PFLCNV; EPA-454/R-03-004 section 4.1.5
 * Check     2 m/s, 20 deg -> 0.658237 (by hand) */
static double sigma_v(const struct qn_plume_options *o, double wspd, double sigma_a)
{
    const double degree = QN_PI / 180;
    double s = sigma_a * degree;
    double eps = sin(s) * (1 - SIGMA_A_SKEW * s);
    double v = s * (wspd * sqrt(1 - eps * eps));
    return v > o->sigma_v_min_m_s ? v : o->sigma_v_min_m_s;
}

static void add_turbulence(const struct qn_plume_options *o, const struct qn_plume_level *l,
                           bool stable, struct qn_sounding *s)
{
    double z = l->height_m;
    bool wind = l->wspd_m_s > 0 && l->wspd_m_s <= 90;
    if (wind && l->sigma_a_deg >= 0 && l->sigma_a_deg < SIGMA_NONE && !drops_sigma_v(o, stable))
        add(&s->sigma_v, z, sigma_v(o, l->wspd_m_s, l->sigma_a_deg));
    if (l->sigma_w_m_s >= 0 && l->sigma_w_m_s <= 90 && !drops_sigma_w(o, stable))
        add(&s->sigma_w, z, fmax(o->sigma_w_min_m_s, l->sigma_w_m_s));
}

static void add_wind(const struct qn_plume_options *o, const struct qn_plume_level *l,
                     struct qn_sounding *s)
{
    double speed = l->wspd_m_s, wd = direction(o, l);
    if (speed >= 0 && speed <= 90 && !(speed == 0 && l->wdir_deg == 0))
        add(&s->speed, l->height_m, speed);
    if (wd >= 0)
        add(&s->direction, l->height_m, wd);
}

/* Gradients of potential temperature between neighbouring temperatures. */
static void add_gradients(const struct qn_plume_hour *hour, bool stable, struct qn_obs *gradient)
{
    double z0 = 0, t0 = 0; /* the last level with a temperature */
    bool have = false;
    for (size_t i = 0; i < hour->levels; i++) {
        double z = hour->level[i].height_m, t = hour->level[i].temp_C;
        if (!(t > -90 && t < 90))
            continue;
        t += KELVIN;
        if (have) {
            double tg = (t - t0) / (z - z0) + QN_G_OVER_CP;
            add(gradient, (z + z0) / 2, stable ? fmax(QN_STABLE_TG_MIN_K_M, tg) : tg);
        }
        have = true;
        z0 = z;
        t0 = t;
    }
}

bool qn_met_sounding(const struct qn_plume_options *options, const struct qn_plume_hour *hour,
                     struct qn_sounding *s)
{
    bool stable = hour->obukhov_m > 0; /* as read: the checks of L come later */
    s->speed.count = s->direction.count = s->sigma_v.count = s->sigma_w.count = 0;
    s->gradient.count = 0;
    if (hour->levels > QN_PLUME_LEVELS_CAP || (hour->levels && !hour->level))
        return false;
    for (size_t i = 0; i < hour->levels; i++) {
        const struct qn_plume_level *l = &hour->level[i];
        if (!(l->height_m >= 0) || !isfinite(l->height_m) || (i && !(l->height_m > l[-1].height_m)))
            return false;
        add_wind(options, l, s);
        add_turbulence(options, l, stable, s);
    }
    add_gradients(hour, stable, &s->gradient);
    return true;
}

void qn_obs_bend(const struct qn_obs *o, const double *at_obs, const double *at_grid, double *out)
{
    size_t i = 0;
    for (size_t g = 0; g < QN_GRID_LEVELS; g++) {
        double z = qn_grid_m[g];
        switch (qn_obs_find(o, z, &i)) {
        case QN_OBS_AT:
            out[g] = o->value[i];
            break;
        case QN_OBS_UNDER:
            out[g] = at_grid[g] / at_obs[0] * o->value[0];
            break;
        case QN_OBS_OVER:
            out[g] = at_grid[g] / at_obs[o->count - 1] * o->value[o->count - 1];
            break;
        case QN_OBS_BETWEEN: {
            double za = o->z_m[i - 1], zb = o->z_m[i];
            double observed = qn_line(za, o->value[i - 1], zb, o->value[i], z);
            double theory = qn_line(za, at_obs[i - 1], zb, at_obs[i], z);
            out[g] = at_grid[g] / theory * observed;
            break;
        }
        }
    }
}
