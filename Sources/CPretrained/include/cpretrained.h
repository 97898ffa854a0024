#ifndef CPRETRAINED_H
#define CPRETRAINED_H

#include <stddef.h>

/* The bytes of checkpoints/pretrained/model.safetensors, as they were when the program was built. */
const unsigned char *cpretrained_bytes(void);

/* Their number. */
size_t cpretrained_byte_count(void);

#endif
