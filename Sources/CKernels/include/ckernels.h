#ifndef RONDO_CKERNELS_H
#define RONDO_CKERNELS_H

#include <stdint.h>

#endif
