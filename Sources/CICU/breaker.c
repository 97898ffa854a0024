#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "cicu.h"

struct cicu_breaker {
  UBreakIterator *iterator;
  UText text;
};

static cicu_breaker *wrap(UBreakIterator *iterator) {
  if (!iterator) return NULL;
  cicu_breaker *breaker = malloc(sizeof *breaker);
  if (!breaker) {
    ubrk_close(iterator);
    return NULL;
  }
  breaker->iterator = iterator;
  breaker->text = (UText)UTEXT_INITIALIZER;
  return breaker;
}

cicu_breaker *cicu_breaker_open(bool words) {
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator *iterator =
      ubrk_open(words ? UBRK_WORD : UBRK_CHARACTER, "", NULL, 0, &error);
  return wrap(U_SUCCESS(error) ? iterator : NULL);
}

cicu_breaker *cicu_breaker_clone(const cicu_breaker *breaker) {
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_clone(breaker->iterator, &error);
  return wrap(U_SUCCESS(error) ? iterator : NULL);
}

void cicu_breaker_close(cicu_breaker *breaker) {
  if (!breaker) return;
  ubrk_close(breaker->iterator);
  utext_close(&breaker->text);
  free(breaker);
}

bool cicu_breaker_set_text(cicu_breaker *breaker, const uint8_t *text, int32_t count) {
  UErrorCode error = U_ZERO_ERROR;
  utext_openUTF8(&breaker->text, (const char *)text, count, &error);
  ubrk_setUText(breaker->iterator, &breaker->text, &error);
  return U_SUCCESS(error);
}

int32_t cicu_breaker_next(cicu_breaker *breaker) { return ubrk_next(breaker->iterator); }
