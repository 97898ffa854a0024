#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include "cicu.h"

_Static_assert(CICU_VERSION_CAPACITY >= U_MAX_VERSION_STRING_LENGTH, "versions must fit");

void cicu_version(char *text) {
  UVersionInfo version;
  u_getVersion(version);
  u_versionToString(version, text);
}

void cicu_unicode_version(char *text) {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  u_versionToString(version, text);
}

void cicu_plain_scalars(uint8_t *bitmap) {
  memset(bitmap, 0, 65536 / 8);
  for (UChar32 scalar = 0; scalar < 65536; scalar++) {
    int32_t value = u_getIntPropertyValue(scalar, UCHAR_GRAPHEME_CLUSTER_BREAK);
    if (value == U_GCB_OTHER || value == U_GCB_LV || value == U_GCB_LVT) {
      bitmap[scalar >> 3] |= (uint8_t)(1u << (scalar & 7));
    }
  }
}

cicu_kind cicu_kind_of(uint32_t scalar) {
  int8_t category = u_charType((UChar32)scalar);
  if (category == U_LOWERCASE_LETTER) return CICU_LOWER;
  if (category == U_UPPERCASE_LETTER) return CICU_UPPER;
  uint32_t mask = U_MASK(category);
  if (mask & U_GC_L_MASK) return CICU_LETTER;
  if (mask & (U_GC_M_MASK | U_GC_N_MASK)) return CICU_MARK_OR_NUMBER;
  return category == U_CONTROL_CHAR ? CICU_CONTROL : CICU_OTHER;
}
