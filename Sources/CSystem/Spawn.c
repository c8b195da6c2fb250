#define _GNU_SOURCE 1
#include "CSystem.h"

#include <errno.h>
#include <linux/fs.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

static void report(int fd, int stage) {
  int message[2] = {stage, errno};
  ssize_t written = write(fd, message, sizeof message);
  (void)written;
  _exit(127);
}

static void close_on_exec_from(int first) {
  if (syscall(SYS_close_range, first, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) == 0) return;
  long limit = sysconf(_SC_OPEN_MAX);
  if (limit < 0 || limit > 65536) limit = 65536;
  for (int fd = first; fd < limit; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Only async-signal-safe calls: the parent may have threads. */
static void child(const struct fleet_spawn_options *options, int faults) {
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
  if (faults < 3) faults = fcntl(faults, F_DUPFD_CLOEXEC, 3);
  for (int i = 0; i < 3; i++)
    if (ends[i] >= 0) dup2(ends[i], i);
  close_on_exec_from(3);
  if (options->umask >= 0) umask((mode_t)options->umask);
  if (options->directory && chdir(options->directory) != 0) report(faults, FLEET_SPAWN_DIRECTORY);
  execve(options->path, options->arguments, options->environment);
  report(faults, FLEET_SPAWN_EXEC);
}

int fleet_spawn(const struct fleet_spawn_options *options, int *stage) {
  int faults[2];
  *stage = FLEET_SPAWN_FORK;
  if (pipe2(faults, O_CLOEXEC) != 0) return -errno;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) child(options, faults[1]);
  int code = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(faults[1]);
  if (pid < 0) {
    close(faults[0]);
    return -code;
  }
  int message[2];
  ssize_t count;
  do count = read(faults[0], message, sizeof message);
  while (count < 0 && errno == EINTR);
  close(faults[0]);
  if (count != (ssize_t)sizeof message) return pid;
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
  *stage = message[0];
  return -message[1];
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
