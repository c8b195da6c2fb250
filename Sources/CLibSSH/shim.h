#pragma once
#include <libssh/libssh.h>
#include <libssh/callbacks.h>
#include <libssh/server.h>

/* The macros of callbacks.h that Swift cannot import. */
static inline void fleet_channel_callbacks_init(ssh_channel_callbacks cb) { ssh_callbacks_init(cb); }
static inline void fleet_callbacks_init(ssh_callbacks cb) { ssh_callbacks_init(cb); }
