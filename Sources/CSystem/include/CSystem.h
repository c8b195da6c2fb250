#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <fcntl.h>
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
