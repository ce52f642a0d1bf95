/* The document's frame; the sections are in compose_*.c. */
#include <string.h>

#include "brief/pen.h"

static const char *title_of(const struct qn_region *r, enum qn_lang lang)
{
    const char *title = qn_name_of(lang, r->title_zh, r->title_en);
    if (*title)
        return title;
    title = qn_name_of(lang, r->name_zh, r->name_en);
    return *title ? title : qn_text(lang, QN_T_BRF_TITLE);
}

static void set_frame(struct qn_pen *p)
{
    struct qn_doc *d = p->d;
    char on[QN_DATE_TEXT_CAP];
    qn_date_text(p->b->on, on);
    d->date = p->b->on;
    const char *notice = qn_pen_name(p, p->r->notice_zh, p->r->notice_en);
    if (*notice)
        d->banner = notice;
    else if (p->r->fictional == 1)
        d->banner = qn_pen_t(p, QN_T_BRF_FICTIONAL);
    d->footer = qn_pen_f(p, QN_T_BRF_FOOTER, QN_VERSION, qn_pen_keep(p, p->b->digest, 12), on,
                         (const char *)NULL);
}

enum qn_status qn_briefing_compose(const struct qn_briefing *b, enum qn_lang lang,
                                   enum qn_medium medium, struct qn_doc *doc, struct qn_err *err)
{
    char on[QN_DATE_TEXT_CAP], subtitle[256];
    qn_date_text(b->on, on);
    const char *args[] = {on};
    qn_text_format(lang, QN_T_BRF_SUBTITLE, args, 1, subtitle, sizeof subtitle);
    qn_doc_init(doc, lang, title_of(&b->region, lang), subtitle);
    struct qn_pen pen = {.b = b, .r = &b->region, .d = doc, .lang = lang, .medium = medium};
    set_frame(&pen);
    qn_compose_situation(&pen);
    qn_compose_enterprises(&pen);
    qn_compose_law(&pen);
    qn_compose_progress(&pen);
    qn_compose_telemetry(&pen);
    qn_compose_missing(&pen);
    qn_compose_annex(&pen);
    return doc->failed ? qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, "") : QN_OK;
}
