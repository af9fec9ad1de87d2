// [probes]: what tracers of the system can see of the process.

import { z } from 'zod'
import { flag } from '../fields.ts'

export const probesSection = z.strictObject({
  usdt: flag().default(true),
})
