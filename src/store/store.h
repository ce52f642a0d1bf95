/* The store: one SQLite file that only grows. Every record is chained by hash to the one before.
 *
 * A table of the store has the columns of its `struct qn_table` (the id is not unique: each change
 * of a row is a new record beside the old) and before them
 *   seq      INTEGER PRIMARY KEY  place in the chain, over all tables
 *   run      INTEGER              the run that wrote it (table `run`)
 *   in_file  TEXT                 input file it came from
 *   in_line  INTEGER              line in that file
 * The chain:  hash(seq) = SHA-256(hash(seq-1) || table name || 0 || canonical(row)),
 * hash(0) = 32 zero bytes,
 * canonical(row) = for each column in schema order (seq first) that is not NULL: name '=' type
 * length
 * ':' bytes '\n' with type i (decimal integer), r (real: the 16 hexadecimal digits of its IEEE 754
 * binary64), t (UTF-8 text) or b (bytes), so that a later migration which adds a column leaves old
 * hashes as they are. A run is followed by its rows of run_input in the same form.
 *
 * The first record with a secret (QN_COLF_SECRET) makes the file and its log readable by their
 * owner only (mode 0600).
 *
 * Public functions are safe with any input; SQL appears nowhere else in the program.
 */
#ifndef QN_STORE_STORE_H
#define QN_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sha256.h"
#include "base/table.h"

struct qn_store;

enum qn_store_mode {
    QN_STORE_READ,   /* must exist; opened read-only */
    QN_STORE_WRITE,  /* must exist */
    QN_STORE_CREATE, /* made where it does not exist; ":memory:" is a store without a file */
};

/* Opens, and brings an older schema up to date (WRITE, CREATE). Errors: QN_E_NOTFOUND, QN_E_STORE
 * (not a quench store, newer schema, damaged), QN_E_IO. */
QN_MUST_USE enum qn_status qn_store_open(const char *path, enum qn_store_mode mode,
                                         struct qn_store **out, struct qn_err *err);
void qn_store_free(struct qn_store *s);

QN_MUST_USE enum qn_status qn_store_begin(struct qn_store *s, struct qn_err *err);
QN_MUST_USE enum qn_status qn_store_commit(struct qn_store *s, struct qn_err *err);
void qn_store_rollback(struct qn_store *s);
/* One view of the store over several reads: begins a reading transaction unless one of either kind
 * is open. Where *began, end it with qn_store_rollback. */
QN_MUST_USE enum qn_status qn_store_begin_read(struct qn_store *s, bool *began, struct qn_err *err);

/* A run: what changed the store, with which program, options and inputs. */
struct qn_run_input {
    const char *name; /* as given on the command line, or path inside the region folder */
    char sha256[QN_SHA256_HEX_CAP];
    int64_t bytes;
};
struct qn_run {
    int64_t id;          /* 1, 2, 3 ...; set by qn_store_run_add */
    const char *command; /* "import" */
    const char *version; /* of the program */
    const char *options; /* canonical text of the options that matter */
    int64_t started_unix_ms;
    const char *digest; /* set by the store: SHA-256 (hex) over command, version, options and
                           inputs, without the time: the same input gives the same digest */
    const struct qn_run_input *input;
    size_t n_input;
};
/* Adds the run as a chained record (inside a transaction) and fills run->id. */
QN_MUST_USE enum qn_status qn_store_run_add(struct qn_store *s, struct qn_run *run,
                                            struct qn_err *err);
/* Every run in order; the callback returns 0 to go on. Strings live until it returns. */
QN_MUST_USE enum qn_status qn_store_runs(struct qn_store *s,
                                         int (*row)(const struct qn_run *run, void *user),
                                         void *user, struct qn_err *err);

/* Add a record of a table (v has t->n values in column order). *seq may be NULL. */
QN_MUST_USE enum qn_status qn_store_put(struct qn_store *s, const struct qn_table *t, int64_t run,
                                        const char *in_file, int64_t in_line,
                                        const struct qn_value *v, int64_t *seq, struct qn_err *err);

struct qn_record {
    int64_t seq, run, in_line;
    const char *in_file;
    const struct qn_value *v; /* t->n values */
};
/* The newest record of every id, in order of first appearance of the id (so: file order). A table
 * that the file is too old to have holds none.
 * The callback returns 0 to go on, else QN_E_CANCELLED. Strings live until it returns. */
QN_MUST_USE enum qn_status qn_store_scan(struct qn_store *s, const struct qn_table *t,
                                         int (*row)(const struct qn_record *rec, void *user),
                                         void *user, struct qn_err *err);
/* Every record of one id, oldest first. */
QN_MUST_USE enum qn_status qn_store_history(struct qn_store *s, const struct qn_table *t,
                                            const char *id,
                                            int (*row)(const struct qn_record *rec, void *user),
                                            void *user, struct qn_err *err);

/* Walk the chain from its beginning. Returns QN_OK also where the chain is broken: see `ok`. */
struct qn_audit {
    bool ok;         /* false also where expect_head was given and not met */
    int64_t records; /* records verified */
    int64_t runs;
    char head[QN_SHA256_HEX_CAP]; /* hash of the last record verified; note it elsewhere */
    bool head_found;              /* the head given to qn_store_audit was met on the way */
    int64_t broken_seq;           /* first record that does not hold, 0 if none */
    char broken_table[64];
    char broken_id[128];
    char reason[QN_LANG_COUNT][512];
};
/* expect_head: a head noted earlier, or NULL. Also compares the schema with the migrations'. */
QN_MUST_USE enum qn_status qn_store_audit(struct qn_store *s, const char *expect_head,
                                          struct qn_audit *out, struct qn_err *err);
/* SHA-256 over every row of every table, in a fixed order. */
QN_MUST_USE enum qn_status qn_store_content_hash(struct qn_store *s, char out[QN_SHA256_HEX_CAP],
                                                 struct qn_err *err);
int qn_store_schema_version(const struct qn_store *s);

#endif
