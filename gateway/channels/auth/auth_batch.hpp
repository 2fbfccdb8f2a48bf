#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/wire/action.hpp"

namespace sluice::channels {

/// Channels of one socket that are authorised by one request, at least one.
using AuthBatch = std::vector<RequestAuth>;

/// The requests in their order, as batches of at most `largest`.
[[nodiscard]] std::vector<AuthBatch> auth_batches(std::vector<RequestAuth> requests,
                                                  std::size_t largest);

/// The field that names the channel at this place of a batch: `channel_name[0]`.
[[nodiscard]] std::string batch_field(std::size_t place);

/// The answer for each channel of the batch, in its order. A success is an object with an entry for
/// each: what would have been its answer alone, or `{"status":…,"data":{…}}`, or just a `status`
/// that is none of success. A channel without an entry was not answered well, the others are not
/// concerned. Any other status holds for all.
[[nodiscard]] std::vector<AuthAnswer> read_batch_answer(const HttpAnswer& answer,
                                                        const AuthBatch& batch);

}  // namespace sluice::channels
