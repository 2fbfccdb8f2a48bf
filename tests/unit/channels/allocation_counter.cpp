#include "tests/unit/channels/allocation_counter.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> count = 0;
std::atomic<std::size_t> bytes = 0;

void release(void* memory) noexcept {
  bytes -= ::malloc_usable_size(memory);
  std::free(memory);
}
}  // namespace

std::size_t allocation_count() noexcept {
  return count;
}

std::size_t allocated_bytes() noexcept {
  return bytes;
}

// All plain forms, for memory of one form must not go back by another.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  bytes += ::malloc_usable_size(memory);
  return memory;
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) {
  return operator new(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return operator new(size, std::nothrow);
}
void operator delete(void* memory) noexcept {
  release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  release(memory);
}
void operator delete[](void* memory) noexcept {
  release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  release(memory);
}
