// [lifecycle] and [overload]: how the server goes down, when it calls itself ready, and whom it turns away.

import { z } from 'zod'
import { whole } from '../fields.ts'

export const lifecycleSection = z.strictObject({
  drain_seconds: whole(0, 3600).default(30),
  stop_seconds: whole(1, 300).default(20),
  journal_lag_ms: whole(100, 60_000).default(5000),
  store_lag_seconds: whole(1, 3600).default(60),
})

export const overloadSection = z.strictObject({
  loop_delay_ms: whole(0, 60_000).default(250),
  window_seconds: whole(1, 60).default(10),
  max_rss_mb: whole(0, 1_048_576).default(0),
  tables_percent: whole(10, 100).default(80),
  relief_percent: whole(10, 100).default(90),
})
