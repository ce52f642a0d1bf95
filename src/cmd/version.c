/* quench version */
#include "base/jsonw.h"
#include "cmd/cmd.h"

static int put_json(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_buf out;
    struct qn_jsonw w;
    qn_buf_init(&out, 4096);
    qn_jsonw_init(&w, &out, 1, &err);
    qn_jsonw_object(&w, NULL);
    qn_jsonw_text(&w, "version", QN_VERSION);
    qn_jsonw_end_object(&w);
    int code = w.status ? qn_report(a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

static int run(const struct qn_args *a)
{
    if (a->json)
        return put_json(a);
    puts("quench " QN_VERSION);
    return QN_EXIT_DONE;
}

const struct qn_command qn_cmd_version = {
    .name = "version",
    .synopsis = "[--json]",
    .summary = QN_T_SUM_VERSION,
    .example = "quench version",
    .option = {{"json", NULL, QN_T_OPT_JSON, NULL}},
    .run = run,
};
