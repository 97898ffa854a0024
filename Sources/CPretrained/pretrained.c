#include "cpretrained.h"

/* #embed is a directive of C23, which clang supports in earlier standards too. */
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "../../checkpoints/pretrained/model.safetensors"
};

const unsigned char *cpretrained_bytes(void) { return bytes; }

size_t cpretrained_byte_count(void) { return sizeof bytes; }
