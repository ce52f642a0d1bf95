/* Import with coded checks: all of the input, or nothing. */
#ifndef QN_REGION_IMPORT_H
#define QN_REGION_IMPORT_H

#include "region/checks.h"
#include "store/store.h"

enum qn_import_format {
    QN_IMPORT_REGION,    /* a region folder, or single files of one (named as in the folder) */
    QN_IMPORT_GEM_STEEL, /* Global Energy Monitor steel tracker, CSV */
};

struct qn_import_opts {
    enum qn_import_format format;
    const char *const *path; /* one folder, or files */
    size_t n_path;
    int check_only;      /* run the checks; change nothing */
    int64_t now_unix_ms; /* the clock, read by the caller; goes into the run record only */
    size_t max_findings; /* kept of each code; the rest is counted; 0: 1000 */
    int (*progress)(int64_t done, int64_t total, void *user); /* NULL; 0 stops the import */
    void *user;
    size_t max_rows;       /* of one file; 0: 5 million */
    size_t max_file_bytes; /* 0: 512 MiB */
};

struct qn_import_table_count {
    const struct qn_table *table;
    int64_t rows, imported, unchanged;
};

struct qn_import_result {
    int refused;  /* there was at least one error: the store is as it was */
    int64_t rows; /* data rows read: = imported + unchanged + skipped */
    int64_t imported, unchanged, skipped;
    int64_t run; /* 0 where nothing was written */
    struct qn_findings findings;
    struct qn_import_table_count table[QN_TAB_COUNT];
};

/* Import into the store at `store_path` (created on the first successful import; a refused one
 * leaves neither file nor change behind), or into an open store where `open_store` is not NULL.
 * Returns QN_E_REFUSED with result filled where checks found errors; other codes where it could not
 * be tried. Release the result in every case. */
QN_MUST_USE enum qn_status qn_import(const char *store_path, struct qn_store *open_store,
                                     const struct qn_import_opts *opts,
                                     struct qn_import_result *result, struct qn_err *err);
void qn_import_result_release(struct qn_import_result *r);

#endif
