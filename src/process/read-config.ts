// The configuration of this process, or the reasons why there is none.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeConfigErrorLine } from '../config/config-error.ts'
import { loadConfig } from '../config/load-config.ts'
import type { Config } from '../config/schema.ts'

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78

/** From XUEZHAN_CONFIG, else config.toml of the project, else defaults; variables win. Exits when it is wrong. */
export function readConfig(root: string): Config {
  const standard = join(root, 'config.toml')
  // The name of the file is no key of it.
  const { XUEZHAN_CONFIG: given, ...env } = process.env
  const loaded = loadConfig({ tomlPath: given ?? (existsSync(standard) ? standard : null), env })
  if (loaded.ok) return loaded.value
  for (const error of loaded.error) process.stderr.write(`${makeConfigErrorLine(error)}\n`)
  process.exit(EXIT_CONFIG)
}
