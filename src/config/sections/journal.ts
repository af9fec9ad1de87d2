// [journal]: how durable a move is before anybody sees it.

import { z } from 'zod'
import { oneOf, whole } from '../fields.ts'

export const journalSection = z.strictObject({
  adapter: oneOf(['file', 'memory']).default('file'),
  fsync: oneOf(['batch', 'interval', 'off']).default('batch'),
  interval_ms: whole(1, 60_000).default(50),
  keep_days: whole(0, 3650).default(7),
  segment_bytes: whole(65_536, 1_073_741_824).default(16_777_216),
})
