#!/usr/bin/env python3
"""Writes examples/basin: a fictional region, complete enough to exercise every part of quench.

    python3 tools/make-basin.py [FOLDER]      (default: examples/basin beside this script's folder)

Every enterprise, place and figure is invented. What a person would judge (enterprises,
installations, dates, next steps) stands by hand in basin_facts.py; only the arithmetic
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

sys.dont_write_bytecode = True
from basin_facts import (AIR, DEVICES, ENTERPRISE_EVENTS, ENTERPRISES, EVENTS, EVIDENCE, INSTALLATIONS, METRICS,
                         STATES, STATIONS, VALUES)

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


def enterprise_event_rows():
    rows = []
    for e in ENTERPRISE_EVENTS:
        row = {**e, "basis": "published", "source": "S-gov"}
        if "from_km" in row:
            x, y = row.pop("from_km")
            row.update(from_lon_deg=f"{lon(x):.5f}", from_lat_deg=f"{lat(y):.5f}")
        rows.append(row)
    return rows


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


def device_rows(outlets):
    """The register of data loggers; the outlets they measure name them."""
    of_outlet = {d[1]: d[0] for d in DEVICES}
    for row in outlets:
        if row["outlet_id"] in of_outlet:
            row["device_mn"] = of_outlet.pop(row["outlet_id"])
    if of_outlet:
        raise SystemExit(f"no such outlet: {sorted(of_outlet)}")
    return [{"device_mn": mn, "outlet_id": o, "installation_id": i, "hj212_version": v,
             "wet_scrubber": wet, "basis": "permit", "source": "S-permit", "note": note}
            for mn, o, i, v, wet, note in DEVICES]


# ---------------------------------------------------------------------------------------------
# Stations, air, events, evidence


def station_rows():
    return [{"station_id": i, "name_zh": zh, "name_en": en, "jurisdiction_id": jurisdiction_at(x, y),
             "lon_deg": f"{lon(x):.5f}", "lat_deg": f"{lat(y):.5f}",
             "elevation_m": f"{elevation(x, y):.0f}", "inlet_height_m": inlet, "role": role,
             "active_from": since, "active_to": until, "basis": "published", "source": "S-air",
             "note": "替代 B005 / replaces B005" if i == "B006" else ""}
            for i, zh, en, x, y, role, inlet, since, until in STATIONS]


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
            "位（100个城市，虚构）", "(of 100 cities, fictional)", usable)
    return rows


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
    write_table("enterprise_event", "enterprise_events.csv", enterprise_event_rows())
    write_table("installation", "installations.csv", installation_rows())
    write_table("installation_state", "installation_states.csv",
                [{"installation_state_id": f"IS-{n + 1:02d}", "installation_id": i, "state": s, "since": d,
                  "basis": b, "source": src} for n, (i, s, d, b, src) in enumerate(STATES)])
    outlets, emissions = outlet_and_emission_rows()
    blank(outlets)
    write_table("device", "devices.csv", device_rows(outlets))
    write_table("outlet", "outlets.csv", outlets)
    write_table("emission", "emissions.csv", emissions)
    write_table("station", "stations.csv", station_rows())
    write_table("value", "values.csv", value_rows())
    write_table("indicator", "indicators.csv", indicator_rows())
    write_table("event", "events.csv", event_rows())
    write_table("evidence", "evidence.csv", evidence_rows())


if __name__ == "__main__":
    main()
