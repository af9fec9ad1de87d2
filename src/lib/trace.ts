// What telemetry hangs on a message or request that it follows. Whoever handles it hands it on and never looks inside.

export interface Trace {
  /** Runs the work as a part of what is followed: queries and log lines in it, also later ones, belong to it. */
  run<T>(work: () => T): T
}
