/* evaluate FOLDER WITH.pst WITHOUT.pst DOCUMENT.md PICTURE.svg: FOLDER holds the tables of the
 * experiments, the POSTFILEs are the model's with and without measured sigma-theta. Prints the
 * scores. Exit 1 where something is wrong. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "evaluate.h"

#define OUT_MAX ((size_t)4 << 20)

/* The section that tools/score-verify put behind ours stays. */
static bool keep_verdicts(const char *path, struct qn_buf *b)
{
    static const char heading[] = "\n# Shutdown verdicts on simulated fleets\n";
    struct qn_buf old;
    qn_buf_init(&old, OUT_MAX);
    const char *at = NULL;
    if (qn_file_exists(path) && qn_file_read(path, &old, NULL) == QN_OK && old.data)
        at = strstr(old.data, heading);
    bool ok = !at || qn_buf_text(b, at, NULL) == QN_OK;
    qn_buf_release(&old);
    return ok;
}

static bool write_out(const char *path, const struct field *f,
                      bool (*writer)(const struct field *, struct qn_buf *))
{
    struct qn_buf b;
    struct qn_err err = {0};
    qn_buf_init(&b, OUT_MAX);
    bool ok = writer(f, &b) && (writer != document_write || keep_verdicts(path, &b)) &&
              qn_file_write(path, b.data, b.len, &err) == QN_OK;
    if (!ok)
        fprintf(stderr, "evaluate: %s: %s\n", path, err.msg[1]);
    qn_buf_release(&b);
    return ok;
}

int main(int argc, char **argv)
{
    static struct field f;
    if (argc != 6) {
        fputs("usage: evaluate FOLDER WITH.pst WITHOUT.pst DOCUMENT.md PICTURE.svg\n", stderr);
        return 2;
    }
    if (!field_read(argv[1], &f))
        return 1;
    for (size_t k = 0; k < VARIANTS; k++) {
        if (!field_predict(argv[2 + k], k, &f))
            return 1;
        struct scores s = scores_of(&f, &(struct choice){k, -1, -1});
        printf("%-20s %zu pairs  FB %+.3f  NMSE %.2f  FAC2 %.3f  MG %.2f  VG %.2f  RHC %.2f\n",
               variant_name[k], s.n, s.fb, s.nmse, s.fac2, s.mg, s.vg, s.rhc);
    }
    return write_out(argv[4], &f, document_write) && write_out(argv[5], &f, plot_write) ? 0 : 1;
}
