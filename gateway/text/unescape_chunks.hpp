#pragma once

namespace sluice::text {

/// How far unescaping has come. The output never overtakes the input.
struct UnescapeProgress {
  const char* from;  ///< nullptr after a bad escape
  char* to;
};

/// Unescapes 16 bytes at a time, as long as so many are left and each of their escapes is \" or \/:
/// nearly all escapes of JSON inside a JSON string. The caller goes on from there in another way.
/// As many bytes as are left of the input must be writable at `to`.
///
/// Does nothing where the processor has no instruction for it.
[[nodiscard]] UnescapeProgress unescape_chunks(UnescapeProgress at, const char* end) noexcept;

/// The place at which unescape_chunks() would stop.
[[nodiscard]] const char* skip_chunks(const char* from, const char* end) noexcept;

}  // namespace sluice::text
