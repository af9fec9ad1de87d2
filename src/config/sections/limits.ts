// [limits]: the bound of every queue, rate and crowd.

import { z } from 'zod'
import { text, whole } from '../fields.ts'

const MAX_SOCKETS = 1_000_000
const MAX_BYTES = 67_108_864

const origin = () =>
  text().regex(/^https?:\/\/[^/\s?#]+$/, { error: 'must be an origin such as https://play.example.com' })

export const limitsSection = z
  .strictObject({
    max_sessions: whole(1, MAX_SOCKETS).default(10_000),
    max_sessions_per_ip: whole(1, MAX_SOCKETS).default(200),
    max_pre_auth: whole(1, MAX_SOCKETS).default(500),
    pre_auth_seconds: whole(1, 300).default(5),
    max_fragments: whole(1, 16_384).default(16),
    max_buffered_chunks: whole(1, 262_144).default(64),
    messages_per_second: whole(1, 10_000).default(10),
    messages_burst: whole(1, 100_000).default(40),
    ip_messages_per_second: whole(1, 1_000_000).default(400),
    ip_messages_burst: whole(1, 1_000_000).default(1600),
    send_buffer_soft_bytes: whole(1024, MAX_BYTES).default(65_536),
    send_buffer_soft_seconds: whole(1, 300).default(5),
    send_buffer_hard_bytes: whole(1024, MAX_BYTES).default(262_144),
    mailbox: whole(4, 65_536).default(64),
    max_tables: whole(1, 1_000_000).default(2000),
    allowed_origins: z.array(origin(), { error: 'must be a list of origins' }).default([]),
  })
  .superRefine((section, context) => {
    const atMost = [
      ['messages_per_second', 'messages_burst'],
      ['ip_messages_per_second', 'ip_messages_burst'],
      ['max_sessions_per_ip', 'max_sessions'],
      ['send_buffer_soft_bytes', 'send_buffer_hard_bytes'],
    ] as const
    for (const [small, large] of atMost) {
      if (section[small] <= section[large]) continue
      context.addIssue({ code: 'custom', path: [small], message: `must not be more than ${large}` })
    }
  })
