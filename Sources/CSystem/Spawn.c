#define _GNU_SOURCE 1
#include "CSystem.h"

#include <errno.h>
#include <linux/fs.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

/* What went wrong in the child, which shares the parent's memory until it has called execve. */
struct spawn_fault {
  volatile int stage;
  volatile int code;
};

static void report(struct spawn_fault *fault, int stage) {
  fault->code = errno;
  fault->stage = stage;
  _exit(127);
}

static void close_on_exec_from(int first) {
  if (syscall(SYS_close_range, first, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) == 0) return;
  long limit = sysconf(_SC_OPEN_MAX);
  if (limit < 0 || limit > 65536) limit = 65536;
  for (int fd = first; fd < limit; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Only async-signal-safe calls, and no writing to memory but its own frame and the fault: the memory is the parent's. */
static void child(const struct fleet_spawn_options *options, struct spawn_fault *fault) {
  setsid();
  struct sigaction plain;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; number++) sigaction(number, &plain, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* Lift the three ends above 2 first, so that none is overwritten by another. */
  int ends[3] = {options->input, options->output, options->error};
  for (int i = 0; i < 3; i++)
    if (ends[i] >= 0) ends[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
  for (int i = 0; i < 3; i++)
    if (ends[i] >= 0) dup2(ends[i], i);
  close_on_exec_from(3);
  if (options->umask >= 0) umask((mode_t)options->umask);
  if (options->directory && chdir(options->directory) != 0) report(fault, FLEET_SPAWN_DIRECTORY);
  execve(options->path, options->arguments, options->environment);
  report(fault, FLEET_SPAWN_EXEC);
}

/* vfork, as posix_spawn does it: copying the tables of all pages of a large process costs more than all the rest. The
   parent's thread stands still until the child has called execve or ended; no signal handler may run in between. */
int fleet_spawn(const struct fleet_spawn_options *options, int *stage) {
  struct spawn_fault fault = {FLEET_SPAWN_FORK, 0};
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = vfork();
  if (pid == 0) child(options, &fault);
  int code = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  *stage = fault.stage;
  if (pid < 0) return -code;
  if (fault.stage == FLEET_SPAWN_FORK) return pid;
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
  return -fault.code;
}

ssize_t fleet_write_quiet(int fd, const void *bytes, size_t count) {
  sigset_t pipe_only, before, pending;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  sigpending(&pending);
  int was_pending = sigismember(&pending, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
  ssize_t written = write(fd, bytes, count);
  int code = errno;
  if (written < 0 && code == EPIPE && !was_pending) {
    struct timespec now = {0, 0};
    while (sigtimedwait(&pipe_only, NULL, &now) < 0 && errno == EINTR) {}
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = code;
  return written;
}

int fleet_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

void fleet_error_text(int code, char *buffer, size_t size) {
  const char *text = strerror_r(code, buffer, size);
  if (text != buffer) {
    strncpy(buffer, text, size - 1);
    buffer[size - 1] = 0;
  }
}

int fleet_inode_flags(int fd, int *flags, int set) {
  int answer = ioctl(fd, set ? FS_IOC_SETFLAGS : FS_IOC_GETFLAGS, flags);
  return answer == 0 ? 0 : -errno;
}
