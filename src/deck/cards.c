#include "deck/cards.h"

#include <math.h>
#include <string.h>

#define KEYWORD_AT 3
#define KEYWORD_CAP 8
#define DATA_AT 12
#define SHIFT_MAX 3
#define EXPONENT_MAX 30 /* AERMOD's */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static char to_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

unsigned qn_cutter_shift(const char *line, size_t n)
{
    for (unsigned i = 0; i <= SHIFT_MAX && i < n; i++)
        if (!is_blank(line[i]))
            return i;
    return 0;
}

/* Lines with tabs before the data are laid out anew: pathway, keyword and data by words. */
static const char *const keywords[] = {
    "STARTING", "FINISHED", "TITLEONE", "TITLETWO", "MODELOPT", "AVERTIME", "POLLUTID", "HALFLIFE",
    "DCAYCOEF", "DEBUGOPT", "ELEVUNIT", "FLAGPOLE", "RUNORNOT", "EVENTFIL", "SAVEFILE", "INITFILE",
    "MULTYEAR", "ERRORFIL", "GASDEPDF", "GDSEASON", "GDLANUSE", "GASDEPVD", "URBANOPT", "NO2EQUIL",
    "NO2STACK", "OZONEVAL", "OZONEFIL", "O3VALUES", "OZONUNIT", "O3SECTOR", "NOXVALUE", "NOX_FILE",
    "NOX_VALS", "NOX_UNIT", "NOXSECTR", "LOW_WIND", "ARMRATIO", "LOCATION", "SRCPARAM", "BUILDHGT",
    "BUILDWID", "BUILDLEN", "XBADJ",    "YBADJ",    "EMISFACT", "EMISUNIT", "PARTDIAM", "MASSFRAX",
    "PARTDENS", "METHOD_2", "CONCUNIT", "DEPOUNIT", "GASDEPOS", "HOUREMIS", "NO2RATIO", "AREAVERT",
    "URBANSRC", "SRCGROUP", "OLMGROUP", "PSDGROUP", "BACKGRND", "BACKUNIT", "BGSECTOR", "BLPINPUT",
    "RBARRIER", "RDEPRESS", "RLEMCONV", "INCLUDED", "EVENTPER", "EVENTLOC", "GRIDCART", "GRIDPOLR",
    "DISCCART", "DISCPOLR", "EVALCART", "SURFFILE", "PROFFILE", "PROFBASE", "SURFDATA", "UAIRDATA",
    "SITEDATA", "STARTEND", "DAYRANGE", "SCIMBYHR", "WDROTATE", "WINDCATS", "NUMYEARS", "RECTABLE",
    "MAXTABLE", "DAYTABLE", "SUMMFILE", "MAXIFILE", "POSTFILE", "PLOTFILE", "TOXXFILE", "SEASONHR",
    "EVENTOUT", "RANKFILE", "EVALFILE", "FILEFORM", "MAXDAILY", "MXDYBYYR", "MAXDCONT", "NOHEADER",
    "AWMADWNW", "ORD_DWNW", "BLPGROUP", "NOTURB",   "NOTURBST", "NOTURBCO", "NOSA",     "NOSW",
    "NOSAST",   "NOSWST",   "NOSACO",   "NOSWCO",   "PLATFORM", "ARCFTOPT", "ARCFTSRC", "HBPSRCID"};

static bool same_word(const char *word, size_t n, const char *upper)
{
    for (size_t i = 0; i < n; i++)
        if (to_upper(word[i]) != upper[i])
            return false;
    return upper[n] == 0;
}

static bool is_keyword(const char *word, size_t n)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (n <= KEYWORD_CAP && same_word(word, n, keywords[i]))
            return true;
    return false;
}

static bool is_pathway(const char *word, size_t n)
{
    static const char *const names[] = {"CO", "SO", "RE", "ME", "OU", "EV"};
    for (size_t i = 0; n == 2 && i < sizeof names / sizeof names[0]; i++)
        if (same_word(word, n, names[i]))
            return true;
    return false;
}

static size_t word_end(const char *line, size_t n, size_t from)
{
    while (from < n && !is_blank(line[from]))
        from++;
    return from;
}

static size_t word_start(const char *line, size_t n, size_t from)
{
    while (from < n && is_blank(line[from]))
        from++;
    return from;
}

struct head { /* where a line's parts are */
    size_t pathway, pathway_n, keyword, keyword_n, data;
};

static struct head head_by_words(const char *line, size_t n)
{
    struct head h = {.data = word_start(line, n, 0)};
    size_t end = word_end(line, n, h.data);
    if (is_pathway(line + h.data, end - h.data)) {
        h.pathway = h.data;
        h.pathway_n = end - h.data;
        h.data = word_start(line, n, end);
        end = word_end(line, n, h.data);
    }
    if (h.pathway_n || is_keyword(line + h.data, end - h.data)) {
        h.keyword = h.data;
        h.keyword_n = end - h.data;
        h.data = word_start(line, n, end);
    }
    return h;
}

static size_t trimmed(const char *line, size_t from, size_t to)
{
    while (to > from && is_blank(line[to - 1]))
        to--;
    return to - from;
}

static struct head head_by_columns(const char *line, size_t n, size_t shift)
{
    struct head h = {.pathway = shift, .keyword = shift + KEYWORD_AT, .data = shift + DATA_AT};
    size_t end = shift + 2 < n ? shift + 2 : n;
    if (end > h.pathway)
        h.pathway_n = trimmed(line, h.pathway, end);
    end = h.keyword + KEYWORD_CAP < n ? h.keyword + KEYWORD_CAP : n;
    if (end > h.keyword)
        h.keyword_n = trimmed(line, h.keyword, end);
    if (h.data > n)
        h.data = n;
    return h;
}

/* Fails at a 0-based column. */
static enum qn_status fail_at(const struct qn_card *card, size_t at, enum qn_status code,
                              enum qn_text_id id, const char *a, struct qn_err *err)
{
    char where[QN_ERR_WHERE_CAP], line[QN_NUM_TEXT_CAP], column[QN_NUM_TEXT_CAP];
    const char *args[] = {card->file, qn_num_text(card->line, line),
                          qn_num_text((double)at + 1, column)};
    qn_template_format("{0}:{1}:{2}", args, 3, where, sizeof where);
    return qn_fail(err, code, where, id, a);
}

/* AERMOD drops what stands in the columns between pathway, keyword and data; here it is refused. */
static enum qn_status check_gaps(const char *line, size_t n, size_t shift, const struct head *h,
                                 const struct qn_card *card, struct qn_err *err)
{
    bool title =
        h->keyword_n == KEYWORD_CAP && (same_word(line + h->keyword, h->keyword_n, "TITLEONE") ||
                                        same_word(line + h->keyword, h->keyword_n, "TITLETWO"));
    const size_t gap[] = {shift + 2, shift + KEYWORD_AT + KEYWORD_CAP};
    for (size_t i = 0; i < 2; i++)
        if (gap[i] < n && !is_blank(line[gap[i]]) && !title)
            return fail_at(card, gap[i], QN_E_SYNTAX, QN_T_DECK_GAP, NULL, err);
    for (size_t i = 0; i < shift && i < n; i++)
        if (!is_blank(line[i]))
            return fail_at(card, i, QN_E_SYNTAX, QN_T_DECK_SHIFT, NULL, err);
    return QN_OK;
}

static enum qn_status cut_fields(struct qn_cutter *c, const char *line, size_t n, size_t at,
                                 struct qn_card *card, struct qn_err *err)
{
    size_t out = 0;
    for (at = word_start(line, n, at); at < n; at = word_start(line, n, at)) {
        bool quoted = line[at] == '"';
        size_t start = quoted ? at + 1 : at, end = start;
        while (end < n && (quoted ? line[end] != '"' : !is_blank(line[end])))
            end++;
        if (quoted && end == n)
            return fail_at(card, at, QN_E_SYNTAX, QN_T_DECK_QUOTE, NULL, err);
        if (card->fields == QN_CARD_FIELDS_CAP) {
            char cap[QN_NUM_TEXT_CAP];
            return fail_at(card, at, QN_E_LIMIT, QN_T_DECK_FIELDS,
                           qn_num_text(QN_CARD_FIELDS_CAP, cap), err);
        }
        c->field[card->fields] = c->upper + out;
        c->field_raw[card->fields] = c->raw + out;
        c->column[card->fields++] = (unsigned)start + 1;
        for (size_t i = start; i < end; i++, out++) {
            c->raw[out] = line[i];
            c->upper[out] = to_upper(line[i]);
        }
        c->raw[out] = c->upper[out] = 0;
        out++;
        at = quoted ? end + 1 : end;
    }
    return QN_OK;
}

static void copy_upper(char *to, size_t cap, const char *from, size_t n)
{
    size_t i = 0;
    for (; i < n && i + 1 < cap; i++)
        to[i] = to_upper(from[i]);
    to[i] = 0;
}

static bool is_no_echo(const char *line, size_t n)
{
    size_t a = word_start(line, n, 0), b = word_end(line, n, a);
    size_t c = word_start(line, n, b), d = word_end(line, n, c);
    return same_word(line + a, b - a, "NO") && same_word(line + c, d - c, "ECHO") &&
           word_start(line, n, d) == n;
}

enum qn_status qn_cutter_cut(struct qn_cutter *c, const char *line, size_t n, struct qn_card *card,
                             enum qn_card_sort *sort, struct qn_err *err)
{
    const char *file = card->file;
    unsigned number = card->line;
    *card = (struct qn_card){.file = file, .line = number, .field = c->field};
    card->field_raw = c->field_raw;
    card->column = c->column;
    card->rest = c->rest;
    c->rest[0] = 0;
    n = trimmed(line, 0, n);
    size_t first = word_start(line, n, 0);
    *sort = first == n ? QN_CARD_NOTHING : QN_CARD_COMMENT;
    if (first == n || (n - first >= 2 && line[first] == '*' && line[first + 1] == '*'))
        return QN_OK;
    if (n > QN_CARD_LINE_CAP) {
        char cap[QN_NUM_TEXT_CAP];
        return fail_at(card, QN_CARD_LINE_CAP, QN_E_LIMIT, QN_T_DECK_LINE,
                       qn_num_text(QN_CARD_LINE_CAP, cap), err);
    }
    if (memchr(line, 0, n))
        return fail_at(card, (size_t)((const char *)memchr(line, 0, n) - line), QN_E_SYNTAX,
                       QN_T_DECK_NUL, NULL, err);
    *sort = QN_CARD_NO_ECHO;
    if (is_no_echo(line, n))
        return QN_OK;
    *sort = QN_CARD_DATA;
    size_t reach = c->shift + DATA_AT < n ? c->shift + DATA_AT : n;
    bool tabs = memchr(line, '\t', reach) != NULL;
    struct head h = tabs ? head_by_words(line, n) : head_by_columns(line, n, c->shift);
    enum qn_status st = tabs ? QN_OK : check_gaps(line, n, c->shift, &h, card, err);
    if (st)
        return st;
    copy_upper(card->pathway, sizeof card->pathway, line + h.pathway, h.pathway_n);
    copy_upper(card->keyword, sizeof card->keyword, line + h.keyword, h.keyword_n);
    card->keyword_repeated = h.keyword_n == 0;
    card->keyword_column = (unsigned)h.keyword + 1;
    memcpy(c->rest, line + h.data, n - h.data);
    c->rest[n - h.data] = 0;
    if (strcmp(card->keyword, "TITLEONE") == 0 || strcmp(card->keyword, "TITLETWO") == 0)
        return QN_OK; /* a title is text: a quote in it opens nothing */
    return cut_fields(c, line, n, h.data, card, err);
}

/* Digits with a point, as AERMOD adds them up: a factor of ten divided down, not a power. */
static const char *decimal(const char *s, double *value, size_t *digits)
{
    double sum = 0, place = 1;
    *digits = 0;
    for (; *s >= '0' && *s <= '9'; s++, (*digits)++)
        sum = sum * 10.0 + (double)(*s - '0');
    if (*s == '.')
        for (s++; *s >= '0' && *s <= '9'; s++, (*digits)++) {
            place = place / 10.0;
            sum = sum + place * (double)(*s - '0');
        }
    *value = sum;
    return s;
}

static const char *sign_of(const char *s, double *sign)
{
    *sign = *s == '-' ? -1 : 1;
    return *s == '-' || *s == '+' ? s + 1 : s;
}

bool qn_card_number(const char *text, size_t *times, double *value)
{
    double sign, number, count = 1;
    size_t digits;
    const char *s = text;
    const char *star = strchr(text, '*');
    if (star) {
        s = decimal(text, &count, &digits);
        if (!times || s != star || digits == 0 || !(count >= 1) || !(count <= 1e6) ||
            floor(count) < count)
            return false;
        s = star + 1;
    }
    s = decimal(sign_of(s, &sign), &number, &digits);
    if (digits == 0)
        return false;
    number = sign < 0 ? -number : number;
    if (*s == 'E' || *s == 'D' || *s == 'e' || *s == 'd') {
        double power;
        s = sign_of(s + 1, &sign);
        for (const char *p = s; *p; p++)
            if (*p == '.')
                return false;
        s = decimal(s, &power, &digits);
        if (digits == 0 || !(power <= EXPONENT_MAX))
            return false;
        number = number * pow(10.0, sign * power);
    }
    if (*s || !isfinite(number))
        return false;
    if (times)
        *times = (size_t)count;
    *value = number;
    return true;
}
