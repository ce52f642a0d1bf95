/* quench screen STORE */
#include <string.h>

#include "brief/screening.h"
#include "cmd/screen.h"

#define OUT_MAX ((size_t)64 << 20)
#define OUT_FLUSH ((size_t)1 << 20)
#define STEPS_MAX ((size_t)64 << 20)

static enum qn_status pick_date(struct qn_screen_job *c, struct qn_err *err)
{
    const char *on = qn_arg(c->a, "on");
    c->on = c->region.decision_date;
    if (on) {
        if (qn_date_parse(on, strlen(on), &c->on, NULL) || c->on.day == 0)
            return qn_fail(err, QN_E_USAGE, "--on", QN_T_CMD_BAD_DATE, on);
    } else if (c->on.day == 0) {
        c->on = qn_date_of_unix_ms(qn_now_unix_ms());
    }
    return QN_OK;
}

bool qn_screen_filtered(const struct qn_screen_job *c)
{
    return c->enterprise || c->installation;
}

bool qn_screen_wanted(const struct qn_screen_job *c, const struct qn_screening *s)
{
    const struct qn_installation *in = &c->region.installation[s->installation];
    if (c->installation && strcmp(c->installation, in->id) != 0)
        return false;
    return !c->enterprise || strcmp(c->enterprise, c->region.enterprise[in->enterprise].id) == 0;
}

static enum qn_status check_filters(const struct qn_screen_job *c, struct qn_err *err)
{
    bool found = !c->enterprise;
    for (int32_t i = 0; i < c->region.n_enterprise && !found; i++)
        found = strcmp(c->region.enterprise[i].id, c->enterprise) == 0;
    if (!found)
        return qn_fail(err, QN_E_NOTFOUND, "--enterprise", QN_T_CMD_NO_SUCH_ID, c->enterprise,
                       qn_text(c->a->lang, QN_T_WORD_ENTERPRISE));
    found = !c->installation;
    for (int32_t i = 0; i < c->region.n_installation && !found; i++)
        found = strcmp(c->region.installation[i].id, c->installation) == 0;
    if (!found)
        return qn_fail(err, QN_E_NOTFOUND, "--installation", QN_T_CMD_NO_SUCH_ID, c->installation,
                       qn_text(c->a->lang, QN_T_WORD_INSTALLATION));
    return QN_OK;
}

static void count_wanted(struct qn_screen_job *c)
{
    for (int32_t i = 0; i < c->screen.n; i++) {
        if (!qn_screen_wanted(c, &c->screen.item[i]))
            continue;
        c->n++;
        c->count[c->screen.item[i].cls]++;
    }
}

static int flush_out(struct qn_buf *out, size_t least)
{
    if (out->len < least)
        return QN_EXIT_DONE;
    int code = qn_put(out->data, out->len);
    qn_buf_reset(out);
    return code;
}

static void json_head(struct qn_jsonw *w, const struct qn_screen_job *c)
{
    char on[QN_DATE_TEXT_CAP];
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "on", qn_date_text(c->on, on));
    qn_edition_json(w, "edition", c->screen.edition);
    qn_jsonw_text(w, "rules_sha256", qn_pack_digest(c->pack));
    qn_jsonw_object(w, "count");
    for (int k = 0; k < QN_CLASS_COUNT; k++)
        qn_jsonw_int(w, qn_class_name((enum qn_class)k), c->count[k]);
    qn_jsonw_end_object(w);
    qn_jsonw_array(w, "rows");
}

/* One row with its reasoning: made in one pass over the region, or here for the few that a filter
 * leaves. */
static enum qn_status json_row(struct qn_screen_job *c, struct qn_jsonw *w, struct qn_screening s,
                               bool reasoning, struct qn_err *err)
{
    struct qn_arena arena;
    qn_arena_init(&arena, STEPS_MAX);
    enum qn_status st = QN_OK;
    if (reasoning && qn_screen_filtered(c))
        st = qn_screen_explain(c->pack, &c->region, c->on, &arena, &s, err);
    if (!st) {
        qn_screening_json(w, &c->region, &s, c->on, reasoning);
        st = w->status;
    }
    qn_arena_release(&arena);
    return st;
}

static int put_json(struct qn_screen_job *c)
{
    struct qn_err err = {0};
    struct qn_buf out;
    qn_buf_init(&out, OUT_MAX);
    struct qn_jsonw w;
    qn_jsonw_init(&w, &out, 2, &err);
    json_head(&w, c);
    bool reasoning = !qn_arg(c->a, "no-reasoning");
    int code = QN_EXIT_DONE;
    for (int32_t i = 0; i < c->screen.n && code == QN_EXIT_DONE; i++) {
        if (!qn_screen_wanted(c, &c->screen.item[i]))
            continue;
        code = json_row(c, &w, c->screen.item[i], reasoning, &err) ? qn_report(c->a, &err)
                                                                   : flush_out(&out, OUT_FLUSH);
    }
    qn_jsonw_end_array(&w);
    qn_jsonw_end_object(&w);
    if (code == QN_EXIT_DONE)
        code = flush_out(&out, 0);
    qn_buf_release(&out);
    return code;
}

static enum qn_status prepare(struct qn_screen_job *c, struct qn_err *err)
{
    /* All reasoning in one pass; one by one, each would look at the whole region again. */
    int steps = !qn_screen_filtered(c) &&
                (c->a->json ? !qn_arg(c->a, "no-reasoning") : !!qn_arg(c->a, "explain"));
    struct qn_store *store = NULL;
    enum qn_status st = qn_store_open(c->a->word[0], QN_STORE_READ, &store, err);
    if (!st)
        st = qn_region_load(store, &c->region, err);
    qn_store_free(store);
    if (!st)
        st = pick_date(c, err);
    if (!st)
        st = check_filters(c, err);
    if (!st)
        st = qn_pack_load(qn_arg(c->a, "rules"), &c->pack, err);
    if (!st)
        st = qn_screen_region(c->pack, &c->region, c->on, steps, &c->screen, err);
    if (!st)
        count_wanted(c);
    return st;
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_screen_job c = {
        .a = a, .enterprise = qn_arg(a, "enterprise"), .installation = qn_arg(a, "installation")};
    int code = prepare(&c, &err) ? qn_report(a, &err)
               : a->json         ? put_json(&c)
                                 : qn_screen_put_text(&c);
    qn_screen_release(&c.screen);
    qn_pack_free(c.pack);
    qn_region_release(&c.region);
    return code;
}

const struct qn_command qn_cmd_screen = {
    .name = "screen",
    .synopsis = "STORE",
    .summary = QN_T_SUM_SCREEN,
    .about = QN_T_ABOUT_SCREEN,
    .example = "quench screen linfen.db --on 2019-07-17 --explain",
    .min_words = 1,
    .max_words = 1,
    .option = {{"on", "DATE", QN_T_OPT_ON, NULL},
               {"json", NULL, QN_T_OPT_JSON, NULL},
               {"explain", NULL, QN_T_OPT_EXPLAIN, NULL},
               {"no-reasoning", NULL, QN_T_OPT_NO_REASONING, NULL},
               {"enterprise", "ID", QN_T_OPT_ENTERPRISE, NULL},
               {"installation", "ID", QN_T_OPT_INSTALLATION, NULL},
               {"rules", "DIR", QN_T_OPT_RULES, NULL}},
    .run = run,
};
