// The C library's `stderr`, with what one thread writes to it kept aside where that is asked for.
#pragma once
#include <stddef.h>

/// Replaces `stderr` by a stream without a buffer that passes on what is written; 1 if that could be done.
int voiceprint_replace_standard_error(void);

/// From here on what this thread writes to `stderr` is kept aside. May be nested.
void voiceprint_catch_begin(void);

/// Ends that, and says how many bytes are kept; 0 while an outer one goes on.
size_t voiceprint_catch_end(void);

/// Copies what this thread's is, at most `size` bytes, and forgets it.
size_t voiceprint_take_caught(char *target, size_t size);
