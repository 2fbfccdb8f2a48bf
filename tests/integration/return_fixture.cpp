#include "tests/integration/return_fixture.hpp"

#include <algorithm>
#include <numeric>

namespace sluice::test {

void ReturnFixture::SetUp() {
  StageFixture::SetUp();
  if (IsSkipped()) return;
  ann.emplace(stage.driver(), stage.server(), stage.auth(), "ann");
}

StagedConnection ReturnFixture::market(const std::string& channels) {
  return stage.connection("market").channels(channels).signs("user_id: sluice");
}

void ReturnFixture::publish_numbers(const std::string& topic, int from, int last) {
  std::vector<std::string> payloads;
  for (int n = from; n <= last; ++n) payloads.push_back(nlohmann::json{{"n", n}}.dump());
  stage.listener().publish_all(topic, payloads);
}

std::vector<int> ReturnFixture::numbers_on(const std::string& channel) {
  std::vector<int> numbers;
  for (const auto& event : ann->wait_events(0)) {
    if (event.channel == channel && event.data.contains("n")) numbers.push_back(event.data["n"]);
  }
  return numbers;
}

std::vector<int> ReturnFixture::wait_numbers(const std::string& channel, int last,
                                             Deadline deadline) {
  return wait_for(channel, up_to(last), deadline);
}

std::vector<int> ReturnFixture::wait_number(const std::string& channel, int number,
                                            Deadline deadline) {
  return wait_for(channel, {number}, deadline);
}

std::vector<int> ReturnFixture::wait_for(const std::string& channel, const std::vector<int>& wanted,
                                         Deadline deadline) {
  std::size_t seen = 0;
  while (true) {
    auto numbers = numbers_on(channel);
    auto distinct = without_repetitions(numbers);
    std::ranges::sort(distinct);
    if (std::ranges::includes(distinct, wanted)) return numbers;
    // Throws when no more come.
    seen += ann->wait_events(1, deadline, seen).size();
  }
}

std::vector<int> without_repetitions(const std::vector<int>& numbers) {
  std::vector<int> first;
  for (const int number : numbers) {
    if (std::ranges::find(first, number) == first.end()) first.push_back(number);
  }
  return first;
}

std::vector<int> up_to(int last) {
  std::vector<int> numbers(static_cast<std::size_t>(last));
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}

}  // namespace sluice::test
