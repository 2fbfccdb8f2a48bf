#include "gateway/tap/tap_filter.hpp"

#include <utility>

#include "gateway/core/protocol_names.hpp"
#include "gateway/text/glob.hpp"

namespace sluice::tap {
namespace {

/// So that everything costs no comparison.
void simplify(std::string& glob) {
  if (text::glob_matches_everything(glob)) glob.clear();
}

bool is_taken(const std::string& glob, std::string_view name) noexcept {
  return glob.empty() || text::glob_matches(glob, name);
}

}  // namespace

TapFilter::TapFilter(Wishes wishes) : wishes_(std::move(wishes)) {
  const bool of_a_sink = !wishes_.sink.empty();
  for (auto* glob : {&wishes_.connection, &wishes_.channel, &wishes_.event, &wishes_.sink}) {
    simplify(*glob);
  }
  narrow_ = !wishes_.connection.empty() || !wishes_.channel.empty() || !wishes_.event.empty();
  channel_start_ = wishes_.channel.substr(0, wishes_.channel.find_first_of("*?"));
  if (!of_a_sink) return;
  wishes_.kinds[static_cast<std::size_t>(TapKind::event)] = false;
  wishes_.kinds[static_cast<std::size_t>(TapKind::message)] = false;
}

bool TapFilter::matches(const TapNames& names) const noexcept {
  return is_taken(wishes_.connection, names.connection) &&
         is_taken(wishes_.channel, names.channel) && is_taken(wishes_.event, names.event);
}

bool TapFilter::takes_sink(std::string_view sink) const noexcept {
  return is_taken(wishes_.sink, sink);
}

/// Only the gateway and the subscribers of an encrypted channel are meant to read it.
bool TapFilter::shows_payload(std::string_view channel) const noexcept {
  if (wishes_.payload == TapPayload::decrypted) return true;
  return wishes_.payload == TapPayload::shown && channel_type(channel) != ChannelType::encrypted;
}

}  // namespace sluice::tap
