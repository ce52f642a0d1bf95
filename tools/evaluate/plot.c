/* The scatter of arc maxima as SVG: a panel per variant, both axes logarithmic. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "evaluate.h"

#define WIDTH 960
#define HEIGHT 520
#define SIDE 380. /* of a panel, pixels */
#define TOP 64.
#define LOW .05 /* mg/m3: the frame holds every pair */
#define HIGH 2000.

static const double panel_left[VARIANTS] = {74, 544};

static bool put(struct qn_buf *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool put(struct qn_buf *out, const char *fmt, ...)
{
    char line[1024];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    return n >= 0 && (size_t)n < sizeof line && qn_buf_text(out, line, NULL) == QN_OK;
}

static double along(double value)
{
    return log(value / LOW) / log(HIGH / LOW) * SIDE;
}

static double px(size_t panel, double value)
{
    return panel_left[panel] + along(value);
}

static double py(double value)
{
    return TOP + SIDE - along(value);
}

static bool frame(struct qn_buf *out, size_t panel)
{
    bool ok = put(out, "<rect class=\"f\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
                  panel_left[panel], TOP, SIDE, SIDE);
    for (double v = .1; ok && v < HIGH; v *= 10)
        ok = put(out,
                 "<path class=\"g\" d=\"M%.1f %.1fV%.1fM%.1f %.1fH%.1f\"/>\n"
                 "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%g</text>\n"
                 "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n",
                 px(panel, v), TOP, TOP + SIDE, panel_left[panel], py(v), panel_left[panel] + SIDE,
                 px(panel, v), TOP + SIDE + 18, v, panel_left[panel] - 7, py(v) + 4, v);
    return ok;
}

/* predicted = factor times observed, within the frame. */
static bool ratio_line(struct qn_buf *out, size_t panel, double factor, const char *class)
{
    double from = fmax(LOW, LOW / factor), to = fmin(HIGH, HIGH / factor);
    return put(out, "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n", class, px(panel, from),
               py(from * factor), px(panel, to), py(to * factor));
}

static bool mark(struct qn_buf *out, double x, double y, bool stable)
{
    if (stable)
        return put(out, "<path class=\"s\" d=\"M%.1f %.1fl4.2 4.2 -4.2 4.2 -4.2 -4.2z\"/>\n", x,
                   y - 4.2);
    return put(out, "<circle class=\"c\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.4\"/>\n", x, y);
}

static bool panel_write(const struct field *f, size_t panel, struct qn_buf *out)
{
    struct scores s = scores_of(f, &(struct choice){panel, -1, -1});
    bool ok = frame(out, panel) && ratio_line(out, panel, 1, "one") &&
              ratio_line(out, panel, 2, "two") && ratio_line(out, panel, .5, "two");
    for (size_t i = 0; ok && i < f->pairs; i++)
        ok = mark(out, px(panel, f->pair[i].observed), py(f->pair[i].predicted[panel]),
                  f->pair[i].stable);
    double mid = panel_left[panel] + SIDE / 2;
    return ok &&
           put(out, "<text class=\"t\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n",
               mid, TOP - 30, variant_name[panel]) &&
           put(out,
               "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">FB %+.3f, NMSE %.2f, FAC2 %.3f"
               "</text>\n",
               mid, TOP - 11, s.fb, s.nmse, s.fac2) &&
           put(out,
               "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">observed arc maximum, mg/m&#179;"
               "</text>\n",
               mid, TOP + SIDE + 38);
}

static bool legend(struct qn_buf *out)
{
    const double y = TOP + SIDE + 62;
    return put(out,
               "<text transform=\"translate(20 %.1f) rotate(-90)\" text-anchor=\"middle\">"
               "predicted arc maximum, mg/m&#179;</text>\n",
               TOP + SIDE / 2) &&
           mark(out, 222, y - 4, false) &&
           put(out, "<text x=\"232\" y=\"%.1f\">unstable (L &lt; 0)</text>\n", y) &&
           mark(out, 362, y - 4, true) &&
           put(out, "<text x=\"372\" y=\"%.1f\">stable (L &gt; 0)</text>\n", y) &&
           put(out,
               "<path class=\"one\" d=\"M490 %.1fh34\"/><text x=\"530\" y=\"%.1f\">equal</text>\n"
               "<path class=\"two\" d=\"M586 %.1fh34\"/><text x=\"626\" y=\"%.1f\">a factor of two"
               "</text>\n",
               y - 4, y, y - 4, y);
}

bool plot_write(const struct field *f, struct qn_buf *out)
{
    bool ok = put(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                  "height=\"%d\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">\n",
                  WIDTH, HEIGHT, WIDTH, HEIGHT) &&
              put(out, "<title>Prairie Grass: predicted against observed arc maxima</title>\n"
                       "<style>.f{fill:none;stroke:#444}.g{fill:none;stroke:#e4e4e4}"
                       ".one{fill:none;stroke:#222;stroke-width:1.4}"
                       ".two{fill:none;stroke:#222;stroke-dasharray:5 4}"
                       ".c{fill:#c4561a;fill-opacity:.55;stroke:#8a3a10;stroke-width:.6}"
                       ".s{fill:#1f5fa8;fill-opacity:.55;stroke:#143f70;stroke-width:.6}"
                       ".t{font-size:15px;font-weight:bold}text{fill:#222}</style>\n"
                       "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
    for (size_t panel = 0; ok && panel < VARIANTS; panel++)
        ok = panel_write(f, panel, out);
    return ok && legend(out) && put(out, "</svg>\n");
}
