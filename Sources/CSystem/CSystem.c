#define _GNU_SOURCE 1
#include "CSystem.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
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

int fleet_connect(const char *address, int port, int milliseconds) {
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((unsigned short)port)};
  struct sockaddr *target = (struct sockaddr *)&v4;
  socklen_t size = sizeof v4;
  if (inet_pton(AF_INET, address, &v4.sin_addr) != 1) {
    if (inet_pton(AF_INET6, address, &v6.sin6_addr) != 1) return -EINVAL;
    target = (struct sockaddr *)&v6;
    size = sizeof v6;
  }
  int fd = socket(target->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  int fault = 0;
  if (connect(fd, target, size) != 0) {
    fault = errno;
    if (fault == EINPROGRESS) {
      struct pollfd entry = {.fd = fd, .events = POLLOUT};
      socklen_t length = sizeof fault;
      int ready = poll(&entry, 1, milliseconds);
      if (ready == 0) fault = ETIMEDOUT;
      else if (ready < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &length) != 0) fault = errno;
    }
  }
  if (fault != 0) {
    close(fd);
    return -fault;
  }
  return fd;
}
