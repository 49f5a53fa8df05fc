// A disk that fails, for Scripts/faults: preloaded into a program, it counts what the program does to files under one
// folder, and lets the step it was told fail in the way it was told.
//
//   FAULTS_FOLDER   files under it are counted
//   FAULTS_STEP     which step fails, from 1; 0 lets none
//   FAULTS_KIND     error     the step gives EIO, and those after it work again
//                   full      from this step on, nothing can be written: ENOSPC
//                   short     the step writes half of its bytes and says so; the next write gives ENOSPC
//                   kill      the process dies before the step
//                   torn      the process dies in the middle of the step's bytes
//                   power     the process dies before the step, and all that was written and not synchronised is lost
//   FAULTS_COUNT    a file that gets a letter for each step when the program ends by itself: b for bytes, n for others
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { NONE, ERROR, FULL, SHORT, KILL, TORN, POWER };

// What a file was before a write that is not synchronised: its size, and bytes from an offset.
struct undo {
  struct undo *before;
  int file;
  dev_t device;
  ino_t inode;
  off_t size, offset;
  size_t count;
  char bytes[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum kind kind;
static const char *folder;
static size_t folder_length;
static long step, last, is_full;
static char letters[1 << 16];
static struct undo *undos;

__attribute__((constructor)) static void begin(void) {
  const char *names[] = {"none", "error", "full", "short", "kill", "torn", "power"}, *text = getenv("FAULTS_KIND");
  for (int i = 0; text && i < 7; i++)
    if (!strcmp(text, names[i])) kind = (enum kind)i;
  folder = getenv("FAULTS_FOLDER");
  folder_length = folder ? strlen(folder) : 0;
  step = getenv("FAULTS_STEP") ? atol(getenv("FAULTS_STEP")) : 0;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULTS_COUNT");
  if (!path) return;
  const int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  syscall(SYS_write, file, letters, strlen(letters));
  syscall(SYS_close, file);
}

static int counts_path(const char *path) { return folder && path && !strncmp(path, folder, folder_length); }

static int counts_file(int file) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return counts_path(path);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// All that was not synchronised is as it was, the last write first.
static void lose(void) {
  for (struct undo *u = undos; u; u = u->before) {
    syscall(SYS_ftruncate, u->file, u->size);
    if (u->count) syscall(SYS_pwrite64, u->file, u->bytes, u->count, u->offset);
  }
}

// A descriptor of a file to read and write it by, the same for the life of the process: closing one would drop the
// locks that the program has on the file.
static int own(int file, const struct stat *status) {
  static struct { dev_t device; ino_t inode; int file; } known[64];
  static int count;
  for (int i = 0; i < count; i++)
    if (known[i].device == status->st_dev && known[i].inode == status->st_ino) return known[i].file;
  if (count == 64) abort();
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  known[count].device = status->st_dev;
  known[count].inode = status->st_ino;
  known[count].file = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDWR | O_CLOEXEC);
  if (known[count].file < 0) abort();
  return known[count++].file;
}

// Keeps what a write or a truncation is about to change.
static void remember(int file, off_t offset, off_t end) {
  struct stat status;
  if (kind != POWER || fstat(file, &status)) return;
  const size_t count = offset < status.st_size ? (size_t)((end < status.st_size ? end : status.st_size) - offset) : 0;
  struct undo *u = malloc(sizeof *u + count);
  if (!u) abort();
  *u = (struct undo){undos, own(file, &status), status.st_dev, status.st_ino, status.st_size, offset, count};
  if (count && syscall(SYS_pread64, u->file, u->bytes, count, offset) != (ssize_t)count) abort();
  undos = u;
}

static void synchronised(int file) {
  struct stat status;
  if (kind != POWER || fstat(file, &status)) return;
  for (struct undo **place = &undos; *place;) {
    struct undo *u = *place;
    if (u->device != status.st_dev || u->inode != status.st_ino) {
      place = &u->before;
      continue;
    }
    *place = u->before;
    free(u);
  }
}

// Counts a step. Returns 0 where it is to be done, an error number where it fails, and -1 where half of it is done.
static int next(int takes_room, int has_bytes) {
  if (is_full && takes_room) return ENOSPC;
  if (last < (long)sizeof letters - 1) letters[last] = has_bytes ? 'b' : 'n';
  if (++last != step) return 0;
  switch (kind) {
  case NONE: return 0;
  case ERROR: return EIO;
  case FULL:
    is_full = 1;
    return takes_room ? ENOSPC : 0;
  case SHORT:
    if (!has_bytes) return 0;
    is_full = 1;
    return -1;
  case TORN:
    if (has_bytes) return -1;
    die();
  case POWER: lose();  // falls through
  case KILL: die();
  }
  return 0;
}

static ssize_t written(int file, const void *bytes, size_t count, off_t offset, int has_offset) {
  pthread_mutex_lock(&lock);
  const off_t place = has_offset ? offset : lseek(file, 0, SEEK_CUR);
  const int fault = next(1, count > 1);
  ssize_t result = -1;
  if (fault > 0) {
    errno = fault;
  } else {
    remember(file, place, place + (off_t)count);
    const size_t part = fault < 0 ? count / 2 : count;
    result = has_offset ? syscall(SYS_pwrite64, file, bytes, part, offset) : syscall(SYS_write, file, bytes, part);
    if (fault < 0 && kind == TORN) die();
  }
  pthread_mutex_unlock(&lock);
  return result;
}

ssize_t write(int file, const void *bytes, size_t count) {
  return counts_file(file) ? written(file, bytes, count, 0, 0) : syscall(SYS_write, file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) {
  return counts_file(file) ? written(file, bytes, count, offset, 1) : syscall(SYS_pwrite64, file, bytes, count, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }

int ftruncate64(int file, off_t size) {
  if (!counts_file(file)) return (int)syscall(SYS_ftruncate, file, size);
  pthread_mutex_lock(&lock);
  struct stat status;
  const int grows = !fstat(file, &status) && size > status.st_size, fault = next(grows, 0);
  int result = -1;
  if (fault > 0) {
    errno = fault;
  } else {
    remember(file, size, LONG_MAX);
    result = (int)syscall(SYS_ftruncate, file, size);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

static int synchronise(int file, long call) {
  if (!counts_file(file)) return (int)syscall(call, file);
  pthread_mutex_lock(&lock);
  const int fault = next(0, 0);
  int result = -1;
  if (fault > 0) {
    errno = fault;
  } else {
    result = 0;
    synchronised(file);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int file) { return synchronise(file, SYS_fsync); }
int fdatasync(int file) { return synchronise(file, SYS_fdatasync); }

// Steps on names: they are on disk at once, or not done.
#define NAMED(takes_room, path, call) \
  do { \
    if (!counts_path(path)) return (int)call; \
    pthread_mutex_lock(&lock); \
    const int fault = next(takes_room, 0); \
    const int result = fault > 0 ? -1 : (int)call; \
    if (fault > 0) errno = fault; \
    pthread_mutex_unlock(&lock); \
    return result; \
  } while (0)

int unlink(const char *path) { NAMED(0, path, syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }
int link(const char *from, const char *to) { NAMED(1, to, syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)); }
int rename(const char *from, const char *to) { NAMED(0, to, syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to)); }

static int opened(const char *path, int flags, mode_t mode) {
  const int file = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  return file;
}

int open64(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  if (!(flags & O_CREAT) || access(path, F_OK) == 0) return opened(path, flags, mode);
  NAMED(1, path, opened(path, flags, mode));
}

int open(const char *path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return open64(path, flags, mode);
}
