/* The telemetry section, on plants made up in memory (verify_fixture.h) and hung onto installations
 * of the example region. What is expected follows from how the plants were made. */
#include "base/file.h"
#include "brief/book.h"
#include "brief/telemetry_pen.h"
#include "region/import.h"
#include "verify/verify_fixture.h"

#define DAYS_H 24.0

struct scene_of_three {
    struct qn_briefing b;
    struct fx_plant plant[3];
    struct qn_watched item[3];
};

static void start(struct scene_of_three *s)
{
    const char *folder = QN_TEST_ROOT "/examples/basin";
    struct qn_store *store = NULL;
    struct qn_err err = {0};
    struct qn_import_opts opts = {.path = &folder, .n_path = 1};
    struct qn_import_result *r = calloc(1, sizeof *r);
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &store, &err), err);
    assert_ok(qn_import(NULL, store, &opts, r, &err), err);
    qn_import_result_release(r);
    free(r);
    const struct qn_date on = {2030, 2, 28};
    assert_ok(qn_briefing_init(&s->b, store, NULL, on, &err), err);
    qn_store_free(store);
}

static int32_t installation(const struct qn_region *r, const char *id)
{
    for (int32_t i = 0; i < r->n_installation; i++)
        if (strcmp(r->installation[i].id, id) == 0)
            return i;
    fail();
    return -1;
}

/* The plant's track judged and hung onto an installation. */
static void watch(struct scene_of_three *s, size_t k, const char *id)
{
    struct qn_err err = {0};
    struct qn_verification v;
    struct qn_watched *w = &s->item[k];
    struct fx_plant *p = &s->plant[k];
    *w = (struct qn_watched){.installation = installation(&s->b.region, id),
                             .outlet = -1,
                             .exits = true,
                             .claimed_from_unix_ms = INT64_MAX};
    const struct qn_installation *in = &s->b.region.installation[w->installation];
    w->enterprise = in->enterprise;
    struct qn_verify_subject subject = {.installation_id = in->id,
                                        .kind = "power_boiler",
                                        .track = &p->track,
                                        .n = 1,
                                        .claimed_from_unix_ms = INT64_MAX};
    assert_ok(
        qn_verify(&subject, FX_T0 + 5 * 24 * FX_HOUR, p->track.to_unix_ms, &p->arena, &v, &err),
        err);
    assert_ok(qn_verification_keep(&v, &s->b.arena, &w->v, &err), err);
    assert_ok(qn_watch_condense(&p->track, 1, &s->b.arena, w, &err), err);
    const char **mn = qn_arena_alloc(&s->b.arena, 2 * sizeof *mn, &err);
    assert_non_null(mn);
    mn[0] = "MN-TEST";
    mn[1] = "88888880000009";
    w->mn = mn;
    w->n_mn = 1;
    w->n_silent = k == 2;
}

/* A limit of the rule pack beside those learned: what a plant without history would show. */
static void add_assumed(struct scene_of_three *s)
{
    struct qn_verification *v = &s->item[0].v;
    struct qn_finding *f = qn_arena_alloc(&s->b.arena, v->n_findings * sizeof *f, NULL);
    struct qn_witness *w = qn_arena_alloc(&s->b.arena, sizeof *w, NULL);
    assert_true(f && w && v->n_findings > 0);
    memcpy(f, v->finding, v->n_findings * sizeof *f);
    *w = f[0].witness[0];
    w->learned_from_h = 0;
    w->limit = 5;
    f[0].witness = w;
    f[0].n = 1;
    v->finding = f;
}

static void hang(struct scene_of_three *s)
{
    s->b.watch = (struct qn_watch){.item = s->item,
                                   .n = 3,
                                   .from_unix_ms = s->item[0].v.from_unix_ms,
                                   .to_unix_ms = s->item[0].v.to_unix_ms,
                                   .learned = 8,
                                   .assumed = 3,
                                   .devices = 4,
                                   .unknown = 1,
                                   .seals = 2,
                                   .rules_sha256 = s->item[0].v.rules_sha256};
    memset(s->b.watch.seal, 'a', QN_SHA256_HEX_CAP - 1);
    s->b.has_telemetry = true;
}

/* One that stops on paper only and is marked afterwards, one that stops, one that falls silent. */
static struct scene_of_three *make(void)
{
    struct scene_of_three *s = calloc(1, sizeof *s);
    assert_non_null(s);
    start(s);
    for (size_t k = 0; k < 3; k++) {
        fx_init(&s->plant[k], FX_HOUR);
        fx_history(&s->plant[k]);
    }
    const struct fx_phase paper[] = {{20 * DAYS_H, 0.9, "N", false, false},
                                     {6 * DAYS_H, 0, "F", false, false},
                                     {4 * DAYS_H, 0.8, "F", false, false},
                                     {5 * DAYS_H, 0, "F", false, false}};
    const struct fx_phase honest[] = {{15 * DAYS_H, 0.9, "N", false, false},
                                      {20 * DAYS_H, 0, "F", false, false}};
    const struct fx_phase silent[] = {{15 * DAYS_H, 0.9, "N", false, false},
                                      {12 * DAYS_H, 0, "F", false, true},
                                      {8 * DAYS_H, 0, "D", false, false}};
    fx_phases(&s->plant[0], paper, 4);
    fx_remark(&s->plant[0], FX_DUST, s->plant[0].track.to_unix_ms + 7 * FX_HOUR, "M");
    fx_phases(&s->plant[1], honest, 2);
    fx_phases(&s->plant[2], silent, 3);
    watch(s, 0, "I-zy-bf1");
    watch(s, 1, "I-qs-co3");
    watch(s, 2, "I-dh-bf2");
    add_assumed(s);
    hang(s);
    return s;
}

static void end(struct scene_of_three *s)
{
    for (size_t k = 0; k < 3; k++)
        fx_release(&s->plant[k]);
    qn_briefing_release(&s->b);
    free(s);
}

static void save(const char *leaf, const struct qn_buf *b)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", QN_TEST_TMP, leaf);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
    assert_int_equal(fclose(f), 0);
}

static void compose(const struct scene_of_three *s, enum qn_lang lang, enum qn_medium medium,
                    struct qn_doc *doc, struct qn_buf *out)
{
    struct qn_err err = {0};
    qn_buf_init(out, (size_t)64 << 20);
    assert_ok(qn_briefing_compose(&s->b, lang, medium, doc, &err), err);
    assert_ok(medium == QN_MEDIUM_HTML ? qn_doc_html(doc, out, &err) : qn_doc_pdf(doc, out, &err),
              err);
}

static void verdicts_and_contradictions_stand_in_both_languages(void **state)
{
    (void)state;
    struct scene_of_three *s = make();
    static const char *const words[QN_LANG_COUNT][6] = {
        {"五、在线监测：是否真停", "六、还缺什么", "标记停产，实际在运行", "无法证实", "规则包",
         "88888880000009"},
        {"5. Telemetry: did it really stop?", "6. What is missing",
         "marked as stopped while it ran", "unprovable", "rule pack", "88888880000009"}};
    assert_true(s->item[0].time_ms[QN_V_CONTRADICTED] > 0);
    assert_true(s->item[1].time_ms[QN_V_STOPPED] > 0);
    assert_int_equal(s->item[1].time_ms[QN_V_CONTRADICTED], 0);
    assert_true(s->item[2].time_ms[QN_V_UNPROVABLE] > 0);
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        struct qn_doc doc;
        struct qn_buf page;
        compose(s, (enum qn_lang)lang, QN_MEDIUM_HTML, &doc, &page);
        for (size_t i = 0; i < 6; i++) {
            if (!strstr(page.data, words[lang][i]))
                print_error("no \"%s\"\n", words[lang][i]);
            assert_non_null(strstr(page.data, words[lang][i]));
        }
        save(lang == QN_ZH ? "telemetry.zh.html" : "telemetry.en.html", &page);
        qn_buf_release(&page);
        qn_doc_release(&doc);
        compose(s, (enum qn_lang)lang, QN_MEDIUM_PDF, &doc, &page);
        save(lang == QN_ZH ? "telemetry.zh.pdf" : "telemetry.en.pdf", &page);
        qn_buf_release(&page);
        qn_doc_release(&doc);
    }
    end(s);
}

static void every_number_of_the_section_opens_to_its_source(void **state)
{
    (void)state;
    struct scene_of_three *s = make();
    struct qn_doc doc;
    struct qn_buf page;
    int measured = 0, assumed = 0;
    compose(s, QN_EN, QN_MEDIUM_HTML, &doc, &page);
    for (size_t i = 0; i < doc.n_prov; i++) {
        const struct qn_doc_prov *p = &doc.prov[i];
        if (!(*p->label && *p->text && *p->basis && *p->source && *p->run))
            print_error("%s: %s %s, %s, %s\n", p->label, p->text, p->basis, p->source, p->run);
        assert_true(*p->label && *p->text && *p->basis && *p->source && *p->run);
        assert_true(*p->place || *p->rule);
        measured += strstr(p->source, "MN-TEST") && strcmp(p->basis, "measured") == 0;
        assumed += strcmp(p->source, "rules/witnesses.csv") == 0;
        if (strcmp(p->source, "rules/witnesses.csv") == 0)
            assert_string_equal(p->basis, "assumed");
    }
    assert_true(measured > 8); /* four bands of three plants, at least */
    assert_true(assumed > 0);
    qn_buf_release(&page);
    qn_doc_release(&doc);
    end(s);
}

static void without_telemetry_one_sentence_says_so(void **state)
{
    (void)state;
    struct scene_of_three *s = calloc(1, sizeof *s);
    struct qn_doc doc;
    struct qn_buf page;
    struct qn_err err = {0};
    start(s);
    assert_ok(qn_briefing_watch(&s->b, NULL, NULL, &err), err);
    compose(s, QN_EN, QN_MEDIUM_HTML, &doc, &page);
    assert_null(strstr(page.data, "did it really stop"));
    assert_non_null(strstr(page.data, "5. What is missing"));
    const char *sentence = strstr(page.data, "No telemetry is on record");
    assert_non_null(sentence);
    assert_null(strstr(sentence + 1, "No telemetry is on record"));
    qn_buf_release(&page);
    qn_doc_release(&doc);
    struct qn_book book;
    assert_ok(qn_briefing_book(&s->b, &book, &err), err);
    for (size_t i = 0; i < book.n; i++)
        assert_string_not_equal(book.sheet[i].name_en, "verdicts");
    qn_book_release(&book);
    qn_briefing_release(&s->b);
    free(s);
}

static const struct qn_sheet *sheet_of(const struct qn_book *book, const char *name)
{
    for (size_t i = 0; i < book->n; i++)
        if (strcmp(book->sheet[i].name_en, name) == 0)
            return &book->sheet[i];
    fail();
    return NULL;
}

static void the_workbook_has_every_interval_and_every_witness(void **state)
{
    (void)state;
    struct scene_of_three *s = make();
    struct qn_book book;
    struct qn_err err = {0};
    size_t intervals = 0, witnesses = 0;
    for (size_t k = 0; k < 3; k++) {
        intervals += s->item[k].v.n;
        for (size_t i = 0; i < s->item[k].v.n_findings; i++)
            witnesses += s->item[k].v.finding[i].n ? s->item[k].v.finding[i].n : 1;
    }
    assert_ok(qn_briefing_book(&s->b, &book, &err), err);
    assert_int_equal(sheet_of(&book, "verdicts")->n_row, intervals);
    assert_int_equal(sheet_of(&book, "findings")->n_row, witnesses);
    assert_true(witnesses > 0);
    qn_book_release(&book);
    end(s);
}

static struct qn_sample sample(int64_t hour, double value, const char *mark, uint16_t version,
                               bool last)
{
    struct qn_sample s = {.t_unix_ms = FX_T0 + hour * FX_HOUR,
                          .arrival_unix_ms = FX_T0 + (hour + version) * FX_HOUR,
                          .value = value,
                          .text = "",
                          .version = version,
                          .last = last};
    snprintf(s.mark, sizeof s.mark, "%s", mark);
    return s;
}

static struct qn_watched of_hours(int64_t hours)
{
    return (struct qn_watched){.v = {.from_unix_ms = FX_T0, .to_unix_ms = FX_T0 + hours * FX_HOUR}};
}

static void hours_come_before_minutes_and_silence_stays_silent(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_err err = {0};
    struct qn_sample hour[] = {sample(0, 10, "N", 1, true), sample(3, 12, "N", 1, true)};
    struct qn_sample minute[] = {sample(0, 99, "N", 1, true), sample(1, 5, "N", 1, true),
                                 sample(1, 7, "N", 1, true)};
    struct qn_signal signal[] = {{"a01011", "Avg", 31, 2051, minute, 3},
                                 {"a01011", "Avg", 31, 2061, hour, 2}};
    struct qn_track track = {.mn = "MN-1",
                             .from_unix_ms = FX_T0,
                             .to_unix_ms = FX_T0 + 4 * FX_HOUR,
                             .signal = signal,
                             .n = 2};
    struct qn_watched w = of_hours(4);
    qn_arena_init(&arena, 1 << 20);
    assert_ok(qn_watch_condense(&track, 1, &arena, &w, &err), err);
    const struct qn_band *b = &w.band[QN_BAND_DRAUGHT];
    assert_int_equal(w.slot_ms, FX_HOUR);
    assert_int_equal(w.n_slot, 4);
    assert_string_equal(b->mn, "MN-1");
    assert_string_equal(b->unit, "m/s");
    assert_near(b->slot[0].most, 10, 0); /* not the minutes' 99 */
    assert_near(b->slot[1].least, 5, 0);
    assert_near(b->slot[1].most, 7, 0);
    assert_nan(b->slot[2].most);
    assert_near(b->slot[3].most, 12, 0);
    assert_near(b->most, 12, 0);
    assert_int_equal(b->most_unix_ms, FX_T0 + 3 * FX_HOUR);
    assert_null(w.band[QN_BAND_O2].mn);
    qn_arena_release(&arena);
}

static void a_later_mark_stands_beside_the_first(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_err err = {0};
    struct qn_sample s[] = {sample(0, 10, "N", 1, true), sample(1, 11, "N", 1, false),
                            sample(1, 11, "F", 2, true), sample(2, 12, "N", 1, false),
                            sample(2, 13, "N", 2, true)};
    s[1].text = s[2].text = "11";
    struct qn_signal signal[] = {{"a01011", "Avg", 31, 2061, s, 5}};
    struct qn_track track = {.mn = "MN-1",
                             .from_unix_ms = FX_T0,
                             .to_unix_ms = FX_T0 + 3 * FX_HOUR,
                             .signal = signal,
                             .n = 1};
    struct qn_watched w = of_hours(3);
    qn_arena_init(&arena, 1 << 20);
    assert_ok(qn_watch_condense(&track, 1, &arena, &w, &err), err);
    assert_int_equal(w.all_changes, 2);
    assert_int_equal(w.n_change, 1); /* the one whose mark changed */
    assert_string_equal(w.change[0].first_mark, "N");
    assert_string_equal(w.change[0].last_mark, "F");
    assert_string_equal(w.change[0].first_text, "11");
    assert_int_equal(w.change[0].first_arrival_unix_ms, FX_T0 + 2 * FX_HOUR);
    assert_int_equal(w.change[0].last_arrival_unix_ms, FX_T0 + 3 * FX_HOUR);
    assert_int_equal(w.mark[0].kind, QN_MARK_NORMAL);
    assert_false(w.mark[0].changed);
    assert_int_equal(w.mark[1].kind, QN_MARK_STOPPED);
    assert_true(w.mark[1].changed);
    assert_true(w.mark[2].changed);
    assert_near(w.band[QN_BAND_DRAUGHT].slot[2].most, 13, 0); /* the newest */
    qn_arena_release(&arena);
}

static void condition_words_are_marks_and_their_numbers_are_not(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_err err = {0};
    struct qn_sample s[] = {sample(0, NAN, "", 1, true), sample(1, NAN, "", 1, true),
                            sample(2, 4, "", 1, true), sample(3, NAN, "", 1, true)};
    s[0].text = "N";
    s[1].text = "Sd";
    s[2].text = "4";
    s[3].text = "St";
    struct qn_signal signal[] = {{"p99101", "Rtd", 45, 2011, s, 4}};
    struct qn_track track = {.mn = "MN-1",
                             .from_unix_ms = FX_T0,
                             .to_unix_ms = FX_T0 + 4 * FX_HOUR,
                             .signal = signal,
                             .n = 1};
    struct qn_watched w = of_hours(4);
    qn_arena_init(&arena, 1 << 20);
    assert_ok(qn_watch_condense(&track, 1, &arena, &w, &err), err);
    assert_int_equal(w.mark[0].kind, QN_MARK_NORMAL);
    assert_int_equal(w.mark[1].kind, QN_MARK_STOPPED);
    assert_int_equal(w.mark[2].kind, QN_MARK_NONE);
    assert_int_equal(w.mark[3].kind, QN_MARK_OTHER);
    qn_arena_release(&arena);
}

static void a_long_time_is_drawn_in_few_slots_of_whole_hours(void **state)
{
    (void)state;
    struct qn_arena arena;
    struct qn_err err = {0};
    struct qn_sample s[] = {sample(0, 10, "N", 1, true), sample(2207, 11, "N", 1, true)};
    struct qn_signal signal[] = {{"a01011", "Avg", 31, 2061, s, 2}};
    struct qn_track track = {.mn = "MN-1",
                             .from_unix_ms = FX_T0,
                             .to_unix_ms = FX_T0 + 2208 * FX_HOUR,
                             .signal = signal,
                             .n = 1};
    struct qn_watched w = of_hours(2208); /* 92 days: 2208 / 366 -> 7 hours */
    qn_arena_init(&arena, 1 << 20);
    assert_ok(qn_watch_condense(&track, 1, &arena, &w, &err), err);
    assert_int_equal(w.slot_ms, 7 * FX_HOUR);
    assert_int_equal(w.n_slot, 316);
    assert_near(w.band[QN_BAND_DRAUGHT].slot[315].most, 11, 0);
    qn_arena_release(&arena);
}

#define PASSWORD "pW7#xQ"
#define KEY "d0c1b2a39485766758493a2b1c0dfeef"

/* The example with a register whose secrets cannot be mistaken for anything else. */
static void start_with_secrets(struct scene_of_three *s)
{
    static const char text[] =
        "device_mn,outlet_id,hj212_version,password,sm4_key_hex,basis,source\n"
        "88888880000001,O-qs-co1-chimney,2025," PASSWORD "," KEY ",permit,S-permit\n";
    char path[512];
    struct qn_store *store = NULL;
    struct qn_err err = {0};
    struct qn_import_result r;
    snprintf(path, sizeof path, "%s/secrets", QN_TEST_TMP);
    assert_ok(qn_file_mkdirs(path, &err), err);
    snprintf(path, sizeof path, "%s/secrets/devices.csv", QN_TEST_TMP);
    assert_ok(qn_file_write(path, text, sizeof text - 1, &err), err);
    const char *input[] = {QN_TEST_ROOT "/examples/basin", path};
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &store, &err), err);
    for (size_t i = 0; i < 2; i++) {
        struct qn_import_opts opts = {.path = &input[i], .n_path = 1};
        assert_ok(qn_import(NULL, store, &opts, &r, &err), err);
        qn_import_result_release(&r);
    }
    const struct qn_date on = {2019, 7, 17};
    assert_ok(qn_briefing_init(&s->b, store, NULL, on, &err), err);
    assert_ok(qn_briefing_watch(&s->b, NULL, NULL, &err), err);
    assert_true(s->b.region.n_device >= 1);
    qn_store_free(store);
}

static void check_no_secret(const struct qn_buf *b)
{
    assert_true(b->len > 1000);
    assert_null(strstr(b->data, PASSWORD));
    assert_null(strstr(b->data, KEY));
}

static void no_output_holds_a_password_or_a_key(void **state)
{
    (void)state;
    struct scene_of_three *s = calloc(1, sizeof *s);
    struct qn_err err = {0};
    struct qn_book book;
    struct qn_doc doc;
    struct qn_buf out;
    start_with_secrets(s);
    assert_ok(qn_briefing_book(&s->b, &book, &err), err);
    for (size_t i = 0; i < book.n; i++)
        for (size_t k = 0; k < book.sheet[i].n_row * book.sheet[i].n_column; k++) {
            const char *text = book.sheet[i].cell[k].text;
            assert_false(text && (strstr(text, PASSWORD) || strstr(text, KEY)));
        }
    for (int lang = 0; lang < QN_LANG_COUNT; lang++) {
        compose(s, (enum qn_lang)lang, QN_MEDIUM_HTML, &doc, &out); /* the PDF is of the same doc */
        check_no_secret(&out);
        qn_buf_reset(&out);
        assert_ok(qn_briefing_json(&s->b, &book, &doc, &out, &err), err);
        check_no_secret(&out);
        qn_buf_release(&out);
        qn_doc_release(&doc);
    }
    qn_book_release(&book);
    qn_briefing_release(&s->b);
    free(s);
}

QN_CASES_BEGIN
QN_CASE(no_output_holds_a_password_or_a_key)
QN_CASE(verdicts_and_contradictions_stand_in_both_languages)
QN_CASE(every_number_of_the_section_opens_to_its_source)
QN_CASE(without_telemetry_one_sentence_says_so)
QN_CASE(the_workbook_has_every_interval_and_every_witness)
QN_CASE(hours_come_before_minutes_and_silence_stays_silent)
QN_CASE(a_later_mark_stands_beside_the_first)
QN_CASE(condition_words_are_marks_and_their_numbers_are_not)
QN_CASE(a_long_time_is_drawn_in_few_slots_of_whole_hours)
QN_CASES_END
