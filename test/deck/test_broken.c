/* Decks with one fault each in RE, ME or OU: the code, the place and both languages' messages.
 * Faults AERMOD 24142 stops for carry its error code in the comment; "own" are refused by quench
 * because AERMOD would silently do something else. */
#include "little.h"

struct fault {
    struct little_parts parts;
    enum qn_status code;
    const char *card; /* text of the line that is to blame */
    unsigned column;  /* 1-based; 0 is not checked */
    const char *en, *zh;
};

#define GRID "   GRIDCART  G STA\n"
#define XY "             XYINC 0.0 2 1.0 0.0 2 1.0\n"
#define END "   GRIDCART  G END\n"
#define POLAR "   GRIDPOLR  P STA\n"
#define RANGE "             DIST 10.0 20.0\n             GDIR 4 90.0 90.0\n"
#define POLAR_END "   GRIDPOLR  P END\n"
#define RECTABLE "   RECTABLE  ALLAVE FIRST\n"

static const struct fault faults[] = {
    /* RE */
    {{.re = "   GRIDCART  G XYINC 0.0 2 1.0 0.0 2 1.0\n"}, /* E200 STA */
     QN_E_SYNTAX,
     "GRIDCART",
     14,
     "does not begin with STA",
     "STA"},
    {{.re = GRID XY}, QN_E_SYNTAX, "RE FINISHED", 0, "has no END", "没有 END"}, /* E175 */
    {{.re = GRID END}, QN_E_SYNTAX, "G END", 0, "lacks XYINC", "缺少"},         /* E212 */
    {{.re = GRID "             XYINC 0.0 2 1.0 0.0 2\n" END},                   /* E201 */
     QN_E_SYNTAX,
     "XYINC",
     0,
     "fields",
     "字段"},
    {{.re = GRID "             XYINC 0.0 2 1.0 0.0 2 1.0 9.0\n" END}, /* E202 */
     QN_E_SYNTAX,
     "XYINC",
     0,
     "fields",
     "字段"},
    {{.re = GRID "             XYINC 0.0 zwei 1.0 0.0 2 1.0\n" END}, /* E208 */
     QN_E_SYNTAX,
     "XYINC",
     24,
     "not a number",
     "不是可用的数"},
    {{.re = GRID "             XYINC 0.0 0 1.0 0.0 2 1.0\n" END}, /* own */
     QN_E_SYNTAX,
     "XYINC",
     24,
     "no number of grid points",
     "网格点数"},
    {{.re = GRID XY "             XPNTS 1.0\n" END}, /* E180 */
     QN_E_SYNTAX,
     "XPNTS",
     14,
     "cannot be used together",
     "不能同时使用"},
    {{.re = GRID XY "             ELEV 1 1.0 2.0\n             HILL 1 4*9.0\n" END}, /* E218 */
     QN_E_SYNTAX,
     "G END",
     0,
     "2 / 2 x 2",
     "不符"},
    {{.re = GRID XY "             ELEV 1 4*1.0\n" END}, /* E218 ZHILL */
     QN_E_SYNTAX,
     "G END",
     0,
     "ELEV and no HILL",
     "没有 HILL"},
    {{.re = GRID XY "             ELEV 1 4*-9999.0\n             HILL 1 4*9.0\n" END}, /* E259 */
     QN_E_SYNTAX,
     "ELEV",
     21,
     "missing value",
     "缺测"},
    {{.re = GRID XY "             ELEV 1 4*\n             HILL 1 4*9.0\n" END}, /* own */
     QN_E_SYNTAX,
     "ELEV 1",
     0,
     "not a number",
     "不是可用的数"},
    {{.re = GRID XY "             SLOPE 1 4*1.0\n" END}, /* E170 */
     QN_E_SYNTAX,
     "SLOPE",
     14,
     "neither a part",
     "次级关键字"},
    {{.re = GRID "   DISCCART  1.0 2.0\n" XY END}, /* own */
     QN_E_SYNTAX,
     "DISCCART",
     0,
     "is not closed",
     "还没有结束"},
    {{.re = POLAR "             ORIG NOBODY\n" RANGE POLAR_END}, /* E300 */
     QN_E_SYNTAX,
     "NOBODY",
     19,
     "no source \"NOBODY\"",
     "没有名为"},
    {{.re = POLAR "             ORIG 0.0 0.0\n             DIST 10.0\n" POLAR_END}, /* E221 */
     QN_E_SYNTAX,
     "P END",
     0,
     "lacks GDIR",
     "缺少"},
    {{.re = GRID "             XYINC 5.0 2 1.0 0.0 2 1.0\n" END POLAR RANGE POLAR_END}, /* own */
     QN_E_SYNTAX,
     "P END",
     0,
     "has no ORIG",
     "没有 ORIG"},
    {{.re = "   GRIDCART  TOOLONGID STA\n" XY "   GRIDCART  TOOLONGID END\n"}, /* own */
     QN_E_SYNTAX,
     "TOOLONGID STA",
     14,
     "longer than 8",
     "8 个字符"},
    {{.re = "   DISCCART  1.0\n"}, QN_E_SYNTAX, "DISCCART", 0, "at least 2", "至少"}, /* E200 */
    {{.re = "   DISCCART  1.0 2.0 3.0 4.0 5.0 6.0\n"},                                /* E202 */
     QN_E_SYNTAX,
     "DISCCART",
     34,
     "at most 5",
     "最多"},
    {{.re = "   DISCPOLR  S9 10.0 90.0\n"}, /* E300 */
     QN_E_SYNTAX,
     "DISCPOLR",
     14,
     "no source \"S9\"",
     "没有名为"},
    {{.re = "   EVALCART  1.0 2.0 3.0 4.0 5.0\n"}, /* E201 */
     QN_E_SYNTAX,
     "EVALCART",
     0,
     "at least 6",
     "至少"},
    {{.re = "   DISCCART  1.0 2.0 3.0 4.0\n   ELEVUNIT  FEET\n"}, /* E152 */
     QN_E_SYNTAX,
     "ELEVUNIT",
     0,
     "right after RE STARTING",
     "RE STARTING"},
    {{.re = "   ELEVUNIT  YARDS\n"}, QN_E_SYNTAX, "YARDS", 14, "no option", "没有选项"}, /* E203 */
    {{.re = "   DISCCIRC  1.0 2.0\n"},
     QN_E_SYNTAX,
     "DISCCIRC",
     4,
     "no keyword",
     "没有关键字"},                                                                     /* E105 */
    {{.re = "** nothing\n"}, QN_E_SYNTAX, "RE FINISHED", 0, "no receptor", "没有定义"}, /* E185 */
    /* ME */
    {{.stations = "   SURFDATA  722430 1996\n"}, /* E130 */
     QN_E_SYNTAX,
     "ME FINISHED",
     0,
     "UAIRDATA",
     "UAIRDATA"},
    {{.me = "   PROFBASE  1.0\n"}, QN_E_SYNTAX, "PROFBASE  1.0", 0, "twice", "两次"}, /* E135 */
    {{.me = "   STARTEND  1996 2 30 1996 3 1\n"},                                     /* E203 */
     QN_E_SYNTAX,
     "STARTEND",
     21,
     "no day there is",
     "不是存在的日期"},
    {{.me = "   STARTEND  1996 3 1 1996 2 1\n"}, /* own */
     QN_E_SYNTAX,
     "STARTEND",
     23,
     "before it begins",
     "早于"},
    {{.me = "   STARTEND  1996 1 1 1 1996 1 1\n"}, /* E202 */
     QN_E_SYNTAX,
     "STARTEND",
     0,
     "at least 8",
     "至少"},
    {{.me = "   DAYRANGE  1-\n"}, QN_E_SYNTAX, "DAYRANGE", 14, "DAYRANGE takes", "写法"}, /* E208 */
    {{.me = "   DAYRANGE  1 12/1-2/1\n"},                                                 /* E203 */
     QN_E_SYNTAX,
     "DAYRANGE",
     16,
     "ends before it begins",
     "结束早于开始"},
    {{.me = "   WDROTATE  200.0\n"}, QN_E_SYNTAX, "WDROTATE", 14, "-180", "-180"}, /* E380 */
    {{.me = "   WINDCATS  1.0 2.0 2.0 4.0 5.0\n"},                                 /* E203 */
     QN_E_SYNTAX,
     "WINDCATS",
     22,
     "must rise",
     "递增"},
    {{.me = "   SCIMBYHR  1 25\n"}, /* unsupported */
     QN_E_UNSUPPORTED,
     "SCIMBYHR",
     4,
     "does not support",
     "不支持"},
    {{.me = "   NOSA\n   NOSW\n"}, QN_E_SYNTAX, "NOSW", 4, "Only one of", "只能写一个"}, /* E135 */
    /* OU */
    {{.ou = "   RECTABLE  24 FIRST\n"}, /* E203 AVEPER */
     QN_E_SYNTAX,
     "RECTABLE",
     14,
     "no averaging period",
     "平均时间"},
    {{.ou = "   RECTABLE  1 LAST\n"}, QN_E_SYNTAX, "LAST", 16, "no rank", "不是名次"}, /* E203 */
    {{.ou = RECTABLE "   PLOTFILE  1 ALL SECOND a.plt\n"}, /* E203 HIVALU */
     QN_E_SYNTAX,
     "PLOTFILE",
     20,
     "has not asked for rank",
     "RECTABLE"},
    {{.ou = RECTABLE "   PLOTFILE  1 NONE FIRST a.plt\n"}, /* E203 GRPID */
     QN_E_SYNTAX,
     "PLOTFILE",
     16,
     "no source group",
     "源组"},
    {{.ou = RECTABLE "   PLOTFILE  PERIOD ALL a.plt\n"}, /* E203 AVEPER */
     QN_E_SYNTAX,
     "PLOTFILE",
     14,
     "no averaging period",
     "平均时间"},
    {{.ou = "   POSTFILE  1 ALL TABLE a.pst\n"}, /* E203 FORMAT */
     QN_E_SYNTAX,
     "POSTFILE",
     20,
     "no format",
     "格式"},
    {{.ou = "   MAXIFILE  1 ALL high a.mxf\n"}, /* E208 */
     QN_E_SYNTAX,
     "MAXIFILE",
     20,
     "not a number",
     "不是可用的数"},
    {{.ou = RECTABLE "   TOXXFILE  1 1.0 a.tox\n"}, /* unsupported */
     QN_E_UNSUPPORTED,
     "TOXXFILE",
     4,
     "does not support",
     "不支持"},
    {{.ou = RECTABLE "   NOHEADER  POSTFILE\n"}, /* E164 */
     QN_E_SYNTAX,
     "OU FINISHED",
     0,
     "NOHEADER lists POSTFILE",
     "NOHEADER"},
    {{.ou = RECTABLE "   FILEFORM  HEX\n"},
     QN_E_SYNTAX,
     "HEX",
     14,
     "no option",
     "没有选项"},                  /* E203
                                    */
    {{.ou = "   FILEFORM  FIX\n"}, /* E189 */
     QN_E_SYNTAX,
     "OU FINISHED",
     0,
     "asks for nothing",
     "没有要求"},
};

static void check_one(struct little *l, const struct fault *f)
{
    struct qn_deck deck;
    struct qn_err err = {0};
    char place[600];
    little_write(l, f->parts);
    enum qn_status st = qn_deck_read(l->deck, &deck, &err);
    int n = f->column ? snprintf(place, sizeof place, "%s:%u:%u", l->deck, little_line(l, f->card),
                                 f->column)
                      : snprintf(place, sizeof place, "%s:%u:", l->deck, little_line(l, f->card));
    assert_true(n > 0 && (size_t)n < sizeof place);
    bool here =
        f->column ? strcmp(err.where, place) == 0 : strncmp(err.where, place, strlen(place)) == 0;
    bool said = strstr(err.msg[QN_EN], f->en) && strstr(err.msg[QN_ZH], f->zh);
    if (st != f->code || !here || !said)
        print_error("%s (wanted %d at %s)\n  got %d at %s: %s | %s\n", f->card, f->code, place, st,
                    err.where, err.msg[QN_EN], err.msg[QN_ZH]);
    assert_int_equal(st, f->code);
    assert_true(here && said);
    assert_true(err.msg[QN_EN][0] && err.msg[QN_ZH][0]);
}

static void each_fault_is_named_with_its_place_in_both_languages(void **state)
{
    (void)state;
    struct little l = little_new("broken");
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        check_one(&l, &faults[i]);
    little_remove(&l);
}

static void weather_with_a_gap_is_refused_unless_the_deck_asks_for_less(void **state)
{
    (void)state;
    struct little l = little_new("gap");
    struct qn_deck deck;
    struct qn_err err = {0};
    little_weather_part(&l, "", 1996, 2, 24, 1 << 30); /* the second day only */
    little_write(&l, (struct little_parts){.me = "   STARTEND  1996 1 1 1996 1 2\n"});
    assert_int_equal(qn_deck_read(l.deck, &deck, &err), QN_E_CONFLICT); /* E483 */
    assert_non_null(strstr(err.msg[QN_EN], "begins at 1996-01-02 01"));
    little_write(&l, (struct little_parts){.me = "   STARTEND  1996 1 2 1996 1 2\n"});
    assert_ok(qn_deck_read(l.deck, &deck, &err), err);
    assert_int_equal(deck.hours_to_run, 24);
    qn_deck_release(&deck);
    little_remove(&l);
}

/* After two days comes the first day's hour 4 again: AERMOD stops (E450), but not where STARTEND
 * ends before. */
static void hours_out_of_order_matter_as_far_as_they_are_read(void **state)
{
    (void)state;
    struct little l = little_new("order");
    struct qn_deck deck;
    struct qn_err err = {0};
    little_weather_part(&l, "", 1996, 2, 0, 1 << 30);
    FILE *s = fopen(l.surface, "a"), *p = fopen(l.profile, "a");
    assert_true(s && p);
    fprintf(s, "1996 1 1 1 4 -21.5 0.222 -9.0 -9.0 -999. 251. 54.1 0.15 0.70 1.0 2.1 28.0 6.1 "
               "287.5 2.0 0 0.00 100. 997. 10\n");
    fprintf(p, "1996 1 1 4 6.1 1 28.0 2.10 14.40 99.00 99.00\n");
    fclose(s);
    fclose(p);
    little_write(&l, (struct little_parts){.me = NULL});
    assert_int_equal(qn_deck_read(l.deck, &deck, &err), QN_E_CONFLICT);
    if (!strstr(err.msg[QN_EN], "1996-01-01 04 follows 1996-01-02 24"))
        print_error("%s: %s\n", err.where, err.msg[QN_EN]);
    assert_non_null(strstr(err.msg[QN_EN], "1996-01-01 04 follows 1996-01-02 24"));
    little_write(&l, (struct little_parts){.me = "   STARTEND  1996 1 1 1996 1 1\n"});
    assert_ok(qn_deck_read(l.deck, &deck, &err), err);
    assert_int_equal(deck.hours_to_run, 24);
    qn_deck_release(&deck);
    little_remove(&l);
}

QN_CASES_BEGIN
QN_CASE(each_fault_is_named_with_its_place_in_both_languages)
QN_CASE(weather_with_a_gap_is_refused_unless_the_deck_asks_for_less)
QN_CASE(hours_out_of_order_matter_as_far_as_they_are_read)
QN_CASES_END
