// A folder with all that lies above it, or a clear reason why not. Node's own recursive mkdir does not end where a parent
// takes no folders and says that they are missing, as /proc does.
import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** One line, with the path that is at fault. */
export class FolderError extends Error {
  readonly code = 'NO_FOLDER'
}

/** There afterwards, and ours to write in. Rejects with a `FolderError`. */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = []
  let at = resolve(path)
  while (!(await isFolder(at))) {
    missing.push(at)
    at = dirname(at)
  }
  await orRefuse(`the folder ${at} cannot be written`, access(at, constants.W_OK))
  for (const folder of missing.toReversed()) {
    await orRefuse(`the folder ${folder} cannot be made`, makeOne(folder))
  }
}

/** False: nothing is there. */
async function isFolder(path: string): Promise<boolean> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return true
  } catch (error) {
    const code = codeOf(error)
    // Below a file; the file itself is found on the way up.
    if ((code === 'ENOENT' || code === 'ENOTDIR') && dirname(path) !== path) return false
    throw new FolderError(`${path} cannot be read (${code})`, { cause: error })
  }
  throw new FolderError(`${path} is no folder`)
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    // Somebody else was faster; or it is a link to nowhere.
    if (codeOf(error) !== 'EEXIST' || !(await isFolder(folder))) throw error
  }
}

async function orRefuse(what: string, step: Promise<void>): Promise<void> {
  try {
    await step
  } catch (error) {
    throw new FolderError(`${what} (${codeOf(error)})`, { cause: error })
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error)
