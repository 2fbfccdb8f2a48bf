#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/wire/action.hpp"

namespace sluice::channels {

/// Channels of one socket that one request authorises; at least one.
using AuthBatch = std::vector<RequestAuth>;

/// The requests in their order, in batches of at most `largest`.
[[nodiscard]] std::vector<AuthBatch> auth_batches(std::vector<RequestAuth> requests,
                                                  std::size_t largest);

/// The field that names the channel at this place of a batch: `channel_name[0]`.
[[nodiscard]] std::string batch_field(std::size_t place);

/// The answer for each channel of the batch, in its order. A success is an object with one entry
/// per channel: the answer that the channel alone would get, or `{"status":…,"data":{…}}`, or only
/// a `status` of a failure. A missing entry is a malformed answer for that channel only. Any other
/// HTTP status holds for the whole batch.
[[nodiscard]] std::vector<AuthAnswer> read_batch_answer(const HttpAnswer& answer,
                                                        const AuthBatch& batch);

}  // namespace sluice::channels
