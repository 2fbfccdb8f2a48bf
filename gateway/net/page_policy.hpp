#pragma once

#include <string>
#include <string_view>

namespace sluice::net {

/// The Content-Security-Policy of a page of one document: its own `<style>` and `<script>`, named
/// by their hashes, requests to its own server, and nothing else.
[[nodiscard]] std::string page_policy(std::string_view html);

/// The policy of all that is no page: nothing.
inline constexpr std::string_view no_page_policy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace sluice::net
