/* qn_deck_read_text: the bytes are a whole deck; no file that it names is opened. */
#include <math.h>
#include <string.h>

#include "fuzz.h"

#include "deck/reader.h"

static void check_source(const struct qn_plume_source *s)
{
    FUZZ_MUST(memchr(s->id, 0, sizeof s->id) && s->id[0]);
    FUZZ_MUST(isfinite(s->x_m) && isfinite(s->y_m) && isfinite(s->base_m));
    FUZZ_MUST(isfinite(s->emission) && s->height_m >= 0 && s->height_m <= 3000);
    FUZZ_MUST(s->kind > QN_PLUME_POINTHOR || (s->velocity_m_s > 0 && s->diameter_m > 0));
    FUZZ_MUST(s->kind != QN_PLUME_AREAPOLY || (s->vertices >= 3 && s->vertex_y_m));
    FUZZ_MUST((s->variation == QN_PLUME_CONSTANT) == (s->factor == NULL));
    FUZZ_MUST(!s->particles || !s->gas);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct qn_deck deck;
    struct qn_err err = {0};
    enum qn_status st = qn_deck_read_text("d.inp", (const char *)data, n, &deck, &err);
    if (st) {
        FUZZ_MUST(!deck.arena && !deck.source);
        FUZZ_MUST(err.code == st && err.where[0] && err.msg[0][0] && err.msg[1][0]);
        return 0;
    }
    FUZZ_MUST(deck.sources > 0 && deck.groups > 0 && deck.modelopts[0]);
    FUZZ_MUST(deck.options.outputs != 0);
    for (size_t s = 0; s < deck.sources; s++)
        check_source(&deck.source[s]);
    for (size_t r = 0; r < deck.receptors; r++)
        FUZZ_MUST(isfinite(deck.receptor[r].x_m) && isfinite(deck.receptor[r].y_m));
    qn_deck_release(&deck);
    return 0;
}
