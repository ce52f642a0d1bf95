/* Two hours of one stack: concentrations at three receptors, in ug/m3. */
#include <quench/plume.h>
#include <stdio.h>

static bool print_block(void *user, const struct qn_plume_block *b)
{
    (void)user;
    for (size_t r = 0; b->value && r < b->sources * b->receptors; r++)
        printf("hour %02d receptor %zu: %.5f\n", b->weather->hour, r + 1, b->value[r]);
    return true; /* false would stop the run */
}

int main(void)
{
    const struct qn_plume_level level = {10, true, 270, 3, 15, 99, 99}; /* 99: not measured */
    const struct qn_plume_hour night = {2019, 4,  1,  5,    -20, .3,  -9, -9,  -999, 400, 120, .2,
                                        1,    .2, 3,  270,  10,  288, 2,  0,   0,    70,  1000,
                                        .levels = 1, .level = &level};
    const struct qn_plume_hour day = {2019, 4,  1, 13,  180, .4,  1.9, .008, 1100, 700, -40, .2,
                                      1,    .2, 3, 270, 10,  291, 2,   0,    0,    50,  1000,
                                      .levels = 1, .level = &level};
    const struct qn_plume_hour weather[2] = {night, day};
    const struct qn_plume_source stack = {.id = "STACK1", .kind = QN_PLUME_POINT, .urban = -1,
        .emission = 25, .height_m = 60, .temp_K = 420, .velocity_m_s = 14, .diameter_m = 2.2};
    const struct qn_plume_receptor at[3] = {{.x_m = 500}, {.x_m = 1000}, {.x_m = 3000}};
    const struct qn_plume_run run = {.block = print_block, .threads = 2};
    struct qn_plume_options options;
    struct qn_plume_error error = {QN_PLUME_OK, "", "", ""};
    struct qn_plume *model = NULL;
    qn_plume_options_init(&options);
    options.flat = true;
    if (qn_plume_new(&options, NULL, 0, &stack, 1, at, 3, weather, 2, &model, &error) ||
        qn_plume_go(model, &run, NULL, &error))
        fprintf(stderr, "%s: %s\n", error.where, error.en);
    qn_plume_free(model);
    return error.code;
}
