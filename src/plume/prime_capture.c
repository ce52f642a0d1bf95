/* How much of the plume the near wake takes in. */
#include <math.h>

#include "plume/prime.h"

#define STEP_M 10.0

/* erf by Abramowitz and Stegun 7.1.28. */
static double erf_rational(double x)
{
    static const double a[] = {0.0000430638, 0.0002765672, 0.0001520143,
                               0.0092705272, 0.0422820123, 0.0705230784};
    double t = fabs(x), p = a[0];
    if (t > 3.919206)
        return x > 0 ? 1 : -1;
    for (size_t i = 1; i < 6; i++)
        p = p * t + a[i];
    p = 1.0 / (p * t + 1.0);
    p *= p;
    p *= p;
    p *= p;
    p *= p;
    return x > 0 ? 1.0 - p : p - 1.0;
}

/* erfc for positive x, to small values. */
static double erfc_rational(double x)
{
    static const double a[] = {0.0000430638, 0.0002765672, 0.0001520143,
                               0.0092705272, 0.0422820123, 0.0705230784};
    if (x >= 9.15)
        return 0;
    if (x > 2.79) {
        double z = 1.0 / x;
        return 0.564189583547756 * z * exp(-x * x) * (1.0 - 0.5 * z * z * (1.0 - 1.5 * z * z));
    }
    double p = a[0];
    for (size_t i = 1; i < 6; i++)
        p = p * x + a[i];
    p = 1.0 / (p * x + 1.0);
    p *= p;
    p *= p;
    p *= p;
    return p * p;
}

/* erf(a) - erf(b), by erfc where both are on one side and far from zero. */
static double erf_difference(double a, double b)
{
    if (a == b)
        return 0;
    double least = fmin(fabs(a), fabs(b));
    if (a * b <= 0 || least < 0.47)
        return erf_rational(a) - erf_rational(b);
    if (least >= 9.15)
        return 0;
    double sign = a > 0 ? 1 : -1;
    return sign * (erfc_rational(sign * b) - erfc_rational(sign * a));
}

/* Share of a Gaussian about `centre` between -edge and edge. */
static double share_within(double centre, double sigma, double edge)
{
    double s = 1.41421356237310 * fmax(sigma, 1e-5);
    return 0.5 * fabs(erf_difference((edge - centre) / s, (-edge - centre) / s));
}

static double share_at(const struct qn_wake *w, double xb, double most_z)
{
    double x = xb + w->b.xadj, z = qn_wake_trace_height(w, x), high, wide, sz, sy;
    qn_wake_cavity(&w->b, xb, &high, &wide);
    qn_wake_plume_spread(w, x, z, &sz, &sy);
    return fmin(share_within(z, sz, high), most_z) * share_within(fabs(w->b.yadj), sy, wide);
}

/* Given     w     with its trajectory and the first pass's spread
 *           from  where the plume met the wake, from the upwind face [m]
 * Returned  the fraction of the plume within the near wake, the most along its length
 * Method    AERMOD 24142: WAKE_FQC */
double qn_wake_captured(const struct qn_wake *w, double from)
{
    const struct qn_wake_building *b = &w->b;
    double start = fmax(from, b->l), range = 0.99 * (b->end - start), x_end = b->end + b->xadj;
    int steps = (int)(1.0 + range / STEP_M);
    if (steps < 5)
        steps = 5;
    double step = range / (double)steps, most = 0, sz, sy;
    qn_wake_plume_spread(w, x_end, b->h, &sz, &sy);
    double most_z = share_within(qn_wake_trace_height(w, x_end), sz, b->h);
    for (int i = 0; i <= steps; i++)
        most = fmax(most, share_at(w, start + (double)i * step, most_z));
    double late = b->l + 0.85 * b->lr; /* a plume that comes this late is taken in only in part */
    if (start > late)
        most = fmin(most, fmax(0.0, 1.0 - (start - late) / (b->end - late)));
    return most;
}
