/* The packs as files: what they hold, instruments and policies by date, and that every kind of
 * error in a file is refused at its place. */
#include "rule_build.h"

static const struct qn_date meeting = {2019, 7, 17};

struct seen {
    int n, open;
    char basis[256], why[512];
};
struct search {
    const char *id;
    struct seen seen;
};

static int note_instrument(const struct qn_instrument *ins, int open, void *user)
{
    struct search *s = user;
    if (strcmp(ins->id, s->id) != 0)
        return 0;
    s->seen.n++;
    s->seen.open = open;
    snprintf(s->seen.basis, sizeof s->seen.basis, "%s", ins->legal_basis);
    snprintf(s->seen.why, sizeof s->seen.why, "%s", ins->note_zh);
    return 0;
}

static struct seen instrument(const struct qn_pack *p, const char *id, struct qn_date on,
                              enum qn_class c, enum qn_kind kind)
{
    struct search s = {id, {0, 0, "", ""}};
    qn_pack_instruments_on(p, on, c, kind, note_instrument, &s);
    return s.seen;
}

/* Fact 1: in July 2019 the lawful routes were consent, a proven violation, or withdrawal of the
 * permit with compensation; restricted class alone opens no closure. */
static void
in_july_2019_a_restricted_class_opens_consent_and_withdrawal_and_no_closure(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    enum qn_kind bf = QN_KIND_BLAST_FURNACE;
    struct seen s = instrument(p, "I-01", meeting, QN_CLASS_RESTRICTED, bf);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.open, 1);
    assert_null(strstr(s.basis, "优化营商环境条例")); /* from 2020-01-01 only: fact 5 */
    s = instrument(p, "I-01", day(2020, 1, 1), QN_CLASS_RESTRICTED, bf);
    assert_int_equal(s.n, 1);
    assert_non_null(strstr(s.basis, "优化营商环境条例"));
    assert_int_equal(instrument(p, "I-04", meeting, QN_CLASS_RESTRICTED, bf).open, 1);
    s = instrument(p, "I-02", meeting, QN_CLASS_RESTRICTED, bf);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.open, 0);
    assert_non_null(strstr(s.why, "违法事实经证明"));
    s = instrument(p, "I-03", meeting, QN_CLASS_RESTRICTED, bf);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.open, 0);
    assert_int_equal(instrument(p, "I-03", meeting, QN_CLASS_ELIMINATED, bf).open, 1);
    assert_int_equal(instrument(p, "I-05", meeting, QN_CLASS_RESTRICTED, bf).n, 0);
    assert_int_equal(instrument(p, "I-05", day(2021, 5, 31), QN_CLASS_RESTRICTED, bf).n, 0);
    assert_int_equal(instrument(p, "I-05", day(2021, 6, 1), QN_CLASS_RESTRICTED, bf).open, 1);
    qn_pack_free(p);
}

/* Fact 10: the power price is keyed to steel, backward capacity cannot be replaced. */
static void instruments_keep_to_their_sector_and_dates(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    enum qn_class c = QN_CLASS_RESTRICTED;
    assert_int_equal(instrument(p, "I-07", day(2016, 12, 31), c, QN_KIND_CONVERTER).n, 0);
    assert_int_equal(instrument(p, "I-07", day(2017, 1, 1), c, QN_KIND_CONVERTER).open, 1);
    assert_int_equal(instrument(p, "I-07", meeting, c, QN_KIND_COKE_OVEN).n, 0);
    assert_int_equal(
        instrument(p, "I-05", day(2022, 1, 1), QN_CLASS_ELIMINATED, QN_KIND_CONVERTER).open, 0);
    assert_int_equal(instrument(p, "I-16", meeting, c, QN_KIND_COKE_OVEN).open, 0);
    assert_int_equal(instrument(p, "I-16", meeting, QN_CLASS_ELIMINATED, QN_KIND_COKE_OVEN).open,
                     1);
    qn_pack_free(p);
}

static int closed_says_why(const struct qn_instrument *ins, int open, void *user)
{
    ++*(int *)user;
    if (!open) {
        assert_true(*ins->note_zh != 0);
        assert_true(*ins->note_en != 0);
    }
    return 0;
}

static void what_is_not_open_says_why_in_both_languages(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    int n = 0;
    for (int c = 0; c < QN_CLASS_COUNT; c++)
        for (int kind = 0; kind < QN_KIND_COUNT; kind++)
            qn_pack_instruments_on(p, day(2025, 1, 1), (enum qn_class)c, (enum qn_kind)kind,
                                   closed_says_why, &n);
    assert_true(n > 500);
    qn_pack_free(p);
}

static int note_policy(const struct qn_policy *pol, void *user)
{
    struct search *s = user;
    s->seen.n += strcmp(pol->id, s->id) == 0;
    return 0;
}

static int policy_known(const struct qn_pack *p, const char *id, struct qn_date on)
{
    struct search s = {id, {0, 0, "", ""}};
    qn_pack_policies_on(p, on, note_policy, &s);
    return s.seen.n;
}

/* Fact 1: no national text ordered the phase-out of the restricted class before December 2023. */
static void the_phase_out_of_restricted_plant_is_not_known_before_december_2023(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    assert_int_equal(policy_known(p, "P-GF24-1", meeting), 0);
    assert_int_equal(policy_known(p, "P-GF24-1", day(2023, 11, 30)), 0);
    assert_int_equal(policy_known(p, "P-GF24-1", day(2023, 12, 31)), 1);
    assert_int_equal(policy_known(p, "P-SX66", meeting), 0); /* published after the meeting */
    assert_int_equal(policy_known(p, "P-GF22-a", meeting), 1);
    qn_pack_free(p);
}

static void every_row_has_its_source_and_confidence(void **state)
{
    (void)state;
    struct qn_pack *p = build_pack();
    const struct qn_rule *const *rule;
    size_t n = qn_pack_rules(p, &rule);
    assert_int_equal(n, 65);
    for (size_t i = 0; i < n; i++) {
        const struct qn_rule_source *s = qn_pack_source(p, qn_rule_source_id(rule[i]));
        assert_non_null(s);
        /* recalled rows have no page, and only those */
        assert_int_equal(*s->url == 0, qn_rule_conf(rule[i]) >= QN_CONF_MEMORY_HIGH);
        assert_true(*qn_rule_text_zh(rule[i]) && *qn_rule_text_en(rule[i]));
    }
    assert_int_equal(qn_rule_conf(qn_pack_rule(p, "E2011-08")), QN_CONF_VERIFIED_PAGE);
    assert_int_equal(qn_rule_conf(qn_pack_rule(p, "R2011-03a")), QN_CONF_PARTIAL);
    assert_string_equal(qn_rule_item(qn_pack_rule(p, "R2011-03a")), "六、钢铁 3");
    assert_null(qn_pack_rule(p, "R2011-99"));
    qn_pack_free(p);
}

static void the_folder_and_the_program_hold_the_same_pack(void **state)
{
    (void)state;
    struct qn_pack *in = build_pack(), *out = NULL;
    struct qn_err err;
    assert_ok(qn_pack_load(QN_TEST_ROOT "/rules", &out, &err), err);
    assert_string_equal(qn_pack_digest(in), qn_pack_digest(out));
    assert_int_equal(strlen(qn_pack_digest(in)), 64);
    qn_pack_free(in);
    qn_pack_free(out);
}

static void a_folder_without_packs_is_refused_with_a_name(void **state)
{
    (void)state;
    struct qn_pack *p = NULL;
    struct qn_err err;
    assert_int_not_equal(qn_pack_load(QN_TEST_ROOT "/rules/none", &p, &err), QN_OK);
    assert_int_equal(qn_pack_load(QN_TEST_ROOT "/cmake", &p, &err), QN_E_SYNTAX);
    assert_string_equal(err.where, "sources.csv:1:1");
    assert_null(p);
}

static void every_name_that_can_be_missing_has_words_for_people(void **state)
{
    (void)state;
    static const char *const name[] = {"chamber_height_m",  "variant",        "coke_capacity_t_a",
                                       "catalogue_edition", "catalogue_rows", "clause_text",
                                       "group_capacity",    "foundry_coke",   "kind"};
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++)
        for (int lang = 0; lang < QN_LANG_COUNT; lang++)
            assert_string_not_equal(qn_missing_label((enum qn_lang)lang, name[i]), name[i]);
}

/* ---- malformed packs: one file of the good pack changed by one replacement ---- */

struct fault {
    const char *file, *from, *to; /* the first `from` becomes `to` */
    const char *where;
    enum qn_text_id text;
};

static const struct fault faults[] = {
    {"catalogue.csv", "rule_id,edition", "rule_id,printing", "catalogue.csv:1:9",
     QN_T_PACK_COLUMN_UNKNOWN},
    {"catalogue.csv", "rule_id,edition", "rule_id,rule_id", "catalogue.csv:1:9",
     QN_T_PACK_DUPLICATE},
    {"conditions.csv", ",has,note", ",has", "conditions.csv:1:1", QN_T_PACK_COLUMN_MISSING},
    {"conditions.csv", "R2011-03b,1,has_pci", "R2011-03b,1,1,has_pci", "conditions.csv:2:1",
     QN_T_PACK_FIELDS},
    {"conditions.csv", "R2011-03b,1,has_pci", "R2011-03x,1,has_pci", "conditions.csv:2:1",
     QN_T_PACK_REF},
    {"conditions.csv", "R2011-03b,1,has_pci", "R2011-03b,one,has_pci", "conditions.csv:2:11",
     QN_T_PACK_NUMBER},
    {"conditions.csv", "R2011-03b,1,has_pci", "R2011-03b,1,has_pcj", "conditions.csv:2:13",
     QN_T_PACK_REF},
    {"conditions.csv", "R2011-03b,1,has_pci,,,,,,no", "R2011-03b,1,has_pci,,,,,,",
     "conditions.csv:2:13", QN_T_PACK_BOUND_NEEDED},
    {"conditions.csv", "R2011-03b,1,has_pci,,,,,,no", "R2011-03b,1,has_pci,,,,,,not",
     "conditions.csv:2:26", QN_T_PACK_WORD},
    {"conditions.csv", "energy_kgce_t,kgce/t,430", "energy_kgce_t,kWh/t,430", "conditions.csv:5:27",
     QN_T_PACK_UNIT},
    {"conditions.csv", "energy_kgce_t,kgce/t,430", "energy_kgce_t,kgce/t,\"430\"x",
     "conditions.csv:5:34", QN_T_PACK_QUOTE},
    {"catalogue.csv", "m3,400,,1200,", "m3,400,,120x,", NULL, QN_T_PACK_NUMBER},
    {"catalogue.csv", "m3,400,,1200,", "m3,400,,300,", NULL, QN_T_PACK_BOUND},
    {"catalogue.csv", "m3,400,,1200,", "m3,400,401,1200,", NULL, QN_T_PACK_BOUND},
    {"catalogue.csv", "effective_volume_m3,m3,400", ",m3,400", NULL, QN_T_PACK_BOUND_LOST},
    {"catalogue.csv", "R2011-02,2011A", "R2011-02,2012", "catalogue.csv:2:10", QN_T_PACK_REF},
    {"catalogue.csv", "2011A,restricted", "2011A,forbidden", "catalogue.csv:2:16", QN_T_PACK_WORD},
    {"catalogue.csv", "sinter_machine", "sinter_mashine", NULL, QN_T_PACK_WORD},
    {"catalogue.csv", "R2011-03b,", "R2011-03a,", "catalogue.csv:4:1", QN_T_PACK_DUPLICATE},
    {"catalogue.csv", ",partial,", ",perhaps,", NULL, QN_T_PACK_WORD},
    {"catalogue.csv", ",fsou_reg,", ",nobody,", NULL, QN_T_PACK_REF},
    {"catalogue.csv", "180平方米以下", "\xff\xfe", NULL, QN_T_PACK_UTF8},
    {"exceptions.csv", "casting_iron,business_registration sales_records_3y project_approval",
     "casting_iron,", NULL, QN_T_PACK_EMPTY},
    {"exceptions.csv", "business_registration", "business_registry", NULL, QN_T_PACK_WORD},
    {"exceptions.csv", "E2011-06a,,casting_iron", "E2011-06a,,cast_iron", NULL, QN_T_PACK_WORD},
    {"editions.csv", "2013-05-01", "2013-04-30", NULL, QN_T_PACK_OVERLAP},
    {"editions.csv", "2013-05-01", "2020-05-01", NULL, QN_T_PACK_OVERLAP},
    {"editions.csv", "2013-05-01", "2013-02-30", NULL, QN_T_PACK_DATE},
    {"editions.csv", "2013-05-01", "", NULL, QN_T_PACK_EMPTY},
    {"editions.csv", "\n2011,", "\n2005,", "editions.csv:3:1", QN_T_PACK_DUPLICATE},
    {"sources.csv", "\nfsou_reg,", "\nlawrefbook,", "sources.csv:3:1", QN_T_PACK_DUPLICATE},
    {"coverage.csv", "2011A,coke_oven,,yes", "2011A,coke_oven,,maybe", "coverage.csv:2:18",
     QN_T_PACK_WORD},
    {"coverage.csv", "2011A,coke_oven,,yes", "2011A,lime_kiln,,yes", "coverage.csv:1:1",
     QN_T_PACK_COVERAGE},
    {"variants.csv", "stamped_cake_volume_m3", "stamped_cake_volume", NULL, QN_T_PACK_REF},
    {"instruments.csv", "\nI-02,", "\nI-01,", "instruments.csv:4:1", QN_T_PACK_DUPLICATE},
    {"instruments.csv", "只适用于淘汰类；限制类不适用", "", NULL, QN_T_PACK_EMPTY},
    {"policies.csv", "\nP-GF22-b,", "\nP-GF22-a,", NULL, QN_T_PACK_DUPLICATE},
    {"policies.csv", "2018-07-03", "2018-07-32", NULL, QN_T_PACK_DATE},
};

static char *replaced(const struct qn_resource *r, const char *from, const char *to, size_t *n)
{
    const char *text = (const char *)r->data, *at = strstr(text, from);
    if (!at)
        fail_msg("%s holds no \"%s\"", r->name, from);
    size_t before = (size_t)(at - text), rest = strlen(at + strlen(from));
    *n = before + strlen(to) + rest;
    char *out = calloc(*n + 1, 1);
    assert_non_null(out);
    memcpy(out, text, before);
    memcpy(out + before, to, strlen(to));
    memcpy(out + before + strlen(to), at + strlen(from), rest);
    return out;
}

static void try_fault(const struct fault *f)
{
    struct qn_resource files[32] = {{0, 0, 0}};
    char *changed = NULL;
    for (size_t i = 0; qn_rules[i].name; i++) {
        assert_true(i < 31);
        files[i] = qn_rules[i];
        if (strcmp(files[i].name, f->file) != 0)
            continue;
        size_t n;
        changed = replaced(&qn_rules[i], f->from, f->to, &n);
        files[i].data = (const unsigned char *)changed;
        files[i].end = files[i].data + n;
    }
    struct qn_pack *p = NULL;
    struct qn_err err = {0};
    assert_int_equal(qn_pack_parse(files, &p, &err), QN_E_SYNTAX);
    assert_null(p);
    if (f->where)
        assert_string_equal(err.where, f->where);
    assert_memory_equal(err.where, f->file, strlen(f->file));
    /* the message is that of the kind of error: its words up to the first argument */
    const char *tmpl = qn_text(QN_EN, f->text);
    assert_memory_equal(err.msg[QN_EN], tmpl, strcspn(tmpl, "{"));
    assert_true(*err.msg[QN_ZH] != 0);
    free(changed);
}

static void each_kind_of_error_is_refused_at_its_line_and_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        try_fault(&faults[i]);
}

static void each_file_of_the_pack_is_needed(void **state)
{
    (void)state;
    static const char *const needed[] = {"sources.csv",    "editions.csv",    "catalogue.csv",
                                         "conditions.csv", "exceptions.csv",  "coverage.csv",
                                         "variants.csv",   "instruments.csv", "policies.csv"};
    for (size_t k = 0; k < sizeof needed / sizeof needed[0]; k++) {
        struct qn_resource files[32] = {{0, 0, 0}};
        size_t n = 0;
        for (size_t i = 0; qn_rules[i].name; i++)
            if (strcmp(qn_rules[i].name, needed[k]) != 0)
                files[n++] = qn_rules[i];
        struct qn_pack *p = NULL;
        struct qn_err err = {0};
        assert_int_equal(qn_pack_parse(files, &p, &err), QN_E_SYNTAX);
        assert_memory_equal(err.where, needed[k], strlen(needed[k]));
    }
}

/* Cut anywhere, a file is refused or read; it never crashes (run under a sanitizer). */
static void a_file_cut_off_anywhere_is_refused_or_read(void **state)
{
    (void)state;
    for (size_t k = 0; qn_rules[k].name; k++) {
        size_t size = (size_t)(qn_rules[k].end - qn_rules[k].data);
        for (size_t cut = 0; cut < size; cut += 1 + size / 60) {
            struct qn_resource files[32] = {{0, 0, 0}};
            for (size_t i = 0; qn_rules[i].name; i++)
                files[i] = qn_rules[i];
            files[k].end = files[k].data + cut;
            struct qn_pack *p = NULL;
            struct qn_err err = {0};
            enum qn_status st = qn_pack_parse(files, &p, &err);
            assert_int_equal(st == QN_OK, p != NULL);
            assert_true(st == QN_OK || *err.where != 0);
            qn_pack_free(p);
        }
    }
}

QN_CASES_BEGIN
QN_CASE(in_july_2019_a_restricted_class_opens_consent_and_withdrawal_and_no_closure)
QN_CASE(instruments_keep_to_their_sector_and_dates)
QN_CASE(what_is_not_open_says_why_in_both_languages)
QN_CASE(the_phase_out_of_restricted_plant_is_not_known_before_december_2023)
QN_CASE(every_row_has_its_source_and_confidence)
QN_CASE(the_folder_and_the_program_hold_the_same_pack)
QN_CASE(a_folder_without_packs_is_refused_with_a_name)
QN_CASE(every_name_that_can_be_missing_has_words_for_people)
QN_CASE(each_kind_of_error_is_refused_at_its_line_and_column)
QN_CASE(each_file_of_the_pack_is_needed)
QN_CASE(a_file_cut_off_anywhere_is_refused_or_read)
QN_CASES_END
