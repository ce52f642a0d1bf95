/* AERMOD's words for kinds of result, ranks and receptors, as its output files have them. */
#include <string.h>

#include "deck/fixed.h"
#include "deck/out.h"

const char *qn_out_rank(unsigned rank, char text[6])
{
    unsigned last = rank % 10, teens = rank % 100;
    const char *ending = "TH";
    if (!(teens > 10 && teens < 20))
        ending = last == 1 ? "ST" : last == 2 ? "ND" : last == 3 ? "RD" : "TH";
    qn_integer_write(text, rank, 3, ' ');
    memcpy(text + 3, ending, 3);
    return text;
}

const char *qn_out_type_column(enum qn_plume_output type)
{
    switch (type) {
    case QN_PLUME_CONC:
        return "AVERAGE CONC";
    case QN_PLUME_DEPOS:
        return "  TOTAL DEPO";
    case QN_PLUME_DDEP:
        return "    DRY DEPO";
    case QN_PLUME_WDEP:
        break;
    }
    return "    WET DEPO";
}

const char *qn_out_type_name(enum qn_plume_output type)
{
    switch (type) {
    case QN_PLUME_CONC:
        return "AVERAGE CONCENTRATION   ";
    case QN_PLUME_DEPOS:
        return "  TOTAL DEPOSITION      ";
    case QN_PLUME_DDEP:
        return "    DRY DEPOSITION      ";
    case QN_PLUME_WDEP:
        break;
    }
    return "    WET DEPOSITION      ";
}

const char *qn_out_type_short(enum qn_plume_output type)
{
    return type == QN_PLUME_CONC ? "CONC" : "DEPO";
}

const char *qn_out_receptor_kind(const struct qn_deck *deck, size_t i)
{
    switch (deck->receptor_extra[i].kind) {
    case 'G':
        return "GC";
    case 'P':
        return "GP";
    case 'Q':
        return "DP";
    default:
        return "DC";
    }
}

bool qn_out_has_conc(const struct qn_deck_out *out)
{
    return out->types > 0 && out->type[0] == QN_PLUME_CONC;
}
