// Files that hold what nobody else may read, made once: whole or absent, mode 0600, the first of two makers wins.

import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Owner only. */
const OWNER_ONLY = 0o600

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

/** Undefined when there is no such file. Takes back a mode that a copy or a restored backup has widened. */
export async function readKept(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8')
    await chmod(path, OWNER_ONLY)
    return text
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Writes aside and links into place. Returns what the file holds: `content`, or what another process has made of it. */
export async function makeKept(path: string, content: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  await writeFile(aside, content, { mode: OWNER_ONLY, flag: 'wx', flush: true })
  try {
    await link(aside, path)
    return content
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    return await readFile(path, 'utf8')
  } finally {
    await unlink(aside)
  }
}
