#include "watch/address.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1..5 digits up to 65535; -1 otherwise. */
static int port_of(const char *s)
{
    size_t n = strlen(s);
    if (n == 0 || n > 5 || strspn(s, "0123456789") != n)
        return -1;
    long port = strtol(s, NULL, 10);
    return port <= 65535 ? (int)port : -1;
}

static bool fill(const char *host, int port, struct sockaddr_storage *out)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    *out = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1)
        memcpy(out, &v4, sizeof v4);
    else if (inet_pton(AF_INET6, host, &v6.sin6_addr) == 1)
        memcpy(out, &v6, sizeof v6);
    else
        return false;
    return true;
}

enum qn_status qn_address_parse(const char *text, const char *where, struct sockaddr_storage *out,
                                struct qn_err *err)
{
    char host[QN_ADDRESS_CAP] = "0.0.0.0";
    const char *colon = strrchr(text, ':');
    int port = colon ? port_of(colon + 1) : -1;
    size_t n = colon ? (size_t)(colon - text) : 0;
    const char *from = text;
    bool bracketed = n >= 2 && text[0] == '[' && text[n - 1] == ']';
    if (bracketed) {
        from++;
        n -= 2;
    }
    bool fits = port >= 0 && n < sizeof host && (bracketed || !memchr(from, ':', n));
    if (fits && n) {
        memcpy(host, from, n);
        host[n] = '\0';
    }
    if (!fits || !fill(host, port, out))
        return qn_fail(err, QN_E_USAGE, where, QN_T_WATCH_BAD_ADDRESS, text);
    return QN_OK;
}

const char *qn_address_host(const struct sockaddr_storage *a, char out[QN_ADDRESS_CAP])
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    out[0] = '\0';
    if (a->ss_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, a, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, out, QN_ADDRESS_CAP);
    } else if (a->ss_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, a, sizeof v6);
        if (memcmp(v6.sin6_addr.s6_addr, mapped, sizeof mapped) == 0)
            inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, out, QN_ADDRESS_CAP);
        else
            inet_ntop(AF_INET6, &v6.sin6_addr, out, QN_ADDRESS_CAP);
    }
    return out;
}

const char *qn_address_text(const struct sockaddr_storage *a, char out[QN_ADDRESS_CAP])
{
    char host[QN_ADDRESS_CAP];
    unsigned port = 0;
    if (a->ss_family == AF_INET)
        port = ntohs(((const struct sockaddr_in *)(const void *)a)->sin_port);
    else if (a->ss_family == AF_INET6)
        port = ntohs(((const struct sockaddr_in6 *)(const void *)a)->sin6_port);
    qn_address_host(a, host);
    snprintf(out, QN_ADDRESS_CAP, strchr(host, ':') ? "[%.46s]:%u" : "%.46s:%u", host, port);
    return out;
}

static int number_of(const char *host, unsigned char out[16])
{
    if (inet_pton(AF_INET, host, out) == 1)
        return 4;
    return inet_pton(AF_INET6, host, out) == 1 ? 16 : 0;
}

static bool same_bits(const unsigned char *a, const unsigned char *b, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(a, b, (size_t)whole) != 0)
        return false;
    return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

static bool in_block(const char *block, size_t n, const unsigned char *peer, int len)
{
    char text[QN_ADDRESS_CAP];
    unsigned char base[16];
    if (n >= sizeof text)
        return false;
    memcpy(text, block, n);
    text[n] = '\0';
    char *slash = strchr(text, '/');
    if (slash)
        *slash++ = '\0';
    if (number_of(text, base) != len)
        return false;
    int bits = slash ? port_of(slash) : len * 8;
    return bits >= 0 && bits <= len * 8 && same_bits(base, peer, bits);
}

bool qn_address_allowed(const char *list, const char *host)
{
    unsigned char peer[16];
    int len = number_of(host, peer);
    for (const char *p = list; len && *p;) {
        p += strspn(p, " \t,;");
        size_t n = strcspn(p, " \t,;");
        if (n && in_block(p, n, peer, len))
            return true;
        p += n;
    }
    return false;
}
