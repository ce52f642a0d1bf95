#include "simulate/sense.h"

#include <math.h>

#define O2_AIR_PCT 20.9

static bool is_gas(int ch)
{
    return ch == QN_CH_O2 || ch == QN_CH_SO2 || ch == QN_CH_NOX;
}
static bool in_duct(int ch)
{
    return ch <= QN_CH_DUST;
}

/* ---- an undisturbed instrument ---- */

static double off_zero(double x, const struct qn_sim_traits *t)
{
    return x < 0 && t->clips_negative ? 0 : x;
}

/* Share of full scale that a sensor has drifted since its last calibration. */
static double drifted(const struct qn_sim_traits *t, int ch, int64_t at)
{
    return t->drift * qn_wander(t->seed ^ (uint64_t)(100 + ch), at, t->calibrates_every_h);
}

static double current_seen(double x, double rated, struct qn_chance *c)
{
    double seen = x + 0.004 * rated * qn_chance_noise(c);
    return seen < 0 ? 0 : seen;
}

/* A pitot tube sees a little where nothing flows. */
static double pitot_seen(double v, const struct qn_sim_traits *t, struct qn_chance *c)
{
    double zero = t->pitot_zero_m_s + t->pitot_noise_m_s * qn_chance_noise(c);
    if (zero < 0)
        zero = 0;
    return sqrt(v * v + zero * zero) + 0.02 * v * qn_chance_noise(c);
}

static double seen(int ch, const struct qn_sim_plant *p, const struct qn_sim_traits *t, int64_t at,
                   struct qn_chance *c)
{
    double x = p->value[ch], noise = qn_chance_noise(c);
    switch (ch) {
    case QN_CH_TEMP:
        return x + t->temp_bias_C + 0.3 * noise;
    case QN_CH_FURNACE:
        return x * (1 + 0.002 * noise);
    case QN_CH_PRESSURE:
        return x + 0.006 * noise + 0.01 * drifted(t, ch, at);
    case QN_CH_HUMIDITY:
        x += t->humidity_bias_pct + 0.12 * noise;
        return x < 0.1 ? 0.1 : x;
    case QN_CH_O2:
        x += t->o2_bias_pct + t->o2_noise_pct * noise + 6 * drifted(t, ch, at);
        return x < 0 ? 0 : x > 21.3 ? 21.3 : x;
    case QN_CH_SO2:
        return off_zero(x + t->so2_zero + 0.25 * noise + 30 * drifted(t, ch, at), t);
    case QN_CH_NOX:
        return off_zero(x + t->nox_zero + 0.25 * noise + 40 * drifted(t, ch, at), t);
    case QN_CH_DUST:
        return off_zero(x + t->dust_zero * (1 + 0.1 * noise) + 4 * drifted(t, ch, at), t);
    case QN_CH_FAN:
        return current_seen(x, t->fan_rated_A, c);
    case QN_CH_PUMP:
        return current_seen(x, t->pump_rated_A, c);
    case QN_CH_POWER:
    case QN_CH_TREAT:
    case QN_CH_HEATING:
        return x < 0 ? 0 : x;
    default:
        return x;
    }
}

static double flutter_of(int ch, double x, const struct qn_sim_traits *t)
{
    switch (ch) {
    case QN_CH_TEMP:
    case QN_CH_FURNACE:
        return 0.004 * x + 0.2;
    case QN_CH_O2:
        return x > 20.4 ? 2 * t->o2_noise_pct : 0.02 * x + 0.05;
    case QN_CH_SO2:
    case QN_CH_NOX:
    case QN_CH_DUST:
        return 0.8 * t->flutter * fabs(x) + 0.1;
    case QN_CH_VELOCITY:
    case QN_CH_FLOW:
        return 0.03 * x + t->pitot_noise_m_s * (ch == QN_CH_FLOW ? t->area_m2 : 1);
    case QN_CH_PRESSURE:
        return 0.01;
    case QN_CH_CHARGES:
    case QN_CH_PUSHES:
        return 0;
    default:
        return 0.03 * fabs(x);
    }
}

static void put(struct qn_sim_sensors *s, int ch, double x, char mark)
{
    s->reading[ch] = (struct qn_sim_reading){x, x, x, mark};
}

static void put_spread(struct qn_sim_sensors *s, int ch, double x, const struct qn_sim_traits *t,
                       struct qn_chance *c)
{
    double by = flutter_of(ch, x, t);
    double least = x - by * qn_chance_between(c, 0.3, 1),
           most = x + by * qn_chance_between(c, 0.3, 1);
    if (least < 0 && x >= 0 && ch != QN_CH_PRESSURE && ch != QN_CH_TEMP)
        least = t->clips_negative || !is_gas(ch) ? 0 : least;
    s->reading[ch] = (struct qn_sim_reading){x, least, most, 'N'};
}

/* Flow is reckoned from the velocity that the pitot tube saw. */
static double flow_from(double velocity, const struct qn_sim_sensors *s,
                        const struct qn_sim_traits *t)
{
    double temp_C = s->reading[QN_CH_TEMP].mean, wet = s->reading[QN_CH_HUMIDITY].mean;
    return velocity * t->area_m2 * 273.0 / (273.0 + temp_C) * (1 - wet / 100);
}

static void sense_all(struct qn_sim_sensors *s, const struct qn_sim_plant *p,
                      const struct qn_sim_traits *t, int64_t at, struct qn_chance *c)
{
    for (int ch = QN_CH_TEMP; ch < QN_CH_COUNT; ch++)
        put_spread(s, ch, seen(ch, p, t, at, c), t, c);
    double v = pitot_seen(p->value[QN_CH_VELOCITY], t, c);
    put_spread(s, QN_CH_VELOCITY, v, t, c);
    put_spread(s, QN_CH_FLOW, flow_from(v, s, t), t, c);
}

/* ---- upkeep ---- */

static double zero_of(int ch, const struct qn_sim_traits *t, struct qn_chance *c)
{
    if (ch == QN_CH_SO2)
        return off_zero(t->so2_zero + 0.2 * qn_chance_noise(c), t);
    if (ch == QN_CH_NOX)
        return off_zero(t->nox_zero + 0.2 * qn_chance_noise(c), t);
    return 0;
}

static void blend(struct qn_sim_reading *r, double share, double with)
{
    r->mean += share * (with - r->mean);
    if (with < r->least)
        r->least = with;
    if (with > r->most)
        r->most = with;
}

/* Minutes of this step that lie within [from, from + length) of a cycle. */
static double overlap_min(double at_h, double every_h, double dt_h, double length_min)
{
    double in = at_h - floor(at_h / every_h) * every_h; /* end of the step in its cycle */
    double begins = in - dt_h, ends = in;
    double lo = begins > 0 ? begins : 0, hi = ends < length_min / 60 ? ends : length_min / 60;
    return hi > lo ? (hi - lo) * 60 : 0;
}

static void calibrate(struct qn_sim_sensors *s, const struct qn_sim_traits *t, int64_t at,
                      double dt_h, struct qn_chance *c)
{
    double hours = (double)(at + QN_CIVIL_OFFSET_MS) / (double)QN_HOUR_MS - t->calibrates_at_h;
    double share = overlap_min(hours, t->calibrates_every_h, dt_h, t->calibrates_min) / (60 * dt_h);
    if (share <= 0)
        return;
    bool span = qn_chance_happens(c, 0.5);
    double gas[QN_CH_COUNT] = {[QN_CH_SO2] = span ? 80 : zero_of(QN_CH_SO2, t, c),
                               [QN_CH_NOX] = span ? 150 : zero_of(QN_CH_NOX, t, c),
                               [QN_CH_O2] = span ? O2_AIR_PCT : 0.1};
    for (int ch = QN_CH_O2; ch <= QN_CH_NOX; ch++) {
        blend(&s->reading[ch], share, gas[ch]);
        if (share > 0.4)
            s->reading[ch].mark = 'C';
    }
}

static void blow_back(struct qn_sim_sensors *s, const struct qn_sim_traits *t, int64_t at,
                      double dt_h, struct qn_chance *c)
{
    double hours = (double)at / (double)QN_HOUR_MS - t->calibrates_at_h;
    double share = overlap_min(hours, t->blows_every_h, dt_h, t->blows_min) / (60 * dt_h);
    if (share <= 0)
        return;
    blend(&s->reading[QN_CH_O2], share, O2_AIR_PCT + t->o2_bias_pct);
    for (int ch = QN_CH_SO2; ch <= QN_CH_NOX; ch++)
        blend(&s->reading[ch], share, zero_of(ch, t, c));
    blend(&s->reading[QN_CH_VELOCITY], share, t->velocity_m_s * qn_chance_between(c, 0, 0.4));
}

static void maintain(struct qn_sim_sensors *s, const struct qn_sim_traits *t, struct qn_chance *c)
{
    bool open = qn_chance_happens(c, 0.6);
    for (int ch = QN_CH_O2; ch <= QN_CH_DUST; ch++) {
        if (open)
            put(s, ch, ch == QN_CH_O2 ? O2_AIR_PCT + t->o2_bias_pct : zero_of(ch, t, c), 'M');
        s->reading[ch].mark = 'M';
    }
}

/* ---- what is done to them ---- */

static void air_gas(struct qn_sim_sensors *s, const struct qn_sim_traits *t, struct qn_chance *c)
{
    double o2 = O2_AIR_PCT + t->o2_bias_pct + t->o2_noise_pct * qn_chance_noise(c);
    put_spread(s, QN_CH_O2, o2, t, c);
    put_spread(s, QN_CH_SO2, zero_of(QN_CH_SO2, t, c), t, c);
    put_spread(s, QN_CH_NOX, zero_of(QN_CH_NOX, t, c), t, c);
}

static void all_out(struct qn_sim_sensors *s, const struct qn_sim_traits *t, int64_t at,
                    struct qn_chance *c)
{
    double air_C = qn_sim_air_C(t->weather, at), hot_C = s->reading[QN_CH_TEMP].mean;
    double temp = air_C + (hot_C - air_C) * (1 - s->cold);
    put_spread(s, QN_CH_TEMP, temp, t, c);
    put_spread(s, QN_CH_HUMIDITY, 1.5 + 0.2 * qn_chance_noise(c), t, c);
    put_spread(s, QN_CH_PRESSURE, 0.004 * qn_chance_noise(c), t, c);
    put_spread(s, QN_CH_DUST, off_zero(t->dust_zero * (1 + 0.1 * qn_chance_noise(c)), t), t, c);
    double v = pitot_seen(0, t, c);
    put_spread(s, QN_CH_VELOCITY, v, t, c);
    put_spread(s, QN_CH_FLOW, flow_from(v, s, t), t, c);
}

static void pull_probe(struct qn_sim_sensors *s, const struct qn_sim_traits *t,
                       const struct qn_sim_now *now, int64_t at, struct qn_chance *c)
{
    enum qn_sim_probe how = now->facts.probe;
    air_gas(s, t, c);
    if (how == QN_PROBE_N2_PURGE)
        put_spread(s, QN_CH_O2, 0.4 + 0.2 * qn_chance_noise(c) + s->reading[QN_CH_O2].mean * 0.01,
                   t, c);
    if (how == QN_PROBE_AIR_PURGE)
        put_spread(s, QN_CH_DUST, off_zero(t->dust_zero * (1 + 0.1 * qn_chance_noise(c)), t), t, c);
    if (how == QN_PROBE_BOX_OFF)
        put_spread(s, QN_CH_HUMIDITY, 1.8 + 0.3 * qn_chance_noise(c), t, c);
    if (how == QN_PROBE_ALL_OUT || !t->kind->gases)
        all_out(s, t, at, c);
}

static void break_down(struct qn_sim_sensors *s, const struct qn_sim_now *now, struct qn_chance *c)
{
    enum qn_sim_fault how = now->facts.fault;
    for (int ch = 0; ch < QN_CH_COUNT; ch++) {
        struct qn_sim_reading *r = &s->reading[ch];
        if (!s->is_frozen)
            s->frozen[ch] = r->mean;
        if (how == QN_FAULT_FROZEN)
            put(s, ch, s->frozen[ch], 'N');
        else if (how == QN_FAULT_ZERO)
            put(s, ch, 0, 'N');
        else if (how == QN_FAULT_D && in_duct(ch))
            put(s, ch, qn_chance_happens(c, 0.7) ? 0 : fabs(r->mean) * 0.05, 'D');
        else if (how == QN_FAULT_WILD && in_duct(ch) && qn_chance_happens(c, 0.3))
            put(s, ch, qn_chance_happens(c, 0.5) ? 9999 : -fabs(r->mean), 'N');
    }
    s->is_frozen = true;
}

/* The cabinet of a plant that stands is switched off. */
static void switch_off(struct qn_sim_sensors *s)
{
    for (int ch = 0; ch <= QN_CH_DUST; ch++)
        put(s, ch, 0, 'D');
}

void qn_sim_sense(struct qn_sim_sensors *s, const struct qn_sim_plant *p,
                  const struct qn_sim_traits *t, const struct qn_sim_now *now, int64_t t_unix_ms,
                  double dt_h, struct qn_chance *c)
{
    bool pulled = now->kind == QN_EP_PULLED_PROBE;
    s->cold += ((pulled ? 1 : 0) - s->cold) * dt_h / (0.35 + dt_h);
    sense_all(s, p, t, t_unix_ms, c);
    if (t->has[QN_CH_LOAD] && t->load_told_false && now->claimed)
        put(s, QN_CH_LOAD, 0, 'N');
    blow_back(s, t, t_unix_ms, dt_h, c);
    calibrate(s, t, t_unix_ms, dt_h, c);
    if (now->care)
        maintain(s, t, c);
    if (pulled)
        pull_probe(s, t, now, t_unix_ms, c);
    if (now->kind == QN_EP_LOGGER_FAULT)
        break_down(s, now, c);
    else
        s->is_frozen = false;
    if (now->analyser_off)
        switch_off(s);
    if (qn_chance_happens(c, 0.0006)) /* a meter that slips */
        put(s, QN_CH_POWER, t->power_kW * qn_chance_between(c, 0.3, 1.4), 'N');
}
