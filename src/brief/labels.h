/* Words for kinds, states, classes, parameters, in the reader's language. */
#ifndef QN_BRIEF_LABELS_H
#define QN_BRIEF_LABELS_H

#include "rule/rule.h"

const char *qn_kind_label(enum qn_lang lang, enum qn_kind k);
const char *qn_variant_label(enum qn_lang lang, enum qn_variant v);
const char *qn_state_label(enum qn_lang lang, enum qn_state s);
const char *qn_class_label(enum qn_lang lang, enum qn_class c);
const char *qn_basis_label(enum qn_lang lang, enum qn_basis b);
const char *qn_conf_label(enum qn_lang lang, enum qn_conf c);
/* "verified_page" and the like as in the files; unknown words come back as they are. */
const char *qn_conf_word_label(enum qn_lang lang, const char *conf_level);
const char *qn_sector_label(enum qn_lang lang, const char *sector);
/* A parameter as rules and "missing" name it: a column of installations, "variant", "kind",
 * "enterprise_capacity", a kind of evidence. Without the remark in brackets or after a semicolon.
 */
const char *qn_param_label(enum qn_lang lang, const char *name, char *out, size_t cap);
/* Unit of a column of installations, "" if none or no such column. */
const char *qn_param_unit(const char *name);
/* The name in the reader's language, else in the other. */
const char *qn_name_of(enum qn_lang lang, const char *zh, const char *en);

#endif
