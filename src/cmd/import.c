/* quench import STORE FOLDER|FILE... */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/jsonw.h"
#include "cmd/cmd.h"
#include "cmd/telemetry_files.h"
#include "region/import.h"

#define JSON_MAX ((size_t)256 << 20)

static enum qn_text_id severity_word(enum qn_severity s)
{
    static const enum qn_text_id words[QN_SEV_COUNT] = {QN_T_WORD_ERROR, QN_T_WORD_WARNING,
                                                        QN_T_WORD_NOTE};
    return words[s];
}

static void json_finding(struct qn_jsonw *w, const struct qn_check_finding *f, enum qn_lang lang)
{
    char text[QN_LANG_COUNT][QN_ERR_MSG_CAP], mend[QN_LANG_COUNT][QN_ERR_MSG_CAP];
    for (int l = 0; l < QN_LANG_COUNT; l++) {
        qn_finding_message(f, (enum qn_lang)l, text[l], sizeof text[l]);
        qn_finding_mend(f, (enum qn_lang)l, mend[l], sizeof mend[l]);
    }
    qn_jsonw_object(w, NULL);
    qn_jsonw_text(w, "code", qn_checks[f->check].code);
    qn_jsonw_text(w, "severity", qn_severity_name(qn_checks[f->check].severity));
    qn_jsonw_text(w, "file", f->file);
    qn_jsonw_int(w, "line", f->line);
    qn_jsonw_int(w, "column", f->column);
    qn_jsonw_text(w, "field", f->field);
    qn_jsonw_text(w, "message", text[lang]);
    qn_jsonw_text(w, "mend", mend[lang]);
    qn_jsonw_text(w, "message_zh", text[QN_ZH]);
    qn_jsonw_text(w, "message_en", text[QN_EN]);
    qn_jsonw_text(w, "mend_zh", mend[QN_ZH]);
    qn_jsonw_text(w, "mend_en", mend[QN_EN]);
    qn_jsonw_end_object(w);
}

static void json_tables(struct qn_jsonw *w, const struct qn_import_result *r)
{
    qn_jsonw_array(w, "tables");
    for (size_t i = 0; i < QN_TAB_COUNT; i++) {
        const struct qn_import_table_count *t = &r->table[i];
        if (!t->table || t->rows == 0)
            continue;
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "table", t->table->name);
        qn_jsonw_int(w, "rows", t->rows);
        qn_jsonw_int(w, "imported", t->imported);
        qn_jsonw_int(w, "unchanged", t->unchanged);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static enum qn_status json_result(struct qn_buf *out, const struct qn_import_result *r,
                                  const struct qn_telemetry_files *files, enum qn_lang lang,
                                  struct qn_err *err)
{
    struct qn_jsonw w;
    qn_jsonw_init(&w, out, 2, err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_bool(&w, "refused", r->refused);
    qn_jsonw_int(&w, "rows", r->rows);
    qn_jsonw_int(&w, "imported", r->imported);
    qn_jsonw_int(&w, "unchanged", r->unchanged);
    qn_jsonw_int(&w, "skipped", r->skipped);
    qn_jsonw_int(&w, "run", r->run);
    qn_jsonw_int(&w, "errors", r->findings.count[QN_SEV_ERROR]);
    qn_jsonw_int(&w, "warnings", r->findings.count[QN_SEV_WARNING]);
    qn_jsonw_int(&w, "notes", r->findings.count[QN_SEV_NOTE]);
    json_tables(&w, r);
    qn_telemetry_json(&w, files);
    qn_jsonw_object(&w, "by_code");
    for (size_t i = 1; i < QN_CHECK_COUNT; i++)
        if (r->findings.by_check[i])
            qn_jsonw_int(&w, qn_checks[i].code, r->findings.by_check[i]);
    qn_jsonw_end_object(&w);
    qn_jsonw_array(&w, "findings");
    for (size_t i = 0; i < r->findings.n; i++)
        json_finding(&w, &r->findings.item[i], lang);
    qn_jsonw_end_array(&w);
    qn_jsonw_end_object(&w);
    return w.status;
}

void qn_print_finding(FILE *out, const struct qn_check_finding *f, enum qn_lang lang)
{
    char text[QN_ERR_MSG_CAP], mend[QN_ERR_MSG_CAP], place[64] = "";
    qn_finding_message(f, lang, text, sizeof text);
    qn_finding_mend(f, lang, mend, sizeof mend);
    if (f->line > 0 && f->column > 0)
        snprintf(place, sizeof place, ":%lld:%lld", (long long)f->line, (long long)f->column);
    else if (f->line > 0)
        snprintf(place, sizeof place, ":%lld", (long long)f->line);
    const struct qn_check_info *c = &qn_checks[f->check];
    fprintf(out, "%s%s: %s %s: %s", f->file, place, qn_text(lang, severity_word(c->severity)),
            c->code, text);
    fprintf(out, lang == QN_ZH ? " → %s\n" : " -> %s\n", mend);
}

static void print_hidden(const struct qn_import_result *r, enum qn_lang lang)
{
    int64_t listed[QN_CHECK_COUNT] = {0};
    for (size_t i = 0; i < r->findings.n; i++)
        listed[r->findings.item[i].check]++;
    for (size_t i = 1; i < QN_CHECK_COUNT; i++) {
        char more[32];
        snprintf(more, sizeof more, "%lld", (long long)(r->findings.by_check[i] - listed[i]));
        if (r->findings.by_check[i] > listed[i])
            qn_say1(stdout, lang, QN_T_IMPORT_MORE, qn_checks[i].code, more);
    }
}

static void print_result(const struct qn_args *a, const struct qn_import_result *r)
{
    for (size_t i = 0; i < r->findings.n; i++)
        qn_print_finding(stdout, &r->findings.item[i], a->lang);
    print_hidden(r, a->lang);
    const int64_t figure[] = {r->rows,
                              r->imported,
                              r->unchanged,
                              r->skipped,
                              r->findings.count[QN_SEV_ERROR],
                              r->findings.count[QN_SEV_WARNING],
                              r->findings.count[QN_SEV_NOTE]};
    char t[7][32];
    for (size_t i = 0; i < 7; i++)
        snprintf(t[i], sizeof t[i], "%lld", (long long)figure[i]);
    enum qn_text_id line = r->refused           ? QN_T_IMPORT_REFUSED
                           : qn_arg(a, "check") ? QN_T_IMPORT_CHECKED
                                                : QN_T_IMPORT_DONE;
    qn_say1(stdout, a->lang, line, t[0], t[1], t[2], t[3], t[4], t[5], t[6]);
}

static enum qn_status read_options(const struct qn_args *a, struct qn_import_opts *o,
                                   struct qn_err *err)
{
    const char *format = qn_arg(a, "format");
    if (!format || strcmp(format, "region") == 0)
        o->format = QN_IMPORT_REGION;
    else if (strcmp(format, "gem-steel") == 0)
        o->format = QN_IMPORT_GEM_STEEL;
    else
        return qn_fail(err, QN_E_USAGE, "--format", QN_T_CMD_BAD_CHOICE, "--format", format,
                       "region, gem-steel");
    const char *max = qn_arg(a, "max-findings");
    if (max) {
        char *end;
        long n = strtol(max, &end, 10);
        if (*end || end == max || n < 1 || n > 1000000)
            return qn_fail(err, QN_E_USAGE, "--max-findings", QN_T_CMD_BAD_COUNT, "--max-findings",
                           max);
        o->max_findings = (size_t)n;
    }
    o->check_only = qn_arg(a, "check") != NULL;
    o->path = a->word + 1;
    o->n_path = a->n_word - 1;
    o->now_unix_ms = qn_now_unix_ms();
    return QN_OK;
}

static int put_json(const struct qn_args *a, const struct qn_import_result *r,
                    const struct qn_telemetry_files *files)
{
    struct qn_err err = {0};
    struct qn_buf out;
    qn_buf_init(&out, JSON_MAX);
    int code =
        json_result(&out, r, files, a->lang, &err) ? qn_report(a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

static bool is_region_folder(const struct qn_import_opts *o)
{
    return o->format == QN_IMPORT_REGION && o->n_path == 1 && qn_file_is_folder(o->path[0]);
}

/* The tables, then the telemetry; the telemetry is tried first, so that a file of it that cannot be
 * used leaves the store as it was. */
static enum qn_status import_all(const char *store, const struct qn_import_opts *opts,
                                 struct qn_import_result *r, struct qn_telemetry_files *files,
                                 struct qn_err *err)
{
    enum qn_status st = QN_OK;
    if (is_region_folder(opts)) {
        st = qn_telemetry_list(opts->path[0], files, err);
        if (!st)
            st = qn_telemetry_try(files, err);
        if (st)
            return st;
    }
    st = qn_import(store, NULL, opts, r, err);
    if (!st && !opts->check_only)
        st = qn_telemetry_import(files, store, opts->now_unix_ms, err);
    return st;
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_import_opts opts = {0};
    if (read_options(a, &opts, &err))
        return qn_report(a, &err);
    struct qn_progress progress;
    qn_progress_begin(&progress, a, QN_T_IMPORT_PROGRESS);
    opts.progress = qn_progress_step;
    opts.user = &progress;
    struct qn_import_result *r = calloc(1, sizeof *r);
    if (!r)
        return QN_EXIT_FAILED;
    struct qn_telemetry_files files = {.file = NULL};
    enum qn_status st = import_all(a->word[0], &opts, r, &files, &err);
    qn_progress_end(&progress);
    int code = QN_EXIT_DONE;
    if (st && st != QN_E_REFUSED)
        code = qn_report(a, &err);
    else if (a->json)
        code = put_json(a, r, &files);
    else
        print_result(a, r);
    if (code == QN_EXIT_DONE && !a->json && !r->refused)
        qn_telemetry_print(stdout, a->lang, &files);
    if (code == QN_EXIT_DONE && r->refused)
        code = QN_EXIT_FAILED;
    qn_telemetry_release(&files);
    qn_import_result_release(r);
    free(r);
    return code;
}

const struct qn_command qn_cmd_import = {
    .name = "import",
    .synopsis = "STORE FOLDER|FILE...",
    .summary = QN_T_SUM_IMPORT,
    .about = QN_T_ABOUT_IMPORT,
    .example = "quench import linfen.db examples/linfen-2019",
    .min_words = 2,
    .max_words = QN_MAX_WORDS,
    .option = {{"format", "FORMAT", QN_T_OPT_FORMAT, "region"},
               {"json", NULL, QN_T_OPT_JSON, NULL},
               {"check", NULL, QN_T_OPT_CHECK, NULL},
               {"max-findings", "N", QN_T_OPT_MAX_FINDINGS, "1000"}},
    .run = run,
};
