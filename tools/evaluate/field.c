/* Reads the experiment's tables and a POSTFILE. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "evaluate.h"

#define FILE_MAX ((size_t)64 << 20)
#define PATH_CAP 4096
#define RECEPTORS_PER_ARC 25
#define COLUMN_OBUKHOV 1 /* of modelParamList.txt, after the run */

const double arc_m[ARCS] = {50, 100, 200, 400, 800};
const char *const variant_name[VARIANTS] = {"with sigma-theta", "without sigma-theta"};

static bool complain(const char *what, const char *why)
{
    fprintf(stderr, "evaluate: %s: %s\n", what, why);
    return false;
}

static bool read_whole(const char *path, struct qn_buf *b)
{
    struct qn_err err = {0};
    qn_buf_init(b, FILE_MAX);
    if (qn_file_read(path, b, &err) == QN_OK && b->len > 0)
        return true;
    qn_buf_release(b);
    return complain(path, *err.msg[1] ? err.msg[1] : "empty");
}

static bool read_in(const char *folder, const char *leaf, struct qn_buf *b)
{
    char path[PATH_CAP];
    if (snprintf(path, sizeof path, "%s/%s", folder, leaf) >= PATH_CAP)
        return complain(folder, "too long a path");
    return read_whole(path, b);
}

/* Cuts the next line off *text; NULL at the end. */
static char *next_line(char **text)
{
    char *line = *text;
    if (!line || !*line)
        return NULL;
    size_t n = strcspn(line, "\n");
    *text = line + n + (line[n] == '\n');
    line[n] = 0;
    return line;
}

/* The numbers of a line, whatever parts them; quoted words count as none. */
static size_t numbers(const char *line, double *out, size_t cap)
{
    size_t n = 0;
    while (*line && n < cap) {
        char *end;
        if (*line == '\'') {
            const char *close = strchr(line + 1, '\'');
            line = close ? close + 1 : line + strlen(line);
            continue;
        }
        double v = strtod(line, &end);
        if (end == line) {
            line++;
            continue;
        }
        out[n++] = v;
        line = end;
    }
    return n;
}

/* ---- the experiments ---- */

static bool read_runs(const char *folder, struct field *f)
{
    struct qn_buf b;
    double v[16];
    if (!read_in(folder, "modelParamList.txt", &b))
        return false;
    char *text = b.data;
    for (char *line; (line = next_line(&text)) != NULL && f->runs < RUNS_CAP;) {
        if (numbers(line, v, 16) < COLUMN_OBUKHOV + 2)
            continue;
        f->run[f->runs] = (int)v[0];
        f->obukhov_m[f->runs++] = v[COLUMN_OBUKHOV];
    }
    qn_buf_release(&b);
    return f->runs > 0 || complain("modelParamList.txt", "no experiments");
}

static size_t arc_of(double radius_m)
{
    size_t arc = 0;
    while (arc < ARCS && arc_m[arc] != radius_m)
        arc++;
    return arc;
}

/* Place of a run among the runs of the deck; f->runs where it is not. */
static size_t run_of(const struct field *f, int run)
{
    size_t i = 0;
    while (i < f->runs && f->run[i] != run)
        i++;
    return i;
}

static void take_sample(struct field *f, size_t run, size_t arc, double conc_mg_m3)
{
    struct pair *p = &f->pair[run * ARCS + arc];
    if (!(conc_mg_m3 <= p->observed))
        p->observed = conc_mg_m3;
}

/* A block: run, arc, 'date', 'time', radius; then counts, the eighth of which is the release
 * [g/s]; then azimuth, station, radius, concentration [mg/m3]. */
static bool read_arcs(const char *folder, struct field *f, double release_g_s[RUNS_CAP])
{
    struct qn_buf b;
    double v[16];
    size_t run = f->runs, arc = ARCS;
    bool counts = false;
    if (!read_in(folder, "PGARCS.txt", &b))
        return false;
    char *text = b.data;
    for (char *line; (line = next_line(&text)) != NULL;) {
        size_t n = numbers(line, v, 16);
        if (strchr(line, '\'') && n == 3) {
            run = run_of(f, (int)v[0]);
            arc = arc_of(v[2]);
            counts = true;
        } else if (counts) {
            if (run < f->runs && n >= 8)
                release_g_s[run] = v[7];
            counts = false;
        } else if (n == 4 && run < f->runs && arc < ARCS) {
            take_sample(f, run, arc, v[3]);
        }
    }
    qn_buf_release(&b);
    return true;
}

bool field_read(const char *folder, struct field *f)
{
    double release_g_s[RUNS_CAP] = {0};
    memset(f, 0, sizeof *f);
    if (!read_runs(folder, f))
        return false;
    f->pairs = f->runs * ARCS;
    for (size_t i = 0; i < f->pairs; i++)
        f->pair[i] = (struct pair){.run = f->run[i / ARCS],
                                   .arc = i % ARCS,
                                   .observed = NAN,
                                   .predicted = {NAN, NAN},
                                   .stable = f->obukhov_m[i / ARCS] > 0};
    if (!read_arcs(folder, f, release_g_s))
        return false;
    for (size_t i = 0; i < f->pairs; i++) {
        if (!(f->pair[i].observed > 0) || !(release_g_s[i / ARCS] > 0))
            return complain("PGARCS.txt", "an arc of an experiment has no samples");
        for (size_t k = 0; k < VARIANTS; k++)
            f->pair[i].predicted[k] = release_g_s[i / ARCS]; /* until the model's comes */
    }
    return true;
}

/* ---- the model ---- */

bool field_predict(const char *postfile, size_t variant, struct field *f)
{
    struct qn_buf b;
    double v[8];
    size_t row = 0;
    static double most[PAIRS_CAP];
    memset(most, 0, sizeof most);
    if (!read_whole(postfile, &b))
        return false;
    char *text = b.data;
    for (char *line; (line = next_line(&text)) != NULL;) {
        if (*line == '*' || numbers(line, v, 8) < 6)
            continue;
        size_t i = row++ / RECEPTORS_PER_ARC;
        if (i < f->pairs)
            most[i] = fmax(most[i], v[2]);
    }
    qn_buf_release(&b);
    if (row < f->pairs * RECEPTORS_PER_ARC)
        return complain(postfile, "fewer rows than experiments, arcs and degrees");
    for (size_t i = 0; i < f->pairs; i++) {
        if (!(most[i] > 0))
            return complain(postfile, "nothing on an arc");
        f->pair[i].predicted[variant] *= most[i] * 1e-3; /* ug/m3 of 1 g/s: mg/m3 of the release */
    }
    return true;
}

/* ---- scores ---- */

static int falling(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Robust highest concentration: the exponential tail through the N-th highest and the mean of the
 * ones above it. */
static double robust_highest(double *value, size_t n)
{
    double mean = 0, last;
    if (n < RHC_RANKS)
        return NAN;
    qsort(value, n, sizeof *value, falling);
    last = value[RHC_RANKS - 1];
    for (size_t i = 0; i < RHC_RANKS - 1; i++)
        mean += value[i] / (RHC_RANKS - 1);
    return last + (mean - last) * log((3. * RHC_RANKS - 1) / 2);
}

struct scores scores_of(const struct field *f, const struct choice *c)
{
    static double o[PAIRS_CAP], p[PAIRS_CAP];
    double mean_o = 0, mean_p = 0, squares = 0, logs = 0, logs2 = 0, within = 0;
    size_t n = 0;
    for (size_t i = 0; i < f->pairs; i++) {
        const struct pair *q = &f->pair[i];
        if ((c->arc >= 0 && q->arc != (size_t)c->arc) ||
            (c->stable >= 0 && q->stable != (c->stable == 1)))
            continue;
        o[n] = q->observed;
        p[n++] = q->predicted[c->variant];
    }
    for (size_t i = 0; i < n; i++) {
        double ratio = log(o[i] / p[i]);
        mean_o += o[i] / (double)n;
        mean_p += p[i] / (double)n;
        squares += (o[i] - p[i]) * (o[i] - p[i]) / (double)n;
        logs += ratio / (double)n;
        logs2 += ratio * ratio / (double)n;
        within += p[i] >= .5 * o[i] && p[i] <= 2 * o[i];
    }
    double highest = robust_highest(p, n);
    return (struct scores){.n = n,
                           .fb = (mean_o - mean_p) / (.5 * (mean_o + mean_p)),
                           .nmse = squares / (mean_o * mean_p),
                           .fac2 = within / (double)n,
                           .mg = exp(logs),
                           .vg = exp(logs2),
                           .rhc = highest / robust_highest(o, n)};
}
