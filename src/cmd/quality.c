/* quench quality STORE */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "quality/outlet.h"
#include "store/telemetry.h"

#define OUT_MAX ((size_t)256 << 20)
#define TRACK_MAX ((size_t)4 << 30)
#define DAY_MS INT64_C(86400000)
#define CHINA_MS INT64_C(28800000)     /* +08:00 */
#define FIRST_MS INT64_C(631123200000) /* 1990-01-01 +08:00: the first year of HJ 212 times */
#define END_MS INT64_C(4102416000000)  /* 2100-01-01 +08:00 */

struct job {
    const struct qn_args *a;
    struct qn_region region;
    struct qn_pack *pack;
    struct qn_tele *tele;
    struct qn_quality_thresholds th;
    struct qn_arena names;
    const char **mn;
    size_t n, cap;
    int64_t from_unix_ms, to_unix_ms;
    struct qn_date on;
    int regime, marks; /* -1: any, by the register */
    struct qn_buf out;
    struct qn_jsonw w;
    struct qn_err *err;
};

static enum qn_status take_day(const struct qn_args *a, const char *name, struct qn_date *out,
                               struct qn_err *err)
{
    const char *text = qn_arg(a, name);
    *out = (struct qn_date){0};
    if (text && (qn_date_parse(text, strlen(text), out, NULL) || out->day == 0))
        return qn_fail(err, QN_E_USAGE, text, QN_T_CMD_BAD_DATE, text);
    return QN_OK;
}

static enum qn_status take_regime(struct job *j, struct qn_err *err)
{
    const char *text = qn_arg(j->a, "regime");
    j->regime = -1;
    for (int k = 0; text && k < QN_REGIME_COUNT; k++)
        if (strcmp(text, qn_regime_name((enum qn_regime)k)) == 0)
            j->regime = k;
    if (text && j->regime < 0)
        return qn_fail(err, QN_E_USAGE, "--regime", QN_T_CMD_BAD_CHOICE, "--regime", text,
                       "transitional, general, special, ultra_low, local");
    return QN_OK;
}

static enum qn_status take_marks(struct job *j, struct qn_err *err)
{
    static const char *const words[] = {"2005", "2017", "hj75"};
    const char *text = qn_arg(j->a, "marks");
    j->marks = -1;
    for (int k = 0; text && k < 3; k++)
        if (strcmp(text, words[k]) == 0)
            j->marks = k;
    if (text && j->marks < 0)
        return qn_fail(err, QN_E_USAGE, "--marks", QN_T_CMD_BAD_CHOICE, "--marks", text,
                       "2005, 2017, hj75");
    return QN_OK;
}

static enum qn_status take_options(struct job *j, struct qn_err *err)
{
    struct qn_date from, to;
    enum qn_status st;
    if ((st = take_day(j->a, "from", &from, err)) || (st = take_day(j->a, "to", &to, err)) ||
        (st = take_day(j->a, "on-limits", &j->on, err)) || (st = take_regime(j, err)) ||
        (st = take_marks(j, err)))
        return st;
    j->from_unix_ms = from.year ? qn_date_first_day(from) * DAY_MS - CHINA_MS : FIRST_MS;
    j->to_unix_ms = to.year ? (qn_date_last_day(to) + 1) * DAY_MS - CHINA_MS : END_MS;
    return QN_OK;
}

/* ---- which devices ---- */

static enum qn_status add_device(struct job *j, const char *mn)
{
    for (size_t i = 0; i < j->n; i++)
        if (strcmp(j->mn[i], mn) == 0)
            return QN_OK;
    if (j->n == j->cap) {
        size_t cap = j->cap ? 2 * j->cap : 64;
        const char **more = realloc(j->mn, cap * sizeof *more);
        if (!more)
            return qn_fail(j->err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1");
        j->mn = more;
        j->cap = cap;
    }
    const char *copy = qn_arena_copy(&j->names, mn, strlen(mn), j->err);
    if (!copy)
        return QN_E_NOMEM;
    j->mn[j->n++] = copy;
    return QN_OK;
}

static int note_device(const struct qn_tele_device *d, void *user)
{
    return d->state == QN_DEVICE_ASIDE ? 0 : (int)add_device(user, d->mn);
}

static enum qn_status devices_of_outlet(struct job *j, const char *id)
{
    const struct qn_region *r = &j->region;
    int32_t at = 0;
    while (at < r->n_outlet && strcmp(r->outlet[at].id, id) != 0)
        at++;
    if (at == r->n_outlet)
        return qn_fail(j->err, QN_E_NOTFOUND, "--outlet", QN_T_CMD_NO_SUCH_ID, id,
                       qn_text(j->a->lang, QN_T_QUALITY_WORD_OUTLET));
    enum qn_status st = QN_OK;
    for (int32_t i = 0; !st && i < r->n_device; i++)
        if (r->device[i].outlet == at)
            st = add_device(j, r->device[i].mn);
    if (!st && *r->outlet[at].device_mn)
        st = add_device(j, r->outlet[at].device_mn);
    if (!st && !j->n)
        return qn_fail(j->err, QN_E_NOTFOUND, "--outlet", QN_T_QUALITY_NO_DEVICE_OF, id);
    return st;
}

static enum qn_status pick_devices(struct job *j)
{
    const char *mn = qn_arg(j->a, "device"), *outlet = qn_arg(j->a, "outlet");
    if (mn)
        return add_device(j, mn);
    if (outlet)
        return devices_of_outlet(j, outlet);
    enum qn_status st = qn_tele_devices(j->tele, note_device, j, j->err);
    if (!st && !j->n)
        return qn_fail(j->err, QN_E_NOTFOUND, NULL, QN_T_QUALITY_NONE);
    return st;
}

/* ---- text ---- */

static void say_validity(const struct qn_args *a, const struct qn_factor_validity *v)
{
    const size_t number[] = {v->valid, v->hours,        v->days_valid,
                             v->days,  v->months_valid, v->months};
    char text[6][QN_NUM_TEXT_CAP];
    for (size_t i = 0; i < 6; i++)
        qn_num_text((double)number[i], text[i]);
    qn_say1(stdout, a->lang, QN_T_QUALITY_VALIDITY, v->factor, text[0], text[1], text[2], text[3],
            text[4], text[5]);
}

static void say_limit(const struct qn_args *a, const struct qn_limit_judged *j)
{
    char limit[QN_NUM_TEXT_CAP], o2[QN_NUM_TEXT_CAP], over[QN_NUM_TEXT_CAP],
        judged[QN_NUM_TEXT_CAP], days[QN_NUM_TEXT_CAP], highest[QN_NUM_TEXT_CAP], at[64], may[128];
    const char *const o2_arg[] = {qn_num_text(j->ref_o2_pct, o2)};
    const char *const conf[] = {qn_conf_name(j->limit->conf)};
    qn_text_format(a->lang, *o2 ? QN_T_QUALITY_AT_O2 : QN_T_QUALITY_AS_MEASURED, o2_arg, 1, at,
                   sizeof at);
    qn_text_format(a->lang,
                   j->blocks                         ? QN_T_QUALITY_BLOCK
                   : j->applies == QN_APPLIES_UNSURE ? QN_T_QUALITY_WARN_UNSURE
                                                     : QN_T_QUALITY_WARN,
                   conf, 1, may, sizeof may);
    double rounded = round(j->highest * 100) / 100;
    qn_say1(stdout, a->lang, QN_T_QUALITY_LIMIT, j->limit->document, j->limit->pollutant,
            qn_num_text(j->limit->limit, limit), j->limit->unit, at,
            qn_num_text((double)j->over, over), qn_num_text((double)j->judged, judged),
            qn_num_text((double)j->over_days, days),
            j->judged ? qn_num_text(rounded, highest) : "-", may);
}

static void say_doubt(const struct qn_args *a, const struct qn_doubt *d)
{
    char from[QN_TIME_TEXT_CAP], to[QN_TIME_TEXT_CAP], text[QN_ERR_MSG_CAP];
    qn_doubt_message(d, a->lang, text, sizeof text);
    qn_say1(stdout, a->lang, QN_T_QUALITY_DOUBT, qn_doubts[d->code].code,
            qn_doubt_severity_name(qn_doubts[d->code].severity),
            qn_time_text(d->from_unix_ms, from), qn_time_text(d->to_unix_ms, to), text);
}

static void say_report(const struct job *j, const struct qn_quality_device *d,
                       const struct qn_quality_report *r)
{
    const struct qn_args *a = j->a;
    qn_say1(stdout, a->lang, QN_T_QUALITY_HEAD, r->track->mn,
            d->outlet >= 0 ? j->region.outlet[d->outlet].id : "-", *r->process ? r->process : "-",
            qn_mark_standard_name(r->marks));
    for (size_t i = 0; i < r->n_validity; i++)
        say_validity(a, &r->validity[i]);
    if (!r->place.points)
        qn_say1(stdout, a->lang, QN_T_QUALITY_UNMAPPED, r->process);
    else if (!*r->place.division)
        qn_say1(stdout, a->lang, QN_T_QUALITY_NO_DIVISION);
    for (size_t i = 0; i < r->n_limit; i++)
        say_limit(a, &r->limit[i]);
    for (size_t i = 0; i < r->doubts.n; i++)
        say_doubt(a, &r->doubts.item[i]);
    if (!r->doubts.n)
        qn_say1(stdout, a->lang, QN_T_QUALITY_NO_DOUBTS);
}

/* ---- one device after another ---- */

static enum qn_status report_one(struct job *j, const char *mn)
{
    struct qn_arena arena;
    struct qn_track track;
    struct qn_quality_report r;
    struct qn_quality_device d;
    qn_arena_init(&arena, TRACK_MAX);
    qn_quality_device_of(j->pack, &j->region, mn, &d);
    struct qn_quality_ask quality = {.track = &track,
                                     .th = &j->th,
                                     .marks =
                                         j->marks >= 0 ? (enum qn_mark_standard)j->marks : d.marks,
                                     .units = d.units};
    struct qn_limit_ask ask = {
        .quality = &quality, .pack = j->pack, .place = d.place, .on = j->on, .regime = j->regime};
    enum qn_status st =
        qn_quality_track(j->tele, mn, j->from_unix_ms, j->to_unix_ms, &arena, &track, j->err);
    if (!st)
        st = qn_quality_report(&ask, d.process, &arena, &r, j->err);
    if (!st && j->a->json)
        qn_quality_json(&j->w, NULL, j->pack, &r);
    else if (!st)
        say_report(j, &d, &r);
    qn_arena_release(&arena);
    return st ? st : j->w.status;
}

static enum qn_status prepare(struct job *j)
{
    struct qn_store *store = NULL;
    const char *path = j->a->word[0];
    enum qn_status st = take_options(j, j->err);
    if (!st)
        st = qn_pack_load(qn_arg(j->a, "rules"), &j->pack, j->err);
    if (!st)
        st = qn_quality_thresholds_of(j->pack, &j->th, j->err);
    if (st)
        return st;
    struct qn_err no_store = {0};
    st = qn_store_open(path, QN_STORE_READ, &store, &no_store);
    /* A gateway's telemetry may stand without a region; an outlet may not. */
    bool alone = st == QN_E_NOTFOUND && !qn_arg(j->a, "outlet");
    if (!st)
        st = qn_region_load(store, &j->region, j->err);
    else
        *j->err = no_store;
    qn_store_free(store);
    if (!st || alone)
        st = qn_tele_open(path, QN_STORE_READ, &j->tele, j->err);
    if (st == QN_E_NOTFOUND && alone)
        *j->err = no_store;
    return st ? st : pick_devices(j);
}

static enum qn_status report_all(struct job *j)
{
    enum qn_status st = QN_OK;
    if (j->a->json) {
        qn_jsonw_init(&j->w, &j->out, 4, j->err);
        qn_jsonw_object(&j->w, NULL);
        qn_jsonw_text(&j->w, "rules_sha256", qn_pack_digest(j->pack));
        qn_jsonw_array(&j->w, "devices");
    }
    for (size_t i = 0; !st && i < j->n; i++)
        st = report_one(j, j->mn[i]);
    if (j->a->json) {
        qn_jsonw_end_array(&j->w);
        qn_jsonw_end_object(&j->w);
    }
    return st ? st : j->w.status;
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct job j = {.a = a, .err = &err};
    qn_arena_init(&j.names, (size_t)64 << 20);
    qn_buf_init(&j.out, OUT_MAX);
    enum qn_status st = prepare(&j);
    if (!st)
        st = report_all(&j);
    int code = st ? qn_report(a, &err) : a->json ? qn_put(j.out.data, j.out.len) : QN_EXIT_DONE;
    qn_buf_release(&j.out);
    qn_arena_release(&j.names);
    free(j.mn);
    qn_tele_free(j.tele);
    qn_pack_free(j.pack);
    qn_region_release(&j.region);
    return code;
}

const struct qn_command qn_cmd_quality = {
    .name = "quality",
    .synopsis = "STORE",
    .summary = QN_T_SUM_QUALITY,
    .about = QN_T_ABOUT_QUALITY,
    .example = "quench quality city.db --outlet O-yz-ch1 --from 2026-03-01 --to 2026-04-30",
    .min_words = 1,
    .max_words = 1,
    .option = {{"outlet", "ID", QN_T_OPT_QUALITY_OUTLET, NULL},
               {"device", "MN", QN_T_OPT_QUALITY_DEVICE, NULL},
               {"from", "DATE", QN_T_OPT_QUALITY_FROM, NULL},
               {"to", "DATE", QN_T_OPT_QUALITY_TO, NULL},
               {"on-limits", "DATE", QN_T_OPT_QUALITY_ON, NULL},
               {"regime", "NAME", QN_T_OPT_QUALITY_REGIME, NULL},
               {"marks", "NAME", QN_T_OPT_QUALITY_MARKS, NULL},
               {"rules", "DIR", QN_T_OPT_RULES, NULL},
               {"json", NULL, QN_T_OPT_JSON, NULL}},
    .run = run,
};
