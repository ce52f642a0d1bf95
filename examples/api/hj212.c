/* What a logger sent, as it came from the wire, and what the host answers. The plant is made up. */
#include <quench/hj212.h>
#include <stdio.h>

int main(void)
{
    static const char wire[] =
        "noise\r\n"
        "##0170QN=20240520210700000;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;"
        "CP=&&DataTime=20240520210700;a34013-Rtd=4.20,a34013-Flag=N;g20801-Rtd=96.5;p99101-Rtd=St&&2640\r\n"
        "##0099QN=20160801085857223;ST=32;CN=1013;PW=123456;MN=010000A8900016F000169DC0;Flag=5;"
        "CP=&&PolId=w01018&&CAC1\r\n##0087QN=2024";
    const char *p = wire;
    size_t left = sizeof wire - 1, used;
    struct qn_212_frame f;
    enum qn_212_fault fault;
    enum qn_212_take got;
    while ((got = qn_212_take(p, left, QN_212_POLICY_TOLERANT, false, &f, &used, &fault)) != QN_212_MORE) {
        p += used, left -= used;
        if (got == QN_212_FAULT) {
            printf("%zu bytes dropped: %s\n", used, qn_212_fault_name(fault));
            continue;
        }
        const struct qn_212_command *command = qn_212_command_of(f.cn_code);
        printf("%.*s: %s\n", (int)f.mn.n, f.mn.p, command ? command->title[1] : "unknown command");
        struct qn_212_items items;
        struct qn_212_item item;
        for (qn_212_items_init(&items, f.cp); qn_212_items_next(&items, &item);) {
            const struct qn_212_factor *factor = qn_212_factor_of(item.factor);
            printf("  %.*s = %.*s %s (%s)\n", (int)item.name.n, item.name.p, (int)item.value.n, item.value.p,
                   factor ? factor->unit : "", factor ? factor->name[1] : "-");
        }
        char answer[256];
        int cn = command && command->type == 'N' ? 9013 : 9014; /* of a notice, of data */
        size_t n = f.wants_answer ? qn_212_answer(&f, cn, -1, answer, sizeof answer) : 0;
        printf("  answer: %.*s\n", n ? (int)n - 2 : 0, answer); /* without its CR LF */
    }
    printf("%zu bytes of the next frame\n", left - used);
    return 0;
}
