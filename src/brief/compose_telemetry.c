/* 5 Telemetry: did it really stop? Verdicts, pictures, contradictions, and what cannot be proved.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/telemetry_pen.h"

#define TIMES_SHOWN 12
#define WITNESSES_SHOWN 6
#define GAPS_SHOWN 4
#define GAP_SHOWN_MS INT64_C(21600000) /* shorter ones are only counted */
#define HOUR_MS 3600000.0

static int64_t shown(const struct qn_watch *w)
{
    int64_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        n += qn_watched_shown(&w->item[i]);
    return n;
}

static void intro(struct qn_pen *p)
{
    const struct qn_watch *w = &p->b->watch;
    struct qn_pen_arg args[] = {
        qn_pen_text(qn_pen_when(p, w->from_unix_ms)), qn_pen_text(qn_pen_when(p, w->to_unix_ms)),
        qn_pen_watch_count(p, w->devices - w->unknown), qn_pen_watch_count(p, (int64_t)w->n)};
    qn_pen_block(p, QN_BLOCK_PARA, QN_T_TEL_INTRO, args, 4);
    char pack[16];
    snprintf(pack, sizeof pack, "%.12s", w->rules_sha256);
    struct qn_pen_arg caution[] = {qn_pen_watch_count(p, w->assumed),
                                   qn_pen_watch_count(p, w->learned),
                                   qn_pen_text(qn_pen_keep(p, pack, strlen(pack)))};
    struct qn_block *b = qn_pen_block(p, QN_BLOCK_CALLOUT, QN_T_TEL_CAUTION, caution, 3);
    b->tone = 1;
}

static void badge(struct qn_pen *p, struct qn_spans *s, enum qn_verdict v)
{
    static const struct qn_colour ink[QN_V_COUNT] = {{0x2f, 0x6f, 0x93, 255},
                                                     {0x3f, 0x6f, 0x5f, 255},
                                                     {0x9b, 0x1c, 0x1c, 255},
                                                     {0x6b, 0x72, 0x80, 255}};
    qn_span_badge(p->d, s, qn_verdict_label(p->lang, v), ink[v]);
}

static void cell_hours(struct qn_pen *p, const struct qn_watched *w, enum qn_verdict v)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    if (w->time_ms[v] == 0) {
        qn_span_muted(p->d, s, "–");
        return;
    }
    struct qn_doc_prov o = qn_pen_hours(p, w, v);
    qn_span_number(p->d, s, &o);
}

/* Each kind of finding once. */
static void cell_findings(struct qn_pen *p, const struct qn_watched *w)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    unsigned told = 0;
    for (size_t i = 0; i < w->v.n_findings; i++) {
        unsigned bit = 1u << w->v.finding[i].kind;
        if (told & bit)
            continue;
        if (told)
            qn_span_break(p->d, s);
        told |= bit;
        qn_span_text(p->d, s, qn_finding_label(p->lang, w->v.finding[i].kind));
    }
    if (!told)
        qn_span_muted(p->d, s, "–");
}

static void summary_row(struct qn_pen *p, const struct qn_watched *w)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    qn_span_strong(p->d, s, qn_pen_watched(p, w));
    qn_span_break(p->d, s);
    qn_span_muted(p->d, s, qn_pen_owner(p, w));
    s = qn_doc_cell(p->d);
    if (w->installation >= 0)
        qn_span_text(p->d, s,
                     qn_state_label(p->lang, qn_installation_state_on(p->r, w->installation,
                                                                      p->b->on, NULL, NULL)));
    for (int v = 0; v < QN_V_COUNT; v++)
        cell_hours(p, w, (enum qn_verdict)v);
    cell_findings(p, w);
}

static void summary(struct qn_pen *p)
{
    const struct qn_watch *w = &p->b->watch;
    qn_doc_heading(p->d, 2, "telemetry-summary", qn_pen_t(p, QN_T_TEL_H_SUMMARY));
    const struct qn_doc_column column[] = {
        {qn_pen_t(p, QN_T_BRF_C_ABOUT), 2, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_TEL_C_RECORD), 1.5, QN_ALIGN_LEFT},
        {qn_pen_t(p, QN_T_TEL_STOPPED), 1.3, QN_ALIGN_RIGHT},
        {qn_pen_t(p, QN_T_TEL_RUNNING), 1.35, QN_ALIGN_RIGHT},
        {qn_pen_t(p, QN_T_TEL_CONTRADICTED), 1.7, QN_ALIGN_RIGHT},
        {qn_pen_t(p, QN_T_TEL_UNPROVABLE), 1.65, QN_ALIGN_RIGHT},
        {qn_pen_t(p, QN_T_TEL_C_FINDINGS), 2.3, QN_ALIGN_LEFT}};
    struct qn_block *b = qn_doc_table(p->d, column, 7);
    qn_span_text(p->d, &b->spans, qn_pen_t(p, QN_T_TEL_SUMMARY_CAPTION));
    for (size_t i = 0; i < w->n; i++)
        if (qn_watched_shown(&w->item[i]))
            summary_row(p, &w->item[i]);
    int64_t others = (int64_t)w->n - shown(w);
    struct qn_pen_arg rest = qn_pen_watch_count(p, others);
    if (others)
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_TEL_OTHERS, &rest, 1);
    struct qn_pen_arg left_out = qn_pen_watch_count(p, w->left_out);
    if (w->left_out)
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_TEL_LEFT_OUT, &left_out, 1);
    struct qn_pen_arg unknown = qn_pen_watch_count(p, w->unknown);
    if (w->unknown)
        qn_pen_block(p, QN_BLOCK_PARA, QN_T_TEL_UNKNOWN, &unknown, 1);
}

/* ---- one of them ---- */

static const char *join_devices(struct qn_pen *p, const char *const *mn, size_t n)
{
    char text[512];
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n && len < sizeof text; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i ? qn_pen_comma(p) : "",
                                mn[i]);
    return qn_pen_keep(p, text, strlen(text));
}

static void one_claim(struct qn_pen *p, struct qn_spans *s, const struct qn_watched *w)
{
    struct qn_date since;
    const struct qn_prov *prov;
    if (w->claimed_from_unix_ms == INT64_MAX || w->installation < 0)
        return;
    (void)qn_installation_state_on(p->r, w->installation, p->b->on, &since, &prov);
    if (!qn_date_known(since) || !prov) {
        qn_pen_say(p, s, QN_T_TEL_CLAIMED_EVER, NULL, 0);
        return;
    }
    struct qn_pen_arg day =
        qn_pen_number(qn_pen_dated(p, qn_pen_t(p, QN_T_TEL_C_RECORD), since, prov));
    qn_pen_say(p, s, QN_T_TEL_CLAIMED, &day, 1);
}

static void one_summary(struct qn_pen *p, const struct qn_watched *w)
{
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    struct qn_spans *s = &b->spans;
    struct qn_pen_arg args[2 + QN_V_COUNT] = {qn_pen_text(qn_pen_when(p, w->v.from_unix_ms)),
                                              qn_pen_text(qn_pen_when(p, w->v.to_unix_ms))};
    const char *space = p->lang == QN_ZH ? "" : " ";
    for (int v = 0; v < QN_V_COUNT; v++)
        args[2 + v] = qn_pen_number(qn_pen_hours(p, w, (enum qn_verdict)v));
    for (int v = 0; v < QN_V_COUNT; v++)
        if (w->time_ms[v] && (v == QN_V_CONTRADICTED || w->v.n == 1)) {
            badge(p, s, (enum qn_verdict)v);
            qn_span_text(p->d, s, " ");
        }
    qn_pen_say(p, s, QN_T_TEL_ONE, args, 2 + QN_V_COUNT);
    qn_span_text(p->d, s, space);
    one_claim(p, s, w);
    qn_span_text(p->d, s, space);
    if (w->v.n_findings == 0)
        qn_pen_say(p, s, QN_T_TEL_NO_FINDING, NULL, 0);
    qn_span_text(p->d, s, space);
    struct qn_pen_arg heard = qn_pen_text(join_devices(p, w->mn, w->n_mn));
    qn_pen_say(p, s, QN_T_TEL_DEVICES, &heard, 1);
    if (w->n_silent == 0)
        return;
    struct qn_pen_arg silent = qn_pen_text(join_devices(p, w->mn + w->n_mn, w->n_silent));
    qn_span_text(p->d, s, space);
    qn_pen_say(p, s, QN_T_TEL_SILENT_DEVICES, &silent, 1);
}

static void picture(struct qn_pen *p, const struct qn_watched *w)
{
    struct qn_scene *scene = qn_draw_timeline(p, w);
    if (!scene)
        return;
    char words[1024];
    size_t len = 0;
    words[0] = '\0';
    for (size_t i = 0; i < w->v.n && i < 12 && len < sizeof words; i++)
        len += (size_t)snprintf(words + len, sizeof words - len, "%s%s %s", i ? "; " : "",
                                qn_pen_when(p, w->v.interval[i].from_unix_ms),
                                qn_verdict_label(p->lang, w->v.interval[i].verdict));
    struct qn_block *b = qn_doc_scene(
        p->d, scene, qn_pen_f(p, QN_T_TEL_ALT, qn_pen_watched(p, w), words, (const char *)NULL));
    qn_span_text(p->d, &b->spans, qn_pen_t(p, QN_T_TEL_CAPTION));
}

static const char *place_of(struct qn_pen *p, const struct qn_witness *w)
{
    return qn_pen_f(p, QN_T_TEL_PLACE, w->factor ? w->factor : "", qn_pen_when(p, w->from_unix_ms),
                    qn_pen_when(p, w->to_unix_ms), (const char *)NULL);
}

/* A number as a witness has it: three or four digits tell enough. */
static double rounded(double v)
{
    double mag = fabs(v);
    double unit = mag >= 1000 ? 1 : mag >= 100 ? 0.1 : 0.01;
    return isfinite(v) ? round(v / unit) * unit : v;
}

/* What a mark or a claim says; it has no factor of its own. */
static const char *claim_label(const struct qn_pen *p, const char *code)
{
    static const char *const codes[] = {"mark_stopped", "condition_stopped", "announced_stopped",
                                        "remarked_stopped"};
    for (size_t i = 0; code && i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(codes[i], code) == 0)
            return qn_pen_t(p, (enum qn_text_id)(QN_T_TEL_W_MARK + i));
    return code ? code : "";
}

static void witness_row(struct qn_pen *p, const struct qn_witness *w)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    qn_span_text(p->d, s, qn_group_label(p->lang, w->group));
    bool sent = w->mn && *w->mn && w->factor && *w->factor;
    qn_span_break(p->d, s);
    qn_span_muted(p->d, s, sent ? qn_pen_factor(p, w->factor) : claim_label(p, w->code));
    s = qn_doc_cell(p->d);
    if (sent && isfinite(w->value)) {
        struct qn_doc_prov o = qn_pen_sent(
            p, qn_pen_factor(p, w->factor), rounded(w->value), w->unit, w->mn, place_of(p, w),
            qn_pen_f(p, QN_T_TEL_RULE_WITNESS, w->code, (const char *)NULL));
        qn_span_number(p->d, s, &o);
        qn_span_text(p->d, s, " ");
        qn_span_text(p->d, s, o.unit);
    }
    s = qn_doc_cell(p->d);
    if (sent && isfinite(w->limit)) {
        struct qn_doc_prov o = qn_pen_limit(p, w->mn, w->factor, rounded(w->limit), w->unit,
                                            w->code, w->learned_from_h);
        qn_span_number(p->d, s, &o);
        qn_span_text(p->d, s, " ");
        qn_span_text(p->d, s, o.unit);
        char hours[QN_NUM_TEXT_CAP];
        qn_num_text(floor(w->learned_from_h + 0.5), hours);
        qn_span_break(p->d, s);
        qn_span_muted(p->d, s,
                      w->learned_from_h > 0
                          ? qn_pen_f(p, QN_T_TEL_FROM_OWN, hours, (const char *)NULL)
                          : qn_pen_t(p, QN_T_TEL_FROM_PACK));
    }
    qn_span_text(p->d, qn_doc_cell(p->d), qn_says_label(p->lang, w->says));
    s = qn_doc_cell(p->d);
    qn_span_text(p->d, s, w->mn ? w->mn : "");
    qn_span_break(p->d, s);
    qn_span_muted(p->d, s, qn_pen_when(p, w->from_unix_ms));
}

static bool is_first_of_group(const struct qn_witness *w, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (w[k].group == w[i].group)
            return false;
    return true;
}

static void witness_table(struct qn_pen *p, const struct qn_witness *w, size_t n)
{
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_TEL_C_WITNESS), 2.4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_C_SEEN), 1.3, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_C_LIMIT), 1.7, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_C_SAYS), 1.1, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_C_FROM), 2.3, QN_ALIGN_LEFT}};
    if (n == 0)
        return;
    qn_doc_table(p->d, column, 5);
    int left = WITNESSES_SHOWN;
    for (int again = 0; again < 2; again++) /* the first of each group, then the others */
        for (size_t i = 0; i < n && left > 0; i++)
            if (is_first_of_group(w, i) == !again) {
                witness_row(p, &w[i]);
                left--;
            }
}

/* "10-22 23:00 – 10-23 06:00" */
static const char *short_span(struct qn_pen *p, const struct qn_finding *f)
{
    char from[QN_WHEN_CAP], to[QN_WHEN_CAP], text[2 * QN_WHEN_CAP + 8];
    qn_when(f->from_unix_ms, from);
    qn_when(f->to_unix_ms, to);
    int n = snprintf(text, sizeof text, "%s – %s", from + 5, to + 5);
    return qn_pen_keep(p, text, (size_t)n);
}

/* The other times of a kind behind its first, as a list. */
static void other_times(struct qn_pen *p, const struct qn_watched *w, size_t first, int64_t n)
{
    int64_t told = 0;
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    qn_span_text(p->d, &b->spans, qn_pen_t(p, QN_T_TEL_OTHER_TIMES));
    for (size_t i = first + 1; i < w->v.n_findings && told < TIMES_SHOWN; i++) {
        if (w->v.finding[i].kind != w->v.finding[first].kind)
            continue;
        qn_span_text(p->d, &b->spans, told ? qn_pen_t(p, QN_T_TEL_SEMICOLON) : "");
        qn_span_text(p->d, &b->spans, short_span(p, &w->v.finding[i]));
        told++;
    }
    if (n - 1 > told) {
        struct qn_pen_arg more = qn_pen_watch_count(p, n - 1 - told);
        qn_pen_say(p, &b->spans, QN_T_TEL_MORE, &more, 1);
    }
}

static void one_kind(struct qn_pen *p, const struct qn_watched *w, size_t first, int number)
{
    const struct qn_finding *f = &w->v.finding[first];
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    int64_t n = 0, time_ms = 0;
    char text[16];
    for (size_t i = first; i < w->v.n_findings; i++)
        if (w->v.finding[i].kind == f->kind) {
            n++;
            time_ms += w->v.finding[i].to_unix_ms - w->v.finding[i].from_unix_ms;
        }
    snprintf(text, sizeof text, "%d. ", number);
    qn_span_strong(p->d, &b->spans, qn_pen_keep(p, text, strlen(text)));
    qn_span_strong(p->d, &b->spans, qn_finding_label(p->lang, f->kind));
    struct qn_doc_prov hours = qn_pen_hours(p, w, QN_V_CONTRADICTED);
    hours.label = qn_finding_label(p->lang, f->kind);
    hours.value = round((double)time_ms / HOUR_MS * 10) / 10;
    hours.text = qn_pen_digits(p, hours.value);
    struct qn_pen_arg args[] = {qn_pen_watch_count(p, n), qn_pen_number(hours),
                                qn_pen_text(qn_pen_when(p, f->from_unix_ms)),
                                qn_pen_text(qn_pen_when(p, f->to_unix_ms)),
                                qn_pen_text(qn_pen_when(p, f->known_unix_ms))};
    qn_pen_say(p, &b->spans, n > 1 ? QN_T_TEL_FINDING : QN_T_TEL_FINDING_ONE, args, 5);
    witness_table(p, f->witness, f->n);
    if (n > 1)
        other_times(p, w, first, n);
}

/* Each kind once, with the witnesses of its first time. */
static void findings(struct qn_pen *p, const struct qn_watched *w)
{
    int number = 0;
    for (size_t i = 0; i < w->v.n_findings; i++)
        if (qn_finding_is_first(&w->v, i))
            one_kind(p, w, i, ++number);
}

/* "14.2 (mark N)", and when it came. */
static void cell_version(struct qn_pen *p, const struct qn_change *h, const char *text,
                         const char *mark, int64_t arrival_unix_ms)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    struct qn_212_span span = {text, (uint32_t)strlen(text)};
    double value;
    const struct qn_212_factor *f =
        qn_212_factor_of((struct qn_212_span){h->factor, (uint32_t)strlen(h->factor)});
    if (qn_212_number(span, &value)) {
        struct qn_doc_prov o =
            qn_pen_sent(p, qn_pen_factor(p, h->factor), value, f ? f->unit : "", h->mn,
                        qn_pen_f(p, QN_T_TEL_PLACE_AT, h->factor, qn_pen_when(p, h->t_unix_ms),
                                 (const char *)NULL),
                        qn_pen_f(p, QN_T_TEL_ARRIVED, qn_pen_when(p, arrival_unix_ms), text,
                                 (const char *)NULL));
        o.text = text;
        qn_span_number(p->d, s, &o);
    } else {
        qn_span_text(p->d, s, text);
    }
    qn_span_text(p->d, s,
                 qn_pen_f(p, QN_T_TEL_MARKED, "", *mark ? mark : qn_pen_t(p, QN_T_TEL_MARKLESS),
                          (const char *)NULL));
    qn_span_break(p->d, s);
    qn_span_muted(p->d, s, qn_pen_when(p, arrival_unix_ms));
}

static void versions(struct qn_pen *p, const struct qn_watched *w)
{
    if (w->all_changes == 0)
        return;
    struct qn_pen_arg n = qn_pen_count(p, QN_T_TEL_L_COUNT, w->all_changes, QN_T_TEL_RULE_VERSIONS);
    qn_pen_block(p, QN_BLOCK_PARA, w->n_change ? QN_T_TEL_CHANGED : QN_T_TEL_CHANGED_PLAIN, &n, 1);
    if (w->n_change == 0)
        return;
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_TEL_C_TIME), 1.6, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_C_FROM), 2.4, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_C_FIRST), 2, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_C_LATER), 2, QN_ALIGN_LEFT}};
    qn_doc_table(p->d, column, 4);
    for (size_t i = 0; i < w->n_change; i++) {
        const struct qn_change *h = &w->change[i];
        qn_span_text(p->d, qn_doc_cell(p->d), qn_pen_when(p, h->t_unix_ms));
        struct qn_spans *s = qn_doc_cell(p->d);
        qn_span_text(p->d, s, qn_pen_factor(p, h->factor));
        qn_span_break(p->d, s);
        qn_span_muted(p->d, s, h->mn);
        cell_version(p, h, h->first_text, h->first_mark, h->first_arrival_unix_ms);
        cell_version(p, h, h->last_text, h->last_mark, h->last_arrival_unix_ms);
    }
}

/* ---- what cannot be proved ---- */

/* Groups of which no witness said a thing, as bits. */
static unsigned silent_groups(const struct qn_interval *i)
{
    unsigned silent = (1u << QN_W_CLAIM) - 1;
    for (size_t k = 0; k < i->n; k++)
        if (i->witness[k].says != QN_SAYS_NOTHING && i->witness[k].group < QN_W_CLAIM)
            silent &= ~(1u << i->witness[k].group);
    return silent;
}

static const char *group_list(struct qn_pen *p, unsigned groups)
{
    char text[512];
    size_t len = 0;
    text[0] = '\0';
    for (int g = 0; g < QN_W_CLAIM && len < sizeof text; g++)
        if (groups & (1u << g))
            len +=
                (size_t)snprintf(text + len, sizeof text - len, "%s%s", len ? qn_pen_comma(p) : "",
                                 qn_group_label(p->lang, (enum qn_witness_group)g));
    return qn_pen_keep(p, text, strlen(text));
}

/* The longest unprovable interval shorter than `last` (or as long and later). */
static const struct qn_interval *next_gap(const struct qn_verification *v,
                                          const struct qn_interval *last)
{
    const struct qn_interval *best = NULL;
    for (size_t i = 0; i < v->n; i++) {
        const struct qn_interval *a = &v->interval[i];
        int64_t length = a->to_unix_ms - a->from_unix_ms;
        int64_t bound = last ? last->to_unix_ms - last->from_unix_ms : INT64_MAX;
        if (a->verdict != QN_V_UNPROVABLE || length > bound || (length == bound && a <= last))
            continue;
        if (!best || length > best->to_unix_ms - best->from_unix_ms)
            best = a;
    }
    return best;
}

static void gap_row(struct qn_pen *p, const struct qn_watched *w, const struct qn_interval *a)
{
    struct qn_spans *s = qn_doc_cell(p->d);
    qn_span_text(p->d, s,
                 qn_pen_f(p, QN_T_TEL_SPAN, qn_pen_when(p, a->from_unix_ms),
                          qn_pen_when(p, a->to_unix_ms), (const char *)NULL));
    double hours = round((double)(a->to_unix_ms - a->from_unix_ms) / HOUR_MS * 10) / 10;
    struct qn_doc_prov h = qn_pen_hours(p, w, QN_V_UNPROVABLE);
    h.value = hours;
    h.text = qn_pen_digits(p, hours);
    qn_span_number(p->d, qn_doc_cell(p->d), &h);
    struct qn_doc_prov c = h;
    c.label = qn_pen_t(p, QN_T_TEL_C_COVERED);
    c.value = round(a->covered * 100);
    c.text = qn_pen_digits(p, c.value);
    c.unit = "%";
    qn_span_number(p->d, qn_doc_cell(p->d), &c);
    qn_span_text(p->d, qn_doc_cell(p->d),
                 a->covered > 0 ? group_list(p, silent_groups(a)) : qn_pen_t(p, QN_T_TEL_NO_DATA));
}

static void gap_table(struct qn_pen *p, const struct qn_watched *w)
{
    const struct qn_doc_column column[] = {{qn_pen_t(p, QN_T_TEL_C_TIME), 3, QN_ALIGN_LEFT},
                                           {qn_pen_t(p, QN_T_TEL_HOURS), 0.8, QN_ALIGN_RIGHT},
                                           {qn_pen_t(p, QN_T_TEL_C_COVERED), 1.3, QN_ALIGN_RIGHT},
                                           {qn_pen_t(p, QN_T_TEL_C_SILENT), 3, QN_ALIGN_LEFT}};
    const struct qn_interval *gap = NULL;
    for (int k = 0; k < GAPS_SHOWN; k++) {
        gap = next_gap(&w->v, gap);
        if (!gap || gap->to_unix_ms - gap->from_unix_ms < GAP_SHOWN_MS)
            return;
        if (k == 0)
            qn_doc_table(p->d, column, 4);
        gap_row(p, w, gap);
    }
}

/* What was left open, how long, and which evidence there never was. */
static void gaps(struct qn_pen *p, const struct qn_watched *w)
{
    int64_t n = 0;
    unsigned never = (1u << QN_W_CLAIM) - 1;
    for (size_t i = 0; i < w->v.n; i++) {
        n += w->v.interval[i].verdict == QN_V_UNPROVABLE;
        never &= silent_groups(&w->v.interval[i]);
    }
    struct qn_block *b = qn_doc_block(p->d, QN_BLOCK_PARA);
    struct qn_pen_arg args[] = {qn_pen_watch_count(p, n),
                                qn_pen_number(qn_pen_hours(p, w, QN_V_UNPROVABLE))};
    qn_pen_say(p, &b->spans, n ? QN_T_TEL_GAPS : QN_T_TEL_ALL_PROVED, args, n ? 2 : 0);
    struct qn_pen_arg missing = qn_pen_text(group_list(p, never));
    if (never) {
        qn_span_text(p->d, &b->spans, p->lang == QN_ZH ? "" : " ");
        qn_pen_say(p, &b->spans, QN_T_TEL_NO_GROUP, &missing, 1);
    }
    gap_table(p, w);
}

static void one(struct qn_pen *p, const struct qn_watched *w, size_t i)
{
    char anchor[32], title[512];
    snprintf(anchor, sizeof anchor, "watched-%zu", i + 1);
    snprintf(title, sizeof title, "%s · %s", qn_pen_owner(p, w), qn_pen_watched(p, w));
    qn_doc_heading(p->d, 2, anchor, title);
    picture(p, w);
    one_summary(p, w);
    findings(p, w);
    versions(p, w);
    gaps(p, w);
}

void qn_compose_telemetry(struct qn_pen *p)
{
    const struct qn_watch *w = &p->b->watch;
    if (w->n == 0)
        return;
    qn_doc_heading(p->d, 1, "telemetry", qn_pen_t(p, QN_T_TEL_H));
    intro(p);
    summary(p);
    for (size_t i = 0; i < w->n; i++)
        if (qn_watched_shown(&w->item[i]))
            one(p, &w->item[i], i);
}
