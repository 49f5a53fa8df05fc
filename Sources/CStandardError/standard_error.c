#define _GNU_SOURCE
#include "CStandardError.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if __linux__

// What this thread has written since it began to be caught: the first of it.
static _Thread_local int depth;
static _Thread_local size_t length;
static _Thread_local char text[4096];

static ssize_t write_error(void *cookie, const char *bytes, size_t count) {
  (void)cookie;
  if (depth > 0) {
    size_t room = sizeof text - length, kept = count < room ? count : room;
    memcpy(text + length, bytes, kept);
    length += kept;
    return (ssize_t)count;
  }
  for (size_t done = 0; done < count;) {
    ssize_t step = write(STDERR_FILENO, bytes + done, count - done);
    if (step < 0 && errno == EINTR) continue;
    if (step <= 0) break;
    done += (size_t)step;
  }
  return (ssize_t)count;
}

int voiceprint_replace_standard_error(void) {
  FILE *stream = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_error});
  if (!stream) return 0;
  setvbuf(stream, NULL, _IONBF, 0);
  fflush(stderr);
  stderr = stream;
  return 1;
}

void voiceprint_catch_begin(void) { depth += 1; }

size_t voiceprint_catch_end(void) {
  depth -= 1;
  return depth == 0 ? length : 0;
}

size_t voiceprint_take_caught(char *target, size_t size) {
  size_t count = length < size ? length : size;
  memcpy(target, text, count);
  length = 0;
  return count;
}

#else

int voiceprint_replace_standard_error(void) { return 0; }
void voiceprint_catch_begin(void) {}
size_t voiceprint_catch_end(void) { return 0; }
size_t voiceprint_take_caught(char *target, size_t size) { return 0; }

#endif
