// What runs: the version of package.json, and the revision where the build wrote one into a file REVISION.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Build } from '../telemetry/telemetry.ts'

const UNKNOWN = 'unknown'
/** A commit's name, or a tag; never a whole file of something else. */
const MAX_REVISION = 64

export function readBuild(root: string): Build {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version?: string }
  const file = join(root, 'REVISION')
  const revision = existsSync(file) ? readFileSync(file, 'utf8').trim().slice(0, MAX_REVISION) : ''
  return { version: version ?? UNKNOWN, revision: revision || UNKNOWN, node: process.version }
}
