// Bounds of histograms. Every bound that something is promised by is in the list exactly.

/** A move: promised are 2 ms for half, 15 ms for 99 of 100, and 100 ms in the objective. */
export const MOVE_SECONDS = [
  0.00025, 0.0005, 0.00075, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1,
  0.15, 0.25, 0.5, 1, 2.5,
]
/** The same as clients see it, over their network. */
export const ROUND_TRIP_SECONDS = [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10, 30]
/** One route of many: few bounds, since they are multiplied by the routes. */
export const HANDLER_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5]
/** Promised are 250 ms for 99 of 100. */
export const HTTP_SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 5]
export const FANOUT_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5]
export const SYNC_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
export const STATEMENT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
export const SETTLEMENT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
/** Promised are 20 ms for 99 of 100. */
export const LOOP_SECONDS = [
  0.0005, 0.001, 0.002, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2,
]
export const GC_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5]
export const TIMER_LAG_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]
export const HANDSHAKE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
export const RESUME_SECONDS = [0.005, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10]
export const HEARTBEAT_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5]
export const CONNECTION_SECONDS = [1, 10, 60, 300, 900, 1800, 3600, 7200]
export const HAND_SECONDS = [30, 60, 120, 180, 240, 300, 420, 600, 900]
export const WAIT_SECONDS = [1, 2, 5, 10, 20, 30, 60, 120]
export const DRAIN_SECONDS = [1, 5, 15, 30, 60, 120, 300, 540]
export const MESSAGE_BYTES = [64, 256, 1024, 4096, 16_384, 65_536]
