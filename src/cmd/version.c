#include "cmd/cmd.h"

static int run(const struct qn_args *args)
{
    (void)args;
    puts("quench " QN_VERSION);
    return QN_EXIT_DONE;
}

const struct qn_command qn_cmd_version = {
    .name = "version",
    .synopsis = "",
    .summary = QN_T_SUM_VERSION,
    .example = "quench version",
    .run = run,
};
