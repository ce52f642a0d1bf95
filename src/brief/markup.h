/* Writing HTML and SVG into a buffer: the first failure sticks, later calls do nothing. */
#ifndef QN_BRIEF_MARKUP_H
#define QN_BRIEF_MARKUP_H

#include "base/buf.h"
#include "brief/scene.h"

struct qn_markup {
    struct qn_buf *out;
    enum qn_status status;
    struct qn_err *err;
    /* Writes the escaped hint of a number in a drawing that has no title of its own; or NULL. */
    void (*hint)(struct qn_markup *m, int prov);
    const void *user;
};

void qn_markup_raw(struct qn_markup *m, const char *s);
/* Escaped for text and for quoted attributes; control characters are left out. */
void qn_markup_text(struct qn_markup *m, const char *s);
void qn_markup_attr(struct qn_markup *m, const char *name, const char *value); /* ` name="…"` */
void qn_markup_int(struct qn_markup *m, const char *name, int value);          /* ` name="7"` */
/* Two decimals at most, no trailing zeros. */
void qn_markup_num(struct qn_markup *m, double v);
void qn_markup_num_attr(struct qn_markup *m, const char *name, double v);
/* A JSON string in quotes that is safe inside <script>. */
void qn_markup_json(struct qn_markup *m, const char *s);

/* The drawing as one svg element; shapes with a provenance open it. */
void qn_markup_scene(struct qn_markup *m, const struct qn_scene *s);

#endif
