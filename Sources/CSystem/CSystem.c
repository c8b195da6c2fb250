#define _GNU_SOURCE 1
#include "CSystem.h"
#include <sched.h>
#include <string.h>
#include <time.h>

extern char **environ;

int fleet_pipe_cloexec(int fds[2]) { return pipe2(fds, O_CLOEXEC); }
int fleet_open(const char *path, int flags, unsigned mode) { return open(path, flags | O_CLOEXEC, mode); }
int fleet_fcntl(int fd, int command, int argument) { return fcntl(fd, command, argument); }
int fleet_ioctl_int(int fd, unsigned long request, int *argument) { return ioctl(fd, request, argument); }
char **fleet_environ(void) { return environ; }
int fleet_wait_exited(int status) { return WIFEXITED(status); }
int fleet_wait_exit_code(int status) { return WEXITSTATUS(status); }
int fleet_wait_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
const char *fleet_zone_name(int daylight) {
  tzset();
  return tzname[daylight ? 1 : 0];
}
int fleet_usable_processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

int fleet_parse_time(const char *text, const char *format, long *seconds) {
  struct tm parts;
  memset(&parts, 0, sizeof parts);
  parts.tm_mday = 1;
  const char *rest = strptime(text, format, &parts);
  if (rest == NULL || *rest != '\0') return -1;
  parts.tm_isdst = -1;
  *seconds = mktime(&parts);
  return 0;
}
int fleet_template_depth(int change) {
  static _Thread_local int depth;
  return depth += change;
}
