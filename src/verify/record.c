/* Verdicts as chained records: tables verdict, verdict_interval, verdict_finding, verdict_witness.
 */
#include "verify/record.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ID_CAP 96

#define KEY(n)                                                                                     \
    {                                                                                              \
        .name = (n), .type = QN_COL_ID                                                             \
    }
#define TEXT(n)                                                                                    \
    {                                                                                              \
        .name = (n), .type = QN_COL_TEXT                                                           \
    }
#define INT(n)                                                                                     \
    {                                                                                              \
        .name = (n), .type = QN_COL_INT                                                            \
    }
#define REAL(n)                                                                                    \
    {                                                                                              \
        .name = (n), .type = QN_COL_REAL                                                           \
    }
static const struct qn_column verdict_cols[] = {KEY("verdict_id"),        TEXT("installation_id"),
                                                TEXT("outlet_id"),        TEXT("kind"),
                                                TEXT("devices"),          INT("from_unix_ms"),
                                                INT("to_unix_ms"),        REAL("stopped_h"),
                                                REAL("running_h"),        REAL("contradicted_h"),
                                                REAL("unprovable_h"),     INT("intervals"),
                                                INT("findings"),          TEXT("rules_sha256"),
                                                TEXT("telemetry_seal"),   INT("telemetry_blocks"),
                                                INT("telemetry_unsealed")};
static const struct qn_column interval_cols[] = {KEY("verdict_interval_id"),
                                                 TEXT("verdict_id"),
                                                 INT("from_unix_ms"),
                                                 INT("to_unix_ms"),
                                                 TEXT("verdict"),
                                                 INT("groups_stopped"),
                                                 INT("groups_running"),
                                                 REAL("covered_share"),
                                                 INT("claimed"),
                                                 INT("banked")};
static const struct qn_column finding_cols[] = {
    KEY("verdict_finding_id"), TEXT("verdict_id"), TEXT("kind"),
    INT("from_unix_ms"),       INT("to_unix_ms"),  INT("known_unix_ms")};
static const struct qn_column witness_cols[] = {KEY("verdict_witness_id"),
                                                TEXT("part_id"),
                                                TEXT("witness_group"),
                                                TEXT("code"),
                                                TEXT("says"),
                                                TEXT("device_mn"),
                                                TEXT("factor"),
                                                REAL("value"),
                                                REAL("limit_value"),
                                                TEXT("unit"),
                                                REAL("learned_h"),
                                                INT("from_unix_ms"),
                                                INT("to_unix_ms")};

#define TABLE(n, cols)                                                                             \
    {                                                                                              \
        n, "", "", "", cols, sizeof(cols) / sizeof((cols)[0])                                      \
    }
const struct qn_table qn_verdict_tables[QN_VT_COUNT] = {
    [QN_VT_VERDICT] = TABLE("verdict", verdict_cols),
    [QN_VT_INTERVAL] = TABLE("verdict_interval", interval_cols),
    [QN_VT_FINDING] = TABLE("verdict_finding", finding_cols),
    [QN_VT_WITNESS] = TABLE("verdict_witness", witness_cols)};

static struct qn_value text(const char *s)
{
    if (!s)
        return (struct qn_value){.type = QN_V_NULL};
    return (struct qn_value){.type = QN_V_TEXT, .s = s, .n = strlen(s)};
}

static struct qn_value whole(int64_t i)
{
    return (struct qn_value){.type = QN_V_INT, .i = i};
}

static struct qn_value real(double r)
{
    return (struct qn_value){.type = isfinite(r) ? QN_V_REAL : QN_V_NULL, .r = r};
}

static struct qn_value time_or_none(int64_t t_unix_ms)
{
    return t_unix_ms == INT64_MIN ? text(NULL) : whole(t_unix_ms);
}

double qn_verification_hours(const struct qn_verification *v, enum qn_verdict verdict)
{
    int64_t sum = 0;
    for (size_t i = 0; i < v->n; i++)
        if (v->interval[i].verdict == verdict)
            sum += v->interval[i].to_unix_ms - v->interval[i].from_unix_ms;
    return (double)sum / 3600000.0;
}

struct writer {
    struct qn_store *s;
    int64_t run;
    struct qn_err *err;
};

static enum qn_status put(const struct writer *w, enum qn_verdict_table table,
                          const struct qn_value *v)
{
    return qn_store_put(w->s, &qn_verdict_tables[table], w->run, "", 0, v, NULL, w->err);
}

static enum qn_status put_witnesses(const struct writer *w, const char *part,
                                    const struct qn_witness *list, size_t n)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < n && !st; i++) {
        const struct qn_witness *x = &list[i];
        char id[ID_CAP];
        snprintf(id, sizeof id, "%.64s-%zu", part, i + 1);
        const struct qn_value v[] = {text(id),
                                     text(part),
                                     text(qn_witness_group_name(x->group)),
                                     text(x->code),
                                     text(qn_witness_says_name(x->says)),
                                     text(x->mn),
                                     text(x->factor),
                                     real(x->value),
                                     real(x->limit),
                                     text(x->unit),
                                     real(x->learned_from_h),
                                     whole(x->from_unix_ms),
                                     whole(x->to_unix_ms)};
        st = put(w, QN_VT_WITNESS, v);
    }
    return st;
}

static enum qn_status put_intervals(const struct writer *w, const char *verdict,
                                    const struct qn_verification *of)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < of->n && !st; i++) {
        const struct qn_interval *x = &of->interval[i];
        char id[ID_CAP];
        snprintf(id, sizeof id, "%.47s-I%zu", verdict, i + 1);
        const struct qn_value v[] = {text(id),
                                     text(verdict),
                                     whole(x->from_unix_ms),
                                     whole(x->to_unix_ms),
                                     text(qn_verdict_name(x->verdict)),
                                     whole(x->groups_stopped),
                                     whole(x->groups_running),
                                     real(x->covered),
                                     whole(x->claimed),
                                     whole(x->banked)};
        st = put(w, QN_VT_INTERVAL, v);
        if (!st)
            st = put_witnesses(w, id, x->witness, x->n);
    }
    return st;
}

static enum qn_status put_findings(const struct writer *w, const char *verdict,
                                   const struct qn_verification *of)
{
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < of->n_findings && !st; i++) {
        const struct qn_finding *x = &of->finding[i];
        char id[ID_CAP];
        snprintf(id, sizeof id, "%.47s-F%zu", verdict, i + 1);
        const struct qn_value v[] = {text(id),
                                     text(verdict),
                                     text(qn_finding_name(x->kind)),
                                     whole(x->from_unix_ms),
                                     whole(x->to_unix_ms),
                                     time_or_none(x->known_unix_ms)};
        st = put(w, QN_VT_FINDING, v);
        if (!st)
            st = put_witnesses(w, id, x->witness, x->n);
    }
    return st;
}

enum qn_status qn_verdict_record(struct qn_store *s, int64_t run, int64_t number,
                                 const struct qn_verification *v, const char *devices,
                                 const struct qn_verdict_basis *basis, char id[QN_VERDICT_ID_CAP],
                                 struct qn_err *err)
{
    const struct writer w = {s, run, err};
    char own[QN_VERDICT_ID_CAP];
    snprintf(own, sizeof own, "V%lld-%lld", (long long)run, (long long)number);
    const struct qn_value row[] = {text(own),
                                   text(v->installation_id),
                                   text(v->outlet_id),
                                   text(v->kind),
                                   text(devices),
                                   whole(v->from_unix_ms),
                                   whole(v->to_unix_ms),
                                   real(qn_verification_hours(v, QN_V_STOPPED)),
                                   real(qn_verification_hours(v, QN_V_RUNNING)),
                                   real(qn_verification_hours(v, QN_V_CONTRADICTED)),
                                   real(qn_verification_hours(v, QN_V_UNPROVABLE)),
                                   whole((int64_t)v->n),
                                   whole((int64_t)v->n_findings),
                                   text(v->rules_sha256),
                                   text(basis->seal),
                                   whole(basis->blocks),
                                   whole(basis->unsealed)};
    enum qn_status st = put(&w, QN_VT_VERDICT, row);
    if (!st)
        st = put_intervals(&w, own, v);
    if (!st)
        st = put_findings(&w, own, v);
    if (!st && id)
        snprintf(id, QN_VERDICT_ID_CAP, "%s", own);
    return st;
}
