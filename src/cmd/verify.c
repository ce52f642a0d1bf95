/* quench verify STORE */
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/verify.h"
#include "series/filing.h"

#define DAY_MS INT64_C(86400000)
#define LOCAL_MS INT64_C(28800000)
#define DEFAULT_DAYS 31
#define KEEP_MAX ((size_t)512 << 20)
#define SUBJECT_MAX ((size_t)4 << 30)

static int64_t day_start(int32_t day)
{
    return (int64_t)day * DAY_MS - LOCAL_MS;
}

static enum qn_status read_day(const struct qn_verify_job *j, const char *option, int32_t *day,
                               bool *given, struct qn_err *err)
{
    struct qn_date d;
    char name[16];
    const char *text = qn_arg(j->a, option);
    *given = text != NULL;
    if (!text)
        return QN_OK;
    snprintf(name, sizeof name, "--%s", option);
    if (qn_date_parse(text, strlen(text), &d, NULL) || d.day == 0)
        return qn_fail(err, QN_E_USAGE, name, QN_T_CMD_BAD_DATE, text);
    *day = qn_date_first_day(d);
    return QN_OK;
}

static int newest(const struct qn_tele_device *d, void *user)
{
    int64_t *t = user;
    if (d->last_data_unix_ms > *t)
        *t = d->last_data_unix_ms;
    return 0;
}

static int newest_part(const struct qn_tele_part *p, void *user)
{
    int64_t *t = user, end = day_start(p->day + 1) - 1;
    if (end > *t)
        *t = end;
    return 0;
}

/* The newest data of all: as the devices' counters have it, else (imported files) as filed. */
static enum qn_status newest_data(struct qn_verify_job *j, int64_t *t, struct qn_err *err)
{
    enum qn_status st = qn_tele_devices(j->tele, newest, t, err);
    if (st || *t != INT64_MIN)
        return st;
    return qn_tele_parts(j->tele, 0, -1, -1, INT32_MIN, INT32_MAX, newest_part, t, err);
}

static enum qn_status choose_span(struct qn_verify_job *j, struct qn_err *err)
{
    int32_t from = 0, to = 0;
    bool has_from = false, has_to = false;
    int64_t last = INT64_MIN;
    enum qn_status st = read_day(j, "from", &from, &has_from, err);
    if (!st)
        st = read_day(j, "to", &to, &has_to, err);
    if (!st && !has_to)
        st = newest_data(j, &last, err);
    if (st)
        return st;
    if (!has_to && last == INT64_MIN)
        return qn_fail(err, QN_E_NOTFOUND, j->a->word[0], QN_T_VERIFY_NO_TELEMETRY, j->a->word[0]);
    if (!has_to)
        to = (int32_t)((last + LOCAL_MS) / DAY_MS);
    if (!has_from)
        from = to - DEFAULT_DAYS + 1;
    j->from_unix_ms = day_start(from);
    j->to_unix_ms = day_start(to + 1);
    return QN_OK;
}

/* A gateway's telemetry may stand without a region: its devices are then judged one by one. Only
 * where neither is there is the store missed. */
static enum qn_status open_both(struct qn_verify_job *j, enum qn_store_mode mode,
                                struct qn_err *err)
{
    const char *path = j->a->word[0];
    struct qn_err no_store = {0};
    enum qn_status st = qn_store_open(path, mode, &j->store, &no_store);
    bool alone = st == QN_E_NOTFOUND && mode == QN_STORE_READ;
    if (st && !alone) {
        *err = no_store;
        return st;
    }
    if (!alone)
        st = qn_region_load(j->store, &j->region, err);
    if (st && !alone)
        return st;
    st = qn_tele_open(path, mode, &j->tele, err);
    if (st == QN_E_NOTFOUND && alone)
        *err = no_store;
    else if (st == QN_E_NOTFOUND)
        st = qn_fail(err, QN_E_NOTFOUND, path, QN_T_VERIFY_NO_TELEMETRY, path);
    return st;
}

static enum qn_status open_all(struct qn_verify_job *j, struct qn_err *err)
{
    bool record = qn_arg(j->a, "record") != NULL;
    enum qn_status st = open_both(j, record ? QN_STORE_WRITE : QN_STORE_READ, err);
    /* What is still in the log comes under a seal first, unless a gateway is at work on it. */
    struct qn_filed filed;
    if (!st && record && !qn_tele_claimed(j->tele))
        st = qn_file_log(j->tele, 0, &filed, err);
    return st ? st : qn_witness_rules_load(qn_arg(j->a, "rules"), &j->arena, &j->rules, err);
}

static enum qn_status take_kind(struct qn_verify_job *j, struct qn_err *err)
{
    const char *kind = qn_arg(j->a, "kind"), *device = qn_arg(j->a, "device");
    char names[512] = "";
    size_t len = 0;
    if (device &&
        (qn_arg(j->a, "outlet") || qn_arg(j->a, "installation") || qn_arg(j->a, "by-outlet")))
        return qn_fail(err, QN_E_USAGE, "--device", QN_T_VERIFY_DEVICE_ALONE);
    if (!kind)
        return QN_OK;
    if (!device)
        return qn_fail(err, QN_E_USAGE, "--kind", QN_T_VERIFY_KIND_ALONE);
    for (int k = 0; k < QN_KIND_COUNT; k++)
        if (strcmp(qn_kind_names[k], kind) == 0)
            return QN_OK;
    for (int k = 0; k < QN_KIND_COUNT && len < sizeof names; k++) {
        int n = snprintf(names + len, sizeof names - len, "%s%s", k ? ", " : "", qn_kind_names[k]);
        len += n > 0 ? (size_t)n : 0;
    }
    return qn_fail(err, QN_E_USAGE, "--kind", QN_T_CMD_BAD_CHOICE, "--kind", kind, names);
}

/* The subject that a device bears witness for, seen through this device alone. */
static enum qn_status alone(struct qn_verify_job *j, struct qn_subjects *all, struct qn_err *err)
{
    const char *mn = qn_arg(j->a, "device");
    for (size_t i = 0; i < all->n; i++) {
        struct qn_subject *s = &all->item[i];
        for (size_t k = 0; k < s->n_mn; k++) {
            if (strcmp(s->mn[k], mn) != 0)
                continue;
            s->mn[0] = s->mn[k];
            s->units[0] = s->units[k];
            s->n_mn = 1;
            s->kind = qn_arg(j->a, "kind");
            all->item = s;
            all->n = 1;
            return QN_OK;
        }
    }
    return qn_fail(err, QN_E_NOTFOUND, mn, QN_T_VERIFY_DEVICE_UNSEEN, mn);
}

static bool wanted(const struct qn_verify_job *j, const struct qn_subject *s)
{
    const char *outlet = qn_arg(j->a, "outlet"), *in = qn_arg(j->a, "installation");
    if (outlet && (s->outlet < 0 || strcmp(j->region.outlet[s->outlet].id, outlet) != 0))
        return false;
    return !in ||
           (s->installation >= 0 && strcmp(j->region.installation[s->installation].id, in) == 0);
}

/* Where no beginning was asked for, the time before the first data is not spoken of. */
static void begin_with_data(struct qn_verification *v)
{
    if (v->n < 2 || v->interval[0].covered > 0 || v->interval[0].verdict != QN_V_UNPROVABLE)
        return;
    v->interval++;
    v->n--;
    v->from_unix_ms = v->interval[0].from_unix_ms;
}

enum qn_status qn_verify_one(struct qn_verify_job *j, const struct qn_subject *s,
                             struct qn_err *err)
{
    struct qn_arena scratch;
    qn_arena_init(&scratch, SUBJECT_MAX);
    struct qn_verification v;
    struct qn_verify_item *item = &j->item[j->n];
    enum qn_status st = qn_subject_verify(&j->region, j->tele, s, j->rules, j->from_unix_ms,
                                          j->to_unix_ms, &scratch, &v, err);
    if (!st && !qn_arg(j->a, "from"))
        begin_with_data(&v);
    if (!st)
        st = qn_verification_keep(&v, &j->arena, &item->v, err);
    item->subject = s;
    j->n += st == QN_OK;
    qn_arena_release(&scratch);
    return st;
}

static enum qn_status choose_subjects(struct qn_verify_job *j, struct qn_err *err)
{
    bool by_outlet = qn_arg(j->a, "outlet") || qn_arg(j->a, "by-outlet");
    const char *id = qn_arg(j->a, "outlet");
    id = id ? id : qn_arg(j->a, "installation");
    struct qn_subjects *all = &j->subjects;
    size_t n = 0;
    enum qn_status st = qn_subjects_find(
        &j->region, j->tele, by_outlet ? QN_BY_OUTLET : QN_BY_INSTALLATION, &j->arena, all, err);
    if (!st && qn_arg(j->a, "device"))
        st = alone(j, all, err);
    for (size_t i = 0; i < all->n && !st; i++)
        if (wanted(j, &all->item[i]))
            all->item[n++] = all->item[i];
    all->n = n;
    if (!st && n == 0 && id)
        st = qn_fail(err, QN_E_NOTFOUND, NULL, QN_T_VERIFY_NO_DEVICE, id);
    if (st)
        return st;
    j->item = qn_arena_alloc(&j->arena, (n + 1) * sizeof *j->item, err);
    return j->item ? QN_OK : QN_E_NOMEM;
}

enum qn_status qn_verify_open(struct qn_verify_job *j, struct qn_err *err)
{
    qn_arena_init(&j->arena, KEEP_MAX);
    enum qn_status st = take_kind(j, err);
    if (!st)
        st = open_all(j, err);
    if (!st)
        st = choose_span(j, err);
    return st ? st : choose_subjects(j, err);
}

void qn_verify_close(struct qn_verify_job *j)
{
    qn_tele_free(j->tele);
    qn_region_release(&j->region);
    qn_store_free(j->store);
    qn_arena_release(&j->arena);
}

static enum qn_status record_items(struct qn_verify_job *j, const struct qn_verdict_basis *basis,
                                   struct qn_err *err)
{
    const struct qn_run_input input[] = {{.name = "telemetry seal"},
                                         {.name = "rules/witnesses.csv"}};
    struct qn_run_input in[2];
    memcpy(in, input, sizeof in);
    snprintf(in[0].sha256, sizeof in[0].sha256, "%s", basis->seal);
    snprintf(in[1].sha256, sizeof in[1].sha256, "%s", j->n ? j->item[0].v.rules_sha256 : "");
    char options[256], from[QN_TIME_TEXT_CAP], to[QN_TIME_TEXT_CAP];
    const char *outlet = qn_arg(j->a, "outlet"), *inst = qn_arg(j->a, "installation");
    const char *device = qn_arg(j->a, "device"), *kind = qn_arg(j->a, "kind");
    snprintf(options, sizeof options, "from=%s to=%s outlet=%.64s installation=%.64s%s%.40s%s%.40s",
             qn_time_text(j->from_unix_ms, from), qn_time_text(j->to_unix_ms, to),
             outlet ? outlet : "", inst ? inst : "", device ? " device=" : "", device ? device : "",
             kind ? " kind=" : "", kind ? kind : "");
    struct qn_run run = {.command = "verify",
                         .version = QN_VERSION,
                         .options = options,
                         .started_unix_ms = qn_now_unix_ms(),
                         .input = in,
                         .n_input = 2};
    enum qn_status st = qn_store_run_add(j->store, &run, err);
    for (size_t i = 0; i < j->n && !st; i++) {
        char devices[QN_SUBJECT_MAX_DEVICES * (QN_MN_CAP + 1)] = "";
        qn_verify_devices(j->item[i].subject, devices, sizeof devices);
        st = qn_verdict_record(j->store, run.id, (int64_t)i + 1, &j->item[i].v, devices, basis,
                               j->item[i].id, err);
    }
    j->run = run.id;
    return st;
}

static enum qn_status record(struct qn_verify_job *j, struct qn_err *err)
{
    char seal[QN_SHA256_HEX_CAP] = "";
    struct qn_verdict_basis basis = {seal, 0, 0};
    enum qn_status st = qn_tele_seal(j->tele, &basis.blocks, seal, err);
    if (!st)
        st = qn_tele_log_count(j->tele, &basis.unsealed, err);
    if (!st)
        st = qn_store_begin(j->store, err);
    if (st)
        return st;
    st = record_items(j, &basis, err);
    if (!st)
        st = qn_store_commit(j->store, err);
    if (st)
        qn_store_rollback(j->store);
    return st;
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct qn_verify_job j = {.a = a};
    if (qn_arg(a, "follow") || qn_arg(a, "every"))
        return qn_verify_follow(a);
    enum qn_status st = qn_verify_open(&j, &err);
    for (size_t i = 0; i < j.subjects.n && !st; i++)
        st = qn_verify_one(&j, &j.subjects.item[i], &err);
    if (!st && qn_arg(a, "record"))
        st = record(&j, &err);
    int code = st ? qn_report(a, &err) : a->json ? qn_verify_put_json(&j) : qn_verify_put_text(&j);
    qn_verify_close(&j);
    return code;
}

const struct qn_command qn_cmd_verify = {
    .name = "verify",
    .synopsis = "STORE",
    .summary = QN_T_SUM_VERIFY,
    .about = QN_T_ABOUT_VERIFY,
    .example = "quench verify linfen.db --installation I-yz-oven1 --from 2019-07-01 --json",
    .min_words = 1,
    .max_words = 1,
    .option = {{"outlet", "ID", QN_T_OPT_OUTLET, NULL},
               {"installation", "ID", QN_T_OPT_INSTALLATION, NULL},
               {"device", "MN", QN_T_OPT_VERIFY_DEVICE, NULL},
               {"kind", "KIND", QN_T_OPT_VERIFY_KIND, NULL},
               {"by-outlet", NULL, QN_T_OPT_BY_OUTLET, NULL},
               {"from", "DATE", QN_T_OPT_VERIFY_FROM, NULL},
               {"to", "DATE", QN_T_OPT_VERIFY_TO, NULL},
               {"json", NULL, QN_T_OPT_JSON, NULL},
               {"record", NULL, QN_T_OPT_RECORD, NULL},
               {"follow", NULL, QN_T_OPT_FOLLOW, NULL},
               {"every", "SECONDS", QN_T_OPT_EVERY, "60"},
               {"rules", "DIR", QN_T_OPT_RULES, NULL}},
    .run = run,
};
