'use strict';
// What a process has cost so far, as the kernel counts it.
const { execFileSync } = require('child_process');
const fs = require('fs');

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Seconds of CPU, user and system, of all its threads. */
function cpuSeconds(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** A memory figure of /proc/PID/status in KiB: VmRSS, RssAnon, VmHWM (the peak). */
function kibibytes(pid, name) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))[1]);
}

module.exports = { cpuSeconds, kibibytes };
