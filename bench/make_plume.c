/* Writes a plume case of any size: bench_make_plume FOLDER SOURCES RECEPTORS DAYS [groups].
 * FOLDER gets deck.inp, year.sfc and year.pfl: stacks over a hilly square of 20 km, receptors on a
 * grid of it, weather from 1 January 2019. With "groups" every source is a group of its own. The
 * same arguments give the same bytes. Everything is made up. */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_CAP 4096
#define HALF_SIDE_M 10000.
#define SOURCES_MAX 9999
#define RECEPTORS_MAX 1000000
#define DAYS_MAX 365

/* splitmix64: small, and the same on every machine. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Uniform in low .. high. */
static double between(uint64_t *state, double low, double high)
{
    return low + (high - low) * (double)(next_random(state) >> 11) * 0x1p-53;
}

static FILE *open_in(const char *folder, const char *leaf)
{
    char path[PATH_CAP];
    if (snprintf(path, sizeof path, "%s/%s", folder, leaf) >= (int)sizeof path)
        return NULL;
    FILE *f = fopen(path, "w");
    if (!f)
        fprintf(stderr, "bench_make_plume: %s: %s\n", path, strerror(errno));
    return f;
}

static int close_whole(FILE *f)
{
    int bad = ferror(f);
    return fclose(f) != 0 || bad ? -1 : 0;
}

/* Ground and the height scale of the hill that matters: two hills. */
static double ground_m(double x, double y)
{
    return 20 + 180 * exp(-hypot(x - 4000, y - 3000) / 2500) +
           90 * exp(-hypot(x + 5000, y + 2000) / 3500);
}

/* ---- the deck ---- */

static void write_sources(FILE *f, long sources, int groups)
{
    uint64_t state = 3;
    fputs("SO STARTING\n   ELEVUNIT  METERS\n", f);
    for (long i = 1; i <= sources; i++) {
        double x = between(&state, -.8 * HALF_SIDE_M, .8 * HALF_SIDE_M),
               y = between(&state, -.8 * HALF_SIDE_M, .8 * HALF_SIDE_M);
        fprintf(f, "   LOCATION  S%04ld  POINT  %.2f %.2f %.2f\n", i, x, y, ground_m(x, y));
        fprintf(f, "   SRCPARAM  S%04ld  %.3f %.2f %.2f %.2f %.2f\n", i, between(&state, 1, 40),
                between(&state, 15, 120), between(&state, 350, 500), between(&state, 5, 20),
                between(&state, .6, 4));
    }
    fputs("   SRCGROUP  ALL\n", f);
    for (long i = 1; groups && i <= sources; i++)
        fprintf(f, "   SRCGROUP  S%04ld  S%04ld\n", i, i);
    fputs("SO FINISHED\n\n", f);
}

static void write_receptors(FILE *f, long receptors)
{
    long side = (long)ceil(sqrt((double)receptors));
    double step = 2 * HALF_SIDE_M / (double)side;
    fputs("RE STARTING\n", f);
    for (long i = 0; i < receptors; i++) {
        double x = -HALF_SIDE_M + step * ((double)(i % side) + .5),
               y = -HALF_SIDE_M + step * ((double)(i / side) + .5);
        fprintf(f, "   DISCCART  %.2f %.2f %.2f %.2f\n", x, y, ground_m(x, y),
                fmax(ground_m(x, y), 200));
    }
    fputs("RE FINISHED\n\n", f);
}

static int write_deck(const char *folder, long sources, long receptors, int groups)
{
    FILE *f = open_in(folder, "deck.inp");
    if (!f)
        return -1;
    fprintf(f, "CO STARTING\n   TITLEONE  %ld stacks, %ld receptors\n   MODELOPT  CONC\n", sources,
            receptors);
    fputs("   AVERTIME  1 24 PERIOD\n   POLLUTID  OTHER\n   RUNORNOT  RUN\nCO FINISHED\n\n", f);
    write_sources(f, sources, groups);
    write_receptors(f, receptors);
    fputs("ME STARTING\n   SURFFILE  year.sfc\n   PROFFILE  year.pfl\n   SURFDATA  99999  2019\n"
          "   UAIRDATA  99999  2019\n   PROFBASE  20.0  METERS\nME FINISHED\n\nOU STARTING\n"
          "   RECTABLE  ALLAVE FIRST\n   PLOTFILE  PERIOD ALL period.plt\n"
          "   PLOTFILE  1 ALL FIRST hour.plt\n   PLOTFILE  24 ALL FIRST day.plt\nOU FINISHED\n",
          f);
    return close_whole(f);
}

/* ---- the weather ---- */

/* One hour in both files: an hour in twenty is calm, days are convective from 8 to 17 h. */
static void write_hour(FILE *sfc, FILE *pfl, int month, int day, int of_year, int hour,
                       uint64_t *state)
{
    double elevation = sin(3.14159265 * (hour - 7) / 11), wspd = between(state, 1, 9);
    double wdir = between(state, 1, 360), ustar = .08 * wspd, heat = 220 * elevation;
    int sun = hour > 7 && hour < 18;
    if (between(state, 0, 1) < .05)
        wspd = wdir = 0;
    fprintf(sfc, "19 %2d %2d %3d %2d", month, day, of_year, hour);
    if (sun)
        fprintf(sfc, " %6.1f %6.3f %6.3f %6.3f %5.0f. %5.0f. %8.1f", heat, ustar,
                1.9 * cbrt(elevation), .006, 300 + 80. * (hour - 7), 2300 * pow(ustar, 1.5),
                -300 * wspd * wspd / (heat + 1) - 5);
    else
        fprintf(sfc, " %6.1f %6.3f %6.3f %6.3f %5.0f. %5.0f. %8.1f", -20., ustar, -9., -9., -999.,
                2300 * pow(ustar, 1.5), 6 * wspd * wspd + 5);
    fprintf(sfc, " 0.2000 1.00 0.20 %6.2f %5.1f 10.0 %5.1f 2.0 0 0.00 60. 1000. 3 NAD-SFC NoSubs\n",
            wspd, wdir, 283 + 5 * elevation);
    fprintf(pfl, "19 %2d %2d %2d 10.0 1 %5.1f %6.2f %6.2f 99.00 99.00\n", month, day, hour, wdir,
            wspd, 10 + 5 * elevation);
}

static int write_weather(const char *folder, int days)
{
    static const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    FILE *sfc = open_in(folder, "year.sfc"), *pfl = open_in(folder, "year.pfl");
    uint64_t state = 5;
    int month = 1, day = 1;
    if (sfc)
        fputs("   36.000N  112.000E          UA_ID:    99999  SF_ID:    99999  OS_ID:"
              "              VERSION: 24142  CCVR_Sub TEMP_Sub\n",
              sfc);
    for (int d = 1; sfc && pfl && d <= days; d++) {
        for (int hour = 1; hour <= 24; hour++)
            write_hour(sfc, pfl, month, day, d, hour, &state);
        if (++day > length[month - 1]) {
            day = 1;
            month++;
        }
    }
    int bad = (!sfc || close_whole(sfc)) | (!pfl || close_whole(pfl));
    return bad ? -1 : 0;
}

static long number(const char *text, long most)
{
    char *end;
    long n = strtol(text, &end, 10);
    return *end || n > most ? 0 : n;
}

int main(int argc, char **argv)
{
    int groups = argc == 6 && strcmp(argv[5], "groups") == 0;
    long sources = argc > 4 ? number(argv[2], SOURCES_MAX) : 0,
         receptors = argc > 4 ? number(argv[3], RECEPTORS_MAX) : 0,
         days = argc > 4 ? number(argv[4], DAYS_MAX) : 0;
    if (argc > 6 || (argc == 6 && !groups) || sources < 1 || receptors < 1 || days < 1) {
        fputs("usage: bench_make_plume FOLDER SOURCES RECEPTORS DAYS [groups]\n", stderr);
        return 2;
    }
    if (mkdir(argv[1], 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "bench_make_plume: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    return write_deck(argv[1], sources, receptors, groups) || write_weather(argv[1], (int)days);
}
