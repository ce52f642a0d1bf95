/* exp, log and what is made of them, on lanes, without fused multiply-add: within 1 ulp (exp, log),
 * a few ulp (powers), over the arguments the plumes have. The method of each is at its head. */
#ifndef QN_PLUME_LANE_VMATH_H
#define QN_PLUME_LANE_VMATH_H

#include "plume/lane/lane.h"

/* exp(x) for -708 < x < 709; anything outside is nonsense and must be masked.
 * Method: n = round(8 x / ln 2), r = x - n ln 2 / 8 in two parts, |r| <= .0434; Taylor series of
 * degree 8 in r; times 2^(n mod 8 / 8) from a table and 2^(n / 8). */
V_INLINE vd v_exp_in_range(vd x)
{
    const vd magic = v_set1(0x1.8p52);
    vd shifted = x * v_set1(0x1.71547652b82fep+3) + magic;
    vd n = shifted - magic;
    vd r = x - n * v_set1(0x1.62e42feep-4);
    r = r - n * v_set1(0x1.a39ef35793c76p-36);
    vd r2 = r * r;
    vd a = v_set1(0.5) + r * v_set1(1.0 / 6);
    vd b = v_set1(1.0 / 24) + r * v_set1(1.0 / 120);
    vd c = v_set1(1.0 / 720) + r * v_set1(1.0 / 5040) + r2 * v_set1(1.0 / 40320);
    vd p = r + r2 * (a + r2 * (b + r2 * c));
    vd t = v_two_to_eighths(shifted); /* the low bits of shifted are n */
    vd y = t + t * p;
    vi whole = vi_shl(vi_shr(vi_of_bits(shifted), 3), 52);
    return v_of_bits(vi_add(vi_of_bits(y), whole));
}

/* exp(x): 0 below -708, as at 709 above. */
V_INLINE vd v_exp(vd x)
{
    return v_zero_unless(v_ge1(x, -708.0), v_exp_in_range(v_min1(x, 709.0)));
}

/* log(x) for normal positive x.
 * Method: x = 2^k m, m in [sqrt(1/2), sqrt 2); s = (m - 1)/(m + 1); the odd series in s, as fdlibm
 * arranges it: f - (f^2/2 - s (f^2/2 + R)), f = m - 1. */
V_INLINE vd v_log(vd x)
{
    vi bits = vi_of_bits(x);
    vi k = vi_shr(vi_sub(bits, vi_set1(0x3fe6a09e00000000)), 52); /* biased wrap-around exponent */
    /* k as a signed number: shift was logical, so fold 4096 - k back */
    vd kd = v_of_bits(vi_or(k, vi_set1(0x4330000000000000))) - v_set1(0x1p52);
    kd = v_sel(v_ge1(kd, 2048.0), kd - v_set1(4096.0), kd);
    vi m_bits_ = vi_sub(bits, vi_shl(k, 52));
    vd m = v_of_bits(m_bits_);
    vd f = m - v_set1(1.0);
    vd s = f / (v_set1(2.0) + f);
    vd z = s * s, w = z * z;
    vd t1 = w * (v_set1(3.999999999940941908e-01) +
                 w * (v_set1(2.222219843214978396e-01) + w * v_set1(1.531383769920937332e-01)));
    vd t2 =
        z * (v_set1(6.666666666666735130e-01) +
             w * (v_set1(2.857142874366239149e-01) +
                  w * (v_set1(1.818357216161805012e-01) + w * v_set1(1.479819860511658591e-01))));
    vd r = t2 + t1, half = v_set1(0.5) * f * f;
    return kd * v_set1(6.93147180369123816490e-01) -
           ((half - (s * (half + r) + kd * v_set1(1.90821492927058770002e-10))) - f);
}

/* x^y for x > 0 and |y log x| < 700. */
V_INLINE vd v_pow(vd x, double y)
{
    return v_exp(v_set1(y) * v_log(x));
}

/* A guess at x^p by the bits, taken as a linear logarithm: `bias` is 1023 (1 - p) and the middle of
 * the error. */
V_INLINE vd v_power_guess(vd x, double p, double bias)
{
    const vd whole = v_set1(0x1p52); /* 40 bits are kept of the fraction */
    vd bits = v_of_bits(vi_or(vi_shr(vi_of_bits(x), 12), vi_set1(0x4330000000000000))) - whole;
    vd guess = bits * v_set1(p) + v_set1(bias * 0x1p40);
    vi low = vi_and(vi_of_bits(guess + whole), vi_set1(0x000fffffffffffff));
    return v_of_bits(vi_shl(low, 12));
}

/* x^(-1/3) for x > 1e-300, within 2 ulp.
 * Method: a guess within 3.5 %; r = 1 - x y^3 tells how far off; y (1 - r)^(-1/3) by a polynomial,
 * of degree 3 fitted to |r| < .103 (within 2.1e-6), then Taylor's. No divisions. */
V_INLINE vd v_inverse_cbrt(vd x)
{
    const vd one = v_set1(1.0);
    vd y = v_power_guess(x, -1.0 / 3.0, 1023.0 * (4.0 / 3.0) - 0.06810922216500331);
    vd y2 = y * y, r = one - (x * y) * y2;
    vd a = v_set1(0x1.ffffbe010e137p-1) + r * v_set1(0x1.5554d0fba5d34p-2);
    vd b = v_set1(0x1.ca341b87e34e3p-3) + r * v_set1(0x1.64c2e5d68a9f1p-3);
    y = y * (a + r * r * b);
    r = one - (x * y) * (y * y);
    return y + y * r * (v_set1(1.0 / 3.0) + r * v_set1(2.0 / 9.0));
}

/* x^(1/3) for x >= 0 (0 below 1e-300), within 5 ulp. */
V_INLINE vd v_cbrt(vd x)
{
    vd a = v_max1(x, 1e-300), y = v_inverse_cbrt(a);
    return v_zero_unless(v_gt1(x, 1e-300), a * (y * y));
}

/* x^(-3/10) for 1e-30 < x < 1e90, within 2 ulp.
 * Method: as x^(-1/3), with r = 1 - x^3 y^10, |r| < .334: degree 4 (within 9.5e-6), then Taylor's.
 */
V_INLINE vd v_pow_m3_10(vd x)
{
    const vd one = v_set1(1.0);
    vd y = v_power_guess(x, -0.3, 1023.0 * 1.3 - 0.06985008456867944);
    vd t = x * (y * (y * y)), r = one - (t * t) * (t * y);
    vd a = v_set1(0x1.0000005cb1474p+0) + r * v_set1(0x1.992adaf8898abp-4);
    vd b = v_set1(0x1.c1cd5230d2bc6p-5) + r * v_set1(0x1.59d03fa685f55p-5);
    vd r2 = r * r;
    y = y * (a + r2 * (b + r2 * v_set1(0x1.0e9d59e4c788fp-5)));
    t = x * (y * (y * y));
    r = one - (t * t) * (t * y);
    return y + y * r * (v_set1(0.1) + r * (v_set1(0.055) + r * v_set1(0.0385)));
}

/* sin and cos for |x| <= 1e5: reduction by pi/2 in three parts, Taylor series on +-pi/4. */
V_INLINE void v_sincos(vd x, vd *sine, vd *cosine)
{
    const vd magic = v_set1(0x1.8p52);
    vd shifted = x * v_set1(0.63661977236758134308) + magic;
    vd n = shifted - magic;
    vd r = ((x - n * v_set1(0x1.921fb544p0)) - n * v_set1(0x1.0b4611a6p-34)) -
           n * v_set1(0x1.3198a2e037073p-69);
    vi q = vi_of_bits(shifted);
    vd z = r * r;
    vd ps = v_set1(-1.0 / 1307674368000.0);
    ps = v_set1(1.0 / 6227020800.0) + z * ps;
    ps = v_set1(-1.0 / 39916800.0) + z * ps;
    ps = v_set1(1.0 / 362880.0) + z * ps;
    ps = v_set1(-1.0 / 5040.0) + z * ps;
    ps = v_set1(1.0 / 120.0) + z * ps;
    ps = v_set1(-1.0 / 6.0) + z * ps;
    vd s = r + r * z * ps;
    vd pc = v_set1(1.0 / 20922789888000.0);
    pc = v_set1(-1.0 / 87178291200.0) + z * pc;
    pc = v_set1(1.0 / 479001600.0) + z * pc;
    pc = v_set1(-1.0 / 3628800.0) + z * pc;
    pc = v_set1(1.0 / 40320.0) + z * pc;
    pc = v_set1(-1.0 / 720.0) + z * pc;
    pc = v_set1(1.0 / 24.0) + z * pc;
    vd c = v_set1(1.0) - (v_set1(0.5) * z - z * z * pc);
    /* quadrant: odd swaps, bit 1 of n negates sine, bit 1 of n + 1 negates cosine */
    vd odd = v_of_bits(vi_or(vi_and(q, vi_set1(1)), vi_set1(0x4330000000000000))) - v_set1(0x1p52);
    vm swap = v_gt1(odd, 0.5);
    vi sign_s = vi_shl(vi_and(q, vi_set1(2)), 62);
    vi sign_c = vi_shl(vi_and(vi_add(q, vi_set1(1)), vi_set1(2)), 62);
    vd a = v_sel(swap, c, s), b = v_sel(swap, s, c);
    *sine = v_of_bits(vi_add(vi_of_bits(a), sign_s));
    *cosine = v_of_bits(vi_add(vi_of_bits(b), sign_c));
}

/* atan(x) for x >= 0.
 * Method: fold to [0, tan(pi/12)] by 1/x and by the 30 degree step, odd rational series (fdlibm's
 * polynomial on four intervals is replaced by one Taylor-like minimax of degree 21 on |x| <=
 * 0.268). */
V_INLINE vd v_atan(vd x)
{
    vm invert = v_gt1(x, 1.0);
    vd y = v_sel(invert, v_set1(1.0) / v_max1(x, 1e-300), x);
    vm step = v_gt1(y, 0.26794919243112270647);
    const vd root3 = v_set1(1.7320508075688772935);
    y = v_sel(step, (root3 * y - v_set1(1.0)) / (root3 + y), y);
    vd z = y * y;
    vd p = v_set1(1.0 / 25);
    for (int k = 23; k >= 3; k -= 2)
        p = v_set1((k & 2 ? -1.0 : 1.0) / k) + z * p;
    vd a = y + y * z * p;
    a = v_sel(step, a + v_set1(0.52359877559829887308), a);
    return v_sel(invert, v_set1(1.57079632679489661923) - a, a);
}

/* erf as the formulation has it: Abramowitz & Stegun 7.1.28, +-1 beyond 4 and 0 within 1e-10. */
V_INLINE vd v_erf_as(vd x)
{
    vd a = v_abs(x);
    vd p = v_set1(0.430638e-4);
    p = v_set1(0.2765672e-3) + a * p;
    p = v_set1(0.1520143e-3) + a * p;
    p = v_set1(0.92705272e-2) + a * p;
    p = v_set1(0.422820123e-1) + a * p;
    p = v_set1(0.705230784e-1) + a * p;
    p = v_set1(1.0) + a * p;
    p = p * p;
    p = p * p;
    p = p * p;
    p = p * p;
    vd y = v_set1(1.0) - v_set1(1.0) / p;
    y = v_sel(v_gt1(a, 4.0), v_set1(1.0), y);
    y = v_zero_unless(v_ge1(a, 1e-10), y);
    return v_sel(v_lt1(x, 0), v_set1(0) - y, y);
}

#endif
