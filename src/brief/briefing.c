#include "brief/briefing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/codes.h"
#include "brief/pen.h"
#include "store/telemetry.h"

#define BRIEFING_MAX ((size_t)1 << 30)

struct collect {
    struct qn_briefing *b;
    struct qn_err *err;
    enum qn_status status;
};

static const char *keep(struct collect *c, const char *s)
{
    const char *copy = qn_arena_copy(&c->b->arena, s, strlen(s), c->err);
    if (!copy)
        c->status = c->err ? c->err->code : QN_E_NOMEM;
    return copy ? copy : "";
}

static int grow_runs(struct collect *c)
{
    struct qn_briefing *b = c->b;
    if (b->n_run < b->cap_run)
        return 1;
    size_t cap = b->cap_run ? 2 * b->cap_run : 16;
    struct qn_briefing_run *run = qn_arena_alloc(&b->arena, cap * sizeof *run, c->err);
    if (!run) {
        c->status = QN_E_NOMEM;
        return 0;
    }
    if (b->n_run)
        memcpy(run, b->run, b->n_run * sizeof *run);
    b->run = run;
    b->cap_run = cap;
    return 1;
}

static int take_run(const struct qn_run *run, void *user)
{
    struct collect *c = user;
    if (!grow_runs(c))
        return 1;
    struct qn_run_input *input =
        qn_arena_alloc(&c->b->arena, (run->n_input + 1) * sizeof *input, c->err);
    if (!input) {
        c->status = QN_E_NOMEM;
        return 1;
    }
    for (size_t i = 0; i < run->n_input; i++) {
        input[i] = run->input[i];
        input[i].name = keep(c, run->input[i].name);
    }
    c->b->run[c->b->n_run++] = (struct qn_briefing_run){.id = run->id,
                                                        .command = keep(c, run->command),
                                                        .version = keep(c, run->version),
                                                        .digest = keep(c, run->digest),
                                                        .options = keep(c, run->options),
                                                        .input = input,
                                                        .n_input = run->n_input};
    return c->status != QN_OK;
}

static enum qn_status load_runs(struct qn_briefing *b, struct qn_store *store, struct qn_err *err)
{
    struct collect c = {.b = b, .err = err};
    enum qn_status st = qn_store_runs(store, take_run, &c, err);
    return c.status ? c.status : st;
}

/* What this briefing is made of, as one hash: it stands in for a run in the provenance. */
static enum qn_status make_digest(struct qn_briefing *b, struct qn_err *err)
{
    struct qn_sha256 *h = NULL;
    enum qn_status st = qn_sha256_new(&h, err);
    if (st)
        return st;
    char on[QN_DATE_TEXT_CAP], hex[QN_SHA256_HEX_CAP];
    unsigned char digest[QN_SHA256_LEN];
    const char *part[] = {"brief", QN_VERSION, qn_date_text(b->on, on), qn_pack_digest(b->pack)};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        qn_sha256_update(h, part[i], strlen(part[i]) + 1);
    for (size_t i = 0; i < b->n_run; i++)
        qn_sha256_update(h, b->run[i].digest, strlen(b->run[i].digest) + 1);
    qn_sha256_final(h, digest);
    qn_sha256_free(h);
    qn_sha256_hex(digest, hex);
    b->digest = qn_arena_copy(&b->arena, hex, strlen(hex), err);
    return b->digest ? QN_OK : QN_E_NOMEM;
}

enum qn_status qn_briefing_init(struct qn_briefing *b, struct qn_store *store,
                                const char *rules_folder, struct qn_date on, struct qn_err *err)
{
    *b = (struct qn_briefing){.on = on, .watch = {.rules_sha256 = ""}};
    qn_arena_init(&b->arena, BRIEFING_MAX);
    enum qn_status st = qn_region_load(store, &b->region, err);
    if (!st && !b->on.day)
        b->on = b->region.decision_date.day ? b->region.decision_date : b->region.latest_date;
    if (!st && !b->on.day)
        st = qn_fail(err, QN_E_USAGE, "--on", QN_T_CMD_NO_DATE);
    if (!st)
        st = load_runs(b, store, err);
    if (!st)
        st = qn_pack_load(rules_folder, &b->pack, err);
    if (!st)
        st = make_digest(b, err);
    if (!st)
        st = qn_screen_region(b->pack, &b->region, b->on, 1, &b->screen, err);
    return st;
}

static void hash_text(struct qn_sha256 *h, const char *s)
{
    qn_sha256_update(h, s, strlen(s) + 1);
}

/* The telemetry that was judged becomes part of what the briefing is made of: its seals, its rules,
 * and every verdict, since frames not sealed yet are judged too. */
static enum qn_status digest_watch(struct qn_briefing *b, struct qn_err *err)
{
    struct qn_sha256 *h = NULL;
    char hex[QN_SHA256_HEX_CAP];
    unsigned char digest[QN_SHA256_LEN];
    enum qn_status st = qn_sha256_new(&h, err);
    if (st)
        return st;
    hash_text(h, b->digest);
    hash_text(h, b->watch.seals ? b->watch.seal : "");
    hash_text(h, b->watch.rules_sha256);
    for (size_t i = 0; i < b->watch.n; i++)
        for (size_t k = 0; k < b->watch.item[i].v.n; k++) {
            const struct qn_interval *a = &b->watch.item[i].v.interval[k];
            char text[96];
            snprintf(text, sizeof text, "%lld %lld %s", (long long)a->from_unix_ms,
                     (long long)a->to_unix_ms, qn_verdict_name(a->verdict));
            hash_text(h, text);
        }
    qn_sha256_final(h, digest);
    qn_sha256_free(h);
    qn_sha256_hex(digest, hex);
    const char *kept = qn_arena_copy(&b->arena, hex, strlen(hex), err);
    b->digest = kept ? kept : b->digest;
    return kept ? QN_OK : QN_E_NOMEM;
}

enum qn_status qn_briefing_watch(struct qn_briefing *b, struct qn_tele *tele,
                                 const char *rules_folder, struct qn_err *err)
{
    struct qn_tele_size size = {0};
    enum qn_status st = tele ? qn_tele_size(tele, &size, err) : QN_OK;
    b->has_telemetry = size.parts > 0 || size.log_frames > 0;
    if (!st && b->has_telemetry)
        st = qn_watch_load(&b->region, b->on, rules_folder, tele, &b->arena, &b->watch, err);
    return !st && b->watch.n ? digest_watch(b, err) : st;
}

void qn_briefing_release(struct qn_briefing *b)
{
    qn_screen_release(&b->screen);
    qn_pack_free(b->pack);
    qn_region_release(&b->region);
    qn_arena_release(&b->arena);
    *b = (struct qn_briefing){0};
}

int qn_indicator_known(const struct qn_briefing *b, const struct qn_indicator *i)
{
    int32_t day = qn_date_last_day(b->on);
    if (qn_date_known(i->known_on))
        return qn_date_last_day(i->known_on) <= day;
    const char *last = strstr(i->period, "..");
    last = last ? last + 2 : i->period;
    struct qn_date end;
    return !qn_date_parse(last, strlen(last), &end, NULL) && qn_date_last_day(end) < day;
}

int qn_policy_concerns(const struct qn_briefing *b, const struct qn_policy *pol)
{
    const char *own = b->region.division_code;
    return !*pol->division || (*own && (qn_division_within(own, pol->division) ||
                                        qn_division_within(pol->division, own)));
}

int qn_enterprise_exits(const struct qn_enterprise *e)
{
    return strcmp(e->exit_scope, "whole") == 0 || strcmp(e->exit_scope, "part") == 0;
}

int qn_enterprises_listed(const struct qn_region *r)
{
    int n = 0;
    for (int32_t i = 0; i < r->n_enterprise; i++)
        n += qn_enterprise_exits(&r->enterprise[i]);
    return n;
}

int qn_event_is_step(const struct qn_briefing *b, const struct qn_event *e)
{
    return strcmp(e->kind, "next_step") == 0 &&
           qn_date_first_day(e->on_date) <= qn_date_last_day(b->on);
}

enum qn_step_state qn_event_step_state(const struct qn_briefing *b, const struct qn_event *e)
{
    int32_t today = qn_date_last_day(b->on);
    if (qn_date_known(e->done_on) && qn_date_last_day(e->done_on) <= today)
        return QN_STEP_DONE;
    return qn_date_known(e->due_on) && qn_date_last_day(e->due_on) < today ? QN_STEP_OVERDUE
                                                                           : QN_STEP_OPEN;
}

enum qn_param qn_kind_size(enum qn_kind k)
{
    switch (k) {
    case QN_KIND_COKE_OVEN:
        return QN_PARAM_CHAMBER_HEIGHT;
    case QN_KIND_SINTER_MACHINE:
    case QN_KIND_SHAFT_PELLET_FURNACE:
        return QN_PARAM_AREA;
    case QN_KIND_BLAST_FURNACE:
        return QN_PARAM_EFFECTIVE_VOLUME;
    case QN_KIND_CONVERTER:
    case QN_KIND_ELECTRIC_ARC_FURNACE:
    case QN_KIND_INDUCTION_FURNACE:
        return QN_PARAM_NOMINAL_CAPACITY;
    case QN_KIND_HOT_STRIP_MILL:
        return QN_PARAM_STRIP_WIDTH;
    case QN_KIND_SEMI_COKE_OVEN:
    case QN_KIND_PELLET_LINE:
        return QN_PARAM_CAPACITY;
    default:
        return QN_PARAM_COUNT;
    }
}

const struct qn_screening *qn_briefing_screening(const struct qn_briefing *b, int32_t installation)
{
    return &b->screen.item[installation];
}

double qn_emission_sum(const struct qn_briefing *b, int32_t enterprise, const char *pollutant,
                       enum qn_basis *basis, int *n)
{
    const struct qn_region *r = &b->region;
    double sum = 0;
    *n = 0;
    *basis = QN_BASIS_MEASURED;
    for (int32_t i = 0; i < r->n_emission; i++) {
        const struct qn_emission *e = &r->emission[i];
        if (strcmp(e->pollutant, pollutant) != 0 || isnan(e->emission_t_a.value) ||
            (enterprise >= 0 && r->outlet[e->outlet].enterprise != enterprise))
            continue;
        sum += e->emission_t_a.value;
        if (e->prov.basis > *basis)
            *basis = e->prov.basis;
        ++*n;
    }
    return *n ? sum : NAN;
}
