// The functions of ICU that Rondo uses, behind an interface of our own. No ICU header is included
// here: ICU's types and Foundation's clash inside one Swift module. All text is UTF-8, and offsets
// count bytes.
#ifndef RONDO_CICU_H
#define RONDO_CICU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: Facts

enum { CICU_VERSION_CAPACITY = 20 };

/// Writes the version of the ICU library, such as "72.1".
void cicu_version(char *text);

/// Writes the version of Unicode that the ICU library implements, such as "15.0".
void cicu_unicode_version(char *text);

/// Sets bit c of the bitmap (65,536 bits) for each code point c of the Basic Multilingual Plane
/// whose property Grapheme_Cluster_Break is Other, LV or LVT. No rule of UAX #29 joins two of
/// these.
void cicu_plain_scalars(uint8_t *bitmap);

/// Class of a scalar, as far as the context of words depends on it.
typedef enum {
  CICU_OTHER,
  CICU_LOWER,
  CICU_UPPER,
  CICU_LETTER,
  CICU_MARK_OR_NUMBER,
  CICU_CONTROL
} cicu_kind;

/// The class of a scalar, derived from its general category.
cicu_kind cicu_kind_of(uint32_t scalar);

// MARK: Boundaries

typedef struct cicu_breaker cicu_breaker;

/// Creates a break iterator for grapheme clusters or, with the rules of the root locale, for words.
/// NULL if ICU lacks its data or memory is short.
cicu_breaker *cicu_breaker_open(bool words);

/// Creates a copy with its own position; the original is only read. NULL if memory is short.
cicu_breaker *cicu_breaker_clone(const cicu_breaker *breaker);

void cicu_breaker_close(cicu_breaker *breaker);

/// Sets the text, which must stay in place, unchanged, until the next call of this function or of
/// close. False if memory is short.
bool cicu_breaker_set_text(cicu_breaker *breaker, const uint8_t *text, int32_t count);

/// The offset of the next boundary; −1 after the last one.
int32_t cicu_breaker_next(cicu_breaker *breaker);

// MARK: Normal forms

typedef enum { CICU_NFC, CICU_NFD, CICU_NFKC, CICU_NFKD } cicu_form;

enum { CICU_UNCHANGED = -1, CICU_ILL_FORMED = -2, CICU_NO_MEMORY = -3 };

/// True if text can be split before this scalar without changing its normal form.
bool cicu_boundary_before(cicu_form form, uint32_t scalar);

/// Normalizes UTF-8. Returns the length of the result, which is complete only if it does not exceed
/// the capacity; CICU_UNCHANGED, with nothing written, if the text is already in normal form;
/// CICU_ILL_FORMED if it is not UTF-8; or CICU_NO_MEMORY.
int64_t cicu_normalize(
  cicu_form form, const uint8_t *text, int32_t count, uint8_t *output, int32_t capacity);

// MARK: Converters

typedef struct cicu_converter cicu_converter;

/// Creates a decoder by any name or alias that ICU knows, ignoring case and punctuation. NULL for
/// an unknown name.
cicu_converter *cicu_converter_open(const char *name);

void cicu_converter_close(cicu_converter *converter);

/// Result of a call of `cicu_converter_decode`.
typedef enum { CICU_DONE, CICU_MORE, CICU_BAD_BYTES, CICU_FAILED } cicu_status;

enum { CICU_DECODE_CAPACITY = 12800 };

/// Decodes from `*source`, which it advances, and writes the next piece as UTF-8 to an output of
/// CICU_DECODE_CAPACITY bytes. At bad bytes (an ill-formed, unassigned or truncated sequence) it
/// stops after them and returns their number; the next call continues there.
cicu_status cicu_converter_decode(
  cicu_converter *converter, const uint8_t **source, const uint8_t *source_end, uint8_t *output,
  int32_t *written, int32_t *bad_count);

/// The usual name of an encoding (MIME's, else IANA's, else ICU's own), in static storage; NULL for
/// an unknown name.
const char *cicu_canonical_name(const char *name);

int32_t cicu_encoding_count(void);

/// The canonical name of an encoding, by its index in ICU's list.
const char *cicu_encoding_name(int32_t index);

// MARK: Detection

typedef struct {
  const char *name;  // in static storage
  int32_t confidence;  // 0...100
} cicu_guess;

/// Detects the encoding of bytes, most likely guess first. Returns the number of guesses written.
int32_t cicu_detect(const uint8_t *bytes, int32_t count, cicu_guess *guesses, int32_t capacity);

#endif
