/* One edit of the base folder, and the check that it must provoke, and where. `field` NULL: the
 * whole row (column 0). `also`: other codes that the edit cannot but provoke. */
struct check_case {
    enum qn_check_id check;
    const char *file, *from, *to; /* from "": append; from NULL: `to` is the whole file */
    int64_t line;
    const char *field, *also;
};

#define C(code, file, from, to, line, field)                                                       \
    {                                                                                              \
        QN_CHECK_##code, file, from, to, line, field, ""                                           \
    }
#define CA(code, file, from, to, line, field, also)                                                \
    {                                                                                              \
        QN_CHECK_##code, file, from, to, line, field, also                                         \
    }
#define INST "installations.csv"
#define ENT "enterprises.csv"
#define JUR "jurisdictions.csv"
#define OUT "outlets.csv"
#define SRC "sources.csv"
#define YAML "region.yaml"
#define I1                                                                                         \
    "I-1,E-1,coke_oven,top_charged,operating,2003-06,2003,600000,520000,2018,4.3,,,,no,,permit"
#define O1 "O-1,E-1,I-1,stack,111.4010,36.0010,100,2.8,180,7.5,,,,,,,permit,S-1"
#define DEV "devices.csv"
#define MN1 "010000A8900016F000169DC0"
#define OUT_HEAD                                                                                   \
    "outlet_id,enterprise_id,installation_id,kind,lon_deg,lat_deg,height_m,diameter_m,"            \
    "exit_temp_C,exit_velocity_m_s,device_mn,basis,source\n"
#define OUT_1(mn) "O-1,E-1,I-1,stack,111.4010,36.0010,100,2.8,180,7.5," mn ",permit,S-1\n"
#define OUT_2(mn) "O-2,E-1,I-1,stack,111.4020,36.0020,100,2.8,180,7.5," mn ",permit,S-1\n"
#define EV "enterprise_events.csv"
#define EV1 "EE-1,E-1,2005-05,renamed,旧名,,,"

static const struct check_case check_cases[] = {
    /* files */
    CA(F103, INST, NULL, NULL, 0, NULL, "P830 I506"),
    C(F105, "cases.csv", NULL, "case_id\n", 0, NULL),
    C(F106, "instalations.csv", NULL, "x\n", 0, NULL),
    CA(F111, SRC, NULL, "PK\x03\x04zip", 0, NULL, "V908"),
    CA(F112, SRC, NULL, "", 0, NULL, "V908"),
    CA(F113, SRC, "S-1,虚构来源,2019-01-01,fictional\n", "", 0, NULL, "V908"),
    C(F120, SRC, "source_id", "\xEF\xBB\xBFsource_id", 0, NULL),
    C(F123, SRC, "虚构来源", "\xD0\xE9\xB9\xB9", 0, NULL),
    CA(F125, SRC, "", "S-2,\xD0\xE9\xB9\xB9\xC0\xB4\xD4\xB4,2019,fictional\n", 3, NULL, "V908"),
    C(F126, SRC, "虚构来源", "虚\"构来源", 2, "title"),
    C(F127, SRC, "虚构来源", "\"虚构\"来源", 2, "title"),
    CA(F128, "events.csv", "会议", "\"会议", 2, "text_zh", "C209 F127"),
    CA(F129, SRC, NULL, "source_id;title;conf_level\nS-1;虚构;fictional\n", 1, NULL, ""),
    CA(F130, YAML, "region_id: t", "region_id: [t", 2, NULL, "C222 C223 G711"),
    C(F131, SRC, "虚构来源", "虚构来源\xEF\xBF\xBD", 2, "title"),
    /* columns and cells */
    CA(C201, "stations.csv", "name_zh,", "note,", 1, NULL, ""),
    CA(C202, "events.csv", "text_en,due_on,done_on", "text_en,due_on,due_on", 1, "@8", ""),
    C(C203, SRC, "published_on", "colour_of_cover", 1, "@3"),
    C(C204, SRC, "published_on", "publishd_on", 1, "@3"),
    CA(C205, OUT, "height_m,diameter", "height,diameter", 1, "@7", "P801"),
    CA(C206, OUT, "height_m,diameter", "height_ft,diameter", 1, "@7", "P801"),
    C(C207, SRC, "title", "Title", 1, "@2"),
    CA(C208, SRC, "fictional\n", "fictional,more\n", 2, "@5", "V908"),
    CA(C209, SRC, ",fictional\n", "\n", 2, NULL, "V908"),
    C(C210, SRC, "虚构来源", "", 2, "title"),
    C(C211, SRC, "虚构来源", " 虚构来源", 2, "title"),
    C(C212, INST, "4.3", "-", 2, "chamber_height_m"),
    C(C213, SRC, "", ",,,\n", 3, NULL),
    C(C214, INST, ",idle", ",idel", 3, "state"),
    C(C215, INST, "operating", "在产", 2, "state"),
    C(C216, INST, ",no,", ",maybe,", 2, "has_cdq"),
    C(C219, SRC, "published_on", "", 1, "@3"),
    C(C220, ENT, "东一焦化", "", 2, "name_zh"),
    C(C221, YAML, "region_id", "region_ib", 1, NULL),
    C(C222, YAML, "decision_date: \"2019-07-17\"\n", "", 0, NULL),
    C(C223, YAML, "region_name_zh: 测试市\n", "", 0, NULL),
    C(C224, YAML, "region_name_zh", "name_zh", 2, NULL),
    /* numbers */
    C(N301, INST, "4.3", "high", 2, "chamber_height_m"),
    C(N302, INST, "520000", "\"520,000\"", 2, "output_t_a"),
    C(N303, INST, "4.3", "４.３", 2, "chamber_height_m"),
    C(N304, INST, "520000", "52万", 2, "output_t_a"),
    C(N305, INST, "520000", "0.0052亿", 2, "output_t_a"),
    C(N306, INST, "520000", "约520000", 2, "output_t_a"),
    C(N307, INST, "4.3", "4.3m", 2, "chamber_height_m"),
    C(N308, INST, "4.3", "4300 mm", 2, "chamber_height_m"),
    C(N309, INST, "4.3", "4.3斤", 2, "chamber_height_m"),
    C(N310, INST, "4.3", "43%", 2, "chamber_height_m"),
    C(N311, INST, "4.3", "3-5", 2, "chamber_height_m"),
    C(N312, INST, "4.3", "43", 2, "chamber_height_m"),
    CA(N313, OUT, ",180,", ",-100,", 2, "exit_temp_C", "P801"),
    C(N314, INST, "520000", "-520000", 2, "output_t_a"),
    C(N315, INST, "4.3", "0", 2, "chamber_height_m"),
    C(N316, INST, "S-1,1\n", "S-1,1.5\n", 2, "units"),
    C(N317, INST, "4.3", "\"4,3\"", 2, "chamber_height_m"),
    /* dates */
    C(T401, INST, "2003-06", "soon", 2, "state_since"),
    C(T402, INST, "2003-06", "2003-02-30", 2, "state_since"),
    C(T403, INST, "2003-06", "1803-06-01", 2, "state_since"),
    C(T404, INST, "2003-06", "03-06-01", 2, "state_since"),
    C(T405, INST, "2003-06", "2020-06", 2, "state_since"),
    C(T406, INST, "2003-06", "2001-06", 2, "state_since"),
    CA(T407, "installation_states.csv", "", "IS-3,I-2,unknown,2010,published,S-1\n", 4, "since",
       ""),
    CA(T408, "installation_states.csv", "", "IS-3,I-2,unknown,2017-01,published,S-1\n", 4, "state",
       "P840"),
    C(T409, "stations.csv", "2019-01-01", "2012-01-01", 3, "active_to"),
    C(T410, "events.csv", "2019-08-31", "2019-06-30", 2, "due_on"),
    C(T411, "events.csv", "2019-08-31,", "2019-08-31,2019-07-01", 2, "done_on"),
    C(T412, INST, "2003-06", "37773", 2, "state_since"),
    /* ids */
    C(I501, SRC, "", "S-1,虚构来源,2019-01-01,fictional\n", 3, "source_id"),
    C(I502, SRC, "", "S-1,另一来源,2019-01-01,fictional\n", 3, "source_id"),
    C(I503, SRC, "", "S 2,另一来源,2019-01-01,fictional\n", 3, "source_id"),
    C(I504, SRC, "",
      "S-00000000000000000000000000000000000000000000000000000000000000000,来源,2019,fictional\n",
      3, "source_id"),
    CA(I505, INST, "I-2,E-2,", "I-2,E-22,", 3, "enterprise_id", "P830"),
    CA(I506, INST, "I-2,E-2,", "I-2,whatever-else,", 3, "enterprise_id", "P830"),
    CA(I507, JUR, "测试市,,", "测试市,J-2,", 2, "parent_id", "K609"),
    C(I508, JUR, "测试市,,", "测试市,J-1,", 2, "parent_id"),
    C(I511, SRC, "", "s-1,另一来源,2019-01-01,fictional\n", 3, "source_id"),
    CA(I513, OUT, "O-1,E-1,I-1", "O-1,E-1,I-2", 2, "installation_id", "P831 L015"),
    /* codes */
    C(K601, ENT, "91141002110111119M", "91141002110111119", 2, "uscc"),
    C(K602, ENT, "91141002110111119M", "9114100211011111OM", 2, "uscc"),
    C(K603, ENT, "91141002110111119M", "91141002110111119A", 2, "uscc"),
    CA(K604, ENT, "91141002110111119M", "919910021101111190", 2, "uscc", "K605"),
    C(K605, ENT, "91141002110111119M", "911100001101111190", 2, "uscc"),
    C(K606, ENT, "91141002220222229B", "91141002110111119M", 3, "uscc"),
    C(K607, JUR, "141002", "1410", 3, "division_code"),
    CA(K608, JUR, "141002", "991002", 3, "division_code", ""),
    CA(K609, JUR, "141002", "110105", 3, "division_code", "K605"),
    CA(K610, JUR, "141002", "141000", 3, "division_code", "K611"),
    C(K611, JUR, "district", "city", 3, "division_code"),
    /* positions */
    CA(G701, ENT, "111.4001,36.0001", "36.0001,111.4001", 2, "lon_deg", ""),
    CA(G702, "stations.csv", "111.5531", "113.5531", 2, "lon_deg", ""),
    CA(G703, "stations.csv", "111.5531,36.0783", "0,0", 2, "lon_deg", ""),
    CA(G704, OUT, O1,
       "O-1,E-1,I-1,stack,111.406545,36.000196,100,2.8,180,7.5,,,,,,,permit,S-1\n"
       "O-2,E-1,I-1,stack,111.406645,36.000196,100,2.8,180,7.5,,,,,,,permit,S-1",
       2, "lon_deg", "P832"),
    C(G705, YAML, "region_id: t", "datum: GCJ-02", 1, NULL),
    C(G706, ENT, "111.4001,36.0001", "111.4001,", 2, "lon_deg"),
    C(G707, ENT, "111.4001,36.0001", "111.4,36.0", 2, "lon_deg"),
    CA(G708, OUT, "111.4010", "111.4710", 2, "lon_deg", ""),
    C(G709, "stations.csv", "111.5031,36.0583", "111.5532,36.0783", 3, "lon_deg"),
    C(G710, YAML, "east_deg: 112.0", "east_deg: 110.0", 6, NULL),
    C(G711, YAML, "east_deg: 112.0\n", "", 0, NULL),
    CA(G712, ENT, "111.5001,36.1001", "111.4001,36.0001", 3, "lon_deg", ""),
    C(G713, JUR, "POLYGON((", "POLYGON(", 3, "outline_wkt"),
    C(G714, "population.csv", "111.55,36.15", "111.45,36.05", 3, "lon_deg"),
    C(G716, OUT, "111.4010,36.0010", "111.406545,36.000196", 2, "lon_deg"),
    /* plant */
    C(P801, OUT, ",180,7.5,", ",,7.5,", 2, "kind"),
    C(P802, OUT, ",100,2.8", ",4,2.8", 2, "height_m"),
    CA(P803, OUT, ",180,7.5,", ",180,45,", 2, "exit_velocity_m_s", ""),
    C(P804, OUT, ",180,7.5,", ",700,7.5,", 2, "exit_temp_C"),
    C(P805, OUT, ",180,7.5,", ",2,7.5,", 2, "exit_temp_C"),
    C(P806, OUT, ",2.8,", ",14,", 2, "diameter_m"),
    C(P807, OUT, ",2.8,", ",0.01,", 2, "exit_velocity_m_s"),
    CA(P808, OUT, ",100,2.8,180,7.5,,,,,,", ",30,2.8,180,7.5,,,,80,90,16", 2, "building_height_m",
       ""),
    CA(P809, OUT, ",stack,", ",fugitive_area,", 2, "kind", ""),
    CA(P810, OUT, ",stack,", ",fugitive_volume,", 2, "kind", ""),
    C(P811, OUT, ",7.5,,,,,,", ",7.5,,,,38,,", 2, "building_height_m"),
    C(P812, INST, "520000", "670000", 2, "output_t_a"),
    CA(P813, INST, "520000", "1300000", 2, "output_t_a", ""),
    CA(P814, INST, "600000,520000", "60,52", 2, "capacity_t_a", "V910"),
    CA(P815, INST, "600000,520000", "600000,52", 2, "output_t_a", "V910"),
    C(P816, ENT, ",600000,", ",500000,", 2, "coke_capacity_t_a"),
    CA(P817, INST, ",500,,,,,permit", ",500,40,,,,permit", 3, "nominal_capacity_t", ""),
    C(P818, INST, "blast_furnace,,", "blast_furnace,top_charged,", 3, "variant"),
    C(P819, INST, "4.3", "9.3", 2, "chamber_height_m"),
    C(P820, INST, ",500,,,,,permit", ",7000,,,,,permit", 3, "effective_volume_m3"),
    C(P821, INST, "blast_furnace,,idle,2017-01,2005,500000,,,,500,,",
      "converter,,idle,2017-01,2005,500000,,,,,400,", 3, "nominal_capacity_t"),
    C(P822, INST, "blast_furnace,,idle,2017-01,2005,500000,,,,500,,",
      "sinter_machine,,idle,2017-01,2005,500000,,,,,,900", 3, "area_m2"),
    C(P823, INST, "520000", "0", 2, "output_t_a"),
    C(P824, INST, "500000,,,,500", "500000,400000,2018,,500", 3, "output_t_a"),
    CA(P825, INST, "idle,2017-01,2005,500000,,", "stopped,2017-01,2005,500000,400000,2018", 3,
       "output_year", "P840"),
    CA(P826, INST, "idle,2017-01,", "stopped,,", 3, "state", "P840"),
    C(P827, "installation_states.csv", "2005-06", "2003-06", 2, "since"),
    C(P829, ENT, "2000-12,whole", "2000-12,part", 2, "exit_scope"),
    C(P830, ENT, "", "E-3,东三,,J-2,steel,,,,,,,permit,S-1\n", 4, NULL),
    CA(P831, INST, "",
       "I-3,E-1,coke_oven,top_charged,operating,2003-06,2003,,,,4.3,,,,no,,permit,S-1,1\n", 4, NULL,
       ""),
    C(P832, OUT, "", "O-2,E-1,I-1,stack,111.4010,36.0020,100,2.8,180,7.5,,,,,,,permit,S-1\n", 3,
      NULL),
    C(P833, ENT, "东二炼铁", "东二铸造", 3, "name_zh"),
    C(P834, INST, "500,,,,,permit", "500,,,,casting_iron,permit", 3, "exemption_claimed"),
    C(P835, EV, EV1, "EE-1,E-1,2005-05,merged_into,,E-1,,", 2, "other_enterprise_id"),
    C(P836, EV, EV1, "EE-1,E-1,2005-05,merged_into,,,,", 2, "kind"),
    C(P837, EV, EV1, "EE-1,E-1,2005-05,moved,,,,", 2, "kind"),
    CA(P838, "installation_states.csv", "operating,2005-06", "dismantled,2005-06", 3, "state", ""),
    C(P839, EV, EV1, "EE-1,E-1,2005-05,renamed,,,,", 2, "kind"),
    C(P840, "installation_states.csv", "I-2,idle,2017-01", "I-2,stopped,2018", -1, NULL),
    C(P843, INST, "520000,2018", "520000,", 2, "output_t_a"),
    /* values */
    C(V901, "values.csv", "chamber_height_m", "chamber_height", 2, "parameter"),
    C(V902, "values.csv", ",4.3,", ",high,", 2, "value"),
    C(V903, "values.csv", ",4.3,", ",43,", 2, "value"),
    C(V904, "values.csv", "", "V-2,installation,I-1,chamber_height_m,4.5,measured,S-1\n", 3,
      "value"),
    C(V905, INST, ",permit,S-1", ",,S-1", 2, "basis"),
    C(V906, INST, ",permit,S-1", ",permitt,S-1", 2, "basis"),
    C(V907, INST, ",permit,S-1", ",permit,", 2, "source"),
    C(V908, INST, ",permit,S-1", ",permit,S-9", 2, "source"),
    C(V909, INST, ",permit,S-1", ",assumed,S-1", 0, NULL),
    C(V910, "emissions.csv", "36.14", "3614", 3, "emission_t_a"),
    C(V911, "emissions.csv", "", "EM-3,O-1,PM2.5,99,2018,,published,S-1\n", 4, "emission_t_a"),
    C(V912, JUR, ",500,", ",800,", 3, "population_persons"),
    C(V913, "indicators.csv", "rank,1", "rank,", 2, "value"),
    C(V915, "emissions.csv", "", "EM-3,O-1,SO2,36,2018,,published,S-1\n", 4, "pollutant"),
    /* documents */
    CA(D951, "evidence.csv", "licence.txt", "permit.txt", 2, "file", "D957"),
    C(D952, "evidence/licence.txt", NULL, "", -1, NULL),
    CA(D953, "evidence.csv", "licence.txt", "../licence.txt", 2, "file", "D957"),
    C(D954, "evidence.csv", "licence.txt,,",
      "licence.txt,,0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 2, "sha256"),
    C(D955, "evidence.csv", "licence.txt,,", "licence.txt,,0123", 2, "sha256"),
    CA(D956, "evidence.csv", "licence.txt", "", 2, NULL, "D957"),
    C(D957, "evidence/scan.txt", NULL, "scan", -1, NULL),
    /* data loggers */
    C(L001, DEV, MN1, "010000A8900016F000169DC0ABCD", 2, "device_mn"),
    C(L002, DEV, MN1, "88888880000001", 2, "device_mn"),
    C(L003, DEV, "123456", "12345", 2, "password"),
    C(L004, DEV, "123456,10.1.2.0/24 2001:db8::7", ",", 2, "password"),
    C(L005, DEV, "10.1.2.0/24", "10.1.2.0/33", 2, "allowed_addresses"),
    C(L006, DEV, "2017,123456,10.1.2.0/24 2001:db8::7,",
      "2025,123456,10.1.2.0/24 2001:db8::7,00112233445566778899aabbccddeef", 2, "sm4_key_hex"),
    C(L007, DEV, "2017,123456,10.1.2.0/24 2001:db8::7,",
      "2025,123456,10.1.2.0/24 2001:db8::7,30303030303030303030303030303030", 2, "sm4_key_hex"),
    C(L008, DEV, "::7,", "::7,00112233445566778899aabbccddeeff", 2, "sm4_key_hex"),
    C(L009, DEV, "no_qn", "no_QN", 2, "accepted_deviations"),
    C(L009, DEV, "no_qn", "none", 2, "accepted_deviations"),
    C(L010, DEV, ",60,10,", ",60,7,", 2, "min_interval_min"),
    C(N313, DEV, ",60,10,", ",20,10,", 2, "rtd_interval_s"),
    C(N312, DEV, ",60,10,", ",4000,10,", 2, "rtd_interval_s"),
    C(L011, DEV, "a00000=m3/h", "m3/h", 2, "units"),
    C(L012, OUT, NULL, OUT_HEAD OUT_1("88888880000001"), 2, "device_mn"),
    CA(L013, OUT, NULL, OUT_HEAD OUT_1("") OUT_2(MN1), 3, "device_mn", "P832"),
    C(L014, DEV, "O-1,I-1", ",", 2, "outlet_id"),
    C(L015, DEV, "O-1,I-1", "O-1,I-2", 2, "installation_id"),
    C(I502, DEV, "", MN1 ",O-1,I-1,2017,654321,10.9.0.0/16,,,,,,,permit,S-1\n", 3, "device_mn"),
    CA(I505, DEV, "O-1,I-1", "O-11,I-1", 2, "outlet_id", ""),
};
