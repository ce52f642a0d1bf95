/* Until cmd/watch_compact.c is there. */
#include "cmd/watch.h"

__attribute__((weak)) int qn_watch_compact(const struct qn_args *a)
{
    (void)a;
    return QN_EXIT_FAILED;
}
