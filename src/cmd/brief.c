/* quench brief FOLDER|STORE -o OUT: the whole walk. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "brief/briefing.h"
#include "brief/labels.h"
#include "cmd/cmd.h"
#include "cmd/telemetry_files.h"
#include "region/import.h"

#define HTML_MAX ((size_t)512 << 20)
#define PATH_CAP 4096

struct walk {
    const struct qn_args *a;
    const char *out;
    bool lang[QN_LANG_COUNT];
    struct qn_briefing b;
    struct qn_progress progress;
    int done, total;
};

/* Findings of the import that stop the walk, as `quench import` would print them. */
static void print_errors(const struct qn_import_result *r, enum qn_lang lang)
{
    for (size_t i = 0; i < r->findings.n; i++) {
        const struct qn_check_finding *f = &r->findings.item[i];
        if (qn_checks[f->check].severity != QN_SEV_ERROR)
            continue;
        qn_print_finding(stderr, f, lang);
    }
}

/* The folder's telemetry into a telemetry in memory, named by a run like the tables. */
static enum qn_status import_telemetry(const char *folder, struct qn_store *store,
                                       struct qn_tele **tele, struct qn_err *err)
{
    struct qn_telemetry_files files;
    enum qn_status st = qn_telemetry_list(folder, &files, err);
    if (!st && files.n > 0)
        st = qn_tele_open(":memory:", QN_STORE_CREATE, tele, err);
    if (!st && files.n > 0)
        st = qn_telemetry_take(&files, *tele, err);
    if (!st)
        st = qn_telemetry_record(&files, store, 0, err);
    qn_telemetry_release(&files);
    return st;
}

static enum qn_status import_folder(const struct qn_args *a, const char *folder,
                                    struct qn_store **store, struct qn_err *err)
{
    enum qn_status st = qn_store_open(":memory:", QN_STORE_CREATE, store, err);
    if (st)
        return st;
    struct qn_import_result *r = calloc(1, sizeof *r);
    if (!r)
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "");
    const struct qn_import_opts opts = {
        .format = QN_IMPORT_REGION, .path = &folder, .n_path = 1, .now_unix_ms = 0};
    st = qn_import(NULL, *store, &opts, r, err);
    if (st == QN_E_REFUSED) {
        char n[32];
        snprintf(n, sizeof n, "%lld", (long long)r->findings.count[QN_SEV_ERROR]);
        print_errors(r, a->lang);
        (void)qn_fail(err, QN_E_REFUSED, folder, QN_T_BRIEF_REFUSED, folder, n);
    }
    qn_import_result_release(r);
    free(r);
    return st;
}

static enum qn_status read_options(struct walk *w, struct qn_date *on, struct qn_err *err)
{
    const char *text = qn_arg(w->a, "on"), *lang = qn_arg(w->a, "lang");
    w->out = qn_arg(w->a, "o");
    if (!w->out || !*w->out)
        return qn_fail(err, QN_E_USAGE, "-o", QN_T_CMD_NO_OUT);
    if (text && (qn_date_parse(text, strlen(text), on, NULL) || on->day == 0))
        return qn_fail(err, QN_E_USAGE, "--on", QN_T_CMD_BAD_DATE, text);
    if (lang && strcmp(lang, "zh") != 0 && strcmp(lang, "en") != 0 && strcmp(lang, "both") != 0)
        return qn_fail(err, QN_E_USAGE, "--lang", QN_T_CMD_BAD_CHOICE, "--lang", lang,
                       "zh, en, both");
    w->lang[QN_ZH] = !lang || strcmp(lang, "en") != 0;
    w->lang[QN_EN] = !lang || strcmp(lang, "zh") != 0;
    return QN_OK;
}

static enum qn_status step(struct walk *w, struct qn_err *err)
{
    w->done++;
    return qn_progress_step(w->done, w->total, &w->progress)
               ? QN_OK
               : qn_fail(err, QN_E_CANCELLED, NULL, QN_T_BRIEF_CANCELLED);
}

static enum qn_status path_in(struct walk *w, const char *leaf, char out[PATH_CAP],
                              struct qn_err *err)
{
    int n = snprintf(out, PATH_CAP, "%s/%s", w->out, leaf);
    return n < PATH_CAP ? QN_OK : qn_fail(err, QN_E_LIMIT, w->out, QN_T_CMD_LONG_PATH);
}

static enum qn_status write_medium(struct walk *w, enum qn_lang lang, enum qn_medium medium,
                                   struct qn_err *err)
{
    char leaf[32], path[PATH_CAP];
    struct qn_doc doc = {0};
    struct qn_buf out;
    qn_buf_init(&out, HTML_MAX);
    snprintf(leaf, sizeof leaf, "brief.%s.%s", qn_lang_tag(lang),
             medium == QN_MEDIUM_HTML ? "html" : "pdf");
    enum qn_status st = path_in(w, leaf, path, err);
    if (!st)
        st = qn_briefing_compose(&w->b, lang, medium, &doc, err);
    if (!st)
        st = medium == QN_MEDIUM_HTML ? qn_doc_html(&doc, &out, err) : qn_doc_pdf(&doc, &out, err);
    if (!st)
        st = qn_file_write(path, out.data, out.len, err);
    qn_buf_release(&out);
    qn_doc_release(&doc);
    return st ? st : step(w, err);
}

static enum qn_status write_tables(struct walk *w, struct qn_err *err)
{
    char path[PATH_CAP];
    struct qn_book book = {0};
    struct qn_doc doc = {0};
    struct qn_buf out;
    qn_buf_init(&out, HTML_MAX);
    enum qn_lang lang = w->lang[QN_EN] ? QN_EN : QN_ZH;
    enum qn_status st = qn_briefing_book(&w->b, &book, err);
    if (!st)
        st = path_in(w, "brief.xlsx", path, err);
    if (!st)
        st = qn_book_write(&book, path, err);
    if (!st)
        st = step(w, err);
    if (!st)
        st = qn_briefing_compose(&w->b, lang, QN_MEDIUM_HTML, &doc, err);
    if (!st)
        st = qn_briefing_json(&w->b, &book, &doc, &out, err);
    if (!st)
        st = path_in(w, "brief.json", path, err);
    if (!st)
        st = qn_file_write(path, out.data, out.len, err);
    qn_buf_release(&out);
    qn_doc_release(&doc);
    qn_book_release(&book);
    return st ? st : step(w, err);
}

static enum qn_status write_pack(struct walk *w, struct qn_err *err)
{
    w->total = 2 + 2 * (w->lang[QN_ZH] + w->lang[QN_EN]);
    enum qn_status st = qn_file_mkdirs(w->out, err);
    for (int l = 0; l < QN_LANG_COUNT && !st; l++)
        for (int m = QN_MEDIUM_HTML; m <= QN_MEDIUM_PDF && !st; m++)
            if (w->lang[l])
                st = write_medium(w, (enum qn_lang)l, (enum qn_medium)m, err);
    return st ? st : write_tables(w, err);
}

static void print_summary(const struct walk *w)
{
    const struct qn_region *r = &w->b.region;
    char on[QN_DATE_TEXT_CAP], n[6][32];
    qn_date_text(w->b.on, on);
    snprintf(n[0], sizeof n[0], "%d", (int)r->n_enterprise);
    snprintf(n[1], sizeof n[1], "%d", (int)r->n_installation);
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        snprintf(n[2 + c], sizeof n[0], "%d", (int)w->b.screen.count[c]);
    const char *name = qn_name_of(w->a->lang, r->name_zh, r->name_en);
    if (!*name)
        name = w->a->word[0];
    qn_say1(stdout, w->a->lang, QN_T_BRIEF_DONE, name, n[0], n[1], on, n[2], n[3], n[4], n[5],
            w->out);
}

/* The region and its telemetry, NULL where there is none. */
static enum qn_status open_input(const struct qn_args *a, const char *from, struct qn_store **store,
                                 struct qn_tele **tele, struct qn_err *err)
{
    if (qn_file_is_folder(from)) {
        enum qn_status st = import_folder(a, from, store, err);
        return st ? st : import_telemetry(from, *store, tele, err);
    }
    enum qn_status st = qn_store_open(from, QN_STORE_READ, store, err);
    if (st)
        return st;
    st = qn_tele_open(from, QN_STORE_READ, tele, err);
    return st == QN_E_NOTFOUND ? QN_OK : st;
}

static enum qn_status walk(struct walk *w, struct qn_err *err)
{
    const char *from = w->a->word[0];
    struct qn_date on = {0};
    struct qn_store *store = NULL;
    struct qn_tele *tele = NULL;
    enum qn_status st = read_options(w, &on, err);
    if (!st && !qn_file_exists(from))
        st = qn_fail(err, QN_E_NOTFOUND, from, QN_T_BRIEF_NOTHING, from);
    if (!st)
        st = open_input(w->a, from, &store, &tele, err);
    if (!st)
        st = qn_briefing_init(&w->b, store, qn_arg(w->a, "rules"), on, err);
    if (!st)
        st = qn_briefing_watch(&w->b, tele, qn_arg(w->a, "rules"), err);
    qn_tele_free(tele);
    qn_store_free(store);
    if (!st)
        st = write_pack(w, err);
    return st;
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct walk *w = calloc(1, sizeof *w);
    if (!w)
        return QN_EXIT_FAILED;
    w->a = a;
    qn_progress_begin(&w->progress, a, QN_T_BRIEF_PROGRESS);
    enum qn_status st = walk(w, &err);
    qn_progress_end(&w->progress);
    int code = QN_EXIT_DONE;
    if (st)
        code = qn_report(a, &err);
    else
        print_summary(w);
    qn_briefing_release(&w->b);
    free(w);
    return code;
}

const struct qn_command qn_cmd_brief = {
    .name = "brief",
    .synopsis = "FOLDER|STORE -o OUT",
    .summary = QN_T_SUM_BRIEF,
    .about = QN_T_ABOUT_BRIEF,
    .example = "quench brief examples/linfen-2019 -o out/linfen",
    .min_words = 1,
    .max_words = 1,
    .option = {{"o", "OUT", QN_T_OPT_OUT, NULL},
               {"lang", "zh|en|both", QN_T_OPT_PACK_LANG, "both"},
               {"on", "DATE", QN_T_OPT_BRIEF_ON, NULL},
               {"rules", "DIR", QN_T_OPT_RULES, NULL}},
    .run = run,
};
