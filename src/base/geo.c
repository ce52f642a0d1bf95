#include "base/geo.h"

#include <math.h>

#define PI 3.14159265358979323846
#define RAD_PER_DEG (PI / 180)
#define EARTH_RADIUS_M 6371008.8 /* mean radius R1 of the WGS 84 ellipsoid (IUGG) */

/* Great-circle distance by the haversine formula, exact for near and for opposite points.
 * Given     longitudes and latitudes [deg]
 * Returned  distance [m] on a sphere of EARTH_RADIUS_M
 * Check     (0, 0) to (90, 0): a quarter of the circle, pi/2 * 6371008.8 = 10007557.2 m
 */
double qn_geo_distance_m(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg)
{
    double lat1 = lat1_deg * RAD_PER_DEG, lat2 = lat2_deg * RAD_PER_DEG;
    double s_lat = sin((lat2 - lat1) / 2);
    double s_lon = sin((lon2_deg - lon1_deg) * RAD_PER_DEG / 2);
    double h = s_lat * s_lat + cos(lat1) * cos(lat2) * s_lon * s_lon;
    return 2 * EARTH_RADIUS_M * asin(sqrt(h > 1 ? 1 : h)); /* NaN passes through */
}

/* GCJ-02 as publicly reconstructed: Krasovsky 1940 ellipsoid, offsets periodic in the position
 * relative to 105 E, 35 N. */
#define GCJ_AXIS_M 6378245.0
#define GCJ_ECC2 0.00669342162296594323 /* squared eccentricity */
#define GCJ_LON0_DEG 105.0
#define GCJ_LAT0_DEG 35.0

static int outside_box(double lon_deg, double lat_deg)
{
    return !(lon_deg >= 72.004 && lon_deg <= 137.8347 && lat_deg >= 0.8293 && lat_deg <= 55.8271);
}

/* The waves both offsets share [m]. */
static double wave(double x)
{
    return (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3;
}

static double north_m(double x, double y)
{
    return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) + wave(x) +
           (20 * sin(y * PI) + 40 * sin(y / 3 * PI)) * 2 / 3 +
           (160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3;
}

static double east_m(double x, double y)
{
    return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + wave(x) +
           (20 * sin(x * PI) + 40 * sin(x / 3 * PI)) * 2 / 3 +
           (150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3;
}

/* Offset GCJ-02 minus WGS 84 [deg] of a WGS 84 position. */
static void offset(double lon_deg, double lat_deg, double *d_lon_deg, double *d_lat_deg)
{
    double x = lon_deg - GCJ_LON0_DEG, y = lat_deg - GCJ_LAT0_DEG;
    double lat = lat_deg * RAD_PER_DEG, s = sin(lat);
    double w2 = 1 - GCJ_ECC2 * s * s, w = sqrt(w2);
    double meridian_m = GCJ_AXIS_M * (1 - GCJ_ECC2) / (w2 * w); /* radius of curvature */
    double prime_m = GCJ_AXIS_M / w * cos(lat);                 /* radius of the parallel */
    *d_lat_deg = north_m(x, y) / (meridian_m * RAD_PER_DEG);
    *d_lon_deg = east_m(x, y) / (prime_m * RAD_PER_DEG);
}

void qn_gcj02_from_wgs84(double lon_deg, double lat_deg, double *lon_out_deg, double *lat_out_deg)
{
    double d_lon = 0, d_lat = 0;
    if (!outside_box(lon_deg, lat_deg))
        offset(lon_deg, lat_deg, &d_lon, &d_lat);
    *lon_out_deg = lon_deg + d_lon;
    *lat_out_deg = lat_deg + d_lat;
}

/* Fixed point of p = image - offset(p); the offset changes by under 1 % over a step, so each turn
 * gains two digits and ten are plenty. */
void qn_wgs84_from_gcj02(double lon_deg, double lat_deg, double *lon_out_deg, double *lat_out_deg)
{
    double lon = lon_deg, lat = lat_deg;
    for (int turn = 0; turn < 20 && !outside_box(lon_deg, lat_deg); turn++) {
        double d_lon, d_lat;
        offset(lon, lat, &d_lon, &d_lat);
        double next_lon = lon_deg - d_lon, next_lat = lat_deg - d_lat;
        double step = fmax(fabs(next_lon - lon), fabs(next_lat - lat));
        lon = next_lon;
        lat = next_lat;
        if (!(step > 1e-11))
            break;
    }
    *lon_out_deg = lon;
    *lat_out_deg = lat;
}
