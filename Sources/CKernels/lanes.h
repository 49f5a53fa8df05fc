// What the loops share.
#pragma once
#include <string.h>

// One body for all generations, inlined into each.
#define INLINE static inline __attribute__((always_inline))

// Sixteen numbers, which become one, two or four vectors of the processor. Passed by address, because how such a vector
// is returned depends on the processor too.
typedef float lanes16 __attribute__((vector_size(64)));

INLINE void add_product(const float *values, const lanes16 *query, lanes16 *sums) {
  lanes16 lanes;
  memcpy(&lanes, values, sizeof lanes);
  *sums += lanes * *query;
}

// Where the number of registers decides how much is done at once, a function is written once with that number as a
// parameter, and FOR_EACH_GENERATION makes a version of it for each. Elsewhere the compiler clones functions by itself.
#if defined(__x86_64__) && defined(__linux__) && !defined(VOICEPRINT_ONE_GENERATION)
#define FOR_EACH_GENERATION(VERSION)                                                                                 \
  VERSION(v4, __attribute__((target("arch=x86-64-v4"), min_vector_width(512))))                                      \
  VERSION(v3, __attribute__((target("arch=x86-64-v3"))))                                                             \
  VERSION(oldest, )
#define CALL_GENERATION(function, ...)                                                                               \
  (__builtin_cpu_supports("x86-64-v4")   ? function##_v4(__VA_ARGS__)                                                \
   : __builtin_cpu_supports("x86-64-v3") ? function##_v3(__VA_ARGS__)                                                \
                                         : function##_oldest(__VA_ARGS__))
#else
#define FOR_EACH_GENERATION(VERSION) VERSION(oldest, )
#define CALL_GENERATION(function, ...) function##_oldest(__VA_ARGS__)
#endif
