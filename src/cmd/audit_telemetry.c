#include "cmd/audit_telemetry.h"

#include "cmd/cmd.h"

static int add_device(const struct qn_tele_device *d, void *user)
{
    struct qn_tele_check *c = user;
    c->stored += d->stored;
    c->imported += d->imported;
    return 0;
}

enum qn_status qn_audit_telemetry(const char *store, struct qn_tele_check *out, struct qn_err *err)
{
    struct qn_tele *t = NULL;
    int64_t n;
    *out = (struct qn_tele_check){.present = false};
    enum qn_status st = qn_tele_open(store, QN_STORE_READ, &t, err);
    if (st == QN_E_NOTFOUND) {
        *err = (struct qn_err){0};
        return QN_OK;
    }
    if (!st)
        st = qn_tele_begin_read(t, err); /* one view: a gateway may be filing */
    if (!st)
        st = qn_tele_audit(t, &out->blocks, &out->broken, err);
    if (!st)
        st = qn_tele_seal(t, &n, out->seal, err);
    if (!st)
        st = qn_tele_devices(t, add_device, out, err);
    out->present = !st;
    qn_tele_free(t);
    return st;
}

void qn_audit_telemetry_json(struct qn_jsonw *w, const struct qn_tele_check *c)
{
    if (!c->present) {
        qn_jsonw_null(w, "telemetry");
        return;
    }
    qn_jsonw_object(w, "telemetry");
    qn_jsonw_bool(w, "ok", c->broken == 0);
    qn_jsonw_int(w, "raw_blocks", c->blocks);
    if (c->broken)
        qn_jsonw_int(w, "broken_block", c->broken);
    else
        qn_jsonw_null(w, "broken_block");
    qn_jsonw_text(w, "seal", c->seal);
    qn_jsonw_int(w, "frames_stored", c->stored);
    qn_jsonw_int(w, "frames_imported", c->imported);
    qn_jsonw_end_object(w);
}

void qn_audit_telemetry_print(FILE *out, enum qn_lang lang, const struct qn_tele_check *c)
{
    char n[4][32];
    const int64_t figure[] = {c->blocks, c->broken, c->stored, c->imported};
    if (!c->present)
        return;
    for (int i = 0; i < 4; i++)
        snprintf(n[i], sizeof n[i], "%lld", (long long)figure[i]);
    if (c->broken)
        qn_say1(out, lang, QN_T_AUDIT_TELEMETRY_BROKEN, n[1], n[0]);
    else
        qn_say1(out, lang, QN_T_AUDIT_TELEMETRY_OK, n[0], c->seal, n[2], n[3]);
}
