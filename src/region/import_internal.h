/* What the files of the import share. Nothing outside src/region, its tests and fuzz targets uses
 * it. */
#ifndef QN_REGION_IMPORT_INTERNAL_H
#define QN_REGION_IMPORT_INTERNAL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/nearest.h"
#include "region/idset.h"
#include "region/import.h"

/* A cell in 16 bytes: 100,000 rows of 45 columns are 72 MB. Text points into the decoded file or
 * into the arena and is terminated. */
struct qn_entry {
    union {
        int64_t i;
        double r;
        const char *s;
    } u;
    uint32_t n;       /* text: bytes */
    uint16_t column;  /* where it begins, in characters from 1; 65535: there or later */
    uint8_t type;     /* enum qn_value_type */
    uint8_t decimals; /* numbers: digits after the point as written */
};

enum qn_row_flag {
    QN_ROW_STORED = 1,    /* read from the store, not from the input */
    QN_ROW_REPEATED = 2,  /* says again what an earlier row says: counted, not written */
    QN_ROW_UNCHANGED = 4, /* the store has it already */
    QN_ROW_SEEN = 8,      /* the store has a record of this id */
};

struct qn_rowset {
    const struct qn_table *table;
    const char *file;      /* as the user named it; NULL: not in the input */
    struct qn_entry *cell; /* n rows of table->n cells */
    uint32_t *line;
    uint8_t *flags;
    size_t n, cap;
    size_t n_input;      /* rows of the input come first, then rows of the store */
    struct qn_idset ids; /* id -> row */
    struct qn_buf text;
};

struct qn_place {
    const char *file;
    int64_t line, column;
    const char *field;
};

struct qn_box {
    double west_deg, south_deg, east_deg, north_deg; /* NaN where not given */
    bool whole;                                      /* all four, and not inverted */
};

struct qn_import_ctx {
    const struct qn_import_opts *opts;
    struct qn_findings *find;
    size_t max_findings, max_rows, max_file_bytes;
    struct qn_arena arena;
    struct qn_rowset set[QN_TAB_COUNT];
    const char *folder; /* NULL where single files were given */
    struct qn_run_input *input;
    size_t n_input, cap_input;
    struct qn_date decision_date;
    struct qn_box box;
    enum qn_text_id cause; /* of the next finding; QN_T_NONE: the check's message says all */
    int nearest_left;      /* searches for the nearest id still allowed: each reads every id */
    int64_t gem_rows, gem_skipped, gem_imported, gem_unchanged;
    enum qn_status fatal; /* out of memory, cancelled: ends the import */
    struct qn_err *err;
};

/* --- ctx.c */
void qn_ctx_init(struct qn_import_ctx *x, const struct qn_import_opts *opts,
                 struct qn_findings *find, struct qn_err *err);
void qn_ctx_release(struct qn_import_ctx *x);
enum qn_status qn_ctx_fail(struct qn_import_ctx *x, enum qn_status st);
/* A terminated copy in the arena; "" and x->fatal set where memory ran out. */
const char *qn_ctx_copy(struct qn_import_ctx *x, const char *s, size_t n);
/* A new row of nulls, or NULL (x->fatal set). Invalid after the next call. */
struct qn_entry *qn_row_add(struct qn_import_ctx *x, struct qn_rowset *s, uint32_t line,
                            uint8_t flags);
struct qn_entry *qn_row(const struct qn_rowset *s, size_t row);
void qn_cell_text(struct qn_entry *c, const char *s, size_t n);
void qn_cell_real(struct qn_entry *c, double v);
void qn_cell_int(struct qn_entry *c, int64_t v);
bool qn_cell_same(const struct qn_entry *a, const struct qn_entry *b);

/* Cells by column name; "" / NaN / 0 where empty. */
size_t qn_col(const struct qn_table *t, const char *name);
const struct qn_entry *qn_at(const struct qn_rowset *s, size_t row, const char *name);
const char *qn_str(const struct qn_rowset *s, size_t row, const char *name);
double qn_num(const struct qn_rowset *s, size_t row, const char *name);
struct qn_date qn_day(const struct qn_rowset *s, size_t row, const char *name);
/* Row a reference cell names, or QN_NO_ROW. */
size_t qn_ref(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row, const char *name);

/* --- checks.c */
void qn_findings_init(struct qn_findings *f);
void qn_findings_release(struct qn_findings *f);
void qn_findings_sort(struct qn_findings *f);
/* Arguments are `const char *`, ended by NULL. */
void qn_find_add(struct qn_import_ctx *x, enum qn_check_id check, const struct qn_place *at, ...)
    __attribute__((sentinel));
#define QN_FIND(x, check, at, ...)                                                                 \
    qn_find_add((x), QN_CHECK_##check, (at), __VA_ARGS__, (const char *)NULL)
#define QN_FIND0(x, check, at) qn_find_add((x), QN_CHECK_##check, (at), (const char *)NULL)
/* The place of a row's cell; field NULL: the whole row. */
struct qn_place qn_place_of(const struct qn_rowset *s, size_t row, const char *field);
/* The same as QN_FIND on a row of the input; rows of the store are silent. */
#define QN_FIND_ROW(x, check, s, row, field, ...)                                                  \
    do {                                                                                           \
        if (!((s)->flags[row] & QN_ROW_STORED)) {                                                  \
            struct qn_place place_ = qn_place_of((s), (row), (field));                             \
            QN_FIND((x), check, &place_, __VA_ARGS__);                                             \
        }                                                                                          \
    } while (0)
#define QN_FIND_ROW0(x, check, s, row, field) QN_FIND_ROW(x, check, s, row, field, "")
/* A number as an argument: lives until the end of the enclosing block. */
#define QN_NUM(v) qn_num_text((v), (char[QN_NUM_TEXT_CAP]){0})

/* --- nearest.c */
/* The nearest of NULL-terminated names, however far; NULL for an empty list. */
const char *qn_nearest_column(const struct qn_table *t, const char *word, size_t *distance);
const char *qn_nearest_id(struct qn_import_ctx *x, const struct qn_rowset *s, const char *word);

/* --- cells.c */
/* Check and read one cell; text may be changed in place. *out is null where empty or refused. */
void qn_cell_read(struct qn_import_ctx *x, const struct qn_column *col, const struct qn_place *at,
                  char *text, size_t len, struct qn_entry *out);
/* --- numbers.c */
void qn_cell_read_number(struct qn_import_ctx *x, const struct qn_column *col,
                         const struct qn_place *at, char *text, size_t len, struct qn_entry *out);
/* --- dates.c */
void qn_cell_read_date(struct qn_import_ctx *x, const struct qn_column *col,
                       const struct qn_place *at, const char *text, size_t len,
                       struct qn_entry *out);
/* --- header.c */
/* Columns of a header: map[i] is the table's column of field i, or -1. Returns 0 where a row
 * cannot be read under it. */
int qn_header_read(struct qn_import_ctx *x, const struct qn_table *t, const char *file,
                   const struct qn_csv *r, int *map);
/* --- decode.c */
/* Bytes of a file to UTF-8 in out; findings where they are no text. Returns 0 where refused. */
int qn_text_read(struct qn_import_ctx *x, const char *file, const void *bytes, size_t n,
                 struct qn_buf *out);
/* --- rows.c */
void qn_table_read(struct qn_import_ctx *x, const struct qn_table *t, const char *file,
                   const void *bytes, size_t n);
void qn_ids_check(struct qn_import_ctx *x, struct qn_rowset *s);
#define QN_SECRET_SHOWN "***" /* in place of what stands in a secret column */
/* Findings of a row's quotes: never closed, text after one, one inside a plain field. Where the
 * table t (or NULL) has a secret column their texts are not shown: they may be in any field. */
void qn_quotes_check(struct qn_import_ctx *x, const char *file, const struct qn_csv *r,
                     const struct qn_table *t);
/* --- yaml.c */
extern const struct qn_table qn_setting_names; /* col: one a setting */
void qn_settings_read(struct qn_import_ctx *x, const char *file, const void *bytes, size_t n);
void qn_settings_check(struct qn_import_ctx *x);
const char *qn_setting_value(struct qn_import_ctx *x, const char *name);
/* --- gather.c */
void qn_folder_read(struct qn_import_ctx *x, const char *path);
void qn_files_read(struct qn_import_ctx *x);
/* Read a file, note it as an input, hand its bytes on. Returns 0 where it could not be read. */
int qn_input_read(struct qn_import_ctx *x, const char *path, const char *name, struct qn_buf *out,
                  char sha256[QN_SHA256_HEX_CAP]);
void qn_evidence_read(struct qn_import_ctx *x);
/* --- refs.c, codes_checks.c, geo_checks.c, plant_checks.c, stack_checks.c, value_checks.c,
 * event_checks.c, device_checks.c: checks over the whole input */
void qn_refs_check(struct qn_import_ctx *x);
void qn_codes_check(struct qn_import_ctx *x);
void qn_geo_check(struct qn_import_ctx *x);
void qn_plant_check(struct qn_import_ctx *x);
/* Whether a kind may have the variant; true for a kind that is not known. Kept to rules/. */
bool qn_variant_belongs(int kind, const char *variant);
/* The documents (kinds of evidence.csv) that make out a claim of an installation of that kind:
 * NULL-terminated, empty where nothing is claimed. Kept to rules/exceptions.csv. */
const char *const *qn_claim_documents(const char *claim, int kind);
void qn_stack_check(struct qn_import_ctx *x);
void qn_value_check(struct qn_import_ctx *x);
void qn_event_check(struct qn_import_ctx *x);
void qn_device_check(struct qn_import_ctx *x);
/* --- keep.c */
enum qn_status qn_keep_load(struct qn_import_ctx *x, struct qn_store *store);
/* Inside a transaction of the caller. */
enum qn_status qn_keep_write(struct qn_import_ctx *x, struct qn_store *store, int64_t *run);
/* --- gem.c, gem_plants.c */
#define QN_GEM_SOURCE "gem-" /* how the ids of the tracker's sources begin */
#define QN_GEM_SLOTS 3
#define QN_GEM_TINY_LISTED 5
enum qn_gem_column {
    QN_GEM_ID,
    QN_GEM_PHASE,
    QN_GEM_PLANT_PHASE,
    QN_GEM_STATUS,
    QN_GEM_PROJECT,
    QN_GEM_PROJECT_OTHER,
    QN_GEM_PARENT,
    QN_GEM_OWNER,
    QN_GEM_PROVINCE,
    QN_GEM_COUNTRY,
    QN_GEM_URL,
    QN_GEM_LAT,
    QN_GEM_LNG,
    QN_GEM_STEEL_TOTAL,
    QN_GEM_IRON_TOTAL,
    QN_GEM_SLOT, /* of each of three slots: status, steel, iron, process, equipment */
    QN_GEM_COLUMNS = QN_GEM_SLOT + 5 * QN_GEM_SLOTS
};
struct qn_gem_plant {
    double steel_t_a, iron_t_a; /* of what exists now */
    double lon_deg, lat_deg, apart_m;
    uint32_t line;
    bool any_capacity;
};
struct qn_gem {
    struct qn_import_ctx *x;
    const char *file, *source;
    int column[QN_GEM_COLUMNS]; /* field of the row, or -1 */
    size_t n_header;
    const struct qn_csv *csv; /* the current row */
    int64_t line;
    double steel_t_a[QN_GEM_SLOTS], iron_t_a[QN_GEM_SLOTS], lon_deg, lat_deg;
    struct qn_idset phases, rows, names, places;
    struct qn_gem_plant *plant; /* by row of the enterprise set */
    size_t cap_plant;
    int64_t n_tiny, tiny_line[QN_GEM_TINY_LISTED]; /* figures that can be no capacity */
};
const char *qn_gem_text(const struct qn_gem *g, int column);
struct qn_place qn_gem_place(const struct qn_gem *g, int column);
/* The current row, found usable, to records. */
void qn_gem_take_row(struct qn_gem *g);
/* What is known of each plant once all rows are read. */
void qn_gem_finish(struct qn_gem *g);
void qn_gem_read(struct qn_import_ctx *x, const char *file, const char *leaf, const void *bytes,
                 size_t n);
void qn_gem_count(struct qn_import_ctx *x);

#endif
