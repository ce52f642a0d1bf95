#include "weather/header.h"
#include "weather/rows.h"

#include <math.h>
#include <string.h>

#define LINE_CAP 256      /* AERMOD reads so much of the line */
#define VERSION_COLUMN 92 /* where old files have the version without a mark */
#define VERSION_LEN 6
#define ID_GAP 1            /* blanks between a mark and its name */
#define ID_LEN 9            /* of a name */
#define PLACE_LEN 10        /* of latitude and longitude */
#define VERSION_LEAST 12345 /* the oldest AERMET that AERMOD 24142 takes */

/* Offset just after a mark, or 0. */
static size_t after(const char *line, size_t len, const char *mark)
{
    size_t n = strlen(mark);
    for (size_t i = 0; i + n <= len; i++) {
        if (memcmp(line + i, mark, n) == 0)
            return i + n;
    }
    return 0;
}

bool qn_weather_is_header(const char *line, size_t len)
{
    return len && memchr(line, ':', len < LINE_CAP ? len : LINE_CAP) != NULL;
}

/* The part of the line from `at`, at most n bytes, without the blanks around it. */
static void take(const char *line, size_t len, size_t at, size_t n, char *out, size_t cap)
{
    size_t end = at + n < len ? at + n : len;
    while (at < end && line[at] == ' ')
        at++;
    while (end > at && line[end - 1] == ' ')
        end--;
    size_t have = end > at ? end - at : 0;
    if (have > cap - 1)
        have = cap - 1;
    if (have)
        memcpy(out, line + at, have);
    out[have] = '\0';
}

static void take_name(const char *line, size_t len, const char *mark, char *out, size_t cap)
{
    size_t at = after(line, len, mark);
    out[0] = '\0';
    if (at)
        take(line, len, at + ID_GAP, ID_LEN, out, cap);
}

/* Degrees with a letter behind them: plus is positive, minus negative; else NaN. */
static double degrees(const char *line, size_t len, size_t at, char plus, char minus)
{
    char text[PLACE_LEN + 1];
    double v;
    take(line, len, at, PLACE_LEN, text, sizeof text);
    size_t n = strlen(text);
    char letter = n ? (char)(text[n - 1] & ~0x20) : '\0'; /* upper case */
    if ((letter != plus && letter != minus) || !qn_rows_decimal(text, n - 1, &v))
        return NAN;
    return letter == minus ? -v : v;
}

static enum qn_status take_version(const char *place, const char *line, size_t len, char *out,
                                   struct qn_err *err)
{
    size_t at = after(line, len, "VERSION:");
    take(line, len, at ? at : VERSION_COLUMN, VERSION_LEN, out, VERSION_LEN + 1);
    if (!out[0])
        return qn_fail(err, QN_E_SYNTAX, place, QN_T_WEATHER_NO_VERSION);
    double number;
    if (qn_rows_decimal(out, strlen(out), &number) && !(number >= VERSION_LEAST)) {
        char least[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_UNSUPPORTED, place, QN_T_WEATHER_OLD_VERSION, out,
                       qn_num_text(VERSION_LEAST, least));
    }
    return QN_OK;
}

enum qn_status qn_weather_header(const char *place, const char *line, size_t len,
                                 struct qn_weather *w, struct qn_err *err)
{
    size_t n = len < LINE_CAP ? len : LINE_CAP;
    enum qn_status st = take_version(place, line, n, w->version, err);
    if (st)
        return st;
    if (n)
        memcpy(w->header, line, n);
    w->header[n] = '\0';
    w->adjusted_ustar = after(line, n, "ADJ_U*") != 0;
    w->bulk_richardson = after(line, n, "BULKRN") != 0;
    w->vector_winds = after(line, n, "VECTORWS") != 0;
    w->latitude_deg = degrees(line, n, 0, 'N', 'S');
    w->longitude_deg = degrees(line, n, PLACE_LEN, 'E', 'W');
    take_name(line, n, "UA_ID:", w->upper_id, sizeof w->upper_id);
    take_name(line, n, "SF_ID:", w->surface_id, sizeof w->surface_id);
    take_name(line, n, "OS_ID:", w->onsite_id, sizeof w->onsite_id);
    return QN_OK;
}
