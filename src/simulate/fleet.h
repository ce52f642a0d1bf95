/* Labelled telemetry of made-up plants: what a detector is built and scored on.
 *
 * A fleet is a CSV: one row a device and episode; everything between the episodes is normal
 * running. The physics is simple and consistent: production drives flow, O2, temperature, humidity,
 * pollutants, fan current and electricity; a stop decays with the thermal mass of its installation;
 * the sensors add noise, drift and resolution. Same seed, same bytes.
 */
#ifndef QN_SIMULATE_FLEET_H
#define QN_SIMULATE_FLEET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "quench/hj212.h"

enum qn_episode_kind {
    QN_EP_NORMAL,       /* running */
    QN_EP_HONEST_STOP,  /* stopped, and says so */
    QN_EP_BANKED,       /* coke oven kept warm without charging; furnace 焖炉 */
    QN_EP_PAPER_STOP,   /* marks say stopped, it runs */
    QN_EP_NIGHT_RUN,    /* stopped by day, runs at night under stop marks */
    QN_EP_PULLED_PROBE, /* probe pulled or purged: O2 21 %, pollutants 0, fan and electricity run */
    QN_EP_RETRO_MARK,   /* runs and exceeds; marks changed to stopped hours later (new versions) */
    QN_EP_OUTAGE,       /* nothing is sent, later never */
    QN_EP_LOGGER_FAULT, /* constants, D marks, nonsense */
    QN_EP_BACKFILL,     /* nothing is sent, later all of it with RF=1 */
    QN_EP_RESTART,      /* an honest stop that ends: running again under stop marks */
    QN_EP_COUNT
};
const char *qn_episode_name(enum qn_episode_kind k); /* "normal", "honest_stop" ... */

/* What really was, hour by hour: the label a verdict is scored against. */
enum qn_truth { QN_TRUTH_RUNNING, QN_TRUTH_STOPPED, QN_TRUTH_BANKED };

/* Units of flow and pressure: as drawn for the device; as the table says; m3/h and Pa. */
enum qn_fleet_units { QN_UNITS_DRAWN, QN_UNITS_RIGHT, QN_UNITS_WRONG };

struct qn_episode {
    enum qn_episode_kind kind;
    int64_t from_unix_ms, to_unix_ms;
};
struct qn_fleet_device {
    const char *mn, *outlet_id, *installation_id;
    const char *kind;   /* kind of installation as in the region: "coke_oven" ... */
    bool wet_scrubber;  /* flue gas saturated near 50 C whatever happens */
    bool meter, counts; /* ST=44 electricity; charging and pushing counts */
    enum qn_212_version version;
    int32_t rtd_s, minute_min; /* intervals; 0: none sent */
    bool hours, days;          /* 2061, 2031 sent */
    double scale;              /* size of the plant; 1: 100 m3/s */
    const char *password;
    const struct qn_episode *episode;
    size_t n_episodes;
    bool fan;    /* ST=51: currents, inner temperature, load */
    bool spread; /* Min and Max beside Avg */
    bool lean;   /* Avg and Flag only: no Cou, no Zs, no pressure, no velocity beside the flow */
    enum qn_fleet_units units;
    /* Factor codes. The digits of d- and p-codes are not known to us: NULL means a placeholder,
     * QN_CODE_... below. */
    const char *power_code, *treat_code, *charge_code, *push_code, *heating_code;
};
#define QN_CODE_POWER "d20101"   /* active power of production [kW]; placeholder */
#define QN_CODE_TREAT "d30101"   /* active power of treatment [kW]; placeholder */
#define QN_CODE_CHARGE "p20101"  /* charges in the period [-Cou]; placeholder */
#define QN_CODE_PUSH "p20102"    /* pushes in the period [-Cou]; placeholder */
#define QN_CODE_HEATING "p20103" /* heating gas [m3/h]; placeholder */
#define QN_CODE_WORD "p99101"    /* condition word of ST=45, 2011 */
struct qn_fleet {
    uint64_t seed;
    int64_t from_unix_ms, to_unix_ms;
    const struct qn_fleet_device *device;
    size_t n;
};
/* Columns: see `quench simulate --help` and doc/method/simulate.md. The seed is 0; the span goes
 * from the midnight 14 days before the first episode to the one after the last (0 and 0 without
 * any). */
QN_MUST_USE enum qn_status qn_fleet_read(const char *path, struct qn_arena *arena,
                                         struct qn_fleet *out, struct qn_err *err);
/* The same from memory; the name is for messages. */
QN_MUST_USE enum qn_status qn_fleet_parse(const char *name, const void *bytes, size_t n,
                                          struct qn_arena *arena, struct qn_fleet *out,
                                          struct qn_err *err);
/* A fleet drawn from a seed: n devices of all kinds, an episode kind each in turn, the span of
 * days. */
QN_MUST_USE enum qn_status qn_fleet_draw(uint64_t seed, size_t n, int64_t from_unix_ms, int days,
                                         struct qn_arena *arena, struct qn_fleet *out,
                                         struct qn_err *err);

/* 2019-11-20, 2019-11-20 08:30, 2019-11-20T08:30:00+08:00, at +08:00. Errors: QN_E_SYNTAX. */
QN_MUST_USE enum qn_status qn_fleet_time(const char *s, size_t n, int64_t *unix_ms,
                                         struct qn_err *err);

struct qn_sim_frame {
    size_t device; /* index in the fleet */
    int64_t arrival_unix_ms;
    const void *bytes; /* a whole frame, valid until the callback returns */
    size_t len;
};
/* Every frame in order of arrival; the callback returns 0 to go on. */
QN_MUST_USE enum qn_status qn_simulate(const struct qn_fleet *f,
                                       int (*frame)(const struct qn_sim_frame *, void *),
                                       void *user, struct qn_err *err);
/* Truth and episode of a device at a time. */
enum qn_truth qn_fleet_truth(const struct qn_fleet *f, size_t device, int64_t t_unix_ms,
                             enum qn_episode_kind *episode);

#endif
