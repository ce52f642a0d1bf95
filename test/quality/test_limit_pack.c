/* points.csv, limits.csv and quality.csv as files: every kind of error is refused at its place, and
 * a folder without them holds no limits. Each fault is one replacement in the good pack. */
#include "qn_test.h"

#include <stdlib.h>

#include "quality/findings.h"
#include "rule/pack.h"

struct fault {
    const char *file, *from, *to; /* the first `from` becomes `to` */
    const char *where;            /* NULL: the file alone is checked */
    enum qn_text_id text;
};

static const struct fault faults[] = {
    {"points.csv", "point,process", "points,process", "points.csv:1:1", QN_T_PACK_COLUMN_UNKNOWN},
    {"points.csv", "\nsinter_tail,", "\nsinter_head,", "points.csv:3:1", QN_T_PACK_DUPLICATE},
    {"points.csv", "shaft_pellet_furnace", "shaft_furnace", NULL, QN_T_PACK_WORD},
    {"points.csv", "top_charged stamp_charged", "top_charged side_charged", NULL, QN_T_PACK_WORD},
    {"points.csv", "pickling|pickling line|酸洗|酸洗机组", "", NULL, QN_T_PACK_EMPTY},
    {"limits.csv", ",transitional,", ",provisional,", "limits.csv:2:30", QN_T_PACK_WORD},
    {"limits.csv", ",standard,", ",law,", NULL, QN_T_PACK_WORD},
    {"limits.csv", ",sinter_head,", ",sinter_face,", NULL, QN_T_PACK_REF},
    {"limits.csv", ",a34013,80,", ",a34013,0,", NULL, QN_T_QUALITY_PACK_RANGE},
    {"limits.csv", ",a34013,80,", ",a34013,,", NULL, QN_T_PACK_EMPTY},
    {"limits.csv", ",a34013,80,", ",a34013,8O,", NULL, QN_T_PACK_NUMBER},
    {"limits.csv", "mg/m3,16,2020-12", "mg/m3,21,2020-12", NULL, QN_T_QUALITY_PACK_RANGE},
    {"limits.csv", "mg/m3,16,2020-12", "mg/m3,16,2020-13", NULL, QN_T_PACK_DATE},
    {"limits.csv", ",hour,,2012-10-01,", ",hour,,,", NULL, QN_T_QUALITY_PACK_NO_START},
    {"limits.csv", ",hour,", ",day,", NULL, QN_T_PACK_WORD},
    {"limits.csv", ",140000,", ",990000,", NULL, QN_T_PACK_WORD},
    {"limits.csv", ",mem,memory_high,", ",nobody,memory_high,", NULL, QN_T_PACK_REF},
    {"limits.csv", ",mem,memory_high,", ",mem,hearsay,", NULL, QN_T_PACK_WORD},
    {"limits.csv", "\nGB28662-002,", "\nGB28662-001,", "limits.csv:3:1", QN_T_PACK_DUPLICATE},
    {"quality.csv", "\no2_air_pct,20", "\no2_air_pct,", NULL, QN_T_PACK_EMPTY},
    {"quality.csv", "\no2_air_pct,20", "\no2_air_pct,air", NULL, QN_T_PACK_NUMBER},
    {"quality.csv", "\no2_air_pct,", "\no2_judged_max_pct,", "quality.csv:3:1",
     QN_T_PACK_DUPLICATE},
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
    struct qn_resource files[40] = {{0, 0, 0}};
    char *changed = NULL;
    for (size_t i = 0; qn_rules[i].name; i++) {
        assert_true(i < 39);
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
    const char *tmpl = qn_text(QN_EN, f->text);
    assert_memory_equal(err.msg[QN_EN], tmpl, strcspn(tmpl, "{"));
    assert_true(*err.msg[QN_ZH] != 0);
    free(changed);
}

static void each_kind_of_error_is_refused_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        try_fault(&faults[i]);
}

static struct qn_pack *pack_without(const char *const *names, size_t n_names)
{
    struct qn_resource files[40] = {{0, 0, 0}};
    size_t n = 0;
    for (size_t i = 0; qn_rules[i].name; i++) {
        bool out = false;
        for (size_t k = 0; k < n_names; k++)
            out = out || strcmp(qn_rules[i].name, names[k]) == 0;
        if (!out)
            files[n++] = qn_rules[i];
    }
    struct qn_pack *p = NULL;
    struct qn_err err = {0};
    assert_ok(qn_pack_parse(files, &p, &err), err);
    return p;
}

static void a_folder_without_them_holds_no_limits_and_no_thresholds(void **state)
{
    (void)state;
    static const char *const names[] = {"points.csv", "limits.csv", "quality.csv"};
    struct qn_pack *p = pack_without(names, 3);
    const struct qn_limit *l;
    const struct qn_point *x;
    struct qn_quality_thresholds th;
    struct qn_err err = {0};
    assert_int_equal(qn_pack_limits(p, &l), 0);
    assert_int_equal(qn_pack_points(p, &x), 0);
    assert_int_equal(qn_quality_thresholds_of(p, &th, &err), QN_E_NOTFOUND);
    assert_non_null(strstr(err.msg[QN_EN], "o2_judged_max_pct"));
    qn_pack_free(p);
}

static void every_threshold_is_assumed_and_asked_for(void **state)
{
    (void)state;
    static const char *const asked[] = {
#define QN_THRESHOLD(name) #name,
#include "quality/thresholds.def"
#undef QN_THRESHOLD
    };
    struct qn_pack *p = pack_without(NULL, 0);
    const struct qn_threshold *t;
    assert_int_equal(qn_pack_thresholds(p, &t), sizeof asked / sizeof asked[0]);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        assert_non_null(qn_pack_threshold(p, asked[i]));
        assert_string_equal(qn_pack_threshold(p, asked[i])->basis, "assumed");
    }
    qn_pack_free(p);
}

QN_CASES_BEGIN
QN_CASE(each_kind_of_error_is_refused_at_its_place)
QN_CASE(a_folder_without_them_holds_no_limits_and_no_thresholds)
QN_CASE(every_threshold_is_assumed_and_asked_for)
QN_CASES_END
