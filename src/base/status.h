/* Status codes of every fallible function. */
#ifndef QN_BASE_STATUS_H
#define QN_BASE_STATUS_H

enum qn_status {
    QN_OK = 0,
    QN_E_USAGE,       /* the command line is wrong */
    QN_E_IO,          /* the operating system refused a file operation */
    QN_E_NOMEM,       /* out of memory */
    QN_E_LIMIT,       /* a stated limit is passed: size, count, length */
    QN_E_SYNTAX,      /* text that cannot be read as what it should be */
    QN_E_DOMAIN,      /* a value outside its range, or not finite */
    QN_E_NOTFOUND,    /* no such thing */
    QN_E_CONFLICT,    /* two things that cannot both hold */
    QN_E_STORE,       /* the store refused or is not a store */
    QN_E_BROKEN,      /* the evidence chain does not hold */
    QN_E_REFUSED,     /* input has errors; nothing was changed */
    QN_E_CANCELLED,   /* the caller's callback said stop */
    QN_E_UNSUPPORTED, /* known, and not supported */
};

#define QN_MUST_USE __attribute__((warn_unused_result))

#endif
