#include "region/import_internal.h"
void qn_codes_check(struct qn_import_ctx *x)
{
    (void)x;
}
void qn_geo_check(struct qn_import_ctx *x)
{
    (void)x;
}
void qn_plant_check(struct qn_import_ctx *x)
{
    (void)x;
}
void qn_stack_check(struct qn_import_ctx *x)
{
    (void)x;
}
void qn_value_check(struct qn_import_ctx *x)
{
    (void)x;
}
void qn_event_check(struct qn_import_ctx *x)
{
    (void)x;
}
void qn_gem_read(struct qn_import_ctx *x, const char *file, const char *leaf, const void *bytes,
                 size_t n)
{
    (void)x;
    (void)file;
    (void)leaf;
    (void)bytes;
    (void)n;
}
void qn_gem_count(struct qn_import_ctx *x)
{
    (void)x;
}
