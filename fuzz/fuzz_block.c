/* qn_block_read, with the checksum made right so that the content is reached; what can be read is
 * written and must come back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "series/block.h"

#define ARENA_MAX ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct qn_err err = {0};
    struct qn_arena a, b;
    struct qn_buf out;
    struct qn_row *row, *back;
    size_t n, m;
    uint8_t *p = malloc(size + 1);
    if (!p)
        return 0;
    if (size)
        memcpy(p, data, size);
    if (size > 4) {
        uLong crc = crc32_z(0, p, size - 4);
        for (int i = 0; i < 4; i++)
            p[size - 4 + (size_t)i] = (uint8_t)(crc >> (8 * i));
    }
    qn_arena_init(&a, ARENA_MAX);
    qn_arena_init(&b, ARENA_MAX);
    qn_buf_init(&out, ARENA_MAX);
    if (qn_block_read(p, size, &a, &row, &n, &err) == QN_OK && n < 4096) {
        if (qn_block_write(row, n, &out, &err) == QN_OK &&
            qn_block_read(out.data, out.len, &b, &back, &m, &err) == QN_E_BROKEN)
            abort();
    }
    qn_buf_release(&out);
    qn_arena_release(&a);
    qn_arena_release(&b);
    free(p);
    return 0;
}
