#include "CSystem.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

/* Whether the processor has the SHA instructions, and SSSE3 and SSE4.1 beside them: 1 or 0, -1 before it was asked. */
static int has_sha(void) {
  static int known = -1;
  if (known >= 0) return known;
  unsigned a, b, c, d;
  int found = __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSSE3) && (c & bit_SSE4_1)
    && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
  return known = found ? 1 : 0;
}

#define WITH_SHA __attribute__((target("sha,ssse3,sse4.1")))

/* The state lies in two registers, A B E F and C D G H, the first named in the highest lane. */
WITH_SHA static void sha256_blocks(uint32_t *s, const uint32_t *constants, const unsigned char *bytes, size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i abef = _mm_set_epi32((int)s[0], (int)s[1], (int)s[4], (int)s[5]);
  __m128i cdgh = _mm_set_epi32((int)s[2], (int)s[3], (int)s[6], (int)s[7]);
  for (; blocks > 0; blocks--, bytes += 64) {
    __m128i words[16];
    __m128i first = abef, second = cdgh;
    for (int i = 0; i < 16; i++) {
      if (i < 4) {
        words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), swap);
      } else {
        __m128i sum = _mm_sha256msg1_epu32(words[i - 4], words[i - 3]);
        sum = _mm_add_epi32(sum, _mm_alignr_epi8(words[i - 1], words[i - 2], 4));
        words[i] = _mm_sha256msg2_epu32(sum, words[i - 1]);
      }
      __m128i given = _mm_add_epi32(words[i], _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, given);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(given, 0x0e));
    }
    abef = _mm_add_epi32(abef, first);
    cdgh = _mm_add_epi32(cdgh, second);
  }
  s[0] = (uint32_t)_mm_extract_epi32(abef, 3);
  s[1] = (uint32_t)_mm_extract_epi32(abef, 2);
  s[2] = (uint32_t)_mm_extract_epi32(cdgh, 3);
  s[3] = (uint32_t)_mm_extract_epi32(cdgh, 2);
  s[4] = (uint32_t)_mm_extract_epi32(abef, 1);
  s[5] = (uint32_t)_mm_extract_epi32(abef, 0);
  s[6] = (uint32_t)_mm_extract_epi32(cdgh, 1);
  s[7] = (uint32_t)_mm_extract_epi32(cdgh, 0);
}

/* A to D lie in one register, A in the highest lane; E in the highest lane of another. */
WITH_SHA static void sha1_blocks(uint32_t *s, const unsigned char *bytes, size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0001020304050607LL, 0x08090a0b0c0d0e0fLL);
  __m128i abcd = _mm_set_epi32((int)s[0], (int)s[1], (int)s[2], (int)s[3]);
  __m128i e = _mm_set_epi32((int)s[4], 0, 0, 0);
  for (; blocks > 0; blocks--, bytes += 64) {
    __m128i words[20];
    __m128i first = abcd, before = abcd;
    for (int i = 0; i < 20; i++) {
      if (i < 4) {
        words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), swap);
      } else {
        __m128i mixed = _mm_xor_si128(_mm_sha1msg1_epu32(words[i - 4], words[i - 3]), words[i - 2]);
        words[i] = _mm_sha1msg2_epu32(mixed, words[i - 1]);
      }
      __m128i given = i == 0 ? _mm_add_epi32(e, words[0]) : _mm_sha1nexte_epu32(before, words[i]);
      before = abcd;
      switch (i / 5) {
      case 0: abcd = _mm_sha1rnds4_epu32(abcd, given, 0); break;
      case 1: abcd = _mm_sha1rnds4_epu32(abcd, given, 1); break;
      case 2: abcd = _mm_sha1rnds4_epu32(abcd, given, 2); break;
      default: abcd = _mm_sha1rnds4_epu32(abcd, given, 3); break;
      }
    }
    e = _mm_sha1nexte_epu32(before, e);
    abcd = _mm_add_epi32(abcd, first);
  }
  s[0] = (uint32_t)_mm_extract_epi32(abcd, 3);
  s[1] = (uint32_t)_mm_extract_epi32(abcd, 2);
  s[2] = (uint32_t)_mm_extract_epi32(abcd, 1);
  s[3] = (uint32_t)_mm_extract_epi32(abcd, 0);
  s[4] = (uint32_t)_mm_extract_epi32(e, 3);
}

int fleet_sha1_blocks(uint32_t *state, const void *bytes, size_t blocks) {
  if (!has_sha()) return 0;
  sha1_blocks(state, bytes, blocks);
  return 1;
}

int fleet_sha256_blocks(uint32_t *state, const uint32_t *constants, const void *bytes, size_t blocks) {
  if (!has_sha()) return 0;
  sha256_blocks(state, constants, bytes, blocks);
  return 1;
}
#else
int fleet_sha1_blocks(uint32_t *state, const void *bytes, size_t blocks) {
  (void)state, (void)bytes, (void)blocks;
  return 0;
}

int fleet_sha256_blocks(uint32_t *state, const uint32_t *constants, const void *bytes, size_t blocks) {
  (void)state, (void)constants, (void)bytes, (void)blocks;
  return 0;
}
#endif
