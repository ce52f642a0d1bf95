/* Subcommands of `quench watch` that stand in files of their own. */
#ifndef QN_CMD_WATCH_H
#define QN_CMD_WATCH_H

#include "cmd/cmd.h"

/* quench watch compact STORE: the words are "compact", STORE. */
int qn_watch_compact(const struct qn_args *a);

#endif
