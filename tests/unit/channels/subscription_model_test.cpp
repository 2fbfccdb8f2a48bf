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
#include "tests/support/session_settings.hpp"
#include "tests/unit/channels/forgetful_server.hpp"
#include "tests/unit/channels/padded_frame.hpp"

// Whatever a user wants in whatever order, and whatever a server makes of it: once both have come
// to rest, what is wanted is subscribed on both sides, and nothing else is.
namespace sluice::channels {
namespace {

const std::vector<std::string> all_channels{"a", "a-b", "private-c", "presence-d"};

class Play {
 public:
  explicit Play(test::SeededRandom& random)
      : random_(random), server_(random_), session_(settings(), probe_, parser_, random_) {
    session_.start(now_, actions_);
    perform();
  }

  void step() {
    const auto& channel = all_channels[random_() % all_channels.size()];
    switch (random_() % 8) {
      case 0:
      case 1:
      case 2:
        note("wants {}", channel);
        wanted_.insert(channel);
        session_.subscribe(channel, now_, actions_);
        break;
      case 3:
      case 4:
        note("does not want {}", channel);
        wanted_.erase(channel);
        session_.unsubscribe(channel, now_, actions_);
        break;
      case 5:
        if (open_ && random_() % 4 == 0) lose();
        break;
      default:
        break;
    }
    perform();
    pass(Duration(random_() % (random_() % 6 == 0 ? 30'000 : 700)));
  }

  void come_to_rest() {
    note("comes to rest");
    server_.behave();
    pass(std::chrono::hours(1));
  }

  void check() const {
    for (const auto& channel : all_channels) {
      const bool wanted = wanted_.contains(channel);
      const auto index = session_.subscriptions().find(channel);
      EXPECT_EQ(index.has_value(), wanted) << channel;
      EXPECT_EQ(server_.has(channel, now_.time), wanted) << channel;
      if (!index) continue;
      EXPECT_EQ(session_.subscriptions().all()[*index].state(), SubscriptionState::subscribed)
          << channel;
    }
  }

 private:
  static SessionSettings settings() {
    SessionSettings settings = test::session_settings();
    settings.connection = "market";
    settings.activity_timeout = std::chrono::hours(10);  // no ping among the messages
    return settings;
  }

  template <class... Parts>
  void note(fmt::format_string<Parts...> text, Parts&&... parts) {
    random_.note("{:>9} ms: {}", std::chrono::floor<Duration>(now_.time - start_).count(),
                 fmt::format(text, std::forward<Parts>(parts)...));
  }

  void lose() {
    note("loses the connection");
    open_ = false;
    server_.forget();
    asked_at_.clear();
    session_.on_closed(attempt_, {LossReason::transport, {}, {}}, now_, actions_);
  }

  void receive(const std::string& text) {
    note("receives {}", text);
    const PaddedFrame frame(text);
    session_.on_frame(frame.view(), now_, actions_);
  }

  /// Everything that falls due until then, each thing at its time.
  void pass(Duration time) {
    const Time until = now_.time + time;
    while (true) {
      const Time answer = requests_.empty() ? never : requests_.begin()->first;
      const Time next = std::min({session_.next_deadline(), server_.next(), answer});
      if (next > until) break;
      now_.time = std::max(now_.time, next);
      if (next == answer) {
        answer_request();
      } else if (next == server_.next()) {
        const auto text = server_.say();
        note_answer(text);
        receive(text);
      } else {
        session_.on_deadline(now_, actions_);
      }
      perform();
    }
    now_.time = until;
  }

  void answer_request() {
    const auto request = requests_.begin()->second;
    requests_.erase(requests_.begin());
    const AuthAnswer denied{AuthResult::denied, {}, "403"};
    const AuthAnswer granted{AuthResult::granted, {"key:00", std::nullopt}, {}};
    const bool denies = random_() % 8 == 0;
    note("is {} for {}", denies ? "denied" : "granted", request.channel);
    session_.on_auth(request, denies ? denied : granted, now_, actions_);
  }

  void perform() {
    const Actions todo = std::exchange(actions_, {});
    for (const auto& action : todo) {
      if (const auto* lookup = std::get_if<LookUp>(&action)) {
        session_.on_looked_up(lookup->attempt, now_, actions_);
      }
      if (const auto* dial = std::get_if<Dial>(&action)) open(*dial);
      if (const auto* send = std::get_if<Send>(&action)) on_sent(send->text);
      if (const auto* request = std::get_if<RequestAuth>(&action)) {
        requests_.emplace(now_.time + Duration(random_() % 20'000), *request);
      }
    }
    if (!actions_.empty()) perform();
  }

  void open(const Dial& dial) {
    attempt_ = dial.attempt;
    open_ = true;
    session_.on_open(attempt_, now_);
    receive(R"({"event":"pusher:connection_established","data":{"socket_id":"1.)" +
            std::to_string(attempt_) + R"("}})");
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

  test::SeededRandom& random_;
  ForgetfulServer server_;
  ConnectionProbe probe_;
  EnvelopeParser parser_;
  Session session_;
  static constexpr Time start_{std::chrono::hours(1)};
  Moment now_{start_, WallTime(std::chrono::hours(24))};
  Actions actions_;
  std::multimap<Time, RequestAuth> requests_;
  std::set<std::string> wanted_;
  std::map<std::string, Time> asked_at_;
  std::uint64_t attempt_ = 0;
  bool open_ = false;
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
