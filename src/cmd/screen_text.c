/* A screening for people to read. */
#include <string.h>

#include "brief/labels.h"
#include "cmd/screen.h"

#define STEPS_MAX ((size_t)64 << 20)
#define CLASS_COLUMNS 14 /* "undetermined" and two blanks */

static void print_missing(const struct qn_screen_job *c, const struct qn_screening *s)
{
    enum qn_lang lang = c->a->lang;
    char list[2048] = "", label[256];
    size_t len = 0;
    for (size_t i = 0; i < s->n_missing && len < sizeof list; i++)
        len += (size_t)snprintf(list + len, sizeof list - len, "%s%s",
                                i ? (lang == QN_ZH ? "、" : ", ") : "",
                                qn_param_label(lang, s->missing[i], label, sizeof label));
    if (s->n_missing) {
        fputs("    ", stdout);
        qn_say1(stdout, lang, QN_T_SAY_MISSING, list);
    }
}

static void print_candidates(const struct qn_screen_job *c, const struct qn_screening *s)
{
    enum qn_lang lang = c->a->lang;
    char list[256] = "";
    size_t len = 0;
    for (int k = 0; k < QN_CLASS_COUNT; k++)
        if (s->candidates & (1u << k) && len < sizeof list)
            len += (size_t)snprintf(list + len, sizeof list - len, "%s%s",
                                    len ? (lang == QN_ZH ? "、" : ", ") : "",
                                    qn_class_label(lang, (enum qn_class)k));
    if (s->cls == QN_CLASS_RESTRICTED && s->candidates & (1u << QN_CLASS_ELIMINATED)) {
        fputs("    ", stdout);
        qn_say1(stdout, lang, QN_T_SAY_MAY_BE_ELIMINATED);
    }
    if (s->cls == QN_CLASS_UNDETERMINED && len) {
        fputs("    ", stdout);
        qn_say1(stdout, lang, QN_T_SAY_CANDIDATES, list);
    }
}

static void print_row(const struct qn_screen_job *c, const struct qn_screening *s)
{
    enum qn_lang lang = c->a->lang;
    const struct qn_installation *in = &c->region.installation[s->installation];
    const struct qn_enterprise *e = &c->region.enterprise[in->enterprise];
    enum qn_state state = qn_installation_state_on(&c->region, s->installation, c->on, NULL, NULL);
    const char *cls = qn_class_label(lang, s->cls);
    printf("%s%*s", cls, CLASS_COLUMNS - qn_columns(cls), "");
    qn_say1(stdout, lang, QN_T_SAY_INSTALLATION, qn_name_of(lang, e->name_zh, e->name_en),
            qn_name_of(lang, in->name_zh, in->name_en), in->id, qn_kind_label(lang, in->kind),
            qn_state_label(lang, state));
    if (s->rule) {
        fputs("    ", stdout);
        qn_say1(stdout, lang, QN_T_SAY_RULE, qn_rule_id(s->rule), qn_rule_item(s->rule),
                qn_conf_label(lang, qn_rule_conf(s->rule)),
                lang == QN_ZH ? qn_rule_text_zh(s->rule) : qn_rule_text_en(s->rule));
    }
    print_candidates(c, s);
    print_missing(c, s);
    if (s->reading_zh) {
        fputs("    ", stdout);
        qn_say1(stdout, lang, QN_T_SAY_READING, lang == QN_ZH ? s->reading_zh : s->reading_en);
    }
    if (s->gap_zh) {
        fputs("    ", stdout);
        qn_say1(stdout, lang, QN_T_SAY_GAP, lang == QN_ZH ? s->gap_zh : s->gap_en);
    }
}

static int print_rows(struct qn_screen_job *c)
{
    struct qn_err err = {0};
    for (int32_t i = 0; i < c->screen.n; i++) {
        struct qn_screening s = c->screen.item[i];
        if (!qn_screen_wanted(c, &s))
            continue;
        print_row(c, &s);
        if (!qn_arg(c->a, "explain"))
            continue;
        struct qn_arena arena;
        qn_arena_init(&arena, STEPS_MAX);
        enum qn_status st = qn_screen_filtered(c)
                                ? qn_screen_explain(c->pack, &c->region, c->on, &arena, &s, &err)
                                : QN_OK;
        if (!st)
            qn_screen_print_steps(c->a->lang, &s);
        qn_arena_release(&arena);
        if (st)
            return qn_report(c->a, &err);
    }
    return QN_EXIT_DONE;
}

int qn_screen_put_text(struct qn_screen_job *c)
{
    enum qn_lang lang = c->a->lang;
    const struct qn_edition *ed = c->screen.edition;
    char on[QN_DATE_TEXT_CAP], n[QN_CLASS_COUNT + 1][32];
    qn_date_text(c->on, on);
    qn_say1(stdout, lang, QN_T_SAY_HEAD, on,
            ed ? (lang == QN_ZH ? ed->title_zh : ed->title_en)
               : qn_text(lang, QN_T_CMD_NO_EDITION));
    int code = print_rows(c);
    if (code)
        return code;
    for (int k = 0; k < QN_CLASS_COUNT; k++)
        snprintf(n[k], sizeof n[k], "%d", (int)c->count[k]);
    snprintf(n[QN_CLASS_COUNT], sizeof n[0], "%d", (int)c->n);
    qn_say1(stdout, lang, QN_T_SAY_COUNTS, n[0], n[1], n[2], n[3], n[4]);
    qn_say1(stdout, lang, QN_T_SAY_FOOT);
    return QN_EXIT_DONE;
}
