/* The device register: the table `device` of the store, by MN. */
#include "watch/register.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "region/tables.h"
#include "watch/address.h"
#include "watch/gate.h"
#include "watch/hash.h"

#define REGISTER_MAX_BYTES ((size_t)256 << 20)
#define SEED 0x212u

struct qn_register {
    struct qn_arena arena;
    struct qn_device_entry *entry;
    size_t n, cap;
    uint32_t *slot; /* index + 1; 0: free */
    size_t mask;
};

/* Where the columns of the table are; -1: the table lacks it. */
struct columns {
    int mn, outlet, installation, version, password, addresses, key, deviations, units, rtd, minute;
};
struct loading {
    struct qn_register *r;
    struct columns at;
    struct qn_err *err;
    enum qn_status status;
};

static struct columns columns_of(const struct qn_table *t)
{
    return (struct columns){
        .mn = qn_table_column(t, "device_mn"),
        .outlet = qn_table_column(t, "outlet_id"),
        .installation = qn_table_column(t, "installation_id"),
        .version = qn_table_column(t, "hj212_version"),
        .password = qn_table_column(t, "password"),
        .addresses = qn_table_column(t, "allowed_addresses"),
        .key = qn_table_column(t, "sm4_key_hex"),
        .deviations = qn_table_column(t, "accepted_deviations"),
        .units = qn_table_column(t, "units"),
        .rtd = qn_table_column(t, "rtd_interval_s"),
        .minute = qn_table_column(t, "min_interval_min"),
    };
}

/* A copy of a text cell; NULL where it is empty or out of memory (then l->status tells). */
static const char *text_of(struct loading *l, const struct qn_record *rec, int column)
{
    if (column < 0 || rec->v[column].type != QN_V_TEXT || rec->v[column].n == 0)
        return NULL;
    const struct qn_value *v = &rec->v[column];
    const char *s = qn_arena_copy(&l->r->arena, v->s, v->n, l->err);
    if (!s)
        l->status = QN_E_NOMEM;
    return s;
}

static int32_t int_of(const struct qn_record *rec, int column)
{
    if (column < 0)
        return 0;
    const struct qn_value *v = &rec->v[column];
    if (v->type == QN_V_REAL)
        return (int32_t)v->r;
    if (v->type == QN_V_TEXT)
        return (int32_t)strtol(v->s, NULL, 10);
    return v->type == QN_V_INT ? (int32_t)v->i : 0;
}

static int version_of(int32_t year)
{
    switch (year) {
    case 2005:
        return QN_212_2005;
    case 2017:
        return QN_212_2017;
    case 2025:
        return QN_212_2025;
    default:
        return -1;
    }
}

/* Names of deviations, blank-separated, as bits: these and no others. Empty: the tolerant policy.
 */
static uint32_t policy_of(const char *names)
{
    uint32_t bits = 0;
    if (!names)
        return QN_212_POLICY_TOLERANT;
    for (const char *p = names; *p;) {
        p += strspn(p, " \t,;");
        size_t n = strcspn(p, " \t,;");
        for (uint32_t bit = 0; n && bit < QN_212_DEV_COUNT; bit++) {
            const char *name = qn_212_deviation_name(1u << bit);
            if (name && strlen(name) == n && memcmp(name, p, n) == 0)
                bits |= 1u << bit;
        }
        p += n;
    }
    return bits;
}

static bool room(struct qn_register *r)
{
    if (r->n < r->cap)
        return true;
    size_t cap = r->cap ? r->cap * 2 : 64;
    struct qn_device_entry *more = realloc(r->entry, cap * sizeof *more);
    if (!more)
        return false;
    r->entry = more;
    r->cap = cap;
    return true;
}

static int take_row(const struct qn_record *rec, void *user)
{
    struct loading *l = user;
    const struct columns *at = &l->at;
    const char *mn = text_of(l, rec, at->mn);
    if (!mn)
        return l->status != QN_OK;
    if (!room(l->r)) {
        l->status = QN_E_NOMEM;
        return 1;
    }
    l->r->entry[l->r->n++] = (struct qn_device_entry){
        .mn = mn,
        .outlet_id = text_of(l, rec, at->outlet),
        .installation_id = text_of(l, rec, at->installation),
        .version = version_of(int_of(rec, at->version)),
        .password = text_of(l, rec, at->password),
        .addresses = text_of(l, rec, at->addresses),
        .key_hex = text_of(l, rec, at->key),
        .policy = policy_of(text_of(l, rec, at->deviations)),
        .units = text_of(l, rec, at->units),
        .rtd_interval_s = int_of(rec, at->rtd),
        .min_interval_min = int_of(rec, at->minute),
    };
    return l->status != QN_OK;
}

static enum qn_status index_entries(struct qn_register *r, struct qn_err *err)
{
    size_t size = 16;
    while (size < r->n * 2 + 1)
        size *= 2;
    r->slot = calloc(size, sizeof *r->slot);
    if (!r->slot)
        return qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    r->mask = size - 1;
    for (size_t i = 0; i < r->n; i++) {
        size_t at = qn_hash(SEED, r->entry[i].mn, strlen(r->entry[i].mn)) & r->mask;
        while (r->slot[at])
            at = (at + 1) & r->mask;
        r->slot[at] = (uint32_t)i + 1;
    }
    return QN_OK;
}

enum qn_status qn_register_load(struct qn_store *s, struct qn_register **out, struct qn_err *err)
{
    struct qn_register *r = calloc(1, sizeof *r);
    if (!r)
        return qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    qn_arena_init(&r->arena, REGISTER_MAX_BYTES);
    const struct qn_table *t = s ? qn_table_named("device") : NULL;
    enum qn_status st = QN_OK;
    if (t) {
        struct loading l = {.r = r, .at = columns_of(t), .err = err};
        st = qn_store_scan(s, t, take_row, &l, err);
        if (l.status)
            st = qn_fail(err, l.status, "", QN_T_NO_MEMORY, "");
    }
    if (!st)
        st = index_entries(r, err);
    if (st) {
        qn_register_free(r);
        return st;
    }
    *out = r;
    return QN_OK;
}

void qn_register_free(struct qn_register *r)
{
    if (!r)
        return;
    qn_arena_release(&r->arena);
    free(r->entry);
    free(r->slot);
    free(r);
}

const struct qn_device_entry *qn_register_find(const struct qn_register *r, struct qn_212_span mn)
{
    if (!r || mn.n == 0)
        return NULL;
    for (size_t at = qn_hash(SEED, mn.p, mn.n) & r->mask; r->slot[at]; at = (at + 1) & r->mask) {
        const struct qn_device_entry *e = &r->entry[r->slot[at] - 1];
        if (strlen(e->mn) == mn.n && memcmp(e->mn, mn.p, mn.n) == 0)
            return e;
    }
    return NULL;
}

size_t qn_register_count(const struct qn_register *r)
{
    return r ? r->n : 0;
}

const struct qn_device_entry *qn_register_at(const struct qn_register *r, size_t i)
{
    return i < r->n ? &r->entry[i] : NULL;
}

struct unit_scale {
    const char *from, *to;
    double scale;
};
static const struct unit_scale unit_scales[] = {
    {"m3/h", "m3/s", 1.0 / 3600}, {"m3/min", "m3/s", 1.0 / 60}, {"Pa", "kPa", 1e-3},
    {"hPa", "kPa", 0.1},          {"MPa", "kPa", 1e3},          {"g/m3", "mg/m3", 1e3},
    {"ug/m3", "mg/m3", 1e-3},     {"mg/m3", "ng/m3", 1e6},      {"mg/m3", "ug/m3", 1e3},
    {"km/h", "m/s", 1.0 / 3.6},   {"m/min", "m/s", 1.0 / 60},   {"kg/h", "kg/s", 1.0 / 3600},
};

/* The unit a policy names for a factor; empty where it is silent. */
static struct qn_212_span unit_of(const char *policy, const char *factor)
{
    size_t n = strlen(factor);
    for (const char *p = policy; *p;) {
        p += strspn(p, " \t,;");
        size_t len = strcspn(p, " \t,;");
        if (len > n && p[n] == '=' && memcmp(p, factor, n) == 0)
            return (struct qn_212_span){p + n + 1, (uint32_t)(len - n - 1)};
        p += len;
    }
    return (struct qn_212_span){0};
}

double qn_register_scale(const struct qn_device_entry *e, const char *factor)
{
    struct qn_212_span code = {factor, (uint32_t)strlen(factor)};
    struct qn_212_span from = e && e->units ? unit_of(e->units, factor) : (struct qn_212_span){0};
    const struct qn_212_factor *f = from.n ? qn_212_factor_of(code) : NULL;
    for (size_t i = 0; f && i < sizeof unit_scales / sizeof unit_scales[0]; i++) {
        const struct unit_scale *u = &unit_scales[i];
        if (strlen(u->from) == from.n && memcmp(u->from, from.p, from.n) == 0 &&
            strcmp(u->to, f->unit) == 0)
            return u->scale;
    }
    return 1;
}

bool qn_gate_address(const struct qn_device_entry *e, const char *peer)
{
    return !e->addresses || qn_address_allowed(e->addresses, peer);
}

/* Constant time: how much of a password was right shows in no answer. */
static bool same_secret(const char *a, const char *b, size_t n)
{
    unsigned char differ = 0;
    for (size_t i = 0; i < n; i++)
        differ |= (unsigned char)(a[i] ^ b[i]);
    return differ == 0;
}

enum qn_gate qn_gate_frame(const struct qn_device_entry *e, const struct qn_212_frame *f)
{
    if (e->password &&
        (strlen(e->password) != f->pw.n || !same_secret(e->password, f->pw.p, f->pw.n)))
        return QN_GATE_PASSWORD;
    /* A frame without Flag does not say its edition. */
    if (e->version >= 0 && (int)f->version != e->version && f->flag.n > 0)
        return QN_GATE_VERSION;
    return f->deviations & ~e->policy ? QN_GATE_POLICY : QN_GATE_OPEN;
}

enum qn_gate qn_register_judge(const struct qn_device_entry *e, const struct qn_212_frame *f,
                               const char *peer)
{
    if (!e)
        return QN_GATE_UNKNOWN;
    if (!qn_gate_address(e, peer))
        return QN_GATE_ADDRESS;
    return qn_gate_frame(e, f);
}
