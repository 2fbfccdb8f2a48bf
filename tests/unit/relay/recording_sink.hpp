#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/core/sink.hpp"

namespace sluice::relay {

/// A sink that writes down what it is given, and answers as the test says.
struct RecordingSink final : Sink {
  struct Submitted {
    Ticket ticket;
    std::string topic;
    std::string key;
    std::string payload;
    std::map<std::string, std::string> headers;
    RecordFacts facts;
  };

  [[nodiscard]] Admission submit(const Record& record, Ticket ticket) noexcept override {
    ++asked;
    if (answer == Admission::accepted) {
      got.push_back({ticket, std::string{record.topic}, std::string{record.key},
                     std::string{record.payload}, copied(record.headers), record.facts});
    }
    return answer;
  }
  static std::map<std::string, std::string> copied(const Headers& headers) {
    std::map<std::string, std::string> result;
    for (const Header& header : headers) result.emplace(header.name, header.value);
    return result;
  }
  [[nodiscard]] Window window() const noexcept override { return limits; }
  void abandon() noexcept override { ++abandoned; }

  Window limits;
  Admission answer = Admission::accepted;
  int abandoned = 0;
  std::size_t asked = 0;
  std::vector<Submitted> got;
};

}  // namespace sluice::relay
