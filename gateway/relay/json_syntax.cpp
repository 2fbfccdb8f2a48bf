#include "gateway/relay/json_syntax.hpp"

#include <cstddef>

namespace sluice::relay {
namespace {

constexpr int depth_max = 128;

/// Goes over a text; each function takes what it is named after, or says that it is not there.
class Syntax {
 public:
  explicit Syntax(std::string_view text) noexcept : rest_(text) {}

  [[nodiscard]] bool text() noexcept { return value(0) && rest_.empty(); }

 private:
  bool take(char wanted) noexcept {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool word(std::string_view wanted) noexcept {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }

  void spaces() noexcept {
    while (take(' ') || take('\n') || take('\t') || take('\r')) {
    }
  }

  // With the spaces around it.
  bool value(int depth) noexcept {
    spaces();
    const bool taken = bare_value(depth);
    spaces();
    return taken;
  }

  bool bare_value(int depth) noexcept {
    if (take('{')) return depth < depth_max && object(depth + 1);
    if (take('[')) return depth < depth_max && array(depth + 1);
    if (take('"')) return string();
    return word("true") || word("false") || word("null") || number();
  }

  bool object(int depth) noexcept {
    spaces();
    if (take('}')) return true;
    while (member(depth)) {
      if (take('}')) return true;
      if (!take(',')) return false;
      spaces();
    }
    return false;
  }

  bool member(int depth) noexcept {
    if (!take('"') || !string()) return false;
    spaces();
    return take(':') && value(depth);
  }

  bool array(int depth) noexcept {
    spaces();
    if (take(']')) return true;
    while (value(depth)) {
      if (take(']')) return true;
      if (!take(',')) return false;
    }
    return false;
  }

  // From behind its first quote.
  bool string() noexcept {
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  // From behind its backslash.
  bool escape() noexcept {
    constexpr std::string_view hex = "0123456789abcdefABCDEF";
    if (take('u')) {
      if (rest_.size() < 4 || rest_.find_first_not_of(hex) < 4) return false;
      rest_.remove_prefix(4);
      return true;
    }
    constexpr std::string_view plain = R"("\/bfnrt)";
    if (rest_.empty() || plain.find(rest_.front()) == plain.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool number() noexcept {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  bool digits() noexcept {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') rest_.remove_prefix(1);
    return rest_.size() < before;
  }

  std::string_view rest_;
};

}  // namespace

bool is_json(std::string_view text) noexcept {
  return Syntax{text}.text();
}

}  // namespace sluice::relay
