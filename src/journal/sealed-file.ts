// Small JSON files beside the segments: replaced as a whole, never half there, and checked when read back.

import { crc32 } from 'node:zlib'
import type { JournalFiles } from './journal-files.ts'

const CRC_DIGITS = 8
export const TEMPORARY_SUFFIX = '.tmp'

/** Resolves when the new contents and their name are on the disk. */
export async function writeSealed(files: JournalFiles, name: string, contents: unknown): Promise<void> {
  const json = JSON.stringify(contents)
  const crc = crc32(json).toString(16).padStart(CRC_DIGITS, '0')
  const temporary = name + TEMPORARY_SUFFIX
  const file = await files.create(temporary)
  try {
    await file.write(Buffer.from(`${crc}\n${json}`), 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await files.rename(temporary, name)
  await files.syncFolder()
}

/** The contents, `missing`, or `damaged` when they fail their checksum. */
export async function readSealed(
  files: JournalFiles,
  name: string,
): Promise<{ kind: 'sound'; contents: unknown } | { kind: 'missing' } | { kind: 'damaged' }> {
  let text: string
  try {
    text = (await files.read(name, 0)).toString('utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'missing' }
    throw error
  }
  const json = text.slice(CRC_DIGITS + 1)
  const isSound = text[CRC_DIGITS] === '\n' && crc32(json) === Number.parseInt(text.slice(0, CRC_DIGITS), 16)
  return isSound ? { kind: 'sound', contents: JSON.parse(json) } : { kind: 'damaged' }
}
