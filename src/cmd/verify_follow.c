/* quench verify STORE --follow: looks again, and tells each new finding once.
 *
 * A look is a whole verify over what the store holds then. The first one judges every subject;
 * later ones judge those with new frames: each time where a stop is claimed, was judged or is
 * announced, the others every QUIET_LOOK_S, which is when a new claim is met.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/verify.h"

#define EVERY_S 60
#define EVERY_MAX_S 3600
#define QUIET_MS INT64_C(3600000) /* of data time, or of the clock */
#define CLAIM_LASTS_MS                                                                             \
    (3 * INT64_C(86400000))            /* before the end: a stop of these days is watched          \
                                        */
#define SAME_MS (3 * INT64_C(3600000)) /* a finding that begins so near one that was told is it */
#define ID_CAP 80

struct told {
    char subject[ID_CAP];
    enum qn_finding_kind kind;
    int64_t from_unix_ms;
};
struct watched {
    char mn[QN_MN_CAP];
    /* By now, and when it was judged last. */
    int64_t frames, seen_frames; /* received */
    int64_t data_unix_ms, seen_data_unix_ms;
    int64_t seen_unix_ms; /* on the clock */
    bool stop;            /* its subject claims or claimed a stop */
};
struct follow {
    const struct qn_args *a;
    struct told *told;
    size_t n_told, cap_told;
    struct watched *device;
    size_t n_device, cap_device;
    int64_t blocks, logged; /* of the telemetry at the last look: imports have no counters */
    bool imported;
    int64_t every_s;
    sigset_t stop;
};

/* Whether a signal to stop has come; waits so long for it. */
static bool stop_asked(const struct follow *f, int64_t wait_s)
{
    const struct timespec wait = {.tv_sec = (time_t)wait_s};
    return sigtimedwait(&f->stop, NULL, &wait) > 0;
}

static bool grow(void **list, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    size_t more = *cap ? 2 * *cap : 64;
    void *p = realloc(*list, more * size);
    if (p) {
        *list = p;
        *cap = more;
    }
    return p != NULL;
}

/* ---- what is new ---- */

static struct watched *watched_of(struct follow *f, const char *mn)
{
    for (size_t i = 0; i < f->n_device; i++)
        if (strcmp(f->device[i].mn, mn) == 0)
            return &f->device[i];
    if (!grow((void **)&f->device, f->n_device, &f->cap_device, sizeof *f->device))
        return NULL;
    struct watched *w = &f->device[f->n_device++];
    *w = (struct watched){.seen_frames = -1};
    snprintf(w->mn, sizeof w->mn, "%s", mn);
    return w;
}

static int count_frames(const struct qn_tele_device *d, void *user)
{
    struct watched *w = watched_of(user, d->mn);
    if (!w)
        return 1;
    w->frames = d->received;
    w->data_unix_ms = d->last_data_unix_ms == INT64_MIN ? 0 : d->last_data_unix_ms;
    return 0;
}

static enum qn_status count_all(struct follow *f, const struct qn_verify_job *j, struct qn_err *err)
{
    char seal[QN_SHA256_HEX_CAP];
    int64_t blocks = 0, logged = 0;
    enum qn_status st = qn_tele_seal(j->tele, &blocks, seal, err);
    if (!st)
        st = qn_tele_log_count(j->tele, &logged, err);
    if (!st)
        st = qn_tele_devices(j->tele, count_frames, f, err);
    if (st == QN_E_CANCELLED)
        st = qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "1");
    f->imported = blocks != f->blocks || logged != f->logged;
    for (size_t i = 0; i < f->n_device; i++)
        if (f->device[i].frames != f->device[i].seen_frames)
            f->imported = false; /* a gateway counts: its counters say whose they are */
    f->blocks = blocks;
    f->logged = logged;
    return st;
}

static bool is_due(struct follow *f, const struct qn_subject *s)
{
    bool fresh = false, due = f->imported;
    int64_t now = qn_now_unix_ms();
    for (size_t i = 0; i < s->n_mn; i++) {
        const struct watched *w = watched_of(f, s->mn[i]);
        if (!w || w->seen_frames < 0)
            return true;
        fresh = fresh || w->frames != w->seen_frames;
        due = due || w->stop || w->data_unix_ms - QUIET_MS >= w->seen_data_unix_ms ||
              now - QUIET_MS >= w->seen_unix_ms;
    }
    return f->imported || (fresh && due);
}

/* ---- what is told ---- */

static bool is_stop(const struct qn_verify_job *j, const struct qn_verify_item *item)
{
    const struct qn_verification *v = &item->v;
    int64_t last = v->from_unix_ms;
    for (size_t i = 0; i < v->n; i++)
        if (v->interval[i].covered > 0)
            last = v->interval[i].to_unix_ms;
    for (size_t i = 0; i < v->n; i++) {
        const struct qn_interval *x = &v->interval[i];
        if ((x->claimed || x->verdict == QN_V_STOPPED) && x->to_unix_ms > last - CLAIM_LASTS_MS)
            return true;
    }
    return qn_announced_from(&j->region, item->subject->installation, j->to_unix_ms - 1) !=
           INT64_MAX;
}

/* More data may move a begin a little, or join a finding to what was before it; a restart stays
 * where it is, as each one counts. */
static bool is_same(const struct told *t, const struct qn_finding *x)
{
    int64_t apart = x->from_unix_ms - t->from_unix_ms;
    bool joined = x->kind != QN_F_RESTART && apart < 0 && x->to_unix_ms > t->from_unix_ms;
    return t->kind == x->kind && ((apart <= SAME_MS && apart >= -SAME_MS) || joined);
}

static bool was_told(struct follow *f, const char *subject, const struct qn_finding *x)
{
    for (size_t i = 0; i < f->n_told; i++)
        if (strcmp(f->told[i].subject, subject) == 0 && is_same(&f->told[i], x))
            return true;
    if (!grow((void **)&f->told, f->n_told, &f->cap_told, sizeof *f->told))
        return false; /* told twice rather than never */
    struct told *t = &f->told[f->n_told++];
    *t = (struct told){.kind = x->kind, .from_unix_ms = x->from_unix_ms};
    snprintf(t->subject, sizeof t->subject, "%s", subject);
    return false;
}

/* Restarts first. */
static int tell(struct follow *f, const struct qn_verify_job *j, const struct qn_verify_item *item)
{
    const struct qn_verification *v = &item->v;
    const char *id = v->outlet_id         ? v->outlet_id
                     : v->installation_id ? v->installation_id
                                          : item->subject->mn[0];
    int code = QN_EXIT_DONE;
    for (int restart = 1; restart >= 0; restart--)
        for (size_t i = 0; i < v->n_findings && code == QN_EXIT_DONE; i++) {
            const struct qn_finding *x = &v->finding[i];
            if ((x->kind == QN_F_RESTART) == (restart == 1) && !was_told(f, id, x))
                code = qn_verify_put_alarm(j, item, x);
        }
    return code;
}

/* ---- looks ---- */

static enum qn_status judge(struct follow *f, struct qn_verify_job *j, const struct qn_subject *s,
                            int *code, struct qn_err *err)
{
    enum qn_status st = qn_verify_one(j, s, err);
    if (st)
        return st;
    const struct qn_verify_item *item = &j->item[j->n - 1];
    bool stop = is_stop(j, item);
    for (size_t i = 0; i < s->n_mn; i++) {
        struct watched *w = watched_of(f, s->mn[i]);
        if (!w)
            continue;
        w->seen_frames = w->frames;
        w->seen_data_unix_ms = w->data_unix_ms;
        w->seen_unix_ms = qn_now_unix_ms();
        w->stop = stop;
    }
    *code = tell(f, j, item);
    return QN_OK;
}

/* *code: of what could not be told. */
static enum qn_status look(struct follow *f, bool first, int *code, bool *stopped,
                           struct qn_err *err)
{
    struct qn_verify_job j = {.a = f->a};
    char n[32], every[32];
    enum qn_status st = qn_verify_open(&j, err);
    if (!st)
        st = count_all(f, &j, err);
    snprintf(n, sizeof n, "%zu", j.subjects.n);
    snprintf(every, sizeof every, "%lld", (long long)f->every_s);
    if (!st && first && !f->a->quiet)
        qn_say1(stderr, f->a->lang, QN_T_VERIFY_FOLLOWING, n, every);
    for (size_t i = 0; i < j.subjects.n && !st && *code == QN_EXIT_DONE && !*stopped; i++) {
        if (is_due(f, &j.subjects.item[i]))
            st = judge(f, &j, &j.subjects.item[i], code, err);
        *stopped = stop_asked(f, 0);
    }
    qn_verify_close(&j);
    return st;
}

static enum qn_status take_options(struct follow *f, struct qn_err *err)
{
    const char *s = qn_arg(f->a, "every");
    size_t n = s ? strlen(s) : 0;
    f->every_s = EVERY_S;
    if (s)
        f->every_s = n > 0 && n < 6 && strspn(s, "0123456789") == n ? strtoll(s, NULL, 10) : 0;
    if (f->every_s < 1 || f->every_s > EVERY_MAX_S || !qn_arg(f->a, "follow"))
        return qn_fail(err, QN_E_USAGE, "--every", QN_T_VERIFY_EVERY, s ? s : "");
    if (qn_arg(f->a, "record") || qn_arg(f->a, "to"))
        return qn_fail(err, QN_E_USAGE, "--follow", QN_T_VERIFY_FOLLOW_ALONE);
    return QN_OK;
}

int qn_verify_follow(const struct qn_args *a)
{
    struct follow f = {.a = a};
    struct qn_err err = {0};
    bool stopped = false;
    int code = QN_EXIT_DONE;
    if (take_options(&f, &err))
        return qn_report(a, &err);
    sigemptyset(&f.stop);
    sigaddset(&f.stop, SIGTERM);
    sigaddset(&f.stop, SIGINT);
    sigprocmask(SIG_BLOCK, &f.stop, NULL);
    for (bool first = true; !stopped && code == QN_EXIT_DONE; first = false) {
        enum qn_status st = look(&f, first, &code, &stopped, &err);
        if (st) /* what fails at first is wrong; later it may pass */
            code = first ? qn_report(a, &err) : (qn_report(a, &err), QN_EXIT_DONE);
        if (!stopped && code == QN_EXIT_DONE)
            stopped = stop_asked(&f, f.every_s);
    }
    free(f.told);
    free(f.device);
    return code;
}
