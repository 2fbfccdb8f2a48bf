#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

namespace sluice::connectors {

/// One way to set a stage for the tests of a contract, as INSTANTIATE_TEST_SUITE_P takes it.
template <class Stage>
struct StageMaker {
  std::string name;
  std::function<std::unique_ptr<Stage>()> make;
  /// Why it cannot be made on this machine; empty when it can.
  std::function<std::string()> unavailable = [] { return std::string{}; };

  friend void PrintTo(const StageMaker& maker, std::ostream* out) { *out << maker.name; }
};

template <class Stage>
std::string name_of(const ::testing::TestParamInfo<StageMaker<Stage>>& info) {
  return info.param.name;
}

}  // namespace sluice::connectors
