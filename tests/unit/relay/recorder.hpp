#pragma once

#include <string>
#include <vector>

#include "gateway/core/sink.hpp"

namespace sluice::relay {

/// A sink that writes down what it is given, and answers as the test says.
struct Recorder final : Sink {
  struct Submitted {
    Ticket ticket;
    std::string topic;
    std::string key;
    std::string payload;
  };

  [[nodiscard]] Admission submit(const Record& record, Ticket ticket) noexcept override {
    ++asked;
    if (answer == Admission::accepted) {
      got.push_back({ticket, std::string{record.topic}, std::string{record.key},
                     std::string{record.payload}});
    }
    return answer;
  }
  void close() noexcept override { answer = Admission::closed; }
  void abandon() noexcept override {}

  Admission answer = Admission::accepted;
  std::size_t asked = 0;
  std::vector<Submitted> got;
};

}  // namespace sluice::relay
