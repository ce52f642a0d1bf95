/* Subcommands of `quench watch` that stand in files of their own. */
#ifndef QN_CMD_WATCH_H
#define QN_CMD_WATCH_H

#include "cmd/cmd.h"

/* The words are the subcommand's name, STORE, and what it takes. */
int qn_watch_status(const struct qn_args *a);
int qn_watch_quarantine(const struct qn_args *a);
int qn_watch_call(const struct qn_args *a);
int qn_watch_compact(const struct qn_args *a);

#endif
