#include "base/settings.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#define TEXT_MAX_BYTES ((size_t)1024 * 1024)
#define MAX_SETTINGS 4096

struct reader {
    yaml_parser_t parser;
    struct qn_arena *arena;
    struct qn_settings *out;
    struct qn_err *err;
    size_t cap;
};

static enum qn_status refuse(struct reader *r, yaml_mark_t at, enum qn_text_id id, const char *arg)
{
    char where[64];
    snprintf(where, sizeof where, "%zu:%zu", at.line + 1, at.column + 1);
    return qn_fail(r->err, QN_E_SYNTAX, where, id, arg);
}

static enum qn_status next(struct reader *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->parser, event))
        return QN_OK;
    if (r->parser.error == YAML_MEMORY_ERROR) {
        char want[QN_NUM_TEXT_CAP];
        return qn_fail(r->err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                       qn_num_text((double)TEXT_MAX_BYTES, want));
    }
    return refuse(r, r->parser.problem_mark, QN_T_SETTINGS_YAML,
                  r->parser.problem ? r->parser.problem : "?");
}

/* Room for one more item. The arena keeps the outgrown arrays: together no more than the last. */
static enum qn_status grow(struct reader *r)
{
    struct qn_settings *s = r->out;
    char limit[QN_NUM_TEXT_CAP];
    if (s->n < r->cap)
        return QN_OK;
    if (s->n == MAX_SETTINGS)
        return qn_fail(r->err, QN_E_LIMIT, NULL, QN_T_SETTINGS_COUNT,
                       qn_num_text(MAX_SETTINGS, limit));
    size_t cap = r->cap ? r->cap * 2 : 16;
    struct qn_err failed = {.code = QN_E_NOMEM};
    struct qn_setting *item = qn_arena_alloc(r->arena, cap * sizeof *item, &failed);
    if (!item) {
        if (r->err)
            *r->err = failed;
        return failed.code;
    }
    if (s->n)
        memcpy(item, s->item, s->n * sizeof *item);
    s->item = item;
    r->cap = cap;
    return QN_OK;
}

static enum qn_status add(struct reader *r, const char *name, const yaml_event_t *value)
{
    const char *text = (const char *)value->data.scalar.value;
    size_t n = value->data.scalar.length;
    if (memchr(text, 0, n))
        return refuse(r, value->start_mark, QN_T_SETTINGS_NUL, name);
    enum qn_status st = grow(r);
    if (st)
        return st;
    struct qn_err failed = {.code = QN_E_NOMEM};
    const char *copy = qn_arena_copy(r->arena, text, n, &failed);
    if (!copy) {
        if (r->err)
            *r->err = failed;
        return failed.code;
    }
    r->out->item[r->out->n++] = (struct qn_setting){.name = name,
                                                    .value = copy,
                                                    .line = value->start_mark.line + 1,
                                                    .column = value->start_mark.column + 1};
    return QN_OK;
}

/* The items of a list, whose start has been read. */
static enum qn_status read_list(struct reader *r, const char *name)
{
    for (;;) {
        yaml_event_t event;
        enum qn_status st = next(r, &event);
        if (st)
            return st;
        yaml_event_type_t type = event.type;
        if (type == YAML_SCALAR_EVENT)
            st = add(r, name, &event);
        else if (type != YAML_SEQUENCE_END_EVENT)
            st =
                refuse(r, event.start_mark,
                       type == YAML_ALIAS_EVENT ? QN_T_SETTINGS_ALIAS : QN_T_SETTINGS_NESTED, name);
        yaml_event_delete(&event);
        if (st || type == YAML_SEQUENCE_END_EVENT)
            return st;
    }
}

static enum qn_status read_value(struct reader *r, const char *name)
{
    yaml_event_t event;
    enum qn_status st = next(r, &event);
    if (st)
        return st;
    if (event.type == YAML_SCALAR_EVENT)
        st = add(r, name, &event);
    else if (event.type == YAML_SEQUENCE_START_EVENT)
        st = read_list(r, name);
    else
        st = refuse(r, event.start_mark,
                    event.type == YAML_ALIAS_EVENT ? QN_T_SETTINGS_ALIAS : QN_T_SETTINGS_NESTED,
                    name);
    yaml_event_delete(&event);
    return st;
}

/* The name in a scalar event, checked and copied. */
static enum qn_status read_name(struct reader *r, const yaml_event_t *event, const char **name)
{
    if (event->type == YAML_ALIAS_EVENT)
        return refuse(r, event->start_mark, QN_T_SETTINGS_ALIAS,
                      (const char *)event->data.alias.anchor);
    if (event->type != YAML_SCALAR_EVENT || event->data.scalar.length == 0 ||
        memchr(event->data.scalar.value, 0, event->data.scalar.length))
        return refuse(r, event->start_mark, QN_T_SETTINGS_NAME, NULL);
    const char *text = (const char *)event->data.scalar.value;
    if (qn_settings_find(r->out, text))
        return refuse(r, event->start_mark, QN_T_SETTINGS_TWICE, text);
    struct qn_err failed = {.code = QN_E_NOMEM};
    *name = qn_arena_copy(r->arena, text, event->data.scalar.length, &failed);
    if (!*name && r->err)
        *r->err = failed;
    return *name ? QN_OK : failed.code;
}

/* Names and values up to the mapping's end. */
static enum qn_status read_mapping(struct reader *r)
{
    for (;;) {
        yaml_event_t event;
        const char *name = NULL;
        enum qn_status st = next(r, &event);
        if (st)
            return st;
        int end = event.type == YAML_MAPPING_END_EVENT;
        if (!end)
            st = read_name(r, &event, &name);
        yaml_event_delete(&event);
        if (st || end)
            return st;
        st = read_value(r, name);
        if (st)
            return st;
    }
}

/* A text of nothing but white space and comments between --- lines is no settings, not an error. */
static int is_nothing(const yaml_event_t *event)
{
    return event->type == YAML_SCALAR_EVENT && event->data.scalar.length == 0 &&
           event->data.scalar.plain_implicit;
}

/* Stream start, one document with one mapping (or none), stream end. */
static enum qn_status read_stream(struct reader *r)
{
    int documents = 0;
    for (;;) {
        yaml_event_t event;
        enum qn_status st = next(r, &event);
        if (st)
            return st;
        yaml_event_type_t type = event.type;
        if (type == YAML_DOCUMENT_START_EVENT && documents++)
            st = refuse(r, event.start_mark, QN_T_SETTINGS_DOCUMENTS, NULL);
        else if (type == YAML_MAPPING_START_EVENT)
            st = read_mapping(r);
        else if (type == YAML_ALIAS_EVENT || type == YAML_SEQUENCE_START_EVENT ||
                 (type == YAML_SCALAR_EVENT && !is_nothing(&event)))
            st = refuse(r, event.start_mark, QN_T_SETTINGS_SHAPE, NULL);
        yaml_event_delete(&event);
        if (st || type == YAML_STREAM_END_EVENT)
            return st;
    }
}

enum qn_status qn_settings_parse(const char *text, size_t len, struct qn_arena *arena,
                                 struct qn_settings *out, struct qn_err *err)
{
    if (len > TEXT_MAX_BYTES) {
        char have[QN_NUM_TEXT_CAP], limit[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_LIMIT, NULL, QN_T_SETTINGS_SIZE, qn_num_text((double)len, have),
                       qn_num_text((double)TEXT_MAX_BYTES, limit));
    }
    struct qn_settings found = {.n = 0};
    struct reader r = {.arena = arena, .out = &found, .err = err};
    if (!yaml_parser_initialize(&r.parser)) {
        char want[QN_NUM_TEXT_CAP];
        return qn_fail(err, QN_E_NOMEM, NULL, QN_T_NO_MEMORY,
                       qn_num_text((double)sizeof r.parser, want));
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, len);
    enum qn_status st = read_stream(&r);
    yaml_parser_delete(&r.parser);
    if (!st)
        *out = found;
    return st;
}

const struct qn_setting *qn_settings_find(const struct qn_settings *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->item[i].name, name) == 0)
            return &s->item[i];
    return NULL;
}
