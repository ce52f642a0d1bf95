/* The files of a region folder, column by column. doc/region-folder.md is printed from here. */
#include "region/tables.h"

#include <string.h>

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

const char *const qn_basis_names[] = {"measured", "permit", "published", "factor", "assumed", NULL};
const char *const qn_state_names[] = {"planned", "under_construction", "operating", "idle",
                                      "stopped", "dismantled",         "cancelled", "unknown",
                                      NULL};
/* clang-format off */
const char *const qn_kind_names[] = {
    "coke_oven",          "semi_coke_oven",   "sinter_machine",   "shaft_pellet_furnace",
    "pellet_line",        "blast_furnace",    "converter",        "electric_arc_furnace",
    "induction_furnace",  "open_hearth",      "dri_furnace",      "hot_strip_mill",
    "galvanizing_line",   "colour_coating_line", "lime_kiln",     "power_boiler",
    "other",              "unknown",          NULL};
const char *const qn_variant_names[] = {
    "top_charged", "stamp_charged", "heat_recovery", "indigenous",    /* coke ovens */
    "belt",        "step",          "ferroalloy_ore", "cast_iron",    /* sinter machines */
    "ironmaking",  "ferroalloy",    "cast_pipe",                      /* blast furnaces, others */
    "carbon_steel", "alloy_steel",  "machine_casting",                /* electric furnaces */
    "steelmaking", "special_steel", "hot_dip",
    NULL};

#define KEY(n, zh, en, ex) {n, QN_COL_ID, QN_COLF_REQUIRED, "", 0, 0, NULL, NULL, zh, en, ex}
#define REF(n, f, t, zh, en, ex) {n, QN_COL_REF, f, "", 0, 0, NULL, t, zh, en, ex}
#define TEXT(n, f, zh, en, ex) {n, QN_COL_TEXT, f, "", 0, 0, NULL, NULL, zh, en, ex}
#define ENUM(n, f, list, zh, en, ex) {n, QN_COL_ENUM, f, "", 0, 0, list, NULL, zh, en, ex}
#define REAL(n, f, u, lo, hi, zh, en, ex) {n, QN_COL_REAL, f, u, lo, hi, NULL, NULL, zh, en, ex}
#define INT(n, f, u, lo, hi, zh, en, ex) {n, QN_COL_INT, f, u, lo, hi, NULL, NULL, zh, en, ex}
#define BOOL(n, zh, en) {n, QN_COL_BOOL, 0, "", 0, 0, NULL, NULL, zh, en, "yes"}
#define DATE(n, f, zh, en, ex) {n, QN_COL_DATE, f, "", 0, 0, NULL, NULL, zh, en, ex}
#define CODE(n, t, zh, en, ex) {n, t, 0, "", 0, 0, NULL, NULL, zh, en, ex}
/* clang-format on */
#define PROVENANCE                                                                                 \
    ENUM("basis", R, qn_basis_names, "本行数值的依据类别", "what the row's values rest on",        \
         "permit"),                                                                                \
        TEXT("source", R, "来源：sources.csv 的编号，或直接写明",                                  \
             "source: an id of sources.csv, or spelled out", "S-permit-01"),                       \
        TEXT("note", 0, "备注", "remark", "")

enum {
    R = QN_COLF_REQUIRED,
    RA = QN_COLF_REQUIRED | QN_COLF_ABOVE_MIN,
    A = QN_COLF_ABOVE_MIN,
    SECRET = QN_COLF_SECRET
};

static const struct qn_column setting_cols[] = {
    KEY("setting", "设置名", "name of the setting", "region_name_zh"),
    TEXT("value", R, "值", "value", "盆地市"),
};

static const struct qn_column source_cols[] = {
    KEY("source_id", "来源编号", "id of the source", "S-permit-01"),
    TEXT("title", R, "标题", "title", "排污许可证副本"),
    TEXT("url", 0, "网址", "address", "https://example.org/x"),
    DATE("published_on", 0, "发布日期", "date of publication", "2019-07-24"),
    ENUM("conf_level", R,
         LIST("verified_repo", "verified_page", "partial", "derived", "memory_high",
              "memory_medium", "memory_low", "fictional"),
         "可信度", "confidence", "verified_page"),
    TEXT("note", 0, "备注", "remark", ""),
};

static const struct qn_column jurisdiction_cols[] = {
    KEY("jurisdiction_id", "辖区编号", "id of the jurisdiction", "J-yaodu"),
    TEXT("name_zh", R, "中文名", "name in Chinese", "尧都区"),
    TEXT("name_en", 0, "英文名", "name in English", "Yaodu District"),
    REF("parent_id", 0, "jurisdiction", "上级辖区", "jurisdiction it lies in", "J-linfen"),
    ENUM("level", R, LIST("province", "city", "county", "district", "zone", "township"), "级别",
         "level", "district"),
    CODE("division_code", QN_COL_DIVISION, "行政区划代码 (GB/T 2260)", "division code (GB/T 2260)",
         "141002"),
    REAL("population_persons", 0, "persons", 0, 2e9, "常住人口", "residents", "3976481"),
    INT("population_year", 0, "", 1900, 2100, "人口年份", "year of the population figure", "2020"),
    REAL("area_km2", A, "km2", 0, 2e6, "面积", "area", "1316"),
    TEXT("outline_wkt", 0, "边界：WKT POLYGON，经度 纬度 (WGS 84)，用于地图",
         "outline for the map: WKT POLYGON, lon lat (WGS 84)",
         "POLYGON((111.4 36.0,111.6 36.0,111.6 36.2,111.4 36.0))"),
    PROVENANCE,
};

static const struct qn_column enterprise_cols[] = {
    KEY("enterprise_id", "企业编号", "id of the enterprise", "E-yuanzhong"),
    TEXT("name_zh", 0, "中文全称（中英文至少一个）",
         "full name in Chinese (one of the two is needed)", "山西远中焦化有限公司"),
    TEXT("name_en", 0, "英文全称", "full name in English", "Shanxi Yuanzhong Coking Co., Ltd."),
    TEXT("short_zh", 0, "中文简称", "short name in Chinese", "远中"),
    TEXT("short_en", 0, "英文简称", "short name in English", "Yuanzhong"),
    CODE("uscc", QN_COL_USCC, "统一社会信用代码 (GB 32100)",
         "unified social credit code (GB 32100)", "91140000110111119B"),
    REF("jurisdiction_id", 0, "jurisdiction", "所在辖区", "jurisdiction it lies in", "J-hongtong"),
    TEXT("country", 0, "国家或地区（境外名录用）", "country or area (foreign registries)", "China"),
    TEXT("province", 0, "省（名录原文）", "province as the registry writes it", "Shanxi"),
    ENUM("sector", R, LIST("steel", "coking", "steel_and_coking", "foundry", "other", "unknown"),
         "行业", "sector", "coking"),
    TEXT("industry_code", 0, "行业代码 (GB/T 4754)", "industry code (GB/T 4754)", "2521"),
    REAL("lon_deg", 0, "deg", -180, 180, "经度 (WGS 84)", "longitude (WGS 84)", "111.62"),
    REAL("lat_deg", 0, "deg", -90, 90, "纬度 (WGS 84)", "latitude (WGS 84)", "36.25"),
    REAL("coke_capacity_t_a", 0, "t/a", 0, 1e8, "全厂焦炭产能", "coke capacity of the enterprise",
         "60万"),
    REAL("steel_capacity_t_a", 0, "t/a", 0, 1e9, "全厂粗钢产能",
         "crude steel capacity of the enterprise", "120万"),
    REAL("iron_capacity_t_a", 0, "t/a", 0, 1e9, "全厂生铁产能", "iron capacity of the enterprise",
         "110万"),
    INT("staff_persons", 0, "persons", 0, 1000000, "职工人数", "staff", "600"),
    DATE("founded_on", 0, "成立日期", "founded", "2000-12"),
    ENUM("exit_scope", 0, LIST("none", "whole", "part"), "列入退出的范围",
         "what of it is listed for exit", "part"),
    TEXT("exit_part_zh", 0, "部分退出时：哪一部分", "which part, where only a part exits (zh)",
         "钢铁部分"),
    TEXT("exit_part_en", 0, "部分退出时：哪一部分（英文）", "which part (en)", "steel part"),
    TEXT("url", 0, "网址", "address", ""),
    PROVENANCE,
};

static const struct qn_column enterprise_event_cols[] = {
    KEY("enterprise_event_id", "编号", "id", "EE-01"),
    REF("enterprise_id", R, "enterprise", "企业", "enterprise", "E-yuanzhong"),
    DATE("on_date", R, "日期", "date", "2018-05"),
    ENUM("kind", R,
         LIST("founded", "renamed", "moved", "merged_into", "split_from", "owner_changed"), "事件",
         "what happened", "renamed"),
    TEXT("former_name_zh", 0, "旧名", "former name (zh)", "某某焦化厂"),
    TEXT("former_name_en", 0, "旧名（英文）", "former name (en)", ""),
    REF("other_enterprise_id", 0, "enterprise", "另一方企业", "the other enterprise", ""),
    REAL("from_lon_deg", 0, "deg", -180, 180, "原址经度", "longitude before the move", ""),
    REAL("from_lat_deg", 0, "deg", -90, 90, "原址纬度", "latitude before the move", ""),
    PROVENANCE,
};

static const struct qn_column installation_cols[] = {
    KEY("installation_id", "装置编号", "id of the installation", "I-yz-oven1"),
    REF("enterprise_id", R, "enterprise", "所属企业", "enterprise it belongs to", "E-yuanzhong"),
    ENUM("kind", R, qn_kind_names, "装置种类", "kind of installation", "coke_oven"),
    ENUM("variant", 0, qn_variant_names, "型式", "variant; empty where unknown", "top_charged"),
    TEXT("name_zh", 0, "中文名", "name in Chinese", "1号焦炉"),
    TEXT("name_en", 0, "英文名", "name in English", "coke oven 1"),
    INT("units", 0, "", 1, 200, "台（座、孔组）数，同参数合记",
        "how many identical units the row stands for", "1"),
    ENUM("state", R, qn_state_names, "状态", "state", "operating"),
    DATE("state_since", 0, "该状态起始日期", "since when it is in that state", "2003-06"),
    DATE("built_on", 0, "建成日期", "commissioned", "2003"),
    REAL("capacity_t_a", 0, "t/a", 0, 1e9, "设计（核定）产能", "design (approved) capacity",
         "60万"),
    REAL("output_t_a", 0, "t/a", 0, 1e9, "实际产量", "actual output", "52万"),
    INT("output_year", 0, "", 1950, 2100, "产量年份", "year of the output", "2018"),
    REAL("operating_h_a", 0, "h/a", 0, 8784, "年运行小时", "hours run a year", "8000"),
    REAL("chamber_height_m", A, "m", 0, 15, "炭化室高度（焦炉）", "chamber height (coke ovens)",
         "4.3"),
    REAL("stamped_cake_volume_m3", A, "m3", 0, 200, "捣固煤饼体积（热回收焦炉）",
         "stamped cake volume (heat-recovery ovens)", "28"),
    INT("chambers", 0, "", 1, 1000, "孔数（焦炉）", "chambers (coke ovens)", "65"),
    REAL("effective_volume_m3", A, "m3", 0, 10000, "有效容积（高炉）",
         "effective volume (blast furnaces)", "500"),
    REAL("nominal_capacity_t", A, "t", 0, 500, "公称容量（转炉、电炉）",
         "nominal capacity (converters, electric furnaces)", "40"),
    REAL("area_m2", A, "m2", 0, 1500, "有效面积（烧结机、竖炉）",
         "effective area (sinter machines, shaft furnaces)", "90"),
    REAL("strip_width_mm", A, "mm", 0, 5000, "带钢宽度（热轧带钢）",
         "strip width (hot strip mills)", "1250"),
    REAL("energy_kgce_t", A, "kgce/t", 0, 2000, "工序能耗", "energy per tonne of product", "410"),
    REAL("new_water_m3_t", 0, "m3/t", 0, 100, "吨产品新水耗量", "new water per tonne", "2.1"),
    BOOL("has_cdq", "配套干熄焦", "coke dry quenching is built"),
    BOOL("has_charging_dedusting", "配套装煤除尘", "charging dedusting is built"),
    BOOL("has_pushing_dedusting", "配套推焦除尘", "pushing dedusting is built"),
    BOOL("has_gas_tar_recovery", "煤气、焦油回收及污水处理（半焦）",
         "gas and tar recovery with waste-water treatment (semi-coke)"),
    BOOL("has_pci", "配套煤粉喷吹", "pulverised coal injection is built"),
    BOOL("has_dedusting", "配套除尘装置", "dedusting is built"),
    BOOL("has_trt", "配套余压发电", "top-pressure power recovery is built"),
    BOOL("has_gas_recovery", "配套煤气回收", "gas recovery is built"),
    BOOL("has_fume_recovery", "配套烟尘回收", "fume collection is built"),
    BOOL("meets_mandatory_standards", "达到环保、能耗、安全等强制性标准",
         "meets the mandatory standards of environment, energy, safety"),
    ENUM("exemption_claimed", 0, LIST("none", "casting_iron", "ferroalloy", "special_steel"),
         "企业主张的例外", "exception the enterprise claims", "casting_iron"),
    ENUM("exit_scope", 0, LIST("none", "whole"), "是否列入退出", "listed for exit", "whole"),
    PROVENANCE,
};

static const struct qn_column installation_state_cols[] = {
    KEY("installation_state_id", "编号", "id", "IS-01"),
    REF("installation_id", R, "installation", "装置", "installation", "I-yz-oven1"),
    ENUM("state", R, qn_state_names, "状态", "state", "idle"),
    DATE("since", R, "起始日期", "since when", "2016-11-15"),
    PROVENANCE,
};

static const struct qn_column outlet_cols[] = {
    KEY("outlet_id", "排放口编号", "id of the outlet", "O-yz-ch1"),
    REF("enterprise_id", R, "enterprise", "所属企业", "enterprise", "E-yuanzhong"),
    REF("installation_id", 0, "installation", "主要装置", "main installation it serves",
        "I-yz-oven1"),
    ENUM("kind", R,
         LIST("stack", "capped_stack", "horizontal_stack", "fugitive_volume", "fugitive_area"),
         "种类", "kind", "stack"),
    TEXT("process", 0, "工段", "process stage", "coke oven chimney"),
    TEXT("name_zh", 0, "中文名", "name in Chinese", "1号焦炉烟囱"),
    TEXT("name_en", 0, "英文名", "name in English", "oven 1 chimney"),
    TEXT("permit_outlet_code", 0, "排污许可排放口编号", "outlet number in the permit", "DA001"),
    REAL("lon_deg", R, "deg", -180, 180, "经度 (WGS 84)", "longitude (WGS 84)", "111.6203"),
    REAL("lat_deg", R, "deg", -90, 90, "纬度 (WGS 84)", "latitude (WGS 84)", "36.2511"),
    REAL("base_elevation_m", 0, "m", -430, 6000, "地面高程", "ground elevation", "455"),
    REAL("height_m", 0, "m", 0, 420, "排放高度", "release height", "100"),
    REAL("diameter_m", A, "m", 0, 20, "出口内径", "inner diameter at the exit", "2.8"),
    REAL("exit_temp_C", 0, "degC", -30, 1500, "排烟温度", "exit temperature", "180"),
    REAL("exit_velocity_m_s", 0, "m/s", 0, 80, "出口流速", "exit velocity", "7.5"),
    REAL("length_m", A, "m", 0, 5000, "面（体）源长", "length of an area or volume", "120"),
    REAL("width_m", A, "m", 0, 5000, "面（体）源宽", "width of an area or volume", "16"),
    REAL("angle_deg", 0, "deg", -360, 360, "长边方位角（自北顺时针）",
         "bearing of the length, clockwise from north", "15"),
    REAL("sigma_z0_m", A, "m", 0, 500, "初始垂直扩散参数", "initial vertical dispersion", "4.7"),
    REAL("building_height_m", A, "m", 0, 200, "主导建筑高", "height of the controlling building",
         "38"),
    REAL("building_length_m", A, "m", 0, 1000, "主导建筑长", "length of the controlling building",
         "90"),
    REAL("building_width_m", A, "m", 0, 1000, "主导建筑宽", "width of the controlling building",
         "16"),
    TEXT("device_mn", 0, "数采仪 MN", "MN of the data logger", ""),
    PROVENANCE,
};

static const struct qn_column device_cols[] = {
    KEY("device_mn", "数采仪 MN，按设备发送的写法（区分大小写），6 至 27 个字符",
        "MN of the data logger as it sends it (case counts), 6 to 27 characters",
        "010000A8900016F000169DC0"),
    REF("outlet_id", 0, "outlet", "所测排放口", "outlet it measures", "O-yz-ch1"),
    REF("installation_id", 0, "installation", "所属装置（电表、工况仪；缺省取排放口的装置）",
        "installation (meters, condition loggers; else the outlet's)", "I-yz-oven1"),
    ENUM("hj212_version", 0, LIST("2005", "2017", "2025"),
         "所用标准版本；空：任何版本 (HJ/T 212-2005、HJ 212-2017、HJ 212-2025)",
         "edition of HJ 212 it speaks; empty: any", "2017"),
    TEXT("password", SECRET, "口令 PW，6 个字符；空：不核对",
         "PW, 6 characters; empty: not checked", ""),
    TEXT("allowed_addresses", 0, "允许的来源地址或网段，空格分隔；空：任何地址",
         "addresses or CIDR blocks it may call from, blank-separated; empty: any",
         "10.1.2.0/24 192.0.2.7"),
    TEXT("sm4_key_hex", SECRET, "首个 SM4 密钥，32 位十六进制（2025 版加密）",
         "first SM4 key, 32 hexadecimal digits (encryption of 2025)", ""),
    TEXT("accepted_deviations", 0,
         "接受的报文偏差，空格分隔；空：除外来 CRC 外都接受；none：一概不接受",
         "deviations of frames that are accepted, blank-separated; empty: all but foreign CRCs; "
         "none: none is",
         "crc_lower no_qn"),
    TEXT("units", 0, "单位与标准不同的因子：因子=单位，空格分隔",
         "factors sent in other units than the standard's: FACTOR=UNIT, blank-separated",
         "a00000=m3/h"),
    INT("rtd_interval_s", 0, "s", 30, 3600, "实时数据间隔", "interval of real-time data", "60"),
    INT("min_interval_min", 0, "min", 1, 30, "分钟数据间隔：1 2 3 4 5 6 10 12 15 20 30",
        "interval of minute data: 1 2 3 4 5 6 10 12 15 20 30", "10"),
    BOOL("wet_scrubber", "测点前有湿法脱硫或湿式除尘（烟温不能说明停产）",
         "a wet scrubber stands before the probe (flue temperature then proves no stop)"),
    PROVENANCE,
};

static const struct qn_column emission_cols[] = {
    KEY("emission_id", "编号", "id", "EM-001"),
    REF("outlet_id", R, "outlet", "排放口", "outlet", "O-yz-ch1"),
    ENUM("pollutant", R, LIST("PM", "PM10", "PM2.5", "SO2", "NOx", "CO", "VOC"), "污染物",
         "pollutant", "SO2"),
    REAL("emission_t_a", R, "t/a", 0, 1e7, "年排放量", "emission a year", "36.1"),
    INT("year", 0, "", 1950, 2100, "年份", "year", "2018"),
    REAL("factor_kg_t", 0, "kg/t", 0, 1e4, "所用排放因子", "emission factor used, if any",
         "0.0695"),
    TEXT("factor_id", 0, "因子编号", "id of the factor", "COK-G-SO2"),
    PROVENANCE,
};

static const struct qn_column station_cols[] = {
    KEY("station_id", "站点编号", "id of the station", "1733A"),
    TEXT("name_zh", R, "中文名", "name in Chinese", "临钢医院"),
    TEXT("name_en", 0, "英文名", "name in English", "Lingang Hospital"),
    REF("jurisdiction_id", 0, "jurisdiction", "所在辖区", "jurisdiction", "J-yaodu"),
    REAL("lon_deg", R, "deg", -180, 180, "经度 (WGS 84)", "longitude (WGS 84)", "111.5531"),
    REAL("lat_deg", R, "deg", -90, 90, "纬度 (WGS 84)", "latitude (WGS 84)", "36.0783"),
    REAL("elevation_m", 0, "m", -430, 6000, "地面高程", "ground elevation", "450"),
    REAL("inlet_height_m", 0, "m", 0, 100, "采样口高度", "height of the inlet", "15"),
    ENUM("role", 0, LIST("evaluation", "reference", "other"), "类别：评价点、对照点",
         "evaluation, reference (background) or other site", "evaluation"),
    DATE("active_from", 0, "启用日期", "in use from", "2013-01-01"),
    DATE("active_to", 0, "停用日期", "in use until", "2019-12-30"),
    PROVENANCE,
};

static const struct qn_column population_cols[] = {
    KEY("cell_id", "网格编号", "id of the cell", "C0001"),
    REF("jurisdiction_id", 0, "jurisdiction", "所在辖区", "jurisdiction", "J-yaodu"),
    REAL("lon_deg", R, "deg", -180, 180, "中心经度 (WGS 84)", "longitude of the centre (WGS 84)",
         "111.505"),
    REAL("lat_deg", R, "deg", -90, 90, "中心纬度 (WGS 84)", "latitude of the centre (WGS 84)",
         "36.085"),
    REAL("elevation_m", 0, "m", -430, 6000, "高程", "elevation", "448"),
    REAL("population_persons", R, "persons", 0, 1e7, "人口", "residents", "1250"),
    INT("year", 0, "", 1900, 2100, "年份", "year", "2020"),
    PROVENANCE,
};

static const struct qn_column evidence_cols[] = {
    KEY("evidence_id", "证据编号", "id", "D-01"),
    ENUM("kind", R,
         LIST("permit", "business_registration", "sales_records_3y", "project_approval",
              "inspection", "measurement", "photo", "notice", "report", "agreement", "acceptance",
              "other"),
         "种类", "kind", "business_registration"),
    TEXT("title_zh", R, "标题", "title in Chinese", "营业执照"),
    TEXT("title_en", 0, "英文标题", "title in English", "business registration"),
    DATE("dated_on", 0, "文件日期", "date of the document", "2018-03-02"),
    REF("enterprise_id", 0, "enterprise", "有关企业", "enterprise it is about", ""),
    REF("installation_id", 0, "installation", "有关装置", "installation it is about", ""),
    TEXT("file", 0, "文件（evidence/ 下的相对路径）", "file, relative to evidence/", "licence.pdf"),
    TEXT("url", 0, "网址", "address", ""),
    TEXT("sha256", 0, "文件 SHA-256（填了就核对，未填由导入计算）",
         "SHA-256 of the file: checked if given, computed on import if not", ""),
    PROVENANCE,
};

static const struct qn_column value_cols[] = {
    KEY("value_id", "编号", "id", "V-001"),
    ENUM("subject_table", R, LIST("enterprise", "installation", "outlet"), "对象所在表",
         "table of the object", "installation"),
    TEXT("subject_id", R, "对象编号", "id of the object", "I-yz-oven1"),
    TEXT("parameter", R, "参数：该表的列名", "parameter: a column of that table",
         "chamber_height_m"),
    TEXT("value", R, "值，单位同该列", "value, in the column's unit", "4.3"),
    DATE("as_of", 0, "截至", "as of", "2019-05"),
    PROVENANCE,
};

static const struct qn_column indicator_cols[] = {
    KEY("indicator_id", "编号", "id", "A-01"),
    REF("jurisdiction_id", 0, "jurisdiction", "辖区", "jurisdiction", "J-linfen"),
    TEXT("period", R, "时段：2018、2018-01..10 等", "period: 2018, 2018-01..2018-10", "2018"),
    DATE("known_on", 0, "公布日期", "when it was published", "2019-01-07"),
    TEXT("metric_zh", R, "指标", "metric in Chinese", "空气质量综合指数排名（倒数）"),
    TEXT("metric_en", R, "指标（英文）", "metric in English",
         "rank from the bottom, composite index"),
    REAL("value", 0, "", -1e12, 1e12, "数值", "value", "1"),
    TEXT("unit_zh", 0, "单位或说明", "unit (zh)", "169 城市中"),
    TEXT("unit_en", 0, "单位（英文）", "unit (en)", "of 169 cities"),
    TEXT("statement_zh", 0, "无数值时的表述", "statement where there is no number (zh)", ""),
    TEXT("statement_en", 0, "表述（英文）", "statement (en)", ""),
    BOOL("usable_as_baseline", "可否作基线", "may serve as a baseline"),
    PROVENANCE,
};

static const struct qn_column event_cols[] = {
    KEY("event_id", "编号", "id", "T-01"),
    DATE("on_date", R, "日期", "date", "2019-07-17"),
    ENUM("kind", R, LIST("law", "policy", "meeting", "decision", "progress", "next_step", "data"),
         "种类", "kind", "meeting"),
    REF("jurisdiction_id", 0, "jurisdiction", "有关辖区", "jurisdiction", "J-linfen"),
    REF("enterprise_id", 0, "enterprise", "有关企业", "enterprise", ""),
    REF("installation_id", 0, "installation", "有关装置", "installation", ""),
    TEXT("text_zh", R, "内容", "text in Chinese", "市长主持专题汇报会"),
    TEXT("text_en", R, "内容（英文）", "text in English", "the mayor's meeting"),
    TEXT("responsible_zh", 0, "责任单位", "who acts (zh)", "市生态环境局"),
    TEXT("responsible_en", 0, "责任单位（英文）", "who acts (en)", "city environment bureau"),
    DATE("due_on", 0, "期限", "due", "2019-08-31"),
    DATE("done_on", 0, "完成日期", "done", ""),
    PROVENANCE,
};

#define TABLE(n, f, cols, zh, en)                                                                  \
    {                                                                                              \
        n, f, zh, en, cols, sizeof(cols) / sizeof((cols)[0])                                       \
    }

const struct qn_table qn_tables[QN_TAB_COUNT] = {
    [QN_TAB_SETTING] = TABLE("setting", "region.yaml", setting_cols, "区域设置", "region settings"),
    [QN_TAB_SOURCE] = TABLE("source", "sources.csv", source_cols, "来源", "sources"),
    [QN_TAB_JURISDICTION] =
        TABLE("jurisdiction", "jurisdictions.csv", jurisdiction_cols, "辖区", "jurisdictions"),
    [QN_TAB_ENTERPRISE] =
        TABLE("enterprise", "enterprises.csv", enterprise_cols, "企业", "enterprises"),
    [QN_TAB_ENTERPRISE_EVENT] =
        TABLE("enterprise_event", "enterprise_events.csv", enterprise_event_cols,
              "企业沿革：更名、搬迁、合并", "enterprise history: renamed, moved, merged"),
    [QN_TAB_INSTALLATION] =
        TABLE("installation", "installations.csv", installation_cols, "装置", "installations"),
    [QN_TAB_INSTALLATION_STATE] =
        TABLE("installation_state", "installation_states.csv", installation_state_cols,
              "装置状态历史", "history of states of installations"),
    [QN_TAB_OUTLET] = TABLE("outlet", "outlets.csv", outlet_cols, "排放口（烟囱与无组织源）",
                            "outlets (stacks and fugitive sources)"),
    [QN_TAB_DEVICE] = TABLE("device", "devices.csv", device_cols, "数采仪与电表登记（HJ 212）",
                            "register of data loggers and meters (HJ 212)"),
    [QN_TAB_EMISSION] = TABLE("emission", "emissions.csv", emission_cols, "排放量", "emissions"),
    [QN_TAB_STATION] = TABLE("station", "stations.csv", station_cols, "空气监测站", "air stations"),
    [QN_TAB_POPULATION] =
        TABLE("population", "population.csv", population_cols, "人口网格", "population grid"),
    [QN_TAB_EVIDENCE] =
        TABLE("evidence", "evidence.csv", evidence_cols, "文件与证据", "documents and evidence"),
    [QN_TAB_VALUE] = TABLE("value", "values.csv", value_cols,
                           "单个参数值，可与所在行依据不同；同一参数取依据最好者",
                           "single values with a basis of their own; the best basis is used"),
    [QN_TAB_INDICATOR] = TABLE("indicator", "indicators.csv", indicator_cols, "空气与排名指标",
                               "air and ranking indicators"),
    [QN_TAB_EVENT] = TABLE("event", "events.csv", event_cols, "进展、节点与下一步",
                           "progress, dates, next steps"),
};

const struct qn_table *qn_table_of_file(const char *leaf)
{
    for (size_t i = 0; i < QN_TAB_COUNT; i++)
        if (strcmp(qn_tables[i].file, leaf) == 0)
            return &qn_tables[i];
    return NULL;
}

const struct qn_table *qn_table_named(const char *name)
{
    for (size_t i = 0; i < QN_TAB_COUNT; i++)
        if (strcmp(qn_tables[i].name, name) == 0)
            return &qn_tables[i];
    return NULL;
}
