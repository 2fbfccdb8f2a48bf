#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace sluice::connectors {

/// Kafka's own test vectors of murmur2 (UtilsTest.testMurmur2).
inline const std::map<std::string, std::int32_t> murmur2_vectors{
    {"21", -973932308},
    {"foobar", -790332482},
    {"a-little-bit-long-string", -985981536},
    {"a-little-bit-longer-string", -1486304829},
    {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
    {"abc", 479470107}};

/// Where a Java client puts a key of this hash.
inline std::int32_t java_partition(std::int32_t hash, std::int32_t count) {
  return (hash & 0x7fffffff) % count;
}

}  // namespace sluice::connectors
