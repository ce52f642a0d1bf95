/* quench audit STORE */
#include <string.h>

#include "base/jsonw.h"
#include "cmd/audit_telemetry.h"
#include "cmd/cmd.h"
#include "store/store.h"

static enum qn_status json_audit(struct qn_buf *out, const struct qn_audit *r, const char *content,
                                 const char *head, const struct qn_tele_check *tele,
                                 struct qn_err *err)
{
    struct qn_jsonw w;
    qn_jsonw_init(&w, out, 1, err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_bool(&w, "ok", r->ok && (!head || r->head_found) && tele->broken == 0);
    qn_jsonw_int(&w, "records", r->records);
    qn_jsonw_int(&w, "runs", r->runs);
    qn_jsonw_text(&w, "head", r->head);
    qn_jsonw_text(&w, "content_sha256", content);
    if (head)
        qn_jsonw_bool(&w, "head_found", r->head_found);
    else
        qn_jsonw_null(&w, "head_found");
    if (r->ok) {
        qn_jsonw_null(&w, "broken");
    } else {
        qn_jsonw_object(&w, "broken");
        qn_jsonw_int(&w, "seq", r->broken_seq);
        qn_jsonw_text(&w, "table", r->broken_table);
        qn_jsonw_text(&w, "id", r->broken_id);
        qn_jsonw_text(&w, "reason_zh", r->reason[QN_ZH]);
        qn_jsonw_text(&w, "reason_en", r->reason[QN_EN]);
        qn_jsonw_end_object(&w);
    }
    qn_audit_telemetry_json(&w, tele);
    qn_jsonw_end_object(&w);
    return w.status;
}

static void print_audit(const struct qn_args *a, const struct qn_audit *r, const char *head)
{
    char records[32], runs[32], seq[32];
    snprintf(records, sizeof records, "%lld", (long long)r->records);
    snprintf(runs, sizeof runs, "%lld", (long long)r->runs);
    snprintf(seq, sizeof seq, "%lld", (long long)r->broken_seq);
    if (head && !r->head_found && r->broken_seq == 0 && r->records > 0)
        qn_say1(stdout, a->lang, QN_T_AUDIT_NO_HEAD, records, head);
    else if (!r->ok && r->broken_seq == 0)
        qn_say1(stdout, a->lang, QN_T_AUDIT_NOT_OURS, r->reason[a->lang]);
    else if (!r->ok)
        qn_say1(stdout, a->lang, QN_T_AUDIT_BROKEN, seq, r->broken_table, r->broken_id,
                r->reason[a->lang], records);
    else
        qn_say1(stdout, a->lang, QN_T_AUDIT_OK, records, runs, r->head);
}

static int audit_store(const struct qn_args *a, struct qn_store *store, const char *head)
{
    struct qn_err err = {0};
    struct qn_audit r = {0};
    struct qn_tele_check tele;
    char content[QN_SHA256_HEX_CAP] = "";
    if (qn_store_audit(store, head, &r, &err))
        return qn_report(a, &err);
    /* A damaged file may not be readable to its end: the audit's own answer stands. */
    if (qn_store_content_hash(store, content, &err) && r.ok)
        return qn_report(a, &err);
    if (qn_audit_telemetry(a->word[0], &tele, &err))
        return qn_report(a, &err);
    int code = QN_EXIT_DONE;
    if (a->json) {
        struct qn_buf out;
        qn_buf_init(&out, 1 << 20);
        code = json_audit(&out, &r, content, head, &tele, &err) ? qn_report(a, &err)
                                                                : qn_put(out.data, out.len);
        qn_buf_release(&out);
    } else {
        print_audit(a, &r, head);
        qn_audit_telemetry_print(stdout, a->lang, &tele);
    }
    return r.ok && tele.broken == 0 && (!head || r.head_found) ? code : QN_EXIT_FAILED;
}

/* A head as people copy it: upper case is as good as lower. */
static bool head_of(const char *given, char out[QN_SHA256_HEX_CAP])
{
    if (strlen(given) != QN_SHA256_HEX_CAP - 1 ||
        strspn(given, "0123456789abcdefABCDEF") != QN_SHA256_HEX_CAP - 1)
        return false;
    for (size_t i = 0; i < QN_SHA256_HEX_CAP; i++)
        out[i] = (char)(given[i] >= 'A' && given[i] <= 'F' ? given[i] - 'A' + 'a' : given[i]);
    return true;
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    char lower[QN_SHA256_HEX_CAP] = "";
    const char *given = qn_arg(a, "head"), *head = given ? lower : NULL;
    if (given && !head_of(given, lower)) {
        (void)qn_fail(&err, QN_E_USAGE, "--head", QN_T_AUDIT_BAD_HEAD, given);
        return qn_report(a, &err);
    }
    struct qn_store *store = NULL;
    if (qn_store_open(a->word[0], QN_STORE_READ, &store, &err))
        return qn_report(a, &err);
    int code = audit_store(a, store, head);
    qn_store_free(store);
    return code;
}

const struct qn_command qn_cmd_audit = {
    .name = "audit",
    .synopsis = "STORE",
    .summary = QN_T_SUM_AUDIT,
    .about = QN_T_ABOUT_AUDIT,
    .example = "quench audit linfen.db --json",
    .min_words = 1,
    .max_words = 1,
    .option = {{"head", "HASH", QN_T_OPT_HEAD, NULL}, {"json", NULL, QN_T_OPT_JSON, NULL}},
    .run = run,
};
