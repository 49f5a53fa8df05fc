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

/// Asks for pages of 2 MB where the memory holds whole ones; a request that is not met changes nothing.
static inline void voiceprint_prefer_large_pages(void *address, size_t length) {
  const uintptr_t page = 2u << 20;
  uintptr_t start = ((uintptr_t)address + page - 1) & ~(page - 1), end = ((uintptr_t)address + length) & ~(page - 1);
  if (end > start) madvise((void *)start, end - start, voiceprint_madvise_huge_page);
}
#else
static inline void voiceprint_prefer_large_pages(void *address, size_t length) {}
#endif
