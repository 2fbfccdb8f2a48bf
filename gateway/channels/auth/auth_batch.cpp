#include "gateway/channels/auth/auth_batch.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/text/json_value.hpp"

namespace sluice::channels {
namespace {

using Json = nlohmann::json;

AuthAnswer read_entry(const Json& entry, std::string_view address) {
  const auto read = [address](unsigned status, const std::string& body) {
    return read_auth_answer({.status = status, .body = body, .address = address});
  };
  if (!entry.is_object()) return read(200, entry.dump());
  unsigned status = 200;
  if (const auto found = entry.find("status"); found != entry.end()) {
    if (!found->is_number_unsigned() || *found < 100U || *found > 599U) {
      return malformed_answer("the channel's 'status' is none", address);
    }
    status = found->get<unsigned>();
  }
  const auto data = entry.find("data");
  return read(status, data == entry.end() ? entry.dump() : data->dump());
}

}  // namespace

std::vector<AuthBatch> auth_batches(std::vector<RequestAuth> requests, std::size_t largest) {
  std::vector<AuthBatch> batches;
  for (auto& request : requests) {
    const bool fits = !batches.empty() && batches.back().size() < largest &&
                      batches.back().front().socket_id == request.socket_id;
    if (!fits) batches.emplace_back();
    batches.back().push_back(std::move(request));
  }
  return batches;
}

std::string batch_field(std::size_t place) {
  return fmt::format("channel_name[{}]", place);
}

std::vector<AuthAnswer> read_batch_answer(const HttpAnswer& answer, const AuthBatch& batch) {
  if (!answer.succeeded() || is_of_a_proxy(answer)) return {batch.size(), read_auth_answer(answer)};
  const Json entries = text::parse_json(answer.body);
  if (!entries.is_object())
    return {batch.size(), malformed_answer("not with an object of channels", answer.address)};
  std::vector<AuthAnswer> answers;
  for (const auto& request : batch) {
    const auto entry = entries.find(request.channel);
    answers.push_back(entry == entries.end()
                          ? malformed_answer("without this channel", answer.address)
                          : read_entry(*entry, answer.address));
  }
  return answers;
}

}  // namespace sluice::channels
