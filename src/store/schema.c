/* The numbered schema files carried in the program. */
#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>

int qn_schema_number(const struct qn_resource *file)
{
    return (int)strtol(file->name, NULL, 10);
}

int qn_schema_latest(const struct qn_resource *schema)
{
    int latest = 0;
    for (const struct qn_resource *f = schema; f->name; f++)
        if (qn_schema_number(f) > latest)
            latest = qn_schema_number(f);
    return latest;
}

static int set_version(sqlite3 *db, int version)
{
    char sql[64]; /* a pragma takes no bound parameter; the number is the program's own */
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version);
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

int qn_schema_apply(sqlite3 *db, const struct qn_resource *schema, int have, int want)
{
    int code = SQLITE_OK;
    for (const struct qn_resource *f = schema; f->name && code == SQLITE_OK; f++) {
        int number = qn_schema_number(f);
        if (number <= have || number > want)
            continue;
        code = sqlite3_exec(db, (const char *)f->data, NULL, NULL, NULL);
        if (code == SQLITE_OK)
            code = set_version(db, number);
    }
    return code;
}
