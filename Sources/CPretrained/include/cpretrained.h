#ifndef CPRETRAINED_H
#define CPRETRAINED_H

#include <stddef.h>

/* Contents of checkpoints/pretrained/model.safetensors when the program was built. */
const unsigned char *cpretrained_bytes(void);

/* Number of these bytes. */
size_t cpretrained_byte_count(void);

#endif
