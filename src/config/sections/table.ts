// [table]: the clocks of a live table.

import { z } from 'zod'
import { flag, whole } from '../fields.ts'

const MAX_PROMPT_SECONDS = 600

export const tableSection = z
  .strictObject({
    turn_seconds: whole(1, MAX_PROMPT_SECONDS).default(15),
    claim_seconds: whole(1, MAX_PROMPT_SECONDS).default(8),
    swap_seconds: whole(1, MAX_PROMPT_SECONDS).default(10),
    dingque_seconds: whole(1, MAX_PROMPT_SECONDS).default(10),
    sort_seconds: whole(1, MAX_PROMPT_SECONDS).default(10),
    ready_seconds: whole(1, 3600).default(30),
    offline_grace_seconds: whole(0, 3600).default(20),
    bot_fill_seconds: whole(0, 3600).default(5),
    bot_think_min_ms: whole(0, 60_000).default(300),
    bot_think_max_ms: whole(0, 60_000).default(1200),
    auto_hu: flag().default(true),
    dissolve_seconds: whole(1, 3600).default(300),
    dissolve_consent_seconds: whole(1, 3600).default(150),
    idle_hours: whole(1, 720).default(24),
  })
  .superRefine((section, context) => {
    if (section.bot_think_min_ms > section.bot_think_max_ms) {
      const message = 'must not be more than bot_think_max_ms'
      context.addIssue({ code: 'custom', path: ['bot_think_min_ms'], message })
    }
    if (section.dissolve_consent_seconds > section.dissolve_seconds) {
      const message = 'must not be more than dissolve_seconds'
      context.addIssue({ code: 'custom', path: ['dissolve_consent_seconds'], message })
    }
  })
