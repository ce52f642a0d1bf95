/* Text that ends where readable memory ends: one byte too far is a fault. */
#ifndef QN_TEST_GUARD_H
#define QN_TEST_GUARD_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct guard {
    char *map;
    size_t page, pages;
};

/* Room for `room` bytes in front of a page that cannot be touched. Exits where it cannot be had. */
static inline struct guard guard_new(size_t room)
{
    struct guard g = {.page = (size_t)sysconf(_SC_PAGESIZE)};
    g.pages = room / g.page + 1;
    size_t all = (g.pages + 1) * g.page;
    int fd = open("/dev/zero", O_RDWR | O_CLOEXEC); /* POSIX 2008 knows no anonymous mapping */
    void *map = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    close(fd);
    if (map == MAP_FAILED || mprotect((char *)map + g.pages * g.page, g.page, PROT_NONE) != 0)
        abort();
    g.map = map;
    return g;
}

/* s[0..n) so that the byte behind it is the first that cannot be read. */
static inline char *guard_put(const struct guard *g, const void *s, size_t n)
{
    char *p = g->map + g->pages * g->page - n;
    if (n)
        memcpy(p, s, n);
    return p;
}

static inline void guard_free(struct guard *g)
{
    munmap(g->map, (g->pages + 1) * g->page);
}

#endif
