#pragma once

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/member.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {

/// The way back as its users have it: a broker, the real gateway, a real Channels server, and ann,
/// who listens with the official pusher-js.
class ReturnFixture : public StageFixture {
 protected:
  using StageFixture::StageFixture;
  void SetUp() override;

  /// The connection `market`, a member of its channels.
  StagedConnection market(const std::string& channels);

  /// Publishes `{"n":FROM}` to `{"n":LAST}` on an MQTT topic.
  void publish_numbers(const std::string& topic, int from, int last);

  /// The `n` of every event that ann has got on the channel so far, in order.
  std::vector<int> numbers_on(const std::string& channel);
  /// The same as soon as 1 to `last` are all among them.
  std::vector<int> wait_numbers(const std::string& channel, int last,
                                Deadline deadline = within(start_time));
  /// The same as soon as `number` is among them.
  std::vector<int> wait_number(const std::string& channel, int number,
                               Deadline deadline = within(start_time));

  std::optional<Member> ann;

 private:
  std::vector<int> wait_for(const std::string& channel, const std::vector<int>& wanted,
                            Deadline deadline);
};

/// As it would be without repetitions: each number where it came first.
[[nodiscard]] std::vector<int> without_repetitions(const std::vector<int>& numbers);

/// 1 to `last`.
[[nodiscard]] std::vector<int> up_to(int last);

}  // namespace sluice::test
