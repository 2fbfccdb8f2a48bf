#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <unordered_map>
#include <utility>

namespace sluice::net {

/// Items of several owners, who take turns: an owner with a thousand items delays another owner's
/// item by only one. The items of one owner keep their order. An owner is an address, never
/// dereferenced.
template <class Item>
class FairQueue {
 public:
  using Owner = const void*;

  [[nodiscard]] bool empty() const noexcept { return lines_.empty(); }

  /// The number of waiting items of this owner.
  [[nodiscard]] std::size_t size(Owner owner) const {
    const auto found = line_of_.find(owner);
    return found == line_of_.end() ? 0 : found->second->items.size();
  }

  void push(Owner owner, Item item) {
    const auto [found, is_new] = line_of_.try_emplace(owner);
    if (is_new) found->second = lines_.insert(lines_.end(), Line{owner, {}});
    found->second->items.push_back(std::move(item));
  }

  /// The next item of the owner whose turn it is. The queue must not be empty.
  [[nodiscard]] Item take() {
    const auto line = lines_.begin();
    Item item = std::move(line->items.front());
    line->items.pop_front();
    if (line->items.empty()) {
      remove(line);
    } else {
      lines_.splice(lines_.end(), lines_, line);
    }
    return item;
  }

  /// Drops the oldest items of the owner for as long as `is_over` holds.
  template <class IsOver>
  void drop_front(Owner owner, IsOver is_over) {
    const auto found = line_of_.find(owner);
    if (found == line_of_.end()) return;
    const auto line = found->second;
    while (!line->items.empty() && is_over(line->items.front())) line->items.pop_front();
    if (line->items.empty()) remove(line);
  }

 private:
  struct Line {
    Owner owner;
    std::deque<Item> items;
  };
  using Lines = std::list<Line>;

  void remove(typename Lines::iterator line) {
    line_of_.erase(line->owner);
    lines_.erase(line);
  }

  Lines lines_;  ///< no line is empty; the first has its turn
  std::unordered_map<Owner, typename Lines::iterator> line_of_;
};

}  // namespace sluice::net
