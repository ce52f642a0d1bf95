#include "qn_test.h"

#include "base/geo.h"

/* Test positions of the public eviltransform implementations (WGS 84 and their GCJ-02 images). */
static const struct {
    double lon, lat, gcj_lon, gcj_lat;
} place[] = {
    {121.5272106, 31.1774276, 121.531541859215, 31.17530398364597},
    {113.912316, 22.543847, 113.9171764808363, 22.540796131694766},
    {116.377817, 39.911954, 116.38404722455657, 39.91334545536069},
};

static void published_positions_are_shifted_as_published(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof place / sizeof place[0]; i++) {
        double lon, lat;
        qn_gcj02_from_wgs84(place[i].lon, place[i].lat, &lon, &lat);
        assert_near(lon, place[i].gcj_lon, 1e-9);
        assert_near(lat, place[i].gcj_lat, 1e-9);
    }
}

/* At 105 E, 35 N all terms in x and y vanish, which leaves 300 m east and 100 m south. Worked with
 * a desk calculator from s = sin 35 deg = 0.573576436: w2 = 1 - 0.00669342162297 s^2 =
 * 0.997797932; radius of the meridian 6378245 * 0.993306578 / w2^1.5 = 6356537.448 m, so -100 m =
 * -0.0009013678 deg; radius of the parallel 6378245 / sqrt(w2) * 0.819152044 = 5230514.580 m, so
 * 300 m = 0.0032862415 deg. */
static void the_formula_s_origin_agrees_with_hand_work(void **state)
{
    (void)state;
    double lon, lat;
    qn_gcj02_from_wgs84(105, 35, &lon, &lat);
    assert_near(lon - 105, 0.0032862415, 1e-10);
    assert_near(lat - 35, -0.0009013678, 1e-10);
}

static void the_inverse_returns_within_a_billionth_of_a_degree(void **state)
{
    (void)state;
    for (double lon = 72.5; lon < 137.5; lon += 1.37)
        for (double lat = 1.1; lat < 55.5; lat += 1.13) {
            double g_lon, g_lat, w_lon, w_lat;
            qn_gcj02_from_wgs84(lon, lat, &g_lon, &g_lat);
            qn_wgs84_from_gcj02(g_lon, g_lat, &w_lon, &w_lat);
            assert_near(w_lon, lon, 1e-9);
            assert_near(w_lat, lat, 1e-9);
        }
}

static void positions_outside_the_box_and_nan_are_unchanged(void **state)
{
    (void)state;
    static const double out[][2] = {{2.35, 48.85}, {72.0, 35}, {137.84, 35}, {105, 0.8}, {105, 56}};
    for (size_t i = 0; i < sizeof out / sizeof out[0]; i++) {
        double lon, lat;
        qn_gcj02_from_wgs84(out[i][0], out[i][1], &lon, &lat);
        assert_true(lon == out[i][0] && lat == out[i][1]);
        qn_wgs84_from_gcj02(out[i][0], out[i][1], &lon, &lat);
        assert_true(lon == out[i][0] && lat == out[i][1]);
    }
    double lon, lat;
    qn_gcj02_from_wgs84(NAN, 35, &lon, &lat);
    assert_nan(lon);
    assert_near(lat, 35, 0);
    qn_wgs84_from_gcj02(105, NAN, &lon, &lat);
    assert_nan(lat);
}

/* R = 6371008.8 m: quarter circle pi/2 R = 10007557.22 m, half circle pi R = 20015114.44 m, one
 * degree of the meridian pi/180 R = 111195.0802 m, of the 60th parallel close to half of it. */
static void distances_agree_with_arcs_worked_by_hand(void **state)
{
    (void)state;
    assert_near(qn_geo_distance_m(0, 0, 90, 0), 10007557.22, 0.01);
    assert_near(qn_geo_distance_m(0, 0, 180, 0), 20015114.44, 0.01);
    assert_near(qn_geo_distance_m(30, 90, 30, -90), 20015114.44, 0.01);
    assert_near(qn_geo_distance_m(111.5, 36, 111.5, 37), 111195.0802, 0.001);
    assert_near(qn_geo_distance_m(111, 60, 112, 60), 111195.08 / 2, 3);
    assert_near(qn_geo_distance_m(111.5, 36, 111.5, 36), 0, 0);
    assert_near(qn_geo_distance_m(179.5, 0, -179.5, 0), 111195.0802, 0.001);
    assert_nan(qn_geo_distance_m(NAN, 0, 0, 0));
}

QN_CASES_BEGIN
QN_CASE(published_positions_are_shifted_as_published)
QN_CASE(the_formula_s_origin_agrees_with_hand_work)
QN_CASE(the_inverse_returns_within_a_billionth_of_a_degree)
QN_CASE(positions_outside_the_box_and_nan_are_unchanged)
QN_CASE(distances_agree_with_arcs_worked_by_hand)
QN_CASES_END
