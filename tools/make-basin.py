#!/usr/bin/env python3
"""Writes examples/basin: a fictional region, complete enough to exercise every part of quench.

    python3 tools/make-basin.py [FOLDER]      (default: examples/basin beside this script's folder)

Every enterprise, place and figure is invented. What a person would judge (enterprises,
installations, dates, next steps) stands by hand in the tables below; only the arithmetic
(outlets' places, emissions = factor x output, the population grid) is computed. Seeded, so that
a second run writes the same bytes. Columns are read from src/region/tables.c, so that the
headers cannot drift from the program's own description of the folder.

Python 3 standard library only; not needed to build or to test quench.
"""
import csv
import hashlib
import math
import os
import random
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "examples", "basin")
SEED = 20191120
YEAR = 2018  # of outputs and emissions

# ---------------------------------------------------------------------------------------------
# Files


def read_columns():
    """Table name -> column names, from the program's own description."""
    with open(os.path.join(ROOT, "src", "region", "tables.c"), encoding="utf-8") as f:
        text = f.read()
    cols = {}
    for m in re.finditer(r"struct qn_column (\w+)_cols\[\] = \{(.*?)\n\};", text, re.S):
        names = re.findall(r'(?:KEY|REF|TEXT|ENUM|REAL|INT|BOOL|DATE|CODE)\(\s*"(\w+)"', m[2])
        if re.search(r"\n    PROVENANCE,", m[2]):
            names += ["basis", "source", "note"]
        cols[m[1]] = names
    return cols


COLUMNS = read_columns()


def write_table(table, leaf, rows):
    """One CSV: UTF-8, LF, RFC 4180; empty cells for what a row does not say."""
    names = COLUMNS[table]
    for row in rows:
        unknown = set(row) - set(names)
        if unknown:
            raise SystemExit(f"{leaf}: no such column: {sorted(unknown)}")
    with open(os.path.join(OUT, leaf), "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(names)
        w.writerows([[row.get(n, "") for n in names] for row in rows])


def write_text(leaf, text):
    path = os.path.join(OUT, leaf)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    return hashlib.sha256(text.encode()).hexdigest()


def num(x, digits=3):
    """Shortest decimal with at most `digits` places."""
    return f"{x:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{x:.0f}"


# ---------------------------------------------------------------------------------------------
# Place: a box of uninhabited desert. Positions are in km from its south-western corner.

WEST, SOUTH = 103.0, 40.02
KM_LAT = 111.195  # km a degree of latitude, sphere of 6371 km
KM_LON = KM_LAT * math.cos(math.radians(40.2))
NX, NY = 50, 40  # cells of 1 km


def lon(x_km):
    return WEST + x_km / KM_LON


def lat(y_km):
    return SOUTH + y_km / KM_LAT


def elevation(x, y):
    """Ground [m]: the floor falls southwards along the river, the rims rise."""
    edge = edge_km(x, y)
    ridges = 1 + 0.25 * math.sin(0.55 * x) * math.cos(0.47 * y)
    rim = 110 * math.exp(-edge / 2.5) if edge > 0 else 110 - 75 * edge
    return 1040 + 2.2 * y + 3.0 * min(river_km(x, y), 12) + rim * ridges


RIVER = [(12, 40), (16, 33), (19, 27), (23, 20), (24.5, 14), (27, 8), (28, 0)]


def line_km(line, x, y):
    """Distance [km] to a chain of points."""
    best = 1e9
    for (x0, y0), (x1, y1) in zip(line, line[1:]):
        dx, dy = x1 - x0, y1 - y0
        t = max(0, min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)))
        best = min(best, math.hypot(x - x0 - t * dx, y - y0 - t * dy))
    return best


def river_km(x, y):
    return line_km(RIVER, x, y)


def edge_km(x, y):
    """Distance [km] to the city's outline, negative outside it."""
    d = line_km(OUTLINE["J-basin"], x, y)
    return d if inside(OUTLINE["J-basin"], x, y) else -d


# The rim of the basin, clockwise from the south-west, in pieces between the borders' ends.
RIM_SW = [(24.6, 2.7), (18.2, 1.4), (11.4, 2.9), (6.9, 1.3), (3.0, 2.2), (1.6, 7.5), (2.8, 13.0),
          (1.2, 18.4)]
RIM_N = [(1.2, 18.4), (2.4, 24.0), (1.5, 29.5), (4.2, 34.6), (9.5, 37.2), (15.8, 36.1),
         (21.5, 38.6), (27.9, 37.3), (33.4, 38.8), (39.2, 36.9), (44.6, 37.6), (47.9, 33.8),
         (46.9, 28.4)]
RIM_E = [(46.9, 28.4), (48.7, 23.1), (47.6, 17.9), (48.6, 12.6), (46.2, 7.4), (41.8, 3.6)]
RIM_S = [(41.8, 3.6), (36.3, 2.4), (30.8, 1.1), (24.6, 2.7)]
# Borders between jurisdictions; the nodes (17.5, 22.8) and (34.2, 24.6) join three each.
B_NORTH_SW = [(1.2, 18.4), (5.8, 19.9), (9.1, 18.7), (13.2, 21.4), (17.5, 22.8)]
B_NORTH_MID = [(17.5, 22.8), (21.3, 24.4), (25.6, 23.3), (30.1, 25.8), (34.2, 24.6)]
B_NORTH_E = [(34.2, 24.6), (38.0, 26.9), (42.4, 25.7), (46.9, 28.4)]
B_MID_E = [(34.2, 24.6), (33.1, 20.6), (35.4, 16.2), (33.9, 11.5), (37.2, 8.1), (41.8, 3.6)]
B_MID_SW = [(17.5, 22.8), (19.2, 18.6), (17.4, 14.3), (20.6, 10.2), (18.9, 6.1), (24.6, 2.7)]


def ring(*parts):
    """Joins chains that begin where the last one ended; closes the ring."""
    out = []
    for part in parts:
        if out and out[-1] != part[0]:
            raise SystemExit(f"chains do not meet: {out[-1]} {part[0]}")
        out += part if not out else part[1:]
    if out[0] != out[-1]:
        raise SystemExit("ring is open")
    return out


def back(chain):
    return chain[::-1]


OUTLINE = {
    "J-dongchuan": ring(B_NORTH_MID, B_MID_E, RIM_S, back(B_MID_SW)),
    "J-hekou": ring(RIM_SW, B_NORTH_SW, B_MID_SW),
    "J-beiyuan": ring(RIM_N, back(B_NORTH_E), back(B_NORTH_MID), back(B_NORTH_SW)),
    "J-kaifa": ring(RIM_E, back(B_MID_E), B_NORTH_E),
    "J-basin": ring(RIM_N, RIM_E, RIM_S, RIM_SW),
}


def area_km2(points):
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, points[1:]))) / 2


def inside(points, x, y):
    hit = False
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            hit = not hit
    return hit


def jurisdiction_at(x, y):
    for j in ("J-dongchuan", "J-hekou", "J-beiyuan", "J-kaifa"):
        if inside(OUTLINE[j], x, y):
            return j
    return ""


def wkt(points):
    return "POLYGON((" + ",".join(f"{lon(x):.5f} {lat(y):.5f}" for x, y in points) + "))"


#  id, zh, en, parent, level, division code (no such divisions exist)
JURISDICTIONS = [
    ("J-basin", "盆地市", "Basin City", "", "city", "159900"),
    ("J-dongchuan", "东川区", "Dongchuan District", "J-basin", "district", "159902"),
    ("J-hekou", "河口县", "Hekou County", "J-basin", "county", "159921"),
    ("J-beiyuan", "北原县", "Beiyuan County", "J-basin", "county", "159922"),
    ("J-kaifa", "盆地经济开发区", "Basin Development Zone", "J-basin", "zone", "159971"),
]

# Centres of settlement: x, y [km], people a km2 in the middle, radius [km]
TOWNS = [(26.0, 15.0, 9800, 2.9), (28.6, 17.2, 3900, 2.2), (38.2, 16.4, 2300, 1.9),
         (14.5, 30.2, 3800, 2.0), (10.8, 9.6, 4200, 2.1), (31.5, 29.0, 900, 1.2),
         (20.4, 9.0, 1100, 1.3), (7.4, 25.2, 650, 1.1), (43.0, 9.8, 700, 1.1),
         (40.6, 32.4, 520, 1.0), (6.2, 15.4, 480, 1.0), (33.6, 5.0, 620, 1.0)]


def population_rows():
    rng = random.Random(SEED)
    rows = []
    for iy in range(NY):
        for ix in range(NX):
            x, y = ix + 0.5, iy + 0.5
            people = 35 + 260 * math.exp(-((river_km(x, y) / 3.0) ** 2))
            for tx, ty, top, radius in TOWNS:
                people += top * math.exp(-(((x - tx) ** 2 + (y - ty) ** 2) / radius**2))
            people *= 1 - math.exp(-((edge_km(x, y) / 2.5) ** 2))
            people *= 0.8 + 0.4 * rng.random()
            where = jurisdiction_at(x, y)
            rows.append({
                "cell_id": f"C{iy * NX + ix + 1:04d}", "jurisdiction_id": where,
                "lon_deg": f"{lon(x):.5f}", "lat_deg": f"{lat(y):.5f}",
                "elevation_m": f"{elevation(x, y):.0f}",
                "population_persons": f"{people:.0f}" if where else "0", "year": 2015,
                "basis": "published", "source": "S-census"})
    return rows


def jurisdiction_rows(cells):
    people = {}
    for c in cells:
        n = int(c["population_persons"])
        for j in (c["jurisdiction_id"], "J-basin"):
            people[j] = people.get(j, 0) + n
    return [{"jurisdiction_id": i, "name_zh": zh, "name_en": en, "parent_id": parent,
             "level": level, "division_code": code, "population_persons": people[i],
             "population_year": 2015, "area_km2": num(area_km2(OUTLINE[i]), 1),
             "outline_wkt": wkt(OUTLINE[i]), "basis": "published", "source": "S-census"}
            for i, zh, en, parent, level, code in JURISDICTIONS]


# ---------------------------------------------------------------------------------------------
# Sources

SOURCES = [
    ("S-permit", "排污许可证副本（虚构） / permit copies (fictional)", "", "2018-06", "fictional", ""),
    ("S-stat", "2018年度企业统计报表（虚构） / annual returns of the enterprises for 2018 (fictional)", "",
     "2019-02", "fictional", ""),
    ("S-cems", "2018年自动监测年报（虚构） / annual report of the continuous monitors, 2018 (fictional)", "",
     "2019-03", "fictional", ""),
    ("S-survey", "2019年9月装置现场核查记录（虚构） / site survey of installations, September 2019 (fictional)",
     "", "2019-09", "fictional", ""),
    ("S-gov", "盆地市政府文件（虚构） / documents of the city government (fictional)", "", "", "fictional", ""),
    ("S-census", "2015年人口抽样与网格化成果（虚构） / sample census of 2015 and its grid (fictional)", "",
     "2016-11", "fictional", ""),
    ("S-air", "盆地市环境质量公报（虚构） / bulletins of environmental quality (fictional)", "", "",
     "fictional", ""),
    ("S-assume", "本例假设（虚构） / assumptions of this example (fictional)", "", "", "fictional", ""),
    ("guo2021", "郭凤艳等 2021 环境科学研究 34(12):2887 山西省某市焦化行业 measured factors",
     "http://envsaf.alljournals.cn/get_pdf_url.aspx?pcid=3FF3ABA7486768130C3FF830376F43B398E0C97F0F"
     "F2DD53&aid=BCD70ED3C75C6D2AE05F9330ACB1631A", "2021", "verified_page",
     "实测因子，仅因子为真 / measured factors; only the factors are real"),
    ("ap42", "US EPA AP-42 ch. 12.5 (uncontrolled PM)", "", "", "memory_low",
     "凭记忆 / recalled, no page found"),
]

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


def gb11714_check(body):
    """Check character of an organisation code (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2)))
    return "0123456789X0"[(11 - total % 11)]


def uscc(division, serial):
    """A credit code with right check characters in a division that does not exist."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    org = f"MA0QN{serial:03d}"
    code = "91" + division + org + gb11714_check(org)
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + alphabet[(31 - total % 31) % 31]


def wan(v):
    return "" if v == "" else num(v * 10000, 0)


def enterprise_rows():
    division = {j[0]: j[5] for j in JURISDICTIONS}
    rows = []
    for n, e in enumerate(ENTERPRISES):
        (i, zh, en, szh, sen, j, sector, industry, x, y, coke, steel, iron, staff, founded, scope,
         part, basis, note) = e
        rows.append({
            "enterprise_id": i, "name_zh": zh, "name_en": en, "short_zh": szh, "short_en": sen,
            "uscc": uscc(division[j], n + 1), "jurisdiction_id": j, "sector": sector,
            "industry_code": industry, "lon_deg": f"{lon(x):.5f}", "lat_deg": f"{lat(y):.5f}",
            "coke_capacity_t_a": wan(coke), "steel_capacity_t_a": wan(steel),
            "iron_capacity_t_a": wan(iron), "staff_persons": staff, "founded_on": founded,
            "exit_scope": scope, "exit_part_zh": part[0], "exit_part_en": part[1], "basis": basis,
            "source": "S-permit" if basis == "permit" else "S-gov", "note": note})
    return rows


ENTERPRISE_EVENTS = [
    {"enterprise_event_id": "EE-01", "enterprise_id": "E-lujin", "on_date": "2014-10-20",
     "kind": "moved", "from_lon_deg": f"{lon(28.2):.5f}", "from_lat_deg": f"{lat(18.6):.5f}",
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

SOURCE_OF_BASIS = {"permit": "S-permit", "published": "S-gov", "measured": "S-survey",
                   "assumed": "S-assume"}


def installation_rows():
    rows = []
    for enterprise, items in INSTALLATIONS.items():
        for (i, kind, variant, zh, en, state, since, built, cap, out, hours, scope, basis, note,
             params) in items:
            row = {"installation_id": i, "enterprise_id": enterprise, "kind": kind,
                   "variant": variant, "name_zh": zh, "name_en": en, "units": 1, "state": state,
                   "state_since": since, "built_on": built, "capacity_t_a": wan(cap),
                   "output_t_a": wan(out), "output_year": YEAR if out != "" else "",
                   "operating_h_a": hours, "exit_scope": scope, "basis": basis,
                   "source": SOURCE_OF_BASIS[basis], "note": note}
            row.update(params)
            rows.append(row)
    return rows


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



def value_rows():
    """The hand-made values, then the metered outputs, which no permit can tell."""
    outputs = [("installation", i[0], "output_t_a", wan(i[9]), f"{YEAR}-12-31", "measured", "S-stat", "")
               for items in INSTALLATIONS.values() for i in items if i[9]]
    names = ("subject_table", "subject_id", "parameter", "value", "as_of", "basis", "source", "note")
    return [{"value_id": f"V-{n + 1:02d}", **dict(zip(names, v))}
            for n, v in enumerate(VALUES + outputs)]


# ---------------------------------------------------------------------------------------------
# Outlets. A process: zh, en, height, diameter, temperature, velocity as (low, high), building
# (height, length, width) or None, offset from the installation (east, north) [m].
# The ranges are those of engineering handbooks, recalled; a plant's size chooses inside them.

STACKS = {
    "chimney43": ("烟囱", "coke oven chimney", (92, 118), (2.6, 3.2), (165, 195), None, None, (-40, 20)),
    "chimney": ("烟囱", "coke oven chimney", (112, 148), (3.0, 4.1), (155, 185), None, None, (-50, 25)),
    "ground": ("装煤推焦地面站", "charging and pushing ground station", (25, 29), (2.0, 2.3), (58, 74),
               (12, 16), (12, 30, 18), (45, -50)),
    "charging": ("装煤地面站", "charging station", (25, 30), (1.5, 2.0), (45, 65), (10, 15), (12, 24, 14),
                 (35, -40)),
    "pushing": ("推焦地面站", "pushing ground station", (25, 30), (2.0, 2.5), (60, 78), (12, 17),
                (12, 30, 18), (60, -40)),
    "cdq": ("干熄焦环境除尘", "CDQ station", (26, 34), (1.6, 2.2), (82, 108), (10, 15), (42, 40, 26),
            (75, 45)),
    "head_wet": ("机头（湿法脱硫）", "sinter machine head (wet FGD)", (82, 110), (4.0, 4.8), (51, 58),
                 (12, 15), (30, 70, 28), (0, 45)),
    "head_dry": ("机头（循环流化床脱硫）", "sinter machine head (dry FGD)", (95, 120), (4.4, 5.5),
                 (98, 128), (13, 16.5), (36, 90, 32), (0, 50)),
    "tail": ("机尾", "sinter tail", (40, 58), (2.6, 3.9), (68, 95), (12, 17), (30, 70, 28), (55, -15)),
    "pellet": ("焙烧", "pellet induration", (45, 80), (2.8, 4.4), (55, 115), (11, 15), (28, 50, 24),
               (10, 35)),
    "stockhouse": ("矿槽", "BF stockhouse", (25, 38), (3.0, 3.9), (27, 36), (12, 17), (22, 60, 18),
                   (-60, -20)),
    "casthouse": ("出铁场", "BF casthouse", (30, 40), (3.0, 4.4), (55, 78), (12, 17), (32, 46, 38),
                  (40, 25)),
    "stove": ("热风炉", "BF hot stove", (60, 78), (2.5, 3.4), (165, 235), (6.5, 11), (36, 34, 14),
              (-20, 45)),
    "primary": ("一次烟气", "BOF primary flare stack", (52, 78), (1.3, 2.4), (62, 76), (11, 18),
                (45, 110, 60), (20, 30)),
    "secondary": ("二次烟气", "BOF secondary fume", (31, 44), (4.0, 4.9), (55, 76), (12, 17),
                  (45, 110, 60), (-30, 40)),
    "eaf": ("电炉除尘", "EAF dedusting", (26, 40), (3.0, 4.8), (65, 105), (12, 17), (28, 80, 36), (30, 20)),
    "reheat": ("加热炉", "reheating furnace", (45, 70), (2.0, 3.2), (180, 260), (6, 10), (22, 160, 60),
               (-25, 15)),
    "galv": ("退火炉", "annealing furnace", (30, 30), (1.2, 1.2), (190, 190), (8, 8), (18, 120, 30), (0, 0)),
    "kiln": ("窑尾", "kiln stack", (35, 35), (1.8, 1.8), (95, 95), (11, 11), (24, 20, 12), (0, 10)),
    "rto": ("涂层废气焚烧", "coating line incinerator", (25, 25), (1.3, 1.3), (120, 120), (12, 12),
            (16, 140, 30), (0, 0)),
}
# Fugitive volumes: zh, en, release height, length, width, sigma_z0
VOLUMES = {
    "leaks43": ("炉体泄漏", "coke oven leaks", 8, 72, 14, 5.1),
    "leaks": ("炉体泄漏", "coke oven leaks", 11, 84, 17, 7.0),
    "roof": ("出铁场屋顶", "casthouse roof", 28, 46, 38, 13.0),
    "meltroof": ("炼钢车间屋顶", "melt shop roof", 36, 110, 60, 16.7),
    "shoproof": ("电炉车间屋顶", "arc furnace shop roof", 24, 80, 36, 11.2),
}
# Open yards: enterprise, zh, en, length, width, bearing, PM [t/a]
YARDS = [
    ("E-qingsui", "煤场", "coal yard", 220, 90, 12, 21.0), ("E-lujin", "煤场", "coal yard", 240, 100, 78, 8.5),
    ("E-baihe", "煤场", "coal yard", 200, 95, 20, 26.0), ("E-xuanshi", "煤场", "coal yard", 160, 80, 140, 24.0),
    ("E-chifeng", "封闭煤棚", "roofed coal yard", 300, 120, 5, 6.0),
    ("E-lanshan", "原料场", "ore yard", 380, 160, 95, 38.0),
    ("E-zhuyun", "原料场", "ore yard", 280, 120, 30, 54.0),
    ("E-danhe", "原料场", "ore yard", 300, 130, 110, 47.0),
]

# Which processes an installation has, and how big it is inside the ranges (0 small .. 1 large).
PROCESSES = {
    "I-qs-co1": (0.4, ["chimney43", "leaks43"]), "I-qs-co2": (0.4, ["chimney43", "ground", "leaks43"]),
    "I-lj-co1": (0.1, ["chimney", "leaks"]), "I-lj-co2": (0.1, ["chimney", "ground", "leaks"]),
    "I-bh-co1": (0.2, ["chimney43", "ground", "leaks43"]), "I-bh-co2": (0.2, ["chimney43"]),
    "I-xs-co1": (0.3, ["chimney43", "leaks43"]),
    "I-cf-co1": (0.2, ["chimney", "charging", "pushing", "cdq", "leaks"]),
    "I-cf-co2": (0.2, ["chimney", "leaks"]),
    "I-cf-co3": (0.4, ["chimney", "charging", "pushing", "cdq", "leaks"]),
    "I-cf-co4": (0.4, ["chimney", "leaks"]),
    "I-ls-co1": (1.0, ["chimney", "charging", "pushing", "cdq", "leaks"]),
    "I-ls-si1": (1.0, ["head_dry", "tail"]), "I-ls-si2": (0.5, ["head_dry", "tail"]),
    "I-ls-pl1": (1.0, ["pellet"]),
    "I-ls-bf1": (0.9, ["stockhouse", "casthouse", "stove", "roof"]),
    "I-ls-bf2": (1.0, ["stockhouse", "casthouse", "stove", "roof"]),
    "I-ls-bof1": (1.0, ["primary", "secondary", "meltroof"]), "I-ls-bof2": (1.0, ["primary", "secondary"]),
    "I-ls-hsm": (1.0, ["reheat"]), "I-ls-lk": (0.5, ["kiln"]),
    "I-zy-si1": (0.0, ["head_wet", "tail"]), "I-zy-si2": (0.4, ["head_wet", "tail"]),
    "I-zy-sp1": (0.0, ["pellet"]),
    "I-zy-bf1": (0.1, ["stockhouse", "casthouse", "stove", "roof"]),
    "I-zy-bf2": (0.3, ["stockhouse", "casthouse", "stove", "roof"]),
    "I-zy-bof1": (0.2, ["primary", "secondary", "meltroof"]), "I-zy-bof2": (0.2, ["primary"]),
    "I-zy-hsm": (0.3, ["reheat"]), "I-zy-gl": (0.5, ["galv"]),
    "I-dh-si2": (0.5, ["head_wet", "tail"]), "I-dh-sp1": (0.1, ["pellet"]),
    "I-dh-bf1": (0.7, ["stockhouse", "casthouse", "stove", "roof"]),
    "I-dh-bf2": (0.1, ["casthouse", "stove"]),
    "I-dh-bof1": (0.6, ["primary", "secondary", "meltroof"]),
    "I-tl-bf1": (0.0, ["stockhouse", "casthouse", "stove", "roof"]), "I-tl-eaf1": (0.0, ["eaf"]),
    "I-mc-bf1": (0.0, ["stockhouse", "stove", "roof"]), "I-mc-eaf1": (0.0, ["eaf"]),
    "I-hy-eaf1": (0.3, ["eaf"]), "I-hy-eaf2": (0.5, ["eaf", "shoproof"]), "I-hy-hsm": (0.0, ["reheat"]),
    "I-yx-eaf1": (1.0, ["eaf"]), "I-yx-eaf2": (0.5, ["eaf", "shoproof"]), "I-yx-cc": (0.5, ["rto"]),
    "I-jl-eaf1": (0.1, ["eaf", "shoproof"]),
}

# Emissions of a process, kg a tonne of product: basis, pollutant -> (kg/t, factor id or "").
# factor   applies to the output of 2018 (values and ids of published factors)
# permit   applies to the capacity: what the permit allows (invented)
# measured applies to the output: what the continuous monitor added up to (invented)
# assumed  applies to the output (invented, and said so)
FACTOR, PERMIT, ASSUMED, MEASURED = "factor", "permit", "assumed", "measured"
EMISSIONS = {
    "chimney43": (FACTOR, {"SO2": (0.0695, "COK-G-SO2"), "NOx": (0.6244, "COK-G-NOx"),
                           "PM": (0.0247, "COK-G-PM")}, "guo2021"),
    "chimney": (FACTOR, {"SO2": (0.0695, "COK-G-SO2"), "NOx": (0.6244, "COK-G-NOx"),
                         "PM": (0.0247, "COK-G-PM")}, "guo2021"),
    "ground": (FACTOR, {"PM": (0.0168, "COK-G-PMd")}, "guo2021"),
    "charging": (PERMIT, {"PM": (0.012, ""), "SO2": (0.010, "")}, "S-permit"),
    "pushing": (PERMIT, {"PM": (0.018, ""), "SO2": (0.008, "")}, "S-permit"),
    "cdq": (PERMIT, {"PM": (0.014, ""), "SO2": (0.022, "")}, "S-permit"),
    "head_wet": (PERMIT, {"PM": (0.113, ""), "SO2": (0.51, ""), "NOx": (0.85, "")}, "S-permit"),
    "head_dry": (MEASURED, {"PM": (0.028, ""), "SO2": (0.085, ""), "NOx": (0.30, "")}, "S-cems"),
    "tail": (PERMIT, {"PM": (0.060, "")}, "S-permit"),
    "pellet": (PERMIT, {"PM": (0.099, ""), "SO2": (0.45, ""), "NOx": (0.70, "")}, "S-permit"),
    "stockhouse": (PERMIT, {"PM": (0.055, "")}, "S-permit"),
    "casthouse": (PERMIT, {"PM": (0.048, "")}, "S-permit"),
    "stove": (PERMIT, {"PM": (0.026, ""), "SO2": (0.13, ""), "NOx": (0.39, "")}, "S-permit"),
    "primary": (PERMIT, {"PM": (0.012, ""), "CO": (1.9, "")}, "S-permit"),
    "secondary": (PERMIT, {"PM": (0.090, "")}, "S-permit"),
    "eaf": (PERMIT, {"PM": (0.105, "")}, "S-permit"),
    "reheat": (PERMIT, {"PM": (0.012, ""), "SO2": (0.09, ""), "NOx": (0.18, "")}, "S-permit"),
    "galv": (PERMIT, {"PM": (0.010, ""), "NOx": (0.11, "")}, "S-permit"),
    "kiln": (PERMIT, {"PM": (0.14, ""), "NOx": (0.62, "")}, "S-permit"),
    "rto": (PERMIT, {"VOC": (0.13, ""), "NOx": (0.05, "")}, "S-permit"),
    "leaks43": (ASSUMED, {"PM": (0.21, ""), "VOC": (0.18, "")}, "S-assume"),
    "leaks": (ASSUMED, {"PM": (0.11, ""), "VOC": (0.09, "")}, "S-assume"),
    "roof": (ASSUMED, {"PM": (0.045, "")}, "S-assume"),
    "meltroof": (ASSUMED, {"PM": (0.038, "")}, "S-assume"),
    "shoproof": (ASSUMED, {"PM": (0.12, "")}, "S-assume"),
}
HEAT_RECOVERY = {"SO2": (0.1866, "COK-GH-SO2"), "NOx": (0.6424, "COK-GH-NOx"),
                 "PM": (0.0456, "COK-GH-PM")}
NO_PERMIT = {"E-jinli"}
NO_CASTHOUSE_HOOD = {"I-mc-bf1"}  # roof: the whole uncontrolled AP-42 factor

NOTE_OF = {
    FACTOR: "因子×2018年产量 / factor x output of 2018",
    PERMIT: "许可量：按产能 / permitted amount, on capacity",
    MEASURED: "自动监测累计 / sum of the continuous monitor",
    ASSUMED: "假设的单位排放×2018年产量 / assumed rate x output of 2018",
}


def lerp(bounds, s, digits):
    return round(bounds[0] + s * (bounds[1] - bounds[0]), digits)


def site_offset(k):
    """Place [m] of a plant's k-th installation from its centre: rows of five."""
    return -340 + 170 * (k % 5), 220 - 170 * (k // 5)


def chimney_velocity(cap_t_a, temp_c, diameter):
    """From 1550 Nm3 of flue gas a tonne of coke, all year."""
    flow = cap_t_a * 1550 / (8760 * 3600) * (273.15 + temp_c) / 273.15
    return round(flow / (math.pi * diameter**2 / 4), 1)


def place(x_km, y_km, east_m, north_m):
    x, y = x_km + east_m / 1000, y_km + north_m / 1000
    return {"lon_deg": f"{lon(x):.5f}", "lat_deg": f"{lat(y):.5f}",
            "base_elevation_m": f"{elevation(x, y):.0f}"}


def stack_row(process, size, cap_t_a):
    zh, en, height, diameter, temp, velocity, building, _ = STACKS[process]
    d, t = lerp(diameter, size, 1), lerp(temp, size, 0)
    row = {"kind": "stack", "process": en, "height_m": num(lerp(height, size, 0)), "diameter_m": num(d),
           "exit_temp_C": num(t),
           "exit_velocity_m_s": num(lerp(velocity, size, 1) if velocity
                                    else chimney_velocity(cap_t_a, t, d)),
           "basis": "permit", "source": "S-permit"}
    if building:
        row.update(zip(("building_height_m", "building_length_m", "building_width_m"), building))
    return zh, en, row


def volume_row(process):
    zh, en, height, length, width, sigma = VOLUMES[process]
    return zh, en, {"kind": "fugitive_volume", "process": en, "height_m": num(height),
                    "length_m": num(length), "width_m": num(width), "angle_deg": 15,
                    "sigma_z0_m": num(sigma), "basis": "assumed", "source": "S-assume",
                    "note": "尺寸取自设计图，扩散参数为假设 / size from drawings, dispersion assumed"}


def outlet_id(installation, process):
    stem = {"chimney43": "chimney", "leaks43": "leaks", "head_wet": "head", "head_dry": "head"}
    return f"O-{installation[2:]}-{stem.get(process, process)}"


def emission_of(installation, process, cap_t_a, out_t_a):
    """Basis, pollutant -> (amount, kg/t, factor id), source, note."""
    basis, rates, source = EMISSIONS[process]
    if basis == PERMIT and owner_of(installation) in NO_PERMIT:
        basis, source = ASSUMED, "S-assume"
    note = NOTE_OF[basis]
    if installation == "I-xs-co1" and process == "chimney43":
        rates = HEAT_RECOVERY
    if installation == "I-bh-co2":
        return ASSUMED, {"NOx": (6.0, "", "")}, "S-assume", "热备燃烧 / gas burnt to keep it hot"
    if process == "roof" and installation in NO_CASTHOUSE_HOOD:
        basis, rates, source = FACTOR, {"PM": (0.3, "BF-AP-CH")}, "ap42"
        note = "无收尘罩，用未控制因子 / no hood: the uncontrolled factor"
    if process == "ground":  # one station serves the plant's operating batteries
        out_t_a = sum(i[9] for i in INSTALLATIONS[owner_of(installation)] if i[9]) * 10000
        note = "因子×全厂2018年产量 / factor x output of the plant in 2018"
    tonnes = cap_t_a if basis == PERMIT else out_t_a
    return basis, {p: (rate * tonnes / 1000, rate, fid) for p, (rate, fid) in rates.items()}, source, note


def owner_of(installation):
    for e, items in INSTALLATIONS.items():
        if any(i[0] == installation for i in items):
            return e
    raise SystemExit(installation)


def outlet_and_emission_rows():
    at = {e[0]: (e[8], e[9]) for e in ENTERPRISES}
    outlets, emissions = [], []

    def emit(oid, basis, amounts, source, note):
        for pollutant, (amount, rate, fid) in amounts.items():
            emissions.append({
                "emission_id": f"EM-{len(emissions) + 1:03d}", "outlet_id": oid,
                "pollutant": pollutant, "emission_t_a": num(amount, 3), "year": YEAR,
                "factor_kg_t": rate if basis in (FACTOR, ASSUMED) else "", "factor_id": fid,
                "basis": basis, "source": source, "note": note})

    for enterprise, items in INSTALLATIONS.items():
        permit_no = 0
        for k, inst in enumerate(items):
            if inst[0] not in PROCESSES:
                continue
            size, processes = PROCESSES[inst[0]]
            cap, out = float(inst[8] or 0) * 10000, float(inst[9] or 0) * 10000
            east, north = site_offset(k)
            for process in processes:
                if process in STACKS:
                    zh, en, row = stack_row(process, size, cap)
                    de, dn = STACKS[process][7]
                    permit_no += 1
                    row["permit_outlet_code"] = f"DA{permit_no:03d}"
                    if enterprise in NO_PERMIT:
                        row.update(permit_outlet_code="", basis="assumed", source="S-assume")
                else:
                    zh, en, row = volume_row(process)
                    de, dn = 0, 0
                oid = outlet_id(inst[0], process)
                row.update({"outlet_id": oid, "enterprise_id": enterprise, "installation_id": inst[0],
                            "name_zh": inst[3] + zh, "name_en": f"{inst[4]}: {en}"})
                row.update(place(*at[enterprise], east + de, north + dn))
                outlets.append(row)
                emit(oid, *emission_of(inst[0], process, cap, out))
        for e, zh, en, length, width, angle, pm in YARDS:
            if e == enterprise:
                oid = "O-" + items[0][0].split("-")[1] + "-yard"
                row = {"outlet_id": oid, "enterprise_id": e, "kind": "fugitive_area", "process": en,
                       "name_zh": zh, "name_en": en, "height_m": 6, "length_m": length,
                       "width_m": width, "angle_deg": angle, "sigma_z0_m": 2.8, "basis": "assumed",
                       "source": "S-assume", "note": "按平面图 / from the site plan"}
                row.update(place(*at[e], -380, -330))
                outlets.append(row)
                emit(oid, ASSUMED, {"PM": (pm, "", "")}, "S-assume", "风蚀与装卸，假设 / wind and handling, assumed")
    return outlets, emissions


# What the files leave out on purpose, so that the pack can show what is missing.
BLANKS = {"O-mc-bf1-stove": ("exit_temp_C", "exit_velocity_m_s"), "O-jl-eaf1-eaf": ("diameter_m",),
          "O-xs-co1-chimney": ("exit_velocity_m_s",), "O-tl-eaf1-eaf": ("height_m",)}


def blank(outlets):
    for row in outlets:
        for name in BLANKS.get(row["outlet_id"], ()):
            row[name] = ""
            row["note"] = "资料未载，待补 / not in the documents, to be supplied"


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


def station_rows():
    return [{"station_id": i, "name_zh": zh, "name_en": en, "jurisdiction_id": jurisdiction_at(x, y),
             "lon_deg": f"{lon(x):.5f}", "lat_deg": f"{lat(y):.5f}",
             "elevation_m": f"{elevation(x, y):.0f}", "inlet_height_m": inlet, "role": role,
             "active_from": since, "active_to": until, "basis": "published", "source": "S-air",
             "note": "替代 B005 / replaces B005" if i == "B006" else ""}
            for i, zh, en, x, y, role, inlet, since, until in STATIONS]


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


def indicator_rows():
    rows = []

    def add(period, known, zh, en, value, uzh, uen, usable, note=""):
        rows.append({"indicator_id": f"A-{len(rows) + 1:02d}", "jurisdiction_id": "J-basin",
                     "period": period, "known_on": known, "metric_zh": zh, "metric_en": en,
                     "value": value, "unit_zh": uzh, "unit_en": uen, "usable_as_baseline": usable,
                     "basis": "published", "source": "S-air", "note": note})

    for period, known, *values, rank in AIR:
        usable = "yes" if period in ("2017", "2018") else ""
        brief = period < "2018"  # of earlier years: PM2.5, index and rank only
        for (zh, en, _), v in zip(METRICS[:1] if brief else METRICS, values):
            unit = ("mg/m³", "mg/m3") if en.startswith("CO") else ("μg/m³", "ug/m3")
            add(period, known, zh, en, v, *unit, usable)
        index = sum(v / limit for (_, _, limit), v in zip(METRICS, values))
        add(period, known, "环境空气质量综合指数", "composite air quality index", num(index, 2), "", "",
            usable, "六项浓度与二级标准之比的和 / sum of the six ratios to the class 2 limits")
        add(period, known, "综合指数排名（倒数）", "rank from the bottom, composite index", rank,
            "100个城市中（虚构）", "of 100 cities (fictional)", usable)
    return rows


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


def event_rows():
    of = {e[0]: e[5] for e in ENTERPRISES}
    rows = []
    for n, (on, kind, subject, inst, zh, en, who, due, done) in enumerate(sorted(EVENTS, key=lambda e: e[0])):
        enterprise = subject if subject in of else ""
        rows.append({"event_id": f"T-{n + 1:02d}", "on_date": on, "kind": kind,
                     "jurisdiction_id": of.get(subject, subject), "enterprise_id": enterprise,
                     "installation_id": inst, "text_zh": zh, "text_en": en, "responsible_zh": who[0],
                     "responsible_en": who[1], "due_on": due, "done_on": done, "basis": "published",
                     "source": "S-gov"})
    return rows


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


def evidence_rows():
    rows = []
    head = "虚构文件，仅作示例。 / Fictional document, example only.\n\n"
    for n, (i, kind, zh, en, dated, e, inst, leaf, text, source) in enumerate(EVIDENCE):
        digest = write_text("evidence/" + leaf, head + zh + "\n" + en + "\n" + dated + "\n\n" + text)
        rows.append({"evidence_id": i, "kind": kind, "title_zh": zh, "title_en": en, "dated_on": dated,
                     "enterprise_id": e, "installation_id": inst, "file": leaf,
                     "sha256": digest if n < 4 else "",
                     "basis": {"permit": "permit", "inspection": "measured"}.get(kind, "published"),
                     "source": source})
    return rows


SETTINGS = f"""# Written by tools/make-basin.py. Everything here is invented.
region_id: basin
region_name_zh: 盆地市
region_name_en: Basin City
title_zh: 盆地市限制类钢铁焦化产能退出汇报
title_en: "Basin City: exit of restricted-class steel and coking capacity"
notice_zh: 虚构地区，所有企业与数据均为虚构
notice_en: "Fictional region: all enterprises and figures are invented"
division_code: "159900"
decision_date: "2019-11-20"
fictional: "yes"
west_deg: {lon(0):.5f}
south_deg: {lat(0):.5f}
east_deg: {lon(NX):.5f}
north_deg: {lat(NY):.5f}
"""


def main():
    os.makedirs(OUT, exist_ok=True)
    write_text("region.yaml", SETTINGS)
    write_table("source", "sources.csv",
                [dict(zip(("source_id", "title", "url", "published_on", "conf_level", "note"), s)) for s in SOURCES])
    cells = population_rows()
    write_table("population", "population.csv", cells)
    write_table("jurisdiction", "jurisdictions.csv", jurisdiction_rows(cells))
    write_table("enterprise", "enterprises.csv", enterprise_rows())
    write_table("enterprise_event", "enterprise_events.csv",
                [{**e, "basis": "published", "source": "S-gov"} for e in ENTERPRISE_EVENTS])
    write_table("installation", "installations.csv", installation_rows())
    write_table("installation_state", "installation_states.csv",
                [{"installation_state_id": f"IS-{n + 1:02d}", "installation_id": i, "state": s, "since": d,
                  "basis": b, "source": src} for n, (i, s, d, b, src) in enumerate(STATES)])
    outlets, emissions = outlet_and_emission_rows()
    blank(outlets)
    write_table("outlet", "outlets.csv", outlets)
    write_table("emission", "emissions.csv", emissions)
    write_table("station", "stations.csv", station_rows())
    write_table("value", "values.csv", value_rows())
    write_table("indicator", "indicators.csv", indicator_rows())
    write_table("event", "events.csv", event_rows())
    write_table("evidence", "evidence.csv", evidence_rows())


if __name__ == "__main__":
    main()
