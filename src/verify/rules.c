/* rules/witnesses.csv and rules/witness_channels.csv. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "region/tables.h"
#include "rule/pack.h"
#include "rule/sheet.h"
#include "verify/judge.h"

#define FILE_MAX_BYTES ((size_t)1 << 20)
#define KIND_ANY "any"
#define KIND_UNKNOWN "unknown"

static const char witnesses_file[] = "witnesses.csv", channels_file[] = "witness_channels.csv";

struct threshold_row {
    const char *name, *unit;
    double least, most;
    size_t offset;
};
static const struct threshold_row thresholds[] = {
#define X(name, unit, least, most) {#name, unit, least, most, offsetof(struct qn_thresholds, name)},
    QN_THRESHOLDS(X)
#undef X
};
#define N_THRESHOLDS (sizeof thresholds / sizeof thresholds[0])

static const char *const channel_names[] = {
    "velocity", "flow", "o2",    "pollutant", "dust",  "flue_temp", "furnace_temp",
    "ambient",  "fan",  "meter", "load",      "count", "condition", NULL};

static double *threshold_at(struct qn_thresholds *t, size_t i)
{
    return (double *)(void *)((char *)t + thresholds[i].offset);
}

static const struct qn_resource *file_of(const struct qn_resource *files, const char *name)
{
    return qn_resource_find(files, name);
}

static enum qn_status hash_of(const struct qn_resource *files, char out[QN_SHA256_HEX_CAP],
                              struct qn_err *err)
{
    const char *const names[] = {witnesses_file, channels_file};
    struct qn_sha256 *h = NULL;
    enum qn_status st = qn_sha256_new(&h, err);
    if (st)
        return st;
    for (size_t i = 0; i < 2; i++) {
        const struct qn_resource *f = file_of(files, names[i]);
        if (f)
            qn_sha256_update(h, f->data, (size_t)(f->end - f->data));
    }
    unsigned char d[QN_SHA256_LEN];
    qn_sha256_final(h, d);
    qn_sha256_free(h);
    qn_sha256_hex(d, out);
    return QN_OK;
}

enum { W_KIND, W_THRESHOLD, W_VALUE, W_UNIT, W_BASIS, W_SOURCE, W_NOTE };
static const char *const witness_columns[] = {"kind",  "threshold", "value", "unit",
                                              "basis", "source_id", "note",  NULL};

static enum qn_status read_threshold(const struct qn_sheet *s, size_t *which, double *value,
                                     struct qn_err *err)
{
    const char *name = qn_sheet_text(s, W_THRESHOLD);
    size_t i = 0;
    while (i < N_THRESHOLDS && strcmp(thresholds[i].name, name) != 0)
        i++;
    if (i == N_THRESHOLDS)
        return qn_sheet_fail(s, W_THRESHOLD, QN_T_VERIFY_RULE_NAME, NULL, err);
    enum qn_status st = qn_sheet_number(s, W_VALUE, value, err);
    if (st)
        return st;
    char least[QN_NUM_TEXT_CAP], most[QN_NUM_TEXT_CAP], range[2 * QN_NUM_TEXT_CAP + 8];
    snprintf(range, sizeof range, "%s..%s", qn_num_text(thresholds[i].least, least),
             qn_num_text(thresholds[i].most, most));
    if (!(*value >= thresholds[i].least && *value <= thresholds[i].most))
        return qn_sheet_fail(s, W_VALUE, QN_T_VERIFY_RULE_RANGE, range, err);
    if (strcmp(qn_sheet_text(s, W_UNIT), thresholds[i].unit) != 0)
        return qn_sheet_fail(s, W_UNIT, QN_T_VERIFY_RULE_UNIT, thresholds[i].unit, err);
    *which = i;
    return QN_OK;
}

static struct qn_thresholds *kind_slot(struct qn_witness_rules *r, const char *kind)
{
    if (strcmp(kind, KIND_ANY) == 0)
        return &r->any;
    for (size_t i = 0; i < r->n_kind; i++)
        if (strcmp(r->kind[i].kind, kind) == 0)
            return &r->kind[i].t;
    r->kind[r->n_kind].kind = kind;
    r->kind[r->n_kind].t = r->any; /* rows of "any" stand first: checked */
    return &r->kind[r->n_kind++].t;
}

static enum qn_status read_witnesses(struct qn_witness_rules *r, const struct qn_resource *files,
                                     struct qn_arena *a, struct qn_err *err)
{
    struct qn_sheet s;
    bool seen[N_THRESHOLDS] = {false};
    size_t n_seen = 0;
    enum qn_status st = qn_sheet_open(&s, a, files, witnesses_file, witness_columns, err);
    if (st)
        return st;
    r->kind = qn_arena_alloc(a, (s.rows + 1) * sizeof *r->kind, err);
    if (!r->kind)
        return QN_E_NOMEM;
    for (int more = 1; !st && more;) {
        size_t which = 0;
        double value = NAN;
        st = qn_sheet_next(&s, &more, err);
        if (st || !more)
            break;
        st = read_threshold(&s, &which, &value, err);
        if (st)
            break;
        const char *kind = qn_sheet_text(&s, W_KIND);
        bool any = strcmp(kind, KIND_ANY) == 0;
        if (any ? seen[which] || r->n_kind > 0 : n_seen < N_THRESHOLDS)
            return qn_sheet_fail(&s, W_KIND, QN_T_VERIFY_RULE_ORDER, NULL, err);
        if (any) {
            seen[which] = true;
            n_seen++;
        }
        *threshold_at(kind_slot(r, kind), which) = value;
    }
    if (!st && n_seen < N_THRESHOLDS)
        st = qn_fail(err, QN_E_SYNTAX, witnesses_file, QN_T_VERIFY_RULE_ORDER, KIND_ANY);
    return st;
}

enum { C_CHANNEL, C_ST, C_FACTOR, C_UNIT, C_ZERO };
static const char *const channel_columns[] = {
    "channel", "st", "factor", "unit", "zero_noise", "basis", "source_id", "note", NULL};

static enum qn_status read_channel(const struct qn_sheet *s, struct qn_channel_rule *c,
                                   struct qn_err *err)
{
    int kind = 0;
    double st_code = NAN;
    enum qn_status st = qn_sheet_word(s, C_CHANNEL, channel_names, -1, &kind, err);
    if (!st)
        st = qn_sheet_number(s, C_ST, &st_code, err);
    if (!st)
        st = qn_sheet_needed(s, C_FACTOR, &c->pattern, err);
    if (!st)
        st = qn_sheet_number(s, C_ZERO, &c->zero_noise, err);
    if (st)
        return st;
    c->kind = (enum qn_channel_kind)kind;
    c->st = st_code >= 0 && st_code < 1000 ? (int32_t)st_code : -1;
    c->unit = qn_sheet_text(s, C_UNIT);
    bool zero = c->kind == QN_CH_POLLUTANT || c->kind == QN_CH_DUST;
    if (zero && !(c->zero_noise > 0))
        return qn_sheet_fail(s, C_ZERO, QN_T_PACK_NUMBER, NULL, err);
    return QN_OK;
}

static enum qn_status read_channels(struct qn_witness_rules *r, const struct qn_resource *files,
                                    struct qn_arena *a, struct qn_err *err)
{
    struct qn_sheet s;
    enum qn_status st = qn_sheet_open(&s, a, files, channels_file, channel_columns, err);
    if (st)
        return st;
    r->channel = qn_arena_alloc(a, (s.rows + 1) * sizeof *r->channel, err);
    if (!r->channel)
        return QN_E_NOMEM;
    for (int more = 1; !st && more;) {
        st = qn_sheet_next(&s, &more, err);
        if (!st && more)
            st = read_channel(&s, &r->channel[r->n_channel], err);
        if (!st && more)
            r->n_channel++;
    }
    return st;
}

enum qn_status qn_witness_rules_parse(const struct qn_resource *files, struct qn_arena *arena,
                                      const struct qn_witness_rules **out, struct qn_err *err)
{
    struct qn_witness_rules *r = qn_arena_alloc(arena, sizeof *r, err);
    if (!r)
        return QN_E_NOMEM;
    enum qn_status st = read_witnesses(r, files, arena, err);
    if (!st)
        st = read_channels(r, files, arena, err);
    if (!st)
        st = hash_of(files, r->sha256, err);
    if (!st)
        *out = r;
    return st;
}

static enum qn_status read_file(const char *folder, const char *name, struct qn_arena *a,
                                struct qn_resource *out, struct qn_err *err)
{
    char path[4096];
    struct qn_buf b;
    qn_buf_init(&b, FILE_MAX_BYTES);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    enum qn_status st = qn_file_read(path, &b, err);
    const char *data = st ? NULL : qn_arena_copy(a, b.data ? b.data : "", b.len, err);
    if (!st && !data)
        st = QN_E_NOMEM;
    if (!st)
        *out = (struct qn_resource){name, (const unsigned char *)data,
                                    (const unsigned char *)data + b.len};
    qn_buf_release(&b);
    return st;
}

enum qn_status qn_witness_rules_load(const char *folder, struct qn_arena *arena,
                                     const struct qn_witness_rules **out, struct qn_err *err)
{
    if (!folder)
        return qn_witness_rules_parse(qn_rules, arena, out, err);
    struct qn_resource files[3] = {{0}};
    enum qn_status st = read_file(folder, witnesses_file, arena, &files[0], err);
    if (!st)
        st = read_file(folder, channels_file, arena, &files[1], err);
    return st ? st : qn_witness_rules_parse(files, arena, out, err);
}

static const struct qn_thresholds *row_of(const struct qn_witness_rules *r, const char *kind)
{
    for (size_t i = 0; i < r->n_kind; i++)
        if (strcmp(r->kind[i].kind, kind) == 0)
            return &r->kind[i].t;
    return NULL;
}

const struct qn_thresholds *qn_thresholds_of(const struct qn_witness_rules *r, const char *kind)
{
    if (!kind || qn_word_find(qn_kind_names, kind, strlen(kind)) < 0)
        kind = KIND_UNKNOWN;
    const struct qn_thresholds *t = row_of(r, kind);
    return t ? t : &r->any;
}

const struct qn_channel_rule *qn_channel_rule_of(const struct qn_witness_rules *r, int32_t st,
                                                 const char *factor)
{
    for (size_t i = 0; i < r->n_channel; i++) {
        const struct qn_channel_rule *c = &r->channel[i];
        if (c->st >= 0 && c->st != st)
            continue;
        size_t n = strlen(c->pattern);
        if (n > 0 && c->pattern[n - 1] == '*' ? strncmp(c->pattern, factor, n - 1) == 0
                                              : strcmp(c->pattern, factor) == 0)
            return c;
    }
    return NULL;
}
