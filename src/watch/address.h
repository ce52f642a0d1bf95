/* Addresses of peers: numbers, ports, blocks. */
#ifndef QN_WATCH_ADDRESS_H
#define QN_WATCH_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define QN_ADDRESS_CAP 64

/* "0.0.0.0:7212", "[::1]:7212", ":7212" (every interface) -> a socket address. Names are not
 * resolved. Errors: QN_E_USAGE. */
QN_MUST_USE enum qn_status qn_address_parse(const char *text, const char *where,
                                            struct sockaddr_storage *out, struct qn_err *err);
/* "127.0.0.1:7212", "[::1]:7212". */
const char *qn_address_text(const struct sockaddr_storage *a, char out[QN_ADDRESS_CAP]);
/* The number alone; an IPv4 address inside IPv6 (::ffff:1.2.3.4) becomes the IPv4 one. */
const char *qn_address_host(const struct sockaddr_storage *a, char out[QN_ADDRESS_CAP]);
/* Whether a numeric address is in a blank-separated list of addresses and CIDR blocks. An entry
 * that cannot be read allows nobody. */
bool qn_address_allowed(const char *list, const char *host);

#endif
