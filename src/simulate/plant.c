#include "simulate/plant.h"

#include <math.h>

#define O2_AIR_PCT 20.9
#define FIRING_OUT 0.02 /* below this nothing burns */
#define TURNOVER_HUMIDITY_PCT 1.6

/* Towards a target with a time constant; implicit Euler, so any step is stable. */
static double towards(double value, double target, double dt_h, double tau_h)
{
    return value + (target - value) * dt_h / (tau_h + dt_h);
}

/* Water in saturated gas [%], a parabola through 20 C 2.3, 40 C 7.3, 55 C 15.6. */
static double saturated_pct(double temp_C)
{
    double x = temp_C < 5 ? 5 : temp_C;
    double y = 1.35 - 0.0617 * x + 0.00585 * x * x;
    return y > 30 ? 30 : y;
}

static double asked_firing(const struct qn_sim_now *now)
{
    return now->truth == QN_TRUTH_BANKED ? now->heating : now->load;
}

static bool burns(const struct qn_sim_plant *p)
{
    return p->firing > FIRING_OUT;
}

static void step_firing(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                        const struct qn_sim_now *now, double dt_h)
{
    double want = asked_firing(now), most = dt_h / t->ramp_h;
    if (now->tripped)
        most = dt_h / 0.15;
    double by = want - p->firing;
    p->firing += by > most ? most : by < -most ? -most : by;
    if (p->firing < 0)
        p->firing = 0;
}

static void step_fan(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                     const struct qn_sim_now *now, double dt_h)
{
    double want = 0;
    if (t->kind->draught_only)
        want = burns(p) ? 0.25 + 0.75 * p->firing : 0;
    else if (burns(p) || asked_firing(now) > 0)
        want = 0.5 + 0.5 * p->firing;
    else if (now->stopped_h >= 0 && now->stopped_h < now->facts.cool_h)
        want = now->facts.cool_fan;
    p->fan = towards(p->fan, want, dt_h, 0.08);
    if (p->fan < 0.005)
        p->fan = 0;
}

static void step_heat(struct qn_sim_plant *p, const struct qn_sim_traits *t, double dt_h)
{
    double want = burns(p) ? 0.78 + 0.22 * p->firing : 0;
    double blown = burns(p) ? 1 : 1 / (1 + 0.8 * p->fan);
    p->gas = towards(p->gas, want, dt_h, burns(p) ? 0.3 : 0.9 * blown);
    p->mass = towards(p->mass, want, dt_h, want > p->mass ? t->mass_h / 4 : t->mass_h * blown);
    p->inner =
        towards(p->inner, want, dt_h, want > p->inner ? t->furnace_h / 5 : t->furnace_h * blown);
}

/* Whether the pumps of a wet scrubber run. */
static bool pumps_run(const struct qn_sim_traits *t, const struct qn_sim_now *now)
{
    return t->wet && !(now->stopped_h > now->facts.pump_h);
}

static void step_slurry(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                        const struct qn_sim_now *now, double air_C, double dt_h)
{
    if (burns(p))
        p->slurry_C = towards(p->slurry_C, t->slurry_C + 3 * (p->firing - 0.8), dt_h, 0.7);
    else
        p->slurry_C = towards(p->slurry_C, air_C, dt_h,
                              pumps_run(t, now) ? t->slurry_h : 9 + t->slurry_h / 12);
}

/* Air takes the place of flue gas. */
static void step_gas(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                     const struct qn_sim_now *now, double air_C, double dt_h)
{
    double tau_h = burns(p) ? 0.12 : 0.22 / (p->fan + 0.12);
    double o2 = t->o2_pct + t->o2_slope_pct * (1 - p->firing) + (now->exceeding ? 0.8 : 0);
    if (t->kind->batches)
        o2 = t->o2_pct;
    if (!burns(p) || o2 > O2_AIR_PCT)
        o2 = O2_AIR_PCT;
    p->o2_pct = towards(p->o2_pct, o2, dt_h, tau_h);
    p->smoke = towards(p->smoke, burns(p) ? 1 : 0, dt_h, tau_h);
    double humidity = burns(p) ? t->humidity_pct * (0.75 + 0.25 * p->firing)
                               : TURNOVER_HUMIDITY_PCT + 0.02 * air_C;
    if (t->wet && (burns(p) || pumps_run(t, now)))
        humidity = saturated_pct(p->slurry_C);
    p->humidity_pct = towards(p->humidity_pct, humidity, dt_h, tau_h * 1.4);
}

static double flue_temp_C(const struct qn_sim_plant *p, const struct qn_sim_traits *t, double air_C)
{
    if (t->wet)
        return p->slurry_C;
    double heat = t->quick * p->gas + (1 - t->quick) * p->mass;
    return air_C + (t->temp_C - air_C) * heat;
}

static void set_draught(struct qn_sim_plant *p, const struct qn_sim_traits *t, double temp_C,
                        double air_C)
{
    double excess = (temp_C - air_C) / 100;
    double chimney = excess > 0 ? t->chimney_m_s * sqrt(excess) : 0;
    double driven = p->fan * t->velocity_m_s * (0.25 + 0.75 * p->fan);
    if (!t->kind->draught_only)
        driven = p->fan * t->velocity_m_s;
    double v = sqrt(driven * driven + chimney * chimney);
    p->value[QN_CH_VELOCITY] = v;
    p->value[QN_CH_FLOW] = v * t->area_m2 * 273.0 / (273.0 + temp_C) * (1 - p->humidity_pct / 100);
    p->value[QN_CH_PRESSURE] = -0.25 * p->fan * p->fan - 0.012 * chimney;
}

static void set_pollutants(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                           const struct qn_sim_now *now, int64_t t_unix_ms, struct qn_chance *c)
{
    double with = p->smoke * (0.7 + 0.3 * p->firing);
    double so2 = t->so2_mg_m3 * (1 + t->swing * qn_wander(t->seed ^ 41, t_unix_ms, 5));
    double nox = t->nox_mg_m3 * (1 + 0.5 * t->swing * qn_wander(t->seed ^ 42, t_unix_ms, 7));
    double dust = t->dust_mg_m3 * (1 + t->swing * qn_wander(t->seed ^ 43, t_unix_ms, 11));
    if (now->exceeding) {
        so2 *= now->facts.so2_times;
        nox *= now->facts.nox_times;
        dust *= now->facts.dust_times;
    }
    p->value[QN_CH_SO2] = so2 * with * (1 + t->flutter * qn_chance_noise(c));
    p->value[QN_CH_NOX] = nox * with * (1 + 0.6 * t->flutter * qn_chance_noise(c));
    p->value[QN_CH_DUST] = dust * with * (1 + t->flutter * qn_chance_noise(c));
}

/* People at work on a plant that stands: light, welding, a crane. */
static double work_share(const struct qn_sim_now *now, int64_t t_unix_ms, struct qn_chance *c)
{
    if (now->stopped_h < 0)
        return 0;
    double hour = qn_sim_hour(t_unix_ms);
    struct qn_chance day = {qn_chance_mix(now->facts.seed ^ 5, (uint64_t)qn_sim_day(t_unix_ms))};
    bool works = qn_chance_happens(&day, now->facts.work_day);
    double most = qn_chance_low(&day, 0.01, 0.12);
    return works && hour > 8 && hour < 18 ? most * qn_chance_unit(c) : 0;
}

static double production(const struct qn_sim_plant *p, const struct qn_sim_now *now)
{
    return now->truth == QN_TRUTH_RUNNING ? p->firing : 0;
}

static void set_electricity(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                            const struct qn_sim_now *now, int64_t t_unix_ms, double dt_h,
                            struct qn_chance *c)
{
    double hour = qn_sim_hour(t_unix_ms), rate = production(p, now);
    double light = hour < 7 || hour > 18 ? 1.15 : 0.9;
    if (t->kind->batches && rate > 0) {
        p->heats += dt_h * qn_chance_between(c, 0.9, 1.5);
        p->heats -= floor(p->heats);
        rate *= p->heats < 0.7 ? 1.2 : 0.25;
    }
    double idle = rate > 0 ? 0.25 : now->truth == QN_TRUTH_BANKED ? 0.16 : 0;
    double drawn = t->power_base * light + (1 - t->power_base) * (idle + (1 - idle) * rate) +
                   (rate > 0 ? 0 : 0.05 * p->fan) + work_share(now, t_unix_ms, c);
    p->value[QN_CH_POWER] = t->power_kW * drawn * (1 + 0.03 * qn_chance_noise(c));
    double pumps = pumps_run(t, now) ? 0.12 : 0;
    p->value[QN_CH_TREAT] = t->treat_kW *
                            (t->treat_base + pumps + (0.88 - pumps) * p->fan * p->fan) *
                            (1 + 0.02 * qn_chance_noise(c));
    double fan_A = p->fan > 0.02 ? 0.25 + 0.75 * p->fan * p->fan : 0;
    p->value[QN_CH_FAN] = t->fan_rated_A * fan_A * 0.85 * (1 + 0.015 * qn_chance_noise(c));
    p->value[QN_CH_PUMP] = pumps_run(t, now) ? t->pump_rated_A * 0.8 : 0;
}

static double counted(double *debt, double rate, double dt_h, struct qn_chance *c)
{
    *debt += rate * dt_h * qn_chance_between(c, 0.4, 1.6);
    double whole = floor(*debt);
    *debt -= whole;
    return whole;
}

static void set_counts(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                       const struct qn_sim_now *now, double dt_h, struct qn_chance *c)
{
    double rate = production(p, now) > 0.15 ? t->charges_h * production(p, now) : 0;
    p->value[QN_CH_CHARGES] = counted(&p->charge_debt, rate, dt_h, c);
    p->value[QN_CH_PUSHES] = counted(&p->push_debt, rate, dt_h, c);
    p->value[QN_CH_HEATING] = t->heating_m3_h * p->firing * (1 + 0.02 * qn_chance_noise(c));
}

static void begin(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                  const struct qn_sim_now *now, double air_C)
{
    double u = asked_firing(now);
    bool on = u > FIRING_OUT;
    *p = (struct qn_sim_plant){.begun = true, .firing = u, .fan = on ? 0.5 + 0.5 * u : 0};
    p->gas = p->mass = p->inner = on ? 0.78 + 0.22 * u : 0;
    p->slurry_C = on ? t->slurry_C : air_C;
    p->o2_pct = on ? t->o2_pct : O2_AIR_PCT;
    p->humidity_pct = on ? t->humidity_pct : TURNOVER_HUMIDITY_PCT;
    p->smoke = on;
}

void qn_sim_plant_step(struct qn_sim_plant *p, const struct qn_sim_traits *t,
                       const struct qn_sim_now *now, int64_t t_unix_ms, double dt_h,
                       struct qn_chance *c)
{
    double air_C = qn_sim_air_C(t->weather, t_unix_ms);
    if (!p->begun)
        begin(p, t, now, air_C);
    step_firing(p, t, now, dt_h);
    step_fan(p, t, now, dt_h);
    step_heat(p, t, dt_h);
    step_slurry(p, t, now, air_C, dt_h);
    step_gas(p, t, now, air_C, dt_h);
    double temp_C = flue_temp_C(p, t, air_C);
    p->value[QN_CH_TEMP] = temp_C;
    p->value[QN_CH_HUMIDITY] = p->humidity_pct;
    p->value[QN_CH_O2] = p->o2_pct;
    p->value[QN_CH_FURNACE] = air_C + (t->furnace_C - air_C) * p->inner;
    p->value[QN_CH_LOAD] = 100 * production(p, now);
    set_draught(p, t, temp_C, air_C);
    set_pollutants(p, t, now, t_unix_ms, c);
    set_electricity(p, t, now, t_unix_ms, dt_h, c);
    set_counts(p, t, now, dt_h, c);
}
