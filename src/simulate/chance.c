#include "simulate/chance.h"

#include <math.h>

static uint64_t scramble(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t qn_chance_next(struct qn_chance *c)
{
    c->state += UINT64_C(0x9E3779B97F4A7C15);
    return scramble(c->state);
}

uint64_t qn_chance_mix(uint64_t a, uint64_t b)
{
    return scramble(scramble(a + UINT64_C(0x9E3779B97F4A7C15)) ^
                    (b * UINT64_C(0xD6E8FEB86659FD93)));
}

uint64_t qn_chance_of_text(uint64_t seed, const char *text)
{
    for (; *text; text++)
        seed = qn_chance_mix(seed, (unsigned char)*text);
    return seed;
}

static double unit_of(uint64_t bits)
{
    return (double)(bits >> 11) * (1.0 / 9007199254740992.0);
}

double qn_chance_unit(struct qn_chance *c)
{
    return unit_of(qn_chance_next(c));
}

double qn_chance_between(struct qn_chance *c, double lo, double hi)
{
    return lo + (hi - lo) * qn_chance_unit(c);
}

double qn_chance_low(struct qn_chance *c, double lo, double hi)
{
    double u = qn_chance_unit(c);
    return lo + (hi - lo) * u * u;
}

bool qn_chance_happens(struct qn_chance *c, double probability)
{
    return qn_chance_unit(c) < probability;
}

int qn_chance_pick(struct qn_chance *c, int n)
{
    return (int)(qn_chance_unit(c) * n);
}

double qn_chance_noise(struct qn_chance *c)
{
    double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += qn_chance_unit(c);
    return (sum - 2.0) * 1.7320508075688772;
}

double qn_wave(double turns)
{
    double x = turns - floor(turns); /* [0, 1) */
    double sign = 1;
    if (x >= 0.5) {
        x -= 0.5;
        sign = -1;
    }
    double p = 4 * x * (1 - 2 * x) * 2; /* a parabola through 0, 1, 0 */
    return sign * p * (0.775 + 0.225 * p);
}

double qn_wander(uint64_t seed, int64_t t_unix_ms, double period_h)
{
    double at = (double)t_unix_ms / (period_h * 3600000.0);
    double whole = floor(at), part = at - whole;
    uint64_t cell = (uint64_t)(int64_t)whole;
    double a = unit_of(qn_chance_mix(seed, cell)), b = unit_of(qn_chance_mix(seed, cell + 1));
    double bent = part * part * (3 - 2 * part);
    return 2 * (a + (b - a) * bent) - 1;
}
