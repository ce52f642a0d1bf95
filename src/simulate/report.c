#include "simulate/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CP_MAX 950 /* [byte] of a CP, as 2017 has it */
#define GROUPS_MAX 32
#define GROUP_CAP 320
#define RESEND_EVERY_MS 1500
#define RETRY_CHANCE 0.002
#define RETRY_AFTER_MS 10000

/* ---- what a channel is called ---- */

struct channel {
    const char *code, *code_2005;
    int st, decimals;
    bool converted, mass; /* Zs* sent; Cou is a mass reckoned with the flow */
    bool counts;          /* Cou only */
};
/* clang-format off */
static const struct channel channels[QN_CH_COUNT] = {
    [QN_CH_FLOW] = {"a00000", "B02", 31, 2, false, false, false},
    [QN_CH_VELOCITY] = {"a01011", "S02", 31, 2, false, false, false},
    [QN_CH_TEMP] = {"a01012", "S03", 31, 1, false, false, false},
    [QN_CH_PRESSURE] = {"a01013", "S08", 31, 3, false, false, false},
    [QN_CH_HUMIDITY] = {"a01014", "S05", 31, 1, false, false, false},
    [QN_CH_O2] = {"a19001", "S01", 31, 2, false, false, false},
    [QN_CH_SO2] = {"a21026", "02", 31, 2, true, true, false},
    [QN_CH_NOX] = {"a21002", "03", 31, 1, true, true, false},
    [QN_CH_DUST] = {"a34013", "01", 31, 2, true, true, false},
    [QN_CH_FAN] = {"g20801", "", 51, 1, false, false, false},
    [QN_CH_PUMP] = {"g10401", "", 51, 1, false, false, false},
    [QN_CH_FURNACE] = {"i33310", "", 51, 1, false, false, false},
    [QN_CH_LOAD] = {"I33400", "", 51, 1, false, false, false},
    [QN_CH_POWER] = {QN_CODE_POWER, "", 44, 1, false, false, false},
    [QN_CH_TREAT] = {QN_CODE_TREAT, "", 44, 1, false, false, false},
    [QN_CH_CHARGES] = {QN_CODE_CHARGE, "", 45, 0, false, false, true},
    [QN_CH_PUSHES] = {QN_CODE_PUSH, "", 45, 0, false, false, true},
    [QN_CH_HEATING] = {QN_CODE_HEATING, "", 45, 0, false, false, false},
};
/* clang-format on */

static const char *code_of(const struct qn_sim_device *d, int ch)
{
    const struct qn_fleet_device *w = d->what;
    const char *own = ch == QN_CH_POWER     ? w->power_code
                      : ch == QN_CH_TREAT   ? w->treat_code
                      : ch == QN_CH_CHARGES ? w->charge_code
                      : ch == QN_CH_PUSHES  ? w->push_code
                      : ch == QN_CH_HEATING ? w->heating_code
                                            : NULL;
    if (own && *own)
        return own;
    return w->version == QN_212_2005 ? channels[ch].code_2005 : channels[ch].code;
}

/* ---- values ---- */

/* A period as it is told: after marks, conversion, units. */
struct told {
    double mean, least, most, total;
    char mark;
};
struct record {
    int64_t data_unix_ms;
    double seconds;
    struct told told[QN_CH_COUNT];
};

static bool mark_reaches(const struct qn_sim_device *d, bool honest, int ch)
{
    enum qn_sim_marks m = d->traits.marks;
    if (channels[ch].st != 31 || m == QN_MARKS_WORD)
        return false;
    if (m == QN_MARKS_NONE)
        return !honest;
    return m != QN_MARKS_GAS || ch == QN_CH_FLOW || ch >= QN_CH_O2;
}

static char own_mark(const struct qn_sim_sum *s, int ch)
{
    static const char letters[] = "CMD";
    for (int k = 2; k >= 0; k--)
        if (s->marked[ch][k] > 0.25 * s->minutes)
            return letters[k];
    return 'N';
}

static char mark_of(const struct qn_sim_device *d, const struct qn_sim_sum *s, int ch, bool claimed)
{
    char own = own_mark(s, ch);
    if (!claimed || s->banked || !mark_reaches(d, s->honest, ch))
        return own;
    return own != 'N' && d->traits.own_marks_first ? own : 'F';
}

static void tell(const struct qn_sim_device *d, const struct qn_sim_sum *s, bool claimed,
                 struct record *out)
{
    out->data_unix_ms = s->from_unix_ms;
    out->seconds = s->minutes * 60;
    for (int ch = 0; ch < QN_CH_COUNT; ch++) {
        double mean = s->minutes > 0 ? s->sum[ch] / s->minutes : 0;
        out->told[ch] = (struct told){mean, s->least[ch], s->most[ch], s->total[ch],
                                      mark_of(d, s, ch, claimed)};
    }
}

/* What somebody wrote over the values of a bad night. */
static void falsify(const struct qn_sim_device *d, struct record *r)
{
    const struct qn_sim_traits *t = &d->traits;
    const double usual[] = {t->so2_mg_m3, t->nox_mg_m3, t->dust_mg_m3};
    for (int i = 0; i < 3; i++) {
        struct told *x = &r->told[QN_CH_SO2 + i];
        double by = x->mean > 0 ? usual[i] / x->mean : 1;
        x->mean *= by;
        x->least *= by;
        x->most *= by;
    }
}

/* (21 - O2 reference) / (21 - O2), as loggers have it. */
static double conversion(const struct qn_sim_traits *t, double o2)
{
    double left = 21 - o2;
    if (t->zs_rule == 2 && o2 >= 19)
        return 1;
    double by = (21 - t->o2_ref_pct) / (left < 0.05 ? 0.05 : left);
    return t->zs_rule == 1 && by > 4 ? 4 : by;
}

/* ---- text ---- */

struct groups {
    char text[GROUPS_MAX][GROUP_CAP];
    size_t n;
};

static void say(char *group, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(char *group, const char *fmt, ...)
{
    size_t used = strlen(group);
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(group + used, GROUP_CAP - used, fmt, ap);
    va_end(ap);
}

static void say_value(char *group, const char *code, const char *field, double x, int decimals)
{
    static const double half[] = {0.5, 0.05, 0.005, 0.0005};
    if (x < 0 && x > -half[decimals])
        x = 0; /* no minus before a nought */
    say(group, "%s%s-%s=%.*f", *group ? "," : "", code, field, decimals, x);
}

/* Factor from the unit the simulator has to the unit this logger sends. */
static double unit_of(const struct qn_sim_device *d, int ch, int *decimals)
{
    if (ch == QN_CH_FLOW && d->traits.flow_m3_h) {
        *decimals = 0;
        return 3600;
    }
    if (ch == QN_CH_PRESSURE && d->traits.pressure_Pa) {
        *decimals = 0;
        return 1000;
    }
    return 1;
}

static void say_amount(char *g, const struct record *r, int ch, const char *code)
{
    const struct told *x = &r->told[ch];
    if (channels[ch].counts)
        say_value(g, code, "Cou", x->total, 0);
    else if (ch == QN_CH_FLOW)
        say_value(g, code, "Cou", x->mean * r->seconds, 1);
    else if (channels[ch].mass)
        say_value(g, code, "Cou", x->mean * r->told[QN_CH_FLOW].mean * r->seconds * 1e-6, 3);
    else if (channels[ch].st == 44)
        say_value(g, code, "Cou", x->mean * r->seconds / 3600, 1);
}

static void say_period(char *g, const struct qn_sim_device *d, const struct record *r, int ch)
{
    const struct told *x = &r->told[ch];
    const char *code = code_of(d, ch);
    int decimals = channels[ch].decimals;
    double unit = unit_of(d, ch, &decimals);
    if (!d->what->lean || channels[ch].counts)
        say_amount(g, r, ch, code);
    if (!channels[ch].counts) {
        if (d->traits.spread)
            say_value(g, code, "Min", x->least * unit, decimals);
        say_value(g, code, "Avg", x->mean * unit, decimals);
        if (d->traits.spread)
            say_value(g, code, "Max", x->most * unit, decimals);
    }
    if (channels[ch].converted && d->traits.o2_ref_pct < 21 && !d->what->lean) {
        double by = conversion(&d->traits, r->told[QN_CH_O2].mean);
        say_value(g, code, "ZsAvg", x->mean * by, decimals);
    }
    say(g, ",%s-Flag=%c", code, x->mark);
}

static void say_instant(char *g, const struct qn_sim_device *d, const struct record *r, int ch)
{
    const char *code = code_of(d, ch);
    int decimals = channels[ch].decimals;
    double unit = unit_of(d, ch, &decimals);
    say_value(g, code, "Rtd", r->told[ch].mean * unit, decimals);
    say(g, ",%s-Flag=%c", code, r->told[ch].mark);
}

/* ---- frames ---- */

struct sending {
    int32_t st, cn;
    int64_t data_unix_ms; /* DataTime */
    int64_t send_unix_ms;
    bool resent;
};

static struct qn_212_span span(const char *s, size_t n)
{
    return (struct qn_212_span){s, (uint32_t)n};
}

/* Two frames of a device never carry the same QN. */
static int64_t own_moment(struct qn_sim_device *d, int64_t wanted)
{
    if (wanted <= d->last_send_ms && d->last_send_ms - wanted < 60000)
        wanted = d->last_send_ms + 1;
    d->last_send_ms = wanted;
    return wanted;
}

static enum qn_status send_part(struct qn_sim_device *d, const struct sending *s, const char *cp,
                                size_t len, int parts, int part, struct qn_sim_queue *q,
                                struct qn_err *err)
{
    const struct qn_fleet_device *w = d->what;
    int64_t moment = own_moment(d, s->send_unix_ms + part);
    unsigned char frame[QN_212_SEGMENT_STANDARD + 64];
    struct qn_212_head head = {
        .qn = qn_212_qn_of(moment),
        .st = s->st,
        .cn = s->cn,
        .pw = span(w->password, strlen(w->password)),
        .mn = span(w->mn, strlen(w->mn)),
        .version = w->version,
        .wants_answer = true,
        .parts = parts,
        .part = part,
        .resent = s->resent && w->version == QN_212_2025,
    };
    size_t n = qn_212_encode(&head, span(cp, len), NULL, frame, sizeof frame);
    if (!n)
        return qn_fail(err, QN_E_DOMAIN, w->mn, QN_T_SIM_NO_FRAME, w->mn);
    int64_t arrival = moment + (int64_t)qn_chance_between(&d->line, 15, 250);
    enum qn_status st = qn_sim_queue_put(q, arrival, d->index, frame, n, err);
    if (!st && qn_chance_happens(&d->line, RETRY_CHANCE))
        st = qn_sim_queue_put(q, arrival + RETRY_AFTER_MS, d->index, frame, n, err);
    return st;
}

/* The groups of part after part; a part is a CP of its own. */
static size_t fill_part(char cp[CP_MAX + 1], size_t most, const char *time, const struct groups *g,
                        size_t *next)
{
    size_t len = (size_t)snprintf(cp, CP_MAX + 1, "DataTime=%s", time);
    while (*next < g->n && len + 1 + strlen(g->text[*next]) <= most) {
        len += (size_t)snprintf(cp + len, CP_MAX + 1 - len, ";%s", g->text[*next]);
        (*next)++;
    }
    return len;
}

static enum qn_status send_groups(struct qn_sim_device *d, const struct sending *s,
                                  const struct groups *g, struct qn_sim_queue *q,
                                  struct qn_err *err)
{
    char cp[CP_MAX + 1], time[QN_212_TIME_CAP];
    qn_212_time_text(s->data_unix_ms, false, time);
    int parts = 0;
    for (size_t next = 0; next < g->n; parts++)
        (void)fill_part(cp, d->traits.part_max, time, g, &next);
    size_t next = 0;
    enum qn_status st = QN_OK;
    for (int part = 1; part <= parts && !st; part++) {
        size_t len = fill_part(cp, d->traits.part_max, time, g, &next);
        st = send_part(d, s, cp, len, parts, part, q, err);
    }
    return st;
}

static enum qn_status send_record(struct qn_sim_device *d, const struct record *r,
                                  const struct sending *s, struct qn_sim_queue *q,
                                  struct qn_err *err)
{
    struct groups g = {.n = 0};
    for (int ch = 0; ch < QN_CH_COUNT; ch++) {
        if (!d->traits.has[ch] || channels[ch].st != s->st)
            continue;
        g.text[g.n][0] = '\0';
        if (s->cn == 2011)
            say_instant(g.text[g.n++], d, r, ch);
        else
            say_period(g.text[g.n++], d, r, ch);
    }
    return g.n ? send_groups(d, s, &g, q, err) : QN_OK;
}

/* All station kinds of one record. */
static enum qn_status send_all(struct qn_sim_device *d, const struct record *r, struct sending s,
                               struct qn_sim_queue *q, struct qn_err *err)
{
    static const int32_t sts[] = {31, 51, 44, 45};
    enum qn_status st = QN_OK;
    for (size_t i = 0; i < sizeof sts / sizeof sts[0] && !st; i++) {
        s.st = sts[i];
        if (s.cn == 2031 && s.st != 31)
            break;
        st = send_record(d, r, &s, q, err);
        s.send_unix_ms += 220;
    }
    return st;
}

/* ---- when it is sent ---- */

static int64_t delay_ms(struct qn_sim_device *d, int32_t cn)
{
    double s = d->traits.delay_s * (cn == 2011 ? 0.1 : 1) + qn_chance_between(&d->line, 0, 3);
    if (cn == 2061)
        s += 8;
    if (cn == 2031)
        s += 600 + 20 * d->traits.delay_s;
    return (int64_t)(s * 1000);
}

/* false: never sent. */
static bool moment_of(struct qn_sim_device *d, const struct qn_sim_now *now, int32_t cn,
                      int64_t end_unix_ms, struct sending *out)
{
    out->cn = cn;
    out->send_unix_ms = end_unix_ms + delay_ms(d, cn);
    if (!now->silent)
        return true;
    if (!now->sent_later || cn == 2011)
        return false;
    int64_t place = (out->data_unix_ms - (now->silent_to_unix_ms - 30 * QN_DAY_MS)) / 60000;
    out->send_unix_ms = now->silent_to_unix_ms + place % 100000 * RESEND_EVERY_MS / 10;
    if (out->send_unix_ms < end_unix_ms)
        out->send_unix_ms = end_unix_ms + delay_ms(d, cn);
    out->resent = true;
    return true;
}

enum qn_status qn_sim_report(struct qn_sim_device *d, const struct qn_sim_sum *s, int32_t cn,
                             const struct qn_sim_now *now, struct qn_sim_queue *q,
                             struct qn_err *err)
{
    struct record r;
    bool claimed = s->claimed >= 0.75 * s->minutes;
    struct sending way = {.data_unix_ms = s->from_unix_ms};
    int64_t end = s->from_unix_ms + (int64_t)(s->minutes * 60000 + 0.5);
    if (s->minutes <= 0 || !moment_of(d, now, cn, end, &way))
        return QN_OK;
    tell(d, s, claimed, &r);
    enum qn_status st = send_all(d, &r, way, q, err);
    bool marks_anew = s->remarked >= 0.4 * s->minutes && s->remark_unix_ms > end;
    if (st || claimed || !marks_anew || cn == 2031)
        return st;
    bool by_flag =
        d->traits.marks != QN_MARKS_WORD && !(s->honest && d->traits.marks == QN_MARKS_NONE);
    if (!by_flag)
        return QN_OK;
    tell(d, s, true, &r);
    if (s->exceeding && now->facts.remark_changes == 2)
        falsify(d, &r);
    way.st = 31;
    way.send_unix_ms = s->remark_unix_ms + (s->from_unix_ms / 60000) % 1000 * 300;
    way.resent = qn_chance_happens(&d->line, 0.3);
    return send_record(d, &r, &way, q, err);
}

enum qn_status qn_sim_report_instant(struct qn_sim_device *d, int64_t t_unix_ms,
                                     const struct qn_sim_now *now, struct qn_sim_queue *q,
                                     struct qn_err *err)
{
    struct record r = {.data_unix_ms = t_unix_ms};
    struct sending way = {.data_unix_ms = t_unix_ms};
    if (!moment_of(d, now, 2011, t_unix_ms, &way))
        return QN_OK;
    struct qn_sim_sum s = {.minutes = 1,
                           .claimed = now->claimed,
                           .banked = now->truth == QN_TRUTH_BANKED,
                           .honest = now->kind == QN_EP_HONEST_STOP};
    for (int ch = 0; ch < QN_CH_COUNT; ch++) {
        const struct qn_sim_reading *x = &d->sensors.reading[ch];
        double at = x->least + (x->most - x->least) * (0.3 + 0.4 * qn_chance_unit(&d->noise));
        r.told[ch] = (struct told){.mean = x->least < x->most ? at : x->mean,
                                   .mark = mark_of(d, &s, ch, now->claimed)};
        if (r.told[ch].mark == 'N')
            r.told[ch].mark = x->mark;
    }
    enum qn_status st = QN_OK;
    static const int32_t sts[] = {31, 51, 44};
    for (size_t i = 0; i < 3 && !st; i++) {
        way.st = sts[i];
        st = send_record(d, &r, &way, q, err);
        way.send_unix_ms += 220;
    }
    return st;
}

enum qn_status qn_sim_report_word(struct qn_sim_device *d, int64_t t_unix_ms,
                                  const struct qn_sim_now *now, struct qn_sim_queue *q,
                                  struct qn_err *err)
{
    struct groups g = {.n = 2};
    struct sending way = {.st = 45, .data_unix_ms = t_unix_ms};
    bool late = now->remark_unix_ms && !now->claimed;
    const char *word = late ? "N" : now->word;
    if (!moment_of(d, now, 2011, t_unix_ms, &way))
        return QN_OK;
    (void)snprintf(g.text[0], GROUP_CAP, "%s-Rtd=%s", QN_CODE_WORD, word);
    (void)snprintf(g.text[1], GROUP_CAP, "p99102-Rtd=N");
    if (d->traits.blank_word)
        (void)snprintf(g.text[g.n++], GROUP_CAP, "p99103-Rtd=Sr");
    enum qn_status st = send_groups(d, &way, &g, q, err);
    if (st || !late || now->remark_unix_ms <= t_unix_ms)
        return st;
    (void)snprintf(g.text[0], GROUP_CAP, "%s-Rtd=%s", QN_CODE_WORD,
                   now->exceeding ? "F" : now->word);
    way.send_unix_ms = now->remark_unix_ms + (t_unix_ms / 60000) % 1000 * 300;
    return send_groups(d, &way, &g, q, err);
}

enum qn_status qn_sim_report_start(struct qn_sim_device *d, int64_t t_unix_ms,
                                   struct qn_sim_queue *q, struct qn_err *err)
{
    struct groups g = {.n = 1};
    char time[QN_212_TIME_CAP];
    struct sending way = {
        .st = 31, .cn = 2081, .data_unix_ms = t_unix_ms, .send_unix_ms = t_unix_ms + 1500};
    if (d->what->version == QN_212_2005)
        return QN_OK;
    (void)snprintf(g.text[0], GROUP_CAP, "RestartTime=%s",
                   qn_212_time_text(t_unix_ms, false, time));
    return send_groups(d, &way, &g, q, err);
}
