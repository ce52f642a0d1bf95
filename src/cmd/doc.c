/* quench doc region|checks */
#include <string.h>

#include "cmd/cmd.h"
#include "region/docs.h"

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_buf out;
    qn_buf_init(&out, 16 << 20);
    enum qn_status st;
    if (strcmp(a->word[0], "region") == 0)
        st = qn_region_doc_markdown(&out, &err);
    else if (strcmp(a->word[0], "checks") == 0)
        st = qn_checks_doc_markdown(&out, &err);
    else
        st = qn_fail(&err, QN_E_USAGE, "doc", QN_T_CMD_BAD_CHOICE, "doc", a->word[0],
                     "region, checks");
    int code = st ? qn_report(a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

const struct qn_command qn_cmd_doc = {
    .name = "doc",
    .synopsis = "region|checks",
    .summary = QN_T_SUM_DOC,
    .about = QN_T_ABOUT_DOC,
    .example = "quench doc checks > checks.md",
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
