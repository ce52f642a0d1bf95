/* quench aermod DECK [OUT]: a drop-in for AERMOD. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/jsonw.h"
#include "cmd/cmd.h"
#include "deck/deck.h"

#define DEFAULT_OUT "aermod.out"
#define THREADS_MAX 256
#define JSON_MAX ((size_t)16 << 20)
#define NUMBER_CAP 32
#define CODE_CAP 1000 /* AERMOD's codes have three digits */
#define SAME_MAX 10   /* messages of one code that are said */

struct job {
    const struct qn_args *a;
    struct qn_deck deck;
    struct qn_plume *model;
    struct qn_deck_out *out;
    struct qn_progress progress;
    struct qn_plume_facts facts;
    const char *out_path;
    unsigned threads;
    bool check_only;
    double seconds;
    struct qn_err err; /* of a block that could not be taken */
};

static double steady_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- the command line ---- */

static enum qn_status read_options(struct job *j, struct qn_err *err)
{
    const char *threads = qn_arg(j->a, "threads"), *isa = qn_arg(j->a, "isa");
    j->out_path = j->a->n_word > 1 ? j->a->word[1] : DEFAULT_OUT;
    j->check_only = qn_arg(j->a, "check");
    if (!*j->out_path)
        return qn_fail(err, QN_E_USAGE, "OUT", QN_T_AERMOD_EMPTY_OUT);
    if (isa && strcmp(isa, "sse2") != 0 && strcmp(isa, "avx2") != 0 && strcmp(isa, "avx512") != 0)
        return qn_fail(err, QN_E_USAGE, "--isa", QN_T_CMD_BAD_CHOICE, "--isa", isa,
                       "sse2, avx2, avx512");
    if (!threads)
        return QN_OK;
    size_t digits = strspn(threads, "0123456789");
    unsigned long n = digits && digits <= 3 && !threads[digits] ? strtoul(threads, NULL, 10) : 0;
    if (n < 1 || n > THREADS_MAX)
        return qn_fail(err, QN_E_USAGE, "--threads", QN_T_AERMOD_BAD_THREADS, threads);
    j->threads = (unsigned)n;
    return QN_OK;
}

/* ---- the engine ---- */

/* The engine's places are English: "source S1, receptor 3, hour 2019-01-01 02". */
static void chinese_place(const char *where, char out[QN_ERR_WHERE_CAP])
{
    static const struct {
        const char *en, *zh;
    } words[] = {{"urban area ", "城市区域 "}, {"receptors", "受体"}, {"receptor ", "受体 "},
                 {"source ", "源 "},           {"hour ", "时间 "},    {", ", "，"}};
    size_t len = 0;
    bool begins = true; /* of a part: a name within is left alone */
    while (*where && len + 16 < QN_ERR_WHERE_CAP) {
        size_t w = 0, n = sizeof words / sizeof words[0];
        while (w < n && strncmp(where, words[w].en, strlen(words[w].en)) != 0)
            w++;
        bool comma = w == n - 1;
        if (w < n && (begins || comma)) {
            len += (size_t)snprintf(out + len, QN_ERR_WHERE_CAP - len, "%s", words[w].zh);
            where += strlen(words[w].en);
        } else {
            out[len++] = *where++;
        }
        begins = comma;
    }
    out[len] = '\0';
}

/* The engine's error as the house's. */
static enum qn_status engine_failed(const struct qn_plume_error *e, struct qn_err *err)
{
    static const enum qn_status code[] = {
        [QN_PLUME_OK] = QN_OK,
        [QN_PLUME_E_INPUT] = QN_E_DOMAIN,
        [QN_PLUME_E_NOMEM] = QN_E_NOMEM,
        [QN_PLUME_E_CANCELLED] = QN_E_CANCELLED,
        [QN_PLUME_E_NUMERIC] = QN_E_DOMAIN,
    };
    if (e->code == QN_PLUME_E_CANCELLED)
        return qn_fail(err, QN_E_CANCELLED, NULL, QN_T_AERMOD_CANCELLED);
    char zh[QN_ERR_WHERE_CAP];
    chinese_place(e->where, zh);
    (void)qn_fail(err, code[e->code], e->where, QN_T_AERMOD_ENGINE, zh, e->zh);
    if (*e->where) {
        const char *const en[] = {e->where, e->en};
        qn_text_format(QN_EN, QN_T_AERMOD_ENGINE, en, 2, err->msg[QN_EN], QN_ERR_MSG_CAP);
    } else {
        snprintf(err->msg[QN_ZH], QN_ERR_MSG_CAP, "%s", e->zh);
        snprintf(err->msg[QN_EN], QN_ERR_MSG_CAP, "%s", e->en);
    }
    return err->code;
}

static enum qn_status make_model(struct job *j, struct qn_err *err)
{
    const struct qn_deck *d = &j->deck;
    struct qn_plume_error e = {0};
    if (qn_plume_new(&d->options, d->urban, d->urbans, d->source, d->sources, d->receptor,
                     d->receptors, d->weather.hour, d->weather.hours, &j->model, &e))
        return engine_failed(&e, err);
    return QN_OK;
}

static bool take_block(void *user, const struct qn_plume_block *block)
{
    struct job *j = user;
    return qn_deck_out_block(j->out, block, &j->err) == QN_OK;
}

static bool show_progress(void *user, size_t done, size_t total)
{
    struct job *j = user;
    return qn_progress_step((int64_t)done, (int64_t)total, &j->progress) != 0;
}

/* A missing hour of an emission file emits nothing. */
static bool hourly(void *user, size_t hour, size_t source, struct qn_plume_release *release)
{
    const struct job *j = user;
    const struct qn_deck *d = &j->deck;
    if (!d->hourly_column || d->hourly_column[source] == SIZE_MAX)
        return false;
    const struct qn_plume_release *r =
        &d->release[hour * d->hourly_sources + d->hourly_column[source]];
    if (isnan(r->emission))
        release->emission = 0;
    else
        *release = *r;
    return true;
}

static enum qn_status run_model(struct job *j, struct qn_err *err)
{
    struct qn_plume_error e = {0};
    const struct qn_plume_run run = {
        .threads = j->threads,
        .block = take_block,
        .progress = show_progress,
        .hourly = hourly,
        .user = j,
        .hour_mask = j->deck.process,
        .isa = qn_arg(j->a, "isa"),
    };
    enum qn_status st = qn_deck_out_new(&j->deck, j->out_path, &j->out, err);
    if (st)
        return st;
    if (qn_plume_go(j->model, &run, &j->facts, &e)) {
        if (!j->err.code)
            return engine_failed(&e, err);
        *err = j->err;
        return err->code;
    }
    return qn_deck_out_finish(j->out, &j->facts, err);
}

static enum qn_status work(struct job *j, struct qn_err *err)
{
    double began = steady_s();
    enum qn_status st = read_options(j, err);
    if (!st)
        st = qn_deck_read(j->a->word[0], &j->deck, err);
    if (st)
        return st;
    st = make_model(j, err);
    j->check_only = j->check_only || !j->deck.run;
    if (!st && !j->check_only)
        st = run_model(j, err);
    j->seconds = steady_s() - began;
    return st;
}

/* ---- what is told ---- */

static const char *const kind_names[] = {
    [QN_PLUME_POINT] = "POINT",       [QN_PLUME_POINTCAP] = "POINTCAP",
    [QN_PLUME_POINTHOR] = "POINTHOR", [QN_PLUME_VOLUME] = "VOLUME",
    [QN_PLUME_AREA] = "AREA",         [QN_PLUME_AREAPOLY] = "AREAPOLY",
    [QN_PLUME_AREACIRC] = "AREACIRC", [QN_PLUME_LINE] = "LINE",
    [QN_PLUME_OPENPIT] = "OPENPIT",
};
#define KINDS (sizeof kind_names / sizeof kind_names[0])

static size_t hours_to_run(const struct qn_deck *d)
{
    size_t n = 0;
    for (size_t i = 0; i < d->weather.hours; i++)
        n += !d->process || d->process[i];
    return n;
}

/* "deck.inp:12", or an hour of the weather. */
static void place_of(const struct job *j, const struct qn_deck_message *m,
                     char place[QN_ERR_WHERE_CAP])
{
    char line[NUMBER_CAP];
    const char *file = *m->file ? m->file : j->deck.surface_path;
    snprintf(line, sizeof line, "%u", m->line);
    const char *const args[] = {file, line};
    if (!m->line)
        snprintf(place, QN_ERR_WHERE_CAP, "%s", file);
    else if (*m->file)
        qn_template_format("{0}:{1}", args, 2, place, QN_ERR_WHERE_CAP);
    else
        qn_text_format(j->a->lang, QN_T_AERMOD_HOUR, args, 2, place, QN_ERR_WHERE_CAP);
}

static void say_message(const struct job *j, const struct qn_deck_message *m)
{
    char place[QN_ERR_WHERE_CAP], code[16], hint[sizeof m->hint];
    const char *text = qn_deck_message_text(m->code, j->a->lang);
    const char *from = m->hint + strspn(m->hint, " ");
    size_t n = strlen(from);
    while (n && from[n - 1] == ' ')
        n--;
    snprintf(hint, sizeof hint, "%.*s", (int)n, from);
    snprintf(code, sizeof code, "%c%03d", m->type, m->code);
    place_of(j, m, place);
    qn_say1(stderr, j->a->lang, n ? QN_T_AERMOD_MESSAGE_HINT : QN_T_AERMOD_MESSAGE, place, code,
            m->module, text, hint);
}

/* Every message, but the first few only of a code that a long deck repeats. */
static void say_messages(const struct job *j)
{
    unsigned said[CODE_CAP] = {0};
    for (size_t i = 0; i < j->deck.messages; i++) {
        const struct qn_deck_message *m = &j->deck.message[i];
        if (said[m->code % CODE_CAP]++ < SAME_MAX)
            say_message(j, m);
    }
    for (int code = 0; code < CODE_CAP; code++) {
        char name[NUMBER_CAP], more[NUMBER_CAP];
        if (said[code] <= SAME_MAX)
            continue;
        snprintf(name, sizeof name, "%03d", code);
        snprintf(more, sizeof more, "%u", said[code] - SAME_MAX);
        qn_say1(stderr, j->a->lang, QN_T_AERMOD_MORE, name, more);
    }
}

/* Every file of the run, once. Returns how many; NULL entries are left out. */
static size_t list_files(const struct job *j, const char **file)
{
    size_t n = 0;
    const struct qn_deck *d = &j->deck;
    for (size_t i = 0; i < d->requests + 3; i++) {
        const char *path = i < d->requests        ? d->request[i].path
                           : i == d->requests     ? d->summary_path
                           : i == d->requests + 1 ? d->error_path
                                                  : j->out_path;
        bool known = !path;
        for (size_t k = 0; k < n && !known; k++)
            known = strcmp(file[k], path) == 0;
        if (!known)
            file[n++] = path;
    }
    return n;
}

static void json_sources(struct qn_jsonw *w, const struct qn_deck *d)
{
    qn_jsonw_object(w, "sources");
    qn_jsonw_int(w, "total", (int64_t)d->sources);
    for (size_t k = 0; k < KINDS; k++) {
        int64_t n = 0;
        for (size_t i = 0; i < d->sources; i++)
            n += d->source[i].kind == (enum qn_plume_kind)k;
        if (n)
            qn_jsonw_int(w, kind_names[k], n);
    }
    qn_jsonw_end_object(w);
}

static void json_messages(struct qn_jsonw *w, const struct qn_deck *d, enum qn_lang lang)
{
    qn_jsonw_array(w, "messages");
    for (size_t i = 0; i < d->messages; i++) {
        const struct qn_deck_message *m = &d->message[i];
        const char type[2] = {m->type, '\0'};
        qn_jsonw_object(w, NULL);
        qn_jsonw_text(w, "pathway", m->pathway);
        qn_jsonw_text(w, "type", type);
        qn_jsonw_int(w, "code", m->code);
        qn_jsonw_int(w, "line", m->line);
        qn_jsonw_text(w, "module", m->module);
        qn_jsonw_text(w, "text", qn_deck_message_text(m->code, lang));
        qn_jsonw_text(w, "hint", m->hint);
        qn_jsonw_end_object(w);
    }
    qn_jsonw_end_array(w);
}

static double rate(const struct job *j)
{
    return j->seconds > 0 ? (double)j->facts.evaluations / j->seconds : NAN;
}

static void json_run(struct qn_jsonw *w, const struct job *j, const char *const *file, size_t files)
{
    bool ran = !j->check_only;
    qn_jsonw_text(w, "deck", j->deck.path);
    qn_jsonw_bool(w, "ran", ran);
    json_sources(w, &j->deck);
    qn_jsonw_int(w, "receptors", (int64_t)j->deck.receptors);
    qn_jsonw_int(w, "hours", (int64_t)(ran ? j->facts.hours : hours_to_run(&j->deck)));
    if (ran) {
        qn_jsonw_int(w, "calm_hours", (int64_t)j->facts.calm_hours);
        qn_jsonw_int(w, "missing_hours", (int64_t)j->facts.missing_hours);
        qn_jsonw_int(w, "evaluations", (int64_t)j->facts.evaluations);
        qn_jsonw_number(w, "evaluations_per_s", rate(j));
        qn_jsonw_int(w, "threads", j->facts.threads);
        qn_jsonw_text(w, "isa", j->facts.isa);
    }
    qn_jsonw_number(w, "seconds", j->seconds);
    qn_jsonw_array(w, "files");
    for (size_t i = 0; ran && i < files; i++)
        qn_jsonw_text(w, NULL, file[i]);
    qn_jsonw_end_array(w);
    json_messages(w, &j->deck, j->a->lang);
}

static int put_json(const struct job *j, const char *const *file, size_t files)
{
    struct qn_err err = {0};
    struct qn_buf out;
    struct qn_jsonw w;
    qn_buf_init(&out, JSON_MAX);
    qn_jsonw_init(&w, &out, 2, &err);
    qn_jsonw_object(&w, NULL);
    json_run(&w, j, file, files);
    qn_jsonw_end_object(&w);
    int code = w.status ? qn_report(j->a, &err) : qn_put(out.data, out.len);
    qn_buf_release(&out);
    return code;
}

static const char *count_text(size_t n, char out[NUMBER_CAP])
{
    snprintf(out, NUMBER_CAP, "%zu", n);
    return out;
}

static void say_done(const struct job *j, const char *const *file, size_t files)
{
    char n[5][NUMBER_CAP], seconds[NUMBER_CAP], speed[NUMBER_CAP], threads[NUMBER_CAP];
    const struct qn_deck *d = &j->deck;
    count_text(d->sources, n[0]);
    count_text(d->receptors, n[1]);
    if (j->check_only) {
        if (!d->run)
            qn_say1(stdout, j->a->lang, QN_T_AERMOD_NOT_RUN);
        qn_say1(stdout, j->a->lang, QN_T_AERMOD_CHECKED, n[0], n[1],
                count_text(hours_to_run(d), n[2]), count_text(d->messages, n[3]));
        return;
    }
    snprintf(seconds, sizeof seconds, "%.2f", j->seconds);
    snprintf(speed, sizeof speed, "%.2f", rate(j) * 1e-6);
    snprintf(threads, sizeof threads, "%u", j->facts.threads);
    qn_say1(stdout, j->a->lang, QN_T_AERMOD_DONE, n[0], n[1], count_text(j->facts.hours, n[2]),
            count_text(j->facts.calm_hours, n[3]), count_text(j->facts.missing_hours, n[4]),
            seconds, speed, threads, j->facts.isa);
    for (size_t i = 0; i < files; i++)
        qn_say1(stdout, j->a->lang, QN_T_AERMOD_FILE, file[i]);
}

/* A file as a whole is no place that is said before a message: it is put into the message. */
static int fail_with(const struct qn_args *a, struct qn_err *err)
{
    const char *zh = err->msg[QN_ZH], *en = err->msg[QN_EN];
    bool told = !*err->where || strchr(err->where, ':') || strstr(en, err->where);
    if (err->code != QN_E_USAGE && !told) {
        struct qn_err whole = *err;
        const char *const args[QN_LANG_COUNT][2] = {{err->where, zh}, {err->where, en}};
        for (int l = 0; l < QN_LANG_COUNT; l++)
            qn_text_format((enum qn_lang)l, QN_T_AERMOD_ENGINE, args[l], 2, whole.msg[l],
                           QN_ERR_MSG_CAP);
        *err = whole;
    }
    return qn_report(a, err);
}

static int tell(const struct job *j)
{
    const char **file = calloc(j->deck.requests + 3, sizeof *file);
    if (!file)
        return QN_EXIT_FAILED;
    size_t files = list_files(j, file);
    int code = QN_EXIT_DONE;
    say_messages(j);
    if (j->a->json)
        code = put_json(j, file, files);
    else
        say_done(j, file, files);
    free(file);
    return code;
}

static int run(const struct qn_args *a)
{
    struct qn_err err = {0};
    struct job *j = calloc(1, sizeof *j);
    if (!j)
        return QN_EXIT_FAILED;
    j->a = a;
    qn_progress_begin(&j->progress, a, QN_T_AERMOD_PROGRESS);
    enum qn_status st = work(j, &err);
    qn_deck_out_free(j->out);
    qn_progress_end(&j->progress);
    int code = st ? fail_with(a, &err) : tell(j);
    qn_plume_free(j->model);
    if (j->deck.arena)
        qn_deck_release(&j->deck);
    free(j);
    return code;
}

const struct qn_command qn_cmd_aermod = {
    .name = "aermod",
    .synopsis = "DECK [OUT]",
    .summary = QN_T_SUM_AERMOD,
    .about = QN_T_ABOUT_AERMOD,
    .example = "quench aermod aermod.inp aermod.out --threads 4",
    .min_words = 1,
    .max_words = 2,
    .option = {{"check", NULL, QN_T_OPT_AERMOD_CHECK, NULL},
               {"threads", "N", QN_T_OPT_THREADS, NULL},
               {"isa", "NAME", QN_T_OPT_ISA, NULL},
               {"json", NULL, QN_T_OPT_AERMOD_JSON, NULL}},
    .run = run,
};
