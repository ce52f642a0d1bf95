/* What AERMOD's codes mean, in both languages. The codes are those of AERMOD 24142's list of
 * messages; that each code the room notes has a meaning is read from the room's own sources. */
#include <dirent.h>
#include <stdlib.h>

#include "deck_text.h"

#define CODES_LEAST                                                                                \
    40 /* places in the sources that name a code; fewer means they were not found                  \
        */

static bool has_meaning(int code)
{
    return qn_deck_message_text(code, QN_EN) != qn_deck_message_text(0, QN_EN);
}

static bool has_ideograph(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s >= 0xE4)
            return true;
    return false;
}

static void every_meaning_fits_the_summary_and_is_in_both_languages(void **state)
{
    (void)state;
    size_t found = 0;
    for (int code = 0; code < 1000; code++) {
        const char *en = qn_deck_message_text(code, QN_EN), *zh = qn_deck_message_text(code, QN_ZH);
        if (strlen(en) > 50 || !*en || has_ideograph(en) || !has_ideograph(zh) || strchr(zh, ':')) {
            print_error("message %d: %s | %s\n", code, en, zh);
            fail();
        }
        found += has_meaning(code);
    }
    assert_in_range(found, 70, 300);
}

static void codes_mean_what_aermod_says(void **state)
{
    (void)state;
    static const struct {
        int code;
        const char *en, *zh; /* a word of each */
    } rows[] = {
        {187, "ADJ_U*", "ADJ_U*"},   {206, "DFAULT", "DFAULT"},
        {316, "no group", "源组"},   {320, "range", "范围"},
        {341, "zero", "取零"},       {403, "without ADJ_U*", "未用 ADJ_U*"},
        {450, "sequence", "不连续"}, {530, "Station", "站号"},
        {732, "24-h", "18"},         {752, "FLAT", "高程"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_non_null(strstr(qn_deck_message_text(rows[i].code, QN_EN), rows[i].en));
        assert_non_null(strstr(qn_deck_message_text(rows[i].code, QN_ZH), rows[i].zh));
    }
}

static void an_unknown_code_sends_to_the_users_guide(void **state)
{
    (void)state;
    assert_string_equal(qn_deck_message_text(999, QN_EN),
                        "See this code in the AERMOD user's guide");
    assert_string_equal(qn_deck_message_text(-1, QN_ZH), "该代码的含义见 AERMOD 用户指南");
}

/* The codes in one line of source: whole numbers of three digits between commas, spaces, brackets
 * or the parts of a conditional, in a line that calls a note or names the variable `code`. */
static size_t check_line(const char *file, const char *line)
{
    size_t n = 0;
    if (!strstr(line, "note") && !strstr(line, "int code"))
        return 0;
    for (const char *p = line; *p; p++) {
        size_t digits = strspn(p, "0123456789");
        bool apart = p == line || strchr(" ,({", p[-1]);
        if (digits == 3 && apart && strchr(",);} ", p[3]) && *p != '0') {
            int code = (int)strtol(p, NULL, 10);
            if (!has_meaning(code)) {
                print_error("%s notes %d, which has no meaning: %s", file, code, line);
                fail();
            }
            n++;
        }
        if (digits)
            p += digits - 1;
    }
    return n;
}

static size_t check_file(const char *name)
{
    char path[512], line[512];
    snprintf(path, sizeof path, "%s/src/deck/%s", QN_TEST_ROOT, name);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t n = 0;
    while (fgets(line, sizeof line, f))
        n += check_line(name, line);
    fclose(f);
    return n;
}

static void every_code_the_room_notes_has_a_meaning(void **state)
{
    (void)state;
    DIR *room = opendir(QN_TEST_ROOT "/src/deck");
    if (!room)
        skip(); /* installed without sources */
    size_t n = 0;
    for (const struct dirent *e = readdir(room); e; e = readdir(room)) {
        size_t len = strlen(e->d_name);
        if (len > 2 && strcmp(e->d_name + len - 2, ".c") == 0)
            n += check_file(e->d_name);
    }
    closedir(room);
    assert_in_range(n, CODES_LEAST, 1000);
    /* chosen by a table or a conditional, away from the call */
    static const int others[] = {111, 112, 113, 127, 129, 341, 344, 732, 733, 734};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_true(has_meaning(others[i]));
}

static void a_message_knows_whose_line_it_is(void **state)
{
    (void)state;
    struct qn_deck deck = must_read(DECK(CO_PLAIN "   FLAGPOLE\n", SO_PLAIN SO_GROUP));
    assert_int_equal(count_messages(&deck, 205), 1);
    for (size_t i = 0; i < deck.messages; i++)
        assert_string_equal(deck.message[i].file, "d.inp");
    qn_deck_release(&deck);
}

static void a_value_out_of_range_is_told_with_its_name_value_and_limits(void **state)
{
    (void)state;
    struct qn_deck deck;
    struct qn_err err;
    const char *text = DECK(CO_PLAIN, "   LOCATION  P1  POINT  0.0 0.0 0.0\n"
                                      "   SRCPARAM  P1  50.0 -45 425.0 15.0 3.0\n" SO_GROUP);
    assert_int_equal(read_text(text, &deck, &err), QN_E_SYNTAX);
    assert_string_equal(err.where, "d.inp:10:23");
    assert_string_equal(err.msg[QN_EN],
                        "SRCPARAM: the release height HS (m) is -45, which is out of range: it "
                        "must be from 0 to 3000. Check the value and its unit.");
    assert_string_equal(err.msg[QN_ZH], "SRCPARAM 的释放高度 HS（m）为 -45，超出范围：应在 0 至 "
                                        "3000 之间。请核对数值和单位。");
}

static void a_weather_file_that_is_not_there_is_told_with_its_line(void **state)
{
    (void)state;
    static const char text[] = DECK(CO_PLAIN, SO_PLAIN SO_GROUP);
    const char *path = QN_TEST_TMP "/no_weather.inp";
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, sizeof text - 1, f), sizeof text - 1);
    assert_int_equal(fclose(f), 0);
    struct qn_deck deck;
    struct qn_err err;
    assert_int_equal(qn_deck_read(path, &deck, &err), QN_E_IO);
    assert_string_equal(err.where, QN_TEST_TMP "/no_weather.inp:17:14"); /* SURFFILE  a.sfc */
    assert_non_null(strstr(err.msg[QN_EN], "a.sfc"));
    remove(path);
}

QN_CASES_BEGIN
QN_CASE(a_value_out_of_range_is_told_with_its_name_value_and_limits)
QN_CASE(a_weather_file_that_is_not_there_is_told_with_its_line)
QN_CASE(every_meaning_fits_the_summary_and_is_in_both_languages)
QN_CASE(codes_mean_what_aermod_says)
QN_CASE(an_unknown_code_sends_to_the_users_guide)
QN_CASE(every_code_the_room_notes_has_a_meaning)
QN_CASE(a_message_knows_whose_line_it_is)
QN_CASES_END
