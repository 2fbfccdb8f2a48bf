#include "config/pem_check.hpp"

#include <fmt/format.h>

#include "config/named_file.hpp"
#include "config/pem_content.hpp"
#include "config/value.hpp"

namespace sluice::config {

void check_pem_file(const Value& section, std::string_view key, std::string_view label) {
  const auto path = section.find(key);
  // A value that is not text was reported already.
  if (!path || path->node().type != Node::Type::scalar || path->node().text.empty()) return;
  const Result<std::string> content = read_file(FileKind::pem, path->node().text);
  if (!content) {
    path->problem(fmt::format("file {}: {}", path->shown(), content.error().message));
  } else if (!has_pem_block(*content, label)) {
    path->problem(fmt::format("file {} holds no {} in PEM form", path->shown(), label));
  }
}

}  // namespace sluice::config
