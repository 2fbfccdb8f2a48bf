#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/core/ids.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/outlet.hpp"
#include "gateway/core/source.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/returns/message_window.hpp"
#include "gateway/returns/path_probe.hpp"
#include "gateway/returns/return_probe.hpp"
#include "gateway/returns/returns.hpp"
#include "gateway/tap/tap_point.hpp"

namespace sluice::returns {

/// The surroundings of a return path. All references outlive it.
struct ReturnPathContext {
  const Returns& returns;
  SourceId source{};  ///< the source of the messages
  const ById<ConnectionId, Outlet>& client_events;
  const ById<ConnectionId, Outlet>& http;       ///< only connections with an `api`
  const ById<SinkId, relay::Outbox>& outboxes;  ///< for dead letters
  PathProbe& path_probe;
  const ById<ReturnId, ReturnProbe>& probes;
  const Loop& loop;
  std::function<WallTime()> wall_clock;
  std::string origin{};  ///< the mark of our own records
  WindowSettings window{};
  tap::TapPoint* taps = nullptr;  ///< of the shard; none where nobody can watch
};

/// A message that can never be sent, for the log: contains only its topic.
struct LostMessage {
  const Return& lost_by;
  std::string_view topic;  ///< empty when the broker has withdrawn the message
  ReturnLoss loss;
  std::string_view detail;
};

/// Takes each message of one source to the connections of its returns, and settles it when all
/// returns are done. At any time, for each return, received = sent + dropped{reason} +
/// dead_lettered{reason} + pending.
///
/// Lives on its source's shard's thread. The unsettled messages are bounded: the source is paused
/// when the window is full, and resumed when half of it is free. If there are several outlets, each
/// gets at most half of the window: parts of the source with more events for it are held until it
/// has room, and the parts for other outlets continue. An event in the hands of an outlet refers to
/// this path until its outcome.
class ReturnPath final : public MessageListener {
 public:
  explicit ReturnPath(ReturnPathContext context);
  ReturnPath(const ReturnPath&) = delete;
  ReturnPath& operator=(const ReturnPath&) = delete;

  /// Sets the source; once. The source's listener must be this path.
  void attach(Source& source);

  /// Called for each message that can never be sent.
  void set_on_lost(std::function<void(const LostMessage&)> callback);

  /// To be called when an outbox wants events again: an outbox that blocks keeps the source paused.
  void on_outbox_wants_events() noexcept { after_change(); }

  /// At shutdown: the source receives nothing more; its earlier messages are still sent and
  /// settled, also those that come while it stops. Calls `through` once, from a later turn of the
  /// loop, when no more can come and every message has been settled or withdrawn.
  void stop(std::function<void()> through) noexcept;

  /// After stop(), when the source has left its broker: what is not settled comes again or is lost,
  /// so its events are withdrawn and count as such. From now on neither the source nor a probe is
  /// used. Returns the number of such messages.
  std::size_t let_go() noexcept;
  /// After let_go(): nothing refers to this path any more.
  [[nodiscard]] bool unused() const noexcept;

  void on_message(const Message& message, Ticket ticket) noexcept override;
  void on_withdrawn(Ticket ticket) noexcept override;

 private:
  /// An event in the hands of an outlet.
  struct Handed {
    Outlet* outlet;
    PublicationId id;
  };
  /// A message that is not settled. `number` distinguishes it from a later one with the same
  /// ticket.
  struct Delivery {
    Message message;
    std::uint64_t number{};
    std::size_t bytes{};
    std::size_t open{};            ///< returns that are not done with it
    std::vector<Handed> handed{};  ///< its events
  };
  /// The part of one return in one message.
  struct Share {
    const Return* by;
    Ticket ticket;
    std::uint64_t number;
    Time arrived;
    Outlet* outlet = nullptr;  ///< the outlet that got its event
  };
  /// An outlet, and the number of this path's events in its hands.
  struct Target {
    std::size_t holder{};  ///< its number at the source
    std::size_t pending{};
    bool full = false;
  };

  [[nodiscard]] std::vector<const Return*> takers(const Message& message) const;
  void send(const Share& share, MessageReader& reader);
  void hand_over(Share share, ReturnEvent event);
  void take_room(const Share& share);
  void give_room(const Share& share);
  [[nodiscard]] std::size_t room_of_a_target() const;
  void on_outcome(const Share& share, const ReturnOutcome& outcome);
  void lose(const Share& share, ReturnLoss loss, std::string_view detail);
  void report_lost(const Share& share, ReturnLoss loss, std::string_view detail);
  void show(const Share& share, const ReturnEvent& event);
  void show_loss(const Share& share, ReturnLoss loss, std::string_view detail);
  void on_letter(const Share& share, ReturnLoss loss, std::optional<Outcome> outcome);
  void end(const Share& share);
  void finish(const Share& share);
  [[nodiscard]] Delivery* find(const Share& share) noexcept;
  [[nodiscard]] bool outboxes_want_events() const noexcept;
  [[nodiscard]] ReturnProbe& probe(const Share& share) const noexcept;
  void after_change() noexcept;

  ReturnPathContext context_;
  std::vector<const Return*> returns_;
  Source* source_ = nullptr;
  MessageWindow window_;
  std::size_t target_room_;
  std::unordered_map<Outlet*, Target> targets_;
  std::unordered_map<std::uint64_t, Delivery> deliveries_;  ///< by ticket
  std::uint64_t last_number_ = 0;
  std::uint64_t last_publication_ = 0;
  bool paused_ = false;
  bool stopping_ = false;
  bool quiet_ = false;  ///< the source brings nothing more
  bool gone_ = false;   ///< after let_go()
  /// The number of shares of each return that are in the hands of an outlet or outbox.
  std::unordered_map<const Return*, std::size_t> open_;
  std::function<void(const LostMessage&)> on_lost_;
  std::function<void()> through_;
};

}  // namespace sluice::returns
