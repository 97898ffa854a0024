#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "cicu.h"

enum { UNITS = 4096 };

_Static_assert(CICU_DECODE_CAPACITY >= 3 * (UNITS + 1), "three bytes a unit, one unit carried");

struct cicu_converter {
  UConverter *from;
  UChar lead;  // a leading surrogate that waits for its other half, or 0
};

// Stops at bad bytes, but accepts an escape sequence directly after another (as in "~}~{"), which
// ICU calls irregular and other decoders accept.
static void stop_at_bad_bytes(
    const void *context, UConverterToUnicodeArgs *arguments, const char *bytes, int32_t length,
    UConverterCallbackReason reason, UErrorCode *error) {
  (void)context, (void)arguments, (void)bytes, (void)length;
  if (reason == UCNV_IRREGULAR) *error = U_ZERO_ERROR;
}

cicu_converter *cicu_converter_open(const char *name) {
  cicu_converter *converter = calloc(1, sizeof *converter);
  if (!converter) return NULL;
  UErrorCode error = U_ZERO_ERROR;
  converter->from = ucnv_open(name, &error);
  ucnv_setToUCallBack(converter->from, stop_at_bad_bytes, NULL, NULL, NULL, &error);
  if (U_SUCCESS(error)) return converter;
  cicu_converter_close(converter);
  return NULL;
}

void cicu_converter_close(cicu_converter *converter) {
  if (!converter) return;
  ucnv_close(converter->from);
  free(converter);
}

static int32_t write_utf8(
    cicu_converter *converter, const UChar *units, int32_t count, uint8_t *output) {
  int32_t written = 0;
  for (int32_t i = 0; i < count;) {
    UChar32 scalar = units[i++];
    if (converter->lead) {
      scalar = U16_GET_SUPPLEMENTARY(converter->lead, scalar);
      converter->lead = 0;
    } else if (U16_IS_LEAD(scalar)) {
      converter->lead = (UChar)scalar;
      continue;
    }
    U8_APPEND_UNSAFE(output, written, scalar);
  }
  return written;
}

cicu_status cicu_converter_decode(
    cicu_converter *converter, const uint8_t **source, const uint8_t *source_end, uint8_t *output,
    int32_t *written, int32_t *bad_count) {
  UChar units[UNITS];
  UChar *end = units;
  UErrorCode error = U_ZERO_ERROR;
  ucnv_toUnicode(
      converter->from, &end, units + UNITS, (const char **)source, (const char *)source_end, NULL,
      true, &error);
  *written = write_utf8(converter, units, (int32_t)(end - units), output);
  *bad_count = 0;
  if (U_SUCCESS(error)) return CICU_DONE;
  if (error == U_BUFFER_OVERFLOW_ERROR) return CICU_MORE;
  char bytes[32];
  int8_t length = sizeof bytes;
  UErrorCode ignored = U_ZERO_ERROR;
  ucnv_getInvalidChars(converter->from, bytes, &length, &ignored);
  *bad_count = U_SUCCESS(ignored) ? length : 0;
  return error == U_MEMORY_ALLOCATION_ERROR ? CICU_FAILED : CICU_BAD_BYTES;
}

const char *cicu_canonical_name(const char *name) {
  const char *standards[] = {"MIME", "IANA"};
  for (int i = 0; i < 2; i++) {
    UErrorCode error = U_ZERO_ERROR;
    const char *standard = ucnv_getStandardName(name, standards[i], &error);
    if (U_SUCCESS(error) && standard) return standard;
  }
  UErrorCode error = U_ZERO_ERROR;
  return ucnv_getAlias(name, 0, &error);
}

int32_t cicu_encoding_count(void) { return ucnv_countAvailable(); }

const char *cicu_encoding_name(int32_t index) {
  return cicu_canonical_name(ucnv_getAvailableName(index));
}
