// The commit, read by the compiler from the log that git keeps of HEAD. The build system sees the
// log as a file that this one includes: a new commit recompiles this file and nothing else.
//
// Only the digits get into the program: the log itself, which holds names, is a constant that no
// code uses when the program runs.
#include "ccommit.h"

namespace {

constexpr int digit_count = 7;

struct Digits {
  char text[digit_count + 1];
};

/* A line is "OLD NEW NAME <ADDRESS> TIME ZONE<tab>MESSAGE"; the last one tells where HEAD is. */
template <unsigned long size> constexpr Digits newest(const char (&log)[size]) {
  unsigned long start = size - 1;
  while (start > 0 && log[start - 1] != '\n') start--;
  while (start < size && log[start] != ' ') start++;
  Digits found = {};
  if (start + digit_count >= size) return found;
  for (int i = 0; i < digit_count; i++) {
    char digit = log[start + 1 + i];
    bool is_digit = (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    if (!is_digit) return {};
    found.text[i] = digit;
  }
  return found;
}

/* More than this the compiler does not evaluate; the last line of a longer log is out of reach. */
#define LOG_LIMIT 1000000

#if __has_embed("../../.git/logs/HEAD") == __STDC_EMBED_FOUND__
/* A directive of C23 that clang offers for C++ too. */
#pragma clang diagnostic ignored "-Wc23-extensions"
constexpr char head_log[] = {
#embed "../../.git/logs/HEAD" limit(LOG_LIMIT)
};
constexpr Digits digits = sizeof head_log < LOG_LIMIT ? newest(head_log) : Digits{};
#else
constexpr Digits digits = {};
#endif

}  // namespace

const char *ccommit_digits(void) { return digits.text; }
