/* Names of classes, confidences, subjects and documents, as files and JSON write them. */
#include <string.h>

#include "rule/pack.h"

const char *qn_class_name(enum qn_class c)
{
    static const char *const names[QN_CLASS_COUNT] = {"eliminated", "restricted", "unclassified",
                                                      "undetermined"};
    return names[c];
}

const char *qn_conf_name(enum qn_conf c)
{
    static const char *const names[QN_CONF_COUNT] = {
        "verified_repo", "verified_page", "partial",    "derived",
        "memory_high",   "memory_medium", "memory_low", "missing",
    };
    return names[c];
}

struct subject {
    const char *name, *missing;
    int yes_no;
};

static const struct subject subjects[QN_SUBJECT_COUNT - QN_PARAM_COUNT] = {
    {"unit_capacity", "capacity_t_a", 0},
    {"enterprise_capacity", "coke_capacity_t_a", 0},
    {"group_capacity", "group_capacity", 0},
    {"foundry_coke", "foundry_coke", 1},
    {"clause_text", "clause_text", 1},
    {"variant", "variant", 0},
    {"exemption_claimed", "exemption_claimed", 1},
};

const char *qn_subject_name(int subject)
{
    return subject < QN_PARAM_COUNT ? qn_param_names[subject]
                                    : subjects[subject - QN_PARAM_COUNT].name;
}

const char *qn_subject_missing(int subject)
{
    return subject < QN_PARAM_COUNT ? qn_param_names[subject]
                                    : subjects[subject - QN_PARAM_COUNT].missing;
}

int qn_subject_is_yes_no(int subject)
{
    if (subject >= QN_PARAM_COUNT)
        return subjects[subject - QN_PARAM_COUNT].yes_no;
    return subject >= QN_PARAM_HAS_CDQ;
}

/* The kinds of evidence.csv. */
static const char *const *document_kinds(void)
{
    const struct qn_table *t = &qn_tables[QN_TAB_EVIDENCE];
    return t->col[qn_table_column(t, "kind")].values;
}

int qn_document_bit(const char *kind)
{
    const char *const *all = document_kinds();
    for (int i = 0; all[i] && i < 32; i++)
        if (strcmp(all[i], kind) == 0)
            return i;
    return -1;
}

const char *qn_document_name(int bit)
{
    return document_kinds()[bit];
}

static enum qn_text_id name_text(const char *name)
{
    static const struct {
        const char *name;
        enum qn_text_id id;
    } own[] = {
        {"catalogue_edition", QN_T_MISSING_CATALOGUE_EDITION},
        {"catalogue_rows", QN_T_MISSING_CATALOGUE_ROWS},
        {"clause_text", QN_T_MISSING_CLAUSE_TEXT},
        {"group_capacity", QN_T_MISSING_GROUP_CAPACITY},
        {"foundry_coke", QN_T_MISSING_FOUNDRY_COKE},
    };
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(own[i].name, name) == 0)
            return own[i].id;
    return QN_T_NONE;
}

const char *qn_missing_label(enum qn_lang lang, const char *name)
{
    enum qn_text_id id = name_text(name);
    if (id != QN_T_NONE)
        return qn_text(lang, id);
    static const enum qn_table_id tables[] = {QN_TAB_INSTALLATION, QN_TAB_ENTERPRISE};
    for (size_t i = 0; i < 2; i++) {
        const struct qn_table *t = &qn_tables[tables[i]];
        int at = qn_table_column(t, name);
        if (at >= 0)
            return lang == QN_ZH ? t->col[at].doc_zh : t->col[at].doc_en;
    }
    return name;
}
