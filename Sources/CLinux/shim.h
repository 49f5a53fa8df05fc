// Calls of the Linux C library that Swift's Glibc module leaves out, because it is built without _GNU_SOURCE.
// Declared here exactly as memfd_create(2), pipe(2) and posix_spawn_file_actions_addclosefrom_np(3) give them.
#pragma once
#include <stddef.h>
#if __linux__
#include <spawn.h>
#include <stdint.h>
#include <sys/mman.h>

int memfd_create(const char *name, unsigned int flags);
int pipe2(int descriptors[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

/// MFD_CLOEXEC: the descriptor does not survive exec unless it is passed on by dup2.
static const unsigned int voiceprint_memfd_close_on_exec = 0x0001U;

/// MADV_HUGEPAGE, which sys/mman.h shows only with _DEFAULT_SOURCE.
static const int voiceprint_madvise_huge_page = 14;
int madvise(void *address, size_t length, int advice);

/// MADV_POPULATE_WRITE, of Linux 5.14.
static const int voiceprint_madvise_populate_write = 23;

/// Asks for pages of 2 MB where the memory holds whole ones, and for all pages of more than one at once, since all will
/// be written; a request that is not met changes nothing.
static inline void voiceprint_prefer_large_pages(void *address, size_t length) {
  const uintptr_t large = 2u << 20, small = 4096;
  uintptr_t start = ((uintptr_t)address + large - 1) & ~(large - 1), end = ((uintptr_t)address + length) & ~(large - 1);
  if (end > start) madvise((void *)start, end - start, voiceprint_madvise_huge_page);
  if (length < large) return;
  start = ((uintptr_t)address + small - 1) & ~(small - 1);
  end = ((uintptr_t)address + length) & ~(small - 1);
  madvise((void *)start, end - start, voiceprint_madvise_populate_write);
}
#else
static inline void voiceprint_prefer_large_pages(void *address, size_t length) {}
#endif
