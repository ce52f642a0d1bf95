/* Coordinates: WGS 84 and the offset datum GCJ-02. */
#ifndef QN_BASE_GEO_H
#define QN_BASE_GEO_H

/* Great-circle distance [m] on a sphere of 6371008.8 m; degrees in. */
double qn_geo_distance_m(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg);
/* The GCJ-02 image of a WGS 84 position (public formula; unchanged outside China's box). */
void qn_gcj02_from_wgs84(double lon_deg, double lat_deg, double *lon_out_deg, double *lat_out_deg);
/* The inverse, by iteration to 1e-9 degrees. */
void qn_wgs84_from_gcj02(double lon_deg, double lat_deg, double *lon_out_deg, double *lat_out_deg);

#endif
