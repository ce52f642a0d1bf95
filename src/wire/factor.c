/* Factors. */
#include "wire/internal.h"

const struct qn_212_factor qn_212_factors[] = {
    {NULL, NULL, {NULL, NULL}, NULL, 0, 0},
};

const struct qn_212_factor *qn_212_factor_of(struct qn_212_span code)
{
    (void)code;
    return NULL;
}
