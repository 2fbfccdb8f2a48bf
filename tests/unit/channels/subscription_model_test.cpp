#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "gateway/channels/session/session.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/session_driver.hpp"
#include "tests/unit/channels/forgetful_server.hpp"

// Whatever a user wants in whatever order, and whatever a server makes of it: once both have come
// to rest, what is wanted is subscribed on both sides, and nothing else is.
namespace sluice::channels {
namespace {

const std::vector<std::string> all_channels{"a", "a-b", "private-c", "presence-d"};

class Play : test::SessionDriver {
 public:
  explicit Play(test::SeededRandom& random)
      : SessionDriver(random), seeded_(random), server_(random) {
    settings_.connection = "market";
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
    start();
    establish();
  }

  void step() {
    const auto& channel = all_channels[random_() % all_channels.size()];
    switch (random_() % 8) {
      case 0:
      case 1:
      case 2:
        note("wants {}", channel);
        wanted_.insert(channel);
        subscribe(channel);
        break;
      case 3:
      case 4:
        note("does not want {}", channel);
        wanted_.erase(channel);
        unsubscribe(channel);
        break;
      case 5:
        if (is_open() && random_() % 4 == 0) lose();
        break;
      default:
        break;
    }
    let_pass(Duration(random_() % (random_() % 6 == 0 ? 30'000 : 700)));
  }

  void come_to_rest() {
    note("comes to rest");
    server_.behave();
    let_pass(std::chrono::hours(1));
  }

  void check() const {
    for (const auto& channel : all_channels) {
      const bool wanted = wanted_.contains(channel);
      const auto index = session().subscriptions().find(channel);
      EXPECT_EQ(index.has_value(), wanted) << channel;
      EXPECT_EQ(server_.has(channel, now_.time), wanted) << channel;
      if (!index) continue;
      EXPECT_EQ(session().subscriptions().all()[*index].state(), SubscriptionState::subscribed)
          << channel;
    }
  }

 private:
  template <class... Parts>
  void note(fmt::format_string<Parts...> text, Parts&&... parts) {
    seeded_.note("{:>9} ms: {}", std::chrono::floor<Duration>(now_.time - start_).count(),
                 fmt::format(text, std::forward<Parts>(parts)...));
  }

  void on_action(const Action& action) override {
    if (const auto* const send = std::get_if<Send>(&action)) on_sent(send->text);
    if (const auto* const request = std::get_if<RequestAuth>(&action)) {
      requests_.emplace(now_.time + Duration(random_() % 20'000), *request);
    }
  }

  void establish() {
    while (dialling()) {
      open();
      hear(R"({"event":"pusher:connection_established","data":{"socket_id":"1.)" +
           std::to_string(attempt_) + R"("}})");
    }
  }

  void lose() {
    note("loses the connection");
    server_.forget();
    asked_at_.clear();
    close({LossReason::transport, {}, {}});
  }

  void hear(const std::string& text) {
    note("receives {}", text);
    receive(text);
  }

  /// Everything that falls due until then, each thing at its time.
  void let_pass(Duration time) {
    const Time until = now_.time + time;
    while (true) {
      establish();
      const Time answer = requests_.empty() ? never : requests_.begin()->first;
      const Time next = std::min({session().next_deadline(), server_.next(), answer});
      if (next > until) break;
      if (next > now_.time) skip(next - now_.time);
      if (next == answer) {
        answer_request();
      } else if (next == server_.next()) {
        const auto text = server_.say();
        note_answer(text);
        hear(text);
      } else {
        pass(Duration(0));
      }
    }
    skip(until - now_.time);
  }

  void answer_request() {
    const auto request = requests_.begin()->second;
    requests_.erase(requests_.begin());
    const bool denies = random_() % 8 == 0;
    note("is {} for {}", denies ? "denied" : "granted", request.channel);
    if (denies) {
      answer(request, {AuthResult::denied, {}, "403"});
    } else {
      answer(request, {AuthResult::granted, {"key:00", std::nullopt}, {}});
    }
  }

  /// No channel has two subscribe messages in flight.
  void on_sent(const std::string& text) {
    note("sends {}", text);
    const auto message = nlohmann::json::parse(text);
    if (message["event"] == "pusher:subscribe") {
      const std::string channel = message["data"]["channel"];
      const auto asked = asked_at_.find(channel);
      EXPECT_TRUE(asked == asked_at_.end() ||
                  now_.time - asked->second >=
                      test::session_settings().subscription.acknowledge_timeout)
          << channel;
      asked_at_[channel] = now_.time;
    }
    server_.on_message(text, now_.time);
  }
  void note_answer(const std::string& text) {
    const auto message = nlohmann::json::parse(text);
    if (message.contains("channel")) {
      asked_at_.erase(message["channel"]);
    } else {
      const std::string what = message["data"]["message"];
      if (!what.starts_with("No current")) asked_at_.erase(what.substr(what.rfind(' ') + 1));
    }
  }

  test::SeededRandom& seeded_;
  ForgetfulServer server_;
  const Time start_ = now_.time;
  std::multimap<Time, RequestAuth> requests_;
  std::set<std::string> wanted_;
  std::map<std::string, Time> asked_at_;
};

TEST(SubscriptionModel, EndsWithWhatIsWantedWhateverTheServerDoes) {
  test::for_each_seed(300, [](test::SeededRandom& random) {
    Play play(random);
    for (int i = 0; i < 150; ++i) play.step();
    play.come_to_rest();
    play.check();
  });
}

}  // namespace
}  // namespace sluice::channels
