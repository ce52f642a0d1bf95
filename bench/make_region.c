/* Writes a fictional region folder of any size: bench_make_region FOLDER INSTALLATIONS ENTERPRISES.
 * The same arguments give the same bytes. Values are plausible, not from any plant. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_CAP 4096
#define N_JURISDICTIONS 10

static const char region_yaml[] = "region_id: bench\n"
                                  "region_name_zh: 测速市\n"
                                  "region_name_en: Bench City\n"
                                  "decision_date: \"2019-07-17\"\n"
                                  "fictional: \"yes\"\n"
                                  "west_deg: 110\n"
                                  "south_deg: 35\n"
                                  "east_deg: 112\n"
                                  "north_deg: 37\n";

/* splitmix64: small, and the same on every machine. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Uniform in low..high, inclusive. */
static long between(uint64_t *state, long low, long high)
{
    return low + (long)(next_random(state) % (uint64_t)(high - low + 1));
}

static FILE *open_in(const char *folder, const char *leaf)
{
    char path[PATH_CAP];
    if (snprintf(path, sizeof path, "%s/%s", folder, leaf) >= (int)sizeof path)
        return NULL;
    FILE *f = fopen(path, "w");
    if (!f)
        fprintf(stderr, "bench_make_region: %s: %s\n", path, strerror(errno));
    return f;
}

static int close_whole(FILE *f)
{
    int bad = ferror(f);
    return fclose(f) != 0 || bad ? -1 : 0;
}

static int write_settings(const char *folder)
{
    FILE *f = open_in(folder, "region.yaml");
    if (!f)
        return -1;
    fputs(region_yaml, f);
    return close_whole(f);
}

static int write_sources(const char *folder)
{
    FILE *f = open_in(folder, "sources.csv");
    if (!f)
        return -1;
    fputs("source_id,title,url,published_on,conf_level,note\n"
          "S-bench,虚构数据，只用于测速,,2019-01-01,fictional,\n",
          f);
    return close_whole(f);
}

static int write_jurisdictions(const char *folder)
{
    FILE *f = open_in(folder, "jurisdictions.csv");
    if (!f)
        return -1;
    fputs("jurisdiction_id,name_zh,name_en,parent_id,level,basis,source\n"
          "J-city,测速市,Bench City,,city,assumed,S-bench\n",
          f);
    for (int j = 1; j <= N_JURISDICTIONS; j++)
        fprintf(f, "J-%02d,第%d县,County %d,J-city,county,assumed,S-bench\n", j, j, j);
    return close_whole(f);
}

static int write_enterprises(const char *folder, long n)
{
    FILE *f = open_in(folder, "enterprises.csv");
    if (!f)
        return -1;
    uint64_t random = 1;
    fputs("enterprise_id,name_zh,name_en,jurisdiction_id,sector,lon_deg,lat_deg,coke_capacity_t_a,"
          "steel_capacity_t_a,staff_persons,basis,source\n",
          f);
    for (long e = 0; e < n; e++) {
        long coke = between(&random, 200, 400), steel = between(&random, 400, 900);
        fprintf(f, "E-%05ld,测速%ld号钢铁焦化有限公司,Bench Works %ld,J-%02ld,steel_and_coking,", e,
                e, e, e % N_JURISDICTIONS + 1);
        fprintf(f, "%.4f,%.4f,%ld万,%ld0000,%ld,published,S-bench\n",
                110.0 + (double)between(&random, 1, 19999) / 1e4,
                35.0 + (double)between(&random, 1, 19999) / 1e4, coke, steel,
                between(&random, 200, 9000));
    }
    return close_whole(f);
}

static const char *basis_of(uint64_t *random)
{
    static const char *const basis[] = {"measured", "permit", "published", "permit", "assumed"};
    return basis[between(random, 0, 4)];
}

/* The columns from kind to has_cdq of one installation. One value in eight is left out. */
static void write_installation(FILE *f, uint64_t *random, long i)
{
    static const char *const state[] = {"operating", "operating", "operating", "idle", "stopped"};
    const char *s = state[between(random, 0, 4)];
    long capacity = between(random, 5, 20) * 10000, year = between(random, 1995, 2018);
    int known = between(random, 0, 7) != 0;
    char chamber[16] = "", volume[16] = "", nominal[16] = "", area[16] = "";
    const char *kind = "coke_oven", *variant = i % 2 ? "top_charged" : "stamp_charged", *cdq = "";
    switch (i % 5) {
    case 0:
        snprintf(chamber, sizeof chamber, "%.2f", (double)between(random, 380, 765) / 100);
        cdq = between(random, 0, 1) ? "是" : "no";
        break;
    case 1:
        kind = "blast_furnace", variant = "ironmaking";
        snprintf(volume, sizeof volume, "%ld", between(random, 30, 320) * 10);
        break;
    case 2:
        kind = "converter", variant = "steelmaking";
        snprintf(nominal, sizeof nominal, "%ld", between(random, 20, 210));
        break;
    case 3:
        kind = "sinter_machine", variant = "belt";
        snprintf(area, sizeof area, "%ld", between(random, 24, 360));
        break;
    default:
        kind = "electric_arc_furnace", variant = i % 2 ? "carbon_steel" : "alloy_steel";
        snprintf(nominal, sizeof nominal, "%ld", between(random, 20, 150));
        break;
    }
    fprintf(f, "%s,%s,%ld号装置,unit %ld,1,%s,%ld-%02ld,%ld,%ld,%ld,2018,", kind, variant, i, i, s,
            year, between(random, 1, 12), year, capacity,
            s[0] == 'o' ? capacity * between(random, 40, 98) / 100 : 0);
    fprintf(f, "%ld,%s,%s,%s,%s,%s,", s[0] == 'o' ? between(random, 4000, 8700) : 0,
            known ? chamber : "", known ? volume : "", known ? nominal : "", known ? area : "",
            known ? cdq : "");
}

static int write_installations(const char *folder, long n, long enterprises)
{
    FILE *f = open_in(folder, "installations.csv");
    if (!f)
        return -1;
    uint64_t random = 2;
    fputs("installation_id,enterprise_id,kind,variant,name_zh,name_en,units,state,state_since,"
          "built_on,capacity_t_a,output_t_a,output_year,operating_h_a,chamber_height_m,"
          "effective_volume_m3,nominal_capacity_t,area_m2,has_cdq,basis,source\n",
          f);
    for (long i = 0; i < n; i++) {
        fprintf(f, "I-%06ld,E-%05ld,", i, i * enterprises / n);
        write_installation(f, &random, i);
        fprintf(f, "%s,S-bench\n", basis_of(&random));
    }
    return close_whole(f);
}

int main(int argc, char **argv)
{
    long n = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
    long enterprises = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    if (!(n > 0 && enterprises > 0 && n <= 10000000 && enterprises <= 100000)) {
        fputs("usage: bench_make_region FOLDER INSTALLATIONS ENTERPRISES\n", stderr);
        return 2;
    }
    if (mkdir(argv[1], 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "bench_make_region: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    if (write_settings(argv[1]) || write_sources(argv[1]) || write_jurisdictions(argv[1]) ||
        write_enterprises(argv[1], enterprises) || write_installations(argv[1], n, enterprises)) {
        fprintf(stderr, "bench_make_region: %s: not written whole\n", argv[1]);
        return 1;
    }
    return 0;
}
