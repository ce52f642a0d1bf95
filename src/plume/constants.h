/* Constants of the formulation (AERMOD 24142; EPA-454/R-03-004). */
#ifndef QN_PLUME_CONSTANTS_H
#define QN_PLUME_CONSTANTS_H

#define QN_G 9.80616         /* gravity [m/s2] */
#define QN_G_OVER_CP 0.00977 /* [K/m] */
#define QN_VON_KARMAN 0.4
#define QN_PI 3.14159265358979323846
#define QN_SQRT_2PI 2.50662827463100050242
#define QN_SQRT_2 1.41421356237309504880
#define QN_SQRT_PI 1.77245385090551602730
#define QN_BETA1 0.6   /* entrainment, direct rise */
#define QN_BETA2 0.4   /* entrainment; buoyancy-induced spread is BETA2 dh / sqrt 2 */
#define QN_BSUBC 0.5   /* sigma-z of surface releases, convective */
#define QN_ALPHA_R 1.4 /* indirect source */
#define QN_LAMBDA_Y 2.3
#define QN_A_SUB_E 0.1
#define QN_SZ_COEF 2.15      /* plume's half width in sigma-z */
#define QN_SVU_MIN 0.05      /* least sigma-v over wind */
#define QN_EXP_LIM (-50.0)   /* a Gaussian below exp(-50) is nothing */
#define QN_EXP_FAR 45.0      /* a Gaussian exp(-45) times the greatest changes no digit of a sum */
#define QN_EXP_NONE (-1e300) /* no exponent yet */
#define QN_BVF_MIN 1e-10     /* [1/s] */
#define QN_SIGY_EFF 4.0      /* FASTALL: effective sigma-y within which a receptor counts */

#endif
