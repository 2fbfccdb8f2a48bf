#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/core/protocol_names.hpp"
#include "gateway/text/json_syntax.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/session_notation.hpp"
#include "tests/support/session_player.hpp"

namespace sluice::channels {
namespace {

constexpr std::size_t channels_max = 20;
constexpr Duration pass_max{1'000'000};

/// Watches that the actions of a session make sense.
class WatchedPlayer final : public test::SessionPlayer {
 public:
  using SessionPlayer::SessionPlayer;

  /// The actions of the last stimulus; a snapshot has as many events as members.
  [[nodiscard]] std::ptrdiff_t actions() const {
    return std::ranges::count_if(
        actions_, [](const Action& action) { return !std::holds_alternative<Deliver>(action); });
  }

 private:
  void on_action(const Action& action) override {
    std::visit([this](const auto& it) { watch(it); }, action);
    SessionPlayer::on_action(action);
    done().clear();
  }

  void watch(const LookUp& lookup) {
    FUZZ_REQUIRE(!dialling() && !is_open() && lookup.attempt > looked_up_);
    looked_up_ = lookup.attempt;
  }
  void watch(const Dial& dial) {
    FUZZ_REQUIRE(!is_open() && dial.attempt > dialled_);
    dialled_ = dial.attempt;
  }
  void watch(const Send& send) { FUZZ_REQUIRE(is_open() && text::is_json(send.text)); }
  void watch(const Deliver& deliver) {
    if (is_notice(deliver.event.kind)) return;
    // An event that waits for its key is delivered as it came when the connection ends.
    FUZZ_REQUIRE((is_open() && session().state() == ConnectionState::connected) ||
                 deliver.event.kind == EventKind::undecryptable);
    if (!deliver.subscription) return;
    FUZZ_REQUIRE(session().subscriptions().all()[*deliver.subscription].channel() ==
                 deliver.event.channel);
  }
  void watch(const RequestAuth& request) {
    FUZZ_REQUIRE(needs_auth(channel_type(request.channel)));
  }
  void watch(const WithdrawAuth&) {}  // late answers come all the same
  void watch(const RequestUserAuth&) { FUZZ_REQUIRE(settings_.signin.wanted); }
  void watch(const Close&) { FUZZ_REQUIRE(dialling() || is_open()); }
  /// Each event once, and none that nobody asked for.
  void watch(const Settled& settled) {
    FUZZ_REQUIRE(settled.ticket.sequence < published_);
    FUZZ_REQUIRE(settled_.insert(settled.ticket.sequence).second);
  }
  void watch(const Report& report) { FUZZ_REQUIRE(!report.what.empty()); }

  std::uint64_t looked_up_ = 0;
  std::uint64_t dialled_ = 0;
  std::set<std::uint64_t> settled_;
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max && has_channel_characters(text);
}

/// Whether the configuration or the way back refuses such a line, or it lasts too long.
bool is_refused(const test::NotationLine& line) {
  const auto [first, rest] = test::first_word(line.text);
  if (line.word == "subscribe" || line.word == "unsubscribe") return !is_name(line.text);
  if (line.word == "publish") {
    const auto [name, data] = test::first_word(rest);
    return !is_name(first) || !is_name(name) || !text::is_json(data);
  }
  return line.word == "+" && line.text != "next try" && test::duration_in(line.text) > pass_max;
}

void make_valid(SessionSettings& settings) {
  std::erase_if(settings.channels, [](const auto& channel) { return !is_name(channel); });
  std::ranges::sort(settings.channels);
  settings.channels.erase(std::unique(settings.channels.begin(), settings.channels.end()),
                          settings.channels.end());
  if (settings.channels.size() > channels_max) settings.channels.resize(channels_max);
  settings.activity_timeout = std::clamp<Duration>(settings.activity_timeout,
                                                   std::chrono::seconds(1), std::chrono::hours(1));
}

/// A line that cannot be read or played is left out, so that most of what the fuzzer makes of a
/// transcript is still a situation.
void fuzz(std::string_view script) {
  const auto lines = test::parse_notation(script);
  SessionSettings settings = test::session_settings();
  settings.connection = "market";
  auto line = lines.begin();
  for (; line != lines.end(); ++line) {
    try {
      if (!test::settle(settings, *line)) break;
    } catch (const test::NotationError&) {
      continue;
    }
  }
  make_valid(settings);
  WatchedPlayer player(std::move(settings));
  for (; line != lines.end(); ++line) {
    try {
      if (is_refused(*line) || !test::play(player, *line)) continue;
    } catch (const test::NotationError&) {
      continue;
    }
    FUZZ_REQUIRE(line->word == "+" || player.actions() < 100);
    if (line->word == "stop") return;
  }
}

}  // namespace
}  // namespace sluice::channels

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::channels::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
