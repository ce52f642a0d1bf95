/* Chance of the simulator: the same numbers on every machine.
 *
 * splitmix64 (Steele, Lea and Flood 2014) for streams, a sum of uniforms for noise, a polynomial
 * for the sine: only + - * / and sqrt, which IEEE 754 fixes to the last bit.
 */
#ifndef QN_SIMULATE_CHANCE_H
#define QN_SIMULATE_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct qn_chance {
    uint64_t state;
};

/* A seed made of two. */
uint64_t qn_chance_mix(uint64_t a, uint64_t b);
/* A seed made of a seed and a text. */
uint64_t qn_chance_of_text(uint64_t seed, const char *text);

uint64_t qn_chance_next(struct qn_chance *c);
double qn_chance_unit(struct qn_chance *c);                          /* [0, 1) */
double qn_chance_between(struct qn_chance *c, double lo, double hi); /* [lo, hi) */
/* [lo, hi), small values oftener than large ones: lo + (hi - lo) u^2. */
double qn_chance_low(struct qn_chance *c, double lo, double hi);
bool qn_chance_happens(struct qn_chance *c, double probability);
int qn_chance_pick(struct qn_chance *c, int n); /* 0 .. n-1 */
/* Mean 0, spread 1, within +-3.5: (sum of four uniforms - 2) sqrt 3. */
double qn_chance_noise(struct qn_chance *c);

/* sin(2 pi turns), within 0.0011. Check: 0.25 -> 1, 0.5 -> 0 */
double qn_wave(double turns);
/* A wandering value in [-1, 1], smooth in t, with a new random height every period. */
double qn_wander(uint64_t seed, int64_t t_unix_ms, double period_h);

#endif
