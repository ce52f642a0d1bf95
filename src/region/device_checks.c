/* Data loggers and meters: what the gateway will ask of a row, before it runs. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "quench/hj212.h"
#include "region/import_internal.h"

#define MN_MIN 6
#define MN_MAX 27
#define PASSWORD_LEN 6
#define KEY_DIGITS 32
#define WORD_CAP                                                                                   \
    80 /* of one blank-separated word; a longer one is cut, and then none of the known */
#define NO_DEVIATION "none"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_word_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-_.", c);
}

static bool all(const char *s, bool (*fits)(char))
{
    for (; *s; s++)
        if (!fits(*s))
            return false;
    return true;
}

/* The next blank-separated word of *text, which moves behind it; false where there is none. */
static bool next_word(const char **text, char word[WORD_CAP])
{
    const char *from = *text + strspn(*text, " \t");
    size_t n = strcspn(from, " \t"), keep = n < WORD_CAP ? n : WORD_CAP - 1;
    memcpy(word, from, keep);
    word[keep] = '\0';
    *text = from + n;
    return n > 0;
}

static void check_mn(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const char *mn = qn_str(s, row, "device_mn"), *edition = qn_str(s, row, "hj212_version");
    size_t n = strlen(mn);
    if (n == 0)
        return;
    if (n < MN_MIN || n > MN_MAX || !all(mn, is_word_char)) {
        QN_FIND_ROW(x, L001, s, row, "device_mn", mn, QN_NUM((double)n));
        return;
    }
    if (strcmp(edition, "2005") == 0 && n != 14)
        QN_FIND_ROW(x, L002, s, row, "device_mn", mn, edition, "14");
    else if (strcmp(edition, "2017") == 0 && (n != 24 || !all(mn, is_hex)))
        QN_FIND_ROW(x, L002, s, row, "device_mn", mn, edition, "24 hex");
}

static void check_password(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    size_t n = strlen(qn_str(s, row, "password"));
    if (n == 0 && !qn_str(s, row, "allowed_addresses")[0])
        QN_FIND_ROW(x, L004, s, row, "password", qn_str(s, row, "device_mn"));
    else if (n > 0 && n != PASSWORD_LEN)
        QN_FIND_ROW(x, L003, s, row, "password", QN_NUM((double)n));
}

/* "10.1.2.3", "10.1.2.0/24", "2001:db8::/32" */
static bool is_address(char word[WORD_CAP])
{
    unsigned char bytes[16];
    char *slash = strchr(word, '/');
    long most = strchr(word, ':') ? 128 : 32;
    if (slash) {
        char *end;
        long bits = strtol(slash + 1, &end, 10);
        if (!is_digit(slash[1]) || *end || bits > most)
            return false;
        *slash = '\0';
    }
    bool good = inet_pton(most == 128 ? AF_INET6 : AF_INET, word, bytes) == 1;
    if (slash)
        *slash = '/';
    return good;
}

static void check_addresses(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const char *text = qn_str(s, row, "allowed_addresses");
    char word[WORD_CAP];
    while (next_word(&text, word))
        if (!is_address(word))
            QN_FIND_ROW(x, L005, s, row, "allowed_addresses", word);
}

static bool one_byte_repeated(const char *hex)
{
    for (size_t i = 2; i < KEY_DIGITS; i++)
        if (hex[i] != hex[i - 2])
            return false;
    return true;
}

static void check_key(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const char *key = qn_str(s, row, "sm4_key_hex"), *edition = qn_str(s, row, "hj212_version");
    const char *mn = qn_str(s, row, "device_mn");
    if (!key[0])
        return;
    if (strlen(key) != KEY_DIGITS || !all(key, is_hex)) {
        QN_FIND_ROW(x, L006, s, row, "sm4_key_hex", QN_NUM((double)strlen(key)));
        return;
    }
    if (one_byte_repeated(key))
        QN_FIND_ROW(x, L007, s, row, "sm4_key_hex", mn);
    if (edition[0] && strcmp(edition, "2025") != 0)
        QN_FIND_ROW(x, L008, s, row, "sm4_key_hex", mn, edition);
}

static void check_deviations(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const char *names[QN_212_DEV_COUNT + 2] = {NO_DEVIATION};
    const char *text = qn_str(s, row, "accepted_deviations");
    char word[WORD_CAP];
    for (unsigned i = 0; i < QN_212_DEV_COUNT; i++)
        names[i + 1] = qn_212_deviation_name(1u << i);
    bool alone = strcmp(text, NO_DEVIATION) == 0;
    while (!alone && next_word(&text, word)) {
        bool known = false;
        for (size_t i = 1; names[i] && !known; i++)
            known = strcmp(names[i], word) == 0;
        if (!known)
            QN_FIND_ROW(x, L009, s, row, "accepted_deviations", word,
                        qn_nearest(word, names, NULL));
    }
}

static void check_interval(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    static const int allowed[] = {1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30};
    double minutes = qn_num(s, row, "min_interval_min");
    bool good = !(minutes >= 1); /* empty, or refused already */
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0] && !good; i++)
        good = (int)minutes == allowed[i];
    if (!good)
        QN_FIND_ROW(x, L010, s, row, "min_interval_min", QN_NUM(minutes));
}

static void check_units(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const char *text = qn_str(s, row, "units");
    char word[WORD_CAP];
    while (next_word(&text, word)) {
        size_t factor = strcspn(word, "=");
        if (factor == 0 || word[factor] != '=' || !word[factor + 1] ||
            strchr(word + factor + 1, '='))
            QN_FIND_ROW(x, L011, s, row, "units", word);
    }
}

/* What the device measures, by its own row and by its outlet's. */
static void check_owner(struct qn_import_ctx *x, const struct qn_rowset *s, size_t row)
{
    const struct qn_rowset *out = &x->set[QN_TAB_OUTLET];
    const char *mn = qn_str(s, row, "device_mn"), *own = qn_str(s, row, "installation_id");
    const char *outlet = qn_str(s, row, "outlet_id");
    size_t o = qn_ref(x, s, row, "outlet_id");
    const char *served = o == QN_NO_ROW ? "" : qn_str(out, o, "installation_id");
    if (own[0] && served[0] && strcmp(own, served) != 0)
        QN_FIND_ROW(x, L015, s, row, "installation_id", mn, own, outlet, served);
    if (!own[0] && !outlet[0] && x->set[QN_TAB_INSTALLATION].n > 0)
        QN_FIND_ROW(x, L014, s, row, "outlet_id", mn);
}

/* outlets.csv may name an MN, too. */
static void check_outlets(struct qn_import_ctx *x)
{
    const struct qn_rowset *out = &x->set[QN_TAB_OUTLET], *dev = &x->set[QN_TAB_DEVICE];
    for (size_t i = 0; i < out->n_input && !x->fatal; i++) {
        const char *mn = qn_str(out, i, "device_mn"), *id = qn_str(out, i, "outlet_id");
        if (!mn[0])
            continue;
        size_t row = qn_idset_find(&dev->ids, mn, strlen(mn));
        const char *given = row == QN_NO_ROW ? "" : qn_str(dev, row, "outlet_id");
        if (row == QN_NO_ROW)
            QN_FIND_ROW(x, L012, out, i, "device_mn", mn);
        else if (given[0] && strcmp(given, id) != 0)
            QN_FIND_ROW(x, L013, out, i, "device_mn", id, mn, given);
    }
}

void qn_device_check(struct qn_import_ctx *x)
{
    const struct qn_rowset *s = &x->set[QN_TAB_DEVICE];
    for (size_t i = 0; i < s->n_input && !x->fatal; i++) {
        check_mn(x, s, i);
        check_password(x, s, i);
        check_addresses(x, s, i);
        check_key(x, s, i);
        check_deviations(x, s, i);
        check_interval(x, s, i);
        check_units(x, s, i);
        check_owner(x, s, i);
    }
    check_outlets(x);
}
