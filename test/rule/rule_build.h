/* Regions built by hand: one enterprise after another, installations with parameters by name. */
#ifndef RULE_BUILD_H
#define RULE_BUILD_H

#include <stdlib.h>

#include "qn_test.h"
#include "rule/pack.h"

struct build {
    struct qn_region region;
    struct qn_prov prov;
};

static inline struct qn_date day(int y, int m, int d)
{
    return (struct qn_date){(int16_t)y, (uint8_t)m, (uint8_t)d};
}

/* Room for n of everything. */
static inline void build_init_n(struct build *b, size_t n)
{
    memset(b, 0, sizeof *b);
    b->prov = (struct qn_prov){.file = "installations.csv",
                               .line = 2,
                               .basis = QN_BASIS_PERMIT,
                               .source = "S-1",
                               .note = ""};
    b->region.enterprise = calloc(n, sizeof *b->region.enterprise);
    b->region.installation = calloc(n, sizeof *b->region.installation);
    b->region.installation_state = calloc(n, sizeof *b->region.installation_state);
    b->region.evidence = calloc(n, sizeof *b->region.evidence);
    assert_non_null(b->region.enterprise);
    assert_non_null(b->region.installation);
    assert_non_null(b->region.installation_state);
    assert_non_null(b->region.evidence);
}

static inline void build_init(struct build *b)
{
    build_init_n(b, 64);
}

static inline void build_free(struct build *b)
{
    free(b->region.enterprise);
    free(b->region.installation);
    free(b->region.installation_state);
    free(b->region.evidence);
}

/* A new enterprise; installations added later belong to the newest. */
static inline struct qn_enterprise *build_enterprise(struct build *b, const char *name_zh)
{
    struct qn_region *r = &b->region;
    struct qn_enterprise *e = &r->enterprise[r->n_enterprise++];
    *e = (struct qn_enterprise){
        .prov = b->prov, .id = "E", .name_zh = name_zh, .country = "", .jurisdiction = -1};
    e->coke_capacity_t_a.value = e->steel_capacity_t_a.value = e->iron_capacity_t_a.value = NAN;
    e->first_installation = r->n_installation;
    return e;
}

static inline struct qn_installation *build_installation(struct build *b, enum qn_kind kind,
                                                         enum qn_variant variant)
{
    struct qn_region *r = &b->region;
    if (r->n_enterprise == 0)
        build_enterprise(b, "");
    struct qn_installation *in = &r->installation[r->n_installation++];
    *in = (struct qn_installation){.prov = b->prov,
                                   .id = "I",
                                   .name_zh = "",
                                   .name_en = "",
                                   .exemption_claimed = "",
                                   .exit_scope = "",
                                   .enterprise = r->n_enterprise - 1,
                                   .kind = kind,
                                   .variant = variant,
                                   .variant_prov = &b->prov,
                                   .state = QN_STATE_OPERATING,
                                   .units = 1};
    for (int p = 0; p < QN_PARAM_COUNT; p++)
        in->param[p].value = NAN;
    r->enterprise[r->n_enterprise - 1].n_installations++;
    return in;
}

static inline void build_set(struct build *b, struct qn_installation *in, enum qn_param p, double v)
{
    in->param[p] = (struct qn_qty){v, &b->prov};
}

/* installation -1: of the enterprise. */
static inline struct qn_evidence *build_evidence(struct build *b, const char *kind,
                                                 struct qn_date dated_on, int32_t enterprise,
                                                 int32_t installation)
{
    struct qn_evidence *e = &b->region.evidence[b->region.n_evidence++];
    *e = (struct qn_evidence){.prov = b->prov,
                              .id = "D",
                              .kind = kind,
                              .dated_on = dated_on,
                              .enterprise = enterprise,
                              .installation = installation};
    return e;
}

static inline struct qn_pack *build_pack(void)
{
    struct qn_pack *p = NULL;
    struct qn_err err;
    assert_ok(qn_pack_load(NULL, &p, &err), err);
    return p;
}

static inline void screen_ok(const struct qn_pack *p, const struct build *b, struct qn_date on,
                             struct qn_screen *out)
{
    struct qn_err err;
    assert_ok(qn_screen_region(p, &b->region, on, 0, out, &err), err);
}

static inline int misses(const struct qn_screening *s, const char *name)
{
    for (size_t i = 0; i < s->n_missing; i++)
        if (strcmp(s->missing[i], name) == 0)
            return 1;
    return 0;
}

#endif
