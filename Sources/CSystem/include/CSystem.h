#pragma once
/* No _GNU_SOURCE here: Swift reads these headers through its own Glibc module without it, and both must agree. */
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <unistd.h>

/* Things glibc offers that Swift's Glibc module does not show. */
int fleet_pipe_cloexec(int fds[2]);
int fleet_open(const char *path, int flags, unsigned mode);
int fleet_fcntl(int fd, int command, int argument);
int fleet_ioctl_int(int fd, unsigned long request, int *argument);
char **fleet_environ(void);
int fleet_wait_exited(int status);
int fleet_wait_exit_code(int status);
int fleet_wait_signal(int status);

/* How a child process is to be started; -1 or NULL leaves a thing as it is. */
struct fleet_spawn_options {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *directory;
  int input;
  int output;
  int error;
  int umask;
};

/* What the child was doing when it failed. */
enum fleet_spawn_stage { FLEET_SPAWN_FORK, FLEET_SPAWN_DIRECTORY, FLEET_SPAWN_EXEC };

/* Starts a process in its own session; its id, or minus the errno with the stage. */
int fleet_spawn(const struct fleet_spawn_options *options, int *stage);
/* write(2) that answers EPIPE and raises no SIGPIPE. */
ssize_t fleet_write_quiet(int fd, const void *bytes, size_t count);
/* pidfd_open(2), or -1. */
int fleet_pidfd_open(int pid);
/* The text of an errno, into buffer. */
void fleet_error_text(int code, char *buffer, size_t size);
/* The inode flags of lsattr/chattr; 0 or minus the errno. */
int fleet_inode_flags(int fd, int *flags, int set);
/* tzname of the machine's time zone: 0 for standard time, 1 for daylight saving time. */
const char *fleet_zone_name(int daylight);
/* How many processors this process may run on; 0 when unknown. */
int fleet_usable_processors(void);
/* strptime(3) and mktime(3): local seconds since 1970; 0, or -1 when the text is not of that format. */
int fleet_parse_time(const char *text, const char *format, long *seconds);
/* The depth of nested templates on this thread, changed by so much. */
int fleet_template_depth(int change);
/* Whether little is left of this thread's stack: a quarter, or one and a half megabytes. */
int fleet_stack_is_low(void);
/* A TCP connection to a numeric address (IPv4 or IPv6) within that time; the descriptor or minus the errno. */
int fleet_connect(const char *address, int port, int milliseconds);
/* Whole blocks of 64 bytes into the state of a SHA-1 or SHA-256, by the processor's own instructions; 0 when it has none. */
int fleet_sha1_blocks(uint32_t *state, const void *bytes, size_t blocks);
int fleet_sha256_blocks(uint32_t *state, const uint32_t *constants, const void *bytes, size_t blocks);
