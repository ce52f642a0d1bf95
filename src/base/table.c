#include "base/table.h"

#include <string.h>

int qn_table_column(const struct qn_table *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->col[i].name, name) == 0)
            return (int)i;
    return -1;
}
