/* SM4 keys of HJ 212-2025: opening what came enciphered, and renewing the key.
 *
 * A frame does not say that it is enciphered: the codec takes it for so where the edition allows
 * it and the CP cannot be read as it is. It is open when its CRC, which was computed on the plain
 * text, holds and the CP reads. While a new key is on its way to the device, both are tried; the
 * first frame under the new one confirms it.
 */
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/gate.h"

#define KEY_AGAIN_MS 600000 /* between two tries to renew a key */
#define DAY_MS INT64_C(86400000)

static bool open_with(const unsigned char key[16], const struct qn_212_frame *f, char *room,
                      struct qn_212_frame *out)
{
    size_t used = 0, at = (size_t)(f->cp.p - f->whole.p);
    enum qn_212_fault fault;
    memcpy(room, f->whole.p, f->whole.n);
    qn_212_sm4_decrypt(key, room + at, f->cp.n);
    if (qn_212_take(room, f->whole.n, QN_212_POLICY_ANY, true, out, &used, &fault) != QN_212_FRAME)
        return false;
    return used == f->whole.n && out->cp.n == f->cp.n && !out->encrypted;
}

bool gate_key_open(struct gate_device *d, const struct qn_212_frame *f, char *room,
                   struct qn_212_frame *out, size_t *which)
{
    struct gate_keys *k = d->keys;
    if (!k || f->whole.n > QN_212_FRAME_MAX || f->cp.p < f->whole.p ||
        f->cp.p + f->cp.n > f->whole.p + f->whole.n)
        return false;
    for (size_t i = 0; i < k->n; i++) {
        *which = (k->last + i) % k->n;
        if (open_with(k->key[*which].key, f, room, out)) {
            k->used = true;
            return true;
        }
    }
    return false;
}

static bool key_of_hex(const char *hex, unsigned char out[16])
{
    static const char digits[] = "0123456789abcdef";
    if (strlen(hex) != 32)
        return false;
    for (size_t i = 0; i < 32; i++) {
        char ch = hex[i];
        if (ch >= 'A' && ch <= 'F')
            ch = (char)(ch - 'A' + 'a');
        const char *at = strchr(digits, ch);
        if (!at)
            return false;
        unsigned char half = (unsigned char)(at - digits);
        out[i / 2] = i % 2 ? (unsigned char)(out[i / 2] | half) : (unsigned char)(half << 4);
    }
    return true;
}

static struct gate_keys *keys_of(struct gate_device *d)
{
    if (!d->keys)
        d->keys = calloc(1, sizeof *d->keys);
    return d->keys;
}

static void push(struct gate_keys *k, const struct qn_tele_key *key)
{
    memmove(&k->key[1], &k->key[0], (QN_GATE_KEYS - 1) * sizeof k->key[0]);
    k->key[0] = *key;
    k->n = k->n < QN_GATE_KEYS ? k->n + 1 : k->n;
    k->last = 0;
}

static bool holds(const struct qn_tele_key *key, size_t n, const unsigned char bytes[16])
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(key[i].key, bytes, 16) == 0)
            return true;
    return false;
}

/* Beside a pending key only the newest confirmed one is still good. */
static void keep_live(struct gate_keys *k, const struct qn_tele_key *all, size_t n)
{
    for (size_t i = 0; i < n && k->n < QN_GATE_KEYS; i++) {
        k->key[k->n++] = all[i];
        if (!all[i].pending)
            break;
    }
}

/* The register's key is the first one; a key that was never used before is newer than all others:
 * somebody has entered it. */
enum qn_status gate_keys_load(struct qn_gateway *g, struct gate_device *d, struct qn_err *err)
{
    struct qn_tele_key all[16];
    size_t n = 0;
    enum qn_status st = qn_tele_keys(g->writer.tele, d->mn, all, 16, &n, err);
    struct qn_tele_key first = {.made_unix_ms = gate_wall_ms()};
    bool given = d->entry && d->entry->key_hex && key_of_hex(d->entry->key_hex, first.key);
    if (st || (n == 0 && !given))
        return st;
    struct gate_keys *k = keys_of(d);
    if (!k)
        return qn_fail(err, QN_E_NOMEM, "", QN_T_NO_MEMORY, "");
    *k = (struct gate_keys){0};
    keep_live(k, all, n);
    if (given)
        memcpy(k->registered, first.key, sizeof k->registered);
    if (given && !holds(all, n, first.key)) {
        push(k, &first);
        st = qn_tele_key_put(g->writer.tele, d->mn, &first, err);
    }
    return st;
}

void gate_keys_bind(struct qn_gateway *g, struct gate_device *d)
{
    struct qn_tele_key first = {.made_unix_ms = g->now_ms};
    if (!d->entry || !d->entry->key_hex || !key_of_hex(d->entry->key_hex, first.key))
        return;
    struct gate_keys *k = keys_of(d);
    if (!k || memcmp(first.key, k->registered, 16) == 0)
        return;
    memcpy(k->registered, first.key, 16);
    if (holds(k->key, k->n, first.key))
        return;
    push(k, &first);
    struct gate_job *job = gate_batch_job(g, JOB_KEY, d);
    if (job)
        job->u.key = first;
}

/* Sixteen letters and digits: the standard prints keys as text. */
static bool draw_key(unsigned char out[16])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t n = 0;
    while (n < 16) {
        unsigned char raw[32];
        if (RAND_bytes(raw, sizeof raw) != 1)
            return false;
        for (size_t i = 0; i < sizeof raw && n < 16; i++)
            if (raw[i] < 248) /* 4 x 62: every letter is as likely */
                out[n++] = (unsigned char)letters[raw[i] % 62];
    }
    return true;
}

bool gate_key_fill(struct qn_gateway *g, struct gate_device *d, struct gate_call *call)
{
    struct gate_keys *k = keys_of(d);
    struct qn_tele_key fresh = {.made_unix_ms = g->now_ms, .pending = true};
    bool again = k && k->n > 0 && k->key[0].pending; /* still on its way: the same once more */
    if (again)
        fresh = k->key[0];
    if (!k || (!again && !draw_key(fresh.key)))
        return false;
    struct gate_job *job = gate_batch_job(g, JOB_KEY, d);
    if (!job)
        return false;
    job->u.key = fresh;
    d->key_asked_ms = uv_now(&g->loop);
    if (!again) {
        push(k, &fresh);
        k->last = k->n > 1 ? 1 : 0; /* the old one until the device has the new one */
    }
    char made[QN_212_TIME_CAP];
    snprintf(call->row.cp, sizeof call->row.cp, "SKCreateTime=%s,NewSK=%.16s",
             qn_212_time_text(fresh.made_unix_ms, true, made), (const char *)fresh.key);
    call->secret = true;
    call->after_batch = g->gather->number; /* not before it is written down */
    return true;
}

void gate_key_renew(struct qn_gateway *g, struct gate_device *d)
{
    if (g->failing) /* a key must be written down before it is given */
        return;
    if (d->key_asked_ms && uv_now(&g->loop) - d->key_asked_ms < KEY_AGAIN_MS)
        return;
    struct gate_call *call = gate_call_new(d, 1014, "key");
    if (call && gate_key_fill(g, d, call))
        gate_call_queue(g, call);
    else
        free(call);
}

void gate_key_confirmed(struct qn_gateway *g, struct gate_device *d, size_t which)
{
    struct gate_keys *k = d->keys;
    k->last = which;
    if (!k->key[which].pending)
        return;
    k->key[which].pending = false;
    k->n = which + 1; /* older ones are retired */
    struct gate_job *job = gate_batch_job(g, JOB_KEY, d);
    if (job)
        job->u.key = k->key[which];
    gate_log(&g->log, LOG_LIFE, "info", "event=key_renewed mn=%s", d->mn);
}

void gate_key_accepted(struct qn_gateway *g, struct gate_device *d)
{
    if (d->keys && d->keys->n > 0 && d->keys->key[0].pending)
        gate_key_confirmed(g, d, 0);
}

void gate_keys_sweep(struct qn_gateway *g)
{
    for (size_t i = 0; g->o.key_days > 0 && i < g->n_devices; i++) {
        struct gate_device *d = g->device[i];
        if (d->keys && d->keys->n > 0 && d->keys->used && gate_device_conn(g, d) &&
            g->now_ms - d->keys->key[0].made_unix_ms > g->o.key_days * DAY_MS)
            gate_key_renew(g, d);
    }
}
