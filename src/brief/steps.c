#include "brief/steps.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "brief/labels.h"

static void put(char out[QN_STEP_TEXT_CAP], const char *text)
{
    snprintf(out, QN_STEP_TEXT_CAP, "%s", text);
}

const char *qn_unit_label(enum qn_lang lang, const char *unit)
{
    if (strcmp(unit, "10kt/a") == 0)
        return qn_text(lang, QN_T_UNIT_10KT_A);
    static const char *const shown[][2] = {{"m2", "m²"},     {"m3", "m³"},       {"m3/s", "m³/s"},
                                           {"m3/h", "m³/h"}, {"mg/m3", "mg/m³"}, {"ng/m3", "ng/m³"},
                                           {"degC", "°C"}};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (strcmp(unit, shown[i][0]) == 0)
            return shown[i][1];
    return unit;
}

/* A variant's or a word's label; words that are no variant come back as they are. */
static const char *word_label(enum qn_lang lang, const char *word)
{
    for (int v = 0; qn_variant_names[v]; v++)
        if (strcmp(qn_variant_names[v], word) == 0)
            return qn_variant_label(lang, (enum qn_variant)v);
    return word;
}

static void append(char out[QN_STEP_TEXT_CAP], const char *text)
{
    size_t len = strlen(out);
    snprintf(out + len, QN_STEP_TEXT_CAP - len, "%s", text);
}

/* "= a|b, with its documents" */
static void put_choice(enum qn_lang lang, const char *bound, char out[QN_STEP_TEXT_CAP])
{
    static const char tail[] = ", with its documents";
    put(out, "= ");
    for (const char *p = bound + 2; *p && *p != ',';) {
        char word[QN_STEP_TEXT_CAP];
        size_t n = strcspn(p, "|,");
        snprintf(word, sizeof word, "%.*s", (int)n, p);
        append(out, word_label(lang, word));
        p += n;
        if (*p == '|')
            append(out, qn_text(lang, QN_T_STEP_OR)), p++;
    }
    if (strstr(bound, tail))
        append(out, qn_text(lang, QN_T_STEP_WITH_DOCUMENTS));
}

static void put_bound(enum qn_lang lang, const char *bound, char out[QN_STEP_TEXT_CAP])
{
    static const struct {
        const char *word;
        enum qn_text_id text;
    } words[] = {{"any", QN_T_STEP_ANY},
                 {"lacks", QN_T_STEP_LACKS},
                 {"= yes", QN_T_STEP_YES},
                 {"= no", QN_T_STEP_NO},
                 {"document", QN_T_STEP_DOCUMENT}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(bound, words[i].word) == 0) {
            put(out, qn_text(lang, words[i].text));
            return;
        }
    const char *and = strstr(bound, " and ");
    if (bound[0] == '=' && bound[1] == ' ')
        put_choice(lang, bound, out);
    else if (and)
        snprintf(out, QN_STEP_TEXT_CAP, "%.*s%s%s", (int)(and-bound), bound,
                 qn_text(lang, QN_T_STEP_AND), and+5);
    else
        put(out, bound);
}

static void put_value(enum qn_lang lang, const struct qn_step *t, char out[QN_STEP_TEXT_CAP])
{
    char number[QN_NUM_TEXT_CAP];
    const char *text = t->value_text ? t->value_text : "";
    if (strcmp(text, "shown") == 0)
        put(out, qn_text(lang, QN_T_STEP_SHOWN));
    else if (strcmp(text, "not shown") == 0)
        put(out, qn_text(lang, QN_T_STEP_NOT_SHOWN));
    else if (*text)
        put(out, word_label(lang, text));
    else if (strcmp(t->parameter, "exemption_claimed") == 0)
        put(out, qn_text(lang, QN_T_STEP_NONE));
    else if (isnan(t->value.value) || strcmp(t->parameter, "variant") == 0)
        put(out, "?");
    else if (strncmp(t->parameter, "has_", 4) == 0)
        put(out, qn_text(lang, t->value.value > 0 ? QN_T_STEP_HAS : QN_T_STEP_HAS_NOT));
    else
        snprintf(out, QN_STEP_TEXT_CAP, "%s%s%s", qn_num_text(t->value.value, number),
                 t->unit && *t->unit ? " " : "", qn_unit_label(lang, t->unit ? t->unit : ""));
}

const char *qn_step_outcome(enum qn_lang lang, enum qn_truth t)
{
    static const enum qn_text_id outcome[] = {QN_T_STEP_FALSE, QN_T_STEP_TRUE, QN_T_STEP_UNKNOWN};
    return qn_text(lang, outcome[t]);
}

const char *qn_step_parameter(enum qn_lang lang, const struct qn_step *t,
                              char out[QN_STEP_TEXT_CAP])
{
    out[0] = '\0';
    if (t->kind == QN_STEP_LIMB) {
        put(out, qn_text(lang, QN_T_STEP_LIMB));
        return out;
    }
    if (t->kind == QN_STEP_EXCEPTION && strcmp(t->parameter, "exemption_claimed") != 0)
        put(out, qn_text(lang, QN_T_STEP_EXCEPT));
    char label[QN_STEP_TEXT_CAP];
    append(out, qn_param_label(lang, t->parameter, label, sizeof label));
    return out;
}

const char *qn_step_value(enum qn_lang lang, const struct qn_step *t, char out[QN_STEP_TEXT_CAP])
{
    out[0] = '\0';
    if (t->kind != QN_STEP_LIMB)
        put_value(lang, t, out);
    return out;
}

const char *qn_step_bound(enum qn_lang lang, const struct qn_step *t, char out[QN_STEP_TEXT_CAP])
{
    out[0] = '\0';
    if (t->kind == QN_STEP_LIMB)
        return out;
    put_bound(lang, t->bound ? t->bound : "", out);
    if ((out[0] == '<' || out[0] == '>') && t->unit && *t->unit) {
        append(out, " ");
        append(out, qn_unit_label(lang, t->unit));
    }
    return out;
}
