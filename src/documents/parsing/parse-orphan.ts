// A thread of the parse child. Its main thread may be caught in a hostile file for ever, so this one watches for the
// parent's death, also by kill -9, and ends the whole process.
const LOOK_EVERY_MS = 250;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);
