'use strict';
// What a process has cost so far, as the kernel counts it.
const fs = require('fs');

/** Seconds of CPU, user and system, of all its threads that run now; to the nanosecond. */
function cpuSeconds(pid) {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  const each = threads.map((id) => Number(fs.readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]));
  return each.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}

/** A memory figure of /proc/PID/status in KiB: VmRSS, RssAnon, VmHWM (the peak). */
function kibibytes(pid, name) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))[1]);
}

module.exports = { cpuSeconds, kibibytes };
