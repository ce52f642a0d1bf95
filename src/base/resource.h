/* A file carried inside the program. */
#ifndef QN_BASE_RESOURCE_H
#define QN_BASE_RESOURCE_H

#include <stddef.h>
#include <string.h>

struct qn_resource {
    const char *name; /* file name without folder; NULL ends a table */
    const unsigned char *data;
    const unsigned char *end; /* a zero byte follows at *end */
};

/* The entry of that name, or NULL. */
static inline const struct qn_resource *qn_resource_find(const struct qn_resource *table,
                                                         const char *name)
{
    for (; table->name; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}

#endif
