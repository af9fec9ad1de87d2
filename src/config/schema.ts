// The whole of config.toml as one schema; its output, in camel case, is the Config that everything else sees.

import { z } from 'zod'
import type { CamelSections } from './camel-keys.ts'
import { adminSection, whitelistSection } from './sections/admin.ts'
import {
  broadcastSection,
  contactSection,
  shareSection,
  updateSection,
  voiceSection,
} from './sections/client-info.ts'
import { coreSection } from './sections/core.ts'
import { databaseSection } from './sections/database.ts'
import { gameServerSection } from './sections/game-server.ts'
import { journalSection } from './sections/journal.ts'
import { limitsSection } from './sections/limits.ts'
import { lifecycleSection, overloadSection } from './sections/lifecycle.ts'
import { loginSection, tokenSection } from './sections/login.ts'
import { opsSection, telemetrySection } from './sections/ops.ts'
import { probesSection } from './sections/probes.ts'
import { tableSection } from './sections/table.ts'
import { webserverSection } from './sections/webserver.ts'
import { wechatSection } from './sections/wechat.ts'

export const SECTIONS = {
  core: coreSection,
  'game-server': gameServerSection,
  webserver: webserverSection,
  login: loginSection,
  token: tokenSection,
  admin: adminSection,
  whitelist: whitelistSection,
  wechat: wechatSection,
  table: tableSection,
  journal: journalSection,
  limits: limitsSection,
  database: databaseSection,
  ops: opsSection,
  probes: probesSection,
  telemetry: telemetrySection,
  lifecycle: lifecycleSection,
  overload: overloadSection,
  share: shareSection,
  update: updateSection,
  contact: contactSection,
  voice: voiceSection,
  broadcast: broadcastSection,
} as const

export type SectionName = keyof typeof SECTIONS

export const isSectionName = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name)

/** Keys whose value comes from the environment or from the file that `<key>_file` names, never from config.toml. */
export const SECRET_KEYS = [
  'game-server.crypto_key',
  'token.key',
  'admin.tokens',
  'wechat.appsecret',
  'database.password',
] as const

export const configSchema = z.strictObject(SECTIONS)

export type ConfigSections = z.output<typeof configSchema>

/** The frozen configuration of one process. Keys are those of config.toml in camel case. */
export type Config = CamelSections<ConfigSections>
