/* Lanes: a vector of doubles as wide as the instruction set, and masks. The same source is compiled
 * once per instruction set; every lane does the same IEEE operations whatever the width (no fused
 * multiply-add, no approximate reciprocals), so the instruction set does not change a bit of a
 * result.
 *
 * + - * / work on vd (GNU vectors). Comparisons give a mask; v_sel(m, a, b) is a where m, else b.
 */
#ifndef QN_PLUME_LANE_LANE_H
#define QN_PLUME_LANE_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define QN_LANE_PASTE2(name, isa) name##_##isa
#define QN_LANE_PASTE(name, isa) QN_LANE_PASTE2(name, isa)
/* A function's name in this instruction set: QN_LANE(qn_lane_point) is qn_lane_point_avx512. */
#define QN_LANE(name) QN_LANE_PASTE(name, QN_LANE_ISA)

/* Everything in one place for speed; with sanitizers, functions apart, or compiling takes minutes.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define V_INLINE static __attribute__((unused))
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define V_INLINE static __attribute__((unused))
#endif
#endif
#ifndef V_INLINE
#define V_INLINE static inline __attribute__((always_inline, unused))
#endif

/* 2^(j/8), correctly rounded. */
#define V_EIGHTHS                                                                                  \
    0x1.0000000000000p+0, 0x1.172b83c7d517bp+0, 0x1.306fe0a31b715p+0, 0x1.4bfdad5362a27p+0,        \
        0x1.6a09e667f3bcdp+0, 0x1.8ace5422aa0dbp+0, 0x1.ae89f995ad3adp+0, 0x1.d5818dcfba487p+0

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#include <immintrin.h>
#define QN_LANES 8
typedef __m512d vd;
typedef __m512i vi; /* 64-bit integers */
typedef __mmask8 vm;

V_INLINE vd v_set1(double a)
{
    return _mm512_set1_pd(a);
}
V_INLINE vd v_load(const double *p)
{
    return _mm512_load_pd(p);
} /* 64-byte aligned */
V_INLINE vd v_loadu(const double *p)
{
    return _mm512_loadu_pd(p);
}
V_INLINE void v_store(double *p, vd a)
{
    _mm512_store_pd(p, a);
}
V_INLINE void v_storeu(double *p, vd a)
{
    _mm512_storeu_pd(p, a);
}
V_INLINE vm v_lt(vd a, vd b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}
V_INLINE vm v_le(vd a, vd b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ);
}
V_INLINE vm v_gt(vd a, vd b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_GT_OQ);
}
V_INLINE vm v_ge(vd a, vd b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_GE_OQ);
}
V_INLINE vm v_eq(vd a, vd b)
{
    return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ);
}
V_INLINE vm m_and(vm a, vm b)
{
    return (vm)(a & b);
}
V_INLINE vm m_andnot(vm a, vm b)
{
    return (vm)(a & ~b);
} /* a and not b */
V_INLINE vm m_or(vm a, vm b)
{
    return (vm)(a | b);
}
V_INLINE vm m_not(vm a)
{
    return (vm)~a;
}
V_INLINE bool m_any(vm a)
{
    return a != 0;
}
V_INLINE bool m_all(vm a)
{
    return a == 0xff;
}
V_INLINE unsigned m_bits(vm a)
{
    return a;
}
V_INLINE vm m_from_bits(unsigned bits)
{
    return (vm)bits;
}
V_INLINE vd v_sel(vm m, vd a, vd b)
{
    return _mm512_mask_blend_pd(m, b, a);
}
V_INLINE vd v_zero_unless(vm m, vd a)
{
    return _mm512_maskz_mov_pd(m, a);
}
V_INLINE vd v_min(vd a, vd b)
{
    return _mm512_min_pd(a, b);
}
V_INLINE vd v_max(vd a, vd b)
{
    return _mm512_max_pd(a, b);
}
V_INLINE vd v_sqrt(vd a)
{
    return _mm512_sqrt_pd(a);
}
V_INLINE vd v_trunc(vd a)
{
    return _mm512_roundscale_pd(a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
V_INLINE vi vi_of_bits(vd a)
{
    return _mm512_castpd_si512(a);
}
V_INLINE vd v_of_bits(vi a)
{
    return _mm512_castsi512_pd(a);
}
V_INLINE vi vi_set1(int64_t a)
{
    return _mm512_set1_epi64(a);
}
V_INLINE vi vi_add(vi a, vi b)
{
    return _mm512_add_epi64(a, b);
}
V_INLINE vi vi_sub(vi a, vi b)
{
    return _mm512_sub_epi64(a, b);
}
V_INLINE vi vi_and(vi a, vi b)
{
    return _mm512_and_si512(a, b);
}
V_INLINE vi vi_or(vi a, vi b)
{
    return _mm512_or_si512(a, b);
}
V_INLINE vi vi_shl(vi a, int n)
{
    return _mm512_slli_epi64(a, (unsigned)n);
}
V_INLINE vi vi_shr(vi a, int n)
{
    return _mm512_srli_epi64(a, (unsigned)n);
} /* logical */
/* Product of the lower 32 bits of each. */
V_INLINE vi vi_mul32(vi a, vi b)
{
    return _mm512_mul_epu32(a, b);
}
/* Small non-negative whole numbers held as doubles, as ints in memory. */
V_INLINE void v_to_ints(vd a, int *out)
{
    _mm256_storeu_si256((__m256i *)(void *)out, _mm512_cvttpd_epi32(a));
}
/* 2^(n mod 8 / 8), n being the low bits of a. */
V_INLINE vd v_two_to_eighths(vd a)
{
    static const double eighth[8] __attribute__((aligned(64))) = {V_EIGHTHS};
    const __m512d table = _mm512_load_pd(eighth);
    return _mm512_permutexvar_pd(_mm512_castpd_si512(a), table);
}
/* Eight rows of eight doubles, turned: out[k] holds element k of every row. */
V_INLINE void v_turn8(const double *const *row, vd *out)
{
    __m512d r[8], t[8];
    for (int i = 0; i < 8; i++)
        r[i] = _mm512_load_pd(row[i]);
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_unpacklo_pd(r[2 * i], r[2 * i + 1]);
        t[4 + i] = _mm512_unpackhi_pd(r[2 * i], r[2 * i + 1]);
    }
    for (int i = 0; i < 2; i++) {
        __m512d a = _mm512_shuffle_f64x2(t[4 * i], t[4 * i + 1], 0x88);
        __m512d b = _mm512_shuffle_f64x2(t[4 * i + 2], t[4 * i + 3], 0x88);
        __m512d c = _mm512_shuffle_f64x2(t[4 * i], t[4 * i + 1], 0xdd);
        __m512d d = _mm512_shuffle_f64x2(t[4 * i + 2], t[4 * i + 3], 0xdd);
        out[i] = _mm512_shuffle_f64x2(a, b, 0x88);
        out[4 + i] = _mm512_shuffle_f64x2(a, b, 0xdd);
        out[2 + i] = _mm512_shuffle_f64x2(c, d, 0x88);
        out[6 + i] = _mm512_shuffle_f64x2(c, d, 0xdd);
    }
}

#elif defined(__AVX2__)
#include <immintrin.h>
#define QN_LANES 4
typedef __m256d vd;
typedef __m256i vi;
typedef __m256d vm;

V_INLINE vd v_set1(double a)
{
    return _mm256_set1_pd(a);
}
V_INLINE vd v_load(const double *p)
{
    return _mm256_load_pd(p);
}
V_INLINE vd v_loadu(const double *p)
{
    return _mm256_loadu_pd(p);
}
V_INLINE void v_store(double *p, vd a)
{
    _mm256_store_pd(p, a);
}
V_INLINE void v_storeu(double *p, vd a)
{
    _mm256_storeu_pd(p, a);
}
V_INLINE vm v_lt(vd a, vd b)
{
    return _mm256_cmp_pd(a, b, _CMP_LT_OQ);
}
V_INLINE vm v_le(vd a, vd b)
{
    return _mm256_cmp_pd(a, b, _CMP_LE_OQ);
}
V_INLINE vm v_gt(vd a, vd b)
{
    return _mm256_cmp_pd(a, b, _CMP_GT_OQ);
}
V_INLINE vm v_ge(vd a, vd b)
{
    return _mm256_cmp_pd(a, b, _CMP_GE_OQ);
}
V_INLINE vm v_eq(vd a, vd b)
{
    return _mm256_cmp_pd(a, b, _CMP_EQ_OQ);
}
V_INLINE vm m_and(vm a, vm b)
{
    return _mm256_and_pd(a, b);
}
V_INLINE vm m_andnot(vm a, vm b)
{
    return _mm256_andnot_pd(b, a);
}
V_INLINE vm m_or(vm a, vm b)
{
    return _mm256_or_pd(a, b);
}
V_INLINE vm m_not(vm a)
{
    return _mm256_xor_pd(a, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)));
}
V_INLINE unsigned m_bits(vm a)
{
    return (unsigned)_mm256_movemask_pd(a);
}
V_INLINE bool m_any(vm a)
{
    return m_bits(a) != 0;
}
V_INLINE bool m_all(vm a)
{
    return m_bits(a) == 0xf;
}
V_INLINE vm m_from_bits(unsigned bits)
{
    __m256i each = _mm256_setr_epi64x(1, 2, 4, 8);
    return _mm256_castsi256_pd(
        _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x((int64_t)bits), each), each));
}
V_INLINE vd v_sel(vm m, vd a, vd b)
{
    return _mm256_blendv_pd(b, a, m);
}
V_INLINE vd v_zero_unless(vm m, vd a)
{
    return _mm256_and_pd(m, a);
}
V_INLINE vd v_min(vd a, vd b)
{
    return _mm256_min_pd(a, b);
}
V_INLINE vd v_max(vd a, vd b)
{
    return _mm256_max_pd(a, b);
}
V_INLINE vd v_sqrt(vd a)
{
    return _mm256_sqrt_pd(a);
}
V_INLINE vd v_trunc(vd a)
{
    return _mm256_round_pd(a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
V_INLINE vi vi_of_bits(vd a)
{
    return _mm256_castpd_si256(a);
}
V_INLINE vd v_of_bits(vi a)
{
    return _mm256_castsi256_pd(a);
}
V_INLINE vi vi_set1(int64_t a)
{
    return _mm256_set1_epi64x(a);
}
V_INLINE vi vi_add(vi a, vi b)
{
    return _mm256_add_epi64(a, b);
}
V_INLINE vi vi_sub(vi a, vi b)
{
    return _mm256_sub_epi64(a, b);
}
V_INLINE vi vi_and(vi a, vi b)
{
    return _mm256_and_si256(a, b);
}
V_INLINE vi vi_or(vi a, vi b)
{
    return _mm256_or_si256(a, b);
}
V_INLINE vi vi_shl(vi a, int n)
{
    return _mm256_slli_epi64(a, n);
}
V_INLINE vi vi_shr(vi a, int n)
{
    return _mm256_srli_epi64(a, n);
}
V_INLINE vi vi_mul32(vi a, vi b)
{
    return _mm256_mul_epu32(a, b);
}
V_INLINE void v_to_ints(vd a, int *out)
{
    _mm_storeu_si128((__m128i *)(void *)out, _mm256_cvttpd_epi32(a));
}
V_INLINE vd v_two_to_eighths(vd a)
{
    static const double table[8] = {V_EIGHTHS};
    __m256i n = _mm256_and_si256(_mm256_castpd_si256(a), _mm256_set1_epi64x(7));
    return _mm256_i64gather_pd(table, n, 8);
}
V_INLINE void v_turn4(const double *const *row, size_t offset, vd *out)
{
    __m256d r[4];
    for (int i = 0; i < 4; i++)
        r[i] = _mm256_load_pd(row[i] + offset);
    __m256d a = _mm256_unpacklo_pd(r[0], r[1]), b = _mm256_unpackhi_pd(r[0], r[1]);
    __m256d c = _mm256_unpacklo_pd(r[2], r[3]), d = _mm256_unpackhi_pd(r[2], r[3]);
    out[0] = _mm256_permute2f128_pd(a, c, 0x20);
    out[1] = _mm256_permute2f128_pd(b, d, 0x20);
    out[2] = _mm256_permute2f128_pd(a, c, 0x31);
    out[3] = _mm256_permute2f128_pd(b, d, 0x31);
}
V_INLINE void v_turn8(const double *const *row, vd *out)
{
    v_turn4(row, 0, out);
    v_turn4(row, 4, out + 4);
}

#else /* two lanes: SSE2, or any machine with GNU vectors */
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#define QN_LANES 2
typedef double vd __attribute__((vector_size(16)));
typedef int64_t vi __attribute__((vector_size(16)));
typedef int64_t vm __attribute__((vector_size(16)));

V_INLINE vd v_set1(double a)
{
    return (vd){a, a};
}
V_INLINE vd v_load(const double *p)
{
    return (vd){p[0], p[1]};
}
V_INLINE vd v_loadu(const double *p)
{
    return (vd){p[0], p[1]};
}
V_INLINE void v_store(double *p, vd a)
{
    p[0] = a[0];
    p[1] = a[1];
}
V_INLINE void v_storeu(double *p, vd a)
{
    v_store(p, a);
}
V_INLINE vm v_lt(vd a, vd b)
{
    return (vm)(a < b);
}
V_INLINE vm v_le(vd a, vd b)
{
    return (vm)(a <= b);
}
V_INLINE vm v_gt(vd a, vd b)
{
    return (vm)(a > b);
}
V_INLINE vm v_ge(vd a, vd b)
{
    return (vm)(a >= b);
}
V_INLINE vm v_eq(vd a, vd b)
{
    return (vm)(a == b);
}
V_INLINE vm m_and(vm a, vm b)
{
    return a & b;
}
V_INLINE vm m_andnot(vm a, vm b)
{
    return a & ~b;
}
V_INLINE vm m_or(vm a, vm b)
{
    return a | b;
}
V_INLINE vm m_not(vm a)
{
    return ~a;
}
V_INLINE unsigned m_bits(vm a)
{
    return (unsigned)(a[0] & 1) | (unsigned)(a[1] & 2);
}
V_INLINE bool m_any(vm a)
{
    return (a[0] | a[1]) != 0;
}
V_INLINE bool m_all(vm a)
{
    return (a[0] & a[1]) != 0;
}
V_INLINE vm m_from_bits(unsigned bits)
{
    return (vm){-(int64_t)(bits & 1), -(int64_t)((bits >> 1) & 1)};
}
V_INLINE vd v_sel(vm m, vd a, vd b)
{
    return (vd)((m & (vm)a) | (~m & (vm)b));
}
V_INLINE vd v_zero_unless(vm m, vd a)
{
    return (vd)(m & (vm)a);
}
#ifdef __SSE2__
V_INLINE vd v_min(vd a, vd b)
{
    return (vd)_mm_min_pd((__m128d)a, (__m128d)b);
}
V_INLINE vd v_max(vd a, vd b)
{
    return (vd)_mm_max_pd((__m128d)a, (__m128d)b);
}
V_INLINE vd v_sqrt(vd a)
{
    return (vd)_mm_sqrt_pd((__m128d)a);
}
#else
V_INLINE vd v_min(vd a, vd b)
{
    return v_sel(v_lt(a, b), a, b);
}
V_INLINE vd v_max(vd a, vd b)
{
    return v_sel(v_gt(a, b), a, b);
}
V_INLINE vd v_sqrt(vd a)
{
    return (vd){__builtin_sqrt(a[0]), __builtin_sqrt(a[1])};
}
#endif
V_INLINE vd v_trunc(vd a)
{
    return (vd){(double)(int64_t)a[0], (double)(int64_t)a[1]};
}
V_INLINE vi vi_of_bits(vd a)
{
    return (vi)a;
}
V_INLINE vd v_of_bits(vi a)
{
    return (vd)a;
}
V_INLINE vi vi_set1(int64_t a)
{
    return (vi){a, a};
}
V_INLINE vi vi_add(vi a, vi b)
{
    return a + b;
}
V_INLINE vi vi_sub(vi a, vi b)
{
    return a - b;
}
V_INLINE vi vi_and(vi a, vi b)
{
    return a & b;
}
V_INLINE vi vi_or(vi a, vi b)
{
    return a | b;
}
V_INLINE vi vi_shl(vi a, int n)
{
    return (vi){(int64_t)((uint64_t)a[0] << n), (int64_t)((uint64_t)a[1] << n)};
}
V_INLINE vi vi_shr(vi a, int n)
{
    return (vi){(int64_t)((uint64_t)a[0] >> n), (int64_t)((uint64_t)a[1] >> n)};
}
V_INLINE vi vi_mul32(vi a, vi b)
{
    return (vi){(int64_t)((uint64_t)(uint32_t)a[0] * (uint32_t)b[0]),
                (int64_t)((uint64_t)(uint32_t)a[1] * (uint32_t)b[1])};
}
V_INLINE void v_to_ints(vd a, int *out)
{
    out[0] = (int)a[0];
    out[1] = (int)a[1];
}
V_INLINE vd v_two_to_eighths(vd a)
{
    static const double table[8] = {V_EIGHTHS};
    vi n = (vi)a & (vi){7, 7};
    return (vd){table[n[0]], table[n[1]]};
}
V_INLINE void v_turn8(const double *const *row, vd *out)
{
    for (int k = 0; k < 8; k++)
        out[k] = (vd){row[0][k], row[1][k]};
}
#endif

/* One lane's value, set in place. */
V_INLINE void v_set_lane(vd *a, size_t lane, double value)
{
    memcpy((char *)a + lane * sizeof value, &value, sizeof value);
}

#define V_ALL m_from_bits((1u << QN_LANES) - 1u)
#define V_NONE m_from_bits(0)

/* What works the same everywhere. */
V_INLINE vd v_abs(vd a)
{
    return v_of_bits(vi_and(vi_of_bits(a), vi_set1(INT64_MAX)));
}
V_INLINE vd v_square(vd a)
{
    return a * a;
}
V_INLINE vd v_min1(vd a, double b)
{
    return v_min(a, v_set1(b));
}
V_INLINE vd v_max1(vd a, double b)
{
    return v_max(a, v_set1(b));
}
V_INLINE vm v_lt1(vd a, double b)
{
    return v_lt(a, v_set1(b));
}
V_INLINE vm v_le1(vd a, double b)
{
    return v_le(a, v_set1(b));
}
V_INLINE vm v_gt1(vd a, double b)
{
    return v_gt(a, v_set1(b));
}
V_INLINE vm v_ge1(vd a, double b)
{
    return v_ge(a, v_set1(b));
}
V_INLINE vm v_eq1(vd a, double b)
{
    return v_eq(a, v_set1(b));
}
V_INLINE bool m_none(vm a)
{
    return !m_any(a);
}
/* One lane out and in, for the rare scalar step. */
V_INLINE double v_get(vd a, size_t lane)
{
    double all[QN_LANES];
    memcpy(all, &a, sizeof all);
    return all[lane];
}
V_INLINE vd v_put(vd a, size_t lane, double value)
{
    double all[QN_LANES];
    memcpy(all, &a, sizeof all);
    all[lane] = value;
    memcpy(&a, all, sizeof all);
    return a;
}

#endif
