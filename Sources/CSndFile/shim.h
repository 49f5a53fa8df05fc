// libsndfile as the system provides it, and one thing Swift cannot say: how the processor treats denormals.
#include <sndfile.h>

// Codecs with recursive filters (Opus above all) reach denormal numbers after every digital silence, where each
// operation takes a hundred times as long; nothing below 1e-38 can be heard. The state belongs to the thread and
// is put back after each call into libsndfile.
static inline unsigned long long voiceprint_flush_denormals(void) {
#if defined(__x86_64__)
  unsigned state = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(state | 0x8040u);  // flush to zero, denormals are zero
  return state;
#elif defined(__aarch64__)
  unsigned long long state;
  __asm__ volatile("mrs %0, fpcr" : "=r"(state));
  __asm__ volatile("msr fpcr, %0" ::"r"(state | (1ull << 24)));
  return state;
#else
  return 0;
#endif
}

static inline void voiceprint_restore_denormals(unsigned long long state) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr((unsigned)state);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" ::"r"(state));
#else
  (void)state;
#endif
}
