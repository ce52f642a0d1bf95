#include "brief/labels.h"

#include <stdio.h>
#include <string.h>

static const char *from(enum qn_lang lang, enum qn_text_id first, int offset)
{
    return qn_text(lang, (enum qn_text_id)((int)first + offset));
}

const char *qn_kind_label(enum qn_lang lang, enum qn_kind k)
{
    return from(lang, QN_T_KIND_COKE_OVEN, (int)k);
}

const char *qn_variant_label(enum qn_lang lang, enum qn_variant v)
{
    return from(lang, QN_T_VARIANT_TOP_CHARGED, (int)v);
}

const char *qn_state_label(enum qn_lang lang, enum qn_state s)
{
    return from(lang, QN_T_STATE_PLANNED, (int)s);
}

const char *qn_class_label(enum qn_lang lang, enum qn_class c)
{
    return from(lang, QN_T_LABEL_CLASS_ELIMINATED, (int)c);
}

const char *qn_basis_label(enum qn_lang lang, enum qn_basis b)
{
    return b < QN_BASIS_COUNT ? from(lang, QN_T_BASIS_MEASURED, (int)b) : "";
}

const char *qn_conf_label(enum qn_lang lang, enum qn_conf c)
{
    return from(lang, QN_T_CONF_VERIFIED_REPO, (int)c);
}

const char *qn_conf_word_label(enum qn_lang lang, const char *conf_level)
{
    for (int c = 0; c < QN_CONF_COUNT; c++)
        if (strcmp(conf_level, qn_conf_name((enum qn_conf)c)) == 0)
            return qn_conf_label(lang, (enum qn_conf)c);
    return strcmp(conf_level, "fictional") == 0 ? qn_text(lang, QN_T_CONF_FICTIONAL) : conf_level;
}

static const char *from_words(enum qn_lang lang, const char *word, const char *const *words,
                              size_t n, enum qn_text_id first)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(word, words[i]) == 0)
            return from(lang, first, (int)i);
    return NULL;
}

const char *qn_sector_label(enum qn_lang lang, const char *sector)
{
    static const char *const words[] = {"steel",   "coking", "steel_and_coking",
                                        "foundry", "other",  "unknown"};
    const char *label = from_words(lang, sector, words, 6, QN_T_SECTOR_STEEL);
    return label ? label : sector;
}

const char *qn_param_label(enum qn_lang lang, const char *name, char *out, size_t cap)
{
    static const char *const documents[] = {"business_registration", "sales_records_3y",
                                            "project_approval"};
    const char *label = from_words(lang, name, documents, 3, QN_T_PARAM_BUSINESS_REGISTRATION);
    if (strcmp(name, "enterprise_capacity") == 0)
        name = "coke_capacity_t_a";
    else if (strcmp(name, "unit_capacity") == 0)
        label = qn_text(lang, QN_T_PARAM_UNIT_CAPACITY);
    if (!label)
        label = qn_missing_label(lang, name);
    const char *remark = strstr(label, lang == QN_ZH ? "（" : " (");
    size_t n = remark ? (size_t)(remark - label) : strcspn(label, ";");
    snprintf(out, cap, "%.*s", (int)n, label);
    return out;
}

const char *qn_param_unit(const char *name)
{
    const struct qn_table *t = &qn_tables[QN_TAB_INSTALLATION];
    int i = qn_table_column(t, name);
    return i < 0 ? "" : t->col[i].unit;
}

const char *qn_name_of(enum qn_lang lang, const char *zh, const char *en)
{
    if (lang == QN_ZH)
        return *zh ? zh : en;
    return *en ? en : zh;
}
