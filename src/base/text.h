/* User-facing text, zh-CN and en, from one catalogue (src/base/text/ *.def).
 *
 * A catalogue row is QN_TEXT(NAME, "zh", "en"). Templates hold {0} {1} ... for arguments, so that
 * the two languages may order them differently. "{{" prints "{".
 */
#ifndef QN_BASE_TEXT_H
#define QN_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

enum qn_lang { QN_ZH = 0, QN_EN = 1, QN_LANG_COUNT };

enum qn_text_id {
    QN_T_NONE = 0,
#define QN_TEXT(name, zh, en) QN_T_##name,
#include "base/text/catalogue.def"
#undef QN_TEXT
    QN_T_COUNT
};

/* The template of a text. Never NULL. */
const char *qn_text(enum qn_lang lang, enum qn_text_id id);

/* Fill a template.
 * Given     lang, id    which text
 *           args, n     the arguments {0} .. {n-1}, UTF-8; a missing one prints as nothing
 *           cap         bytes in out (>= 1); the result is cut at a character border and terminated
 * Returned  length written, without the terminator
 */
size_t qn_text_format(enum qn_lang lang, enum qn_text_id id, const char *const *args, size_t n,
                      char *out, size_t cap);

/* The same for any template. */
size_t qn_template_format(const char *tmpl, const char *const *args, size_t n, char *out,
                          size_t cap);

/* The `const char *` arguments of a variadic call up to its NULL, at most cap. Returns how many. */
size_t qn_text_take(va_list ap, const char **args, size_t cap);

/* "zh" or "en". */
const char *qn_lang_tag(enum qn_lang lang);

/* A number as people write it: at most 15 significant digits, shortest that reads back within
 * 1e-12 relative, no exponent between 1e-6 and 1e15; NaN gives "". Returns out. */
#define QN_NUM_TEXT_CAP 32
const char *qn_num_text(double value, char out[QN_NUM_TEXT_CAP]);

#endif
