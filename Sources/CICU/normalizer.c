#include <stdlib.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "cicu.h"

// ICU's instances are shared, immutable and never freed.
static const UNormalizer2 *instance(cicu_form form) {
  UErrorCode error = U_ZERO_ERROR;
  switch (form) {
    case CICU_NFC: return unorm2_getNFCInstance(&error);
    case CICU_NFD: return unorm2_getNFDInstance(&error);
    case CICU_NFKC: return unorm2_getNFKCInstance(&error);
    case CICU_NFKD: return unorm2_getNFKDInstance(&error);
  }
  return NULL;
}

bool cicu_boundary_before(cicu_form form, uint32_t scalar) {
  return unorm2_hasBoundaryBefore(instance(form), (UChar32)scalar);
}

// Normalizes the rest of `units`, after the part that passed the quick check.
static int64_t normalize_rest(
    const UNormalizer2 *normalizer, const UChar *units, int32_t count, int32_t passed,
    uint8_t *output, int32_t capacity) {
  UChar *normal = NULL;
  int32_t room = count + 64;
  for (;;) {
    UErrorCode error = U_ZERO_ERROR;
    normal = malloc((size_t)room * sizeof(UChar));
    if (!normal) return CICU_NO_MEMORY;
    u_memcpy(normal, units, passed);
    int32_t length = unorm2_normalizeSecondAndAppend(
        normalizer, normal, passed, room, units + passed, count - passed, &error);
    if (U_SUCCESS(error)) {
      int32_t written = 0;
      u_strToUTF8((char *)output, capacity, &written, normal, length, &error);
      free(normal);
      return written;
    }
    free(normal);
    if (error != U_BUFFER_OVERFLOW_ERROR) return CICU_NO_MEMORY;
    room = length + 1;
  }
}

int64_t cicu_normalize(
    cicu_form form, const uint8_t *text, int32_t count, uint8_t *output, int32_t capacity) {
  const UNormalizer2 *normalizer = instance(form);
  UChar *units = malloc(((size_t)count + 1) * sizeof(UChar));
  if (!normalizer || !units) {
    free(units);
    return CICU_NO_MEMORY;
  }
  UErrorCode error = U_ZERO_ERROR;
  int32_t length = 0;
  u_strFromUTF8(units, count + 1, &length, (const char *)text, count, &error);
  int64_t result = CICU_ILL_FORMED;
  if (U_SUCCESS(error)) {
    int32_t passed = unorm2_spanQuickCheckYes(normalizer, units, length, &error);
    result = passed == length
                 ? CICU_UNCHANGED
                 : normalize_rest(normalizer, units, length, passed, output, capacity);
  }
  free(units);
  return result;
}
