#include "tests/faults/long_run.hpp"

#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <string_view>

#include "tests/faults/report.hpp"
#include "tests/support/kafka_broker.hpp"
#include "tests/support/mosquitto.hpp"

namespace sluice::test {
namespace {

template <class Number>
bool read(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::optional<LongRun> long_run_of(const std::vector<std::string>& arguments) {
  constexpr std::string_view seed = "--seed=";
  LongRun run{.seed = std::random_device{}()};
  for (const std::string& argument : arguments) {
    if (argument == "--kafka") {
      run.kafka = true;
    } else if (argument.starts_with(seed)) {
      if (!read(std::string_view{argument}.substr(seed.size()), run.seed)) return std::nullopt;
    } else if (run.count != 0 || !read(argument, run.count) || run.count < 1) {
      return std::nullopt;
    }
  }
  return run.count == 0 ? std::nullopt : std::optional{run};
}

int run_long(const std::string& usage, const std::vector<std::string>& arguments,
             const std::function<bool(const LongRun&)>& run) {
  const auto wanted = long_run_of(arguments);
  if (!wanted) {
    print("usage: " + usage);
    return 2;
  }
  const std::string why = wanted->kafka ? KafkaBroker::unavailable() : Mosquitto::unavailable();
  if (!why.empty()) {
    print("cannot run: " + why);
    return 1;
  }
  print(fmt::format("seed {}", wanted->seed));
  try {
    return run(*wanted) ? 0 : 1;
  } catch (const std::exception& failure) {
    print(fmt::format("FAILED with seed {}: {}", wanted->seed, failure.what()));
    return 1;
  }
}

}  // namespace sluice::test
