#include "connectors/mqtt/mqtt_inbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/support/poll_loop.hpp"

namespace sluice::connectors {
namespace {

struct Receiver final : MqttReceiver {
  void on_signals(std::span<const MqttSignal> signals) override {
    on_other_thread = on_other_thread || std::this_thread::get_id() != home;
    most = std::max(most, signals.size());
    for (const MqttSignal& signal : signals) requests.push_back(signal.request);
  }
  std::thread::id home = std::this_thread::get_id();
  bool on_other_thread = false;
  std::size_t most = 0;  ///< signals in one call
  std::vector<MqttRequest> requests;
};

void put_from_another_thread(const std::shared_ptr<MqttInbox>& inbox, MqttRequest count) {
  std::thread([&] {
    for (MqttRequest request = 0; request < count; ++request) {
      inbox->put({.kind = MqttSignal::Kind::delivered, .request = request});
    }
  }).join();
}

TEST(MqttInboxTest, CarriesSignalsToTheLoopsThreadInOrder) {
  test::PollLoop loop;
  Receiver receiver;
  const auto inbox = std::make_shared<MqttInbox>(loop, receiver);
  put_from_another_thread(inbox, 1'000);
  ASSERT_TRUE(loop.run_until([&] { return receiver.requests.size() == 1'000; }));
  EXPECT_FALSE(receiver.on_other_thread);
  EXPECT_TRUE(std::is_sorted(receiver.requests.begin(), receiver.requests.end()));
}

TEST(MqttInboxTest, HandsOverABoundedNumberInOneTurn) {
  test::PollLoop loop;
  Receiver receiver;
  const auto inbox = std::make_shared<MqttInbox>(loop, receiver);
  put_from_another_thread(inbox, 2'100);
  std::size_t others = 0;
  const auto all = [&] {
    loop.post([&] { ++others; });
    return receiver.requests.size() == 2'100;
  };
  ASSERT_TRUE(loop.run_until(all));
  EXPECT_EQ(receiver.most, MqttInbox::signals_per_turn);
  EXPECT_GE(others, 2'100 / MqttInbox::signals_per_turn - 1) << "tasks that had their turn between";
  put_from_another_thread(inbox, 1);
  EXPECT_TRUE(loop.run_until([&] { return receiver.requests.size() == 2'101; }));
}

TEST(MqttInboxTest, GivesBackTheSignalsThatNobodyHadTakenWhenItIsClosed) {
  test::PollLoop loop;
  Receiver receiver;
  const auto inbox = std::make_shared<MqttInbox>(loop, receiver);
  put_from_another_thread(inbox, 10);
  EXPECT_EQ(inbox->close().size(), 10U);
  EXPECT_TRUE(inbox->close().empty());
  EXPECT_TRUE(receiver.requests.empty());
}

TEST(MqttInboxTest, LetsLateSignalsEndAfterItWasClosed) {
  test::PollLoop loop;
  auto inbox = std::make_shared<MqttInbox>(loop, *std::make_unique<Receiver>());
  put_from_another_thread(inbox, 10);  // posted, not yet delivered
  inbox->close();
  put_from_another_thread(inbox, 10);
  inbox.reset();
  bool turned = false;
  loop.post([&] { turned = true; });
  EXPECT_TRUE(loop.run_until([&] { return turned; }));
}

}  // namespace
}  // namespace sluice::connectors
