/* The region in memory, from stores built record by record. */
#include <stdlib.h>
#include <time.h>

#include "qn_test.h"
#include "region/region.h"

struct build {
    struct qn_store *s;
    int64_t run, line;
};

/* Put a row given as column, value, column, value ..., NULL. Texts become what the column holds. */
static void put(struct build *b, enum qn_table_id table, ...)
{
    const struct qn_table *t = &qn_tables[table];
    struct qn_value v[QN_TABLE_MAX_COLUMNS];
    struct qn_err err = {0};
    va_list ap;
    memset(v, 0, sizeof v);
    va_start(ap, table);
    for (const char *c = va_arg(ap, const char *); c; c = va_arg(ap, const char *)) {
        const char *s = va_arg(ap, const char *);
        int i = qn_table_column(t, c);
        if (i < 0)
            print_error("no column %s in %s\n", c, t->name);
        assert_true(i >= 0);
        switch (t->col[i].type) {
        case QN_COL_REAL:
            v[i] = (struct qn_value){.type = QN_V_REAL, .r = strtod(s, NULL)};
            break;
        case QN_COL_INT:
        case QN_COL_BOOL:
            v[i] = (struct qn_value){.type = QN_V_INT, .i = strtol(s, NULL, 10)};
            break;
        default:
            v[i] = (struct qn_value){.type = QN_V_TEXT, .s = s, .n = strlen(s)};
        }
    }
    va_end(ap);
    assert_ok(qn_store_put(b->s, t, b->run, t->file, ++b->line, v, NULL, &err), err);
}
#define PUT(b, table, ...) put(b, QN_TAB_##table, __VA_ARGS__, (const char *)NULL)

static struct build begin(void)
{
    struct build b = {0};
    struct qn_err err = {0};
    struct qn_run run = {.command = "import", .version = "t", .options = ""};
    assert_ok(qn_store_open(":memory:", QN_STORE_CREATE, &b.s, &err), err);
    assert_ok(qn_store_begin(b.s, &err), err);
    assert_ok(qn_store_run_add(b.s, &run, &err), err);
    b.run = run.id;
    return b;
}

static void load(struct build *b, struct qn_region *r)
{
    struct qn_err err = {0};
    assert_ok(qn_store_commit(b->s, &err), err);
    assert_ok(qn_region_load(b->s, r, &err), err);
}

static void end(struct build *b, struct qn_region *r)
{
    qn_region_release(r);
    qn_store_free(b->s);
}

/* Two enterprises; installations of both interleaved. */
static void put_plants(struct build *b)
{
    PUT(b, SOURCE, "source_id", "S-2", "title", "许可证", "published_on", "2019-07-24");
    PUT(b, SOURCE, "source_id", "S-1", "title", "公告", "conf_level", "verified_page");
    PUT(b, JURISDICTION, "jurisdiction_id", "J-county", "name_zh", "县", "parent_id", "J-city",
        "level", "county", "population_persons", "1000.5", "basis", "published", "source", "S-1");
    PUT(b, JURISDICTION, "jurisdiction_id", "J-city", "name_zh", "市", "level", "city");
    PUT(b, ENTERPRISE, "enterprise_id", "E-a", "name_zh", "甲", "jurisdiction_id", "J-county",
        "coke_capacity_t_a", "600000", "basis", "permit", "source", "S-2", "founded_on", "2000-12");
    PUT(b, ENTERPRISE, "enterprise_id", "E-b", "name_zh", "乙", "basis", "assumed");
    PUT(b, INSTALLATION, "installation_id", "I-b1", "enterprise_id", "E-b", "kind", "blast_furnace",
        "state", "idle", "effective_volume_m3", "500", "basis", "published");
    PUT(b, INSTALLATION, "installation_id", "I-a1", "enterprise_id", "E-a", "kind", "coke_oven",
        "variant", "top_charged", "state", "operating", "state_since", "2003-06", "has_cdq", "0",
        "chamber_height_m", "4.3", "chambers", "65", "basis", "published", "source", "S-1");
    PUT(b, INSTALLATION, "installation_id", "I-b2", "enterprise_id", "E-b", "kind", "converter",
        "state", "operating", "basis", "published");
    PUT(b, INSTALLATION, "installation_id", "I-a2", "enterprise_id", "E-a", "kind", "coke_oven",
        "state", "stopped", "basis", "published");
}

static void the_region_is_read_as_it_was_put(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    put_plants(&b);
    load(&b, &r);
    assert_int_equal(r.n_source, 2);
    assert_int_equal(r.n_jurisdiction, 2);
    assert_int_equal(r.jurisdiction[0].parent, 1); /* named before it was put */
    assert_int_equal(r.jurisdiction[1].parent, -1);
    assert_near(r.jurisdiction[0].population_persons.value, 1000.5, 0);
    const struct qn_enterprise *e = &r.enterprise[0];
    assert_string_equal(e->id, "E-a");
    assert_int_equal(e->jurisdiction, 0);
    assert_string_equal(e->url, "");
    assert_int_equal(e->founded_on.month, 12);
    assert_int_equal(e->founded_on.day, 0);
    assert_near(e->coke_capacity_t_a.value, 600000, 0);
    assert_ptr_equal(e->coke_capacity_t_a.prov, &e->prov);
    assert_int_equal(e->prov.basis, QN_BASIS_PERMIT);
    assert_string_equal(e->prov.source, "S-2");
    assert_string_equal(e->prov.file, "enterprises.csv");
    assert_nan(e->steel_capacity_t_a.value);
    assert_null(e->steel_capacity_t_a.prov);
    assert_int_equal(r.enterprise[1].jurisdiction, -1);
    end(&b, &r);
}

static void installations_are_grouped_by_enterprise_in_file_order(void **state)
{
    (void)state;
    static const char *const order[] = {"I-a1", "I-a2", "I-b1", "I-b2"};
    struct qn_region r;
    struct build b = begin();
    put_plants(&b);
    load(&b, &r);
    assert_int_equal(r.n_installation, 4);
    for (int i = 0; i < 4; i++)
        assert_string_equal(r.installation[i].id, order[i]);
    assert_int_equal(r.enterprise[0].first_installation, 0);
    assert_int_equal(r.enterprise[0].n_installations, 2);
    assert_int_equal(r.enterprise[1].first_installation, 2);
    assert_int_equal(r.enterprise[1].n_installations, 2);
    const struct qn_installation *oven = &r.installation[0];
    assert_int_equal(oven->kind, QN_KIND_COKE_OVEN);
    assert_int_equal(oven->variant, QN_VARIANT_TOP_CHARGED);
    assert_ptr_equal(oven->variant_prov, &oven->prov);
    assert_int_equal(oven->state, QN_STATE_OPERATING);
    assert_near(oven->param[QN_PARAM_CHAMBER_HEIGHT].value, 4.3, 0);
    assert_near(oven->param[QN_PARAM_CHAMBERS].value, 65, 0);
    assert_near(oven->param[QN_PARAM_HAS_CDQ].value, 0, 0);
    assert_ptr_equal(oven->param[QN_PARAM_HAS_CDQ].prov, &oven->prov);
    assert_nan(oven->param[QN_PARAM_HAS_TRT].value);
    assert_int_equal(r.installation[1].variant, QN_VARIANT_UNKNOWN);
    assert_null(r.installation[1].variant_prov);
    end(&b, &r);
}

static void every_parameter_name_is_a_column_of_its_enum(void **state)
{
    (void)state;
    for (int i = 0; i < QN_PARAM_COUNT; i++)
        assert_true(qn_table_column(&qn_tables[QN_TAB_INSTALLATION], qn_param_names[i]) >= 0);
    assert_string_equal(qn_param_names[QN_PARAM_CAPACITY], "capacity_t_a");
    assert_string_equal(qn_param_names[QN_PARAM_MEETS_MANDATORY_STANDARDS],
                        "meets_mandatory_standards");
}

#define VALUE(b, id, parameter, value, basis)                                                      \
    PUT(b, VALUE, "value_id", id, "subject_table", "installation", "subject_id", "I-a1",           \
        "parameter", parameter, "value", value, "basis", basis, "source", id)

static void a_single_value_overrides_by_better_basis(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    put_plants(&b);                                         /* the row's basis is "published" */
    VALUE(&b, "V-1", "chamber_height_m", "4.5", "factor");  /* worse: not used */
    VALUE(&b, "V-2", "chambers", "66", "measured");         /* better */
    VALUE(&b, "V-3", "chambers", "67", "permit");           /* worse than measured */
    VALUE(&b, "V-4", "capacity_t_a", "60万", "assumed");    /* the row has none */
    VALUE(&b, "V-5", "has_cdq", "是", "permit");            /* yes/no */
    VALUE(&b, "V-6", "variant", "stamp_charged", "permit"); /* enum */
    VALUE(&b, "V-7", "energy_kgce_t", "many", "measured");  /* not a number */
    load(&b, &r);
    const struct qn_installation *oven = &r.installation[0];
    assert_near(oven->param[QN_PARAM_CHAMBER_HEIGHT].value, 4.3, 0);
    assert_ptr_equal(oven->param[QN_PARAM_CHAMBER_HEIGHT].prov, &oven->prov);
    assert_near(oven->param[QN_PARAM_CHAMBERS].value, 66, 0);
    assert_string_equal(oven->param[QN_PARAM_CHAMBERS].prov->source, "V-2");
    assert_int_equal(oven->param[QN_PARAM_CHAMBERS].prov->basis, QN_BASIS_MEASURED);
    assert_string_equal(oven->param[QN_PARAM_CHAMBERS].prov->file, "values.csv");
    assert_near(oven->param[QN_PARAM_CAPACITY].value, 600000, 0);
    assert_int_equal(oven->param[QN_PARAM_CAPACITY].prov->basis, QN_BASIS_ASSUMED);
    assert_near(oven->param[QN_PARAM_HAS_CDQ].value, 1, 0);
    assert_int_equal(oven->variant, QN_VARIANT_STAMP_CHARGED);
    assert_string_equal(oven->variant_prov->source, "V-6");
    assert_nan(oven->param[QN_PARAM_ENERGY].value);
    end(&b, &r);
}

static void of_one_basis_the_later_as_of_wins_then_the_later_row(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    put_plants(&b);
    PUT(&b, VALUE, "value_id", "V-1", "subject_table", "installation", "subject_id", "I-a1",
        "parameter", "chambers", "value", "70", "as_of", "2019-05", "basis", "published");
    PUT(&b, VALUE, "value_id", "V-2", "subject_table", "installation", "subject_id", "I-a1",
        "parameter", "chambers", "value", "71", "as_of", "2018", "basis", "published");
    VALUE(&b, "V-3", "chambers", "72", "published");           /* no date: before every date */
    VALUE(&b, "V-4", "chamber_height_m", "4.31", "published"); /* later than the row itself */
    VALUE(&b, "V-5", "chamber_height_m", "4.32", "published");
    load(&b, &r);
    assert_near(r.installation[0].param[QN_PARAM_CHAMBERS].value, 70, 0);
    assert_near(r.installation[0].param[QN_PARAM_CHAMBER_HEIGHT].value, 4.32, 0);
    end(&b, &r);
}

static void values_reach_enterprises_and_outlets(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    put_plants(&b);
    PUT(&b, OUTLET, "outlet_id", "O-1", "enterprise_id", "E-b", "installation_id", "I-b2", "kind",
        "stack", "lon_deg", "111.6", "lat_deg", "36.2", "height_m", "80", "basis", "factor");
    PUT(&b, EMISSION, "emission_id", "EM-1", "outlet_id", "O-1", "pollutant", "SO2", "emission_t_a",
        "36.1", "year", "2018", "basis", "factor");
    PUT(&b, VALUE, "value_id", "V-1", "subject_table", "outlet", "subject_id", "O-1", "parameter",
        "height_m", "value", "100", "basis", "measured");
    PUT(&b, VALUE, "value_id", "V-2", "subject_table", "enterprise", "subject_id", "E-b",
        "parameter", "staff_persons", "value", "600", "basis", "published");
    load(&b, &r);
    assert_near(r.outlet[0].height_m.value, 100, 0);
    assert_near(r.enterprise[1].staff_persons.value, 600, 0);
    assert_int_equal(r.outlet[0].enterprise, 1);
    assert_string_equal(r.installation[r.outlet[0].installation].id, "I-b2"); /* after grouping */
    assert_int_equal(r.emission[0].outlet, 0);
    assert_int_equal(r.emission[0].year, 2018);
    end(&b, &r);
}

static struct qn_date ymd(int y, int m, int d)
{
    return (struct qn_date){(int16_t)y, (uint8_t)m, (uint8_t)d};
}

static void the_state_on_a_day_is_the_last_that_had_begun(void **state)
{
    (void)state;
    struct qn_region r;
    struct qn_date since;
    const struct qn_prov *prov;
    struct build b = begin();
    put_plants(&b);
    PUT(&b, INSTALLATION_STATE, "installation_state_id", "IS-3", "installation_id", "I-b1", "state",
        "operating", "since", "2005-01-01", "basis", "published");
    PUT(&b, INSTALLATION_STATE, "installation_state_id", "IS-1", "installation_id", "I-a1", "state",
        "idle", "since", "2016-11-15", "basis", "published");
    PUT(&b, INSTALLATION_STATE, "installation_state_id", "IS-2", "installation_id", "I-a1", "state",
        "stopped", "since", "2018", "basis", "published");
    load(&b, &r);
    /* I-a1: operating since 2003-06 (its own row), idle 2016-11-15, stopped some day of 2018 */
    assert_int_equal(qn_installation_state_on(&r, 0, ymd(2003, 6, 29), &since, &prov),
                     QN_STATE_UNKNOWN);
    assert_null(prov);
    assert_int_equal(since.year, 0);
    assert_int_equal(qn_installation_state_on(&r, 0, ymd(2003, 6, 30), &since, &prov),
                     QN_STATE_OPERATING);
    assert_ptr_equal(prov, &r.installation[0].prov);
    assert_int_equal(qn_installation_state_on(&r, 0, ymd(2016, 11, 14), NULL, NULL),
                     QN_STATE_OPERATING);
    assert_int_equal(qn_installation_state_on(&r, 0, ymd(2016, 11, 15), &since, NULL),
                     QN_STATE_IDLE);
    assert_int_equal(since.day, 15);
    assert_int_equal(qn_installation_state_on(&r, 0, ymd(2018, 12, 30), NULL, NULL), QN_STATE_IDLE);
    assert_int_equal(qn_installation_state_on(&r, 0, ymd(2018, 12, 31), NULL, NULL),
                     QN_STATE_STOPPED);
    /* I-b1: idle without a date counts as for ever; operating from 2005 overrides it */
    assert_int_equal(qn_installation_state_on(&r, 2, ymd(2004, 12, 31), NULL, NULL), QN_STATE_IDLE);
    assert_int_equal(qn_installation_state_on(&r, 2, ymd(2005, 1, 1), NULL, NULL),
                     QN_STATE_OPERATING);
    end(&b, &r);
}

static void sources_are_found_by_their_id(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    put_plants(&b);
    load(&b, &r);
    assert_string_equal(qn_region_source(&r, "S-1")->title, "公告");
    assert_string_equal(qn_region_source(&r, "S-2")->title, "许可证");
    assert_null(qn_region_source(&r, "a text that names no source"));
    assert_null(qn_region_source(&r, ""));
    end(&b, &r);
}

static void a_jurisdiction_lies_in_itself_and_in_what_holds_it(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    put_plants(&b);
    PUT(&b, JURISDICTION, "jurisdiction_id", "J-x", "name_zh", "甲环", "parent_id", "J-y");
    PUT(&b, JURISDICTION, "jurisdiction_id", "J-y", "name_zh", "乙环", "parent_id", "J-x");
    load(&b, &r);
    assert_true(qn_jurisdiction_within(&r, 0, 0));
    assert_true(qn_jurisdiction_within(&r, 0, 1));
    assert_false(qn_jurisdiction_within(&r, 1, 0));
    assert_false(qn_jurisdiction_within(&r, -1, 0));
    assert_false(qn_jurisdiction_within(&r, 2, 0)); /* a circle ends */
    end(&b, &r);
}

static void settings_fill_the_region(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    PUT(&b, SETTING, "setting", "region_name_zh", "value", "盆地市");
    PUT(&b, SETTING, "setting", "decision_date", "value", "2019-07-17");
    PUT(&b, SETTING, "setting", "fictional", "value", "yes");
    PUT(&b, SETTING, "setting", "west_deg", "value", "110.5");
    PUT(&b, SETTING, "setting", "region_name_zh", "value", "新盆地市"); /* the newest wins */
    load(&b, &r);
    assert_string_equal(r.name_zh, "新盆地市");
    assert_string_equal(r.name_en, "");
    assert_int_equal(r.decision_date.day, 17);
    assert_int_equal(r.fictional, 1);
    assert_near(r.west_deg, 110.5, 0);
    assert_nan(r.east_deg);
    end(&b, &r);
}

static void the_latest_date_is_the_latest_complete_one(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    put_plants(&b); /* S-2 was published on 2019-07-24 */
    PUT(&b, SETTING, "setting", "decision_date", "value", "2019-07-17");
    PUT(&b, EVENT, "event_id", "T-1", "on_date", "2019-07-25", "kind", "meeting", "text_zh", "会");
    PUT(&b, EVENT, "event_id", "T-2", "on_date", "2020-01", "kind", "next_step", "text_zh", "月");
    PUT(&b, INDICATOR, "indicator_id", "A-1", "known_on", "2019-01-07", "period", "2018");
    load(&b, &r);
    assert_int_equal(qn_date_first_day(r.latest_date), qn_date_first_day(ymd(2019, 7, 25)));
    assert_int_equal(r.indicator[0].usable_as_baseline, -1);
    assert_nan(r.indicator[0].value);
    end(&b, &r);
}

static void a_required_reference_that_leads_nowhere_is_an_error(void **state)
{
    (void)state;
    struct qn_region r;
    struct qn_err err = {0};
    struct build b = begin();
    PUT(&b, INSTALLATION, "installation_id", "I-1", "enterprise_id", "E-nobody", "kind",
        "coke_oven", "state", "operating");
    assert_ok(qn_store_commit(b.s, &err), err);
    assert_int_equal(qn_region_load(b.s, &r, &err), QN_E_STORE);
    assert_non_null(strstr(err.msg[QN_EN], "E-nobody"));
    end(&b, &r);
}

static void an_empty_store_is_an_empty_region(void **state)
{
    (void)state;
    struct qn_region r;
    struct build b = begin();
    load(&b, &r);
    assert_int_equal(r.n_enterprise + r.n_installation + r.n_source, 0);
    assert_null(qn_region_source(&r, "S-1"));
    assert_int_equal(r.latest_date.year, 0);
    end(&b, &r);
}

/* The store's schema is written by hand; a put of every table compares its columns and their order
 * with tables.c (qn_store_put refuses a table that differs). */
static void the_schema_has_the_columns_of_the_tables(void **state)
{
    (void)state;
    struct qn_err err = {0};
    struct build b = begin();
    for (int k = 0; k < QN_TAB_COUNT; k++) {
        struct qn_value v[QN_TABLE_MAX_COLUMNS];
        const struct qn_table *t = &qn_tables[k];
        memset(v, 0, sizeof v);
        for (size_t i = 0; i < t->n; i++) {
            enum qn_coltype type = t->col[i].type;
            if (type == QN_COL_REAL)
                v[i] = (struct qn_value){.type = QN_V_REAL, .r = 0.5};
            else if (type == QN_COL_INT || type == QN_COL_BOOL)
                v[i] = (struct qn_value){.type = QN_V_INT, .i = 1};
            else
                v[i] = (struct qn_value){.type = QN_V_TEXT, .s = "x", .n = 1};
        }
        assert_ok(qn_store_put(b.s, t, b.run, t->file, 1, v, NULL, &err), err);
    }
    struct qn_column short_cols[2] = {qn_tables[0].col[0], qn_tables[0].col[1]};
    short_cols[1].name = "worth";
    struct qn_table other = {"setting", "region.yaml", "", "", short_cols, 2};
    struct qn_value v[2] = {{.type = QN_V_TEXT, .s = "x", .n = 1}, {.type = QN_V_NULL}};
    assert_int_equal(qn_store_put(b.s, &other, b.run, "f", 1, v, NULL, &err), QN_E_STORE);
    qn_store_free(b.s);
}

QN_CASES_BEGIN
QN_CASE(the_region_is_read_as_it_was_put)
QN_CASE(installations_are_grouped_by_enterprise_in_file_order)
QN_CASE(every_parameter_name_is_a_column_of_its_enum)
QN_CASE(a_single_value_overrides_by_better_basis)
QN_CASE(of_one_basis_the_later_as_of_wins_then_the_later_row)
QN_CASE(values_reach_enterprises_and_outlets)
QN_CASE(the_state_on_a_day_is_the_last_that_had_begun)
QN_CASE(sources_are_found_by_their_id)
QN_CASE(a_jurisdiction_lies_in_itself_and_in_what_holds_it)
QN_CASE(settings_fill_the_region)
QN_CASE(the_latest_date_is_the_latest_complete_one)
QN_CASE(a_required_reference_that_leads_nowhere_is_an_error)
QN_CASE(an_empty_store_is_an_empty_region)
QN_CASE(the_schema_has_the_columns_of_the_tables)
QN_CASES_END
