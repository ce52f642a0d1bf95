/* The section of doc/evaluation.md on verdicts. */
#include <stdlib.h>

#include "score.h"

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool put_opening(const struct score *s, const char *rules, struct qn_buf *out)
{
    return qn_buf_printf(
               out, NULL,
               "# Shutdown verdicts on simulated fleets\n\n"
               "Written by `tools/score-verify`; do not edit. %zu drawn fleets (seeds %lld to "
               "%lld), %zu devices,\n%d days each; the thresholds were built on seeds 1 to 20. The "
               "scores are defined in\n`doc/method/verdict.md`, the simulator in "
               "`doc/method/simulate.md`. All plants are made up: the figures say\nhow the "
               "detector does on what the simulator can think of, not how it does in the field.\n\n"
               "Rules: `%.16s`.\n\n",
               s->fleets, (long long)s->first_seed, (long long)s->last_seed, s->devices, s->days,
               rules) == QN_OK;
}

static bool put_fakes(const struct score *s, struct qn_buf *out)
{
    static const enum qn_episode_kind fakes[] = {
        QN_EP_PAPER_STOP, QN_EP_NIGHT_RUN, QN_EP_PULLED_PROBE, QN_EP_RETRO_MARK, QN_EP_RESTART};
    bool ok = qn_buf_text(out,
                          "## Fakes\n\n| episode | drawn | caught | recall | by its own finding |\n"
                          "|---|---|---|---|---|\n",
                          NULL) == QN_OK;
    for (size_t i = 0; ok && i < sizeof fakes / sizeof fakes[0]; i++) {
        enum qn_episode_kind k = fakes[i];
        double n = s->episodes[k] ? (double)s->episodes[k] : 1;
        ok = qn_buf_printf(out, NULL, "| %s | %zu | %zu | %.3f | %.3f |\n", qn_episode_name(k),
                           s->episodes[k], s->caught[k], (double)s->caught[k] / n,
                           (double)s->named[k] / n) == QN_OK;
    }
    return ok;
}

static bool put_stops(const struct score *s, struct qn_buf *out)
{
    double all = s->stops ? (double)s->stops : 1;
    bool ok = qn_buf_printf(out, NULL,
                            "\n## True stops\n\n| episode | drawn | called contradicted | share |\n"
                            "|---|---|---|---|\n") == QN_OK;
    static const enum qn_episode_kind kinds[] = {QN_EP_HONEST_STOP, QN_EP_BANKED};
    for (size_t i = 0; ok && i < 2; i++) {
        enum qn_episode_kind k = kinds[i];
        double n = s->by_kind[k] ? (double)s->by_kind[k] : 1;
        ok = qn_buf_printf(out, NULL, "| %s | %zu | %zu | %.4f |\n", qn_episode_name(k),
                           s->by_kind[k], s->accused_by_kind[k],
                           (double)s->accused_by_kind[k] / n) == QN_OK;
    }
    return ok && qn_buf_printf(out, NULL, "| all | %zu | %zu | %.4f |\n", s->stops, s->accused,
                               (double)s->accused / all) == QN_OK;
}

static bool put_delays(const struct score *s, struct qn_buf *out)
{
    static double sorted[DELAYS_CAP];
    size_t n = s->n_delays, soon = 0;
    if (n == 0)
        return true;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = s->delay_min[i];
        soon += sorted[i] <= 10;
    }
    qsort(sorted, n, sizeof sorted[0], by_value);
    return qn_buf_printf(
               out, NULL,
               "\n## Restarts\n\nOf %zu restarts found in data of ten minutes or less, the slot "
               "that shows it ended %.0f minutes after the\nfirst moment of running in the median "
               "(ninth decile %.0f); %.1f %% within ten minutes. A furnace that is lit\nmoves no "
               "air before its fan does: the delay is from the truth, not from the first sign.\n",
               n, sorted[n / 2], sorted[n * 9 / 10], 100.0 * (double)soon / (double)n) == QN_OK;
}

static bool put_row(const char *name, const char *truth, const double h[QN_V_COUNT],
                    struct qn_buf *out)
{
    double sum = h[0] + h[1] + h[2] + h[3];
    if (sum <= 0)
        return true;
    return qn_buf_printf(out, NULL, "| %s | %s | %.0f | %.2f | %.2f | %.2f | %.2f |\n", name, truth,
                         sum, 100 * h[QN_V_STOPPED] / sum, 100 * h[QN_V_RUNNING] / sum,
                         100 * h[QN_V_CONTRADICTED] / sum, 100 * h[QN_V_UNPROVABLE] / sum) == QN_OK;
}

static bool put_matrix(const struct score *s, struct qn_buf *out)
{
    static const char *const truths[] = {"running", "stopped", "banked"};
    double total[3][QN_V_COUNT] = {{0}};
    bool ok = qn_buf_text(out,
                          "\n## Confusion matrix\n\nHours of truth by verdict, in per cent of the "
                          "row.\n\n| episode | truth | hours | stopped | running | contradicted | "
                          "unprovable |\n|---|---|---|---|---|---|---|\n",
                          NULL) == QN_OK;
    for (int r = 0; ok && r < ROWS; r++) {
        ok = put_row(qn_episode_name((enum qn_episode_kind)(r / 3)), truths[r % 3], s->hours[r],
                     out);
        for (int v = 0; v < QN_V_COUNT; v++)
            total[r % 3][v] += s->hours[r][v];
    }
    for (int t = 0; ok && t < 3; t++)
        ok = put_row("**all**", truths[t], total[t], out);
    return ok;
}

bool score_write(const struct score *s, const char *rules_sha256, struct qn_buf *out)
{
    return put_opening(s, rules_sha256, out) && put_fakes(s, out) && put_stops(s, out) &&
           put_delays(s, out) && put_matrix(s, out);
}
