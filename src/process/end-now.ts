// The end of a process that may have a thread stuck in a read or write that never returns, on a network folder whose server
// is gone for example. `process.exit` waits for that thread.

/** Nothing else runs: no exit listener, no other thread. The exit code is lost where the system has no `execve`. */
export function endNow(code: number): never {
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {})
  } catch {
    // A system without it, or without a shell.
  }
  process.kill(process.pid, 'SIGKILL')
  return process.exit(code)
}
