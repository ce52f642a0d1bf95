/* The files of a region folder's telemetry/: listed, hashed, tried, taken. Shared by `quench
 * import` and `quench brief`. */
#ifndef QN_CMD_TELEMETRY_FILES_H
#define QN_CMD_TELEMETRY_FILES_H

#include "base/arena.h"
#include "base/jsonw.h"
#include "cmd/cmd.h"
#include "series/filing.h"

struct qn_telemetry_file {
    const char *path, *name; /* name: "telemetry/LEAF" */
    bool meter;              /* a CSV of values; else frames */
    struct qn_run_input input;
    struct qn_frames_report report; /* of the last take */
};
struct qn_telemetry_files {
    struct qn_arena arena;
    struct qn_telemetry_file *file;
    size_t n;
};

/* None where the folder has no telemetry/. Release in every case. */
QN_MUST_USE enum qn_status qn_telemetry_list(const char *folder, struct qn_telemetry_files *out,
                                             struct qn_err *err);
void qn_telemetry_release(struct qn_telemetry_files *f);
/* All files into t, then filed (left to a running gateway). A file without one usable frame or
 * value: QN_E_SYNTAX. */
QN_MUST_USE enum qn_status qn_telemetry_take(struct qn_telemetry_files *f, struct qn_tele *t,
                                             struct qn_err *err);
/* The same into a telemetry in memory, of which nothing stays: whether all of them can be taken. */
QN_MUST_USE enum qn_status qn_telemetry_try(struct qn_telemetry_files *f, struct qn_err *err);
/* A run that names the files with their hashes; none where runs of the store name them all. */
QN_MUST_USE enum qn_status qn_telemetry_record(const struct qn_telemetry_files *f,
                                               struct qn_store *store, int64_t now_unix_ms,
                                               struct qn_err *err);
/* Into the telemetry of the store at path, with its run. */
QN_MUST_USE enum qn_status qn_telemetry_import(struct qn_telemetry_files *f, const char *store_path,
                                               int64_t now_unix_ms, struct qn_err *err);

void qn_telemetry_print(FILE *out, enum qn_lang lang, const struct qn_telemetry_files *f);
void qn_telemetry_json(struct qn_jsonw *w, const struct qn_telemetry_files *f);

#endif
