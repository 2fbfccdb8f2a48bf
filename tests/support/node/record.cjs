'use strict';

/// A growing list of what happened, on which a request can wait.
class Record {
  constructor() {
    this.items = [];
    this.waiting = new Set();
  }

  add(item) {
    this.items.push(item);
    for (const look of this.waiting) {
      look();
    }
  }

  /// All items from number `from` on, once there are `count` of them or `timeout` ms have passed:
  /// too few is for the caller to report, who knows what they should have been.
  async since(from, count, timeout) {
    await new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (this.items.length >= from + count) {
          finish();
        }
      };
      const timer = setTimeout(finish, timeout);
      this.waiting.add(look);
      look();
    });
    return this.items.slice(from);
  }
}

module.exports = {Record};
