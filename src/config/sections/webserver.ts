// [webserver]: the HTTP API and the browser client's pages.

import { isIP } from 'node:net'
import { z } from 'zod'
import { flag, listenAddress, nonEmptyText, text, whole } from '../fields.ts'

/** An address or a CIDR block; nothing else may name a proxy whose X-Forwarded-For is believed. */
export function isAddressBlock(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const addressBlock = () =>
  text().refine(isAddressBlock, { error: 'must be an address or a block such as 10.0.0.0/8' })

const corsOrigin = () =>
  text().regex(/^(\*|https?:\/\/[^/\s?#]+)$/, {
    error: 'must be * or an origin such as https://play.example.com',
  })

const fields = z.strictObject({
  addr: listenAddress().prefault('0.0.0.0:12307'),
  enable_ssl: flag().default(false),
  certificates_cert: text(4096).default(''),
  certificates_key: text(4096).default(''),
  static_dir: nonEmptyText().default('static'),
  cors_origins: z.array(corsOrigin(), { error: 'must be a list of origins' }).default([]),
  trusted_proxies: z.array(addressBlock(), { error: 'must be a list of addresses' }).default([]),
  body_limit_bytes: whole(1024, 1_048_576).default(16_384),
  request_timeout_seconds: whole(1, 300).default(10),
  headers_timeout_seconds: whole(1, 60).default(5),
  max_connections: whole(1, 1_000_000).default(10_000),
  requests_per_minute_per_ip: whole(1, 1_000_000).default(600),
  requests_per_minute_per_account: whole(1, 1_000_000).default(300),
  logins_per_minute_per_ip: whole(1, 1_000_000).default(60),
  logins_per_minute_per_account: whole(1, 1_000_000).default(20),
})

export const webserverSection = fields.superRefine((section, context) => {
  if (!section.enable_ssl) return
  for (const key of ['certificates_cert', 'certificates_key'] as const) {
    if (section[key] !== '') continue
    context.addIssue({ code: 'custom', path: [key], message: 'is needed while enable_ssl is true' })
  }
})
