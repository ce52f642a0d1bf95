/* Kinds of installation, as ranges. Levels of O2 and flue temperature follow the reference's
 * section on shutdown evidence; everything else is an engineer's guess for made-up plants. */
#include <string.h>

#include "simulate/traits.h"

/* clang-format off */
static const struct qn_sim_kind kinds[] = {
    {.name = "power_boiler", .o2_pct = {5.5, 8.5}, .temp_C = {105, 150}, .humidity_pct = {6, 10},
     .velocity_m_s = {8, 16}, .so2_mg_m3 = {8, 30}, .nox_mg_m3 = {22, 46}, .dust_mg_m3 = {1.2, 7},
     .mass_h = {5, 14}, .quick_pct = {55, 80}, .furnace_C = {820, 940}, .chimney_m_s = 1.3,
     .gases = true, .wet = true},
    {.name = "coke_oven", .o2_pct = {7, 13}, .temp_C = {150, 240}, .humidity_pct = {8, 14},
     .velocity_m_s = {3.5, 7}, .so2_mg_m3 = {10, 28}, .nox_mg_m3 = {70, 140}, .dust_mg_m3 = {2, 9},
     .mass_h = {90, 220}, .quick_pct = {25, 45}, .furnace_C = {1150, 1300}, .chimney_m_s = 1.6,
     .draught_only = true, .gases = true},
    {.name = "sinter_machine", .o2_pct = {14, 18}, .temp_C = {105, 150}, .humidity_pct = {7, 12},
     .velocity_m_s = {10, 18}, .so2_mg_m3 = {8, 33}, .nox_mg_m3 = {25, 48}, .dust_mg_m3 = {2, 9},
     .mass_h = {3, 9}, .quick_pct = {55, 80}, .chimney_m_s = 1.0, .gases = true, .wet = true},
    {.name = "blast_furnace", .o2_pct = {3, 9}, .temp_C = {130, 260}, .humidity_pct = {4, 8},
     .velocity_m_s = {4, 9}, .so2_mg_m3 = {15, 45}, .nox_mg_m3 = {15, 90}, .dust_mg_m3 = {2, 9},
     .mass_h = {40, 120}, .quick_pct = {35, 60}, .chimney_m_s = 1.4, .draught_only = true,
     .gases = true},
    {.name = "lime_kiln", .o2_pct = {8, 14}, .temp_C = {90, 180}, .humidity_pct = {4, 9},
     .velocity_m_s = {7, 14}, .so2_mg_m3 = {5, 40}, .nox_mg_m3 = {40, 130}, .dust_mg_m3 = {2, 9},
     .mass_h = {15, 50}, .quick_pct = {45, 70}, .furnace_C = {950, 1150}, .chimney_m_s = 1.1,
     .gases = true},
    {.name = "shaft_pellet_furnace", .o2_pct = {14, 18.2}, .temp_C = {80, 140},
     .humidity_pct = {5, 10}, .velocity_m_s = {8, 15}, .so2_mg_m3 = {10, 34},
     .nox_mg_m3 = {20, 48}, .dust_mg_m3 = {2, 9}, .mass_h = {10, 40}, .quick_pct = {45, 70},
     .chimney_m_s = 1.1, .gases = true, .wet = true},
    {.name = "hot_strip_mill", .o2_pct = {5, 10}, .temp_C = {140, 260}, .humidity_pct = {6, 11},
     .velocity_m_s = {4, 10}, .so2_mg_m3 = {5, 45}, .nox_mg_m3 = {50, 140}, .dust_mg_m3 = {1, 8},
     .mass_h = {12, 36}, .quick_pct = {40, 65}, .furnace_C = {1100, 1260}, .chimney_m_s = 1.3,
     .gases = true},
    {.name = "electric_arc_furnace", .o2_pct = {20.2, 20.7}, .temp_C = {50, 95},
     .humidity_pct = {1.5, 4}, .velocity_m_s = {10, 18}, .so2_mg_m3 = {0, 1}, .nox_mg_m3 = {0, 2},
     .dust_mg_m3 = {1.5, 8}, .mass_h = {2, 6}, .quick_pct = {65, 85}, .chimney_m_s = 0.5,
     .batches = true},
    {.name = "other", .o2_pct = {8, 14}, .temp_C = {80, 180}, .humidity_pct = {4, 10},
     .velocity_m_s = {6, 14}, .so2_mg_m3 = {5, 40}, .nox_mg_m3 = {30, 120}, .dust_mg_m3 = {2, 9},
     .mass_h = {8, 30}, .quick_pct = {45, 75}, .chimney_m_s = 1.0, .gases = true, .wet = true},
};
/* clang-format on */
#define N_KINDS (sizeof kinds / sizeof kinds[0])

/* Kinds that behave like another one. */
static const struct {
    const char *name, *like;
} alike[] = {
    {"semi_coke_oven", "coke_oven"},
    {"pellet_line", "shaft_pellet_furnace"},
    {"converter", "electric_arc_furnace"},
    {"induction_furnace", "electric_arc_furnace"},
    {"galvanizing_line", "hot_strip_mill"},
    {"open_hearth", "other"},
    {"dri_furnace", "other"},
    {"colour_coating_line", "other"},
    {"unknown", "other"},
};

const struct qn_sim_kind *qn_sim_kind_at(size_t i)
{
    return i < N_KINDS ? &kinds[i] : NULL;
}

bool qn_sim_kind_known(const char *name)
{
    for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++)
        if (strcmp(name, alike[i].name) == 0)
            return true;
    for (size_t i = 0; i < N_KINDS; i++)
        if (strcmp(name, kinds[i].name) == 0)
            return true;
    return false;
}

const struct qn_sim_kind *qn_sim_kind_of(const char *name)
{
    if (!name)
        name = "other";
    for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++)
        if (strcmp(name, alike[i].name) == 0)
            name = alike[i].like;
    for (size_t i = 0; i < N_KINDS; i++)
        if (strcmp(name, kinds[i].name) == 0)
            return &kinds[i];
    return &kinds[N_KINDS - 1];
}
