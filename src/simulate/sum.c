/* Means, extremes and marks of a period. */
#include "simulate/report.h"

void qn_sim_sum_begin(struct qn_sim_sum *s, int64_t from_unix_ms)
{
    *s = (struct qn_sim_sum){.from_unix_ms = from_unix_ms};
}

static int mark_class(char mark)
{
    return mark == 'C' ? 0 : mark == 'M' ? 1 : mark == 'D' ? 2 : -1;
}

static void add_channel(struct qn_sim_sum *s, int ch, const struct qn_sim_reading *r,
                        double minutes)
{
    bool first = s->minutes <= 0;
    s->sum[ch] += r->mean * minutes;
    s->total[ch] += r->mean;
    if (first || r->least < s->least[ch])
        s->least[ch] = r->least;
    if (first || r->most > s->most[ch])
        s->most[ch] = r->most;
    int k = mark_class(r->mark);
    if (k >= 0)
        s->marked[ch][k] += minutes;
}

void qn_sim_sum_add(struct qn_sim_sum *s, const struct qn_sim_device *d,
                    const struct qn_sim_now *now, double minutes)
{
    for (int ch = 0; ch < QN_CH_COUNT; ch++)
        add_channel(s, ch, &d->sensors.reading[ch], minutes);
    s->minutes += minutes;
    s->claimed += now->claimed ? minutes : 0;
    if (now->remark_unix_ms) {
        s->remarked += minutes;
        if (now->remark_unix_ms > s->remark_unix_ms)
            s->remark_unix_ms = now->remark_unix_ms;
    }
    s->exceeding = s->exceeding || now->exceeding;
    s->banked = s->banked || now->truth == QN_TRUTH_BANKED;
    s->honest = s->honest || now->kind == QN_EP_HONEST_STOP;
}
