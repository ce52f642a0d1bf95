/* Verdicts for people and for programs. */
#include <math.h>
#include <string.h>

#include "base/jsonw.h"
#include "cmd/verify.h"

#define OUT_MAX ((size_t)256 << 20)
#define VERDICT_COLUMNS 13

void qn_verify_devices(const struct qn_subject *s, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < s->n_mn && len + 1 < cap; i++) {
        int n = snprintf(out + len, cap - len, "%s%s", i ? " " : "", s->mn[i]);
        len += n > 0 ? (size_t)n : 0;
    }
}

static const char *time_of(int64_t t, char out[QN_TIME_TEXT_CAP])
{
    return t == INT64_MIN || t == INT64_MAX ? NULL : qn_time_text(t, out);
}

/* ---- JSON ---- */
static void put_time(struct qn_jsonw *w, const char *name, int64_t t)
{
    char text[QN_TIME_TEXT_CAP];
    qn_jsonw_text(w, name, time_of(t, text));
}

static void put_witnesses(struct qn_jsonw *w, const struct qn_witness *list, size_t n)
{
    qn_jsonw_array(w, "witnesses");
    for (size_t i = 0; i < n; i++) {
        const struct qn_witness *x = &list[i];
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "group", qn_witness_group_name(x->group));
        qn_jsonw_text(w, "code", x->code);
        qn_jsonw_text(w, "says", qn_witness_says_name(x->says));
        qn_jsonw_text(w, "device_mn", x->mn);
        qn_jsonw_text(w, "factor", x->factor);
        qn_jsonw_number(w, "value", x->value);
        qn_jsonw_number(w, "limit", x->limit);
        qn_jsonw_text(w, "unit", x->unit);
        qn_jsonw_text(w, "basis", x->learned_from_h > 0 ? "learned" : "assumed");
        qn_jsonw_number(w, "learned_from_h", x->learned_from_h);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static void put_intervals(struct qn_jsonw *w, const struct qn_verification *v)
{
    qn_jsonw_array(w, "intervals");
    for (size_t i = 0; i < v->n; i++) {
        const struct qn_interval *x = &v->interval[i];
        qn_jsonw_object(w, NULL);
        put_time(w, "from", x->from_unix_ms);
        put_time(w, "to", x->to_unix_ms);
        qn_jsonw_text(w, "verdict", qn_verdict_name(x->verdict));
        qn_jsonw_int(w, "groups_stopped", x->groups_stopped);
        qn_jsonw_int(w, "groups_running", x->groups_running);
        qn_jsonw_number(w, "covered_share", x->covered);
        qn_jsonw_bool(w, "claimed", x->claimed);
        qn_jsonw_bool(w, "banked", x->banked);
        put_witnesses(w, x->witness, x->n);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static void put_findings(struct qn_jsonw *w, const struct qn_verification *v)
{
    qn_jsonw_array(w, "findings");
    for (size_t i = 0; i < v->n_findings; i++) {
        const struct qn_finding *x = &v->finding[i];
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "kind", qn_finding_name(x->kind));
        put_time(w, "from", x->from_unix_ms);
        put_time(w, "to", x->to_unix_ms);
        put_time(w, "known", x->known_unix_ms);
        put_witnesses(w, x->witness, x->n);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static void put_devices(struct qn_jsonw *w, const struct qn_subject *s)
{
    qn_jsonw_array(w, "devices");
    for (size_t i = 0; i < s->n_mn; i++)
        qn_jsonw_text(w, NULL, s->mn[i]);
    qn_jsonw_end_array(w);
}

static void put_item(struct qn_jsonw *w, const struct qn_verify_item *item)
{
    const struct qn_verification *v = &item->v;
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "installation_id", v->installation_id);
    qn_jsonw_text(w, "outlet_id", v->outlet_id);
    qn_jsonw_text(w, "kind", v->kind);
    qn_jsonw_text(w, "kind_from",
                  item->subject->kind                ? "option"
                  : item->subject->installation >= 0 ? "register"
                                                     : NULL);
    put_devices(w, item->subject);
    qn_jsonw_object(w, "hours");
    for (int k = 0; k < QN_V_COUNT; k++)
        qn_jsonw_number(w, qn_verdict_name((enum qn_verdict)k),
                        qn_verification_hours(v, (enum qn_verdict)k));
    qn_jsonw_end_object(w);
    qn_jsonw_text(w, "verdict_id", item->id[0] ? item->id : NULL);
    put_intervals(w, v);
    put_findings(w, v);
    qn_jsonw_end_object(w);
}

int qn_verify_put_json(const struct qn_verify_job *j)
{
    struct qn_err err = {0};
    struct qn_buf out;
    struct qn_jsonw w;
    qn_buf_init(&out, OUT_MAX);
    qn_jsonw_init(&w, &out, 4, &err);
    qn_jsonw_object(&w, NULL);
    put_time(&w, "from", j->from_unix_ms);
    put_time(&w, "to", j->to_unix_ms);
    qn_jsonw_text(&w, "rules_sha256", j->n ? j->item[0].v.rules_sha256 : NULL);
    if (j->run)
        qn_jsonw_int(&w, "run", j->run);
    else
        qn_jsonw_null(&w, "run");
    qn_jsonw_array(&w, "verdicts");
    for (size_t i = 0; i < j->n; i++)
        put_item(&w, &j->item[i]);
    qn_jsonw_end_array(&w);
    qn_jsonw_end_object(&w);
    int code = w.status ? qn_report(j->a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

/* ---- text ---- */
static const char *word(enum qn_lang lang, enum qn_text_id first, int i)
{
    return qn_text(lang, (enum qn_text_id)((int)first + i));
}

/* Minutes are enough for people: 2019-07-17T09:00. */
static const char *minute_of(int64_t t, char out[QN_TIME_TEXT_CAP])
{
    if (!time_of(t, out))
        return "-";
    out[16] = '\0';
    return out;
}

static const char *rounded(double v, char out[QN_NUM_TEXT_CAP])
{
    double step = fabs(v) >= 100 ? 1 : fabs(v) >= 10 ? 0.1 : 0.01;
    return qn_num_text(round(v / step) * step, out);
}

static void say_witness(enum qn_lang lang, const struct qn_witness *x)
{
    char value[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP], hours[QN_NUM_TEXT_CAP], tail[160] = "";
    char seen[QN_NUM_TEXT_CAP + 32];
    const char *args[] = {rounded(x->limit, limit), rounded(x->learned_from_h, hours)};
    if (x->group == QN_W_CLAIM || x->says == QN_SAYS_NOTHING)
        return;
    if (isfinite(x->limit))
        qn_text_format(
            lang, x->learned_from_h > 0 ? QN_T_VERIFY_LIMIT_LEARNED : QN_T_VERIFY_LIMIT_ASSUMED,
            args, 2, tail, sizeof tail);
    const char *unit = x->unit ? x->unit : "";
    snprintf(seen, sizeof seen, "%s%s%s", rounded(x->value, value), *unit ? " " : "", unit);
    qn_say1(
        stdout, lang, QN_T_VERIFY_WITNESS, word(lang, QN_T_VERIFY_G_DRAUGHT, (int)x->group),
        x->code, x->mn, x->factor, seen, tail,
        qn_text(lang, x->says == QN_SAYS_STOPPED ? QN_T_VERIFY_S_STOPPED : QN_T_VERIFY_S_RUNNING));
}

static void say_interval(enum qn_lang lang, const struct qn_interval *x)
{
    char from[QN_TIME_TEXT_CAP], to[QN_TIME_TEXT_CAP], hours[QN_NUM_TEXT_CAP], verdict[64];
    char stopped[16], running[16], covered[QN_NUM_TEXT_CAP], tail[128];
    const char *v = word(lang, QN_T_VERIFY_V_STOPPED, (int)x->verdict);
    int pad = VERDICT_COLUMNS - qn_columns(v);
    snprintf(verdict, sizeof verdict, "%s%*s", v, pad > 0 ? pad : 0, "");
    snprintf(stopped, sizeof stopped, "%d", x->groups_stopped);
    snprintf(running, sizeof running, "%d", x->groups_running);
    snprintf(tail, sizeof tail, "%s%s", x->claimed ? qn_text(lang, QN_T_VERIFY_WITH_CLAIM) : "",
             x->banked ? qn_text(lang, QN_T_VERIFY_WITH_BANKED) : "");
    qn_say1(stdout, lang, QN_T_VERIFY_INTERVAL, minute_of(x->from_unix_ms, from),
            minute_of(x->to_unix_ms, to),
            rounded((double)(x->to_unix_ms - x->from_unix_ms) / 3600000.0, hours), verdict, stopped,
            running, rounded(100 * x->covered, covered), tail);
    for (size_t i = 0; i < x->n && x->verdict != QN_V_RUNNING; i++)
        say_witness(lang, &x->witness[i]);
}

static void say_item(const struct qn_verify_job *j, const struct qn_verify_item *item)
{
    enum qn_lang lang = j->a->lang;
    const struct qn_verification *v = &item->v;
    char from[QN_TIME_TEXT_CAP], to[QN_TIME_TEXT_CAP], known[QN_TIME_TEXT_CAP], h[4][32];
    char devices[QN_SUBJECT_MAX_DEVICES * (QN_MN_CAP + 1)];
    qn_verify_devices(item->subject, devices, sizeof devices);
    const char *id = v->outlet_id ? v->outlet_id : v->installation_id;
    qn_say1(stdout, lang, QN_T_VERIFY_SUBJECT, id ? id : item->subject->mn[0], v->kind,
            minute_of(v->from_unix_ms, from), minute_of(v->to_unix_ms, to), devices);
    for (int k = 0; k < QN_V_COUNT; k++)
        rounded(qn_verification_hours(v, (enum qn_verdict)k), h[k]);
    qn_say1(stdout, lang, QN_T_VERIFY_HOURS, h[0], h[1], h[2], h[3]);
    if (!item->subject->kind && item->subject->installation < 0)
        qn_say1(stdout, lang, QN_T_VERIFY_KIND_UNKNOWN, item->subject->mn[0]);
    for (size_t i = 0; i < v->n; i++)
        say_interval(lang, &v->interval[i]);
    for (size_t i = 0; i < v->n_findings; i++) {
        const struct qn_finding *x = &v->finding[i];
        qn_say1(stdout, lang, QN_T_VERIFY_FINDING,
                word(lang, QN_T_VERIFY_F_MARK_AGAINST_RUN, (int)x->kind),
                minute_of(x->from_unix_ms, from), minute_of(x->to_unix_ms, to),
                minute_of(x->known_unix_ms, known));
    }
}

int qn_verify_put_text(const struct qn_verify_job *j)
{
    for (size_t i = 0; i < j->n; i++)
        say_item(j, &j->item[i]);
    if (j->run) {
        char n[32], run[32];
        snprintf(n, sizeof n, "%zu", j->n);
        snprintf(run, sizeof run, "%lld", (long long)j->run);
        qn_say1(stdout, j->a->lang, QN_T_VERIFY_RECORDED, n, run);
    }
    return QN_EXIT_DONE;
}

/* ---- alarms ---- */
static enum qn_status put_alarm_json(struct qn_buf *out, const struct qn_verify_item *item,
                                     const struct qn_finding *x, struct qn_err *err)
{
    struct qn_jsonw w;
    qn_jsonw_init(&w, out, 0, err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_text(&w, "finding", qn_finding_name(x->kind));
    qn_jsonw_text(&w, "installation_id", item->v.installation_id);
    qn_jsonw_text(&w, "outlet_id", item->v.outlet_id);
    qn_jsonw_text(&w, "kind", item->v.kind);
    put_devices(&w, item->subject);
    put_time(&w, "from", x->from_unix_ms);
    put_time(&w, "to", x->to_unix_ms);
    put_time(&w, "known", x->known_unix_ms);
    put_time(&w, "told", qn_now_unix_ms());
    put_witnesses(&w, x->witness, x->n);
    qn_jsonw_end_object(&w);
    return w.status;
}

static void list_witnesses(const struct qn_finding *x, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < x->n && len + 1 < cap; i++) {
        const struct qn_witness *y = &x->witness[i];
        char value[QN_NUM_TEXT_CAP];
        if (y->group == QN_W_CLAIM || y->says != QN_SAYS_RUNNING)
            continue;
        const char *unit = y->unit ? y->unit : "";
        int n = snprintf(out + len, cap - len, "%s%s %s%s%s", len ? ", " : "", y->code,
                         rounded(y->value, value), *unit ? " " : "", unit);
        len += n > 0 ? (size_t)n : 0;
    }
}

static void say_alarm(enum qn_lang lang, const struct qn_verify_item *item,
                      const struct qn_finding *x)
{
    char from[QN_TIME_TEXT_CAP], to[QN_TIME_TEXT_CAP], known[QN_TIME_TEXT_CAP], seen[512];
    const char *id = item->v.outlet_id ? item->v.outlet_id : item->v.installation_id;
    list_witnesses(x, seen, sizeof seen);
    qn_say1(stdout, lang, QN_T_VERIFY_ALARM,
            word(lang, QN_T_VERIFY_F_MARK_AGAINST_RUN, (int)x->kind),
            id ? id : item->subject->mn[0], item->v.kind, minute_of(x->from_unix_ms, from),
            minute_of(x->to_unix_ms, to), minute_of(x->known_unix_ms, known), *seen ? seen : "-");
}

int qn_verify_put_alarm(const struct qn_verify_job *j, const struct qn_verify_item *item,
                        const struct qn_finding *x)
{
    struct qn_err err = {0};
    struct qn_buf out;
    int code = QN_EXIT_DONE;
    if (!j->a->json) {
        say_alarm(j->a->lang, item, x);
    } else {
        qn_buf_init(&out, OUT_MAX);
        enum qn_status st = put_alarm_json(&out, item, x, &err);
        code = st ? qn_report(j->a, &err) : qn_put(out.data, out.len);
        qn_buf_release(&out);
    }
    fflush(stdout);
    return code;
}
