/* A minimal region folder without a single finding, written where a test can edit it. The plants
 * are invented. Enterprise codes: check characters computed by GB 32100-2015 with another program.
 */
#ifndef QN_TEST_REGION_FOLDER_H
#define QN_TEST_REGION_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qn_test.h"
#include "region/import.h"

#define FOLDER_FILES 17
#define FOLDER_PATH_CAP 512

struct folder_file {
    const char *name, *text;
};

static const struct folder_file base_folder[FOLDER_FILES] = {
    {"region.yaml", "region_id: t\n"
                    "region_name_zh: 测试市\n"
                    "division_code: \"141000\"\n"
                    "decision_date: \"2019-07-17\"\n"
                    "fictional: \"yes\"\n"
                    "west_deg: 111.0\n"
                    "south_deg: 35.5\n"
                    "east_deg: 112.0\n"
                    "north_deg: 36.5\n"},
    {"sources.csv", "source_id,title,published_on,conf_level\n"
                    "S-1,虚构来源,2019-01-01,fictional\n"},
    {"jurisdictions.csv",
     "jurisdiction_id,name_zh,parent_id,level,division_code,population_persons,outline_wkt,basis,"
     "source\n"
     "J-1,测试市,,city,141000,1000,,published,S-1\n"
     "J-2,东区,J-1,district,141002,500,\"POLYGON((111.2 35.8,111.6 35.8,111.6 36.2,111.2 "
     "35.8))\",published,S-1\n"},
    {"enterprises.csv",
     "enterprise_id,name_zh,uscc,jurisdiction_id,sector,lon_deg,lat_deg,coke_capacity_t_a,"
     "founded_on,exit_scope,exit_part_zh,basis,source\n"
     "E-1,东一焦化,91141002110111119M,J-2,coking,111.4001,36.0001,600000,2000-12,whole,,permit,S-"
     "1\n"
     "E-2,东二炼铁,91141002220222229B,J-2,steel,111.5001,36.1001,,2001,whole,,permit,S-1\n"},
    {"enterprise_events.csv",
     "enterprise_event_id,enterprise_id,on_date,kind,former_name_zh,other_enterprise_id,from_lon_"
     "deg,from_lat_deg,basis,source\n"
     "EE-1,E-1,2005-05,renamed,旧名,,,,published,S-1\n"},
    {"installations.csv",
     "installation_id,enterprise_id,kind,variant,state,state_since,built_on,capacity_t_a,output_t_"
     "a,output_year,chamber_height_m,effective_volume_m3,nominal_capacity_t,area_m2,has_cdq,"
     "exemption_claimed,basis,source,units\n"
     "I-1,E-1,coke_oven,top_charged,operating,2003-06,2003,600000,520000,2018,4.3,,,,no,,permit,S-"
     "1,1\n"
     "I-2,E-2,blast_furnace,,idle,2017-01,2005,500000,,,,500,,,,,permit,S-1,1\n"},
    {"installation_states.csv", "installation_state_id,installation_id,state,since,basis,source\n"
                                "IS-1,I-2,operating,2005-06,published,S-1\n"
                                "IS-2,I-2,idle,2017-01,published,S-1\n"},
    {"outlets.csv",
     "outlet_id,enterprise_id,installation_id,kind,lon_deg,lat_deg,height_m,diameter_m,exit_temp_C,"
     "exit_velocity_m_s,length_m,width_m,sigma_z0_m,building_height_m,building_length_m,building_"
     "width_m,basis,source\n"
     "O-1,E-1,I-1,stack,111.4010,36.0010,100,2.8,180,7.5,,,,,,,permit,S-1\n"},
    {"devices.csv",
     "device_mn,outlet_id,installation_id,hj212_version,password,allowed_addresses,sm4_key_hex,"
     "accepted_deviations,units,rtd_interval_s,min_interval_min,wet_scrubber,basis,source\n"
     "010000A8900016F000169DC0,O-1,I-1,2017,123456,10.1.2.0/24 2001:db8::7,,crc_lower no_qn,"
     "a00000=m3/h,60,10,no,permit,S-1\n"},
    {"emissions.csv", "emission_id,outlet_id,pollutant,emission_t_a,year,factor_kg_t,basis,source\n"
                      "EM-1,O-1,PM10,12.5,2018,,published,S-1\n"
                      "EM-2,O-1,SO2,36.14,2018,0.0695,factor,S-1\n"},
    {"stations.csv", "station_id,name_zh,jurisdiction_id,lon_deg,lat_deg,active_from,active_to,"
                     "basis,source\n"
                     "ST-1,一站,J-2,111.5531,36.0783,2013-01-01,,published,S-1\n"
                     "ST-2,二站,J-2,111.5031,36.0583,2013-01-01,2019-01-01,published,S-1\n"},
    {"population.csv", "cell_id,jurisdiction_id,lon_deg,lat_deg,population_persons,basis,source\n"
                       "C-1,J-2,111.45,36.05,500,published,S-1\n"
                       "C-2,J-1,111.55,36.15,1000,published,S-1\n"},
    {"evidence.csv", "evidence_id,kind,title_zh,dated_on,enterprise_id,installation_id,file,url,"
                     "sha256,basis,source\n"
                     "D-1,permit,许可证,2018-03-02,E-1,,licence.txt,,,permit,S-1\n"},
    {"values.csv", "value_id,subject_table,subject_id,parameter,value,basis,source\n"
                   "V-1,installation,I-1,chamber_height_m,4.3,measured,S-1\n"},
    {"indicators.csv", "indicator_id,jurisdiction_id,period,known_on,metric_zh,metric_en,value,"
                       "basis,source\n"
                       "A-1,J-1,2018,2019-01-07,排名,rank,1,published,S-1\n"},
    {"events.csv", "event_id,on_date,kind,jurisdiction_id,text_zh,text_en,due_on,done_on,basis,"
                   "source\n"
                   "T-1,2019-07-17,meeting,J-1,会议,meeting,2019-08-31,,published,S-1\n"},
    {"evidence/licence.txt", "licence\n"},
};

static inline const char *folder_text(const char *name)
{
    for (size_t i = 0; i < FOLDER_FILES; i++)
        if (strcmp(base_folder[i].name, name) == 0)
            return base_folder[i].text;
    return NULL;
}

static inline void folder_put(const char *folder, const char *name, const char *bytes, size_t n)
{
    char path[FOLDER_PATH_CAP];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static inline void folder_drop(const char *folder, const char *name)
{
    char path[FOLDER_PATH_CAP];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)remove(path);
}

/* The base folder under QN_TEST_TMP/name, as it was. */
static inline void folder_make(const char *name, char out[FOLDER_PATH_CAP])
{
    char sub[FOLDER_PATH_CAP];
    snprintf(out, FOLDER_PATH_CAP, "%s/%s-%ld", QN_TEST_TMP, name, (long)getpid());
    (void)mkdir(out, 0777);
    snprintf(sub, sizeof sub, "%.400s/evidence", out);
    (void)mkdir(sub, 0777);
    for (size_t i = 0; i < FOLDER_FILES; i++)
        folder_put(out, base_folder[i].name, base_folder[i].text, strlen(base_folder[i].text));
}

static inline void folder_remove(const char *folder)
{
    for (size_t i = 0; i < FOLDER_FILES; i++)
        folder_drop(folder, base_folder[i].name);
    folder_drop(folder, "evidence");
    (void)rmdir(folder);
}

/* `text` with the first `from` replaced; from "" appends. The caller frees. */
static inline char *folder_edit(const char *text, const char *from, const char *to)
{
    const char *at = from[0] ? strstr(text, from) : text + strlen(text);
    assert_non_null(at);
    size_t n = strlen(text) + strlen(to) + 1;
    char *out = malloc(n);
    assert_non_null(out);
    snprintf(out, n, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return out;
}

#endif
