// Calls of the Linux C library that Swift's Glibc module leaves out, because it is built without _GNU_SOURCE.
// Declared here exactly as memfd_create(2), pipe(2) and posix_spawn_file_actions_addclosefrom_np(3) give them.
#pragma once
#if __linux__
#include <spawn.h>

int memfd_create(const char *name, unsigned int flags);
int pipe2(int descriptors[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

/// MFD_CLOEXEC: the descriptor does not survive exec unless it is passed on by dup2.
static const unsigned int voiceprint_memfd_close_on_exec = 0x0001U;
#endif
