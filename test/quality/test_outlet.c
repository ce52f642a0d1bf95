/* A device's outlet, place, marks and units, from a region built by hand (a fictional one). */
#include "qn_test.h"

#include "quality/outlet.h"

static struct qn_jurisdiction jurisdiction[] = {
    {.id = "J-city", .division_code = "141000", .parent = -1},
    {.id = "J-park", .division_code = "", .parent = 0},
};
static struct qn_enterprise enterprise[] = {{.id = "E-1", .jurisdiction = 1},
                                            {.id = "E-2", .jurisdiction = -1}};
static struct qn_installation installation[] = {{.id = "I-oven",
                                                 .kind = QN_KIND_COKE_OVEN,
                                                 .variant = QN_VARIANT_HEAT_RECOVERY,
                                                 .built_on = {2009, 5, 1}}};
static struct qn_outlet outlet[] = {
    {.id = "O-chimney", .process = "coke oven chimney", .device_mn = "", .installation = 0},
    {.id = "O-yard",
     .process = "coal yard",
     .device_mn = "MN-YARD",
     .enterprise = 1,
     .installation = -1},
};
static struct qn_device device[] = {
    {.mn = "MN-CHIMNEY", .hj212_version = "2005", .units = "a00000=m3/h", .outlet = 0},
    {.mn = "MN-METER", .hj212_version = "2025", .units = "", .outlet = -1},
};

static struct qn_region region(void)
{
    struct qn_region r = {0};
    r.jurisdiction = jurisdiction;
    r.enterprise = enterprise;
    r.installation = installation;
    r.outlet = outlet;
    r.device = device;
    r.n_jurisdiction = 2;
    r.n_enterprise = 2;
    r.n_installation = 1;
    r.n_outlet = 2;
    r.n_device = 2;
    return r;
}

static struct qn_quality_device of(const char *mn, size_t *n_points, const char **point)
{
    struct qn_err err = {0};
    struct qn_pack *p = NULL;
    struct qn_region r = region();
    struct qn_quality_device d;
    assert_ok(qn_pack_load(NULL, &p, &err), err);
    qn_quality_device_of(p, &r, mn, &d);
    const struct qn_point *x;
    size_t n = qn_pack_points(p, &x);
    static char name[64];
    *n_points = 0;
    name[0] = 0;
    for (size_t i = 0; i < n; i++)
        if (d.place.points >> i & 1) {
            ++*n_points;
            snprintf(name, sizeof name, "%s", x[i].id);
        }
    *point = name;
    qn_pack_free(p);
    return d;
}

static void a_registered_device_has_its_outlets_place_marks_and_units(void **state)
{
    (void)state;
    size_t n;
    const char *point;
    struct qn_quality_device d = of("MN-CHIMNEY", &n, &point);
    assert_int_equal(d.outlet, 0);
    assert_int_equal(n, 1);
    assert_string_equal(point, "coke_chimney_hr");
    assert_string_equal(d.place.division, "141000"); /* of the jurisdiction above */
    assert_int_equal(d.place.built.year, 2009);
    assert_int_equal(d.marks, QN_MARK_212_2005);
    assert_string_equal(d.units, "a00000=m3/h");
}

static void an_outlet_may_name_its_device_itself(void **state)
{
    (void)state;
    size_t n;
    const char *point;
    struct qn_quality_device d = of("MN-YARD", &n, &point);
    assert_int_equal(d.outlet, 1);
    assert_int_equal(n, 0); /* a yard is no stack: unmapped, and said so */
    assert_string_equal(d.process, "coal yard");
    assert_string_equal(d.place.division, "");
    assert_int_equal(d.marks, QN_MARK_212_2017);
}

static void devices_without_an_outlet_have_no_place(void **state)
{
    (void)state;
    size_t n;
    const char *point;
    assert_int_equal(of("MN-METER", &n, &point).outlet, -1);
    assert_int_equal(n, 0);
    assert_int_equal(of("MN-NOBODY", &n, &point).outlet, -1);
    assert_int_equal(n, 0);
}

QN_CASES_BEGIN
QN_CASE(a_registered_device_has_its_outlets_place_marks_and_units)
QN_CASE(an_outlet_may_name_its_device_itself)
QN_CASE(devices_without_an_outlet_have_no_place)
QN_CASES_END
