/* Building downwash. Worked values are of AERMOD 24142 itself (gfortran -O2, no fused
 * multiply-add), run with the made-up profiles below in place of an hour's weather; what is from
 * elsewhere says so.
 */
#include "plume/kernels.h"
#include "plume/prime.h"
#include "plume/prime_rise.h"
#include "qn_test.h"

#include <stdlib.h>

#define RECEPTORS 9
#define PADDED 16
#define STACKS 3

struct stack {
    enum qn_plume_kind kind;
    double height, temp, velocity, diameter;
    double b_height, b_width, b_length, b_xadj, b_yadj;
};
static const struct stack stacks[STACKS] = {
    {QN_PLUME_POINT, 20, 400, 10, 1.0, 15, 40, 30, -20, 5},     /* by a wide, low building */
    {QN_PLUME_POINTHOR, 12, 300, 8, 0.8, 20, 60, 10, -40, -35}, /* in its lee, aside */
    {QN_PLUME_POINTCAP, 15, 350, 8, 0.8, 25, 20, 60, 5, 0},     /* upwind of a long one */
};

static const double east[RECEPTORS] = {10.2606, 14, 20.5212, 40, 60, 200, 400, -3, 100};
static const double north[RECEPTORS] = {28.1908, 38, 56.3816, 100, 220, 500, 1100, -8, 80};

/* One stack in one hour, as AERMOD has it. */
struct worked {
    int stack;
    bool stable;
    double r, hr, lr, lc;       /* scale, cavity height, near wake's length, roof cavity's length */
    double u, captured;         /* effective wind; fraction in the near wake */
    double x[4], z[4];          /* points 1, 10, 26 and 50 of the trajectory */
    double plume[6], cavity[6]; /* rows of the table; its last x, sz, sy; virtual sz, sy */
    double without[RECEPTORS], value[RECEPTORS];
};
static const struct worked worked[] = {
    {0,
     false,
     20.8008382305,
     19.5761844107,
     35.6598613034,
     18.7207544075,
     3.31177292317,
     0.00327582948874,
     {0.122883367406, 16.9913811714, 95.3586906185, 321.986257856},
     {20.9846645212, 28.2026906092, 33.6152310799, 38.2810692214},
     {23, 53.6881784283, 9.3499478375, 12.0751113514, 8.03860706387, 7.20490590814},
     {23, 53.6881784283, 11.0900971187, 23.993263324, 10.3817445528, 22.5858087694},
     {0.00218486428316, 0.186129329984, 4.20963102282, 16.9871247138, 7.93171459845, 3.02272567017,
      1.13658148156, 0, 0.2109168345},
     {49.5065263475, 48.7374674204, 58.8951952314, 97.8532843631, 226.56118733, 110.974481303,
      1.80650268276, 18.9360946798, 0.398151791119}},
    {1,
     false,
     28.8449914061,
     26.3458981094,
     77.3044166519,
     25.9604922655,
     3.43114908646,
     0.937381165559,
     {0.999993928148, 21.9845197106, 118.950998104, 401.950998104},
     {12.0025258126, 12.5504889139, 9.93073782394, 7.42047126319},
     {25, 49.3044166519, 5.18252369359, 8.60834746901, 3.56202639852, 0.99946125587},
     {25, 49.3044166519, 11.7978007666, 27.5129390585, 11.2805153475, 26.5287991868},
     {0.112795265349, 3.37465103886, 32.4224777961, 132.558327537, 321.709029342, 205.400820904,
      68.8421075024, 0, 2.03290188093},
     {1927.56370623, 1866.58147658, 1433.50652904, 1544.55371899, 75.6216622437, 359.05654616,
      69.3529838815, 1899.12669976, 1339.65330366}},
    {2,
     false,
     21.5443469003,
     29.7397563181,
     25.1195376064,
     19.3899122103,
     3.32757887632,
     0.240281048458,
     {0.965699709956, 21.6272923667, 114.141081876, 388.141081876},
     {15.182249236, 18.8316652671, 28.4562704761, 23.400882336},
     {50, 110.793325613, 14.946846594, 21.8976103374, 11.3571416742, 9.32342754463},
     {23, 110.793325613, 14.5674995632, 17.5094195754, 12.1275150025, 9.39060885399},
     {0.0523033162561, 1.71909036806, 18.1222321692, 46.5757474864, 50.0580265589, 65.4336694074,
      28.6267922467, 0, 0.606678509519},
     {1848.31713375, 2623.83654156, 4066.29741895, 1320.44318245, 729.150036547, 204.110907219,
      29.2408327839, 0, 0.962899560919}},
    {0,
     true,
     20.8008382305,
     19.5761844107,
     35.6598613034,
     18.7207544075,
     3.31177292317,
     0.00327496797682,
     {0.122808846465, 16.9944246972, 94.4071519418, 321.116471087},
     {20.9846834093, 28.1927660716, 33.168043584, 36.9699804211},
     {23, 53.6881784283, 9.3096865809, 12.0596973861, 8.32206384219, 7.21822616601},
     {23, 53.6881784283, 11.0913961077, 23.8791802153, 10.2921325619, 22.712198507},
     {1.35608100062e-09, 2.97084578636e-06, 0.00250302364632, 0.534125337132, 15.6117044646,
      81.9731919846, 57.3429846295, 0, 0.0100818557234},
     {49.4935066032, 48.7247213185, 54.9142670753, 54.2344231252, 106.202781708, 141.106888216,
      57.7781875774, 18.9311146675, 0.143582740506}},
    {1,
     true,
     28.8449914061,
     26.3458981094,
     77.3044166519,
     25.9604922655,
     3.43114908646,
     0.939741729963,
     {0.999994072288, 21.9849242125, 118.952754623, 401.952754623},
     {12.0024963797, 12.5404532433, 9.8951988826, 7.38793303126},
     {25, 49.3044166519, 5.12962791526, 8.5546189583, 3.55883696418, 1.01440591538},
     {25, 49.3044166519, 11.8203760488, 27.3657700114, 11.2301219478, 26.5388116301},
     {0.00622280192224, 2.17489024526, 129.859023866, 973.981109785, 807.739663944, 294.52484989,
      94.5007466481, 0, 12.6911369305},
     {1932.21279469, 1868.16331498, 1416.68888644, 1546.48981889, 88.2471985067, 627.29740224,
      122.867149149, 1903.90918425, 1352.22253568}},
    {2,
     true,
     21.5443469003,
     29.7397563181,
     25.1195376064,
     19.3899122103,
     3.32757887632,
     0.256378853602,
     {0.965877689412, 21.6288358694, 113.350278444, 387.350278444},
     {15.1817931636, 18.8229963075, 27.2109118971, 21.9914473753},
     {50, 110.793325613, 14.9247598249, 21.8516733256, 12.6759112669, 9.5102815472},
     {23, 110.793325613, 14.5522960302, 17.1848824199, 12.2376970583, 11.1611341122},
     {0.00041910227988, 0.0733011434197, 3.79158442922, 133.26018775, 415.734423559, 240.526675894,
      85.4848721377, 0, 2.24398021704},
     {1972.14649629, 2799.62239586, 4338.72199811, 1456.28757317, 809.844433257, 359.311258902,
      87.4369734232, 0, 2.43919987213}},
};

#define WORKED (sizeof worked / sizeof worked[0])

struct hour {
    struct qn_met met;
    struct qn_plume_options options;
    struct qn_plume_source source;
    struct qn_plume_building building;
    struct qn_local local;
};

/* The profiles AERMOD was given: wind 3 m/s at the ground, 7 at 400 m and above, from 200 degrees.
 */
static void set_profiles(struct qn_met *m, bool stable)
{
    struct qn_levels v;
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        double z = qn_grid_m[i];
        v.u[i] = 3 + 0.01 * fmin(z, 400);
        v.sv[i] = 0.6;
        v.sw[i] = 0.4;
        v.tg[i] = stable ? 0.01 : 0;
        v.pt[i] = stable ? 290 + 0.01 * z : 290;
        m->wdir_deg[i] = 200;
        m->rho_kg_m3[i] = 1.2 - 0.0001 * z;
    }
    qn_profile_build(&v, &m->rural.profile);
}

static void set_stack(struct hour *h, const struct stack *s)
{
    h->source = (struct qn_plume_source){
        .kind = s->kind, .urban = -1, .height_m = s->height, .building = &h->building};
    for (size_t i = 0; i < QN_PLUME_SECTORS; i++) {
        h->building.height_m[i] = s->b_height;
        h->building.width_m[i] = s->b_width;
        h->building.length_m[i] = s->b_length;
        h->building.xadj_m[i] = s->b_xadj;
        h->building.yadj_m[i] = s->b_yadj;
    }
}

static void set_hour(struct hour *h, const struct stack *s, bool stable)
{
    memset(h, 0, sizeof *h);
    qn_plume_options_init(&h->options);
    h->options.flat = true;
    set_profiles(&h->met, stable);
    set_stack(h, s);
    double angle = 200 * 3.14159265358979323846 / 180;
    h->local = (struct qn_local){.met = &h->met,
                                 .layer = &h->met.rural,
                                 .source = &h->source,
                                 .options = &h->options,
                                 .stable = stable,
                                 .stable_plume = stable,
                                 .zi = stable ? 500 : 900,
                                 .zi_mech = 500,
                                 .ustar = 0.35,
                                 .obukhov = stable ? 120 : -60,
                                 .wstar = 1.5,
                                 .per_obukhov = stable ? 1. / 120 : -1. / 60,
                                 .per_zi = stable ? 1. / 500 : 1. / 900,
                                 .per_wstar = 1 / 1.5,
                                 .q = 10,
                                 .hs = s->height,
                                 .ds = s->diameter,
                                 .vs = s->velocity,
                                 .ts = s->temp,
                                 .us = 3 + 0.01 * s->height,
                                 .wdsin = sin(angle),
                                 .wdcos = cos(angle),
                                 .sector = 2,
                                 .wake_sector = 2,
                                 .max_distance = 1e20};
}

#define assert_close(actual, expected, relative)                                                   \
    assert_near(actual, expected, (relative)*fabs(expected) + 1e-300)
#define CLOSE 2e-11 /* the recorded values have twelve digits */

static void a_building_has_the_scales_aermod_gives_it(void **state)
{
    (void)state;
    for (size_t k = 0; k < WORKED; k++) {
        const struct worked *w = &worked[k];
        static struct hour h;
        struct qn_wake_building b;
        set_hour(&h, &stacks[w->stack], w->stable);
        assert_true(qn_wake_building_init(&h.local, &b));
        assert_close(b.r, w->r, CLOSE);
        assert_close(b.hr, w->hr, CLOSE);
        assert_close(b.lr, w->lr, CLOSE);
        assert_close(b.lc, w->lc, CLOSE);
    }
}

/* H 15 m, W 40 m, R 20.800838 m: (H/1.2R)^3 = .217014; at x = R height 1.2 R 1.217014^(1/3) and
 * half width W/2 + R/3, by hand. */
static void a_wake_grows_with_the_cube_root_of_distance(void **state)
{
    (void)state;
    static struct hour h;
    struct qn_wake_building b;
    set_hour(&h, &stacks[0], true);
    assert_true(qn_wake_building_init(&h.local, &b));
    assert_near(qn_wake_height(&b, b.r), 26.6496, 1e-3);
    assert_near(qn_wake_half_width(&b, b.r), 26.9336, 1e-3);
    assert_near(qn_wake_half_width(&b, 8 * b.r), 33.8672, 1e-3);
    assert_near(qn_wake_height(&b, 0), 15, 1e-12); /* the building's own */
}

static void a_point_is_in_the_building_its_near_wake_its_far_wake_or_none(void **state)
{
    (void)state;
    static struct hour h;
    struct qn_wake_building b;
    set_hour(&h, &stacks[0], true); /* 40 m wide, 30 m long, 15 m high; near wake to 65.66 m */
    assert_true(qn_wake_building_init(&h.local, &b));
    assert_int_equal(qn_wake_place_of(&b, 10, 0, 5), QN_WAKE_INSIDE);
    assert_int_equal(qn_wake_place_of(&b, 10, -19, 14), QN_WAKE_INSIDE);
    assert_int_equal(qn_wake_place_of(&b, 30, 0, 5), QN_WAKE_NEAR); /* on the lee wall */
    assert_int_equal(qn_wake_place_of(&b, 10, 21, 5), QN_WAKE_NEAR);
    assert_int_equal(qn_wake_place_of(&b, 65, 0, 0), QN_WAKE_NEAR);
    assert_int_equal(qn_wake_place_of(&b, 65, 0, 5), QN_WAKE_FAR);
    assert_int_equal(qn_wake_place_of(&b, 66, 0, 0), QN_WAKE_FAR);
    assert_int_equal(qn_wake_place_of(&b, 66, 0, 60), QN_WAKE_OUT);
    assert_int_equal(qn_wake_place_of(&b, 66, 31, 0), QN_WAKE_OUT);
    assert_int_equal(qn_wake_place_of(&b, 0, 0, 5), QN_WAKE_OUT); /* on the upwind face */
    assert_int_equal(qn_wake_place_of(&b, -1, 0, 5), QN_WAKE_OUT);
}

static void the_near_wake_closes_where_its_length_ends(void **state)
{
    (void)state;
    static struct hour h;
    struct qn_wake_building b;
    double high, wide;
    set_hour(&h, &stacks[0], true);
    assert_true(qn_wake_building_init(&h.local, &b));
    qn_wake_cavity(&b, b.l, &high, &wide); /* the flow reattaches to this roof */
    assert_near(high, b.h, 1e-12);
    qn_wake_cavity(&b, b.r, &high, &wide);
    assert_near(wide, b.w / 2 + b.r / 3, 1e-12);
    qn_wake_cavity(&b, b.end * (1 - 1e-12), &high, &wide);
    assert_near(high, 0, 1e-3);
    assert_near(wide, 0, 1e-3);
    qn_wake_cavity(&b, b.end, &high, &wide);
    assert_true(high == 0 && wide == 0);
}

/* By the same sums in another program's doubles (Python). For 200, 250 and 350 points a sum falls
 * on a whole number, and its last bit decides. */
static void a_trajectory_is_thinned_to_the_points_aermod_takes(void **state)
{
    (void)state;
    static const struct {
        size_t have, at[6], sum;
    } row[] = {{60, {2, 12, 30, 42, 58, 60}, 1510},
               {155, {2, 13, 50, 86, 149, 155}, 3037},
               {200, {2, 15, 61, 107, 192, 200}, 3798},
               {250, {2, 17, 73, 132, 240, 250}, 4648},
               {350, {2, 21, 98, 180, 336, 350}, 6351}};
    static const size_t place[] = {1, 9, 24, 34, 48, 49};
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        size_t index[QN_WAKE_POINTS], sum = 0;
        assert_int_equal(qn_wake_thin(row[k].have, index), QN_WAKE_POINTS);
        for (size_t i = 0; i < QN_WAKE_POINTS; i++)
            sum += index[i];
        assert_int_equal(sum, row[k].sum);
        for (size_t i = 0; i < sizeof place / sizeof place[0]; i++)
            assert_int_equal(index[place[i]], row[k].at[i]);
    }
    size_t few[QN_WAKE_POINTS];
    assert_int_equal(qn_wake_thin(3, few), 3);
    assert_int_equal(few[2], 3);
}

static void a_plume_takes_the_way_aermod_gives_it(void **state)
{
    (void)state;
    static const size_t at[] = {0, 9, 25, 49};
    for (size_t k = 0; k < WORKED; k++) {
        const struct worked *w = &worked[k];
        static struct hour h;
        struct qn_wake wake;
        set_hour(&h, &stacks[w->stack], w->stable);
        qn_wake_prepare(&h.local, &wake);
        assert_true(wake.active && !wake.too_long);
        assert_close(wake.u, w->u, CLOSE);
        assert_close(wake.captured, w->captured, CLOSE);
        for (size_t i = 0; i < 4; i++) {
            assert_close(wake.trace_x[at[i]], w->x[i], CLOSE);
            assert_close(wake.trace_z[at[i]], w->z[i], CLOSE);
        }
    }
}

static void check_table(const struct qn_wake_spread *t, const double *expected)
{
    assert_int_equal(t->count, (size_t)expected[0]);
    assert_close(t->x[t->count - 1], expected[1], CLOSE);
    assert_close(t->sz[t->count - 1], expected[2], CLOSE);
    assert_close(t->sy[t->count - 1], expected[3], CLOSE);
    assert_close(t->vsz, expected[4], CLOSE);
    assert_close(t->vsy, expected[5], CLOSE);
}

static void the_wake_spreads_a_plume_as_in_aermod(void **state)
{
    (void)state;
    for (size_t k = 0; k < WORKED; k++) {
        static struct hour h;
        struct qn_wake wake;
        set_hour(&h, &stacks[worked[k].stack], worked[k].stable);
        qn_wake_prepare(&h.local, &wake);
        check_table(&wake.plume, worked[k].plume);
        check_table(&wake.cavity, worked[k].cavity);
    }
}

/* Runs one instruction set's loop; values are what there is without a building, then with it. */
static void run_prime(const char *isa, const struct qn_local *l, double *value)
{
    static _Alignas(64) double x[PADDED], y[PADDED], zero[PADDED], row[PADDED];
    const struct qn_kernels *k = qn_kernels_choose(isa);
    if (!k)
        return;
    for (size_t i = 0; i < PADDED; i++) {
        size_t from = i < RECEPTORS ? i : RECEPTORS - 1;
        x[i] = east[from];
        y[i] = north[from];
        zero[i] = 0;
        row[i] = value[from];
    }
    struct qn_receptors r = {RECEPTORS, x, y, zero, zero, zero, NULL};
    struct qn_rows rows = {.types = 1, .value = {row}};
    struct qn_wake wake;
    qn_wake_prepare(l, &wake);
    if (wake.active)
        k->prime(&wake, &r, 0, RECEPTORS, &rows);
    memcpy(value, row, RECEPTORS * sizeof *value);
}

static void receptors_get_what_aermod_gives_them(void **state)
{
    (void)state;
    static const char *const isa[] = {"sse2", "avx2", "avx512"};
    for (size_t k = 0; k < WORKED; k++) {
        for (size_t j = 0; j < 3; j++) {
            static struct hour h;
            double value[RECEPTORS];
            set_hour(&h, &stacks[worked[k].stack], worked[k].stable);
            memcpy(value, worked[k].without, sizeof value);
            if (!qn_kernels_choose(isa[j]))
                continue;
            run_prime(isa[j], &h.local, value);
            for (size_t i = 0; i < RECEPTORS; i++)
                assert_close(value[i], worked[k].value[i], 1e-10);
        }
    }
}

static void without_a_building_nothing_changes(void **state)
{
    (void)state;
    static struct hour h;
    double value[RECEPTORS];
    for (int how = 0; how < 4; how++) {
        set_hour(&h, &stacks[0], how != 3);
        if (how == 0)
            h.source.building = NULL;
        else if (how == 1)
            h.building.height_m[1] = 0;
        else if (how == 2)
            h.building.width_m[1] = 0;
        else
            h.local.zi = 19; /* a stack above the mixed layer */
        memcpy(value, worked[0].without, sizeof value);
        run_prime(NULL, &h.local, value);
        assert_memory_equal(value, worked[0].without, sizeof value);
    }
}

static void a_receptor_upwind_of_the_building_is_left_alone(void **state)
{
    (void)state;
    static struct hour h;
    double value[RECEPTORS];
    set_hour(&h, &stacks[2],
             true); /* the face is 5 m downwind of the stack; receptor 8 is upwind */
    for (size_t i = 0; i < RECEPTORS; i++)
        value[i] = 1234.5;
    run_prime(NULL, &h.local, value);
    assert_true(value[7] == 1234.5);
    assert_true(value[0] != 1234.5);
}

static void concentration_in_the_wake_goes_with_the_emission(void **state)
{
    (void)state;
    static struct hour h;
    double one[RECEPTORS] = {0}, three[RECEPTORS] = {0}, none[RECEPTORS] = {0};
    set_hour(&h, &stacks[1], false);
    run_prime(NULL, &h.local, one);
    h.local.q = 30;
    run_prime(NULL, &h.local, three);
    h.local.q = 0;
    run_prime(NULL, &h.local, none);
    for (size_t i = 0; i < RECEPTORS; i++) {
        assert_true(one[i] >= 0 && none[i] == 0);
        assert_close(three[i], 3 * one[i], 1e-14);
    }
}

static void decay_takes_its_share_in_the_wake_too(void **state)
{
    (void)state;
    static struct hour h;
    double plain[RECEPTORS] = {0}, fading[RECEPTORS] = {0};
    set_hour(&h, &stacks[0], true);
    run_prime(NULL, &h.local, plain);
    h.local.decay = 1e-3;
    run_prime(NULL, &h.local, fading);
    /* by hand: receptor 3 is 60.000037 m downwind, effective wind 3.31177292317 m/s */
    assert_close(fading[2], plain[2] * exp(-1e-3 * 60.00003723 / 3.31177292317), 1e-9);
}

/* --- several source-hours side by side --- */

#define MANY 203 /* source-hours; not a multiple of any number of lanes */

/* Between least and most, by a linear congruential generator. */
static double any(uint64_t *state, double least, double most)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return least + (most - least) * (double)(*state >> 11) * 0x1p-53;
}

static void any_profiles(struct hour *h, uint64_t *at, bool stable)
{
    struct qn_levels v;
    double calm = any(at, 0.2, 6), shear = any(at, 0, 0.02), lapse = any(at, 0.002, 0.05);
    double speed = calm;
    for (size_t i = 0; i < QN_GRID_LEVELS; i++) {
        double z = qn_grid_m[i];
        speed += any(at, 0, 2 * shear) * (i > 0 ? z - qn_grid_m[i - 1] : 0) * (z < 300 ? 1 : 0);
        v.u[i] = speed;
        v.sv[i] = any(at, 0.2, 1);
        v.sw[i] = any(at, 0.1, 0.8);
        v.tg[i] = stable ? lapse * any(at, 0.5, 1) : 0;
        v.pt[i] = stable ? 290 + lapse * z : 290;
        h->met.rho_kg_m3[i] = 1.2 - 0.0001 * z;
    }
    qn_profile_build(&v, &h->met.rural.profile);
}

/* A stack and its building as they come, some of them aside, ahead, low, cold or slow. */
static void any_hour(struct hour *h, uint64_t *at, size_t k)
{
    static const enum qn_plume_kind kind[] = {QN_PLUME_POINT, QN_PLUME_POINT, QN_PLUME_POINTHOR,
                                              QN_PLUME_POINTCAP};
    double tall = any(at, 4, 60), wide = any(at, 4, 120);
    struct stack s = {.kind = kind[k % 4],
                      .height = any(at, 0.5, 70),
                      .temp = any(at, 250, 700),
                      .velocity = any(at, 0.01, 30),
                      .diameter = any(at, 0.1, 6),
                      .b_height = tall,
                      .b_width = wide,
                      .b_length = any(at, 3, 150),
                      .b_xadj = any(at, -160, 60),
                      .b_yadj = any(at, -0.9, 0.9) * wide};
    bool stable = k % 3 == 0;
    set_hour(h, &s, stable);
    any_profiles(h, at, stable);
    h->local.us = any(at, 0.5, 8);
}

static void many_rise_side_by_side_as_one_by_one(void **state)
{
    (void)state;
    static const char *const isa[] = {"sse2", "avx2", "avx512"};
    struct hour *h = aligned_alloc(64, MANY * sizeof *h);
    struct qn_wake *one = calloc(MANY, sizeof *one), *many = calloc(MANY, sizeof *many);
    struct qn_wake *begun[MANY];
    struct qn_rise *room = calloc(QN_LANES_MAX, sizeof *room);
    assert_true(h && one && many && room);
    uint64_t at = 20;
    size_t active = 0, longest = 0;
    for (size_t k = 0; k < MANY; k++) {
        any_hour(&h[k], &at, k);
        qn_wake_prepare(&h[k].local, &one[k]);
        active += one[k].active;
        longest += one[k].trace_x[QN_WAKE_POINTS - 1] > 1000;
    }
    assert_true(active > 50 && active < MANY - 50 && longest > 10); /* all sorts are there */
    for (size_t j = 0; j < 3; j++) {
        const struct qn_kernels *kernels = qn_kernels_choose(isa[j]);
        if (!kernels)
            continue;
        memset(many, 0, MANY * sizeof *many);
        for (size_t k = 0; k < MANY; k++) {
            assert_true(qn_wake_begin(&h[k].local, &many[k]));
            begun[k] = &many[k];
        }
        kernels->wakes(begun, 3, room); /* fewer than lanes */
        kernels->wakes(begun + 3, MANY - 3, room);
        for (size_t k = 0; k < MANY; k++)
            if (memcmp(&one[k], &many[k], sizeof one[k]) != 0)
                fail_msg("%s: source-hour %zu is not the same", isa[j], k);
    }
    free(h);
    free(one);
    free(many);
    free(room);
}

QN_CASES_BEGIN
QN_CASE(a_building_has_the_scales_aermod_gives_it)
QN_CASE(a_wake_grows_with_the_cube_root_of_distance)
QN_CASE(a_point_is_in_the_building_its_near_wake_its_far_wake_or_none)
QN_CASE(the_near_wake_closes_where_its_length_ends)
QN_CASE(a_trajectory_is_thinned_to_the_points_aermod_takes)
QN_CASE(a_plume_takes_the_way_aermod_gives_it)
QN_CASE(the_wake_spreads_a_plume_as_in_aermod)
QN_CASE(many_rise_side_by_side_as_one_by_one)
QN_CASE(receptors_get_what_aermod_gives_them)
QN_CASE(without_a_building_nothing_changes)
QN_CASE(a_receptor_upwind_of_the_building_is_left_alone)
QN_CASE(concentration_in_the_wake_goes_with_the_emission)
QN_CASE(decay_takes_its_share_in_the_wake_too)
QN_CASES_END
