/* What comes out of a simulation: a file of frames, the truth beside it, or a play over sockets. */
#ifndef QN_SIMULATE_OUTCOME_H
#define QN_SIMULATE_OUTCOME_H

#include "base/buf.h"
#include "simulate/fleet.h"

const char *qn_truth_name(enum qn_truth t); /* "running", "stopped", "banked" */
/* device_mn,outlet_id,installation_id,from,to,episode,truth: without gaps, neighbours of a device
 * differ; to the ten minutes. */
QN_MUST_USE enum qn_status qn_fleet_truth_csv(const struct qn_fleet *f, struct qn_buf *out,
                                              struct qn_err *err);

/* A fictional region folder of the fleet: register, installations, outlets, devices as they send,
 * and the stops that were announced, true or not. It holds an empty telemetry/ as well. Ids that
 * the fleet does not give are made of the MN. */
QN_MUST_USE enum qn_status qn_fleet_region(const struct qn_fleet *f, const char *path,
                                           struct qn_err *err);

/* A file of received frames: "ARRIVAL<TAB>FRAME" without CR LF; gzip where the name ends in ".gz".
 * It appears under its name when it is whole. */
struct qn_frame_file;
QN_MUST_USE enum qn_status qn_frame_file_new(const char *path, const char *comment,
                                             struct qn_frame_file **out, struct qn_err *err);
QN_MUST_USE enum qn_status qn_frame_file_put(struct qn_frame_file *f, const struct qn_sim_frame *x,
                                             struct qn_err *err);
QN_MUST_USE enum qn_status qn_frame_file_finish(struct qn_frame_file *f, struct qn_err *err);
void qn_frame_file_free(struct qn_frame_file *f); /* what is not finished is removed */

/* A play: every device dials in on a connection of its own, sends what it has in order, and waits
 * for the answer before the next frame. */
struct qn_play {
    const char *host, *port;
    double speed;     /* simulated seconds a second; 0: as fast as answered */
    double timeout_s; /* for an answer, then it is sent again */
    int retries;      /* times that a frame is sent again */
    double redial_s;  /* how long a lost connection is dialled again */
    int (*acknowledged)(const struct qn_sim_frame *, void *user); /* 0: go on; may be NULL */
    /* Simulated ms done and in all; 0: stop; may be NULL. */
    int (*step)(int64_t done, int64_t total, void *user);
    void *user;
};
struct qn_play_report {
    int64_t frames, acknowledged, unanswered, sent_again, redials, requests;
    double seconds;
};
QN_MUST_USE enum qn_status qn_play_fleet(const struct qn_fleet *f, const struct qn_play *p,
                                         struct qn_play_report *out, struct qn_err *err);

#endif
