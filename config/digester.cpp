#include "config/digester.hpp"

#include "config/declaration.hpp"
#include "config/value.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view content_mark = " (content)";

}  // namespace

bool is_content(std::string_view path) {
  return path.ends_with(content_mark);
}

std::string distinct_text(const LiveSecret& value) {
  std::string text;
  for (const SecretPiece& piece : value.pieces()) {
    text += piece.kind == SecretPiece::Kind::file ? "file " : "text ";
    text += to_yaml(piece.text) + '\n';
  }
  return text;
}

Digest SectionDigest::fingerprint() const {
  std::string text;
  for (const KeyDigest& key : keys) {
    text += key.path + ' ';
    text.append(key.value.begin(), key.value.end());
  }
  return digest_of(text);
}

void Digester::settings_of(ConnectorRole role, std::string_view type,
                           const ConnectorSettingsPtr& settings) {
  const auto* const known = types_.find(role, type);
  if (known != nullptr && settings != nullptr) known->digest(*this, *settings);
}

void Digester::digest(std::string_view key, PemFile& file) {
  add(key, file.name());
  if (!file.empty()) add(std::string{key}.append(content_mark), file.digest());
}

void Digester::add(std::string_view key, const Digest& value) {
  sections_[current_].keys.push_back({join(path_, key), value, needs_restart_});
}

/// Returns the length of the path without `key`.
std::size_t Digester::begin(std::string_view key) {
  const std::size_t outer = path_.size();
  path_ = join(path_, key);
  return outer;
}

std::vector<SectionDigest> digest_sections(const Gateway& gateway, const ConnectorTypes& types) {
  Digester digester(types);
  Gateway copy = gateway;  // `fields` takes a non-const reference, because a reader changes the
                           // members
  fields(digester, copy);
  return std::move(digester).take();
}

}  // namespace sluice::config
