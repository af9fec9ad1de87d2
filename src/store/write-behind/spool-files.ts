// What a process that has ended left in the spool's folder: segments, whole or torn, and the cursor.

import { open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { frameAt } from './spool-frame.ts'

export type SpoolObserver = {
  /** A write was cut off by a crash; nobody was told that these bytes were accepted. */
  onTorn(torn: { readonly bytes: number }): void
  /** A segment is unreadable from somewhere on; it is kept beside the others. */
  onDamaged(damaged: { readonly path: string; readonly bytes: number }): void
}

export type Segment = { readonly path: string; bytes: number }

export type Found = {
  readonly segments: Segment[]
  /** Everything up to here is in the database. */
  readonly released: number
  readonly lastSeq: number
  /** Jobs behind `released`. */
  readonly depth: number
}

export const SEGMENT_SUFFIX = '.spool'
const CURSOR = 'cursor'

export async function findSegments(folder: string, observer: SpoolObserver): Promise<Found> {
  const released = await readCursor(folder)
  const segments: Segment[] = []
  let lastSeq = released
  let depth = 0
  const names = (await readdir(folder)).filter((name) => name.endsWith(SEGMENT_SUFFIX)).sort()
  for (const [index, name] of names.entries()) {
    const path = join(folder, name)
    const bytes = await readFile(path)
    let to = 0
    for (let frame = frameAt(bytes, to); frame !== null; frame = frameAt(bytes, to)) {
      lastSeq = Math.max(lastSeq, frame.seq)
      if (frame.seq > released) depth += 1
      to = frame.to
    }
    await cutOff({ path, bytes, to, isLast: index === names.length - 1 }, observer)
    if (to > 0) segments.push({ path, bytes: to })
    else await rm(path, { force: true })
  }
  return { segments, released, lastSeq, depth }
}

type Read = { readonly path: string; readonly bytes: Buffer; readonly to: number; readonly isLast: boolean }

/** Leaves the sound beginning. */
async function cutOff({ path, bytes, to, isLast }: Read, observer: SpoolObserver): Promise<void> {
  const bad = bytes.length - to
  if (bad === 0) return
  if (isLast) observer.onTorn({ bytes: bad })
  else {
    observer.onDamaged({ path: `${path}.damaged`, bytes: bad })
    await keepDamaged(path, bytes)
  }
  await truncate(path, to)
}

async function keepDamaged(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(`${path}.damaged.new`, 'w')
  await handle.writeFile(bytes)
  await handle.datasync()
  await handle.close()
  await rename(`${path}.damaged.new`, `${path}.damaged`)
}

async function readCursor(folder: string): Promise<number> {
  try {
    const seq = Number(await readFile(join(folder, CURSOR), 'utf8'))
    return Number.isSafeInteger(seq) && seq > 0 ? seq : 0
  } catch {
    return 0
  }
}

/** Spares a restart the jobs that are written; where it is lost they are written again, which changes nothing. */
export async function writeCursor(folder: string, released: number): Promise<void> {
  const path = join(folder, CURSOR)
  const handle = await open(`${path}.new`, 'w')
  await handle.writeFile(String(released))
  await handle.close()
  await rename(`${path}.new`, path)
}

/** A new file's name survives a power cut only after this. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
