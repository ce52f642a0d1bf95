/* doc/evaluation.md: the scores, AERMOD's beside ours, and what they mean. */
#include <stdio.h>

#include "evaluate.h"

/* What AERMOD 24142 (gfortran -O2, no fused multiply-add) gives for the same decks, its POSTFILEs
 * scored by the same rules. */
static const struct scores aermod[VARIANTS] = {
    {.n = 265, .fb = .276, .nmse = .47, .fac2 = .913, .mg = 1.24, .vg = 1.27, .rhc = .90},
    {.n = 265, .fb = .455, .nmse = 1.14, .fac2 = .649, .mg = 1.50, .vg = 1.54, .rhc = .76}};

static bool row(struct qn_buf *out, const char *name, const struct scores *s)
{
    return qn_buf_printf(out, NULL, "| %s | %zu | %+.3f | %.2f | %.3f | %.2f | %.2f | ", name, s->n,
                         s->fb, s->nmse, s->fac2, s->mg, s->vg) == QN_OK &&
           (s->rhc > 0 ? qn_buf_printf(out, NULL, "%.2f |\n", s->rhc)
                       : qn_buf_text(out, "|\n", NULL)) == QN_OK;
}

static bool head(struct qn_buf *out)
{
    return qn_buf_text(out,
                       "| | pairs | FB | NMSE | FAC2 | MG | VG | RHC |\n"
                       "|---|---|---|---|---|---|---|---|\n",
                       NULL) == QN_OK;
}

static bool opening(const struct field *f, struct qn_buf *out)
{
    return qn_buf_printf(
               out, NULL,
               "# Against measured concentrations: Prairie Grass\n\n"
               "Written by `./run evaluate`; do not edit. It runs the experiments through `quench "
               "aermod` and scores the\nresults (`tools/evaluate`).\n\n"
               "Project Prairie Grass (O'Neill, Nebraska, 1956) is the tracer experiment that "
               "plume "
               "models are first tried\non: sulphur dioxide from a pipe at 0.46 m over cut grass, "
               "for ten minutes, sampled at 1.5 m on five arcs\nfrom 50 m to 800 m. %zu "
               "experiments "
               "have both arcs and weather; each gives one pair per arc, the largest\nmeasured "
               "concentration and the largest computed one on the arc wherever on it, %zu pairs in "
               "all.\n\n",
               f->runs, f->pairs) == QN_OK;
}

static bool main_table(const struct field *f, struct qn_buf *out)
{
    bool ok = qn_buf_text(out, "## Scores\n\n", NULL) == QN_OK && head(out);
    for (size_t k = 0; ok && k < VARIANTS; k++) {
        char name[96];
        struct scores s = scores_of(f, &(struct choice){k, -1, -1});
        snprintf(name, sizeof name, "quench, %s", variant_name[k]);
        ok = row(out, name, &s);
        snprintf(name, sizeof name, "AERMOD 24142, %s", variant_name[k]);
        ok = ok && row(out, name, &aermod[k]);
    }
    return ok && qn_buf_text(out, "\n![Predicted against observed](img/evaluation.svg)\n\n",
                             NULL) == QN_OK;
}

static bool parts_table(const struct field *f, struct qn_buf *out)
{
    bool ok = qn_buf_text(out, "## By arc and by stability, with sigma-theta\n\n", NULL) == QN_OK &&
              head(out);
    for (int arc = 0; ok && arc < ARCS; arc++) {
        char name[32];
        struct scores s = scores_of(f, &(struct choice){0, arc, -1});
        snprintf(name, sizeof name, "%g m", arc_m[arc]);
        ok = row(out, name, &s);
    }
    for (int stable = 0; ok && stable < 2; stable++) {
        struct scores s = scores_of(f, &(struct choice){0, -1, stable});
        ok = row(out, stable ? "stable (L > 0)" : "unstable (L < 0)", &s);
    }
    return ok && qn_buf_text(out, "\n", NULL) == QN_OK;
}

static bool within(double value, double bound)
{
    return value >= -bound && value <= bound;
}

/* Chang and Hanna (2004), section 5. */
static bool good(const struct scores *s)
{
    return s->fac2 > .5 && within(s->fb, .3) && s->mg > .7 && s->mg < 1.3 && s->nmse < 1.5 &&
           s->vg < 4;
}

static bool meaning(const struct field *f, struct qn_buf *out)
{
    struct scores with = scores_of(f, &(struct choice){0, -1, -1});
    struct scores without = scores_of(f, &(struct choice){1, -1, -1});
    return qn_buf_printf(
               out, NULL,
               "## What this means\n\n"
               "- quench gives AERMOD's scores to the printed digit, as it must: its numbers are "
               "AERMOD's.\n"
               "- With the measured sigma of the wind's direction %.0f %% of the maxima lie within "
               "a "
               "factor of two. The mean of\n  what is computed is %.0f %% of the mean of what was "
               "measured (FB), the typical pair %.0f %% (1/MG): too little.\n  By Chang and "
               "Hanna's "
               "yardsticks for a good model (FAC2 above 0.5, FB within 0.3, MG between 0.7 and "
               "1.3,\n"
               "  NMSE below 1.5, VG below 4) %s.\n"
               "- Without it the model must guess the spread from the wind, and %.0f %% lie within "
               "a "
               "factor of two, FB is\n  %+.3f: %s the yardstick of bias. The measured "
               "turbulence is worth more than any refinement of the\n  formulas; where a mast "
               "stands, use it.\n"
               "- The highest values, which standards are about, come out at %.2f of the measured "
               "(RHC).\n"
               "- Flat grass, a source at the ground, distances below a kilometre: it says nothing "
               "of tall stacks, hills,\n  wakes or towns.\n\n",
               100 * with.fac2, 100 * (2 - with.fb) / (2 + with.fb), 100 / with.mg,
               good(&with) ? "it is one" : "it is not one", 100 * without.fac2, without.fb,
               within(without.fb, .3) ? "within" : "outside", with.rhc) == QN_OK;
}

static bool method(struct qn_buf *out)
{
    return qn_buf_printf(
               out, NULL,
               "## How it is computed\n\n"
               "The deck has one hour per experiment: a non-buoyant point of 1 g/s at 0.46 m, wind "
               "along the middle of the arcs,\nreceptors at 1.5 m every degree within 12 degrees "
               "of "
               "it, roughness 6 mm, and u* taken 1.11 times the published\none. The run with "
               "sigma-theta has the experiment's own standard deviation of the azimuth in the "
               "profile file;\nthe run without leaves it missing. The experiments in the hours are "
               "in the order of the table of parameters.\nWhat is compared is mg/m3 at the "
               "experiment's own release: computed for 1 g/s, times grams per second.\n\n"
               "With o measured, p computed, an overbar the mean over the pairs:\n\n"
               "| | | perfect |\n|---|---|---|\n"
               "| FB | 2 (o\xcc\x84 - p\xcc\x84) / (o\xcc\x84 + p\xcc\x84); above 0: too little is "
               "computed | 0 |\n"
               "| NMSE | mean of (o - p)\xc2\xb2, over o\xcc\x84 p\xcc\x84 | 0 |\n"
               "| FAC2 | share of pairs with 0.5 <= p/o <= 2 | 1 |\n"
               "| MG | exp of the mean of ln(o/p); above 1: too little is computed | 1 |\n"
               "| VG | exp of the mean of ln\xc2\xb2(o/p) | 1 |\n"
               "| RHC | robust highest concentration of p over that of o, N = %d: x_N + (mean of "
               "the "
               "N-1 above it - x_N) ln((3N - 1)/2) | 1 |\n\n"
               "Every arc of every experiment has a value above zero on both sides, so none is "
               "left "
               "out of the logarithms.\n\n"
               "## Sources\n\n"
               "- Chang, J. C., Hanna, S. R. (2004). Air quality model performance evaluation. "
               "Meteorology and Atmospheric\n  Physics 87, 167-196: FB, NMSE, FAC2, MG, VG and the "
               "yardsticks.\n"
               "- Cox, W. M., Tikvart, J. A. (1990). A statistical procedure for determining the "
               "best "
               "performing air quality\n  simulation model. Atmospheric Environment 24A, "
               "2387-2395: "
               "RHC.\n"
               "- Barad, M. L., ed. (1958). Project Prairie Grass, a field program in diffusion. "
               "Geophysical Research Papers 59:\n  the measurements.\n"
               "- AERMOD's scores: the same decks through EPA's AERMOD 24142 and the same rules.\n",
               RHC_RANKS) == QN_OK;
}

bool document_write(const struct field *f, struct qn_buf *out)
{
    return opening(f, out) && main_table(f, out) && meaning(f, out) && parts_table(f, out) &&
           method(out);
}
