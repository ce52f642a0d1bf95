/* Ids to places: open addressing over FNV-1a. */
#include "region/load.h"

#include <stdlib.h>
#include <string.h>

static size_t hash(const char *s)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a, 64 bit: offset basis and prime */
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

enum qn_status qn_idmap_init(struct qn_idmap *m, size_t n, struct qn_err *err)
{
    size_t slots = 16;
    while (slots < 2 * n)
        slots *= 2;
    *m = (struct qn_idmap){.mask = slots - 1};
    m->key = calloc(slots, sizeof *m->key);
    m->place = calloc(slots, sizeof *m->place);
    if (m->key && m->place)
        return QN_OK;
    char bytes[QN_NUM_TEXT_CAP];
    qn_idmap_release(m);
    return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY, qn_num_text((double)slots * 12, bytes));
}

void qn_idmap_release(struct qn_idmap *m)
{
    free(m->key);
    free(m->place);
    *m = (struct qn_idmap){0};
}

static size_t slot(const struct qn_idmap *m, const char *id)
{
    size_t i = hash(id) & m->mask;
    while (m->key[i] && strcmp(m->key[i], id) != 0)
        i = (i + 1) & m->mask;
    return i;
}

void qn_idmap_add(struct qn_idmap *m, const char *id, int32_t place)
{
    size_t i = slot(m, id);
    m->key[i] = id;
    m->place[i] = place;
}

int32_t qn_idmap_find(const struct qn_idmap *m, const char *id)
{
    if (!m->mask)
        return -1;
    size_t i = slot(m, id);
    return m->key[i] ? m->place[i] : -1;
}
