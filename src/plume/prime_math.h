/* Small arithmetic of the wake's marches, in line (private to prime*.c). */
#ifndef QN_PLUME_PRIME_MATH_H
#define QN_PLUME_PRIME_MATH_H

#include <stdint.h>
#include <string.h>

static inline double qn_larger(double a, double b)
{
    return a > b ? a : b;
}
static inline double qn_smaller(double a, double b)
{
    return a < b ? a : b;
}

/* Cube root of a normal positive number, within 1 ulp: a third of the exponent, a quartic for
 * 1/root (as in W. Kahan's cbrt), one step of Newton's. */
static inline double qn_cube_root(double x)
{
    uint64_t bits;
    double t;
    memcpy(&bits, &x, sizeof bits);
    bits = bits / 3 + (UINT64_C(715094163) << 32);
    memcpy(&t, &bits, sizeof t);
    double r = t * t * (t / x);
    t = t *
        ((1.87595182427177009643 + r * (-1.88497979543377169875 + r * 1.621429720105354466140)) +
         r * r * r * (-0.758397934778766047437 + r * 0.145996192886612446982));
    /* to 23 bits, so that its square is exact */
    memcpy(&bits, &t, sizeof bits);
    bits = (bits + UINT64_C(0x80000000)) & UINT64_C(0xffffffffc0000000);
    memcpy(&t, &bits, sizeof t);
    r = x / (t * t);
    return t + t * ((r - t) / (t + t + r));
}

#endif
