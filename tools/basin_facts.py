"""The hand-made facts of the fictional basin: what make-basin.py computes the rest from.

Everything is invented. Places x, y are km from the south-western corner of the box; capacities
and outputs are in 10 kt/a (万吨/年).
"""

# ---------------------------------------------------------------------------------------------
# Enterprises. Capacities in 10 kt/a (万吨/年): coke, steel, iron; x, y in km.
#   key: id, zh, en, short zh, short en, jurisdiction, sector, GB/T 4754, x, y, coke, steel, iron,
#        staff, founded, exit scope, (exit part zh, en), basis, note

ENTERPRISES = [
    ("E-qingsui", "盆地市青穗焦化有限公司", "Basin Qingsui Coking Co., Ltd.", "青穗焦化",
     "Qingsui", "J-dongchuan", "coking", "2521", 23.4, 10.6, 90, "", "", 1080, "1998-04", "whole",
     ("", ""), "permit", ""),
    ("E-lujin", "盆地市麓锦焦化有限公司", "Basin Lujin Coking Co., Ltd.", "麓锦焦化", "Lujin",
     "J-beiyuan", "coking", "2521", 20.6, 31.4, 100, "", "", 960, "1996-09", "none", ("", ""),
     "permit", ""),
    ("E-baihe", "盆地市白鹤煤焦化有限公司", "Basin Baihe Coal Coking Co., Ltd.", "白鹤煤焦", "Baihe",
     "J-hekou", "coking", "2521", 12.4, 12.6, 80, "", "", 870, "2002-11", "part",
     ("4.3米焦炉", "the 4.3 m coke ovens"),
     "permit", "在建6.25米焦炉未计入产能 / the ovens under construction are not counted"),
    ("E-xuanshi", "盆地市玄石焦化有限公司", "Basin Xuanshi Coking Co., Ltd.", "玄石焦化", "Xuanshi",
     "J-hekou", "coking", "2521", 7.8, 6.9, 60, "", "", 540, "2001-05", "whole", ("", ""),
     "permit", ""),
    ("E-chifeng", "盆地市赤枫焦化有限公司", "Basin Chifeng Coking Co., Ltd.", "赤枫焦化", "Chifeng",
     "J-beiyuan", "coking", "2521", 29.8, 32.2, 250, "", "", 1850, "2006-08", "none", ("", ""),
     "permit", ""),
    ("E-lanshan", "盆地市岚杉钢铁有限公司", "Basin Lanshan Steel Co., Ltd.", "岚杉钢铁", "Lanshan",
     "J-kaifa", "steel_and_coking", "3120", 41.6, 18.2, 110, 300, 260, 6200, "2005-03", "none",
     ("", ""), "permit", ""),
    ("E-zhuyun", "盆地市驻云钢铁有限公司", "Basin Zhuyun Steel Co., Ltd.", "驻云钢铁", "Zhuyun",
     "J-dongchuan", "steel", "3120", 30.4, 19.8, "", 110, 105, 3400, "1993-06", "whole", ("", ""),
     "permit", ""),
    ("E-danhe", "盆地市丹禾炼铁有限公司", "Basin Danhe Ironmaking Co., Ltd.", "丹禾炼铁", "Danhe",
     "J-hekou", "steel", "3110", 14.6, 6.4, "", 105, 155, 2700, "1999-10", "part",
     ("烧结和450立方米高炉", "sinter machine and the 450 m3 blast furnace"), "permit", ""),
    ("E-heisui", "盆地市黑穗烧结有限公司", "Basin Heisui Sintering Co., Ltd.", "黑穗烧结", "Heisui",
     "J-hekou", "steel", "3110", 15.7, 5.5, "", "", "", "", "1997-07", "none", ("", ""),
     "published", "2016年并入丹禾炼铁，记录保留 / merged into Danhe in 2016; kept as a record"),
    ("E-tieling", "盆地市铁铃铸造有限公司", "Basin Tieling Foundry Co., Ltd.", "铁铃铸造", "Tieling",
     "J-beiyuan", "foundry", "3391", 11.6, 27.2, "", "", 32, 760, "1995-03", "none", ("", ""),
     "permit", ""),
    ("E-mocheng", "盆地市墨铖精密铸造有限公司", "Basin Mocheng Precision Casting Co., Ltd.",
     "墨铖精铸", "Mocheng", "J-dongchuan", "foundry", "3391", 22.6, 6.9, "", "", 33, 690, "2000-02",
     "part", ("钢铁部分（高炉、转炉）", "steel part (blast furnace, converter)"), "permit", ""),
    ("E-huoyu", "盆地市火羽特钢有限公司", "Basin Huoyu Special Steel Co., Ltd.", "火羽特钢", "Huoyu",
     "J-kaifa", "steel", "3120", 38.8, 12.0, "", 75, "", 1240, "1994-05", "none", ("", ""),
     "permit", ""),
    ("E-yinxi", "盆地市银犀钢铁有限公司", "Basin Yinxi Steel Co., Ltd.", "银犀钢铁", "Yinxi",
     "J-kaifa", "steel", "3120", 44.2, 22.6, "", 130, "", 1460, "2010-12", "none", ("", ""),
     "permit", ""),
    ("E-jinli", "盆地市锦砾金属制品有限公司", "Basin Jinli Metal Products Co., Ltd.", "锦砾金属",
     "Jinli", "J-dongchuan", "steel", "3120", 32.2, 8.0, "", 12, "", 260, "2004-01", "whole",
     ("", ""), "published", "无有效排污许可证副本 / no valid permit copy was seen"),
]

ENTERPRISE_EVENTS = [
    {"enterprise_event_id": "EE-01", "enterprise_id": "E-lujin", "on_date": "2014-10-20",
     "kind": "moved", "from_km": (28.2, 18.6),
     "note": "由东川区迁至北原县 / moved from Dongchuan District to Beiyuan County"},
    {"enterprise_event_id": "EE-02", "enterprise_id": "E-heisui", "on_date": "2016-08-01",
     "kind": "merged_into", "other_enterprise_id": "E-danhe"},
    {"enterprise_event_id": "EE-03", "enterprise_id": "E-huoyu", "on_date": "2013-03-18",
     "kind": "renamed", "former_name_zh": "盆地市火羽合金厂", "former_name_en": "Basin Huoyu Alloy Works"},
    {"enterprise_event_id": "EE-04", "enterprise_id": "E-jinli", "on_date": "2015-06",
     "kind": "owner_changed"},
]

# ---------------------------------------------------------------------------------------------
# Installations, grouped by enterprise: id, kind, variant, zh, en, state, since, built,
# capacity [10 kt/a], output of 2018 [10 kt/a], hours, exit scope, basis, note, parameters.

CO, SI, SP, PL = "coke_oven", "sinter_machine", "shaft_pellet_furnace", "pellet_line"
BF, BOF, EAF = "blast_furnace", "converter", "electric_arc_furnace"


def oven(height="", chambers="", cdq="", charging="", pushing="", cake=""):
    return {"chamber_height_m": height, "chambers": chambers, "has_cdq": cdq,
            "has_charging_dedusting": charging, "has_pushing_dedusting": pushing,
            "stamped_cake_volume_m3": cake}


def furnace(volume, energy="", water="", pci="", dedusting="", trt="", claim="", standards=""):
    return {"effective_volume_m3": volume, "energy_kgce_t": energy, "new_water_m3_t": water,
            "has_pci": pci, "has_dedusting": dedusting, "has_trt": trt, "exemption_claimed": claim,
            "meets_mandatory_standards": standards}


def converter(tonnes, water="", gas="", dedusting="", standards=""):
    return {"nominal_capacity_t": tonnes, "new_water_m3_t": water, "has_gas_recovery": gas,
            "has_dedusting": dedusting, "meets_mandatory_standards": standards}


def arc(tonnes, energy="", water="", fume="", standards=""):
    return {"nominal_capacity_t": tonnes, "energy_kgce_t": energy, "new_water_m3_t": water,
            "has_fume_recovery": fume, "meets_mandatory_standards": standards}


def area(m2):
    return {"area_m2": m2}


INSTALLATIONS = {
    "E-qingsui": [
        ("I-qs-co1", CO, "top_charged", "1号焦炉", "coke oven 1", "operating", "2003-06", "2003-06",
         45, 38.2, 8760, "whole", "permit", "", oven(4.3, 65, "no", "yes", "yes")),
        ("I-qs-co2", CO, "top_charged", "2号焦炉", "coke oven 2", "operating", "2004-09", "2004-09",
         45, 36.5, 8760, "whole", "permit", "", oven(4.3, 65, "no", "yes", "yes")),
        ("I-qs-co3", CO, "top_charged", "3号焦炉（小焦炉）", "coke oven 3 (small)", "stopped",
         "2012-09-30", "1998-04", 10, "", "", "whole", "published",
         "已停产未拆除 / stopped, still standing", oven(3.2, 25)),
    ],
    "E-lujin": [
        ("I-lj-co1", CO, "stamp_charged", "1号焦炉", "coke oven 1", "operating", "2014-10-20",
         "2014-10", 50, 46.1, 8760, "none", "permit", "", oven(5.5, 55, "yes", "yes", "yes")),
        ("I-lj-co2", CO, "stamp_charged", "2号焦炉", "coke oven 2", "operating", "2015-03-12",
         "2015-03", 50, 44.8, 8760, "none", "permit", "现场实测炭化室高度另见 values.csv / the height "
         "measured on site is in values.csv", oven(5.5, 55, "yes", "yes", "yes")),
        ("I-lj-co0", CO, "top_charged", "旧址焦炉", "coke oven at the old site", "dismantled",
         "2014-12-15", "1996-09", 30, "", "", "none", "published",
         "随搬迁拆除 / dismantled with the move", oven(4.3, 42)),
    ],
    "E-baihe": [
        ("I-bh-co1", CO, "stamp_charged", "1号焦炉", "coke oven 1", "operating", "2003-05",
         "2003-05", 40, 33.0, 8760, "whole", "permit", "", oven(4.3, 72, "no", "yes", "yes")),
        ("I-bh-co2", CO, "stamp_charged", "2号焦炉", "coke oven 2", "idle", "2017-11-15", "2005-10",
         40, 0, 0, "whole", "permit", "热备，可复产 / hot standby, could restart",
         oven(4.3, 72, "no", "yes", "yes")),
        ("I-bh-co3", CO, "stamp_charged", "3号焦炉（在建）", "coke oven 3 (being built)",
         "under_construction", "2018-05-08", "", 70, "", "", "none", "permit",
         "置换产能来源待核 / origin of the replaced capacity to be checked",
         oven(6.25, 50, "yes", "yes", "yes")),
    ],
    "E-xuanshi": [
        ("I-xs-co1", CO, "heat_recovery", "热回收焦炉", "heat-recovery coke ovens", "operating",
         "2008-07", "2008-07", 30, 24.0, 8760, "whole", "permit", "",
         oven("", 96, "no", "yes", "no", 28)),
        ("I-xs-co2", CO, "", "2号焦炉", "coke oven 2", "idle", "2018-03-10", "2002-12", 30, "", "",
         "whole", "permit", "许可证未写装煤方式 / the permit does not state how it is charged",
         oven(4.0, 36, "no", "no", "no")),
        ("I-xs-co3", CO, "top_charged", "1号焦炉", "coke oven 1", "stopped", "2013-12", "2001-05",
         "", "", "", "whole", "published", "图纸缺失 / drawings are missing", oven()),
    ],
    "E-chifeng": [
        ("I-cf-co1", CO, "top_charged", "1号焦炉", "coke oven 1", "operating", "2008-01", "2008-01",
         55, 52.4, 8760, "none", "permit", "", oven(6.0, 55, "yes", "yes", "yes")),
        ("I-cf-co2", CO, "top_charged", "2号焦炉", "coke oven 2", "operating", "2008-06", "2008-06",
         55, 51.6, 8760, "none", "permit", "", oven(6.0, 55, "yes", "yes", "yes")),
        ("I-cf-co3", CO, "stamp_charged", "3号焦炉", "coke oven 3", "operating", "2016-09",
         "2016-09", 70, 66.0, 8760, "none", "permit", "", oven(6.25, 50, "yes", "yes", "yes")),
        ("I-cf-co4", CO, "stamp_charged", "4号焦炉", "coke oven 4", "operating", "2017-04",
         "2017-04", 70, 64.5, 8760, "none", "permit", "", oven(6.25, 50, "yes", "yes", "yes")),
    ],
    "E-lanshan": [
        ("I-ls-co1", CO, "top_charged", "1号焦炉", "coke oven 1", "operating", "2012-11", "2012-11",
         110, 101.0, 8760, "none", "permit", "", oven(7.0, 60, "yes", "yes", "yes")),
        ("I-ls-si1", SI, "belt", "1号烧结机", "sinter machine 1", "operating", "2012-05", "2012-05",
         260, 238.0, 8000, "none", "permit", "", area(265)),
        ("I-ls-si2", SI, "belt", "2号烧结机", "sinter machine 2", "operating", "2009-08", "2009-08",
         170, 151.0, 8000, "none", "permit", "", area(180)),
        ("I-ls-pl1", PL, "", "链篦机—回转窑球团线", "grate-kiln pellet line", "operating", "2013-04",
         "2013-04", 120, 104.0, 7900, "none", "permit", "", {}),
        ("I-ls-bf1", BF, "ironmaking", "1号高炉", "blast furnace 1", "operating", "2010-06",
         "2010-06", 125, 118.0, 8400, "none", "permit", "",
         furnace(1280, 392, 1.9, "yes", "yes", "yes", "none", "yes")),
        ("I-ls-bf2", BF, "ironmaking", "2号高炉", "blast furnace 2", "operating", "2013-02",
         "2013-02", 135, 124.0, 8400, "none", "permit",
         "余压发电是否配套未查明 / whether it has top-pressure recovery is not known",
         furnace(1380, 398, 2.0, "yes", "yes", "", "none", "")),
        ("I-ls-bof1", BOF, "steelmaking", "1号转炉", "converter 1", "operating", "2010-08",
         "2010-08", 150, 134.0, 8100, "none", "permit", "",
         converter(120, 2.1, "yes", "yes", "yes")),
        ("I-ls-bof2", BOF, "steelmaking", "2号转炉", "converter 2", "operating", "2013-05",
         "2013-05", 150, 131.0, 8100, "none", "permit", "", converter(120, 2.2, "yes", "yes", "yes")),
        ("I-ls-hsm", "hot_strip_mill", "", "热轧带钢线", "hot strip mill", "operating", "2011-03",
         "2011-03", 280, 252.0, 7600, "none", "permit", "", {"strip_width_mm": 1780}),
        ("I-ls-lk", "lime_kiln", "", "石灰窑", "lime kiln", "operating", "2010-05", "2010-05", 20,
         16.8, 7900, "none", "permit", "", {}),
    ],
    "E-zhuyun": [
        ("I-zy-si1", SI, "belt", "1号烧结机", "sinter machine 1", "operating", "2004-04", "2004-04",
         88, 71.0, 7900, "whole", "permit", "", area(90)),
        ("I-zy-si2", SI, "belt", "2号烧结机", "sinter machine 2", "operating", "2008-10", "2008-10",
         128, 108.0, 7900, "whole", "permit", "", area(132)),
        ("I-zy-sp1", SP, "", "球团竖炉", "shaft pellet furnace", "operating", "2003-11", "2003-11",
         40, 33.0, 7600, "whole", "permit", "", area(8)),
        ("I-zy-bf1", BF, "ironmaking", "1号高炉", "blast furnace 1", "operating", "2003-12",
         "2003-12", 48, 44.0, 8300, "whole", "permit", "",
         furnace(450, 428, 2.6, "yes", "yes", "no", "none")),
        ("I-zy-bf2", BF, "ironmaking", "2号高炉", "blast furnace 2", "operating", "2007-05",
         "2007-05", 57, 52.5, 8300, "whole", "permit", "",
         furnace(580, 419, 2.4, "yes", "yes", "yes", "none")),
        ("I-zy-bof1", BOF, "steelmaking", "1号转炉", "converter 1", "operating", "2004-02",
         "2004-02", 55, 48.0, 8000, "whole", "permit", "", converter(40, 3.1, "yes", "yes")),
        ("I-zy-bof2", BOF, "steelmaking", "2号转炉", "converter 2", "operating", "2007-07",
         "2007-07", 55, 47.0, 8000, "whole", "permit", "", converter(40, 3.0, "yes", "yes")),
        ("I-zy-hsm", "hot_strip_mill", "", "热轧窄带钢线", "narrow hot strip mill", "operating",
         "2005-08", "2005-08", 100, 88.0, 7500, "whole", "permit", "", {"strip_width_mm": 1250}),
        ("I-zy-gl", "galvanizing_line", "hot_dip", "热镀锌线", "hot-dip galvanizing line",
         "operating", "2009-06", "2009-06", 25, 19.5, 7000, "whole", "permit", "", {}),
    ],
    "E-danhe": [
        ("I-dh-si1", SI, "belt", "1号烧结机", "sinter machine 1", "idle", "2016-11-15", "2000-06",
         68, 0, 0, "whole", "permit", "设备在位，未拆除 / in place, not dismantled", area(72)),
        ("I-dh-si2", SI, "belt", "2号烧结机", "sinter machine 2", "operating", "2011-09", "2011-09",
         172, 149.0, 8000, "none", "permit", "", area(180)),
        ("I-dh-sp1", SP, "", "球团竖炉", "shaft pellet furnace", "operating", "2006-03", "2006-03",
         50, 41.0, 7700, "none", "permit", "", area(10)),
        ("I-dh-bf1", BF, "ironmaking", "1号高炉", "blast furnace 1", "operating", "2011-11",
         "2011-11", 107, 98.0, 8400, "none", "permit", "",
         furnace(1080, 405, 2.2, "yes", "yes", "yes", "none")),
        ("I-dh-bf2", BF, "ironmaking", "2号高炉", "blast furnace 2", "idle", "2018-10-08", "2001-09",
         48, 31.0, 6500, "whole", "permit", "2018年10月起停用，当年产量为停用前 / idle since October "
         "2018; the output of the year is from before", furnace(450, 431, 2.7, "yes", "yes", "no")),
        ("I-dh-bof1", BOF, "steelmaking", "1号转炉", "converter 1", "operating", "2012-01",
         "2012-01", 105, 93.0, 8000, "none", "permit", "", converter(80, 2.6, "yes", "yes")),
        ("I-dh-bof2", BOF, "steelmaking", "2号转炉", "converter 2", "stopped", "2011-12-20",
         "2000-10", 28, "", "", "none", "published", "停用未拆 / stopped, not dismantled",
         converter(25)),
    ],
    "E-heisui": [
        ("I-hs-si1", SI, "belt", "烧结机", "sinter machine", "dismantled", "2017-03-28", "1998-05",
         45, "", "", "none", "published", "", area(52)),
    ],
    "E-tieling": [
        ("I-tl-bf1", BF, "", "铸造高炉", "foundry blast furnace", "operating", "2002-06", "2002-06",
         32, 28.5, 8200, "none", "permit", "三份例外文件见 evidence.csv / the three documents of the "
         "exception are in evidence.csv",
         furnace(380, 436, 2.5, "yes", "yes", "no", "casting_iron")),
        ("I-tl-eaf1", EAF, "machine_casting", "铸造电炉", "foundry arc furnace", "operating",
         "2007-02", "2007-02", 3, 2.2, 5200, "none", "permit", "", arc(8, "", "", "yes")),
    ],
    "E-mocheng": [
        ("I-mc-bf1", BF, "", "高炉", "blast furnace", "operating", "2003-03", "2003-03", 33, 27.0,
         8100, "whole", "permit", "主张铸造例外，未提交文件 / claims the casting exception, has handed "
         "in no document", furnace(390, 441, 2.8, "yes", "no", "no", "casting_iron")),
        ("I-mc-bof1", BOF, "steelmaking", "转炉", "converter", "dismantled", "2018-07-26",
         "2003-05", 25, "", "", "whole", "published", "", converter(25)),
        ("I-mc-eaf1", EAF, "machine_casting", "铸造电炉", "foundry arc furnace", "operating",
         "2009-10", "2009-10", 5, 3.6, 5600, "none", "permit", "", arc(12, "", "", "yes")),
    ],
    "E-huoyu": [
        ("I-hy-eaf1", EAF, "alloy_steel", "1号电炉", "arc furnace 1", "operating", "2008-04",
         "2008-04", 32, 26.5, 7200, "none", "permit", "", arc(50, 92, 2.8, "yes", "yes")),
        ("I-hy-eaf2", EAF, "carbon_steel", "2号电炉", "arc furnace 2", "operating", "2011-06",
         "2011-06", 43, 36.0, 7300, "none", "permit", "", arc(70, 95, 3.0, "yes")),
        ("I-hy-hsm", "hot_strip_mill", "", "特钢带材线", "special steel strip mill",
         "operating", "2009-01", "2009-01", 40, 31.0, 6800, "none", "permit", "",
         {"strip_width_mm": 650, "exemption_claimed": "special_steel"}),
    ],
    "E-yinxi": [
        ("I-yx-eaf1", EAF, "carbon_steel", "1号电炉", "arc furnace 1", "operating", "2018-06",
         "2018-06", 75, 34.0, 4100, "none", "permit", "2018年6月投产；能耗未报 / started June 2018; "
         "energy not reported", arc(110, "", 2.4, "yes")),
        ("I-yx-eaf2", EAF, "", "2号电炉", "arc furnace 2", "operating", "2011-04", "2011-04", 55,
         44.0, 7200, "none", "permit", "钢种未填 / kind of steel not stated",
         arc(60, 97, 3.1, "yes")),
        ("I-yx-cc", "colour_coating_line", "", "彩涂线", "colour coating line", "operating",
         "2013-09", "2013-09", 15, 11.0, 6400, "none", "permit", "", {}),
    ],
    "E-jinli": [
        ("I-jl-if1", "induction_furnace", "steelmaking", "中频感应炉", "induction furnace",
         "stopped", "2017-06-28", "2005-01", 6, "", "", "whole", "published",
         "断电未拆 / power cut, not dismantled", {"nominal_capacity_t": 5}),
        ("I-jl-eaf1", EAF, "carbon_steel", "电炉", "arc furnace", "operating", "2006-03", "2006-03",
         12, 9.1, 6500, "whole", "assumed", "容量取自设备铭牌照片，待核 / capacity from a photo of "
         "the name plate, to be checked", arc(30)),
    ],
}

#  installation, state, since, basis, source: other states than the one of its row
STATES = [
    ("I-qs-co3", "operating", "1998-04", "published", "S-gov"),
    ("I-lj-co0", "operating", "1996-09", "published", "S-gov"),
    ("I-lj-co0", "stopped", "2014-10-20", "published", "S-gov"),
    ("I-bh-co2", "operating", "2005-10", "permit", "S-permit"),
    ("I-bh-co3", "planned", "2017-02", "published", "S-gov"),
    ("I-xs-co2", "operating", "2002-12", "permit", "S-permit"),
    ("I-xs-co3", "operating", "2001-05", "published", "S-gov"),
    ("I-dh-si1", "operating", "2000-06", "permit", "S-permit"),
    ("I-dh-bf2", "operating", "2001-09", "permit", "S-permit"),
    ("I-dh-bof2", "operating", "2000-10", "published", "S-gov"),
    ("I-hs-si1", "operating", "1998-05", "published", "S-gov"),
    ("I-hs-si1", "stopped", "2016-08-01", "published", "S-gov"),
    ("I-mc-bof1", "operating", "2003-05", "published", "S-gov"),
    ("I-mc-bof1", "stopped", "2018-03-31", "published", "S-gov"),
    ("I-jl-if1", "operating", "2005-01", "published", "S-gov"),
    # what came after the decision date: for `--on` a later day
    ("I-jl-if1", "dismantled", "2019-12-18", "published", "S-gov"),
    ("I-qs-co3", "dismantled", "2020-03-27", "published", "S-gov"),
    ("I-dh-si1", "dismantled", "2020-04-15", "published", "S-gov"),
    ("I-bh-co3", "operating", "2020-11-09", "published", "S-gov"),
    ("I-zy-bf1", "stopped", "2021-06-30", "published", "S-gov"),
    ("I-xs-co2", "dismantled", "2021-10-22", "published", "S-gov"),
    ("I-qs-co1", "stopped", "2022-12-31", "published", "S-gov"),
    ("I-qs-co2", "stopped", "2022-12-31", "published", "S-gov"),
]

# Single values whose basis differs from their row's.
#  table, subject, parameter, value, as of, basis, source, note
VALUES = [
    ("installation", "I-lj-co2", "chamber_height_m", "5.46", "2019-09-18", "measured", "S-survey",
     "三孔平均；许可证写5.5 / mean of three chambers; the permit says 5.5"),
    ("installation", "I-lj-co1", "chamber_height_m", "5.5", "2019-09-18", "measured", "S-survey",
     "三孔平均 / mean of three chambers"),
    ("installation", "I-qs-co1", "chamber_height_m", "4.3", "2019-09-11", "measured", "S-survey", ""),
    ("installation", "I-zy-bf1", "effective_volume_m3", "450", "2019-09-12", "measured", "S-survey",
     "按图纸与实测复算 / recomputed from drawings and measurements"),
    ("installation", "I-zy-sp1", "area_m2", "8.1", "2019-09-12", "measured", "S-survey", ""),
    ("installation", "I-ls-bf2", "energy_kgce_t", "401", "2019-06", "measured", "S-survey",
     "节能监察 / energy inspection"),
    ("installation", "I-jl-eaf1", "has_fume_recovery", "no", "2019-09-20", "measured", "S-survey",
     "现场无收尘罩 / no hood on site"),
    ("installation", "I-xs-co1", "stamped_cake_volume_m3", "27", "2019-05", "assumed", "S-assume",
     "由炉宽推算，许可证值优先 / inferred from the oven's width; the permit's value prevails"),
    ("enterprise", "E-jinli", "staff_persons", "238", "2019-10", "measured", "S-survey",
     "社保登记 / social insurance register"),
    ("outlet", "O-qs-co1-chimney", "exit_temp_C", "171", "2018", "measured", "S-cems",
     "年均 / annual mean"),
    ("outlet", "O-ls-si1-head", "exit_velocity_m_s", "15.1", "2018", "measured", "S-cems",
     "年均 / annual mean"),
]

# ---------------------------------------------------------------------------------------------
# Stations, air, events, evidence

#  id, zh, en, x, y, role, inlet height, from, to
STATIONS = [
    ("B001", "市民广场", "Civic Square", 26.1, 15.3, "evaluation", 16, "2013-01-01", ""),
    ("B002", "河滨中学", "Riverside School", 24.7, 12.9, "evaluation", 14, "2013-01-01", ""),
    ("B003", "城北水厂", "North Waterworks", 27.4, 18.9, "evaluation", 12, "2013-01-01", ""),
    ("B004", "开发区管委会", "Zone Office", 38.1, 16.1, "evaluation", 15, "2015-07-01", ""),
    ("B005", "南关医院", "Nanguan Hospital", 25.9, 9.8, "evaluation", 15, "2013-01-01", "2018-12-31"),
    ("B006", "南关小学", "Nanguan Primary School", 26.4, 10.2, "evaluation", 13, "2019-01-01", ""),
    ("B007", "西岭林场", "Xiling Forest Farm", 5.2, 32.6, "reference", 10, "2013-01-01", ""),
]

#  period, known on: annual figures PM2.5, PM10, SO2, NO2 [ug/m3], CO 95th [mg/m3], O3 MDA8 90th,
#  rank from the bottom
AIR = [
    ("2016", "2017-01-18", 74, 131, 61, 47, 3.8, 158, 3),
    ("2017", "2018-01-19", 71, 126, 49, 48, 3.5, 176, 4),
    ("2018", "2019-01-16", 66, 118, 37, 46, 3.0, 184, 5),
    ("2019-01..2019-10", "2019-11-12", 58, 107, 28, 43, 2.6, 187, 7),
    ("2019", "2020-01-17", 61, 109, 28, 44, 2.7, 183, 8),
]
METRICS = [("PM2.5 年均值", "PM2.5 annual mean", 35), ("PM10 年均值", "PM10 annual mean", 70),
           ("SO2 年均值", "SO2 annual mean", 60), ("NO2 年均值", "NO2 annual mean", 40),
           ("CO 日均值第95百分位", "CO daily mean, 95th percentile", 4),
           ("O3 日最大8小时第90百分位", "O3 daily maximum 8 h, 90th percentile", 160)]

CITY, ENV = ("市政府", "city government"), ("市生态环境局", "city environment bureau")
IND = ("市工业和信息化局", "city industry bureau")
LAB = ("市人力资源社会保障局", "city labour bureau")
ENE, TAX = ("市能源局", "city energy bureau"), ("市税务局", "city tax bureau")
JUS = ("市司法局", "city justice bureau")
DC, HK = ("东川区政府", "Dongchuan District government"), ("河口县政府", "Hekou County government")
BY, KF = ("北原县政府", "Beiyuan County government"), ("开发区管委会", "Development Zone committee")

#  date, kind, enterprise or jurisdiction, installation, zh, en, responsible, due, done
EVENTS = [
    ("2018-12-20", "policy", "J-basin", "", "盆地市印发限制类钢铁焦化产能退出工作方案（虚构）",
     "The city issues its plan for the exit of restricted steel and coking capacity (fictional)", CITY, "", ""),
    ("2019-03-15", "decision", "J-basin", "", "公布列入退出的企业名单：整体退出4家，部分退出3家",
     "List of enterprises published: four exit wholly, three in part", CITY, "", ""),
    ("2019-09-20", "progress", "J-basin", "", "完成14家企业装置现场核查", "Site survey of 14 enterprises done", ENV, "", ""),
    ("2019-11-20", "meeting", "J-basin", "", "市长主持专题汇报会", "The mayor's meeting", CITY, "", ""),
    ("2019-11-20", "next_step", "J-basin", "", "逐户明确法律依据与可用手段，送合法性审查",
     "State legal basis and open instruments for each enterprise; legality review", JUS, "2019-12-10", ""),
    ("2019-11-20", "next_step", "J-basin", "", "核定职工安置人数和资金", "Settle numbers and funds for staff", LAB,
     "2019-12-20", ""),
    ("2019-10-08", "next_step", "J-basin", "", "测算退出对税收的影响", "Estimate the effect on tax", TAX, "2019-10-31", "2019-10-29"),
    ("2019-04-22", "progress", "E-qingsui", "", "与企业签订自愿退出意向书", "Letter of intent for voluntary exit signed", DC, "", ""),
    ("2019-08-06", "next_step", "E-qingsui", "", "落实城市煤气替代气源，方可停炉",
     "Secure another gas supply for the town before the ovens stop", ENE, "2019-10-31", ""),
    ("2019-09-02", "next_step", "E-qingsui", "I-qs-co3", "拆除已停产的3.2米焦炉", "Dismantle the stopped 3.2 m oven", DC, "2019-11-10", ""),
    ("2019-10-15", "next_step", "E-qingsui", "", "谈定补偿金额与分期支付", "Agree compensation and instalments", IND, "2019-12-31", ""),
    ("2019-09-18", "progress", "E-lujin", "I-lj-co2", "实测2号焦炉炭化室高度5.46米，与许可证5.5米不一致",
     "Chamber height of oven 2 measured at 5.46 m, the permit says 5.5 m", ENV, "", ""),
    ("2019-09-25", "next_step", "E-lujin", "I-lj-co2", "企业说明差异并提供竣工图",
     "The enterprise explains the difference and hands in as-built drawings", BY, "2019-10-25", ""),
    ("2019-05-30", "progress", "E-baihe", "I-bh-co2", "2号焦炉保持热备，未复产", "Oven 2 is on hot standby, not restarted", HK, "", ""),
    ("2019-07-12", "next_step", "E-baihe", "I-bh-co3", "核查在建焦炉的产能置换方案",
     "Check the capacity replacement plan of the ovens being built", IND, "2019-09-30", "2019-10-09"),
    ("2019-10-21", "next_step", "E-baihe", "", "提交1号焦炉停炉降温方案", "Hand in the plan for cooling oven 1 down", HK, "2019-12-15", ""),
    ("2019-06-18", "next_step", "E-xuanshi", "I-xs-co2", "查明2号焦炉装煤方式", "Find out how oven 2 is charged", ENV, "2019-08-31", ""),
    ("2019-09-05", "next_step", "E-xuanshi", "I-xs-co3", "补齐1号焦炉图纸或现场实测", "Supply drawings of oven 1 or measure it", HK, "2019-10-20", ""),
    ("2019-10-30", "progress", "E-xuanshi", "", "企业申请推焦除尘改造，暂缓受理", "The enterprise asks to retrofit pushing dedusting; deferred", ENV, "", ""),
    ("2019-10-12", "progress", "E-chifeng", "", "四座焦炉烟囱自动监测稳定联网", "Monitors of all four chimneys are on line", BY, "", ""),
    ("2019-11-20", "next_step", "E-chifeng", "", "评估承接城市供气能力", "Assess its capacity to supply the town with gas", ENE, "2019-12-25", ""),
    ("2019-08-28", "next_step", "E-lanshan", "I-ls-bf2", "查明2号高炉是否配套余压发电",
     "Find out whether blast furnace 2 has top-pressure recovery", KF, "2019-09-30", ""),
    ("2019-10-18", "progress", "E-lanshan", "", "完成烧结机头超低排放改造", "Ultra-low retrofit of the sinter heads finished", KF, "", ""),
    ("2019-05-16", "progress", "E-zhuyun", "", "企业提出域外搬迁方案", "The enterprise proposes to relocate", DC, "", ""),
    ("2019-06-27", "next_step", "E-zhuyun", "", "比选关停、改造、搬迁三种方案", "Compare closure, retrofit and relocation", IND, "2019-09-30", ""),
    ("2019-11-05", "next_step", "E-zhuyun", "", "召开职工代表大会", "Hold the staff congress", LAB, "2019-12-05", ""),
    ("2018-10-08", "progress", "E-danhe", "I-dh-bf2", "450立方米高炉停用", "The 450 m3 blast furnace goes idle", HK, "", ""),
    ("2019-07-19", "next_step", "E-danhe", "I-dh-si1", "拆除72平方米烧结机", "Dismantle the 72 m2 sinter machine", HK, "2019-10-31", ""),
    ("2019-04-30", "progress", "E-tieling", "I-tl-bf1", "提交铸造例外三份文件", "The three documents of the casting exception handed in", BY, "", ""),
    ("2019-10-10", "next_step", "E-tieling", "I-tl-bf1", "核对三年销售凭证与产量是否相符",
     "Check the three years' sales records against output", IND, "2019-11-30", ""),
    ("2018-07-26", "progress", "E-mocheng", "I-mc-bof1", "25吨转炉拆除", "The 25 t converter is dismantled", DC, "", ""),
    ("2019-06-03", "next_step", "E-mocheng", "I-mc-bf1", "限期提交铸造例外文件", "Hand in the documents of the casting exception by the date set", IND,
     "2019-09-03", ""),
    ("2019-09-30", "progress", "E-huoyu", "", "电炉烟尘回收装置验收合格", "Fume collection of the arc furnaces accepted", KF, "", ""),
    ("2019-09-10", "next_step", "E-yinxi", "I-yx-eaf2", "确认2号电炉冶炼钢种", "Confirm which steel furnace 2 melts", KF, "2019-10-15", ""),
    ("2019-09-10", "next_step", "E-yinxi", "I-yx-eaf1", "补报1号电炉能耗", "Report the energy use of furnace 1", KF, "2019-11-15", "2019-11-18"),
    ("2017-06-28", "progress", "E-jinli", "I-jl-if1", "中频炉断电", "Power of the induction furnace cut", DC, "", ""),
    ("2019-09-20", "next_step", "E-jinli", "I-jl-if1", "拆除中频炉主体", "Dismantle the induction furnace", DC, "2019-10-20", ""),
    ("2019-12-18", "progress", "E-jinli", "I-jl-if1", "中频炉主体拆除", "The induction furnace is dismantled", DC, "", ""),
    ("2020-01-01", "law", "J-basin", "", "产业结构调整指导目录（2019年本）施行", "Catalogue, 2019 edition, in force", ("", ""), "", ""),
]

#  id, kind, zh, en, date, enterprise, installation, file, text, source
EVIDENCE = [
    ("D-01", "business_registration", "铁铃铸造营业执照", "Business registration of Tieling Foundry", "2017-05-08",
     "E-tieling", "I-tl-bf1", "tieling-registration.txt",
     "经营范围：铸造用生铁、铸件的生产和销售。\nScope: casting pig iron and castings, production and sale.\n", "S-gov"),
    ("D-02", "sales_records_3y", "铁铃铸造2016—2018年铸造生铁销售凭证汇总",
     "Sales of casting iron by Tieling Foundry, 2016 to 2018", "2019-02-26", "E-tieling", "I-tl-bf1",
     "tieling-sales.txt",
     "年份 year, 铸造生铁销量 casting iron sold [t]\n2016, 268100\n2017, 274900\n2018, 281300\n", "S-gov"),
    ("D-03", "project_approval", "铁铃铸造高炉项目核准文件", "Approval of Tieling's blast furnace project", "2001-08-15",
     "E-tieling", "I-tl-bf1", "tieling-approval.txt",
     "同意建设380立方米铸造高炉一座。\nOne foundry blast furnace of 380 m3 is approved.\n", "S-gov"),
    ("D-04", "inspection", "麓锦焦化炭化室高度现场核查记录", "Survey of chamber heights at Lujin Coking", "2019-09-18",
     "E-lujin", "I-lj-co2", "lujin-survey.txt",
     "2号焦炉 oven 2, 孔号 chamber: 8, 27, 49\n高度 height [m]: 5.46, 5.45, 5.47; 平均 mean 5.46\n"
     "1号焦炉 oven 1, 孔号 chamber: 5, 30, 51\n高度 height [m]: 5.50, 5.49, 5.51; 平均 mean 5.50\n", "S-survey"),
    ("D-05", "notice", "要求墨铖精铸提交铸造例外文件的通知", "Notice to Mocheng to hand in the casting documents", "2019-06-03",
     "E-mocheng", "I-mc-bf1", "mocheng-notice.txt",
     "请于2019年9月3日前提交登记证明、三年销售凭证和项目核准手续。\n"
     "Registration, three years' sales records and project approval are due by 2019-09-03.\n", "S-gov"),
    ("D-06", "agreement", "青穗焦化自愿退出意向书", "Letter of intent, Qingsui Coking", "2019-04-22", "E-qingsui", "",
     "qingsui-intent.txt",
     "双方同意在替代气源落实后协商停炉日期与补偿。本意向书不构成关停决定。\n"
     "Both sides will agree the day of the stop and compensation once another gas supply is secured. "
     "This letter is no decision to close.\n", "S-gov"),
    ("D-07", "permit", "驻云钢铁排污许可证副本摘录", "Extract of the permit of Zhuyun Steel", "2018-06-20", "E-zhuyun", "",
     "zhuyun-permit.txt",
     "主要生产设施 main installations: 90 m2 烧结机, 132 m2 烧结机, 8 m2 竖炉, 450 m3 高炉, 580 m3 高炉, 40 t 转炉×2\n",
     "S-permit"),
    ("D-08", "acceptance", "墨铖精铸25吨转炉拆除验收单", "Acceptance of the dismantling of Mocheng's converter", "2018-07-26",
     "E-mocheng", "I-mc-bof1", "mocheng-acceptance.txt",
     "炉体、电气与控制系统已拆除。\nVessel, power and control systems are removed.\n", "S-gov"),
    ("D-09", "project_approval", "火羽特钢带材线项目核准文件", "Approval of Huoyu's special steel strip mill",
     "2007-11-09", "E-huoyu", "I-hy-hsm", "huoyu-approval.txt",
     "同意建设650毫米特钢带材线一条，仅限轴承钢、工具钢。\n"
     "One special steel strip mill of 650 mm is approved, for bearing and tool steel only.\n", "S-gov"),
    ("D-10", "report", "盆地市限制类产能退出工作方案", "The city's exit plan", "2018-12-20", "", "", "city-plan.txt",
     "依法合规推进；一企一策；方案本身不是关停的法律依据。\n"
     "Within the law; one plan for each enterprise; the plan itself is no legal ground to close.\n", "S-gov"),
]

#  MN, outlet, installation, edition, wet scrubber, note: the data loggers that
#  examples/basin/telemetry/made/fleet.csv plays
DEVICES = [
    ("159900020000000000BA1501", "O-qs-co1-chimney", "I-qs-co1", "2017", "no", ""),
    ("159900020000000000BA1502", "O-bh-co2-chimney", "I-bh-co2", "2017", "no", ""),
    ("159900020000000000BA1503", "O-zy-si1-head", "I-zy-si1", "2017", "yes", ""),
    ("159900020000000000BA1504", "O-zy-si2-head", "I-zy-si2", "2017", "yes", ""),
    ("159900020000000000BA1505", "O-zy-sp1-pellet", "I-zy-sp1", "2017", "no", ""),
    ("159900020000000000BA1506", "O-zy-bf1-stove", "I-zy-bf1", "2017", "no", ""),
    ("159900020000000000BA1507", "O-dh-bf2-stove", "I-dh-bf2", "2017", "no", ""),
    ("159900020000000000BA1508", "O-ls-si2-head", "I-ls-si2", "2017", "no", ""),
    ("15990002001509", "O-jl-eaf1-eaf", "I-jl-eaf1", "2005", "no",
     "2005年标准的旧数采仪 / an old logger of the 2005 edition"),
]
