/* qn_weather_parse. The input is flags (one byte), a surface file, a zero byte, a profile file. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "weather/weather.h"

#define ARENA_MAX_BYTES ((size_t)1 << 22)

static void check_levels(const struct qn_plume_hour *h)
{
    FUZZ_MUST(h->levels >= 1 && h->levels <= QN_PLUME_LEVELS_CAP);
    for (size_t i = 0; i < h->levels; i++) {
        const struct qn_plume_level *l = &h->level[i];
        FUZZ_MUST(isfinite(l->height_m) && isfinite(l->wdir_deg) && isfinite(l->wspd_m_s));
        FUZZ_MUST(isfinite(l->temp_C) && isfinite(l->sigma_a_deg) && isfinite(l->sigma_w_m_s));
        FUZZ_MUST(l->top == (i + 1 == h->levels));
        FUZZ_MUST(i == 0 || l->height_m > l[-1].height_m);
    }
}

static void check_weather(const struct qn_weather *w)
{
    FUZZ_MUST(w->hours >= 1 && w->version[0]);
    for (size_t i = 0; i < w->hours; i++) {
        const struct qn_plume_hour *h = &w->hour[i];
        FUZZ_MUST(h->month >= 1 && h->month <= 12 && h->day >= 1 && h->day <= 31);
        FUZZ_MUST(h->year >= 100 && h->year <= 2147 && h->hour >= 1 && h->hour <= 24);
        FUZZ_MUST(isfinite(h->heat_W_m2) && isfinite(h->obukhov_m) && isfinite(h->temp_K));
        FUZZ_MUST(isfinite(h->wspd_m_s) && isfinite(h->precip_mm) && isfinite(h->pressure_hPa));
        check_levels(h);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0)
        return 0;
    const char *text = (const char *)data + 1;
    size_t len = n - 1;
    const char *cut = len ? memchr(text, '\0', len) : NULL;
    size_t first = cut ? (size_t)(cut - text) : len;
    struct qn_weather_text surface = {"s", text, first};
    struct qn_weather_text profile = {"p", cut ? cut + 1 : NULL, cut ? len - first - 1 : 0};
    struct qn_arena arena;
    struct qn_weather weather = {.hours = 77};
    struct qn_err err = {.code = QN_OK};
    qn_arena_init(&arena, ARENA_MAX_BYTES);
    enum qn_status st = qn_weather_parse(&surface, &profile, data[0] & 1, &arena, &weather, &err);
    if (st == QN_OK) {
        check_weather(&weather);
    } else {
        FUZZ_MUST(st == err.code && weather.hours == 77);
        FUZZ_MUST(err.msg[QN_ZH][0] && err.msg[QN_EN][0]);
    }
    qn_arena_release(&arena);
    return 0;
}
