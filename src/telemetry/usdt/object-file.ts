// Puts the object where a loader can map it and a tracer can read it: in a folder of ours alone, under a name that says
// its content. Nothing there is trusted because of its name: a file that is not what it should be is replaced.
import { createHash, randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'

const OWNER_ONLY = 0o700
const OTHERS = 0o077
const READ_AND_RUN = 0o500
const HASH_CHARS = 16
const FOLDER = 'xuezhan-probes'

/** Folders that usually are in memory or cleaned by the system, in the order they are tried. */
export function usualFolders(): readonly string[] {
  const { XDG_RUNTIME_DIR: runtime, TMPDIR: temporary } = process.env
  const named = [runtime, temporary].filter((folder) => folder !== undefined && folder !== '')
  return [...new Set([...(named as string[]), '/tmp', '/var/tmp', '/dev/shm'])]
}

const isOurs = ({ uid }: { readonly uid: number }): boolean => uid === process.getuid?.()

/** The path of the object below `parent`. Throws where it cannot be put there, or where the folder is not ours alone. */
export function putObject(parent: string, bytes: Uint8Array): string {
  const folder = join(parent, `${FOLDER}-${userInfo().uid}`)
  makeFolder(folder)
  const stat = lstatSync(folder)
  if (!stat.isDirectory() || !isOurs(stat) || (stat.mode & OTHERS) !== 0)
    throw new Error(`${folder} is not a folder of ours alone`)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_CHARS)
  const path = join(folder, `xuezhan-${hash}.node`)
  if (!isThere(path, bytes)) {
    replace(path, bytes)
    removeOldest(folder)
  }
  return path
}

/** More versions than live beside each other on one machine; what a killed start left half done goes with them. */
const KEPT_FILES = 8

function removeOldest(folder: string): void {
  const files = readdirSync(folder).flatMap((name) => {
    const stat = lstatSync(join(folder, name), { throwIfNoEntry: false })
    return stat ? [{ path: join(folder, name), atMs: stat.mtimeMs }] : []
  })
  const oldest = files.sort((a, b) => b.atMs - a.atMs).slice(KEPT_FILES)
  for (const { path } of oldest) rmSync(path, { force: true })
}

/** Never its parents: where those are missing somebody meant another place. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: OWNER_ONLY })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function isThere(path: string, bytes: Uint8Array): boolean {
  try {
    const stat = lstatSync(path)
    const isPlain = stat.isFile() && isOurs(stat) && (stat.mode & OTHERS) === 0
    return isPlain && readFileSync(path).equals(bytes)
  } catch {
    return false
  }
}

/** By a rename, so that a process that maps the old file keeps it, and none sees half of the new one. */
function replace(path: string, bytes: Uint8Array): void {
  const draft = `${path}.${randomUUID()}`
  try {
    writeFileSync(draft, bytes, { flag: 'wx', mode: READ_AND_RUN })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
