/* Who may speak: the register, quarantine, keys of 2025. */
#include "watch/address.h"
#include "watch_rig.h"

/* ---- the register by itself ---- */

static void address_lists_hold_numbers_and_blocks(void **state)
{
    (void)state;
    const char *list = "192.0.2.7 10.1.2.0/24 2001:db8::/32";
    assert_true(qn_address_allowed(list, "192.0.2.7"));
    assert_false(qn_address_allowed(list, "192.0.2.8"));
    assert_true(qn_address_allowed(list, "10.1.2.255"));
    assert_false(qn_address_allowed(list, "10.1.3.0"));
    assert_true(qn_address_allowed(list, "2001:db8:1::5"));
    assert_false(qn_address_allowed(list, "2001:db9::5"));
    assert_true(qn_address_allowed("0.0.0.0/0", "203.0.113.9"));
    assert_false(qn_address_allowed("10.1.2.0/33 nonsense /8", "10.1.2.1"));
    assert_false(qn_address_allowed("", "10.1.2.1"));
}

static void addresses_to_listen_on_are_read_and_written(void **state)
{
    (void)state;
    static const char *const good[][2] = {
        {"0.0.0.0:7212", "0.0.0.0:7212"}, {":80", "0.0.0.0:80"}, {"[::1]:65535", "[::1]:65535"}};
    static const char *const bad[] = {
        "", "7212", "host:7212", "1.2.3.4:", "1.2.3.4:65536", "::1:80", "1.2.3.4:7x", "1.2.3:80"};
    struct qn_err err = {0};
    struct sockaddr_storage a;
    char text[QN_ADDRESS_CAP];
    for (size_t i = 0; i < 3; i++) {
        assert_ok(qn_address_parse(good[i][0], "--listen", &a, &err), err);
        assert_string_equal(qn_address_text(&a, text), good[i][1]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(qn_address_parse(bad[i], "--listen", &a, &err), QN_E_USAGE);
}

static void the_register_gives_each_device_its_manner(void **state)
{
    (void)state;
    static const struct rig_device devices[] = {
        {.mn = "A0000001", .version = "2017", .password = "abc123"},
        {.mn = "A0000002", .deviations = "crc_modbus comma"},
        {.mn = "A0000003", .deviations = "none"},
    };
    char path[RIG_PATH_CAP];
    struct qn_store *s = NULL;
    struct qn_register *r = NULL;
    struct qn_err err = {0};
    snprintf(path, sizeof path, "%s/register-%ld.db", QN_TEST_TMP, (long)getpid());
    rig_remove(path);
    rig_register(path, devices, 3);
    assert_ok(qn_store_open(path, QN_STORE_READ, &s, &err), err);
    assert_ok(qn_register_load(s, &r, &err), err);
    qn_store_free(s);
    assert_int_equal(qn_register_count(r), 3);
    const struct qn_device_entry *e = qn_register_find(r, (struct qn_212_span){"A0000001", 8});
    assert_non_null(e);
    assert_int_equal(e->version, QN_212_2017);
    assert_string_equal(e->password, "abc123");
    assert_int_equal(e->policy, QN_212_POLICY_TOLERANT);
    e = qn_register_find(r, (struct qn_212_span){"A0000002", 8});
    assert_int_equal(e->version, -1);
    assert_null(e->password);
    assert_int_equal(e->policy, QN_212_DEV_CRC_MODBUS | QN_212_DEV_COMMA);
    e = qn_register_find(r, (struct qn_212_span){"A0000003", 8});
    assert_int_equal(e->policy, QN_212_POLICY_STRICT);
    assert_null(qn_register_find(r, (struct qn_212_span){"A000000", 7}));
    qn_register_free(r);
    rig_remove(path);
}

static void flow_in_cubic_metres_an_hour_is_scaled_to_seconds(void **state)
{
    (void)state;
    struct qn_device_entry e = {.units = "a00000=m3/h a01013=Pa"};
    assert_near(qn_register_scale(&e, "a00000"), 1.0 / 3600, 1e-15); /* 3600 s an hour */
    assert_near(qn_register_scale(&e, "a01013"), 0.001, 1e-15);      /* 1000 Pa a kPa */
    assert_near(qn_register_scale(&e, "a21026"), 1, 0);
    assert_near(qn_register_scale(NULL, "a00000"), 1, 0);
}

/* ---- at the gate ---- */

static void expect_aside(struct rig *r, struct said s, const char *reason)
{
    struct line l;
    line_open(r, &l);
    line_say(&l, s);
    line_expect_nothing(&l);
    line_close(&l);
    rig_stop(r);
    struct asides x = asides_of(r);
    assert_int_equal(x.n, 1);
    assert_string_equal(x.reason[0], reason);
    assert_string_equal(x.mn[0], s.mn);
    assert_int_equal(log_frames(r, NULL), 0);
    rig_end(r);
}

static void an_unknown_device_is_kept_aside_and_not_answered(void **state)
{
    (void)state;
    struct rig r = {0};
    rig_start(&r, "unknown");
    struct said s = upload_2017(QN0);
    s.mn = MN_OTHER;
    expect_aside(&r, s, "unknown_device");
}

static void a_wrong_password_is_kept_aside_and_not_answered(void **state)
{
    (void)state;
    struct rig r = {0};
    rig_start(&r, "password");
    struct said s = upload_2017(QN0);
    s.pw = "123457";
    expect_aside(&r, s, "wrong_password");
}

static void another_edition_than_registered_is_kept_aside(void **state)
{
    (void)state;
    struct rig r = {0};
    rig_start(&r, "version");
    struct said s = upload_2017(QN0);
    s.version = QN_212_2025;
    expect_aside(&r, s, "other_version");
}

static void a_foreign_address_is_kept_aside(void **state)
{
    (void)state;
    static const struct rig_device d = {.mn = MN_OTHER, .addresses = "192.0.2.0/24"};
    struct rig r = {0};
    rig_start(&r, "address");
    rig_stop(&r);
    rig_register(r.store, &d, 1);
    rig_run(&r);
    struct said s = upload_2017(QN0);
    s.mn = MN_OTHER;
    expect_aside(&r, s, "foreign_address");
}

static void accept_unknown_files_a_device_under_its_mn(void **state)
{
    (void)state;
    struct rig r = {.o = {.accept_unknown = true}};
    struct line l;
    struct answer a;
    rig_start(&r, "accept");
    line_open(&r, &l);
    struct said s = upload_2017(QN0);
    s.mn = MN_OTHER;
    line_say(&l, s);
    line_expect(&l, &a, 9014);
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(device_row(&r, MN_OTHER).state, QN_DEVICE_ACCEPTED);
    assert_int_equal(log_frames(&r, NULL), 1);
    rig_end(&r);
}

static void a_device_registered_while_the_gateway_runs_is_let_in(void **state)
{
    (void)state;
    static const struct rig_device d = {.mn = MN_OTHER};
    struct rig r = {0};
    struct line l;
    struct answer a = {0};
    rig_start(&r, "reload");
    line_open(&r, &l);
    struct said s = upload_2017(QN0);
    s.mn = MN_OTHER;
    line_say(&l, s);
    line_expect_nothing(&l);
    rig_register(r.store, &d, 1);
    qn_gateway_reload(r.g);
    bool answered = false;
    for (int i = 0; i < 50 && !answered; i++) { /* as the logger would: again and again */
        line_say(&l, s);
        answered = line_take(&l, 100, a.bytes, &a.f);
    }
    assert_true(answered);
    assert_int_equal(a.f.cn_code, 9014);
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(device_row(&r, MN_OTHER).state, QN_DEVICE_KNOWN);
    rig_end(&r);
}

/* ---- keys ---- */

static const unsigned char first_key[16] = {'0', '0', '0', '0', '0', '0', '0', '0',
                                            '0', '0', '0', '0', '0', '0', '0', '0'};

static struct said upload_2025(uint64_t qn, const unsigned char *key)
{
    return (struct said){.mn = MN_2025,
                         .cn = 2051,
                         .version = QN_212_2025,
                         .qn = qn,
                         .cp = "DataTime=20261124080000;a01011-Min=1.35,a01011-Avg=1.35,"
                               "a01011-Max=1.35,a01011-Flag=N",
                         .key = key};
}

static void an_enciphered_upload_is_opened_kept_as_plain_text_and_answered(void **state)
{
    (void)state;
    static struct frames kept;
    struct rig r = {0};
    struct line l;
    struct answer a;
    rig_start(&r, "cipher");
    line_open(&r, &l);
    line_say(&l, upload_2025(QN0, first_key));
    line_expect(&l, &a, 9014);
    line_say(&l, upload_2025(QN0 + 1, NULL)); /* a private network may do without */
    line_expect(&l, &a, 9014);
    line_close(&l);
    rig_stop(&r);
    assert_int_equal(log_frames(&r, &kept), 2);
    assert_non_null(strstr(kept.bytes[0], "a01011-Avg=1.35"));
    rig_end(&r);
}

static void without_the_right_key_a_frame_is_kept_aside(void **state)
{
    (void)state;
    static const unsigned char wrong[16] = "wrong key 123456";
    struct rig r = {0};
    rig_start(&r, "nokey");
    expect_aside(&r, upload_2025(QN0, wrong), "no_key");
}

/* The device asks (1014), gets a key, says yes (9012), uses it; the old one is retired then. */
static void a_key_is_renewed_and_the_old_one_retired(void **state)
{
    (void)state;
    struct rig r = {0};
    struct line l;
    struct answer a;
    struct qn_212_span s;
    unsigned char fresh[16], text[1024];
    rig_start(&r, "renew");
    line_open(&r, &l);
    line_say(&l, upload_2025(QN0, first_key));
    line_expect(&l, &a, 9014);
    line_say(&l, (struct said){.mn = MN_2025,
                               .cn = 1014,
                               .version = QN_212_2025,
                               .qn = QN0 + 1,
                               .cp = "SKCreateTime=20260101000000000",
                               .key = first_key});
    line_expect(&l, &a, 9013);
    line_expect(&l, &a, 1014);
    uint64_t qn = a.f.qn_number;
    assert_true(a.f.cp.n < sizeof text); /* enciphered: the device ciphers its uploads */
    memcpy(text, a.f.cp.p, a.f.cp.n);
    qn_212_sm4_decrypt(first_key, text, a.f.cp.n);
    assert_true(qn_212_find((struct qn_212_span){(const char *)text, a.f.cp.n}, "NewSK", &s));
    assert_int_equal(s.n, 16);
    memcpy(fresh, s.p, 16);
    line_say(&l, upload_2025(QN0 + 2, first_key)); /* not taken up yet: the old one is good */
    line_expect(&l, &a, 9014);
    struct said yes = {.mn = MN_2025, .st = 91, .version = QN_212_2025, .qn = qn, .quiet = true};
    yes.cn = 9011;
    yes.cp = "QnRtn=1";
    line_say(&l, yes);
    yes.cn = 9012;
    yes.cp = "ExeRtn=1";
    line_say(&l, yes);
    line_say(&l, upload_2025(QN0 + 3, fresh));
    line_expect(&l, &a, 9014);
    rig_sleep_ms(300); /* the old key goes once the new one is on disk */
    line_say(&l, upload_2025(QN0 + 4, first_key));
    line_expect_nothing(&l);
    rig_stop(&r);
    line_close(&l);
    rig_run(&r); /* the new key outlives a restart */
    line_open(&r, &l);
    line_say(&l, upload_2025(QN0 + 5, fresh));
    line_expect(&l, &a, 9014);
    line_close(&l);
    rig_end(&r);
}

QN_CASES_BEGIN
QN_CASE(address_lists_hold_numbers_and_blocks)
QN_CASE(addresses_to_listen_on_are_read_and_written)
QN_CASE(the_register_gives_each_device_its_manner)
QN_CASE(flow_in_cubic_metres_an_hour_is_scaled_to_seconds)
QN_CASE(an_unknown_device_is_kept_aside_and_not_answered)
QN_CASE(a_wrong_password_is_kept_aside_and_not_answered)
QN_CASE(another_edition_than_registered_is_kept_aside)
QN_CASE(a_foreign_address_is_kept_aside)
QN_CASE(accept_unknown_files_a_device_under_its_mn)
QN_CASE(a_device_registered_while_the_gateway_runs_is_let_in)
QN_CASE(an_enciphered_upload_is_opened_kept_as_plain_text_and_answered)
QN_CASE(without_the_right_key_a_frame_is_kept_aside)
QN_CASE(a_key_is_renewed_and_the_old_one_retired)
QN_CASES_END
