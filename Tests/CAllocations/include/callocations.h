// Counts what a thread allocates on the heap, by standing in for the C library's allocator; for
// tests. Only with glibc: elsewhere nothing is counted.
#ifndef RONDO_CALLOCATIONS_H
#define RONDO_CALLOCATIONS_H

#include <stdbool.h>

/// Whether allocations can be counted here.
bool rondo_allocations_are_counted(void);

/// From now on counts, or no longer counts, what the calling thread allocates.
void rondo_count_allocations(bool counting);

/// The number of the calling thread's allocations that were counted: tests that run side by side do
/// not see each other's.
long rondo_allocation_count(void);

#endif
