#define _GNU_SOURCE 1
#include "CSystem.h"
#include <pthread.h>
#include <stddef.h>

int fleet_stack_is_low(void) {
  static _Thread_local char *lowest;
  char here;
  if (lowest == NULL) {
    pthread_attr_t attributes;
    void *start;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
    pthread_attr_getstack(&attributes, &start, &size);
    pthread_attr_destroy(&attributes);
    lowest = (char *)start + (size / 4 < 1500000 ? size / 4 : 1500000);
  }
  return &here < lowest;
}
