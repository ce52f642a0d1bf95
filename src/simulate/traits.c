#include "simulate/traits.h"

#include <math.h>

#define CP_MAX 940   /* [byte]; the standards allow 950 and 960 */
#define CP_SHORT 480 /* [byte]; loggers on a radio line */
#define SHARED_METERS 0.1
#define FLOW_AT_SCALE_1_M3_S 100.0

double qn_sim_hour(int64_t t_unix_ms)
{
    int64_t in_day = (t_unix_ms + QN_CIVIL_OFFSET_MS) % QN_DAY_MS;
    return (double)in_day / (double)QN_HOUR_MS;
}

int64_t qn_sim_day(int64_t t_unix_ms)
{
    return (t_unix_ms + QN_CIVIL_OFFSET_MS) / QN_DAY_MS;
}

/* Northern inland climate: season, day and weather. */
double qn_sim_air_C(uint64_t weather, int64_t t_unix_ms)
{
    double day = (double)qn_sim_day(t_unix_ms), hour = qn_sim_hour(t_unix_ms);
    double season = 11 + 14.5 * qn_wave((day - 105) / 365.25);
    double cloud = 1 + 0.5 * qn_wander(weather ^ 1, t_unix_ms, 40);
    double daily = 5 * cloud * qn_wave((hour - 9) / 24);
    double fronts =
        4.5 * qn_wander(weather ^ 2, t_unix_ms, 75) + 1.5 * qn_wander(weather ^ 3, t_unix_ms, 17);
    return season + daily + fronts;
}

static double draw(struct qn_chance *c, struct qn_sim_range r)
{
    return qn_chance_between(c, r.lo, r.hi);
}

static void draw_plant(struct qn_chance *c, const struct qn_fleet_device *d,
                       struct qn_sim_traits *t)
{
    const struct qn_sim_kind *k = t->kind;
    t->o2_pct = draw(c, k->o2_pct);
    t->o2_slope_pct = (20.9 - t->o2_pct) * qn_chance_between(c, 0.1, 0.4);
    t->temp_C = draw(c, k->temp_C);
    t->humidity_pct = draw(c, k->humidity_pct);
    t->velocity_m_s = draw(c, k->velocity_m_s);
    t->so2_mg_m3 = draw(c, k->so2_mg_m3);
    t->nox_mg_m3 = draw(c, k->nox_mg_m3);
    t->dust_mg_m3 = draw(c, k->dust_mg_m3);
    t->mass_h = draw(c, k->mass_h);
    t->quick = draw(c, k->quick_pct) / 100;
    t->furnace_C = draw(c, k->furnace_C);
    t->furnace_h = t->mass_h * qn_chance_between(c, 0.7, 1.3);
    t->slurry_C = qn_chance_between(c, 46, 55);
    t->slurry_h = qn_chance_between(c, 80, 300);
    t->ramp_h = qn_chance_between(c, 0.3, 2.5);
    t->chimney_m_s = k->chimney_m_s * qn_chance_between(c, 0.4, 1.2);
    if (t->wet) {
        t->humidity_pct = qn_chance_between(c, 10, 15);
        t->temp_C = t->slurry_C;
        t->chimney_m_s *= 0.4;
    }
    double flow_m3_s = FLOW_AT_SCALE_1_M3_S * d->scale;
    t->area_m2 = flow_m3_s / t->velocity_m_s;
    t->fan_rated_A = sqrt(d->scale) * qn_chance_between(c, 60, 380);
    t->pump_rated_A = sqrt(d->scale) * qn_chance_between(c, 18, 60);
    t->power_kW = d->scale * qn_chance_low(c, 500, 9000);
    t->power_base = qn_chance_between(c, 0.02, 0.12);
    t->treat_kW = d->scale * qn_chance_between(c, 250, 1800);
    t->treat_base = qn_chance_between(c, 0.01, 0.08);
    t->charges_h = qn_chance_between(c, 1.6, 6.5);
    t->heating_m3_h = d->scale * qn_chance_between(c, 6000, 16000);
}

static void draw_production(struct qn_chance *c, struct qn_sim_traits *t)
{
    t->load = qn_chance_between(c, 0.7, 0.98);
    t->daily = qn_chance_low(c, 0, 0.14);
    t->night_sign = qn_chance_happens(c, 0.7) ? -1 : 1;
    t->step_h = qn_chance_between(c, 20, 90);
    t->step_depth = qn_chance_low(c, 0.02, 0.4);
    t->unrest = qn_chance_low(c, 0.02, 0.14);
    t->swing = qn_chance_low(c, 0.08, 0.6);
    t->trips_day = qn_chance_low(c, 0, 0.14);
    t->care_day = qn_chance_between(c, 0.01, 0.07);
    t->gap_day = qn_chance_low(c, 0.005, 0.12);
}

static void draw_instruments(struct qn_chance *c, struct qn_sim_traits *t)
{
    t->o2_bias_pct = qn_chance_between(c, -0.18, 0.15);
    t->o2_noise_pct = qn_chance_between(c, 0.02, 0.07);
    t->temp_bias_C = qn_chance_between(c, -2, 2);
    t->humidity_bias_pct = qn_chance_between(c, -0.5, 0.6);
    t->pitot_zero_m_s = qn_chance_low(c, 0.02, 0.9);
    t->pitot_noise_m_s = qn_chance_between(c, 0.05, 0.45);
    t->so2_zero = qn_chance_low(c, 0, 2.8) * (qn_chance_happens(c, 0.3) ? -1 : 1);
    t->nox_zero = qn_chance_low(c, 0, 2.2) * (qn_chance_happens(c, 0.3) ? -1 : 1);
    t->dust_zero = qn_chance_low(c, 0.02, 1.6);
    t->drift = qn_chance_between(c, 0.002, 0.03);
    t->flutter = qn_chance_between(c, 0.04, 0.22);
    t->clips_negative = qn_chance_happens(c, 0.6);
    t->flow_m3_h = qn_chance_happens(c, 0.1);
    t->pressure_Pa = qn_chance_happens(c, 0.12);
    t->zs_rule = qn_chance_pick(c, 3);
    static const double every_h[] = {24, 84, 168, 168};
    t->calibrates_every_h = every_h[qn_chance_pick(c, 4)];
    t->calibrates_at_h = qn_chance_between(c, 0, 24);
    t->calibrates_min = qn_chance_between(c, 12, 45);
    t->blows_every_h = qn_chance_between(c, 2, 12);
    t->blows_min = qn_chance_between(c, 2, 6);
    t->delay_s = qn_chance_between(c, 4, 50);
}

/* Reference O2 of the kind: none where the gas is never burnt with a known excess. */
static double reference_o2(const struct qn_sim_kind *k)
{
    if (!k->gases)
        return 21;
    if (k->o2_pct.lo >= 14)
        return 16;
    return k->o2_pct.lo >= 8 ? 10 : 9;
}

static void draw_channels(struct qn_chance *c, const struct qn_fleet_device *d,
                          struct qn_sim_traits *t)
{
    const struct qn_sim_kind *k = t->kind;
    bool condition = d->version != QN_212_2005; /* ST 51, 44, 45 */
    bool plc = qn_chance_happens(c, 0.3), furnace = qn_chance_happens(c, 0.6);
    for (int i = QN_CH_FLOW; i <= QN_CH_HUMIDITY; i++)
        t->has[i] = true;
    t->has[QN_CH_O2] = t->has[QN_CH_SO2] = t->has[QN_CH_NOX] = k->gases;
    t->has[QN_CH_DUST] = true;
    t->has[QN_CH_FAN] = condition && d->fan && !k->draught_only;
    t->has[QN_CH_PUMP] = condition && d->fan && t->wet;
    t->has[QN_CH_FURNACE] = condition && d->fan && furnace && k->furnace_C.hi > 0;
    t->has[QN_CH_LOAD] = condition && d->fan && plc;
    t->has[QN_CH_POWER] = condition && d->meter;
    t->has[QN_CH_TREAT] = condition && d->meter && !k->draught_only;
    t->has[QN_CH_CHARGES] = t->has[QN_CH_PUSHES] = condition && d->counts;
    t->has[QN_CH_HEATING] = condition && d->counts && qn_chance_happens(c, 0.6);
}

static enum qn_sim_marks draw_marks(struct qn_chance *c, enum qn_212_version v)
{
    double u = qn_chance_unit(c);
    if (v == QN_212_2005)
        return QN_MARKS_ALL;
    if (v == QN_212_2025)
        return u < 0.45 ? QN_MARKS_WORD : QN_MARKS_BOTH;
    return u < 0.6 ? QN_MARKS_ALL : u < 0.88 ? QN_MARKS_GAS : QN_MARKS_NONE;
}

void qn_sim_traits_draw(const struct qn_fleet *f, size_t device, struct qn_sim_traits *out)
{
    const struct qn_fleet_device *d = &f->device[device];
    *out = (struct qn_sim_traits){.kind = qn_sim_kind_of(d->kind), .wet = d->wet_scrubber};
    out->seed = qn_chance_of_text(f->seed, d->mn);
    out->weather = qn_chance_mix(f->seed, 77);
    struct qn_chance plant = {qn_chance_mix(out->seed, 1)}, work = {qn_chance_mix(out->seed, 2)};
    struct qn_chance instruments = {qn_chance_mix(out->seed, 3)};
    struct qn_chance habits = {qn_chance_mix(out->seed, 4)};
    draw_plant(&plant, d, out);
    draw_production(&work, out);
    draw_instruments(&instruments, out);
    out->o2_ref_pct = reference_o2(out->kind);
    struct qn_chance meter = {qn_chance_mix(out->seed, 5)};
    if (qn_chance_happens(&meter, SHARED_METERS)) /* it counts a neighbour's load as well */
        out->power_base = qn_chance_between(&meter, 0.12, 0.17);
    out->own_marks_first = qn_chance_happens(&meter, 0.6);
    draw_channels(&habits, d, out);
    out->marks = draw_marks(&habits, d->version);
    out->spread = d->spread && !d->lean;
    if (d->lean)
        out->has[QN_CH_PRESSURE] = out->has[QN_CH_VELOCITY] = false;
    out->part_max = qn_chance_happens(&habits, 0.15) ? CP_SHORT : CP_MAX;
    out->blank_word = qn_chance_happens(&habits, 0.2);
    out->load_told_false = qn_chance_happens(&habits, 0.5);
    if (d->units == QN_UNITS_RIGHT)
        out->flow_m3_h = out->pressure_Pa = false;
    else if (d->units == QN_UNITS_WRONG)
        out->flow_m3_h = out->pressure_Pa = true;
}
