// Runs one part in a process of its own, so that no part sees the heap or the compiled code of another.
import { must } from '../src/lib/assert.ts'
import type { Bench } from './parts.ts'
import { PARTS, pathOf } from './parts.ts'

// Whoever started this part may be stopped in the middle of it.
process.on('disconnect', () => process.exit(1))

const [name, mode] = process.argv.slice(2)
const part = must(
  PARTS.find((known) => known.name === name),
  'a part of that name',
)
const module = (await import(pathOf(part))) as Readonly<Record<string, Bench>>
const rows = await must(module[part.run], part.run)({ quick: mode === 'quick' })
process.send?.(rows, () => process.exit(0))
