#include <unicode/ucsdet.h>

#include "cicu.h"

int32_t cicu_detect(const uint8_t *bytes, int32_t count, cicu_guess *guesses, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  UCharsetDetector *detector = ucsdet_open(&error);
  ucsdet_setText(detector, (const char *)bytes, count, &error);
  int32_t found = 0;
  const UCharsetMatch **matches = ucsdet_detectAll(detector, &found, &error);
  if (U_FAILURE(error)) found = 0;
  if (found > capacity) found = capacity;
  for (int32_t i = 0; i < found; i++) {
    guesses[i].name = cicu_canonical_name(ucsdet_getName(matches[i], &error));
    guesses[i].confidence = ucsdet_getConfidence(matches[i], &error);
  }
  ucsdet_close(detector);
  return found;
}
