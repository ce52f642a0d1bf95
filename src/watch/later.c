/* Until series/filing.c is there: nothing is filed. */
#include "series/filing.h"

__attribute__((weak)) enum qn_status qn_file_log(struct qn_tele *t, size_t max_frames,
                                                 struct qn_filed *out, struct qn_err *err)
{
    (void)t;
    (void)max_frames;
    (void)err;
    *out = (struct qn_filed){0};
    return QN_OK;
}

__attribute__((weak)) enum qn_status qn_compact(struct qn_tele *t, int32_t before_day,
                                                size_t max_days, struct qn_compacted *out,
                                                struct qn_err *err)
{
    (void)t;
    (void)before_day;
    (void)max_days;
    (void)err;
    *out = (struct qn_compacted){0};
    return QN_OK;
}
